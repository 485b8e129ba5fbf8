package api_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/api"
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

// fuzzer writes bodies that are sometimes nearly right.
type fuzzer struct {
	random *rand.Rand
	spec   map[string]any
	last   string // the body that was sent last
	passed map[string]bool
}

func (f *fuzzer) odd() any { return oddities[f.random.IntN(len(oddities))] }

// value is of the schema's type most of the time.
func (f *fuzzer) value(schema map[string]any, depth int) any {
	if f.random.IntN(6) == 0 || depth > 6 {
		return f.odd()
	}
	if ref, ok := schema["$ref"].(string); ok {
		name := ref[strings.LastIndex(ref, "/")+1:]
		schema = f.spec["components"].(map[string]any)["schemas"].(map[string]any)[name].(map[string]any)
	}
	if choices, ok := schema["enum"].([]any); ok {
		return choices[f.random.IntN(len(choices))]
	}
	switch kind := schema["type"]; kind {
	case "object":
		object := map[string]any{}
		properties, _ := schema["properties"].(map[string]any)
		for name, property := range properties {
			if f.random.IntN(3) > 0 {
				object[name] = f.value(property.(map[string]any), depth+1)
			}
		}
		return object
	case "array":
		items := make([]any, f.random.IntN(3))
		for i := range items {
			items[i] = f.value(schema["items"].(map[string]any), depth+1)
		}
		return items
	case "integer":
		return f.random.Int64N(4)
	case "string":
		if schema["format"] == "date-time" {
			return "2026-03-01T12:00:00Z"
		}
	}
	return f.odd()
}

// noise is how many requests each operation gets, and the seed that they are
// drawn from: always the same ones, or as many new ones as ORDERFLOW_TEST_FUZZ says.
func noise(t *testing.T) (each int, seed uint64) {
	t.Helper()
	each, err := strconv.Atoi(os.Getenv("ORDERFLOW_TEST_FUZZ"))
	if err != nil {
		return 60, 1
	}
	seed = rand.Uint64()
	t.Logf("seed %d", seed)
	return each, seed
}

// TestNoInputIsAFaultOfOurs sends noise to every operation: whatever comes in, no
// answer is a 5xx, and every refusal is a problem document.
func TestNoInputIsAFaultOfOurs(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		t.Run("API-1/noise", func(t *testing.T) { k.withstands(t) })
	})
}

func (k *kit) withstands(t *testing.T) {
	t.Helper()
	each, seed := noise(t)
	f := &fuzzer{random: rand.New(rand.NewPCG(seed, 2)), passed: map[string]bool{}}
	require.NoError(t, json.Unmarshal(k.do(request{method: "GET", path: "/openapi.json"}).Body.Bytes(), &f.spec))
	doors, _ := api.Doors(api.Deps{Service: k.Service})
	for _, door := range doors {
		for range each {
			r := f.request(door)
			w := httptest.NewRecorder()
			r.Header.Set("Authorization", "Bearer "+k.tokens["owner"])
			k.handler.ServeHTTP(w, r)
			require.Less(t, w.Code, 500, "%s %s\n%s\n%s", r.Method, r.URL, f.last, w.Body.String()+k.logs.tail())
			if w.Code < 300 {
				f.passed[door.Method+" "+door.Path] = true
			}
			if w.Code >= 400 && strings.HasPrefix(door.Path, "/api/") {
				require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"), "%s %s", r.Method, r.URL)
			}
		}
		if k.get("owner", "/me").Code != 200 { // the noise has revoked the token or fired the owner
			t.Fatalf("%s %s took the owner's access", door.Method, door.Path)
		}
	}
	require.Greater(t, len(f.passed), len(doors)/3, "the noise must be near enough to get through: %v", f.passed)
}

func (f *fuzzer) request(door api.Door) *http.Request {
	path := strings.NewReplacer(":id", f.segment(), ":number", f.segment(), ":code", "test", ":language", "en", ":right", f.segment(), ":token", f.segment()).Replace(door.Path)
	if door.Method == "DELETE" && strings.Contains(path, "/tokens/") {
		path = "/api/v1/tokens/777"
	}
	query := url.Values{}
	f.last = ""
	if door.Method == "GET" && f.random.IntN(2) == 0 {
		for _, name := range []string{"cursor", "limit", "filter", "status", "search", "sort", "created_from", "customer_id", "archived", "state"} {
			if f.random.IntN(4) == 0 {
				query.Set(name, fmt.Sprint(f.odd()))
			}
		}
	}
	if door.Method != "GET" && door.Method != "DELETE" {
		f.last = f.body(door)
	}
	r := httptest.NewRequest(door.Method, (&url.URL{Path: path, RawQuery: query.Encode()}).String(), strings.NewReader(f.last))
	if f.last == "" {
		r.Body = http.NoBody
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("If-Match", []string{"*", `"1"`, `"x"`, ""}[f.random.IntN(4)])
	r.Header.Set("Signature", "good")
	return r
}

func (f *fuzzer) segment() string {
	return []string{"1", "2", "3", "0", "-1", "999999", "9223372036854775808", "x", "\x00", "é", "test"}[f.random.IntN(11)]
}

func (f *fuzzer) body(door api.Door) string {
	switch f.random.IntN(12) {
	case 0:
		noise := make([]byte, f.random.IntN(200))
		for i := range noise {
			noise[i] = byte(f.random.Uint32())
		}
		return string(noise)
	case 1:
		text, _ := json.Marshal(f.odd())
		return string(text)
	default:
		text, _ := json.Marshal(f.value(f.schema(door), 0))
		return string(text)
	}
}

// schema is that of the operation's body; anything where there is none.
func (f *fuzzer) schema(door api.Door) map[string]any {
	path := door.Path
	for _, name := range []string{"id", "number", "code", "language", "right", "token"} {
		path = strings.ReplaceAll(path, ":"+name, "{"+name+"}")
	}
	var tree any = f.spec
	for _, step := range []string{"paths", path, strings.ToLower(door.Method), "requestBody", "content", "application/json", "schema"} {
		object, _ := tree.(map[string]any)
		tree = object[step]
	}
	schema, _ := tree.(map[string]any)
	return schema
}

func (b *lockedBuffer) tail() string {
	text := b.String()
	return text[max(0, len(text)-1500):]
}
