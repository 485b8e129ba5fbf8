package process

import (
	"reflect"
	"slices"
	"strings"

	"github.com/orderflow/orderflow/models"
)

// MaxDefinition is the greatest size of a definition's JSON, in bytes.
const MaxDefinition = 512 << 10

// Decode reads a definition and fills its defaults in. It refuses unknown keys,
// wrong types and values out of range, all of them at once: the error is
// CodeProcessInvalid with a fault for each, its path and its block. Whether the
// graph makes sense is for Check. Errors: CodeMalformed, CodeBodyTooLarge, CodeProcessInvalid.
func Decode(raw []byte) (Definition, error) {
	def, faults, err := decode(raw)
	if err != nil {
		return def, err
	}
	return def, Refuse(faults)
}

func decode(raw []byte) (def Definition, faults []models.FieldError, err error) {
	if len(raw) > MaxDefinition {
		return def, nil, models.NewError(models.CodeBodyTooLarge, "max", MaxDefinition)
	}
	tree, err := parseTree(raw)
	if err != nil {
		return def, nil, err
	}
	d := decoder{}
	d.value("", definitionShape, tree, reflect.ValueOf(&def).Elem())
	return def, d.faults, nil
}

// UnmarshalJSON is Decode.
func (d *Definition) UnmarshalJSON(raw []byte) error {
	def, err := Decode(raw)
	if err != nil {
		return err
	}
	*d = def
	return nil
}

// Refuse makes the error of a definition with faults; nil when there are none.
func Refuse(faults []models.FieldError) error {
	if len(faults) == 0 {
		return nil
	}
	e := models.NewError(models.CodeProcessInvalid, "count", len(faults))
	e.Fields = faults
	return e
}

// maxFaults keeps the answer to a file of garbage readable.
const maxFaults = 200

type decoder struct {
	block  string // the block that is being read
	faults []models.FieldError
}

func (d *decoder) fault(path string, code models.Code, params ...any) {
	if len(d.faults) == maxFaults {
		return
	}
	f := models.Field(path, code, params...)
	f.Block = d.block
	d.faults = append(d.faults, f)
}

// value reads a tree into a Go value; after a fault the value is incomplete.
func (d *decoder) value(path string, s *shape, tree any, into reflect.Value) {
	if s.optional {
		into.Set(reflect.New(s.typ))
		into = into.Elem()
	}
	switch s.form {
	case formObject:
		d.object(path, s, tree, into)
	case formList:
		d.list(path, s, tree, into)
	case formText:
		d.text(path, s, tree, into)
	case formInteger:
		d.integer(path, tree, into)
	case formFlag:
		if flag, ok := as[bool](d, path, tree, "true or false"); ok {
			into.SetBool(flag)
		}
	case formTime:
		d.time(path, tree, into)
	case formRule:
		if rule, ok := as[map[string]any](d, path, tree, "a rule"); ok {
			into.SetBytes(written(rule))
		}
	case formScalars:
		d.scalars(path, tree, into)
	case formUnion:
		panic("process: a union is read by its object")
	}
}

// as checks the JSON type of a value.
func as[T any](d *decoder, path string, tree any, expected string) (T, bool) {
	v, ok := tree.(T)
	if !ok {
		d.fault(path, models.CodeWrongType, "expected", expected)
	}
	return v, ok
}

func (d *decoder) object(path string, s *shape, tree any, into reflect.Value) {
	object, ok := as[map[string]any](d, path, tree, "an object")
	if !ok {
		return
	}
	defer d.inside(s, object)()
	known := d.fields(path, s, object, into)
	for _, key := range keysOf(object) {
		if !slices.Contains(known, key) {
			d.fault(join(path, shown(key)), models.CodeUnknownField, "field", shown(key), "allowed", known)
		}
	}
	if v, ok := into.Interface().(interface{ Validate() error }); ok {
		d.invalid(path, v.Validate())
	}
}

// inside marks faults with the block that the object is, or that a connection leaves.
func (d *decoder) inside(s *shape, object map[string]any) func() {
	key := map[reflect.Type]string{reflect.TypeFor[Block](): "id", reflect.TypeFor[Connection](): "from"}[s.typ]
	if id, ok := object[key].(string); ok && key != "" {
		d.block = shown(id)
		return func() { d.block = "" }
	}
	return func() {}
}

// fields reads the fields of an object and returns their names.
func (d *decoder) fields(path string, s *shape, object map[string]any, into reflect.Value) []string {
	var known []string
	for _, f := range s.fields {
		if f.by != "" {
			known = append(known, d.union(path, f, object, into.Field(f.index))...)
			continue
		}
		known = append(known, f.name)
		below := join(path, f.name)
		if tree, given := d.given(below, f, object); given && d.within(below, f, tree) {
			d.value(below, f.shape, tree, into.Field(f.index))
		}
	}
	return known
}

// given finds a field's value or its default.
func (d *decoder) given(path string, f field, object map[string]any) (any, bool) {
	tree, ok := object[f.name]
	switch {
	case ok:
		return tree, true
	case f.fallback != "":
		tree, err := parseTree([]byte(f.fallback))
		if err != nil {
			panic("process: default of " + path + ": " + err.Error())
		}
		return tree, true
	case f.required:
		d.fault(path, models.CodeRequired, "field", f.name)
	}
	return nil, false
}

// union reads a field whose shape its chooser names; an unknown name has its own fault.
func (d *decoder) union(path string, f field, object map[string]any, into reflect.Value) []string {
	name, _ := object[f.by].(string)
	chosen := f.shape.caseNamed(name)
	value := reflect.Value{}
	if chosen != nil {
		value = reflect.New(chosen.typ).Elem()
		defer func() { into.Set(value) }()
	}
	if f.inline {
		if chosen == nil {
			return keysOf(object)
		}
		return d.fields(path, chosen, object, value)
	}
	if tree, given := d.given(join(path, f.name), f, object); given && chosen != nil {
		d.value(join(path, f.name), chosen, tree, value)
	}
	return []string{f.name}
}

// invalid adds the faults of a type's own check below the path.
func (d *decoder) invalid(path string, err error) {
	for _, f := range fieldsOf(err) {
		if !d.has(join(path, f.Path)) {
			f.Path, f.Block = join(path, f.Path), d.block
			d.faults = append(d.faults, f)
		}
	}
}

// has reports a fault at the path or below it: one fault of one value is enough.
func (d *decoder) has(path string) bool {
	return slices.ContainsFunc(d.faults, func(f models.FieldError) bool { return strings.HasPrefix(f.Path, path) })
}
