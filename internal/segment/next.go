package segment

import (
	"time"

	"github.com/orderflow/orderflow/models"
)

// NextChange is the earliest moment after the clock's now at which time alone
// may change whether the object is in the segment; false when time never will.
// It may be too early, never too late: between now and then, as long as the
// object stays as it is, the answer stays.
func (s *Segment) NextChange(object Object, clock Clock) (time.Time, bool) {
	if !s.visible(object) {
		return time.Time{}, false
	}
	next := nextChange(s.root, object, clock.frozen())
	return next, !next.IsZero()
}

// nextChange is the earliest change below the node, zero for none.
func nextChange(n Node, o Object, clock Clock) time.Time {
	switch n := n.(type) {
	case All:
		return earliest(n, o, clock)
	case Any:
		return earliest(n, o, clock)
	case Not:
		return nextChange(n.Node, o, clock)
	case *Leaf:
		return n.nextChange(o, clock)
	case *Related:
		return n.nextChange(o, clock)
	default:
		return time.Time{}
	}
}

func earliest(nodes []Node, o Object, clock Clock) time.Time {
	var next time.Time
	for _, n := range nodes {
		next = sooner(next, nextChange(n, o, clock))
	}
	return next
}

func (n *Related) nextChange(o Object, clock Clock) time.Time {
	if n.Where == nil || n.relative() == nil {
		return time.Time{}
	}
	var next time.Time
	for _, r := range n.related(o) {
		next = sooner(next, nextChange(n.Where, r, clock))
	}
	return next
}

// nextChange is exact: a relative rule changes when the moment itself is
// reached, when the duration after it is over or the one before it begins.
func (l *Leaf) nextChange(o Object, clock Clock) time.Time {
	if !l.Op.Relative() {
		return time.Time{}
	}
	s := look(o, l.Field)
	if s.absent {
		return time.Time{}
	}
	edge := l.Value.Duration.AddTo(s.at, clock.Zone)
	if l.Op == OpWithinNext {
		edge = l.Value.Duration.SubtractFrom(s.at, clock.Zone)
	}
	var next time.Time
	for _, at := range []time.Time{s.at, edge} {
		if at.After(clock.Now) {
			next = sooner(next, at)
		}
	}
	return next
}

// sooner is the earlier of two moments, of which a zero one does not count.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Predictable fails with CodeNotInTime, naming each path, where a wait or an exit
// rule could not know its next moment from one row and its parents: at relative
// dates under "has", which would have to read every related object again and again.
func (s *Segment) Predictable() error {
	var faults []models.FieldError
	for _, related := range relatedIn(s.root) {
		if leaf := related.relative(); leaf != nil && related.Relation.Many {
			faults = append(faults, models.Field(leaf.Path, models.CodeNotInTime, "field", leaf.Field.FullName()))
		}
	}
	if len(faults) > 0 {
		return models.Invalid(faults...)
	}
	return nil
}

// relative is the first relative date among the conditions, nil for none.
func (n *Related) relative() *Leaf {
	for _, leaf := range leavesIn(n.Where) {
		if leaf.Op.Relative() {
			return leaf
		}
	}
	return nil
}

// relatedIn lists the relations of a tree in order.
func relatedIn(n Node) []*Related {
	switch n := n.(type) {
	case All:
		return gather(n, relatedIn)
	case Any:
		return gather(n, relatedIn)
	case Not:
		return relatedIn(n.Node)
	case *Related:
		return []*Related{n}
	default:
		return nil
	}
}

// leavesIn lists the leaves of a tree in order, those under relations excepted.
func leavesIn(n Node) []*Leaf {
	switch n := n.(type) {
	case All:
		return gather(n, leavesIn)
	case Any:
		return gather(n, leavesIn)
	case Not:
		return leavesIn(n.Node)
	case *Leaf:
		return []*Leaf{n}
	default:
		return nil
	}
}

func gather[T any](nodes []Node, in func(Node) []T) []T {
	var out []T
	for _, n := range nodes {
		out = append(out, in(n)...)
	}
	return out
}
