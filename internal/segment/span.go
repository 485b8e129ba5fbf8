package segment

import (
	"sort"
	"time"

	"github.com/orderflow/orderflow/models"
)

// Span is a stretch of time, From included, To not; nil is without end. Ends are whole microseconds.
type Span struct{ From, To *time.Time }

// Spans is the moments for which the leaf's date rule is true at the clock's
// now, in order, apart from one another. Usually one; around a change of the
// clocks and at the end of a month the calendar may need several.
func (l *Leaf) Spans(clock Clock) []Span {
	clock = clock.frozen()
	v, past := l.Value, clock.Now.Add(time.Microsecond)
	switch l.Op {
	case OpBefore:
		return []Span{{nil, &v.Times[0]}}
	case OpAfter:
		after := v.Times[0].Add(time.Microsecond)
		return []Span{{&after, nil}}
	case OpBetween:
		end := v.Times[1].Add(time.Microsecond)
		return []Span{{&v.Times[0], &end}}
	case OpOnDay:
		from, to := v.dayBounds(clock.Zone)
		return []Span{{&from, &to}}
	case OpMoreAgo:
		return within(passed(v.Duration, clock), Span{nil, &past})
	case OpLessAgo:
		return within(others(passed(v.Duration, clock)), Span{nil, &past})
	case OpWithinNext:
		return within(begun(v.Duration, clock), Span{&past, nil})
	default:
		return nil
	}
}

// passed is the moments since which the duration has passed.
func passed(d models.Duration, clock Clock) []Span {
	return reached(d.SubtractFrom(clock.Now, clock.Zone), clock, func(t time.Time) time.Time { return d.AddTo(t, clock.Zone) })
}

// begun is the moments before which the duration has begun.
func begun(d models.Duration, clock Clock) []Span {
	return reached(d.AddTo(clock.Now, clock.Zone), clock, func(t time.Time) time.Time { return d.SubtractFrom(t, clock.Zone) })
}

// around is more than a shift by the calendar ever differs from its inverse:
// three days at the end of February and the largest change of a zone's clocks.
const around = 5

// reached is the moments t with shift(t) ≤ now: all long before the center, none
// long after. In between it goes from piece to piece on which shift never goes
// back: one local day without a change of the clocks.
func reached(center time.Time, clock Clock, shift func(time.Time) time.Time) []Span {
	edges := edgesAround(center, clock.Zone)
	spans := []Span{{nil, &edges[0]}}
	for i, from := range edges[:len(edges)-1] {
		length := int(edges[i+1].Sub(from) / time.Microsecond)
		n := sort.Search(length, func(n int) bool {
			return shift(from.Add(time.Duration(n) * time.Microsecond)).After(clock.Now)
		})
		if n == 0 {
			continue
		}
		to := from.Add(time.Duration(n) * time.Microsecond)
		if last := &spans[len(spans)-1]; last.To.Equal(from) {
			last.To = &to
		} else {
			spans = append(spans, Span{&from, &to})
		}
	}
	return spans
}

// edgesAround is the starts of the local days about the center and the changes of the clocks among them.
func edgesAround(center time.Time, zone *time.Location) []time.Time {
	local := center.In(zone)
	var edges []time.Time
	for day := -around; day <= around; day++ {
		edges = append(edges, models.StartOfDay(time.Date(local.Year(), local.Month(), local.Day()+day, 0, 0, 0, 0, time.UTC), zone))
	}
	last := edges[len(edges)-1]
	for at := edges[0]; ; {
		_, change := at.In(zone).ZoneBounds()
		if change.IsZero() || !change.Before(last) {
			break
		}
		edges = append(edges, change)
		at = change
	}
	sort.Slice(edges, func(i, j int) bool { return edges[i].Before(edges[j]) })
	for i := range edges {
		edges[i] = cut(edges[i])
	}
	return edges
}

// others is the moments outside the spans, which begin without end.
func others(spans []Span) []Span {
	out := make([]Span, len(spans))
	for i, s := range spans {
		out[i].From = s.To
		if i+1 < len(spans) {
			out[i].To = spans[i+1].From
		}
	}
	return out
}

// within cuts the spans to the bounds.
func within(spans []Span, bounds Span) []Span {
	var out []Span
	for _, s := range spans {
		if bounds.From != nil && (s.From == nil || s.From.Before(*bounds.From)) {
			s.From = bounds.From
		}
		if bounds.To != nil && (s.To == nil || s.To.After(*bounds.To)) {
			s.To = bounds.To
		}
		if s.From == nil || s.To == nil || s.From.Before(*s.To) {
			out = append(out, s)
		}
	}
	return out
}
