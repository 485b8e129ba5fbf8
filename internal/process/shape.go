package process

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/orderflow/orderflow/models"
)

// form is what a value looks like in JSON.
type form int

const (
	formObject form = iota
	formList
	formText
	formInteger
	formFlag
	formTime    // text by RFC 3339
	formRule    // an object that internal/segment understands
	formScalars // an object of texts, whole numbers and flags
	formUnion   // an object whose shape another field chooses
)

// shape says how one Go type of a definition looks in JSON. The decoder, the
// encoder and the JSON Schema all walk it, so that they cannot disagree.
type shape struct {
	form     form
	typ      reflect.Type
	optional bool // a pointer
	fields   []field
	elem     *shape
	enum     []string
	cases    []unionCase
}

// field is one field of an object.
type field struct {
	name     string
	index    int
	shape    *shape
	required bool
	fallback string // JSON of the default, "" for none
	min, max *int64 // of an integer, of a text's characters, of a list's length
	pattern  string // a name in patterns
	of       string // what the value names, for those who fill it in: see FieldEntry
	by       string // of a union: the field that chooses
	inline   bool   // of a union: its fields stand beside this one
}

// unionCase is one value of the choosing field, and the shape that it stands for.
type unionCase struct {
	name  string
	shape *shape
}

// pattern is a form of text, with the words in which faults ask for it.
type pattern struct {
	expr  *regexp.Regexp
	words string
}

var patterns = map[string]pattern{
	"id": {
		regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$`),
		"up to 64 Latin letters, digits, _ . - beginning with a letter or digit",
	},
}

// enums lists the values of the text types that have a fixed list.
var enums = map[reflect.Type][]string{
	reflect.TypeFor[models.SubjectKind](): texts(everySubject),
	reflect.TypeFor[models.Status]():      texts(models.Statuses),
	reflect.TypeFor[Reentry]():            {string(ReentryOnce), string(ReentryAfterEnd), string(ReentryAlways)},
	reflect.TypeFor[TagTarget]():          {string(TagOnCustomer), string(TagOnOrder)},
}

var definitionShape = shapeOf(reflect.TypeFor[Definition]())

func shapeOf(t reflect.Type) *shape {
	switch t {
	case reflect.TypeFor[Rule]():
		return &shape{form: formRule, typ: t}
	case reflect.TypeFor[time.Time]():
		return &shape{form: formTime, typ: t}
	case reflect.TypeFor[Match]():
		return &shape{form: formScalars, typ: t}
	case reflect.TypeFor[models.Duration]():
		return durationShape()
	}
	switch t.Kind() {
	case reflect.Pointer:
		s := *shapeOf(t.Elem())
		s.optional = true
		return &s
	case reflect.Slice:
		return &shape{form: formList, typ: t, elem: shapeOf(t.Elem())}
	case reflect.String:
		return &shape{form: formText, typ: t, enum: enums[t]}
	case reflect.Int64:
		return &shape{form: formInteger, typ: t}
	case reflect.Bool:
		return &shape{form: formFlag, typ: t}
	case reflect.Interface:
		return unionShape(t)
	case reflect.Struct:
		return objectShape(t)
	default:
		panic("process: no JSON form for " + t.String())
	}
}

// durationShape adds to models.Duration what its Validate demands.
func durationShape() *shape {
	s := objectShape(reflect.TypeFor[models.Duration]())
	for i := range s.fields {
		s.fields[i].required = true
	}
	s.fields[0].min = new(int64)
	s.fields[1].shape.enum = models.DurationUnits
	return s
}

func unionShape(t reflect.Type) *shape {
	s := &shape{form: formUnion, typ: t}
	switch t {
	case reflect.TypeFor[Params]():
		for _, k := range blockKinds {
			s.cases = append(s.cases, caseOf(k.kind, k.params))
		}
	case reflect.TypeFor[OperationParams]():
		for _, k := range operations {
			s.cases = append(s.cases, caseOf(k.Name, k.Params))
		}
	case reflect.TypeFor[TriggerParams]():
		for _, k := range triggerKinds {
			s.cases = append(s.cases, caseOf(k.kind, k.params))
		}
	default:
		panic("process: no cases for " + t.String())
	}
	return s
}

func caseOf[T ~string](name T, params any) unionCase {
	return unionCase{string(name), shapeOf(reflect.TypeOf(params))}
}

func (s *shape) caseNamed(name string) *shape {
	for _, c := range s.cases {
		if c.name == name {
			return c.shape
		}
	}
	return nil
}

func (s *shape) caseNames() []string {
	names := make([]string, len(s.cases))
	for i, c := range s.cases {
		names[i] = c.name
	}
	return names
}

func objectShape(t reflect.Type) *shape {
	s := &shape{form: formObject, typ: t}
	for i := range t.NumField() {
		s.fields = append(s.fields, fieldOf(t.Field(i), i))
	}
	s.choosers()
	return s
}

// choosers gives the fields that choose a case the names of the cases as their list.
func (s *shape) choosers() {
	for _, f := range s.fields {
		if f.by == "" {
			continue
		}
		for i := range s.fields {
			if s.fields[i].name == f.by {
				s.fields[i].shape.enum = f.shape.caseNames()
			}
		}
	}
}

func fieldOf(sf reflect.StructField, index int) field {
	name, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
	f := field{name: name, index: index, shape: shapeOf(sf.Type), inline: options == "inline"}
	for _, demand := range demands(sf.Tag.Get("is")) {
		f.demand(demand)
	}
	return f
}

// demands splits at commas outside of braces.
func demands(tag string) []string {
	var parts []string
	depth, from := 0, 0
	for i, r := range tag {
		switch {
		case r == '{':
			depth++
		case r == '}':
			depth--
		case r == ',' && depth == 0:
			parts = append(parts, tag[from:i])
			from = i + 1
		}
	}
	if from < len(tag) {
		parts = append(parts, tag[from:])
	}
	return parts
}

func (f *field) demand(text string) {
	name, value, _ := strings.Cut(text, "=")
	switch name {
	case "required":
		f.required = true
	case "default":
		f.fallback = value
	case "min":
		f.min = number(value)
	case "max":
		f.max = number(value)
	case "pattern":
		f.pattern = value
	case "by":
		f.by = value
	case "of":
		f.of = value
	default:
		panic(fmt.Sprintf("process: unknown demand %q", text))
	}
}

func number(text string) *int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic("process: demand: " + err.Error())
	}
	return &n
}

func texts[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
