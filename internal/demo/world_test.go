package demo

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/store"
)

// The clock stands still until these are answered, thousands of times: none may
// walk through a table that grows with the history.
func TestLooksCostTheSameHoweverMuchWasPlayed(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), store.Options{Driver: "sqlite", DSN: filepath.Join(t.TempDir(), "demo.db"), Connections: 2})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(t.Context()))
	for _, query := range append([]string{unfinished}, nextMoments...) {
		var steps []struct{ Detail string }
		require.NoError(t, db.Read(t.Context(), func(tx *store.Tx) error {
			return tx.Raw("EXPLAIN QUERY PLAN " + strings.ReplaceAll(query, "@now", "CURRENT_TIMESTAMP")).Scan(&steps).Error
		}))
		require.NotEmpty(t, steps)
		for _, step := range steps {
			if small := []string{"SCAN CONSTANT ROW", "SCAN outbox"}; slices.Contains(small, step.Detail) { // what is settled leaves the outbox
				continue
			}
			whole := strings.HasPrefix(step.Detail, "SCAN ") && !strings.Contains(step.Detail, "INDEX")
			require.False(t, whole, "%s\n%s", step.Detail, query)
		}
	}
}
