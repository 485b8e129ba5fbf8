package api

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/orderflow/orderflow/models"
)

// checker holds a parsed body against the schema that /openapi.json publishes,
// and gathers every fault with its path in our own codes.
type checker struct {
	registry huma.Registry
	faults   []models.FieldError
}

func (c *checker) add(path string, code models.Code, params ...any) {
	c.faults = append(c.faults, models.Field(path, code, params...))
}

// wrongType names the body as a whole where no part of it is meant.
func (c *checker) wrongType(path, expected string) {
	c.add(cmp.Or(path, "body"), models.CodeWrongType, "expected", expected)
}

// check holds one value against its schema. A schema without a type accepts
// everything: a use case reads it.
func (c *checker) check(path string, s *huma.Schema, v any) {
	if s.Ref != "" {
		s = c.registry.SchemaFromRef(s.Ref)
	}
	if s == nil || s.Type == "" || (v == nil && s.Nullable) {
		return
	}
	switch s.Type {
	case huma.TypeObject:
		c.object(path, s, v)
	case huma.TypeArray:
		c.array(path, s, v)
	case huma.TypeString:
		c.text(path, s, v)
	case huma.TypeInteger:
		c.integer(path, s, v)
	case huma.TypeBoolean:
		if _, ok := v.(bool); !ok {
			c.wrongType(path, "boolean")
		}
	}
}

func (c *checker) object(path string, s *huma.Schema, v any) {
	object, ok := v.(map[string]any)
	if !ok {
		c.wrongType(path, "object")
		return
	}
	for _, name := range s.Required {
		if _, present := object[name]; !present {
			c.add(join(path, name), models.CodeRequired)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if property, known := s.Properties[name]; known {
			c.check(join(path, name), property, object[name])
		} else if inner, free := s.AdditionalProperties.(*huma.Schema); free {
			c.check(join(path, name), inner, object[name])
		} else if s.AdditionalProperties != true {
			c.add(join(path, shortened(name)), models.CodeUnknownField, "field", shortened(name), "allowed", slices.Sorted(maps.Keys(s.Properties)))
		}
	}
}

func (c *checker) array(path string, s *huma.Schema, v any) {
	list, ok := v.([]any)
	if !ok {
		c.wrongType(path, "array")
		return
	}
	if s.MinItems != nil && len(list) < *s.MinItems {
		c.add(path, models.CodeRequired)
	}
	if s.MaxItems != nil && len(list) > *s.MaxItems {
		c.add(path, models.CodeOutOfRange, "value", len(list), "max", *s.MaxItems)
		return
	}
	for i, item := range list {
		c.check(path+"["+strconv.Itoa(i)+"]", s.Items, item)
	}
}

func (c *checker) text(path string, s *huma.Schema, v any) {
	text, ok := v.(string)
	switch {
	case !ok && s.Format == "date-time":
		c.wrongType(path, "RFC 3339 time")
	case !ok:
		c.wrongType(path, "string")
	case s.Format == "date-time":
		if !validTime(text) {
			c.add(path, models.CodeInvalidTime, "value", shortened(text))
		}
	case len(s.Enum) > 0 && !slices.Contains(s.Enum, any(text)):
		c.add(path, models.CodeNotOneOf, "value", shortened(text), "allowed", enumNames(s.Enum))
	case s.MinLength != nil && utf8.RuneCountInString(text) < *s.MinLength:
		c.add(path, models.CodeRequired)
	case s.MaxLength != nil && utf8.RuneCountInString(text) > *s.MaxLength:
		c.add(path, models.CodeTooLong, "max", *s.MaxLength)
	}
}

// validTime accepts RFC 3339 within the years that both databases keep.
func validTime(text string) bool {
	t, err := time.Parse(time.RFC3339Nano, text)
	return err == nil && t.UTC().Year() >= 1900 && t.UTC().Year() < 3000
}

func (c *checker) integer(path string, s *huma.Schema, v any) {
	number, ok := v.(json.Number)
	if !ok || strings.ContainsAny(number.String(), ".eE") {
		c.wrongType(path, "integer")
		return
	}
	n, err := number.Int64()
	if err != nil {
		c.add(path, models.CodeOutOfRange, "value", shortened(number.String()))
		return
	}
	c.within(path, s, n)
}

func (c *checker) within(path string, s *huma.Schema, n int64) {
	if (s.Minimum == nil || float64(n) >= *s.Minimum) && (s.Maximum == nil || float64(n) <= *s.Maximum) {
		return
	}
	params := []any{"value", n}
	if s.Minimum != nil {
		params = append(params, "min", int64(*s.Minimum))
	}
	if s.Maximum != nil {
		params = append(params, "max", int64(*s.Maximum))
	}
	c.add(path, models.CodeOutOfRange, params...)
}

func join(path, name string) string {
	if path == "" || name == "" {
		return path + name
	}
	return path + "." + name
}

// shortened keeps what is shown again to the client small.
func shortened(text string) string {
	if len(text) <= 64 {
		return text
	}
	return strings.ToValidUTF8(text[:64], "") + "…"
}

func enumNames(values []any) []string {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = fmt.Sprint(v)
	}
	return names
}
