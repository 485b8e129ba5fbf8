package services_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/internal/store/storetest"
)

// What care asks of many rows takes time in step with their number also where
// PostgreSQL has not the memory to hash them: here as little as it takes, so
// that 30,000 rows stand for millions.
func TestManyRowsInLittleMemory(t *testing.T) {
	t.Parallel()
	const n = 30_000
	dsn, err := url.Parse(storetest.DSN(t))
	require.NoError(t, err)
	query := dsn.Query()
	query.Set("work_mem", "64kB")
	dsn.RawQuery = query.Encode()
	b := openBundle(t, store.Options{Driver: "postgres", DSN: dsn.String(), Connections: 4})
	began := time.Now()
	b.exec(t, `INSERT INTO customers (email, name, phone, language, time_zone, version, created_at, updated_at)
		SELECT 'many' || i || '@example.com', '', '', 'en', '', 1, now(), now() FROM generate_series(1, ?) i`, n)
	b.exec(t, `WITH added AS (INSERT INTO events (kind, schema_version, lane, subject_kind, subject_id, actor_kind, actor_id, data, chain, occurred_at)
		SELECT 'customer.created', 1, 'bulk', 'customer', i, 'system', 0, '{}', '[]', ? FROM generate_series(1, ?) i RETURNING id, occurred_at)
		INSERT INTO outbox (lane, event_id, occurred_at, parked, attempts, error) SELECT 'bulk', id, occurred_at, FALSE, 0, '' FROM added`, epoch, n)
	// In step is measured against the writing of the rows, which is as slow as the machine.
	seeded := time.Since(began)
	quick := func(what string, do func()) {
		began := time.Now()
		do()
		require.Less(t, time.Since(began), 40*seeded, what)
	}
	quick("PRC-2: a sweep over those who match", func() {
		id := b.published(t, 0, entering(false, 60, everybody))
		b.sweep(t, id, 0)
		require.EqualValues(t, n, b.count(t, "SELECT COUNT(*) FROM segment_matches"))
	})
	quick("pruning where everything is pending", func() {
		b.pass(60 * day)
		_, err := b.PruneEvents(b.ctx)
		require.NoError(t, err)
		require.EqualValues(t, n, b.count(t, "SELECT COUNT(*) FROM outbox WHERE lane = 'bulk'"))
	})
}
