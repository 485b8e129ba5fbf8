package bench

import (
	"slices"
	"time"
)

// Report is one call of the benchmark.
type Report struct {
	At      time.Time `json:"at"`
	Runs    int       `json:"runs"`
	Size    float64   `json:"size"`
	Machine Machine   `json:"machine"`
	Rows    []Row     `json:"rows"`
}

// Machine is what the figures depend on.
type Machine struct {
	Cores             int    `json:"cores"`
	Platform          string `json:"platform"`
	Go                string `json:"go"`
	PostgreSQL        string `json:"postgresql"`
	Fsync             string `json:"fsync"`
	SynchronousCommit string `json:"synchronous_commit"`
	FullPageWrites    string `json:"full_page_writes"`
}

// Row is what one row measured.
type Row struct {
	ID       string   `json:"id"`
	What     string   `json:"what"`
	Unit     string   `json:"unit"`
	Figure   Spread   `json:"figure"`
	Against  string   `json:"against,omitempty"` // what the baseline is
	Baseline *Spread  `json:"baseline,omitempty"`
	Goal     float64  `json:"goal"`
	Rule     string   `json:"rule"` // how the goal follows from the baseline
	Reached  bool     `json:"reached"`
	Notes    []Note   `json:"notes,omitempty"`
	Samples  []Sample `json:"samples"`
	// Why says what a figure that reached its goal broke on the way there.
	Why string `json:"why,omitempty"`
	// Error is why the row could not be measured.
	Error string `json:"error,omitempty"`
}

// Note is a further figure of a row.
type Note struct {
	Name   string `json:"name"`
	Unit   string `json:"unit"`
	Spread Spread `json:"spread"`
}

// Sample is one run of a row.
type Sample struct {
	Figure   float64 `json:"figure"`
	Baseline float64 `json:"baseline"`
	Notes    []Value `json:"notes,omitempty"`
	// Broken says which condition of the row the run did not keep.
	Broken string `json:"broken,omitempty"`
}

// Value is a named number.
type Value struct {
	Name  string  `json:"name"`
	Unit  string  `json:"unit"`
	Value float64 `json:"value"`
}

func (s *Sample) note(name, unit string, value float64) {
	s.Notes = append(s.Notes, Value{name, unit, value})
}

// Spread is the least, the middle and the greatest of some runs.
type Spread struct {
	Min    float64 `json:"min"`
	Median float64 `json:"median"`
	Max    float64 `json:"max"`
}

func spread(values []float64) Spread {
	if len(values) == 0 {
		return Spread{}
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := sorted[len(sorted)/2]
	if len(sorted)%2 == 0 {
		middle = (sorted[len(sorted)/2-1] + middle) / 2
	}
	return Spread{sorted[0], middle, sorted[len(sorted)-1]}
}

// Reached reports whether every row reached its goal.
func (r Report) Reached() bool {
	return !slices.ContainsFunc(r.Rows, func(row Row) bool { return !row.Reached })
}

// judge fills in what follows from the samples.
func (r *Row) judge(k kind) {
	var figures, baselines []float64
	for _, s := range r.Samples {
		figures, baselines = append(figures, s.Figure), append(baselines, s.Baseline)
		if s.Broken != "" {
			r.Why = s.Broken
		}
	}
	r.Figure = spread(figures)
	base := spread(baselines)
	if k.against != "" {
		r.Baseline = &base
	}
	r.Goal = k.goal(base.Median)
	r.Reached = r.Figure.Median >= r.Goal
	if k.less {
		r.Reached = r.Figure.Median <= r.Goal
	}
	r.Reached = r.Reached && r.Why == ""
	r.Notes = notesOf(r.Samples)
}

func notesOf(samples []Sample) []Note {
	var notes []Note
	values := map[string][]float64{}
	for _, s := range samples {
		for _, v := range s.Notes {
			if values[v.Name] == nil {
				notes = append(notes, Note{Name: v.Name, Unit: v.Unit})
			}
			values[v.Name] = append(values[v.Name], v.Value)
		}
	}
	for i := range notes {
		notes[i].Spread = spread(values[notes[i].Name])
	}
	return notes
}

// percentile is the value that the share of all lies at or below; it sorts in place.
func percentile(values []time.Duration, share float64) time.Duration {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[min(int(float64(len(values))*share), len(values)-1)]
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
