package process

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/orderflow/orderflow/models"
)

//go:embed templates/*.json
var templateFiles embed.FS

// templateNames are the files in the order in which people are offered them (PRC-13).
var templateNames = []string{"unpaid_reminders", "complete_on_payment", "thank_on_payment", "order_on_event"}

var templates = readTemplates()

// Template is a process to start from.
type Template struct {
	Code       string          `json:"code"`
	Title      Words           `json:"title"`
	About      Words           `json:"about"`
	Parameters []Parameter     `json:"parameters"`
	Definition Definition      `json:"definition"` // with every parameter at its default
	pattern    json.RawMessage // the definition with "${name}" in place of parameters
}

// Words is a text for readers of either language.
type Words struct {
	RU string `json:"ru"`
	EN string `json:"en"`
}

// Parameter is one choice that the author makes. Its value has the type of its default: text or whole number.
type Parameter struct {
	Name    string `json:"name"`
	Title   Words  `json:"title"`
	Default any    `json:"default"`
}

// Templates lists the processes to start from (PRC-13).
func Templates() []Template { return slices.Clone(templates) }

// With is the template's definition with other values for some parameters. It
// fails as Decode does, and with CodeUnknownField on a parameter that there is not.
func (t Template) With(values map[string]any) (Definition, error) {
	chosen := map[string]any{}
	for _, p := range t.Parameters {
		chosen[p.Name] = p.Default
	}
	for _, name := range keysOf(values) {
		if _, ok := chosen[name]; !ok {
			return Definition{}, models.NewFieldError("values."+shown(name), models.CodeUnknownField, "field", shown(name), "allowed", keysOf(chosen))
		}
		chosen[name] = values[name]
	}
	tree, err := parseTree(t.pattern)
	if err != nil {
		return Definition{}, err
	}
	return Decode(written(filled(tree, chosen)))
}

// filled replaces every text "${name}" of a tree by the parameter's value.
func filled(tree any, values map[string]any) any {
	switch tree := tree.(type) {
	case map[string]any:
		for _, key := range keysOf(tree) {
			tree[key] = filled(tree[key], values)
		}
	case []any:
		for i := range tree {
			tree[i] = filled(tree[i], values)
		}
	case string:
		if name, ok := strings.CutPrefix(tree, "${"); ok {
			return values[strings.TrimSuffix(name, "}")]
		}
	}
	return tree
}

// readTemplates panics on a broken template: they are part of the program.
func readTemplates() []Template {
	out := make([]Template, len(templateNames))
	for i, name := range templateNames {
		t, err := readTemplate(name)
		if err != nil {
			panic(fmt.Sprintf("process: template %s: %v", name, err))
		}
		out[i] = t
	}
	return out
}

func readTemplate(name string) (Template, error) {
	raw, err := templateFiles.ReadFile("templates/" + name + ".json")
	if err != nil {
		return Template{}, fmt.Errorf("read: %w", err)
	}
	var file struct {
		Template
		Definition json.RawMessage `json:"definition"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		return Template{}, fmt.Errorf("read: %w", err)
	}
	t := file.Template
	t.pattern = file.Definition
	t.Definition, err = t.With(nil)
	return t, err
}
