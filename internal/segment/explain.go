package segment

import "github.com/orderflow/orderflow/models"

// Reason is one condition of a rule as it was seen: why an object is in a
// segment or not (SEG-3, PRC-14).
type Reason struct {
	Path  string `json:"path"`            // where in the rule the condition stands
	Field string `json:"field"`           // "order.status", or the relation: "has orders"
	Op    string `json:"op"`              // of a relation to many, that of its count
	Value any    `json:"value,omitempty"` // what the rule compares with
	Seen  any    `json:"seen"`            // what the object has, null when absent; of a relation, how many
	Holds bool   `json:"holds"`
}

// Explain lists every condition with the value that it saw, in the order of the
// rule. An order that is left out for its status false has that one reason.
// Conditions under "has" are not listed for each related object; under
// "belongs_to" they are.
func (s *Segment) Explain(object Object, clock Clock) []Reason {
	if !s.visible(object) {
		return []Reason{{Field: "order.status", Op: string(OpIsNot), Value: models.StatusFalse, Seen: models.StatusFalse}}
	}
	return explain(s.root, object, clock.frozen())
}

func explain(n Node, o Object, clock Clock) []Reason {
	each := func(n Node) []Reason { return explain(n, o, clock) }
	switch n := n.(type) {
	case All:
		return gather(n, each)
	case Any:
		return gather(n, each)
	case Not:
		return each(n.Node)
	case *Leaf:
		return []Reason{{n.Path, n.Field.FullName(), string(n.Op), n.value(), n.shown(o), n.holds(o, clock)}}
	case *Related:
		return n.explain(o, clock)
	default:
		return nil
	}
}

func (n *Related) explain(o Object, clock Clock) []Reason {
	count := n.satisfying(o, clock)
	reason := Reason{n.Path, "has " + n.Relation.Name, string(n.Count.Op), n.Count.Value, count, n.Count.Holds(count)}
	if n.Relation.Many {
		return []Reason{reason}
	}
	reason.Field = "belongs_to " + n.Relation.Name
	reasons := []Reason{reason}
	if n.Where != nil {
		for _, parent := range n.related(o) {
			reasons = append(reasons, explain(n.Where, parent, clock)...)
		}
	}
	return reasons
}

// shown is the object's value as JSON writes it, nil when absent.
func (l *Leaf) shown(o Object) any {
	s := look(o, l.Field)
	if s.absent {
		return nil
	}
	switch l.Field.Type {
	case TypeDate:
		return s.at
	case TypeID, TypeNumber, TypeMoney:
		return s.number
	case TypeText:
		return s.written
	default:
		return o.Value(l.Field.Name)
	}
}
