package api

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/orderflow/orderflow/models"
)

//go:embed docs.html
var docsPage string

//go:embed docs.css
var docsStyle string

// docs is the reference, made of the same document as /openapi.json. It loads
// nothing from anywhere.
func (a *api) docs() gin.HandlerFunc {
	page := later(func() (string, []byte, error) {
		text, err := renderDocs(a.huma.OpenAPI())
		return "text/html; charset=utf-8", text, err
	})
	sum := sha256.Sum256([]byte(docsStyle))
	policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	return func(c *gin.Context) {
		c.Header("Content-Security-Policy", policy)
		page(c)
	}
}

// reference is what the page shows.
type reference struct {
	Style   template.CSS
	Version string
	Groups  []group
	Schemas []schemaView
	Codes   []codeView
}

type group struct {
	Tag        string
	Operations []operationView
}

type operationView struct {
	ID, Method, Path, Summary, Description, Right string
	Session                                       bool
	Public                                        bool
	Params                                        []*huma.Param
	Body, Answer                                  string
	Status                                        string
}

type schemaView struct {
	Name   string
	Fields []fieldView
}

type fieldView struct {
	Name, Type, Link, Doc string
	Required              bool
}

type codeView struct {
	Code   models.Code
	Status int
	En, Ru string
}

func renderDocs(document *huma.OpenAPI) ([]byte, error) {
	page := reference{
		Style: template.CSS(docsStyle), Version: document.Info.Version, //nolint:gosec // our own file
		Groups: groupsOf(document), Schemas: schemasOf(document.Components.Schemas), Codes: codesOf(),
	}
	shown := template.New("docs").Funcs(template.FuncMap{"typeOf": typeOf})
	parsed, err := shown.Parse(docsPage)
	if err != nil {
		return nil, fmt.Errorf("docs: %w", err)
	}
	var out bytes.Buffer
	if err := parsed.Execute(&out, page); err != nil {
		return nil, fmt.Errorf("docs: %w", err)
	}
	return out.Bytes(), nil
}

// groupsOf orders the operations by tag, and in a tag by path.
func groupsOf(document *huma.OpenAPI) []group {
	byTag := map[string][]operationView{}
	for _, path := range slices.Sorted(maps.Keys(document.Paths)) {
		item := document.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Patch, item.Put, item.Delete} {
			if op != nil && len(op.Tags) > 0 {
				byTag[op.Tags[0]] = append(byTag[op.Tags[0]], viewOf(path, op))
			}
		}
	}
	groups := make([]group, 0, len(byTag))
	for _, tag := range slices.Sorted(maps.Keys(byTag)) {
		groups = append(groups, group{tag, byTag[tag]})
	}
	return groups
}

func viewOf(path string, op *huma.Operation) operationView {
	view := operationView{
		ID: op.OperationID, Method: op.Method, Path: path, Summary: op.Summary, Description: op.Description,
		Public: len(op.Security) == 0, Params: op.Parameters,
	}
	view.Right, _ = op.Extensions["x-right"].(string)
	view.Session, _ = op.Extensions["x-session"].(bool)
	if op.RequestBody != nil {
		view.Body = contentOf(op.RequestBody.Content)
	}
	for status, response := range op.Responses {
		if status != "default" {
			view.Status, view.Answer = status, contentOf(response.Content)
		}
	}
	return view
}

func contentOf(content map[string]*huma.MediaType) string {
	for _, media := range content {
		if media.Schema != nil {
			return nameOf(media.Schema.Ref)
		}
	}
	return ""
}

func schemasOf(registry huma.Registry) []schemaView {
	var views []schemaView
	for _, name := range slices.Sorted(maps.Keys(registry.Map())) {
		s := registry.Map()[name]
		view := schemaView{Name: name}
		for _, field := range slices.Sorted(maps.Keys(s.Properties)) {
			p := s.Properties[field]
			view.Fields = append(view.Fields, fieldView{
				Name: field, Type: typeOf(p), Link: linkOf(p), Doc: p.Description, Required: slices.Contains(s.Required, field),
			})
		}
		views = append(views, view)
	}
	return views
}

// typeOf says in words what a value is.
func typeOf(s *huma.Schema) string {
	text := s.Type
	switch {
	case s.Ref != "":
		text = nameOf(s.Ref)
	case s.Type == huma.TypeArray && s.Items != nil:
		text = "list of " + typeOf(s.Items)
	case len(s.Enum) > 0:
		text = strings.Join(enumNames(s.Enum), " | ")
	case s.Format == "date-time":
		text = "time"
	case s.Type == "":
		text = "any JSON"
	}
	if s.Nullable {
		text += " or null"
	}
	return text
}

// linkOf is the schema that a field leads to, "" for none.
func linkOf(s *huma.Schema) string {
	if s.Items != nil {
		return linkOf(s.Items)
	}
	return nameOf(s.Ref)
}

func nameOf(ref string) string { return ref[strings.LastIndex(ref, "/")+1:] }

func codesOf() []codeView {
	var views []codeView
	for _, code := range slices.Sorted(maps.Keys(statuses)) {
		e := models.NewError(code)
		views = append(views, codeView{code, statuses[code], e.Text("en"), e.Text("ru")})
	}
	return views
}
