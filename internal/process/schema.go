package process

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
)

// object is a JSON object under construction; encoding/json sorts its keys.
type object = map[string]any

// Schema is the JSON Schema (2020-12) of a process file. It says all that
// Decode demands of one value; rules and the graph are left to the checker.
func Schema() []byte {
	root := definitionShape.schema()
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "Orderflow process"
	root["$defs"] = object{
		"rule": object{"type": "object", "description": "A rule about the process's subject: " +
			`{"all": […]}, {"any": […]}, {"not": …}, {"has": …}, {"belongs_to": …} or {"field": …, "op": …, "value": …}.`},
	}
	raw, err := json.Marshal(root)
	if err != nil {
		panic("process: unencodable schema: " + err.Error())
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		panic("process: unencodable schema: " + err.Error())
	}
	return append(out.Bytes(), '\n')
}

func (s *shape) schema() object {
	switch s.form {
	case formObject:
		return s.objectSchema()
	case formList:
		return object{"type": "array", "items": s.elem.schema()}
	case formText:
		if s.enum != nil {
			return object{"enum": s.enum}
		}
		return object{"type": "string", "maxLength": longestText}
	case formInteger:
		return object{"type": "integer"}
	case formFlag:
		return object{"type": "boolean"}
	case formTime:
		return object{"type": "string", "format": "date-time"}
	case formRule:
		return object{"$ref": "#/$defs/rule"}
	case formScalars:
		scalar := object{"type": []string{"string", "integer", "boolean"}, "maxLength": longestText}
		return object{"type": "object", "additionalProperties": scalar}
	default:
		panic("process: a union is described by its object")
	}
}

// objectSchema describes an object; one with a union is one of its cases.
func (s *shape) objectSchema() object {
	if s.typ == delayType {
		return oneOfFields(s)
	}
	for _, f := range s.fields {
		if f.by != "" {
			return s.unionSchema(f)
		}
	}
	return fieldsSchema(s.fields)
}

// unionSchema lists the cases: each fixes the choosing field and adds the fields that go with it.
func (s *shape) unionSchema(union field) object {
	var cases []object
	for _, c := range union.shape.cases {
		described := fieldsSchema(slices.DeleteFunc(slices.Clone(s.fields), func(f field) bool { return f.by != "" }))
		properties := described["properties"].(object)
		properties[union.by] = object{"const": c.name}
		if union.inline {
			described = merged(described, fieldsSchema(c.shape.fields))
		} else {
			inner := c.shape.schema()
			properties[union.name] = inner
			if inner["required"] != nil || inner["oneOf"] != nil {
				described["required"] = append(described["required"].([]string), union.name)
			}
		}
		cases = append(cases, described)
	}
	return object{"type": "object", "oneOf": cases}
}

func merged(a, b object) object {
	into := a["properties"].(object)
	for name, schema := range b["properties"].(object) {
		into[name] = schema
	}
	if more, ok := b["required"].([]string); ok {
		a["required"] = append(a["required"].([]string), more...)
	}
	return a
}

var delayType = reflect.TypeFor[Delay]()

// oneOfFields describes an object that has exactly one of its fields.
func oneOfFields(s *shape) object {
	var cases []object
	for _, f := range s.fields {
		f.required = true
		cases = append(cases, fieldsSchema([]field{f}))
	}
	return object{"type": "object", "oneOf": cases}
}

func fieldsSchema(fields []field) object {
	properties, required := object{}, []string(nil)
	for _, f := range fields {
		properties[f.name] = f.schema()
		if f.required {
			required = append(required, f.name)
		}
	}
	out := object{"type": "object", "properties": properties, "additionalProperties": false}
	if required != nil {
		out["required"] = required
	}
	return out
}

// schema adds to the field's shape what its tag demands.
func (f field) schema() object {
	out := f.shape.schema()
	least, most := bounds[f.shape.form][0], bounds[f.shape.form][1]
	if f.min != nil && least != "" {
		out[least] = *f.min
	}
	if f.max != nil && most != "" {
		out[most] = *f.max
	}
	if f.required && f.shape.form == formText && f.shape.enum == nil {
		out["pattern"] = `\S`
	}
	if p, ok := patterns[f.pattern]; ok {
		out["pattern"] = p.expr.String()
	}
	if f.fallback != "" {
		out["default"] = json.RawMessage(f.fallback)
	}
	return out
}

// bounds are the keywords for the least and the most of each form.
var bounds = map[form][2]string{
	formInteger: {"minimum", "maximum"},
	formText:    {"minLength", "maxLength"},
	formList:    {"minItems", "maxItems"},
	formScalars: {"minProperties", "maxProperties"},
}
