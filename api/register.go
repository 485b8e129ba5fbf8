package api

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// operation is what is said of an endpoint beside its input and output.
type operation struct {
	method  string
	path    string // below base, with {names}
	id      string // names the operation for generated clients
	tag     string
	summary string
	detail  string
	status  int    // of success; 200 when zero
	also    int    // another status of success, with the same answer
	content string // of an answer that is a stream; JSON when empty
	secret  bool   // the answer is never stored for repetition
	unkeyed bool   // the body holds a password: an Idempotency-Key would keep its hash
}

// endpoint registers one operation of the REST API. A route that the table of
// access.go lacks is a fault of the program.
func endpoint[I, O any](a *api, o operation, run func(ctx context.Context, in *I) (*O, error)) {
	repeatable(a, o, run, nil)
}

// repeatable registers an operation that changes something by POST: again gives
// the answer, as run gave it, to a request whose first answer was lost (API-1).
func repeatable[I, O any](a *api, o operation, run func(context.Context, *I) (*O, error), again func(context.Context, services.Made) (*O, error)) {
	pattern := strings.NewReplacer("{", ":", "}", "").Replace(base + o.path)
	route, known := accessOf(o.method, pattern)
	if !known {
		panic(fmt.Sprintf("api: %s %s has no right in the table of routes", o.method, pattern))
	}
	a.operations[o.method+" "+pattern] = o.id
	described := o.describe(route)
	huma.Register(a.huma, described, func(ctx context.Context, in *I) (out *O, err error) {
		made, lost := lostAnswer(ctx)
		switch {
		case !lost:
			out, err = run(ctx, in)
		case again == nil:
			err = fmt.Errorf("%s changes something and cannot be answered again", o.id)
		default:
			out, err = again(ctx, made)
		}
		if err != nil {
			return nil, newProblem(ctx, err)
		}
		return out, nil
	})
	if o.also != 0 {
		same := *described.Responses[strconv.Itoa(cmp.Or(o.status, http.StatusOK))]
		same.Description = http.StatusText(o.also)
		described.Responses[strconv.Itoa(o.also)] = &same
	}
}

// byReading answers again as the operation that reads the object does.
func byReading[O any](read func(context.Context, *ByID) (*O, error)) func(context.Context, services.Made) (*O, error) {
	return func(ctx context.Context, made services.Made) (*O, error) { return read(ctx, &ByID{made.ID}) }
}

func (o operation) describe(route access) huma.Operation {
	op := huma.Operation{
		Method: o.method, Path: base + o.path, OperationID: o.id, Tags: []string{o.tag}, Summary: o.summary, Description: o.detail,
		DefaultStatus: o.status, SkipValidateBody: true, SkipValidateParams: true, MaxBodyBytes: maxBody + 1, Metadata: map[string]any{}, Responses: map[string]*huma.Response{},
	}
	if o.content != "" {
		op.Responses["200"] = &huma.Response{Description: http.StatusText(http.StatusOK), Content: map[string]*huma.MediaType{o.content: {Schema: &huma.Schema{Type: huma.TypeString}}}}
	}
	if o.content == csvContent {
		op.Responses["200"].Headers = map[string]*huma.Param{"Content-Disposition": {Schema: &huma.Schema{Type: huma.TypeString}}}
	}
	if route.public {
		return op
	}
	op.Security = []map[string][]string{{"session": {}}, {"token": {}}}
	op.Extensions = map[string]any{"x-right": string(route.right)}
	if route.session {
		op.Security, op.Extensions["x-session"] = op.Security[:1], true
	}
	if o.method == http.MethodPost && !o.unkeyed {
		op.Metadata["keyed"] = keyed{o.secret}
		least, most := 1, 200
		op.Parameters = append(op.Parameters, &huma.Param{
			Name: "Idempotency-Key", In: "header",
			Description: "Any text of yours. A repetition with the same key and body makes nothing twice and gets the first answer, for seven days.",
			Schema:      &huma.Schema{Type: huma.TypeString, MinLength: &least, MaxLength: &most},
		})
	}
	return op
}

// ByID is the input of operations on one object.
type ByID struct {
	ID int64 `path:"id" minimum:"1"`
}

// nothing is an input without parameters.
type nothing struct{}

// Edit is the precondition of a change (API-1).
type Edit struct {
	IfMatch string `header:"If-Match" required:"true" doc:"The ETag that you read, such as \"7\"; * changes whatever stands"`
}

// Wish is a precondition that may be left out.
type Wish struct {
	IfMatch string `header:"If-Match" doc:"The ETag that you read, such as \"7\"; without it whatever stands is changed"`
}

func (e Edit) version() (int64, error) { return versionOf(e.IfMatch) }

func (e Wish) version() (int64, error) {
	if e.IfMatch == "" {
		return 0, nil
	}
	return versionOf(e.IfMatch)
}

// versionOf reads an ETag; 0 stands for any version. One that we never gave is stale.
func versionOf(tag string) (int64, error) {
	if tag == "*" {
		return 0, nil
	}
	text, ok := strings.CutPrefix(tag, `"`)
	text, closed := strings.CutSuffix(text, `"`)
	version, err := strconv.ParseInt(text, 10, 64)
	if !ok || !closed || err != nil || version < 1 {
		return 0, models.NewError(models.CodeStale)
	}
	return version, nil
}

func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// one is the answer with one object and its version.
type one[T any] struct {
	ETag string `header:"ETag" doc:"The version, for If-Match"`
	Body T
}

func versioned[T any](body T, version int64) *one[T] { return &one[T]{ETag: etag(version), Body: body} }

// plain is an answer without a version.
type plain[T any] struct{ Body T }

// Page is a part of a list. Next is the cursor of the next part, absent on the last.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Cursor of the next page; absent on the last one"`
}

// Paging is the input of lists.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"2000" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" doc:"At most so many items; 50 when absent"`
}

// cursorOf stands for the row of the id.
func cursorOf(id int64) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(id, 10)))
}

// after is the id that the cursor stands for.
func (p Paging) after() (int64, error) {
	if p.Cursor == "" {
		return 0, nil
	}
	text, _ := base64.RawURLEncoding.DecodeString(p.Cursor)
	id, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil || id < 0 || cursorOf(id) != p.Cursor {
		return 0, models.NewFieldError("query.cursor", models.CodeInvalidCursor)
	}
	return id, nil
}

func (p Paging) limit() int {
	if p.Limit == 0 {
		return 50
	}
	return p.Limit
}

// paged turns rows into a page; id tells the cursor of a row.
func paged[R, T any](rows []R, more bool, show func(*R) T, id func(*R) int64) *plain[Page[T]] {
	page := Page[T]{Items: make([]T, len(rows))}
	for i := range rows {
		page.Items[i] = show(&rows[i])
	}
	if more {
		page.Next = cursorOf(id(&rows[len(rows)-1]))
	}
	return &plain[Page[T]]{page}
}

// listed turns rows that are few enough for one answer into a page.
func listed[R, T any](rows []R, show func(*R) T) *plain[Page[T]] {
	return paged(rows, false, show, nil)
}
