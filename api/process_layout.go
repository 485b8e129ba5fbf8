package api

import (
	"encoding/json"

	"github.com/orderflow/orderflow/internal/process"
)

// Layout is how a process is drawn; it is no part of what runs.
type Layout struct {
	Blocks map[string]Place `json:"blocks" doc:"By the block's id. A block that is missing has no place yet"`
	Notes  []Note           `json:"notes" maxItems:"200" doc:"Sheets of paper beside the blocks"`
}

// Place is where a block stands.
type Place struct {
	X    int64  `json:"x" minimum:"-1000000" maximum:"1000000"`
	Y    int64  `json:"y" minimum:"-1000000" maximum:"1000000"`
	Note string `json:"note,omitempty" maxLength:"2000" doc:"A remark for colleagues"`
}

// Note is a sheet of paper beside the blocks.
type Note struct {
	ID   string `json:"id" maxLength:"64"`
	X    int64  `json:"x" minimum:"-1000000" maximum:"1000000"`
	Y    int64  `json:"y" minimum:"-1000000" maximum:"1000000"`
	Text string `json:"text" maxLength:"2000"`
}

func showLayout(stored string) Layout {
	out := Layout{Blocks: map[string]Place{}, Notes: []Note{}}
	var l process.Layout
	if json.Unmarshal([]byte(stored), &l) != nil {
		return out // a picture that cannot be read is drawn anew
	}
	for id, place := range l.Blocks {
		out.Blocks[id] = Place(place)
	}
	for _, n := range l.Notes {
		out.Notes = append(out.Notes, Note(n))
	}
	return out
}

// given is the layout of a body, nil when there is none.
func (l *Layout) given() *process.Layout {
	if l == nil {
		return nil
	}
	out := process.Layout{Blocks: map[string]process.Place{}, Notes: []process.Note{}}
	for id, place := range l.Blocks {
		out.Blocks[id] = process.Place(place)
	}
	for _, n := range l.Notes {
		out.Notes = append(out.Notes, process.Note(n))
	}
	return &out
}
