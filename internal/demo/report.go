package demo

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/orderflow/orderflow/models"
)

// Report is what the play comes to, for the closing table.
type Report struct {
	Outcomes  map[string]Outcome
	Letters   int
	Workflows int64
	// Activities are regular ones, Local those that the worker ran by itself.
	Activities, Local int64
	From, To          time.Time // of the virtual clock
	Took              time.Duration
}

// figure is a line of the table; an empty name is a gap.
type figure struct{ name, value string }

// Write prints the table.
func (r Report) Write(out io.Writer) {
	figures := r.figures()
	names, values := 0, 0
	for _, f := range figures {
		names, values = max(names, len(f.name)), max(values, len(f.value))
	}
	rule := "  " + strings.Repeat("─", names+values+3)
	_, _ = fmt.Fprintln(out, rule)
	for _, f := range figures {
		if f.name == "" {
			_, _ = fmt.Fprintln(out, rule)
			continue
		}
		_, _ = fmt.Fprintf(out, "  %-*s   %*s\n", names, f.name, values, f.value)
	}
	_, _ = fmt.Fprintln(out, rule)
}

func (r Report) figures() []figure {
	count := func(holds func(Outcome) bool) string {
		n := 0
		for _, o := range r.Outcomes {
			if holds(o) {
				n++
			}
		}
		return grouped(int64(n))
	}
	status := func(s models.Status) string { return count(func(o Outcome) bool { return o.FinalStatus == string(s) }) }
	figures := []figure{
		{"Orders created", grouped(int64(len(r.Outcomes)))},
		{"Completed", status(models.StatusPayed)},
		{"Partially paid", status(models.StatusPartPayed)},
		{"Reminded once or more", count(func(o Outcome) bool { return len(o.Reminders) >= 1 })},
		{"Reminded twice", count(func(o Outcome) bool { return len(o.Reminders) >= 2 })},
		{"Cancelled ever", count(func(o Outcome) bool { return len(o.CancelledAt) > 0 })},
		{"Cancelled at the end", status(models.StatusCancelled)},
		{},
	}
	figures = append(figures, r.late()...)
	return append(
		figures, figure{},
		figure{"Letters sent, each once", grouped(int64(r.Letters))},
		figure{"Workflows that ran", grouped(r.Workflows)},
		figure{"Activities that ran", grouped(r.Activities + r.Local)},
		figure{"… of them local", grouped(r.Local)},
		figure{"Days that passed", grouped(int64(r.To.Sub(r.From).Hours() / 24))},
		figure{"Time it took", r.Took.Round(100 * time.Millisecond).String()},
	)
}

// became says in words what a late policy does.
var became = map[string]string{
	models.LateReopen: "reopened the order", models.LateDeposit: "went to the deposit",
	models.LateRefund: "marked for refund", models.LateAsk: "for a manager to decide",
}

func (r Report) late() []figure {
	counts, all := map[string]int64{}, int64(0)
	for _, o := range r.Outcomes {
		for _, policy := range o.Late {
			counts[policy]++
			all++
		}
	}
	figures := []figure{{"Late payments", grouped(all)}}
	for _, policy := range slices.Sorted(slices.Values(models.LatePolicies)) {
		if counts[policy] > 0 {
			figures = append(figures, figure{"… " + became[policy], grouped(counts[policy])})
		}
	}
	return figures
}

// grouped writes a number with a comma between thousands.
func grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// WriteJSON writes the outcomes in the order of the input.
func WriteJSON(out io.Writer, in *Input, outcomes map[string]Outcome) error {
	list := make([]Outcome, 0, len(in.Orders))
	for _, o := range in.Orders {
		if outcome, known := outcomes[o.Number]; known {
			list = append(list, outcome)
		}
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(list); err != nil {
		return fmt.Errorf("write outcomes: %w", err)
	}
	return nil
}

// Progress draws one line over and over: how far the rows are, and the date.
// On anything but a terminal it prints a line for every tenth part, and one a minute.
func Progress(out io.Writer, terminal bool) func(played, total int, at time.Time) {
	const width = 30
	drawn, tenth := time.Time{}, -1
	return func(played, total int, at time.Time) {
		share := 1.0
		if total > 0 {
			share = float64(played) / float64(total)
		}
		line := fmt.Sprintf("  %s  %s%s %3.0f %%  %s of %s orders and payments", at.Format("2 Jan 2006 15:04"),
			strings.Repeat("█", int(share*width)), strings.Repeat("░", width-int(share*width)), share*100, grouped(int64(played)), grouped(int64(total)))
		switch now := time.Now(); {
		case terminal && now.Sub(drawn) > 50*time.Millisecond:
			drawn = now
			_, _ = fmt.Fprintf(out, "\r%s\x1b[K", line)
		case !terminal && (int(share*10) > tenth || now.Sub(drawn) > time.Minute):
			drawn, tenth = now, int(share*10)
			_, _ = fmt.Fprintln(out, line)
		}
	}
}
