//go:build !noembedded

package main

import (
	"context"
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/store"
)

// rows runs a query over the installation's database.
func rows[T any](t *topology, query string, args ...any) (list []T) {
	t.tb.Helper()
	err := t.db.Read(context.Background(), func(tx *store.Tx) error { return tx.Raw(query, args...).Scan(&list).Error })
	require.NoError(t.tb, err)
	return list
}

// clock reads the clock that the processes share, even while PostgreSQL is away for a moment.
func (t *topology) clock() (c sharedClock) {
	t.tb.Helper()
	eventually(t.tb, time.Minute, "the database to answer", func() bool {
		return t.db.Read(context.Background(), func(tx *store.Tx) error {
			return tx.Raw("SELECT scale, virtual_at, real_at FROM clock WHERE id = 1").Take(&c).Error
		}) == nil
	})
	return c
}

// unsettled says what is still under way, "" when nothing is.
const unsettled = `SELECT
	(SELECT count(*) FROM outbox WHERE NOT parked) AS events,
	(SELECT count(*) FROM enrollments WHERE state = 'active') AS enrollments,
	(SELECT count(*) FROM letters WHERE state IN ('queued', 'sending')) AS letters`

type underWay struct{ Events, Enrollments, Letters int64 }

// settled waits until no event, enrollment or letter is under way.
func (t *topology) settled(limit time.Duration) {
	t.tb.Helper()
	var last underWay
	deadline := time.Now().Add(limit)
	eventually(t.tb, limit+time.Second, "everything to settle", func() bool {
		last = rows[underWay](t, unsettled)[0]
		require.True(t.tb, time.Now().Before(deadline), "still under way after %s: %+v", limit, last)
		return last == underWay{}
	})
}

// putOff waits until the letter about the order is to be tried again later.
func (t *topology) putOff(o placedOrder) {
	t.tb.Helper()
	eventually(t.tb, time.Minute, "the letter to be put off", func() bool {
		return len(rows[int64](t, "SELECT id FROM letters WHERE order_id = ? AND state = 'queued' AND next_try > ?", o.ID, t.now())) == 1
	})
}

// told waits until the letter about each order went out, or was refused: people
// pay by its link, and it does not go once they have paid (MAIL-6).
func (t *topology) told(orders ...placedOrder) {
	t.tb.Helper()
	for _, o := range orders {
		eventually(t.tb, time.Minute, "the letter about the order", func() bool {
			return len(rows[int64](t, "SELECT id FROM letters WHERE order_id = ? AND template_code = 'order_created' AND state IN ('sent', 'failed')", o.ID)) == 1
		})
	}
}

// sentLetters counts the letters that were sent, by template and order.
func (t *topology) sentLetters() map[string]int64 {
	t.tb.Helper()
	counts := map[string]int64{}
	for _, r := range rows[struct {
		TemplateCode string
		OrderID, N   int64
	}](t, "SELECT template_code, order_id, count(*) AS n FROM letters WHERE state = 'sent' GROUP BY 1, 2") {
		counts[fmt.Sprintf("%s/%d", r.TemplateCode, r.OrderID)] = r.N
	}
	return counts
}
