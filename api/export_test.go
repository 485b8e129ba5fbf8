package api

import (
	"sort"

	"github.com/orderflow/orderflow/models"
)

// Door is one route as it is registered, with what the table says of it.
type Door struct {
	Method, Path string
	Known        bool
	Public       bool
	Right        models.Right
}

// Doors lists every route that New registers, and the table's entries that none has.
func Doors(deps Deps) (doors []Door, missing []string) {
	a := &api{deps: deps, service: deps.Service}
	registered := map[string]bool{}
	for _, r := range a.engine().Routes() {
		entry, known := routes[r.Method+" "+r.Path]
		doors = append(doors, Door{r.Method, r.Path, known, entry.public, entry.right})
		registered[r.Method+" "+r.Path] = true
	}
	for name := range routes {
		if !registered[name] {
			missing = append(missing, name)
		}
	}
	sort.Slice(doors, func(i, j int) bool { return doors[i].Path+doors[i].Method < doors[j].Path+doors[j].Method })
	return doors, missing
}

// AddressOf is where a request comes from.
var AddressOf = addressOf

// WordsOf reduces a User-Agent.
var WordsOf = wordsOf

// SubjectKinds are the kinds of what stands under an address.
var SubjectKinds = subjectKinds

// Statuses is the table of codes.
var Statuses = statuses

// LanguageOf picks a language.
var LanguageOf = languageOf
