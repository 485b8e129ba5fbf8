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
			"audit_at":          "SELECT audit.*, s.name FROM audit LEFT JOIN staff s ON s.id = audit.staff_id WHERE (audit.at, audit.id) < (CURRENT_TIMESTAMP, 9) ORDER BY audit.at DESC, audit.id DESC LIMIT 51",
			"audit_staff":       "SELECT * FROM audit WHERE audit.staff_id = 7 AND audit.at >= CURRENT_TIMESTAMP ORDER BY audit.at DESC, audit.id DESC LIMIT 51",
			"audit_action":      "SELECT * FROM audit WHERE action = 'log-in' AND (audit.at, audit.id) < (CURRENT_TIMESTAMP, 9) ORDER BY audit.at DESC, audit.id DESC LIMIT 51",
			"audit_subject":     "SELECT * FROM audit WHERE subject_kind = 'order' AND subject_id = 7 ORDER BY audit.at DESC, audit.id DESC LIMIT 51",
			"sessions_staff":    "SELECT * FROM sessions WHERE staff_id = 7 AND expires_at > CURRENT_TIMESTAMP ORDER BY id DESC LIMIT 200",
			"sessions_expires":  "SELECT id FROM sessions WHERE expires_at < CURRENT_TIMESTAMP ORDER BY expires_at LIMIT 1000",
			"attempts_last":     "SELECT key FROM attempts WHERE last_at < CURRENT_TIMESTAMP ORDER BY last_at LIMIT 1000",
			"staff_links_staff": "SELECT l.state FROM staff_links k LEFT JOIN letters l ON l.cause = 'staff_link:' || k.id WHERE k.staff_id IN (1, 2)",
			"entry_refusals_at": "SELECT process_id FROM entry_refusals WHERE at < CURRENT_TIMESTAMP ORDER BY at LIMIT 1000",
		} {
			plan := planned(t, db, sql)
			require.Contains(t, plan, index)
			require.NotContains(t, plan, "SCAN")
			require.NotContains(t, plan, "Seq Scan")
		}
	})
}
