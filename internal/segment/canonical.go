package segment

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/orderflow/orderflow/models"
)

// MarshalJSON is the canonical form.
func (s *Segment) MarshalJSON() ([]byte, error) { return s.Raw(), nil }

// canonical writes a tree with keys in one order, times in UTC and defaults left out.
func canonical(root Node) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(written(root)); err != nil {
		panic("segment: a parsed rule cannot be written: " + err.Error())
	}
	return bytes.TrimSpace(out.Bytes())
}

type writtenLeaf struct {
	Field string `json:"field"`
	Op    Op     `json:"op"`
	Value any    `json:"value,omitempty"`
}

type writtenRelated struct {
	Has       string `json:"has,omitempty"`
	BelongsTo string `json:"belongs_to,omitempty"`
	Count     *Count `json:"count,omitempty"`
	Where     any    `json:"where,omitempty"`
}

func written(n Node) any {
	switch n := n.(type) {
	case All:
		return map[string]any{"all": writtenAll(n)}
	case Any:
		return map[string]any{"any": writtenAll(n)}
	case Not:
		return map[string]any{"not": written(n.Node)}
	case *Leaf:
		return writtenLeaf{n.Field.FullName(), n.Op, n.value()}
	case *Related:
		return writeRelated(n)
	default:
		return nil
	}
}

func writtenAll(nodes []Node) []any {
	out := make([]any, len(nodes))
	for i, n := range nodes {
		out[i] = written(n)
	}
	return out
}

func writeRelated(n *Related) any {
	out := writtenRelated{Has: n.Relation.Name}
	if !n.Relation.Many {
		out.Has, out.BelongsTo = "", n.Relation.Name
	}
	if n.Count != (Count{CountAtLeast, 1}) {
		out.Count = &n.Count
	}
	if n.Where != nil {
		out.Where = written(n.Where)
	}
	return out
}

// value is what stands under "value" in JSON; nil when the operator has none.
func (l *Leaf) value() any {
	switch shapes[l.Op] {
	case shapeNone:
		return nil
	case shapeDuration:
		return l.Value.Duration
	case shapeDay:
		return l.Value.Day.Format(time.DateOnly)
	case shapeList, shapePair:
		return l.listed()
	default:
	}
	switch {
	case l.Field.Type == TypeFlag:
		return l.Value.Flag
	case l.Value.Times != nil:
		return l.Value.Times[0]
	case l.Value.Numbers != nil:
		return l.Value.Numbers[0]
	default:
		return l.Value.Texts[0]
	}
}

func (l *Leaf) listed() any {
	switch {
	case l.Value.Times != nil:
		return l.Value.Times
	case l.Value.Numbers != nil:
		return l.Value.Numbers
	default:
		return l.Value.Texts
	}
}

var _ json.Marshaler = (*Segment)(nil)

// Everything selects every object of the kind, false orders excepted.
func Everything(object models.SubjectKind) *Segment {
	return &Segment{object: object, root: All{}, raw: canonical(All{})}
}
