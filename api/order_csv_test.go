package api_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sheetOf reads a file as a spreadsheet does.
func sheetOf(t *testing.T, a answer, separator rune) [][]string {
	t.Helper()
	a.want(t, 200)
	text, marked := strings.CutPrefix(a.Body.String(), "\ufeff")
	require.True(t, marked, "a spreadsheet is told that it is UTF-8")
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma = separator
	rows, err := reader.ReadAll()
	require.NoError(t, err)
	return rows
}

// Whatever people call things, a spreadsheet takes none of it for a formula.
func TestFilesHoldNoFormulas(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	doing("PATCH", "/customers/{other}", `{"name":"=HYPERLINK(\"https://evil.example\")","phone":"+7 900 000-00-01","email":"+boris@example.com"}`)(t, k)
	doing("PATCH", "/offers/{offer}", `{"title":"-2+3"}`)(t, k)
	doing("PATCH", "/staff/{manager}", `{"name":"@boss"}`)(t, k)
	k.ids["evil"] = k.post("owner", "/orders", `{"customer_id":{other},"items":[{"offer_id":{offer}}],"foreign_number":"=1+1","source":"@SUM(A1)","manager_id":{manager}}`).want(t, 201).text("id")
	k.post("owner", "/orders/{evil}/tags", `{"add":["+tag"]}`).want(t, 200)
	k.post("owner", "/orders/{evil}/status", `{"status":"cancelled","refusal_reason_id":{reason},"comment":"=cmd|' /C calc'!A0"}`).want(t, 200)
	k.ids["bulk"] = k.post("owner", "/bulk-operations", `{"kind":"create_orders","rule":{"field":"customer.id","op":"is","value":{other}},"create":{"offer_id":{offer}}}`).want(t, 201).text("id")
	for more, err := k.SnapshotBulk(t.Context(), 1); more; more, err = k.SnapshotBulk(t.Context(), 1) {
		require.NoError(t, err)
	}
	_, err := k.RunBulkChunk(t.Context(), 1, 10)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		path      string
		separator rune
		dangerous int // cells of people's making
	}{
		"orders":            {"/orders/export.csv?ids={evil}", ',', 9},
		"orders, semicolon": {"/orders/export.csv?ids={evil}&separator=semicolon&language=ru", ';', 9},
		"results":           {"/bulk-operations/{bulk}/result.csv", ',', 1},
	} {
		t.Run("ORD-10/no formulas/"+name, func(t *testing.T) {
			rows := sheetOf(t, k.get("owner", c.path), c.separator)
			require.Len(t, rows, 2)
			escaped := 0
			for i, cell := range rows[1] {
				require.NotContains(t, []string{"=", "+", "-", "@", "\t", "\r", "\n"}, cell[:min(1, len(cell))], "%s: %s", rows[0][i], cell)
				if strings.HasPrefix(cell, "'") {
					escaped++
				}
			}
			require.Equal(t, c.dangerous, escaped, "%q", rows[1])
		})
	}
}
