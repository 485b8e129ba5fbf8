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
