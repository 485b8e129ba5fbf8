//go:build !noembedded

package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // reads Temporal's databases
	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/workflows"
)

// keptByTemporal is every value of every table in which a Temporal server keeps
// histories, visibility and schedules, as bytes.
func keptByTemporal(tb testing.TB, driver, dsn string) []byte {
	tb.Helper()
	db, err := sql.Open(driver, dsn)
	require.NoError(tb, err)
	defer func() { require.NoError(tb, db.Close()) }()
	tables := "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
	if driver == "sqlite" {
		tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1"
	}
	var kept bytes.Buffer
	for _, name := range texts(tb, db, tables) {
		for _, value := range texts(tb, db, `SELECT * FROM "`+string(name)+`"`) {
			kept.Write(value)
			kept.WriteByte('\n')
		}
	}
	return kept.Bytes()
}

// texts is all values that the query answers with, row by row.
func texts(tb testing.TB, db *sql.DB, query string) (all [][]byte) {
	tb.Helper()
	rows, err := db.QueryContext(context.Background(), query) // the test may be over already
	require.NoError(tb, err, query)
	defer func() { require.NoError(tb, rows.Close()) }()
	columns, err := rows.Columns()
	require.NoError(tb, err)
	values, places := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		places[i] = &values[i]
	}
	for rows.Next() {
		require.NoError(tb, rows.Scan(places...))
		for _, value := range values {
			switch value := value.(type) {
			case []byte:
				all = append(all, bytes.Clone(value))
			default:
				all = append(all, fmt.Append(nil, value))
			}
		}
	}
	require.NoError(tb, rows.Err(), query)
	return all
}

// holdsOnlyCodes demands that Temporal kept what it must, and nothing of a person (PRIV-1).
func holdsOnlyCodes(tb testing.TB, kept []byte, must []string, never ...string) {
	tb.Helper()
	for _, text := range must {
		require.True(tb, bytes.Contains(kept, []byte(text)), "%q was looked for in the wrong place: it is not there either", text)
	}
	for _, text := range never {
		at := bytes.Index(kept, []byte(text))
		if at >= 0 {
			require.Fail(tb, "PRIV-1: Temporal keeps "+text, "%q", kept[max(0, at-200):min(len(kept), at+200)])
		}
	}
}

// keptByProduction is what the set-up's Temporal server has in its two databases.
func (t *topology) keptByProduction() []byte {
	t.tb.Helper()
	return append(keptByTemporal(t.tb, "pgx", t.cluster.DSN("temporal")), keptByTemporal(t.tb, "pgx", t.cluster.DSN("temporal_visibility"))...)
}

// keptInFolder is what the Temporal server of a stopped one-process set-up has left.
func keptInFolder(tb testing.TB, folder string) []byte {
	tb.Helper()
	return keptByTemporal(tb, "sqlite", filepath.Join(folder, "temporal.db"))
}

// What a private customer tells.
const (
	privateName    = "Zhanna Privalova"
	privatePhone   = "+7 999 123-45-67"
	privateComment = "she asks to be called after seven"
	privateSum     = 7654321
)

// private is an order with much about its customer in it.
func (t *topology) private(email string) placedOrder {
	t.tb.Helper()
	var customer, offer struct{ ID int64 }
	t.must("POST", "/api/v1/customers", object{"email": email, "name": privateName, "phone": privatePhone}, &customer)
	t.must("POST", "/api/v1/offers", object{
		"code": "silence", "title": "Days of silence", "currency": "RUB", "price": privateSum, "auto_complete": true,
	}, &offer)
	order := t.orderFor(customer.ID, offer.ID, email)
	t.must("POST", fmt.Sprintf("/api/v1/orders/%d/comments", order.ID), object{"text": privateComment}, nil)
	return order
}

// tellsTemporalNothing searches everything that Temporal stored during the run
// for what the run knew about people, line by line of the letters they got.
func (t *topology) tellsTemporalNothing(order placedOrder, workflow string) {
	t.tb.Helper()
	never := []string{"@example.com", "@school.example", "Olga", privateName, "Zhanna", "999 123-45-67", privateComment, fmt.Sprint(privateSum), order.token(), "silence"}
	letters := rows[struct{ Recipient, Subject, TextPart, MessageID string }](t, "SELECT recipient, subject, text_part, message_id FROM letters WHERE state = 'sent'")
	require.NotEmpty(t.tb, letters)
	for _, l := range letters {
		never = append(never, l.Recipient, l.Subject, l.MessageID)
		for _, line := range strings.Split(l.TextPart, "\n") {
			if len(line) > 8 {
				never = append(never, line)
			}
		}
	}
	holdsOnlyCodes(t.tb, t.keptByProduction(), []string{workflow, workflows.CohortType, workflows.LettersType}, never...)
}
