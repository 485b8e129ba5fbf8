package services

import (
	"context"
	"encoding/json"
	"time"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/models"
)

// Days are whole days of the account's calendar, both inside: "2026-11-25".
type Days struct{ From, To string }

const (
	dayForm = "2006-01-02"
	// usualDays is how long a period is that nobody chose.
	usualDays = 30
	// longestPeriod bounds a period, maxSpans what it is broken down into.
	longestPeriod = 3660
	maxSpans      = 370
)

// span is a stretch of time, from inside, to outside.
type span struct {
	days     Days
	from, to time.Time
}

// read checks the days, whose path in the input follows their names, and gives those that were left out.
func (d *Days) read(now time.Time) error {
	if d.To == "" {
		d.To = now.Format(dayForm)
	}
	var f faults
	to := readDay(&f, "to", d.To)
	if d.From == "" {
		d.From = to.AddDate(0, 0, 1-usualDays).Format(dayForm)
	}
	from := readDay(&f, "from", d.From)
	if err := f.err(); err != nil {
		return err
	}
	f.within("to", int64(to.Sub(from)/(24*time.Hour))+1, 1, longestPeriod)
	return f.err()
}

// readDay is the day at midnight in UTC, where days are all alike.
func readDay(f *faults, path, text string) time.Time {
	day, err := time.Parse(dayForm, text)
	if err != nil || day.Year() < 1990 || day.Year() > 2200 {
		f.add(path, models.CodeInvalidTime, "value", text)
	}
	return day
}

func (d Days) bounds() (from, to time.Time) {
	from, _ = time.Parse(dayForm, d.From)
	to, _ = time.Parse(dayForm, d.To)
	return from, to
}

// before is as many days, just before.
func (d Days) before() Days {
	from, to := d.bounds()
	n := int(to.Sub(from)/(24*time.Hour)) + 1
	return Days{from.AddDate(0, 0, -n).Format(dayForm), from.AddDate(0, 0, -1).Format(dayForm)}
}

// report is what figures are computed over: the orders of a filter that the
// actor sees, those of status false left out (ST-6).
type report struct {
	zone   *time.Location
	now    time.Time
	filter any // the rule, for rules that are built on it; nil without
	where  condition
	// narrowed reports that where says more than that orders are not false.
	narrowed bool
}

// reported admits the actor and reads the period and the filter.
func (s *Service) reported(ctx context.Context, actor models.Actor, days *Days, filter []byte) (*report, error) {
	if err := actor.Demand(models.RightReportRead); err != nil {
		return nil, err
	}
	zone, err := s.Zone(ctx)
	if err != nil {
		return nil, err
	}
	where := condition{table: "orders", sql: "orders.status <> 'false'"}.and(ownOrders(actor))
	r := &report{zone: zone, now: s.Now(), where: where, narrowed: actor.OwnOnly || len(filter) > 0}
	if err := days.read(r.now.In(zone)); err != nil || len(filter) == 0 {
		return r, err
	}
	seg, err := segment.Parse(filter, models.SubjectOrder)
	if err != nil {
		return nil, err
	}
	// What the figures' own rules say stands around it.
	if _, err := segment.Parse(allOf(allOf(json.RawMessage(filter))), models.SubjectOrder); err != nil {
		return nil, models.NewError(models.CodeSegmentTooDeep, "max", segment.MaxDepth-2)
	}
	c, err := s.compile(ctx, actor, seg)
	r.filter, r.where = json.RawMessage(seg.Raw()), r.where.and(c)
	return r, err
}

// span is the days as time, in the account's zone.
func (r *report) span(d Days) span {
	from, to := d.bounds()
	return span{d, r.midnight(from), r.midnight(to.AddDate(0, 0, 1))}
}

func (r *report) midnight(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, r.zone).UTC()
}

// spansBy are the days, weeks or months of the period, each cut to it; the whole
// period for other breakdowns.
func (r *report) spansBy(q DashboardQuery) ([]span, error) {
	var f faults
	if q.By != "" {
		f.oneOf("by", q.By, Breakdowns...)
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	first, last := q.bounds()
	var spans []span
	for from := first; !from.After(last); {
		to := endOf(q.By, from, last)
		spans = append(spans, r.span(Days{from.Format(dayForm), to.Format(dayForm)}))
		from = to.AddDate(0, 0, 1)
	}
	if len(spans) > maxSpans {
		return nil, models.NewFieldError("by", models.CodeTooMany, "max", maxSpans)
	}
	return spans, nil
}

// endOf is the last day of the day, week or month that holds the day, at most last.
func endOf(by string, day, last time.Time) time.Time {
	end := last
	switch by {
	case ByDay:
		end = day
	case ByWeek:
		end = day.AddDate(0, 0, (7-int(day.Weekday()))%7)
	case ByMonth:
		end = time.Date(day.Year(), day.Month()+1, 0, 0, 0, 0, 0, time.UTC)
	}
	if end.After(last) {
		return last
	}
	return end
}
