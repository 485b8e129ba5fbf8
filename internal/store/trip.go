package store

import (
	"context"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Trip gathers statements that need nothing of one another's answers. PostgreSQL
// gets them in one round trip, in their order, each with a snapshot of its own;
// SQLite, which is in the process, one after the other.
type Trip struct {
	tx    *Tx
	calls []call
}

// call is one statement of a trip: how to run it at once and how to queue it.
type call struct {
	run   func() error
	queue func(*pgx.Batch)
	sql   string // as queued, with values, for listeners
	args  []any
}

// tell lets a listener of the context hear the statement.
func (c call) tell(ctx context.Context) {
	if hear, ok := ctx.Value(listenerKey{}).(func(string, []any)); ok && c.sql != "" {
		hear(c.sql, c.args)
	}
}

// Trip begins an empty trip.
func (tx *Tx) Trip() *Trip { return &Trip{tx: tx} }

// Later is the trip that goes by itself before the transaction's next statement,
// or with its COMMIT: for writes whose answers nobody waits for. Without PostgreSQL
// every statement goes at once.
func (tx *Tx) Later() *Trip {
	if tx.lazy == nil {
		return tx.Trip()
	}
	return tx.lazy.later
}

// Ask adds a SELECT, written as for Raw, whose rows come to dest. T is a struct
// with a field for every column, or a value.
func Ask[T any](t *Trip, dest *[]T, sql string, args ...any) {
	queued, bound := "", args
	if t.pipelined() {
		queued, bound = withLists(sql, args, asItIs)
		queued = numbered(queued)
	}
	t.calls = append(t.calls, call{
		sql: queued, args: bound,
		run: func() error { return t.tx.Raw(sql, args...).Scan(dest).Error },
		queue: func(batch *pgx.Batch) {
			batch.Queue(queued, bound...).Query(func(rows pgx.Rows) (err error) {
				*dest, err = pgx.AppendRows((*dest)[:0], rows, collector[T]())
				return err
			})
		},
	})
}

// Do adds a statement that answers with no rows; parameters as for Raw.
func (t *Trip) Do(sql string, args ...any) {
	t.calls = append(t.calls, call{
		run: func() error { return t.tx.Exec(sql, args...).Error },
		queue: func(batch *pgx.Batch) {
			queued, bound := withLists(sql, args, asItIs)
			batch.Queue(numbered(queued), bound...)
		},
	})
}

// asItIs leaves a list to pgx, which writes it as an array.
func asItIs(list any) any { return list }

// AskLock adds the lock of rows by id alone (see Lock); found gets the ids that exist.
func (t *Trip) AskLock(found *[]int64, table string, ids []int64) {
	Ask(t, found, "SELECT id FROM "+table+" WHERE id IN ? ORDER BY id"+t.tx.dialect.lockClause(), ids)
}

// Put adds the insertion of rows (see Insert), which have their ids once the
// trip is over. Many rows go on a trip of their own, after what was gathered so far.
func Put[T any](t *Trip, rows []*T) error {
	if len(rows) == 0 {
		return nil
	}
	if len(rows) >= copyFrom || !t.pipelined() {
		if err := t.Go(); err != nil {
			return err
		}
		return Insert(t.tx, rows)
	}
	sch, err := schemaOf(t.tx.DB, rows[0])
	if err != nil {
		return err
	}
	id := generated(sch)
	fields := columns(t.tx, sch, id, rows[0])
	sql, args := insertStatement(t.tx, sch, fields, rows)
	t.calls = append(t.calls, call{queue: func(batch *pgx.Batch) {
		if len(fields) == len(sch.DBNames) {
			batch.Queue(numbered(sql), args...)
			return
		}
		batch.Queue(numbered(sql)+" RETURNING id", args...).Query(func(answer pgx.Rows) error {
			ids, err := pgx.CollectRows(answer, pgx.RowTo[int64])
			if err != nil {
				return err
			}
			return setIDs(t.tx, id, rows, ids)
		})
	}})
	return nil
}

// Go runs what was gathered; the trip is empty again.
func (t *Trip) Go() error { return t.send(false) }

// Commit runs what was gathered and, where it spares a trip, commits with it.
// Nothing may follow in the transaction.
func (t *Trip) Commit() error { return t.send(true) }

func (t *Trip) send(commit bool) error {
	calls := t.take()
	if !t.pipelined() {
		return runEach(calls)
	}
	if later := t.tx.lazy.later; later != t {
		calls = append(later.take(), calls...)
	}
	if len(calls) == 0 && !commit {
		return nil
	}
	return wrap("database", t.tx.lazy.together(t.tx.ctx, calls, commit))
}

func (t *Trip) take() []call {
	calls := t.calls
	t.calls = nil
	return calls
}

func runEach(calls []call) error {
	for _, c := range calls {
		if err := c.run(); err != nil {
			return wrap("database", err)
		}
	}
	return nil
}

func (t *Trip) pipelined() bool { return t.tx.lazy != nil }

// collector reads a row into T by the names of its columns, or into a value.
func collector[T any]() pgx.RowToFunc[T] {
	t := reflect.TypeFor[T]()
	if t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]() {
		return pgx.RowToStructByNameLax[T]
	}
	return pgx.RowTo[T]
}

// numbered writes question marks as PostgreSQL's numbered parameters.
func numbered(sql string) string {
	var b strings.Builder
	b.Grow(len(sql) + 16)
	n := 0
	for {
		at := strings.IndexByte(sql, '?')
		if at < 0 {
			b.WriteString(sql)
			return b.String()
		}
		n++
		b.WriteString(sql[:at])
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(n))
		sql = sql[at+1:]
	}
}
