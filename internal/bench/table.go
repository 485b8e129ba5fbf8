package bench

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
)

// WriteTable prints the report for people.
func (r Report) WriteTable(out io.Writer) error {
	m := r.Machine
	_, err := fmt.Fprintf(out, "\n%d cores, %s, %s, PostgreSQL %s: fsync=%s synchronous_commit=%s full_page_writes=%s\n%d runs at size %g, min / median / max\n\n",
		m.Cores, m.Platform, m.Go, m.PostgreSQL, m.Fsync, m.SynchronousCommit, m.FullPageWrites, r.Runs, r.Size)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "row\tunit\tfigure\tbaseline\tgoal\tresult")
	for _, row := range r.Rows {
		row.write(w)
	}
	return w.Flush()
}

func (r Row) write(w io.Writer) {
	baseline := "—"
	if r.Baseline != nil {
		baseline = r.Baseline.String()
	}
	_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", r.ID, r.Unit, r.Figure, baseline, r.Rule+" = "+short(r.Goal), r.result())
	for _, n := range r.Notes {
		_, _ = fmt.Fprintf(w, "  %s\t%s\t%s\t\t\t\n", n.Name, n.Unit, n.Spread)
	}
}

func (r Row) result() string {
	switch {
	case r.Error != "":
		return "failed: " + strings.ReplaceAll(r.Error, "\n", " ")
	case r.Reached:
		return "reached"
	case r.Why != "":
		return "fell short: " + r.Why
	default:
		return "fell short"
	}
}

// String reads "min / median / max".
func (s Spread) String() string {
	return short(s.Min) + " / " + short(s.Median) + " / " + short(s.Max)
}

// short keeps three digits of small numbers and none behind the point of large ones.
func short(v float64) string {
	switch {
	case v >= 100 || v == float64(int64(v)):
		return grouped(int64(v + 0.5))
	case v >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	default:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
}

func grouped(v int64) string {
	text := strconv.FormatInt(v, 10)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
