package segment

import (
	"slices"
	"strings"
	"time"

	"github.com/orderflow/orderflow/models"
)

// Match reports whether the object is in the segment at the clock's now.
//
// Absent values follow one rule, the same in memory and in SQL, where no NULL
// may leak: comparing with an absent value is false, and "is not" and "none of"
// are true. So a rule is always true or false, and its negation the opposite.
func (s *Segment) Match(object Object, clock Clock) bool {
	return s.visible(object) && holds(s.root, object, clock.frozen())
}

// visible is ST-6 for the object itself.
func (s *Segment) visible(object Object) bool {
	return s.object != models.SubjectOrder || s.allowFalse || !isFalse(object)
}

func isFalse(order Object) bool { return statusOf(order) == models.StatusFalse }

func statusOf(order Object) models.Status {
	status, _ := order.Value("status").(string)
	return models.Status(status)
}

func holds(n Node, o Object, clock Clock) bool {
	switch n := n.(type) {
	case All:
		return !slices.ContainsFunc(n, func(n Node) bool { return !holds(n, o, clock) })
	case Any:
		return slices.ContainsFunc(n, func(n Node) bool { return holds(n, o, clock) })
	case Not:
		return !holds(n.Node, o, clock)
	case *Leaf:
		return n.holds(o, clock)
	case *Related:
		return n.Count.Holds(n.satisfying(o, clock))
	default:
		return false
	}
}

// related is the objects of the relation without false orders (ST-6).
func (n *Related) related(o Object) []Object {
	all := o.Related(n.Relation.Name)
	if n.Relation.Target != models.SubjectOrder {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), isFalse)
}

func (n *Related) satisfying(o Object, clock Clock) int64 {
	var count int64
	for _, r := range n.related(o) {
		if n.Where == nil || holds(n.Where, r, clock) {
			count++
		}
	}
	return count
}

func (l *Leaf) holds(o Object, clock Clock) bool {
	if l.Field.Within != "" && statusOf(o) != l.Field.Within {
		return false
	}
	s := look(o, l.Field)
	if l.Op == OpIsSet || l.Op == OpIsNotSet {
		return s.absent == (l.Op == OpIsNotSet)
	}
	if s.absent {
		return l.Op == OpIsNot || l.Op == OpNoneOf
	}
	switch l.Field.Type {
	case TypeDate:
		return l.dateHolds(s.at, clock)
	case TypeID, TypeNumber, TypeMoney:
		return numberHolds(l.Op, s.number, l.Value.Numbers)
	case TypeFlag:
		return s.flag == l.Value.Flag
	case TypeTags:
		return setHolds(l.Op, s.texts, l.Value.Texts)
	case TypeIDs:
		return setHolds(l.Op, s.numbers, l.Value.Numbers)
	default:
		return textHolds(l.Op, s.text, l.Texts())
	}
}

// Texts is the values in the form in which the field is compared.
func (l *Leaf) Texts() []string {
	if !l.Field.Folded {
		return l.Value.Texts
	}
	folded := make([]string, len(l.Value.Texts))
	for i, text := range l.Value.Texts {
		folded[i] = Fold(text)
	}
	return folded
}

func textHolds(op Op, has string, values []string) bool {
	switch op {
	case OpIs, OpOneOf:
		return slices.Contains(values, has)
	case OpIsNot, OpNoneOf:
		return !slices.Contains(values, has)
	case OpContains:
		return strings.Contains(has, values[0])
	case OpStartsWith:
		return strings.HasPrefix(has, values[0])
	default:
		return false
	}
}

func numberHolds(op Op, has int64, values []int64) bool {
	switch op {
	case OpIs, OpOneOf:
		return slices.Contains(values, has)
	case OpIsNot, OpNoneOf:
		return !slices.Contains(values, has)
	case OpGreater:
		return has > values[0]
	case OpAtLeast:
		return has >= values[0]
	case OpLess:
		return has < values[0]
	case OpAtMost:
		return has <= values[0]
	case OpBetween:
		return values[0] <= has && has <= values[1]
	default:
		return false
	}
}

func setHolds[T comparable](op Op, has, values []T) bool {
	in := func(v T) bool { return slices.Contains(has, v) }
	switch op {
	case OpContains, OpOneOf:
		return slices.ContainsFunc(values, in)
	case OpNoneOf:
		return !slices.ContainsFunc(values, in)
	case OpAllOf:
		return !slices.ContainsFunc(values, func(v T) bool { return !in(v) })
	default:
		return false
	}
}

// dateHolds compares a moment. A duration that ends exactly now has passed, as a
// delay of that length is over (PRC-4); the present moment itself is past, not coming.
func (l *Leaf) dateHolds(at time.Time, clock Clock) bool {
	v, now := l.Value, clock.Now
	switch l.Op {
	case OpBefore:
		return at.Before(v.Times[0])
	case OpAfter:
		return at.After(v.Times[0])
	case OpBetween:
		return !at.Before(v.Times[0]) && !at.After(v.Times[1])
	case OpOnDay:
		from, to := v.dayBounds(clock.Zone)
		return !at.Before(from) && at.Before(to)
	case OpMoreAgo:
		return !at.After(now) && !v.Duration.AddTo(at, clock.Zone).After(now)
	case OpLessAgo:
		return !at.After(now) && v.Duration.AddTo(at, clock.Zone).After(now)
	case OpWithinNext:
		return at.After(now) && !v.Duration.SubtractFrom(at, clock.Zone).After(now)
	default:
		return false
	}
}

func (v Value) dayBounds(zone *time.Location) (from, to time.Time) {
	return models.StartOfDay(v.Day, zone), models.StartOfDay(v.Day.AddDate(0, 0, 1), zone)
}
