package store_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/internal/store/storetest"
)

const (
	columnsOfSQLite = `SELECT m.name || '.' || p.name FROM sqlite_master m, pragma_table_info(m.name) p
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'goose_db_version'`
	columnsOfPostgres = `SELECT table_name || '.' || column_name FROM information_schema.columns
		WHERE table_schema = 'public' AND table_name <> 'goose_db_version'`
)

func TestEveryColumnIsPersonalOrPlain(t *testing.T) {
	t.Parallel()
	t.Run("PRIV-1", func(t *testing.T) {
		t.Parallel()
		storetest.Each(t, func(t *testing.T, db *store.Store) {
			query := columnsOfSQLite
			if db.Driver() == "postgres" {
				query = columnsOfPostgres
			}
			var present, listed []string
			require.NoError(t, db.Read(t.Context(), func(tx *store.Tx) error { return tx.Raw(query).Scan(&present).Error }))
			for _, c := range store.Columns() {
				listed = append(listed, c.Table+"."+c.Name)
				require.Contains(t, []store.Privacy{store.Personal, store.Plain}, c.Privacy)
				require.NotEmpty(t, c.Reason, c.Name)
			}
			require.Empty(t, without(present, listed), "list these columns in personal.go, as personal or plain, with the reason")
			require.Empty(t, without(listed, present), "personal.go lists columns that are no more")
			require.Len(t, listed, len(present), "personal.go lists a column twice")
		})
	})
}

func without(list, drop []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(name string) bool { return slices.Contains(drop, name) })
}
