package mail

import "sync"

// maxCompiled bounds how many templates a Renderer remembers.
const maxCompiled = 500

// Renderer renders many letters and compiles each template once. It is safe for concurrent use.
type Renderer struct {
	mu       sync.Mutex
	compiled map[compiledKey]*Template
}

// compiledKey is a template and what its letters are about.
type compiledKey struct {
	Source
	order, payment, purchase, staff bool
}

// NewRenderer remembers nothing yet.
func NewRenderer() *Renderer { return &Renderer{compiled: map[compiledKey]*Template{}} }

// Render makes one letter of a template, as the function Render does.
func (r *Renderer) Render(source Source, bindings Bindings) (Message, error) {
	key := compiledKey{source, bindings.Order != nil, bindings.Payment != nil, bindings.Purchase != nil, bindings.Staff != nil}
	r.mu.Lock()
	template := r.compiled[key]
	r.mu.Unlock()
	if template == nil {
		var err error
		if template, err = Compile(source, bindings.variables()); err != nil {
			return Message{}, err
		}
		r.keep(key, template)
	}
	return template.Render(bindings)
}

func (r *Renderer) keep(key compiledKey, template *Template) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.compiled) >= maxCompiled {
		clear(r.compiled)
	}
	r.compiled[key] = template
}
