package models_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/orderflow/orderflow/models"
)

func TestDurationKeepsLocalTime(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, zone, from string
		amount           int64
		unit, want       string
	}{
		{"days", "Europe/Berlin", "2026-01-10T09:00:00+01:00", 3, "days", "2026-01-13T09:00:00+01:00"},
		{"days over spring", "Europe/Berlin", "2026-03-28T09:00:00+01:00", 1, "days", "2026-03-29T09:00:00+02:00"},
		{"days over autumn", "Europe/Berlin", "2026-10-24T09:00:00+02:00", 1, "days", "2026-10-25T09:00:00+01:00"},
		{"into a gap", "Europe/Berlin", "2026-03-28T02:30:00+01:00", 1, "days", "2026-03-29T03:00:00+02:00"},
		{"into an overlap", "Europe/Berlin", "2026-10-24T02:30:00+02:00", 1, "days", "2026-10-25T02:30:00+02:00"},
		{"from the second pass", "Europe/Berlin", "2026-10-25T02:30:00+01:00", 1, "days", "2026-10-26T02:30:00+01:00"},
		{"hours are exact", "Europe/Berlin", "2026-03-28T09:00:00+01:00", 24, "hours", "2026-03-29T10:00:00+02:00"},
		{"minutes are exact", "Europe/Berlin", "2026-03-29T01:59:00+01:00", 2, "minutes", "2026-03-29T03:01:00+02:00"},
		{"weeks", "America/New_York", "2026-03-05T12:00:00-05:00", 1, "weeks", "2026-03-12T12:00:00-04:00"},
		{"months", "Europe/Moscow", "2026-01-31T10:00:00+03:00", 1, "months", "2026-02-28T10:00:00+03:00"},
		{"months over a leap year", "Europe/Moscow", "2023-12-31T10:00:00+03:00", 2, "months", "2024-02-29T10:00:00+03:00"},
		{"a day that never was", "Pacific/Apia", "2011-12-29T12:00:00-10:00", 1, "days", "2011-12-31T00:00:00+14:00"},
		{"midnight skipped", "America/Sao_Paulo", "2018-11-03T00:00:00-03:00", 1, "days", "2018-11-04T01:00:00-02:00"},
		{"back", "Europe/Berlin", "2026-03-29T09:00:00+02:00", -1, "days", "2026-03-28T09:00:00+01:00"},
		{"back by months", "Europe/Moscow", "2026-03-31T10:00:00+03:00", -1, "months", "2026-02-28T10:00:00+03:00"},
	}
	for _, c := range cases {
		t.Run("PRC-4/"+c.name, func(t *testing.T) {
			t.Parallel()
			from, want := instant(t, c.from), instant(t, c.want)
			got := models.Duration{Amount: c.amount, Unit: c.unit}.AddTo(from, zoneOf(t, c.zone))
			if c.amount < 0 {
				got = models.Duration{Amount: -c.amount, Unit: c.unit}.SubtractFrom(from, zoneOf(t, c.zone))
			}
			require.Truef(t, want.Equal(got), "want %s, got %s", want, got)
		})
	}
}

// zones differ in the size, hour and direction of their changes; Lord Howe's is half an hour.
var zones = []string{"UTC", "Europe/Moscow", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Beirut", "Pacific/Apia"}

func TestDurationProperties(t *testing.T) {
	t.Parallel()
	t.Run("PRC-4/days land where the clocks first show the same time", rapid.MakeCheck(func(r *rapid.T) {
		zone, from := drawZone(r), drawTime(r)
		days := rapid.Int64Range(1, 800).Draw(r, "days")
		got := models.Duration{Amount: days, Unit: "days"}.AddTo(from, zone)
		reading := clocks(from, zone).AddDate(0, 0, int(days))
		require.False(r, clocks(got, zone).Before(reading), "not earlier than the same local time")
		for back := time.Minute; back <= 26*time.Hour; back += time.Minute {
			require.True(r, clocks(got.Add(-back), zone).Before(reading), "no earlier moment shows it")
		}
	}))
	t.Run("PRC-4/units agree", rapid.MakeCheck(func(r *rapid.T) {
		zone, from := drawZone(r), drawTime(r)
		n := rapid.Int64Range(0, 100).Draw(r, "n")
		weeks := models.Duration{Amount: n, Unit: "weeks"}
		require.Equal(r, models.Duration{Amount: 7 * n, Unit: "days"}.AddTo(from, zone), weeks.AddTo(from, zone))
		require.Equal(r, models.Duration{Amount: 7 * n, Unit: "days"}.SubtractFrom(from, zone), weeks.SubtractFrom(from, zone))
		require.Equal(r, from.Add(time.Duration(n)*time.Hour), models.Duration{Amount: n, Unit: "hours"}.AddTo(from, zone))
	}))
	t.Run("PRC-4/there and back", rapid.MakeCheck(func(r *rapid.T) {
		zone, from := drawZone(r), drawTime(r)
		d := models.Duration{Amount: rapid.Int64Range(0, 500).Draw(r, "days"), Unit: "days"}
		there := d.AddTo(from, zone)
		if clocks(there, zone).Equal(clocks(from, zone).AddDate(0, 0, int(d.Amount))) {
			require.Equal(r, clocks(from, zone), clocks(d.SubtractFrom(there, zone), zone))
		}
	}))
}

func TestDurationValidate(t *testing.T) {
	t.Parallel()
	require.NoError(t, models.Duration{Amount: 0, Unit: "minutes"}.Validate())
	require.NoError(t, models.Duration{Amount: 1200, Unit: "months"}.Validate())
	for _, d := range []models.Duration{{-1, "days"}, {36501, "days"}, {52_560_001, "minutes"}} {
		require.True(t, models.IsCode(d.Validate(), models.CodeOutOfRange), d)
	}
	require.True(t, models.IsCode(models.Duration{Amount: 1, Unit: "years"}.Validate(), models.CodeNotOneOf))
	require.Equal(t, "delay.amount", models.Duration{Amount: -1, Unit: "days"}.Faults("delay")[0].Path)
}

func drawZone(r *rapid.T) *time.Location {
	name := rapid.SampledFrom(zones).Draw(r, "zone")
	zone, err := time.LoadLocation(name)
	require.NoError(r, err)
	return zone
}

// drawTime favours the hours around the changes of the drawn zones.
func drawTime(r *rapid.T) time.Time {
	second := rapid.Int64Range(time.Date(2009, 1, 1, 0, 0, 0, 0, time.UTC).Unix(), time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC).Unix()).Draw(r, "second")
	t := time.Unix(second, 0).UTC()
	near := rapid.SampledFrom(zones).Draw(r, "near a change of")
	zone, err := time.LoadLocation(near)
	require.NoError(r, err)
	if _, change := t.In(zone).ZoneBounds(); !change.IsZero() && rapid.Bool().Draw(r, "near") {
		return change.UTC().Add(time.Duration(rapid.Int64Range(-180, 180).Draw(r, "minutes")) * time.Minute)
	}
	return t
}

// clocks is what the zone's clocks show at t, written as a time in UTC.
func clocks(t time.Time, zone *time.Location) time.Time {
	_, offset := t.In(zone).Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

func zoneOf(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	require.NoError(t, err)
	return zone
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return at
}
