// Package storetest opens throwaway databases for tests: each test runs on
// SQLite and on PostgreSQL, on a migrated database of its own. It is imported by tests alone.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/pgtest"
	"github.com/orderflow/orderflow/internal/store"
)

// Each runs the test once on each database, as subtests named after them.
func Each(t *testing.T, test func(t *testing.T, db *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, SQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, Postgres(t))
	})
}

// SQLite is a migrated database in a file of the test's own.
func SQLite(tb testing.TB) *store.Store {
	tb.Helper()
	return Open(tb, store.Options{Driver: "sqlite", DSN: File(tb)})
}

// File is a migrated SQLite file of the test's own: a copy of one that the
// migrations filled once in this program.
func File(tb testing.TB) string {
	tb.Helper()
	content, err := migrated()
	require.NoError(tb, err)
	path := filepath.Join(tb.TempDir(), "orderflow.db")
	require.NoError(tb, os.WriteFile(path, content, 0o600))
	return path
}

var migrated = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "orderflow-migrated-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	path := filepath.Join(folder, "orderflow.db")
	if err := fill(context.Background(), store.Options{Driver: "sqlite", DSN: path}); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// Open opens and migrates; the database is closed when the test ends.
func Open(tb testing.TB, o store.Options) *store.Store {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	db, err := store.Open(ctx, o)
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = db.Close() })
	require.NoError(tb, db.Migrate(ctx))
	return db
}

// Postgres is a migrated database of the test's own on the shared PostgreSQL.
func Postgres(tb testing.TB) *store.Store {
	tb.Helper()
	return Open(tb, store.Options{Driver: "postgres", DSN: DSN(tb), Connections: 8})
}

// DSN is the connection string of a migrated database of the test's own: a copy
// of one that the migrations filled once.
func DSN(tb testing.TB) string {
	tb.Helper()
	fingerprint, err := store.Fingerprint("postgres")
	require.NoError(tb, err)
	return pgtest.Use(tb).CreateFrom(tb, pgtest.Template{Key: "orderflow_" + fingerprint, Fill: func(ctx context.Context, dsn string) error {
		return fill(ctx, store.Options{Driver: "postgres", DSN: dsn, Connections: 2})
	}})
}

func fill(ctx context.Context, o store.Options) error {
	db, err := store.Open(ctx, o)
	if err != nil {
		return fmt.Errorf("fill the template: %w", err)
	}
	return errors.Join(db.Migrate(ctx), db.Close())
}
