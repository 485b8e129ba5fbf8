package api_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/api"
)

// document is /openapi.json, read by somebody who knows nothing of us: its
// schemas are judged by a library that had no part in writing it.
type document struct {
	tree       map[string]any
	compiler   *jsonschema.Compiler
	operations []*documented
}

// documented is one operation of the document.
type documented struct {
	id, method, path string
	fits             *regexp.Regexp
	params           []map[string]any
	body             map[string]any // schema of the request's body; nil without one
	accepts          *jsonschema.Schema
	answers          map[string]described // by status, or "default"
	right            string               // that the door asks for
	open             bool                 // to everybody
}

// described is one answer: schema is nil where the content is no JSON, kind is "" where there is none.
type described struct {
	kind    string
	schema  *jsonschema.Schema
	headers []string
}

var parameter = regexp.MustCompile(`\{[a-z_]+\}`)

func (d *documented) String() string { return d.method + " " + d.path }

// route is the operation's row in the table of roles.
func (d *documented) route() string {
	return d.method + " " + strings.NewReplacer("{", ":", "}", "").Replace(d.path)
}

// theDocument is read once for all tests: every answer that one of them gets is held against it.
var theDocument = sync.OnceValue(func() *document {
	text, err := api.OpenAPI(api.Options{PublicURL: publicURL, Version: "test"})
	must(err)
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	must(err)
	d := &document{tree: tree.(map[string]any), compiler: jsonschema.NewCompiler()}
	d.compiler.AssertFormat()
	must(d.compiler.AddResource("openapi.json", tree))
	paths := d.tree["paths"].(map[string]any)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		methods := paths[path].(map[string]any)
		for _, method := range slices.Sorted(maps.Keys(methods)) {
			d.operations = append(d.operations, d.operation(path, method, methods[method].(map[string]any)))
		}
	}
	return d
})

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// operationOf finds the operation of a request, nil for what the document does not
// speak of. Where a path fits two, the one with a fixed word goes first.
func (d *document) operationOf(method, path string) (found *documented) {
	for _, op := range d.operations {
		if op.method == method && op.fits.MatchString(path) && (found == nil || strings.Count(op.path, "{") < strings.Count(found.path, "{")) {
			found = op
		}
	}
	return found
}

func (d *document) operation(path, method string, o map[string]any) *documented {
	at := "#/paths/" + strings.ReplaceAll(path, "/", "~1") + "/" + method
	op := &documented{id: o["operationId"].(string), method: strings.ToUpper(method), path: path, answers: map[string]described{}}
	op.fits = regexp.MustCompile("^" + parameter.ReplaceAllString(path, "[^/]+") + "$")
	op.right, _ = o["x-right"].(string)
	op.open = o["security"] == nil
	params, _ := o["parameters"].([]any)
	for _, p := range params {
		op.params = append(op.params, p.(map[string]any))
	}
	if body, has := o["requestBody"].(map[string]any); has {
		op.body = d.resolved(body["content"].(map[string]any)["application/json"].(map[string]any)["schema"].(map[string]any))
		op.accepts = d.compile(at + "/requestBody/content/application~1json/schema")
	}
	for status, a := range o["responses"].(map[string]any) {
		op.answers[status] = d.answer(at+"/responses/"+status, a.(map[string]any))
	}
	return op
}

func (d *document) answer(at string, a map[string]any) (found described) {
	headers, _ := a["headers"].(map[string]any)
	found.headers = slices.Sorted(maps.Keys(headers))
	content, _ := a["content"].(map[string]any)
	for kind := range content {
		found.kind = kind
		if strings.HasSuffix(kind, "json") {
			found.schema = d.compile(at + "/content/" + strings.ReplaceAll(kind, "/", "~1") + "/schema")
		}
	}
	return found
}

func (d *document) compile(pointer string) *jsonschema.Schema {
	return d.compiler.MustCompile("openapi.json" + strings.NewReplacer("{", "%7B", "}", "%7D").Replace(pointer))
}

// resolved follows a reference.
func (d *document) resolved(schema map[string]any) map[string]any {
	ref, refers := schema["$ref"].(string)
	if !refers {
		return schema
	}
	return d.tree["components"].(map[string]any)["schemas"].(map[string]any)[ref[strings.LastIndex(ref, "/")+1:]].(map[string]any)
}

// forbids reports whether the document says that this body is none.
func (d *documented) forbids(body string) bool {
	tree, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	return d.accepts != nil && (err != nil || d.accepts.Validate(tree) != nil)
}

// unlike says where an answer is not as the document describes it.
func (d *documented) unlike(w *httptest.ResponseRecorder) error {
	answer, described := d.answers[fmt.Sprint(w.Code)]
	switch {
	case w.Code >= http.StatusInternalServerError:
		return fmt.Errorf("%d is a fault of ours", w.Code)
	case !described && w.Code < http.StatusBadRequest:
		return fmt.Errorf("the status %d is not described", w.Code)
	case !described:
		answer = d.answers["default"]
	}
	if slices.Contains(answer.headers, "ETag") && w.Header().Get("ETag") == "" {
		return errors.New("the version is described and lacks")
	}
	for _, name := range []string{"ETag", "Location", "Set-Cookie", "Content-Disposition"} {
		if w.Header().Get(name) != "" && !slices.Contains(answer.headers, name) {
			return fmt.Errorf("the header %s is not described", name)
		}
	}
	return answer.unlike(w)
}

func (a described) unlike(w *httptest.ResponseRecorder) error {
	kind, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
	switch {
	case kind != a.kind:
		return fmt.Errorf("the content is %q, described is %q", kind, a.kind)
	case a.kind == "" && w.Body.Len() > 0:
		return errors.New("there is a body, none is described")
	case a.schema == nil:
		return nil
	}
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		return fmt.Errorf("the body is no JSON: %w", err)
	}
	return a.schema.Validate(tree)
}

// judged holds an answer of a test against the document. That a fault of ours is
// none is for the test to say, since some make one on purpose.
func judged(t testing.TB, r *http.Request, w *httptest.ResponseRecorder) {
	t.Helper()
	op := theDocument().operationOf(r.Method, r.URL.Path)
	if op != nil && w.Code < http.StatusInternalServerError {
		require.NoError(t, op.unlike(w), "%s %s\n%s", r.Method, r.URL, w.Body)
	}
}

// The judge of the answers is tried himself: he must see each kind of lie.
func TestTheDocumentIsHeldAgainstAnswers(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	op := theDocument().operationOf("GET", "/api/v1/products/1")
	require.Equal(t, "get-product", op.id)
	honest := func() *httptest.ResponseRecorder { return k.get("owner", "/products/{product}").ResponseRecorder }
	require.NoError(t, op.unlike(honest()))
	for name, lie := range map[string]func(w *httptest.ResponseRecorder){
		"status":           func(w *httptest.ResponseRecorder) { w.Code = 202 },
		"fault":            func(w *httptest.ResponseRecorder) { w.Code = 500 },
		"content":          func(w *httptest.ResponseRecorder) { w.Header().Set("Content-Type", "text/html") },
		"header lacks":     func(w *httptest.ResponseRecorder) { w.Header().Del("ETag") },
		"header too many":  func(w *httptest.ResponseRecorder) { w.Header().Set("Location", "/") },
		"no problem":       func(w *httptest.ResponseRecorder) { w.Code = 404 },
		"unknown property": func(w *httptest.ResponseRecorder) { rewrite(w, "password", "hunter2") },
		"wrong type":       func(w *httptest.ResponseRecorder) { rewrite(w, "id", "one") },
		"wrong time":       func(w *httptest.ResponseRecorder) { rewrite(w, "created_at", "yesterday") },
		"property lacks":   func(w *httptest.ResponseRecorder) { rewrite(w, "title", nil) },
	} {
		t.Run("API-1/document/"+name, func(t *testing.T) {
			w := honest()
			lie(w)
			require.Error(t, op.unlike(w))
		})
	}
}

// rewrite changes one property of a JSON answer; nil takes it out.
func rewrite(w *httptest.ResponseRecorder, name string, value any) {
	object := map[string]any{}
	_ = json.Unmarshal(w.Body.Bytes(), &object)
	if object[name] = value; value == nil {
		delete(object, name)
	}
	text, _ := json.Marshal(object)
	w.Body = bytes.NewBuffer(text)
}
