package segment

import (
	"time"

	"github.com/orderflow/orderflow/models"
)

// Segment is a parsed rule about one kind of object. It is immutable.
type Segment struct {
	object models.SubjectKind
	root   Node
	raw    []byte
	// allowFalse: orders of status false may match, because a filter of the order list asked for them.
	allowFalse bool
}

// Object is the kind of object that the rule selects.
func (s *Segment) Object() models.SubjectKind { return s.object }

// Tree is the rule, for those who compile it.
func (s *Segment) Tree() Node { return s.root }

// AllowFalse reports whether orders of status false may match: only in a filter
// of the order list that asks for them. Everywhere else false orders, the
// object itself and related ones, are as if they did not exist (ST-6).
func (s *Segment) AllowFalse() bool { return s.allowFalse }

// Raw is the canonical JSON: equal rules written differently in keys, spaces or
// order of listed values give the same bytes.
func (s *Segment) Raw() []byte { return append([]byte(nil), s.raw...) }

// Node is All, Any, Not, *Leaf or *Related.
type Node interface{ node() }

// All holds when every node does; with no nodes it holds for everything.
type All []Node

// Any holds when at least one node does.
type Any []Node

// Not holds when its node does not.
type Not struct{ Node Node }

// Leaf compares one field.
type Leaf struct {
	Field *Field
	Op    Op
	Value Value
	Path  string // where in the JSON it stands
}

// Value is what a leaf compares with; Op and the field's type say which part is used.
type Value struct {
	Texts    []string    // text, choice, tags
	Numbers  []int64     // id, number, money
	Times    []time.Time // date, UTC, microseconds
	Flag     bool
	Duration models.Duration
	Day      time.Time // the calendar day, written as midnight UTC
}

// Related asks about related objects: how many satisfy Where. For a relation to
// one object it is at least one. Where is nil when any related object will do.
type Related struct {
	Relation *Relation
	Count    Count
	Where    Node
	Path     string
}

// Count compares a number of related objects.
type Count struct {
	Op    CountOp `json:"op"`
	Value int64   `json:"value"`
}

// Holds compares n.
func (c Count) Holds(n int64) bool {
	switch c.Op {
	case CountAtMost:
		return n <= c.Value
	case CountExactly:
		return n == c.Value
	default:
		return n >= c.Value
	}
}

func (All) node()      {}
func (Any) node()      {}
func (Not) node()      {}
func (*Leaf) node()    {}
func (*Related) node() {}
