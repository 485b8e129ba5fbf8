package process

import (
	"encoding/json"
	"fmt"

	"github.com/orderflow/orderflow/models"
)

// Layout is how a process is drawn: where its blocks stand, and what people wrote
// beside them. It is no part of the definition: who moves a block changes nothing that runs.
type Layout struct {
	Blocks map[string]Place `json:"blocks"` // by the block's id; a block that is missing has no place yet
	Notes  []Note           `json:"notes"`
}

// Place is where a block stands, in points from the middle of the picture, and a remark of its author's.
type Place struct {
	X    int64  `json:"x"`
	Y    int64  `json:"y"`
	Note string `json:"note,omitempty"`
}

// Note is a sheet of paper beside the blocks.
type Note struct {
	ID   string `json:"id"`
	X    int64  `json:"x"`
	Y    int64  `json:"y"`
	Text string `json:"text"`
}

// Bounds of a layout.
const (
	MaxPlaces = 2000
	MaxNotes  = 200
	MaxNote   = 2000 // characters
	MaxPlace  = 1_000_000
)

// Validate fails with a fault for each place that is out of bounds.
func (l Layout) Validate() error {
	var faults []models.FieldError
	if len(l.Blocks) > MaxPlaces {
		faults = append(faults, models.Field("blocks", models.CodeOutOfRange, "value", len(l.Blocks), "max", MaxPlaces))
	}
	for id := range l.Blocks {
		if !patterns["id"].expr.MatchString(id) {
			faults = append(faults, models.Field("blocks", models.CodeWrongType, "expected", patterns["id"].words))
			break
		}
	}
	seen := map[string]bool{}
	for i, n := range l.Notes {
		at := fmt.Sprintf("notes[%d].id", i)
		if !patterns["id"].expr.MatchString(n.ID) {
			faults = append(faults, models.Field(at, models.CodeWrongType, "expected", patterns["id"].words))
		} else if seen[n.ID] {
			faults = append(faults, models.Field(at, models.CodeAlreadyExists, "kind", "note", "id", n.ID))
		}
		seen[n.ID] = true
	}
	if len(faults) == 0 {
		return nil
	}
	return models.Invalid(faults...)
}

// JSON is the layout as it is stored.
func (l Layout) JSON() string {
	raw, err := json.Marshal(l)
	if err != nil {
		panic("process: unencodable layout: " + err.Error())
	}
	return string(raw)
}
