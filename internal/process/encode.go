package process

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"time"
)

// Canonical is the one JSON form of the definition: fields in their order,
// defaults written out, rules with sorted keys. Decode reads it back; two files
// that mean the same for it have the same form.
func (d Definition) Canonical() []byte {
	var out bytes.Buffer
	encodeValue(&out, definitionShape, reflect.ValueOf(d))
	return out.Bytes()
}

// MarshalJSON is Canonical.
func (d Definition) MarshalJSON() ([]byte, error) { return d.Canonical(), nil }

// Hash is the SHA-256 of the canonical form, in hexadecimal.
func (d Definition) Hash() string {
	sum := sha256.Sum256(d.Canonical())
	return hex.EncodeToString(sum[:])
}

func encodeValue(out *bytes.Buffer, s *shape, v reflect.Value) {
	if s.optional {
		v = v.Elem()
	}
	switch s.form {
	case formObject:
		first := true
		out.WriteByte('{')
		encodeFields(out, s, v, &first)
		out.WriteByte('}')
	case formList:
		encodeList(out, s, v)
	case formTime:
		out.Write(written(v.Interface().(time.Time).UTC().Format(time.RFC3339Nano)))
	case formRule:
		out.Write(v.Bytes())
	case formText, formInteger, formFlag, formScalars:
		out.Write(written(v.Interface()))
	case formUnion:
		panic("process: a union is written by its object")
	}
}

func encodeFields(out *bytes.Buffer, s *shape, object reflect.Value, first *bool) {
	for _, f := range s.fields {
		v, inner := object.Field(f.index), f.shape
		if f.by != "" {
			v = v.Elem()
			inner = f.shape.caseOf(v)
		}
		switch {
		case f.inline:
			encodeFields(out, inner, v, first)
		case f.unfilled(inner, v):
		case f.required || f.fallback != "" || !v.IsZero():
			if !*first {
				out.WriteByte(',')
			}
			*first = false
			out.Write(written(f.name))
			out.WriteByte(':')
			encodeValue(out, inner, v)
		}
	}
}

func encodeList(out *bytes.Buffer, s *shape, list reflect.Value) {
	out.WriteByte('[')
	for i := range list.Len() {
		if i > 0 {
			out.WriteByte(',')
		}
		encodeValue(out, s.elem, list.Index(i))
	}
	out.WriteByte(']')
}

// caseOf is the shape of the value that a union holds.
func (s *shape) caseOf(v reflect.Value) *shape {
	for _, c := range s.cases {
		if c.shape.typ == v.Type() {
			return c.shape
		}
	}
	panic("process: " + v.Type().String() + " is not a case of " + s.typ.String())
}

// unfilled reports a rule or a length of time that a draft does not have yet; no empty value stands for it.
func (f field) unfilled(inner *shape, v reflect.Value) bool {
	return f.required && v.IsZero() && (inner.form == formRule || inner.form == formObject)
}
