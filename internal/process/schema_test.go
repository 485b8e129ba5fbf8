package process_test

import (
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/models"
)

type node = map[string]any

// validator understands the keywords that the schema uses, and fails on any other.
type validator struct{ root node }

func newValidator(t *testing.T) validator {
	t.Helper()
	var root node
	require.NoError(t, json.Unmarshal(process.Schema(), &root))
	return validator{root}
}

func (v validator) accepts(schema node, value any) bool {
	for keyword, demand := range schema {
		if !v.keyword(schema, keyword, demand, value) {
			return false
		}
	}
	return true
}

func (v validator) keyword(schema node, keyword string, demand, value any) bool {
	switch keyword {
	case "$schema", "$defs", "title", "description", "default":
		return true
	case "$ref":
		return v.accepts(v.root["$defs"].(node)[strings.TrimPrefix(demand.(string), "#/$defs/")].(node), value)
	case "type":
		return hasType(demand, value)
	case "enum":
		return slices.Contains(demand.([]any), value)
	case "const":
		return reflect.DeepEqual(demand, value)
	case "oneOf":
		matching := 0
		for _, one := range demand.([]any) {
			if v.accepts(one.(node), value) {
				matching++
			}
		}
		return matching == 1
	case "required", "properties", "additionalProperties", "minProperties", "maxProperties":
		object, ok := value.(node)
		return !ok || v.object(schema, keyword, demand, object)
	case "items", "minItems", "maxItems":
		list, ok := value.([]any)
		return !ok || v.list(keyword, demand, list)
	case "pattern", "maxLength", "minLength", "format":
		text, ok := value.(string)
		return !ok || textual(keyword, demand, text)
	case "minimum", "maximum":
		n, ok := value.(float64)
		return !ok || (keyword == "minimum") == (n >= demand.(float64)) || n == demand.(float64)
	default:
		panic("unknown keyword " + keyword)
	}
}

func hasType(demand, value any) bool {
	if several, ok := demand.([]any); ok {
		return slices.ContainsFunc(several, func(one any) bool { return hasType(one, value) })
	}
	switch v := value.(type) {
	case node:
		return demand == "object"
	case []any:
		return demand == "array"
	case string:
		return demand == "string"
	case bool:
		return demand == "boolean"
	case float64:
		return demand == "integer" && v == float64(int64(v))
	default:
		return false
	}
}

func (v validator) object(schema node, keyword string, demand any, object node) bool {
	switch keyword {
	case "required":
		return !slices.ContainsFunc(demand.([]any), func(key any) bool { _, ok := object[key.(string)]; return !ok })
	case "properties":
		for key, below := range demand.(node) {
			if value, ok := object[key]; ok && !v.accepts(below.(node), value) {
				return false
			}
		}
		return true
	case "minProperties":
		return float64(len(object)) >= demand.(float64)
	case "maxProperties":
		return float64(len(object)) <= demand.(float64)
	}
	known, _ := schema["properties"].(node)
	for key, value := range object {
		if _, ok := known[key]; ok {
			continue
		}
		below, ok := demand.(node)
		if !ok || !v.accepts(below, value) {
			return false
		}
	}
	return true
}

func (v validator) list(keyword string, demand any, list []any) bool {
	switch keyword {
	case "minItems":
		return float64(len(list)) >= demand.(float64)
	case "maxItems":
		return float64(len(list)) <= demand.(float64)
	default:
		return !slices.ContainsFunc(list, func(item any) bool { return !v.accepts(demand.(node), item) })
	}
}

func textual(keyword string, demand any, text string) bool {
	switch keyword {
	case "pattern":
		return regexp.MustCompile(demand.(string)).MatchString(text)
	case "maxLength":
		return float64(utf8.RuneCountInString(text)) <= demand.(float64)
	case "minLength":
		return float64(utf8.RuneCountInString(text)) >= demand.(float64)
	default:
		_, err := time.Parse(time.RFC3339, text)
		return err == nil
	}
}

func TestSchemaAcceptsTheTemplates(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	require.Equal(t, "https://json-schema.org/draft/2020-12/schema", v.root["$schema"])
	for _, tpl := range process.Templates() {
		var doc any
		require.NoError(t, json.Unmarshal(tpl.Definition.Canonical(), &doc))
		require.True(t, v.accepts(v.root, doc), tpl.Code)
	}
}

// ownChecks are what Decode demands beyond JSON Schema: they depend on a list outside of the file, or on two values.
func ownChecks(f models.FieldError) bool {
	return f.Code == models.CodeInvalidTimeZone || strings.HasSuffix(f.Path, ".amount") && f.Code == models.CodeOutOfRange && f.Params["max"] != nil
}

// TestSchemaAgreesWithDecode damages good files at random: the schema and Decode must say the same.
func TestSchemaAgreesWithDecode(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	var good []any
	for _, tpl := range process.Templates() {
		good = append(good, parsed(tpl.Definition.Canonical()))
	}
	good = append(good, parsed(sample().with("exits", `[{"id":"a","rule":`+paidRule+`}]`).
		with("triggers", `[{"kind":"segment","rule":`+paidRule+`},{"kind":"by_hand"},{"kind":"event","event":"custom","match":{"a":1,"b":"x","c":true}}]`).
		with("policies", `{"cooldown":{"amount":1,"unit":"days"},"chain":{"allow_self":true}}`).
		replacing("blocks", `{"id":"end"`, `{"id":"d","kind":"delay","params":{"until":"2030-01-01T00:00:00Z"}},{"id":"end"`).
		operating(`{"operation":"add_tag","tag":"x","on":"order"}`).json()))
	refused := 0
	rapid.Check(t, func(r *rapid.T) {
		doc := damage(r, clone(rapid.SampledFrom(good).Draw(r, "file")))
		raw, err := json.Marshal(doc)
		if err != nil {
			r.Fatal(err)
		}
		_, err = process.Decode(raw)
		var faults []models.FieldError
		if err != nil {
			refused++
			faults = err.(*models.Error).Fields //nolint:errorlint,forcetypeassert // Decode says so
		}
		decodes := !slices.ContainsFunc(faults, func(f models.FieldError) bool { return !ownChecks(f) })
		if accepts := v.accepts(v.root, parsed(raw)); accepts != decodes {
			r.Fatalf("schema %v, decode %v: %s", accepts, lines(faults), raw)
		}
	})
	require.Positive(t, refused)
}

func parsed(raw []byte) any {
	var doc any
	if err := json.Unmarshal(raw, &doc); err != nil {
		panic(err)
	}
	return doc
}

func clone(doc any) any {
	raw, err := json.Marshal(doc)
	if err != nil {
		panic(err)
	}
	return parsed(raw)
}

var replacements = []any{
	nil, true, 0, 1, -1, 3, 100_000, 1.5, "", " ", "x", "a b", "wait", "days", "order", "customer", "comment", "event", "end", "start",
	"once", "account", "2030-01-01T00:00:00Z", strings.Repeat("я", 250),
	[]any{},
	[]any{1},
	node{},
	node{"amount": 1, "unit": "days"},
	node{"field": "order.paid", "op": "is", "value": 0},
	node{"x": node{}},
}

// damage replaces, drops or adds one value somewhere in the document.
func damage(r *rapid.T, doc any) any {
	switch doc := doc.(type) {
	case node:
		keys := make([]string, 0, len(doc))
		for key := range doc {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		switch kind := rapid.IntRange(0, 9).Draw(r, "kind"); {
		case kind == 0 || len(keys) == 0:
			doc[rapid.SampledFrom([]string{"x", "title", "params", "rule", "guard", "until", "for", "text", "outcome", "match"}).Draw(r, "key")] = rapid.SampledFrom(replacements).Draw(r, "value")
		case kind == 1:
			delete(doc, rapid.SampledFrom(keys).Draw(r, "key"))
		case kind == 2:
			return rapid.SampledFrom(replacements).Draw(r, "value")
		default:
			key := rapid.SampledFrom(keys).Draw(r, "key")
			doc[key] = damage(r, doc[key])
		}
		return doc
	case []any:
		if len(doc) == 0 || rapid.IntRange(0, 9).Draw(r, "kind") == 0 {
			return rapid.SampledFrom(replacements).Draw(r, "value")
		}
		i := rapid.IntRange(0, len(doc)-1).Draw(r, "index")
		doc[i] = damage(r, doc[i])
		return doc
	default:
		return rapid.SampledFrom(replacements).Draw(r, "value")
	}
}
