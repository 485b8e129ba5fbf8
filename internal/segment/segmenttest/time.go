package segmenttest

import (
	"time"

	"pgregory.net/rapid"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/models"
)

// changes are days on which the clocks of some drawn zone go forward or back, a skipped day, and ends of months.
var changes = []time.Time{
	time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC),
	time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC),
	time.Date(2018, 11, 4, 3, 0, 0, 0, time.UTC),
	time.Date(2009, 11, 1, 2, 31, 0, 0, time.UTC),
	time.Date(2011, 12, 30, 10, 0, 0, 0, time.UTC),
	time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC),
	time.Date(2027, 1, 31, 12, 0, 0, 0, time.UTC),
}

// zones change their clocks by an hour, by half an hour, at midnight, by a day.
var zones = []string{"UTC", "Europe/Moscow", "Europe/Berlin", "America/Sao_Paulo", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"}

// Moment draws a time within a few days of a change of the clocks or an end of a month, in microseconds.
func Moment(r *rapid.T) time.Time {
	near := rapid.SampledFrom(changes).Draw(r, "near")
	return near.Add(time.Duration(rapid.IntRange(-4*24*60, 4*24*60).Draw(r, "minutes")) * time.Minute).
		Add(time.Duration(rapid.IntRange(0, 2).Draw(r, "microseconds")) * time.Microsecond)
}

// Duration draws a duration short enough to lie among the drawn moments.
func Duration(r *rapid.T) models.Duration {
	unit := rapid.SampledFrom(models.DurationUnits).Draw(r, "unit")
	most := map[string]int64{models.UnitMinutes: 3000, models.UnitHours: 90, models.UnitDays: 6, models.UnitWeeks: 2, models.UnitMonths: 3}[unit]
	return models.Duration{Amount: rapid.Int64Range(0, most).Draw(r, "amount"), Unit: unit}
}

// Zone draws a time zone.
func Zone(r *rapid.T) *time.Location {
	zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(r, "zone"))
	if err != nil {
		r.Fatalf("load the drawn zone: %v", err)
	}
	return zone
}

// Clock draws a now among the drawn moments and a zone.
func Clock(r *rapid.T) segment.Clock { return segment.Clock{Now: Moment(r), Zone: Zone(r)} }
