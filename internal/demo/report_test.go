package demo_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/demo"
)

func TestReport(t *testing.T) {
	t.Parallel()
	at := moment("2026-03-02T09:00:00Z")
	outcomes := map[string]demo.Outcome{
		"1": {Number: "1", FinalStatus: "payed", CompletedAt: &at},
		"2": {Number: "2", FinalStatus: "part_payed"},
		"3": {Number: "3", FinalStatus: "cancelled", CancelledAt: []time.Time{at}, Reminders: []demo.Reminder{{1, at}, {2, at}}, Late: []string{"ask"}},
		"4": {Number: "4", FinalStatus: "payed", CancelledAt: []time.Time{at}, Reminders: []demo.Reminder{{1, at}}, Late: []string{"reopen"}},
	}
	var out bytes.Buffer
	demo.Report{
		Outcomes: outcomes, Letters: 1234, Workflows: 5, Activities: 7, Local: 2000, From: at, To: at.AddDate(0, 0, 40), Took: 1500 * time.Millisecond,
	}.Write(&out)
	for name, value := range map[string]string{
		"Orders created": "4", "Completed": "2", "Partially paid": "1", "Reminded once or more": "2", "Reminded twice": "1",
		"Cancelled ever": "2", "Cancelled at the end": "1", "Late payments": "2", "… reopened the order": "1", "… for a manager to decide": "1",
		"Letters sent, each once": "1,234", "Workflows that ran": "5", "Activities that ran": "2,007", "… of them local": "2,000",
		"Days that passed": "40", "Time it took": "1.5s",
	} {
		require.Regexp(t, `(?m)^  `+name+` +`+value+`$`, out.String())
	}
	require.NotContains(t, out.String(), "deposit", "what never happened has no line")
}

func TestWriteJSON(t *testing.T) {
	t.Parallel()
	var h history
	h.order("b", "reopen", true, 0, "2026-03-01T09:00:00Z")
	h.order("a", "reopen", true, 100, "2026-03-01T09:00:00Z")
	outcomes, err := demo.Expect(t.Context(), &h.in, planOf(t, time.UTC, "1 days remind", "1 days cancel"))
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, demo.WriteJSON(&out, &h.in, outcomes))
	require.JSONEq(t, `[
		{"number": "b", "final_status": "payed", "paid": 0, "completed_at": "2026-03-01T09:00:00Z", "cancelled_at": [], "reminders": [], "late": []},
		{"number": "a", "final_status": "cancelled", "paid": 0, "completed_at": null, "cancelled_at": ["2026-03-03T09:00:00Z"],
		 "reminders": [{"n": 1, "at": "2026-03-02T09:00:00Z"}], "late": []}]`, out.String())
}

func TestProgressOffATerminal(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	progress := demo.Progress(&out, false)
	for played := range 101 {
		progress(played, 100, moment("2026-03-01T09:00:00Z"))
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	require.Len(t, lines, 11, "one for each tenth")
	require.Contains(t, lines[10], "100 %  100 of 100")
}
