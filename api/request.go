package api

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/orderflow/orderflow/models"
)

// maxBody is the largest body, in bytes.
const maxBody = 1 << 20

// admit checks a request's parameters and body before the operation sees them.
func (a *api) admit(ctx huma.Context, next func(huma.Context)) {
	gc := humagin.Unwrap(ctx)
	if err := a.check(gc, ctx.Operation()); err != nil {
		refuse(gc.Writer, gc.Request, err)
		return
	}
	next(ctx)
}

func (a *api) check(gc *gin.Context, op *huma.Operation) error {
	faults, err := a.checkParams(gc, op)
	if err != nil {
		return err
	}
	if op.RequestBody == nil {
		if err := demandNoBody(gc.Request); err != nil {
			return err
		}
	} else {
		more, err := a.checkBody(gc, op)
		if err != nil {
			return err
		}
		faults = append(faults, more...)
	}
	if len(faults) > 0 {
		return models.Invalid(faults...)
	}
	return nil
}

// demandNoBody refuses a body where none is read: it would be lost silently.
func demandNoBody(r *http.Request) error {
	if r.Body == nil {
		return nil
	}
	var one [1]byte
	if n, _ := io.ReadFull(r.Body, one[:]); n > 0 {
		return malformed("this request takes no body")
	}
	return nil
}

func (a *api) checkBody(gc *gin.Context, op *huma.Operation) ([]models.FieldError, error) {
	body, err := readBody(gc.Writer, gc.Request)
	if err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(body)) == 0 && !op.RequestBody.Required {
		return nil, demandJSON(gc.Request, true)
	}
	if err := demandJSON(gc.Request, false); err != nil {
		return nil, err
	}
	tree, err := parseJSON(body)
	if err != nil {
		return nil, err
	}
	callOf(gc.Request.Context()).body = body
	gc.Request.Body = io.NopCloser(bytes.NewReader(body))
	c := checker{registry: a.huma.OpenAPI().Components.Schemas}
	c.check("", op.RequestBody.Content["application/json"].Schema, tree)
	return c.faults, nil
}

// readBody reads at most maxBody bytes; more answers CodeBodyTooLarge.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, models.NewError(models.CodeBodyTooLarge, "max", maxBody)
	case err != nil:
		return nil, malformed("it did not arrive whole")
	default:
		return body, nil
	}
}

// demandJSON refuses every content type but JSON; none at all only where a body may be left out.
func demandJSON(r *http.Request, empty bool) error {
	given := r.Header.Get("Content-Type")
	if given == "" && empty {
		return nil
	}
	kind, params, err := mime.ParseMediaType(given)
	charset := strings.ToLower(params["charset"])
	if err != nil || kind != "application/json" || (charset != "" && charset != "utf-8") {
		return models.NewError(models.CodeUnsupportedMedia, "given", shortened(cmp.Or(given, "nothing")))
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return models.NewError(models.CodeUnsupportedMedia, "encoding", shortened(encoding))
	}
	return nil
}

// checkParams checks what stands in path, query and headers.
func (a *api) checkParams(gc *gin.Context, op *huma.Operation) ([]models.FieldError, error) {
	query, err := url.ParseQuery(gc.Request.URL.RawQuery)
	if err != nil {
		return nil, models.NewFieldError("query", models.CodeWrongType, "expected", "name=value&…")
	}
	c := checker{registry: a.huma.OpenAPI().Components.Schemas}
	var known []string
	for _, p := range op.Parameters {
		switch p.In {
		case "path":
			if err := c.pathParam(p, gc.Param(p.Name)); err != nil {
				return nil, err
			}
		case "header":
			if err := c.header(p, gc.Request.Header.Values(p.Name)); err != nil {
				return nil, err
			}
		case "query":
			known = append(known, p.Name)
			c.param("query."+p.Name, p, query[p.Name])
		}
	}
	for name := range query {
		if !slices.Contains(known, name) {
			c.add("query."+shortened(name), models.CodeUnknownField, "field", shortened(name), "allowed", known)
		}
	}
	return c.faults, nil
}

// pathParam answers CodeNotFound for an id that no object can have.
func (c *checker) pathParam(p *huma.Param, value string) error {
	if c.param("path."+p.Name, p, []string{value}); len(c.faults) > 0 {
		return models.NewError(models.CodeNotFound)
	}
	return nil
}

func (c *checker) header(p *huma.Param, values []string) error {
	if p.Required && len(values) == 0 && p.Name == "If-Match" {
		return models.NewError(models.CodePreconditionMissing)
	}
	c.param("header."+p.Name, p, values)
	return nil
}

// param checks one parameter, which may stand once unless it is a list.
func (c *checker) param(path string, p *huma.Param, values []string) {
	if p.Schema.Type == huma.TypeArray && len(values) > 0 {
		c.repeated(path, p.Schema, values)
		return
	}
	if len(values) > 1 {
		c.wrongType(path, "one value")
		return
	}
	if len(values) == 0 || values[0] == "" {
		if p.Required {
			c.add(path, models.CodeRequired)
		}
		return
	}
	text := values[0]
	if withoutNul(text) != nil || strings.ToValidUTF8(text, "") != text {
		c.wrongType(path, "UTF-8 text without U+0000")
		return
	}
	switch p.Schema.Type {
	case huma.TypeInteger:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			c.wrongType(path, "integer")
			return
		}
		c.within(path, p.Schema, n)
	case huma.TypeBoolean:
		if text != "true" && text != "false" {
			c.add(path, models.CodeNotOneOf, "value", shortened(text), "allowed", []string{"true", "false"})
		}
	default:
		c.text(path, p.Schema, text)
	}
}

// repeated checks a list of texts, each given as a parameter of its own.
func (c *checker) repeated(path string, s *huma.Schema, values []string) {
	if s.MaxItems != nil && len(values) > *s.MaxItems {
		c.add(path, models.CodeOutOfRange, "value", len(values), "max", *s.MaxItems)
		return
	}
	for _, text := range values {
		c.param(path, &huma.Param{Schema: s.Items, Required: true}, []string{text})
	}
}
