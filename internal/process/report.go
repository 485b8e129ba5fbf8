package process

import (
	"errors"
	"fmt"

	"github.com/orderflow/orderflow/models"
)

// report gathers the faults and warnings of one definition.
type report struct {
	def      *Definition
	faults   []models.FieldError
	warnings []models.FieldError
}

// spot is a place in the definition: a path, and the block that it belongs to.
type spot struct {
	report *report
	path   string
	block  string
}

func (r *report) at(path string) spot { return spot{report: r, path: path} }

func (r *report) add(path string, code models.Code, params ...any) { r.at(path).fault(code, params...) }

func (r *report) blockSpot(number int, path string) spot {
	return spot{r, join(fmt.Sprintf("blocks[%d]", number), path), r.def.Blocks[number].ID}
}

func (r *report) block(number int, path string, code models.Code, params ...any) {
	r.blockSpot(number, path).fault(code, params...)
}

// connection adds a fault of a connection; it belongs to the block that it leaves.
func (r *report) connection(index int, path string, code models.Code, params ...any) {
	at := spot{r, fmt.Sprintf("connections[%d].%s", index, path), r.def.Connections[index].From}
	at.fault(code, params...)
}

func (s spot) key(path string) spot {
	s.path = join(s.path, path)
	return s
}

func (s spot) fault(code models.Code, params ...any) {
	s.report.faults = append(s.report.faults, s.field(code, params...))
}

func (s spot) warn(code models.Code, params ...any) {
	s.report.warnings = append(s.report.warnings, s.field(code, params...))
}

func (s spot) field(code models.Code, params ...any) models.FieldError {
	f := models.Field(s.path, code, params...)
	f.Block = s.block
	return f
}

// spread adds the faults of an error, whose paths are those of the whole
// definition already; one without fields lies at the spot itself.
func (s spot) spread(err error) {
	for _, f := range fieldsOf(err) {
		if f.Path == "" {
			f.Path = s.path
		}
		f.Block = s.block
		s.report.faults = append(s.report.faults, f)
	}
}

// fieldsOf lists the faults that an error carries, nothing for nil.
func fieldsOf(err error) []models.FieldError {
	var e *models.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &e):
		return []models.FieldError{models.Field("", models.CodeInternal)}
	case len(e.Fields) == 0:
		return []models.FieldError{{Code: e.Code, Params: e.Params}}
	default:
		return e.Fields
	}
}
