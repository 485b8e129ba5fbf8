package models

import "time"

// Units of a Duration. Minutes and hours are exact; days, weeks and months
// follow the calendar of a time zone (PRC-4).
const (
	UnitMinutes = "minutes"
	UnitHours   = "hours"
	UnitDays    = "days"
	UnitWeeks   = "weeks"
	UnitMonths  = "months"
)

// DurationUnits lists every unit, the shortest first.
var DurationUnits = []string{UnitMinutes, UnitHours, UnitDays, UnitWeeks, UnitMonths}

// maxDuration is about a hundred years in each unit.
var maxDuration = map[string]int64{
	UnitMinutes: 52_560_000, UnitHours: 876_000, UnitDays: 36_500, UnitWeeks: 5_200, UnitMonths: 1_200,
}

// Duration is a length of time as people say it: the unit is kept, because
// three days are 71 hours when the clocks go forward in between (PRC-4).
type Duration struct {
	Amount int64  `json:"amount"`
	Unit   string `json:"unit"`
}

// Validate fails with CodeNotOneOf on an unknown unit and CodeOutOfRange on an
// amount below zero or beyond a hundred years; the paths are "unit" and "amount".
func (d Duration) Validate() error {
	if faults := d.Faults(""); len(faults) > 0 {
		return Invalid(faults...)
	}
	return nil
}

// Faults lists what is wrong with the duration that stands at the path.
func (d Duration) Faults(path string) []FieldError {
	if path != "" {
		path += "."
	}
	most, known := maxDuration[d.Unit]
	if !known {
		return []FieldError{Field(path+"unit", CodeNotOneOf, "value", d.Unit, "allowed", DurationUnits)}
	}
	if d.Amount < 0 || d.Amount > most {
		return []FieldError{Field(path+"amount", CodeOutOfRange, "value", d.Amount, "min", 0, "max", most)}
	}
	return nil
}

// AddTo is the moment by which the duration has passed since t. For days, weeks
// and months it has the local time of t in the zone: a time that the clocks
// leave out becomes the first moment after the gap, one that they show twice is
// meant the first time, and a day that the month does not have is its last.
// Nothing added is t itself. The duration must be valid.
func (d Duration) AddTo(t time.Time, zone *time.Location) time.Time { return d.shift(t, zone, 1) }

// SubtractFrom is the moment at which the duration before t begins, by the same rules as AddTo.
func (d Duration) SubtractFrom(t time.Time, zone *time.Location) time.Time {
	return d.shift(t, zone, -1)
}

func (d Duration) shift(t time.Time, zone *time.Location, sign int64) time.Time {
	n := sign * d.Amount
	if n == 0 {
		return t
	}
	switch d.Unit {
	case UnitMinutes:
		return t.Add(time.Duration(n) * time.Minute)
	case UnitHours:
		return t.Add(time.Duration(n) * time.Hour)
	case UnitWeeks:
		n *= 7
	case UnitMonths:
		return shiftMonths(t, zone, int(n))
	}
	local := t.In(zone)
	return atClock(local, local.Year(), local.Month(), local.Day()+int(n)).In(t.Location())
}

func shiftMonths(t time.Time, zone *time.Location, months int) time.Time {
	local := t.In(zone)
	first := time.Date(local.Year(), local.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return atClock(local, first.Year(), first.Month(), min(local.Day(), last)).In(t.Location())
}

// atClock is the given day at the time of day that local shows.
func atClock(local time.Time, year int, month time.Month, day int) time.Time {
	return firstAt(time.Date(year, month, day, local.Hour(), local.Minute(), local.Second(), local.Nanosecond(), time.UTC), local.Location())
}

// StartOfDay is the first moment of a calendar day in the zone: midnight, or
// the end of the gap where the clocks skip it. The day is read from date as it stands there.
func StartOfDay(date time.Time, zone *time.Location) time.Time {
	return firstAt(time.Date(date.Year(), date.Month(), date.Day(), 0, 0, 0, 0, time.UTC), zone)
}

// firstAt is the first moment at which the clocks of the zone show the reading
// or more; the reading is written as a time in UTC.
func firstAt(reading time.Time, zone *time.Location) time.Time {
	t := time.Date(reading.Year(), reading.Month(), reading.Day(),
		reading.Hour(), reading.Minute(), reading.Second(), reading.Nanosecond(), zone)
	start, end := t.ZoneBounds()
	_, offset := t.Zone()
	shown := t.Add(time.Duration(offset) * time.Second)
	if shown.After(reading) {
		return start.In(zone)
	}
	if shown.Before(reading) {
		return end.In(zone)
	}
	if start.IsZero() {
		return t
	}
	_, before := start.Add(-1).Zone()
	if earlier := t.Add(time.Duration(offset-before) * time.Second); earlier.Before(start) {
		return earlier
	}
	return t
}
