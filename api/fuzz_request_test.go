package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
)

// wish is a request that was drawn.
type wish struct {
	op   *documented
	how  temper
	path string // with its query
	body string
	head http.Header
}

func (w wish) String() string {
	return fmt.Sprintf("%s %s\n%v\n%s", w.op.method, w.path, w.head, w.body)
}

// draw writes a request for the operation.
func (f *fuzzer) draw(op *documented, how temper) wish {
	w := wish{op: op, how: how, path: op.path, head: http.Header{}}
	query := url.Values{}
	for _, p := range op.params {
		name, schema := p["name"].(string), p["schema"].(map[string]any)
		switch p["in"] {
		case "path":
			w.path = strings.Replace(w.path, "{"+name+"}", url.PathEscape(f.segment(op, name, schema, how)), 1)
		case "query":
			f.query(query, op, p, how)
		case "header":
			f.header(w.head, name, how)
		}
	}
	if how == broken && f.once(10) {
		query.Add(f.pick("no_such", "limit", "cursor").(string), text(f.odd()))
	}
	if len(query) > 0 {
		w.path += "?" + query.Encode()
	}
	w.body = f.body(op, how)
	if w.body != "" {
		w.head.Set("Content-Type", "application/json")
	}
	if how == broken && f.once(10) {
		w.head.Set("Content-Type", f.pick("text/plain", "application/json; charset=latin1", "x", "application/x-www-form-urlencoded").(string))
	}
	return w
}

// text is a value as it stands in an address.
func text(v any) string {
	switch v := v.(type) {
	case map[string]any, []any:
		out, _ := json.Marshal(v)
		return string(out)
	case nil:
		return ""
	default:
		return fmt.Sprint(v)
	}
}

// segment stands in the path: most of the time it names something that exists,
// so that what follows is looked at, too.
func (f *fuzzer) segment(op *documented, name string, schema map[string]any, how temper) string {
	if how == broken && f.once(4) {
		return f.pick("0", "-1", "x", "9223372036854775808", "é", "1.0", "%00", strings.Repeat("9", 300)).(string)
	}
	_, limited := schema["enum"]
	switch {
	case limited:
		return text(f.value(name, schema, valid, 0))
	case name == "id":
		kind, _, _ := strings.Cut(strings.TrimPrefix(op.path, "/api/v1/"), "/")
		if id := f.id(kind); id != nil && !(how == boundary && f.once(3)) {
			return text(id)
		}
		return f.pick("999999", "9223372036854775807").(string)
	case name == "number", name == "consent":
		return f.pick("1", "2", "9223372036854775807").(string)
	case name == "code":
		return f.pick("order_created", "payment_link", f.unique(), strings.Repeat("c", 64)).(string)
	default:
		return f.pick("x", strings.Repeat("a", 64), strings.Repeat("a", 100)).(string)
	}
}

func (f *fuzzer) query(query url.Values, op *documented, p map[string]any, how temper) {
	name, schema := p["name"].(string), p["schema"].(map[string]any)
	if needed, _ := p["required"].(bool); !needed && !f.once(3) || needed && how == broken && f.once(6) {
		return
	}
	if name == "cursor" && how == valid {
		if next := f.id("cursor " + op.id); next != nil {
			query.Set(name, text(next))
		}
		return
	}
	v := f.value(name, schema, how, 0)
	list, several := v.([]any)
	if !several {
		query.Set(name, text(v))
		return
	}
	texts := make([]string, len(list))
	for i := range list {
		texts[i] = text(list[i])
	}
	if exploded, said := p["explode"].(bool); said && !exploded {
		query.Set(name, strings.Join(texts, ","))
		return
	}
	query[name] = texts
}

func (f *fuzzer) header(head http.Header, name string, how temper) {
	value := "*"
	switch {
	case name == "Idempotency-Key" && !f.once(3), name == "If-None-Match", name == "Last-Event-ID" && how == valid:
		return
	case name == "Idempotency-Key":
		value = f.unique()
		if how != valid {
			value = f.pick("again", strings.Repeat("k", 200), strings.Repeat("k", 201), "я", "").(string)
		}
	case how == boundary:
		value = f.pick("*", `"1"`, `"9223372036854775807"`).(string)
	case how == broken:
		value = f.pick("*", `"1"`, `"0"`, `"x"`, "", `W/"1"`, `"9223372036854775808"`, "lacks").(string)
	}
	if value != "lacks" {
		head.Set(name, value)
	}
}

func (f *fuzzer) body(op *documented, how temper) string {
	if op.body == nil {
		if how == broken && f.once(4) {
			return "{}"
		}
		return ""
	}
	if how == broken {
		switch f.random.IntN(12) {
		case 0:
			noise := make([]byte, f.random.IntN(200))
			for i := range noise {
				noise[i] = byte(f.random.Uint32())
			}
			return string(noise)
		case 1:
			out, _ := json.Marshal(f.odd())
			return string(out)
		case 2:
			return ""
		}
	}
	out, _ := json.Marshal(f.object(op.body, how, 0))
	return string(out)
}

// firstWords is an answer without an end, which ends when its first words are out.
type firstWords struct {
	answer
	hangUp func()
}

func (w firstWords) Flush() {
	w.answer.Flush()
	w.hangUp()
}

// send carries the request out as one of the callers.
func (f *fuzzer) send(w wish, caller string) answer {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r := httptest.NewRequestWithContext(ctx, w.op.method, w.path, strings.NewReader(w.body))
	if w.body == "" {
		r.Body = http.NoBody
	}
	r.Header = w.head.Clone()
	if token, known := f.tokens[caller]; known {
		r.Header.Set("Authorization", "Bearer "+token)
	} else if cookie, known := f.cookies[caller]; known {
		r.Header.Set("Cookie", cookie)
	}
	a := answer{ResponseRecorder: httptest.NewRecorder()}
	if w.op.id == "listen" {
		f.handler.ServeHTTP(firstWords{a, cancel}, r)
	} else {
		f.handler.ServeHTTP(a, r)
	}
	decoder := json.NewDecoder(strings.NewReader(a.Body.String()))
	decoder.UseNumber()
	_ = decoder.Decode(&a.tree)
	return a
}
