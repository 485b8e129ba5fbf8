package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// kind is one row of the table.
type kind struct {
	id, what, unit string
	against        string                         // the baseline; "" for none
	rule           string                         // of the goal
	goal           func(baseline float64) float64 // from the baseline's median
	less           bool                           // the figure should be the goal or less
	run            func(ctx context.Context, b *bench) (Sample, error)
}

func kinds() []kind {
	return []kind{stepsRow, dueRow, bulkRow, createRow, lanesRow, trickleRow, memoryRow, listRow, startRow}
}

// IDs are the rows that there are.
func IDs() []string {
	var ids []string
	for _, k := range kinds() {
		ids = append(ids, k.id)
	}
	return ids
}

// Run measures. A row that cannot be measured carries its error and the others
// go on; the error of Run is for a benchmark that could not begin or was interrupted.
func Run(ctx context.Context, o Options) (Report, error) {
	o = o.withDefaults()
	wanted, err := choose(o.Rows)
	if err != nil {
		return Report{}, err
	}
	b, err := begin(ctx, o)
	if err != nil {
		return Report{}, err
	}
	defer b.end()
	report := Report{At: time.Now().UTC(), Runs: o.Runs, Size: o.Size, Machine: b.machine}
	for _, k := range wanted {
		report.Rows = append(report.Rows, b.measure(ctx, k))
		if ctx.Err() != nil {
			return report, ctx.Err()
		}
	}
	return report, nil
}

func choose(ids []string) ([]kind, error) {
	all := kinds()
	if len(ids) == 0 {
		return all, nil
	}
	var chosen []kind
	for _, id := range ids {
		at := slices.IndexFunc(all, func(k kind) bool { return k.id == id })
		if at < 0 {
			return nil, fmt.Errorf("there is no row %q; there are %s", id, strings.Join(IDs(), ", "))
		}
		chosen = append(chosen, all[at])
	}
	return chosen, nil
}

// measure runs one row as often as asked.
func (b *bench) measure(ctx context.Context, k kind) Row {
	row := Row{ID: k.id, What: k.what, Unit: k.unit, Against: k.against, Rule: k.rule}
	for i := range b.options.Runs {
		b.say("%s, run %d of %d", k.id, i+1, b.options.Runs)
		sample, err := b.profiled(fmt.Sprintf("%s-%d", k.id, i+1), func() (Sample, error) { return k.run(ctx, b) })
		if err != nil {
			row.judge(k)
			row.Reached, row.Error = false, err.Error()
			return row
		}
		b.say("  %s %s beside %s", short(sample.Figure), k.unit, short(sample.Baseline))
		row.Samples = append(row.Samples, sample)
	}
	row.judge(k)
	return row
}

func (b *bench) say(format string, args ...any) {
	_, _ = fmt.Fprintf(b.options.Progress, format+"\n", args...)
}

// times is a goal that is a multiple of the baseline.
func times(factor float64) func(float64) float64 {
	return func(baseline float64) float64 { return factor * baseline }
}

// fixed is a goal that no baseline moves.
func fixed(goal float64) func(float64) float64 {
	return func(float64) float64 { return goal }
}

var errTooSlow = errors.New("did not end in time")
