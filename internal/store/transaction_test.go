package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/internal/store/storetest"
	"github.com/orderflow/orderflow/models"
)

// narrow is a PostgreSQL with one connection: whoever leaves it in a
// transaction or broken spoils it for the next.
func narrow(t *testing.T) *store.Store {
	t.Helper()
	return storetest.Open(t, store.Options{Driver: "postgres", DSN: storetest.DSN(t), Connections: 1})
}

func people(t *testing.T, db *store.Store) int64 {
	t.Helper()
	return count(t, db, "SELECT count(*) FROM customers")
}

func TestEveryEndLeavesTheConnectionFree(t *testing.T) {
	t.Parallel()
	gone := errors.New("changed my mind")
	later := func(tx *store.Tx, prefix string) error { return store.Put(tx.Later(), customers(1, prefix)) }
	for name, test := range map[string]struct {
		run  func(tx *store.Tx) error
		want func(t *testing.T, err error)
		left int64
	}{
		"nothing was asked": {
			run: func(*store.Tx) error { return nil }, want: func(t *testing.T, err error) { require.NoError(t, err) },
		},
		"refused before anything was sent": {
			run: func(tx *store.Tx) error { return errors.Join(later(tx, "a"), gone) }, want: func(t *testing.T, err error) { require.ErrorIs(t, err, gone) },
		},
		"refused after a statement": {
			run:  func(tx *store.Tx) error { return errors.Join(store.Insert(tx, customers(1, "a")), gone) },
			want: func(t *testing.T, err error) { require.ErrorIs(t, err, gone) },
		},
		"a failure that was swallowed": {
			run: func(tx *store.Tx) error {
				_ = store.Insert(tx, customers(1, "a"))
				_ = tx.Exec("SELECT nothing FROM nowhere")
				return nil
			},
			want: func(t *testing.T, err error) { require.Error(t, err, "a commit that rolled back is no success") },
		},
		"a failure swallowed before what was put off": {
			run: func(tx *store.Tx) error {
				_ = tx.Exec("SELECT nothing FROM nowhere")
				return later(tx, "a")
			},
			want: func(t *testing.T, err error) { require.Error(t, err) },
		},
		"the put off breaks a rule": {
			run:  func(tx *store.Tx) error { return errors.Join(later(tx, "a"), later(tx, "a")) },
			want: func(t *testing.T, err error) { require.True(t, store.IsUnique(err), "%v", err) },
		},
		"done with the commit": {
			run: func(tx *store.Tx) error { return later(tx, "a") }, want: func(t *testing.T, err error) { require.NoError(t, err) }, left: 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := narrow(t)
			test.want(t, db.Write(t.Context(), test.run))
			require.Equal(t, test.left, people(t, db))
			write(t, db, func(tx *store.Tx) error { return store.Insert(tx, customers(1, "next")) })
			require.Equal(t, test.left+1, people(t, db))
		})
	}
}

// onBoth runs the test on SQLite and on a PostgreSQL with one connection.
func onBoth(t *testing.T, test func(t *testing.T, db *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, storetest.SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, narrow(t)) })
}

func TestPanicRollsBack(t *testing.T) {
	t.Parallel()
	onBoth(t, panics)
}

func panics(t *testing.T, db *store.Store) {
	require.Panics(t, func() {
		_ = db.Write(t.Context(), func(tx *store.Tx) error {
			require.NoError(t, store.Insert(tx, customers(1, "a")))
			panic("lost")
		})
	})
	require.Zero(t, people(t, db))
	write(t, db, func(tx *store.Tx) error { return store.Insert(tx, customers(1, "b")) })
}

func TestCallerWhoLeavesRollsBack(t *testing.T) {
	t.Parallel()
	onBoth(t, leaves)
}

// SQLite's writer keeps its statements, but not without end; a closed one is prepared again.
func TestManyStatements(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *store.Store) {
		for round := range 2 {
			for n := range 1000 {
				var got int
				write(t, db, func(tx *store.Tx) error { return tx.Raw(fmt.Sprintf("SELECT %d + %d", round, n)).Scan(&got).Error })
				require.Equal(t, round+n, got)
			}
		}
	})
}

func leaves(t *testing.T, db *store.Store) {
	ctx, leave := context.WithCancel(t.Context())
	err := db.Write(ctx, func(tx *store.Tx) error {
		require.NoError(t, store.Insert(tx, customers(1, "a")))
		leave()
		return tx.Exec("SELECT 1").Error
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Zero(t, people(t, db))
	write(t, db, func(tx *store.Tx) error { return store.Insert(tx, customers(1, "b")) })
}

// What was put off is there for the next statement, and has its ids in the end.
func TestLater(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.Store) {
		first, second := customers(2, "first"), customers(3, "second")
		event := &models.Event{Kind: models.EventCustomerCreated, Lane: models.LaneBulk, SubjectKind: models.SubjectCustomer, OccurredAt: store.Now(moment)}
		write(t, db, func(tx *store.Tx) error {
			require.NoError(t, store.Put(tx.Later(), first))
			var seen int64
			require.NoError(t, tx.Raw("SELECT count(*) FROM customers").Scan(&seen).Error)
			require.EqualValues(t, 2, seen)
			require.NoError(t, store.Put(tx.Later(), second))
			trip := tx.Trip()
			var ids []int64
			store.Ask(trip, &ids, "SELECT id FROM customers WHERE id > ? ORDER BY id", 0)
			require.NoError(t, trip.Go())
			require.Len(t, ids, 5, "what was put off goes before the trip")
			return store.PutEvents(tx.Later(), []*models.Event{event})
		})
		for _, c := range append(first, second...) {
			require.EqualValues(t, 1, count(t, db, "SELECT count(*) FROM customers WHERE id = ? AND email = ?", c.ID, c.Email))
		}
		require.EqualValues(t, 1, count(t, db, "SELECT count(*) FROM outbox WHERE event_id = ? AND lane = 'bulk' AND NOT parked", event.ID))
	})
}

// A server that dies under a question, and a connection that is gone, are no faults
// of ours: whoever asked may ask again.
func TestDatabaseGoesAway(t *testing.T) {
	t.Parallel()
	db := storetest.Postgres(t)
	dying := func(tx *store.Tx) error {
		if err := tx.Exec("SELECT pg_terminate_backend(pg_backend_pid())").Error; err == nil {
			return errors.New("it lives")
		}
		return fmt.Errorf("ask: %w", tx.Exec("SELECT 1").Error)
	}
	for name, ask := range map[string]func(context.Context, func(*store.Tx) error) error{
		"write": db.Write, "read": db.Read, "browse": db.Browse,
		"browse within": func(ctx context.Context, fn func(*store.Tx) error) error {
			_, err := db.BrowseWithin(ctx, time.Minute, fn)
			return err
		},
	} {
		t.Run("API-1/database-away/"+name, func(t *testing.T) {
			t.Parallel()
			err := ask(t.Context(), func(tx *store.Tx) error { return tx.Exec("SELECT pg_terminate_backend(pg_backend_pid())").Error })
			require.Equal(t, models.CodeUnavailable, models.CodeOf(err), "%v", err)
			if name != "read" { // whose next statement gets another connection
				err = ask(t.Context(), dying)
				require.Equal(t, models.CodeUnavailable, models.CodeOf(err), "%v", err)
			}
		})
	}
}
