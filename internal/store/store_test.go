package store_test

import (
	"context"
	"database/sql"
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
	"github.com/orderflow/orderflow/internal/store/storetest"
	"github.com/orderflow/orderflow/models"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var moment = time.Date(2026, 3, 29, 2, 30, 0, 123_456_000, time.FixedZone("", 3*3600))

func customers(n int, prefix string) []*models.Customer {
	rows := make([]*models.Customer, n)
	for i := range rows {
		rows[i] = &models.Customer{
			Email: fmt.Sprintf("%s%d@example.com", prefix, i), Language: "ru", Version: 1,
			CreatedAt: store.Now(moment), UpdatedAt: store.Now(moment),
		}
	}
	return rows
}

func write(t *testing.T, db *store.Store, fn func(tx *store.Tx) error) {
	t.Helper()
	require.NoError(t, db.Write(t.Context(), fn))
}

func count(t *testing.T, db *store.Store, sql string, args ...any) int64 {
	t.Helper()
	var n int64
	require.NoError(t, db.Read(t.Context(), func(tx *store.Tx) error { return tx.Raw(sql, args...).Scan(&n).Error }))
	return n
}

func TestInsertGivesIDsInOrder(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 15, 16, 2500} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.Store) {
				rows := customers(n, "c")
				write(t, db, func(tx *store.Tx) error { return store.Insert(tx, rows) })
				for i, row := range rows {
					var back models.Customer
					require.NoError(t, db.Read(t.Context(), func(tx *store.Tx) error { return tx.First(&back, row.ID).Error }))
					require.Equal(t, *row, back)
					if i > 0 {
						require.Greater(t, row.ID, rows[i-1].ID)
					}
					if i == 20 {
						break
					}
				}
				require.EqualValues(t, n, count(t, db, "SELECT COUNT(*) FROM customers"))
				more := customers(1, "later")
				write(t, db, func(tx *store.Tx) error { return store.Insert(tx, more) })
				require.Greater(t, more[0].ID, rows[n-1].ID)
			})
		})
	}
}

func TestInsertKeepsEveryColumn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.Store) {
		rows := make([]*models.Offer, 20)
		days, start := int64(3), store.Now(moment)
		for i := range rows {
			rows[i] = &models.Offer{
				Code: fmt.Sprint("o", i), Title: "Курс", Currency: "RUB", Price: 150_000, AutoComplete: true, DeadlineDays: &days,
				AccessTerms: models.AccessTerms{AccessStart: models.AccessOnDate, AccessStartAt: &start, AccessEnd: models.AccessNever},
				Version:     1, CreatedAt: start, UpdatedAt: start,
			}
		}
		write(t, db, func(tx *store.Tx) error {
			if err := store.Insert(tx, rows[:1]); err != nil {
				return err
			}
			return store.Insert(tx, rows[1:])
		})
		for _, row := range []*models.Offer{rows[0], rows[19]} {
			var back models.Offer
			require.NoError(t, db.Read(t.Context(), func(tx *store.Tx) error { return tx.First(&back, row.ID).Error }))
			require.Equal(t, *row, back)
		}
	})
}

func TestInsertWithNaturalKey(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.Store) {
		rows := make([]*models.Token, 40)
		for i := range rows {
			rows[i] = &models.Token{EnrollmentID: int64(i + 1), Block: "b", State: models.TokenWaiting, EnteredAt: store.Now(moment), Due: store.Now(moment)}
		}
		write(t, db, func(tx *store.Tx) error { return store.Insert(tx, rows) })
		require.EqualValues(t, 40, count(t, db, "SELECT COUNT(*) FROM tokens WHERE woken = FALSE AND look_at IS NULL"))
	})
}

func TestNextIDs(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.Store) {
		write(t, db, func(tx *store.Tx) error {
			ids, err := store.NextIDs(tx, "customers", 3)
			require.NoError(t, err)
			require.Len(t, ids, 3)
			require.IsIncreasing(t, ids)
			rows := customers(3, "c")
			for i, row := range rows {
				row.ID = ids[i]
			}
			if err := store.Insert(tx, rows); err != nil {
				return err
			}
			next, err := store.NextIDs(tx, "customers", 1)
			require.NoError(t, err)
			require.Greater(t, next[0], ids[2])
			return nil
		})
	})
}

func TestInsertNew(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.Store) {
		first, second := customers(2, "c"), customers(3, "c")
		write(t, db, func(tx *store.Tx) error { return store.Insert(tx, first) })
		var written map[int64]bool
		write(t, db, func(tx *store.Tx) (err error) {
			written, err = store.InsertNew(tx, second)
			return err
		})
		require.Equal(t, map[int64]bool{second[2].ID: true}, written)
		require.EqualValues(t, 3, count(t, db, "SELECT COUNT(*) FROM customers"))
	})
}

func TestUpsert(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.Store) {
		at, result := store.Now(moment), int64(7)
		item := func(id int64, state string) *models.BulkItem {
			return &models.BulkItem{OperationID: 1, SubjectID: id, State: state, Reason: "r", At: &at, ResultID: &result}
		}
		write(t, db, func(tx *store.Tx) error {
			return store.Insert(tx, []*models.BulkItem{item(1, "pending"), item(2, "pending")})
		})
		write(t, db, func(tx *store.Tx) error {
			return store.Upsert(tx, []*models.BulkItem{item(2, "done"), item(3, "done")}, []string{"operation_id", "subject_id"}, []string{"state"})
		})
		require.EqualValues(t, 1, count(t, db, "SELECT COUNT(*) FROM bulk_items WHERE state = 'pending'"))
		require.EqualValues(t, 2, count(t, db, "SELECT COUNT(*) FROM bulk_items WHERE state = 'done'"))
	})
}

func TestTimesComeBackInUTCMicroseconds(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.Store) {
		rows := customers(1, "c")
		rows[0].CreatedAt = store.Now(moment.Add(789 * time.Nanosecond))
		write(t, db, func(tx *store.Tx) error { return store.Insert(tx, rows) })
		var back models.Customer
		require.NoError(t, db.Read(t.Context(), func(tx *store.Tx) error { return tx.First(&back, rows[0].ID).Error }))
		require.Equal(t, time.UTC, back.CreatedAt.Location())
		require.Equal(t, store.Now(moment), back.CreatedAt)
		for sign, want := range map[string]int64{"=": 1, "<": 0, ">=": 1} {
			require.Equal(t, want, count(t, db, "SELECT COUNT(*) FROM customers WHERE created_at "+sign+" ?", store.Now(moment)))
		}
		require.EqualValues(t, 1, count(t, db, "SELECT COUNT(*) FROM customers WHERE created_at < ?", store.Now(moment).Add(time.Microsecond)))
	})
}

func TestLockAnswersExistingRowsAscending(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.Store) {
		rows := customers(3, "c")
		write(t, db, func(tx *store.Tx) error { return store.Insert(tx, rows) })
		write(t, db, func(tx *store.Tx) error {
			found, err := tx.Lock("customers", rows[2].ID, 9999, rows[0].ID, rows[2].ID)
			require.Equal(t, []int64{rows[0].ID, rows[2].ID}, found)
			return err
		})
	})
}

func TestLockMakesAnotherWriterWait(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.Store) {
		rows := customers(1, "c")
		write(t, db, func(tx *store.Tx) error { return store.Insert(tx, rows) })
		held, release := make(chan struct{}), make(chan struct{})
		var order []string
		var mu sync.Mutex
		say := func(what string) { mu.Lock(); defer mu.Unlock(); order = append(order, what) }
		var both sync.WaitGroup
		both.Go(func() {
			_ = db.Write(t.Context(), func(tx *store.Tx) error {
				_, err := tx.Lock("customers", rows[0].ID)
				close(held)
				<-release
				say("first")
				return err
			})
		})
		<-held
		both.Go(func() {
			_ = db.Write(t.Context(), func(tx *store.Tx) error {
				_, err := tx.Lock("customers", rows[0].ID)
				say("second")
				return err
			})
		})
		close(release)
		both.Wait()
		require.Equal(t, []string{"first", "second"}, order)
	})
}

func TestWriteRollsBackAndRunsHooksOnlyAfterCommit(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.Store) {
		broken, hooks := errors.New("broken"), 0
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			tx.AfterCommit(func() { hooks++ })
			if err := store.Insert(tx, customers(20, "c")); err != nil {
				return err
			}
			return broken
		})
		require.ErrorIs(t, err, broken)
		require.Zero(t, hooks)
		require.Zero(t, count(t, db, "SELECT COUNT(*) FROM customers"))
		write(t, db, func(tx *store.Tx) error {
			tx.AfterCommit(func() { hooks++ })
			return nil
		})
		require.Equal(t, 1, hooks)
	})
}

func TestWriteRetriesDeadlocks(t *testing.T) {
	t.Parallel()
	db := storetest.Postgres(t)
	rows := customers(2, "c")
	write(t, db, func(tx *store.Tx) error { return store.Insert(tx, rows) })
	var both, locked sync.WaitGroup
	locked.Add(2)
	errs := make([]error, 2)
	for i := range 2 {
		both.Go(func() {
			tries := 0
			errs[i] = db.Write(t.Context(), func(tx *store.Tx) error {
				tries++
				if _, err := tx.Lock("customers", rows[i].ID); err != nil {
					return err
				}
				if tries == 1 {
					locked.Done()
					locked.Wait()
				}
				_, err := tx.Lock("customers", rows[1-i].ID)
				return err
			})
		})
	}
	both.Wait()
	require.NoError(t, errors.Join(errs...))
	require.GreaterOrEqual(t, db.Stats().Deadlocks.Load(), int64(1))
	require.Equal(t, db.Stats().Deadlocks.Load(), db.Stats().Retries.Load())
}

func TestErrorsAreClassified(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.Store) {
		write(t, db, func(tx *store.Tx) error { return store.Insert(tx, customers(1, "c")) })
		twice := db.Write(t.Context(), func(tx *store.Tx) error { return store.Insert(tx, customers(1, "c")) })
		require.True(t, store.IsUnique(twice))
		require.True(t, store.IsData(twice))
		many := db.Write(t.Context(), func(tx *store.Tx) error { return store.Insert(tx, customers(20, "c")) })
		require.True(t, store.IsUnique(many))
		negative := db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.Exec("INSERT INTO deposits (customer_id, currency, balance) VALUES (1, 'RUB', -1)").Error
		})
		require.True(t, store.IsData(negative))
		require.False(t, store.IsUnique(negative))
		broken := db.Write(t.Context(), func(tx *store.Tx) error { return tx.Exec("SELECT nothing FROM nowhere").Error })
		require.Error(t, broken)
		require.False(t, store.IsData(broken))
	})
}

func TestMigrateTwiceAndCheckSchema(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.Store) {
		require.NoError(t, db.Migrate(t.Context()))
		require.NoError(t, db.CheckSchema(t.Context()))
		write(t, db, func(tx *store.Tx) error {
			return tx.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, TRUE)").Error
		})
		require.NoError(t, db.CheckSchema(t.Context()), "OPS-3: a newer schema on which this program may go on")
		write(t, db, func(tx *store.Tx) error { return tx.Exec("UPDATE schema_compatibility SET oldest = 99999").Error })
		err := db.CheckSchema(t.Context())
		require.Equal(t, models.CodeSchemaMismatch, models.CodeOf(err))
		require.Contains(t, err.Error(), "99999")
		write(t, db, func(tx *store.Tx) error { return tx.Exec("DELETE FROM goose_db_version WHERE version_id > 1").Error })
		err = db.CheckSchema(t.Context())
		require.Equal(t, models.CodeSchemaMismatch, models.CodeOf(err), "OPS-3: an older schema")
		require.Contains(t, err.Error(), "orderflow migrate")
	})
}

// Who asks for a database that nobody has made leaves none behind.
func TestMissing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	o := store.Options{Driver: "sqlite", DSN: filepath.Join(folder, "data", "orders.db")}
	err := store.Missing(o)
	require.Equal(t, models.CodeSchemaMismatch, models.CodeOf(err))
	require.Contains(t, err.Error(), "schema 0")
	require.NoDirExists(t, filepath.Dir(o.DSN))
	db, err := store.Open(t.Context(), o)
	require.NoError(t, err)
	require.NoError(t, db.Migrate(t.Context()))
	require.NoError(t, db.Close())
	require.NoError(t, store.Missing(o))
	require.NoError(t, store.Missing(store.Options{Driver: "postgres", DSN: "elsewhere"}))
}

// A migration that is silent about the programs before it would leave them running on what they do not know.
func TestMigrationsSayWhoMayGoOn(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("migrations/*/*.sql")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		if filepath.Base(file) < "00003" {
			continue
		}
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Contains(t, string(text), "UPDATE schema_compatibility SET oldest = ", file)
	}
}

func TestSecondProcessOnOneSQLiteFileIsRefused(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "orderflow.db")
	storetest.Open(t, store.Options{Driver: "sqlite", DSN: file})
	_, err := store.Open(t.Context(), store.Options{Driver: "sqlite", DSN: file})
	require.ErrorContains(t, err, "in use by another process")
}

func TestOneSQLiteDriver(t *testing.T) {
	t.Parallel()
	var found []string
	for _, name := range sql.Drivers() {
		if name == "sqlite" || name == "sqlite3" || name == "libsql" {
			found = append(found, name)
		}
	}
	require.Equal(t, []string{"sqlite"}, found)
}

// TestGatePriorities: while one writer holds SQLite, people queue before mass work.
func TestGatePriorities(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	held, release := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		_ = db.Write(t.Context(), func(*store.Tx) error { close(held); <-release; return nil })
	})
	<-held
	var mu sync.Mutex
	var order []store.Pool
	queue := func(pool store.Pool) {
		waiting := db.Waiting()
		all.Go(func() {
			_ = db.Write(store.WithPool(t.Context(), pool), func(*store.Tx) error {
				mu.Lock()
				defer mu.Unlock()
				order = append(order, pool)
				return nil
			})
		})
		require.Eventually(t, func() bool { return db.Waiting() == waiting+1 }, time.Minute, time.Millisecond)
	}
	queue(store.PoolBulk)
	queue(store.PoolAPI)
	queue(store.PoolCohort)
	close(release)
	all.Wait()
	require.Equal(t, []store.Pool{store.PoolAPI, store.PoolCohort, store.PoolBulk}, order)
}

// TestGateGivesUp: a writer whose time is out leaves the line and lets the others through.
func TestGateGivesUp(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	held, release := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		_ = db.Write(t.Context(), func(*store.Tx) error { close(held); <-release; return nil })
	})
	<-held
	ctx, cancel := context.WithCancel(t.Context())
	gaveUp := make(chan error, 1)
	all.Go(func() { gaveUp <- db.Write(ctx, func(*store.Tx) error { return nil }) })
	require.Eventually(t, func() bool { return db.Waiting() == 1 }, time.Minute, time.Millisecond)
	cancel()
	require.ErrorIs(t, <-gaveUp, context.Canceled)
	close(release)
	all.Wait()
	require.NoError(t, db.Write(t.Context(), func(*store.Tx) error { return nil }))
}
