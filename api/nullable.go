package api

import (
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// orNull says in the document that an object which an answer always names may be
// null, where it is a pointer: Huma says so of plain values only.
func orNull(registry huma.Registry) {
	for name, schema := range registry.Map() {
		t := registry.TypeFromRef("#/components/schemas/" + name)
		if t == nil || t.Kind() != reflect.Struct {
			continue
		}
		for _, field := range reflect.VisibleFields(t) {
			tag, options, _ := strings.Cut(field.Tag.Get("json"), ",")
			property := schema.Properties[tag]
			if field.Type.Kind() != reflect.Pointer || property == nil || property.Ref == "" || slices.Contains(strings.Split(options, ","), "omitempty") {
				continue
			}
			either := *property
			either.Ref, either.AnyOf = "", []*huma.Schema{{Ref: property.Ref}, {Type: "null"}}
			schema.Properties[tag] = &either
		}
	}
}
