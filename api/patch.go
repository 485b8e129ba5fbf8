package api

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// keep overlays a field of a PATCH: what was not sent stays as it is.
func keep[T any](field *T, sent *T) {
	if sent != nil {
		*field = *sent
	}
}

// pick is the version that an edit is held to: the one that the client read,
// else the one that the rest of the fields was just taken from.
func pick(wanted, read int64) int64 {
	if wanted != 0 {
		return wanted
	}
	return read
}

// erasable is a field of a PATCH that may be sent as null, which empties it.
type erasable[T any] struct {
	sent  bool
	value *T
}

// UnmarshalJSON notes that the field was sent.
func (e *erasable[T]) UnmarshalJSON(text []byte) error {
	e.sent = true
	if bytes.Equal(text, []byte("null")) {
		e.value = nil
		return nil
	}
	e.value = new(T)
	return json.Unmarshal(text, e.value)
}

// Schema is that of the value, or null.
func (e erasable[T]) Schema(r huma.Registry) *huma.Schema {
	s := *r.Schema(reflect.TypeFor[T](), false, "")
	s.Nullable = true
	return &s
}

// over overlays the field.
func (e erasable[T]) over(field **T) {
	if e.sent {
		*field = e.value
	}
}

// inUTC is how every time leaves.
func inUTC(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}

// list is never null in an answer.
func list[T any](rows []T) []T {
	if rows == nil {
		return []T{}
	}
	return rows
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
