package process

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/orderflow/orderflow/models"
)

func (d *decoder) list(path string, s *shape, tree any, into reflect.Value) {
	items, ok := as[[]any](d, path, tree, "a list")
	if !ok {
		return
	}
	out := reflect.MakeSlice(s.typ, len(items), len(items))
	for i, item := range items {
		d.value(fmt.Sprintf("%s[%d]", path, i), s.elem, item, out.Index(i))
	}
	into.Set(out)
}

func (d *decoder) text(path string, s *shape, tree any, into reflect.Value) {
	text, ok := as[string](d, path, tree, "text")
	if !ok {
		return
	}
	if s.enum != nil && !slices.Contains(s.enum, text) {
		d.fault(path, models.CodeNotOneOf, "value", shown(text), "allowed", s.enum)
		return
	}
	into.SetString(text)
}

func (d *decoder) integer(path string, tree any, into reflect.Value) {
	literal, ok := as[json.Number](d, path, tree, "a whole number")
	if !ok {
		return
	}
	n, err := strconv.ParseInt(literal.String(), 10, 64)
	if err != nil {
		d.fault(path, models.CodeWrongType, "expected", "a whole number")
		return
	}
	into.SetInt(n)
}

func (d *decoder) time(path string, tree any, into reflect.Value) {
	text, ok := as[string](d, path, tree, "a time by RFC 3339")
	if !ok {
		return
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || t.Year() < 1970 {
		d.fault(path, models.CodeInvalidTime, "value", shown(text))
		return
	}
	into.Set(reflect.ValueOf(t.UTC().Truncate(time.Microsecond)))
}

func (d *decoder) scalars(path string, tree any, into reflect.Value) {
	object, ok := as[map[string]any](d, path, tree, "an object")
	if !ok {
		return
	}
	out := Match{}
	for _, key := range keysOf(object) {
		if v := d.scalar(join(path, shown(key)), object[key]); v != nil {
			out[key] = v
		}
	}
	into.Set(reflect.ValueOf(out))
}

func (d *decoder) scalar(path string, tree any) any {
	switch v := tree.(type) {
	case string:
		if d.short(path, v, nil) {
			return v
		}
		return nil
	case bool:
		return v
	case json.Number:
		if n, err := strconv.ParseInt(v.String(), 10, 64); err == nil {
			return n
		}
	}
	d.fault(path, models.CodeWrongType, "expected", "text, a whole number, true or false")
	return nil
}

// within checks what the field's tag demands of the value; a value of the wrong type is left to value.
func (d *decoder) within(path string, f field, tree any) bool {
	switch v := tree.(type) {
	case string:
		return d.textWithin(path, f, v)
	case json.Number:
		n, err := strconv.ParseInt(v.String(), 10, 64)
		return err != nil || d.between(path, f, n)
	case []any:
		return d.between(path, field{max: f.max}, int64(len(v)))
	case map[string]any:
		return d.between(path, field{max: f.max}, int64(len(v)))
	default:
		return true
	}
}

func (d *decoder) textWithin(path string, f field, text string) bool {
	switch p, ok := patterns[f.pattern]; {
	case f.shape.form != formText:
		return true
	case f.required && strings.TrimSpace(text) == "":
		d.fault(path, models.CodeRequired, "field", f.name)
		return false
	case ok && !p.expr.MatchString(text):
		d.fault(path, models.CodeWrongType, "expected", p.words)
		return false
	default:
		return d.short(path, text, f.max)
	}
}

// longestText is how many characters a text may have when its tag says nothing.
const longestText = 200

// short checks that a text fits into the databases: not too long, no zero character.
func (d *decoder) short(path, text string, most *int64) bool {
	limit := int64(longestText)
	if most != nil {
		limit = *most
	}
	if int64(utf8.RuneCountInString(text)) > limit {
		d.fault(path, models.CodeTooLong, "max", limit)
		return false
	}
	if strings.ContainsRune(text, 0) {
		d.fault(path, models.CodeWrongType, "expected", "text without zero characters")
		return false
	}
	return true
}

func (d *decoder) between(path string, f field, n int64) bool {
	if (f.min == nil || n >= *f.min) && (f.max == nil || n <= *f.max) {
		return true
	}
	params := []any{"value", n}
	if f.min != nil {
		params = append(params, "min", *f.min)
	}
	if f.max != nil {
		params = append(params, "max", *f.max)
	}
	d.fault(path, models.CodeOutOfRange, params...)
	return false
}
