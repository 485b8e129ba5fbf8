//go:build !noembedded

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The demo plays the shipped history and agrees with the second computation
// about every order and every reminder.
func TestDemo(t *testing.T) {
	result := filepath.Join(t.TempDir(), "result.json")
	p := start(t, nil, "demo", "--time-scale", "0", "--input", "../../demo", "--json", result)
	eventually(t, 10*time.Minute, "the demo to end", p.dead)
	require.Contains(t, p.output(), "Every order and every reminder agrees with the second computation.")
	text, err := os.ReadFile(result) //nolint:gosec // the test named it
	require.NoError(t, err)
	var orders []struct {
		Number      string
		FinalStatus string `json:"final_status"`
	}
	require.NoError(t, json.Unmarshal(text, &orders))
	require.Len(t, orders, 1000)
	for _, o := range orders {
		require.NotEmpty(t, o.FinalStatus, "order %s", o.Number)
	}
}

// remindLate is a process that the second computation knows, whose cancel is
// refused for an order that costs nothing: it is payed at once.
const remindLate = `{"schema": 1, "title": "Remind late", "subject": "order",
	"triggers": [{"kind": "event", "event": "order.created"}],
	"exit_rules": [{"id": "paid", "rule": {"field": "order.paid", "op": "gt", "value": 0}, "outcome": "paid"}],
	"policies": {"reentry": "once", "time_zone": "account"},
	"blocks": [
		{"id": "start", "kind": "start", "params": {}},
		{"id": "pause", "kind": "delay", "params": {"for": {"amount": 36, "unit": "hours"}}},
		{"id": "remind", "kind": "operation", "params": {"operation": "send_payment_link", "template": "payment_reminder"}},
		{"id": "grace", "kind": "delay", "params": {"for": {"amount": 5, "unit": "days"}}},
		{"id": "cancel", "kind": "operation", "params": {"operation": "change_status", "status": "cancelled"}},
		{"id": "end", "kind": "end", "params": {"outcome": "cancelled"}}],
	"connections": [
		{"from": "start", "exit": "next", "to": "pause"}, {"from": "pause", "exit": "next", "to": "remind"},
		{"from": "remind", "exit": "next", "to": "grace"}, {"from": "grace", "exit": "next", "to": "cancel"}, {"from": "cancel", "exit": "next", "to": "end"}]}`

// shopOf writes a small history with one order that is paid, one that is not and one that is free.
func shopOf(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range map[string]string{
		"customers.csv": "email\nanna@example.com\n",
		"offers.csv":    "code,title,price,currency\ngo,Go,100.00,RUB\n",
		"orders.csv": "number,email,offer_code,price,created_at\npaid,anna@example.com,go,,2026-03-01T09:00:00Z\n" +
			"unpaid,anna@example.com,go,,2026-03-01T10:00:00Z\nfree,anna@example.com,go,0,2026-03-01T11:00:00Z\n",
		"payments.csv": "order_number,amount,paid_at\npaid,100,2026-03-01T12:00:00Z\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	return folder
}

func fileOf(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "process.json")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// PRC-8: an enrollment that fails is tried again as the clock goes on, and then named.
func TestDemoNamesFailedEnrollments(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "demo", "--time-scale", "0", "--input", shopOf(t), "--process", fileOf(t, remindLate))
	eventually(t, time.Minute, "the demo to end", p.dead)
	require.Contains(t, p.logged(), `order free: its enrollment failed at block "cancel" (`)
	require.Contains(t, p.logged(), "disagreements with the second computation: 1\n", "the others agree")
	require.Regexp(t, `Cancelled at the end +1\n`, p.output())
}

// PRC-12: what the checker says of a process comes before anything is begun.
func TestDemoRefusesBadProcesses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, says string }{
		"no JSON":           {strings.Replace(remindLate, `"order",`, `"order" "x",`, 1), "process.json:1:58: invalid character"},
		"unknown kind":      {strings.Replace(remindLate, `"delay"`, `"delayy"`, 1), "  pause blocks[1].kind: "},
		"unknown operation": {strings.Replace(remindLate, "change_status", "launch_rocket", 1), "  cancel blocks[4].params.operation: "},
		"unknown block":     {strings.Replace(remindLate, `"to": "grace"`, `"to": "nowhere"`, 1), "connections[2].to: "},
		"unknown template":  {strings.Replace(remindLate, `"payment_reminder"`, `"payment_remainder"`, 1), "  remind blocks[2].params.template: "},
		"another shape":     {strings.Replace(remindLate, `"gt", "value": 0`, `"gt", "value": 1`, 1), "none is order.paid gt 0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, errs strings.Builder
			require.Equal(t, 1, run([]string{"demo", "--input", shopOf(t), "--process", fileOf(t, c.file)}, &out, &errs))
			require.Contains(t, errs.String(), c.says)
			require.Empty(t, out.String(), "nothing was begun")
		})
	}
}

func TestDemoRefusesAResultThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	var out, errs strings.Builder
	require.Equal(t, 1, run([]string{"demo", "--input", shopOf(t), "--json", filepath.Join(t.TempDir(), "nowhere", "out.json")}, &out, &errs))
	require.Contains(t, errs.String(), "--json: ")
	require.Empty(t, out.String())
}

// A bad row is named by file, line and column, and nothing is played.
func TestDemoRefusesBadRows(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, name := range []string{"customers.csv", "offers.csv", "orders.csv", "payments.csv"} {
		text, err := os.ReadFile(filepath.Join("../../demo", name)) //nolint:gosec // shipped files
		require.NoError(t, err)
		if name == "payments.csv" {
			text = append(bytes.TrimRight(text, "\n"), "\nnobody,1.00,2026-04-01T00:00:00Z,gateway\n"...)
		}
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), text, 0o600))
	}
	var out, errs strings.Builder
	require.Equal(t, 1, run([]string{"demo", "--input", folder, "--time-scale", "0"}, &out, &errs))
	require.Contains(t, errs.String()+out.String(), "payments.csv:896: order_number")
	require.NotContains(t, out.String(), "Orders created")
}
