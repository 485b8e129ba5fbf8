package store_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/internal/store/storetest"
)

// planned is how a session that writes would run the statement, in one text.
func planned(t *testing.T, db *store.Store, sql string) string {
	t.Helper()
	explain := "EXPLAIN "
	if db.Driver() == "sqlite" {
		explain = "EXPLAIN QUERY PLAN "
	}
	var lines []string
	write(t, db, func(tx *store.Tx) error {
		rows, err := tx.Raw(explain + sql).Rows()
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var id, parent, unused int
			var line string
			dest := []any{&line}
			if db.Driver() == "sqlite" {
				dest = []any{&id, &parent, &unused, &line}
			}
			if err := rows.Scan(dest...); err != nil {
				return err
			}
			lines = append(lines, line)
		}
		return rows.Err()
	})
	return strings.Join(lines, "\n")
}

// What is asked again and again must not read what it does not answer with.
func TestIndexesAreUsed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.Store) {
		for index, sql := range map[string]string{
			"letters_unbatched": "SELECT id FROM letters WHERE state = 'queued' AND lane = 'bulk' AND batch_id IS NULL AND next_try <= CURRENT_TIMESTAMP ORDER BY next_try, id LIMIT 500",
			"payments_moved":    "SELECT * FROM payments WHERE order_id = 7 OR moved_from_order_id = 7 ORDER BY id",
			"entry_refusals_at": "SELECT process_id FROM entry_refusals WHERE at < CURRENT_TIMESTAMP ORDER BY at LIMIT 1000",
		} {
			plan := planned(t, db, sql)
			require.Contains(t, plan, index)
			require.NotContains(t, plan, "SCAN")
			require.NotContains(t, plan, "Seq Scan")
		}
	})
}
