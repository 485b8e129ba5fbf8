package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// temper is how a request is meant.
type temper int

const (
	valid    temper = iota // as the document and the world want it
	boundary               // at the limits that the schemas set
	broken                 // beyond them, or something else altogether
	tempers
)

// oddities are values that have broken servers before.
var oddities = []any{
	nil, true, false, 0, 1, -1, 3, 1 << 40, -1 << 62, 1.5, 1e300, "", " ", "x", "0", "null", "\u0000", "\u202e", "Ы", "☃\U0001F600", "'; DROP TABLE orders; --",
	"%00", "2026-03-01T12:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59+14:00", "RUB", "USD", "order", "customer", "payed", "ru", "cash", forgedCursor,
	strings.Repeat("a", 300), strings.Repeat("я", 5000),
	[]any{},
	[]any{1, 2, 3},
	[]any{nil},
	[]any{[]any{}},
	map[string]any{},
	map[string]any{"id": 1},
	map[string]any{"field": "order.status", "op": "is", "value": "new"},
	map[string]any{"all": []any{map[string]any{"field": "customer.id", "op": "is", "value": -1}}},
	map[string]any{"schema": 1, "title": "t", "subject": "order", "blocks": []any{}, "connections": []any{}, "triggers": []any{}},
}

// fuzzer writes requests from the schemas of the document and the things of the world.
type fuzzer struct {
	*kit
	random *rand.Rand
	doc    *document
	found  map[string][]any // ids of things that exist, the newest last
	serial int
}

func (f *fuzzer) odd() any { return f.pick(oddities...) }

func (f *fuzzer) pick(values ...any) any { return values[f.random.IntN(len(values))] }

// once in n times.
func (f *fuzzer) once(n int) bool { return f.random.IntN(n) == 0 }

func (f *fuzzer) unique() string { f.serial++; return fmt.Sprintf("n%d", f.serial) }

// value is one for the named field of the schema.
func (f *fuzzer) value(name string, schema map[string]any, how temper, depth int) any {
	schema = f.doc.resolved(schema)
	if how == broken && f.once(5) || depth > 8 {
		return f.odd()
	}
	kinds := kindsOf(schema)
	if v := f.meaning(name); v != nil && (how == valid || f.once(2)) {
		if slices.Contains(kinds, "array") {
			return []any{v}
		}
		return v
	}
	if choices, limited := schema["enum"].([]any); limited && (how != broken || f.once(2)) {
		return f.pick(choices...)
	}
	switch kinds[0] {
	case "object":
		return f.object(schema, how, depth)
	case "array":
		return f.list(name, schema, how, depth)
	case "integer":
		return f.integer(schema, how)
	case "number":
		return 0.5
	case "boolean":
		return f.once(2)
	case "string":
		return f.text(schema, how)
	default:
		return f.odd()
	}
}

func kindsOf(schema map[string]any) []string {
	switch kind := schema["type"].(type) {
	case string:
		return []string{kind}
	case []any:
		kinds := make([]string, len(kind))
		for i := range kind {
			kinds[i] = kind[i].(string)
		}
		return kinds
	default:
		return []string{""}
	}
}

func (f *fuzzer) object(schema map[string]any, how temper, depth int) any {
	properties, _ := schema["properties"].(map[string]any)
	required, _ := schema["required"].([]any)
	object := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		wanted := slices.Contains(required, any(name))
		if wanted && (how != broken || !f.once(8)) || !wanted && f.once(3) {
			object[name] = f.value(name, properties[name].(map[string]any), how, depth+1)
		}
	}
	if how == broken && f.once(6) {
		object["no such field"] = f.odd()
	}
	return object
}

func (f *fuzzer) list(name string, schema map[string]any, how temper, depth int) any {
	n := 1 + f.random.IntN(2)
	if most, limited := number(schema, "maxItems"); limited && how != valid && f.once(4) {
		n = int(most) + f.beyond(how)
	} else if how != valid && f.once(4) {
		n = 0
	}
	items := make([]any, min(n, 300))
	for i := range items {
		items[i] = f.value(name, schema["items"].(map[string]any), how, depth+1)
	}
	return items
}

// beyond is the step over a limit.
func (f *fuzzer) beyond(how temper) int {
	if how == broken {
		return f.random.IntN(2)
	}
	return 0
}

func number(schema map[string]any, keyword string) (float64, bool) {
	n, ok := schema[keyword].(json.Number)
	if !ok {
		return 0, false
	}
	v, err := n.Float64()
	return v, err == nil
}

func (f *fuzzer) integer(schema map[string]any, how temper) any {
	least, lower := number(schema, "minimum")
	most, upper := number(schema, "maximum")
	if how == valid {
		return int64(least) + f.random.Int64N(3)
	}
	var edges []any
	if lower {
		edges = append(edges, int64(least)-int64(f.beyond(how)))
	}
	if upper {
		edges = append(edges, int64(most)+int64(f.beyond(how)))
	}
	edges = append(edges, 0, int64(1)<<62, int64(9223372036854775807))
	if how == broken {
		edges = append(edges, -1, json.Number("9223372036854775808"), json.Number("1.0"), json.Number("1e3"), "1")
	}
	return f.pick(edges...)
}

func (f *fuzzer) text(schema map[string]any, how temper) any {
	if schema["format"] == "date-time" {
		return f.time(how)
	}
	most, limited := number(schema, "maxLength")
	least, _ := number(schema, "minLength")
	if how == valid && most == 10 {
		return f.clock.Now().Format(time.DateOnly)
	}
	if how == valid || !limited {
		return f.unique() + strings.Repeat("x", int(least))
	}
	letter := f.pick("a", "я", "\U0001F600").(string)
	return f.pick(strings.Repeat(letter, int(most)+f.beyond(how)), strings.Repeat(letter, max(0, int(least)-f.beyond(how))), "a")
}

func (f *fuzzer) time(how temper) any {
	now := f.clock.Now()
	if how == valid {
		return now.Add(-time.Duration(f.random.IntN(72)) * time.Hour).Format(time.RFC3339)
	}
	edges := []any{"1900-01-01T00:00:00Z", "2999-12-31T23:59:59.999999Z", "2026-03-01T12:00:00.123456789+14:00", now.Format(time.RFC3339)}
	if how == broken {
		edges = append(edges, "1899-12-31T23:59:59Z", "3000-01-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-03-01", "", "yesterday")
	}
	return f.pick(edges...)
}
