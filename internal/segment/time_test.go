package segment_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/segment/segmenttest"
	"github.com/orderflow/orderflow/models"
)

func itoa(n int) string { return strconv.Itoa(n) }

func TestRelativeDatesCountAsDelaysDo(t *testing.T) {
	t.Parallel()
	t.Run("PRC-4/a rule turns when a delay of the same length ends", rapid.MakeCheck(func(r *rapid.T) {
		zone, created, d := segmenttest.Zone(r), segmenttest.Moment(r), segmenttest.Duration(r)
		o := &segment.Order{}
		o.CreatedAt = created
		more := ruleOf(r, ago("more_than_ago", "order.created_at", int(d.Amount), d.Unit))
		less := ruleOf(r, ago("less_than_ago", "order.created_at", int(d.Amount), d.Unit))
		due := d.AddTo(created, zone)
		if due.Before(created) {
			due = created
		}
		at := func(now time.Time) segment.Clock { return segment.Clock{Now: now, Zone: zone} }
		require.True(r, more.Match(o, at(due)))
		require.False(r, less.Match(o, at(due)))
		early := due.Add(-time.Microsecond)
		require.False(r, more.Match(o, at(early)))
		require.Equal(r, !early.Before(created), less.Match(o, at(early)))
	}))
	t.Run("PRC-4/the zone decides", func(t *testing.T) {
		t.Parallel()
		berlin, err := time.LoadLocation("Europe/Berlin")
		require.NoError(t, err)
		o := &segment.Order{}
		o.CreatedAt = time.Date(2026, 3, 28, 11, 0, 0, 0, time.UTC)
		now := time.Date(2026, 3, 29, 10, 0, 0, 0, time.UTC) // 23 hours later, noon in Berlin again
		s := parse(t, ago("more_than_ago", "order.created_at", 1, "days"), "order")
		require.True(t, s.Match(o, segment.Clock{Now: now, Zone: berlin}))
		require.False(t, s.Match(o, segment.Clock{Now: now, Zone: time.UTC}))
		require.False(t, s.Match(o, segment.Clock{Now: now}))
		day := parse(t, `{"field":"order.created_at","op":"on_day","value":"2026-03-29"}`, "order")
		o.CreatedAt = time.Date(2026, 3, 28, 23, 0, 0, 0, time.UTC)
		require.True(t, day.Match(o, segment.Clock{Now: now, Zone: berlin}))
		require.False(t, day.Match(o, segment.Clock{Now: now}))
	})
}

func TestSpansSayWhatMatchSays(t *testing.T) {
	t.Parallel()
	ops := []string{"more_than_ago", "less_than_ago", "within_next"}
	t.Run("SEG-2/relative dates", rapid.MakeCheck(func(r *rapid.T) {
		clock, d := segmenttest.Clock(r), segmenttest.Duration(r)
		s := ruleOf(r, ago(rapid.SampledFrom(ops).Draw(r, "op"), "order.created_at", int(d.Amount), d.Unit))
		spans := s.Tree().(*segment.Leaf).Spans(clock)
		for i := range spans[:max(len(spans)-1, 0)] {
			require.True(r, spans[i].To.Before(*spans[i+1].From), "in order and apart")
		}
		o := &segment.Order{}
		for _, near := range append(ends(spans), segmenttest.Moment(r), d.AddTo(clock.Now, clock.Zone), d.SubtractFrom(clock.Now, clock.Zone)) {
			for _, off := range []time.Duration{0, -time.Microsecond, time.Microsecond, -30 * time.Minute, 30 * time.Minute, -24 * time.Hour, 24 * time.Hour, 60 * 24 * time.Hour, -60 * 24 * time.Hour} {
				o.CreatedAt = near.Add(off)
				require.Equal(r, s.Match(o, clock), inside(spans, o.CreatedAt), "%s at %s in %v", s.Raw(), o.CreatedAt, spans)
			}
		}
	}))
}

// TestSpansWhereTheCalendarFolds: of the moments whose clock shows the same, those that a delay of the length has left behind.
func TestSpansWhereTheCalendarFolds(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, zone, now, unit, want string }{
		{"an ordinary day", "Europe/Berlin", "2026-06-10T10:00:00Z", "days", "…2026-06-09T10:00:00.000001Z"},
		{
			"the hour that the clocks show twice", "Europe/Berlin", "2026-10-26T01:30:00Z", "days",
			"…2026-10-25T00:30:00.000001Z 2026-10-25T01:00:00Z…2026-10-25T01:30:00.000001Z",
		},
		{"the hour that they leave out", "Europe/Berlin", "2026-03-29T01:00:00Z", "days", "…2026-03-28T02:00:00.000001Z"},
		{
			"the end of a short month", "UTC", "2026-02-28T10:00:00Z", "months",
			"…2026-01-28T10:00:00.000001Z 2026-01-29T00:00:00Z…2026-01-29T10:00:00.000001Z " +
				"2026-01-30T00:00:00Z…2026-01-30T10:00:00.000001Z 2026-01-31T00:00:00Z…2026-01-31T10:00:00.000001Z",
		},
	}
	for _, c := range cases {
		t.Run("PRC-4/"+c.name, func(t *testing.T) {
			t.Parallel()
			zone, err := time.LoadLocation(c.zone)
			require.NoError(t, err)
			now, err := time.Parse(time.RFC3339, c.now)
			require.NoError(t, err)
			leaf := parse(t, ago("more_than_ago", "order.created_at", 1, c.unit), "order").Tree().(*segment.Leaf)
			require.Equal(t, c.want, written(leaf.Spans(segment.Clock{Now: now, Zone: zone})))
		})
	}
}

func written(spans []segment.Span) string {
	var out []string
	for _, s := range spans {
		var from, to string
		if s.From != nil {
			from = s.From.UTC().Format(time.RFC3339Nano)
		}
		if s.To != nil {
			to = s.To.UTC().Format(time.RFC3339Nano)
		}
		out = append(out, from+"…"+to)
	}
	return strings.Join(out, " ")
}

func TestNextChange(t *testing.T) {
	t.Parallel()
	t.Run("SEG-2/until the next change the answer stays", rapid.MakeCheck(func(r *rapid.T) {
		object := rapid.SampledFrom([]models.SubjectKind{"customer", "order", "purchase", "payment"}).Draw(r, "object")
		s, shop, clock := segmenttest.Segment(r, object), segmenttest.NewShop(r), segmenttest.Clock(r)
		for _, o := range shop.Objects(object) {
			next, ok := s.NextChange(o, clock)
			later := segment.Clock{Now: clock.Now.AddDate(30, 0, 0), Zone: clock.Zone}
			if ok {
				require.True(r, next.After(clock.Now))
				later.Now = next.Add(-time.Microsecond)
			}
			require.Equal(r, s.Match(o, clock), s.Match(o, later), "%s", s.Raw())
			for range 20 {
				between := segment.Clock{Now: clock.Now.Add(time.Duration(rapid.Int64Range(0, int64(later.Now.Sub(clock.Now))).Draw(r, "after"))), Zone: clock.Zone}
				require.Equal(r, s.Match(o, clock), s.Match(o, between), "%s", s.Raw())
			}
		}
	}))
	t.Run("SEG-2/a single rule changes exactly then", func(t *testing.T) {
		t.Parallel()
		o, clock := sample(), segment.Clock{Now: noon}
		for rule, want := range map[string]time.Time{
			ago("more_than_ago", "order.created_at", 5, "days"):                                                 noon.AddDate(0, 0, 2),
			ago("less_than_ago", "order.created_at", 4, "days"):                                                 noon.AddDate(0, 0, 1),
			ago("within_next", "order.payment_deadline", 1, "days"):                                             noon.AddDate(0, 0, 1),
			ago("within_next", "order.payment_deadline", 3, "days"):                                             noon.AddDate(0, 0, 2),
			ago("less_than_ago", "order.payment_deadline", 1, "hours"):                                          noon.AddDate(0, 0, 2),
			`{"belongs_to":"customer","where":` + ago("more_than_ago", "customer.created_at", 61, "days") + `}`: noon.AddDate(0, -2, 61),
			`{"not":{"has":"payments","where":` + ago("less_than_ago", "payment.paid_at", 30, "hours") + `}}`:   noon.Add(6 * time.Hour),
		} {
			s := parse(t, rule, "order")
			next, ok := s.NextChange(o, clock)
			require.True(t, ok, rule)
			require.True(t, want.Equal(next), "%s: %s", rule, next)
			require.NotEqual(t, s.Match(o, clock), s.Match(o, segment.Clock{Now: next}), rule)
		}
	})
	t.Run("SEG-2/time changes nothing", func(t *testing.T) {
		t.Parallel()
		for _, rule := range []string{
			`{"field":"order.status","op":"is","value":"new"}`,
			`{"field":"order.created_at","op":"before","value":"2030-01-01T00:00:00Z"}`,
			ago("more_than_ago", "order.created_at", 1, "days"),
			ago("more_than_ago", "order.paid_at", 1, "days"),
		} {
			_, ok := parse(t, rule, "order").NextChange(sample(), segment.Clock{Now: noon})
			require.False(t, ok, rule)
		}
		gone := sample()
		gone.Status = models.StatusFalse
		_, ok := parse(t, ago("more_than_ago", "order.created_at", 5, "days"), "order").NextChange(gone, segment.Clock{Now: noon})
		require.False(t, ok, "ST-6: a false order is out for good")
	})
}

func TestPredictable(t *testing.T) {
	t.Parallel()
	recent := ago("less_than_ago", "payment.paid_at", 3, "days")
	t.Run("SEG-2/refused under has", func(t *testing.T) {
		t.Parallel()
		err := parse(t, `{"all":[{"has":"payments","where":{"not":`+recent+`}}]}`, "order").Predictable()
		var e *models.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, models.CodeNotInTime, e.Code)
		require.Equal(t, "all[0].where.not", e.Fields[0].Path)
	})
	t.Run("SEG-2/the rest is known", func(t *testing.T) {
		t.Parallel()
		for _, rule := range []string{
			ago("more_than_ago", "order.created_at", 3, "days"),
			`{"has":"payments","where":{"field":"payment.paid_at","op":"after","value":"2026-01-01T00:00:00Z"}}`,
			`{"belongs_to":"customer","where":` + ago("more_than_ago", "customer.created_at", 1, "months") + `}`,
		} {
			require.NoError(t, parse(t, rule, "order").Predictable(), rule)
		}
	})
}

func ruleOf(r *rapid.T, rule string) *segment.Segment {
	s, err := segment.Parse([]byte(rule), models.SubjectOrder)
	require.NoError(r, err)
	return s
}

func ends(spans []segment.Span) []time.Time {
	var out []time.Time
	for _, s := range spans {
		for _, end := range []*time.Time{s.From, s.To} {
			if end != nil {
				out = append(out, *end)
			}
		}
	}
	return out
}

func inside(spans []segment.Span, t time.Time) bool {
	for _, s := range spans {
		if (s.From == nil || !t.Before(*s.From)) && (s.To == nil || t.Before(*s.To)) {
			return true
		}
	}
	return false
}
