package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
)

// tries is how often a transaction runs before a serialization failure, a
// deadlock or a busy database is given to the caller.
const tries = 5

// Tx is one transaction (or, under Read, one consistent handle). It is a GORM
// session plus what GORM lacks: locks in one order and fast multi-row writes.
type Tx struct {
	*gorm.DB
	dialect     dialect
	transaction transaction // nil under Read
	lazy        *lazyTx     // the same on PostgreSQL
	ctx         context.Context
	after       []func()
}

// Stats counts what operators watch.
type Stats struct{ Retries, Deadlocks atomic.Int64 }

// Stats are the counters since the store was opened.
func (s *Store) Stats() *Stats { return &s.stats }

// Waiting is how many writers stand in line for SQLite's only writer; 0 on PostgreSQL, whose pools keep their own count.
func (s *Store) Waiting() int {
	if s.gate == nil {
		return 0
	}
	return s.gate.waiting()
}

// Context is the transaction's context.
func (tx *Tx) Context() context.Context { return tx.ctx }

// AfterCommit runs fn once the transaction is durable; never after a rollback.
func (tx *Tx) AfterCommit(fn func()) { tx.after = append(tx.after, fn) }

// Read runs fn outside a transaction, with the settings of sessions that write:
// for what has a key or an index to go by. Each statement sees its own snapshot.
// See Browse for the rest. Like all that asks the database, it answers
// CodeUnavailable when the database is away (see isAway).
func (s *Store) Read(ctx context.Context, fn func(tx *Tx) error) error {
	db := s.reader
	if s.gate == nil {
		db = s.session(ctx, s.writers[poolOf(ctx)])
	}
	return unavailable(fn(&Tx{DB: db.WithContext(ctx), dialect: s.dialect, ctx: ctx}))
}

// Write runs fn in one transaction of the context's pool and commits. On 40001,
// 40P01 and SQLITE_BUSY it starts over, five times at most, with jitter, so fn
// must keep nothing from a failed run.
func (s *Store) Write(ctx context.Context, fn func(tx *Tx) error) error {
	for try := 1; ; try++ {
		after, err := s.writeOnce(ctx, fn)
		if err == nil {
			for _, hook := range after {
				hook()
			}
			return nil
		}
		if gone := ctx.Err(); gone != nil && !errors.Is(err, gone) {
			return fmt.Errorf("%w: %w", gone, err) // a caller who leaves breaks the connection
		}
		if !s.again(err) || try == tries {
			return unavailable(err)
		}
		s.stats.Retries.Add(1)
		if err := pause(ctx, time.Duration(try)*rand.N(20*time.Millisecond)); err != nil { //nolint:gosec // jitter needs no secrecy
			return err
		}
	}
}

func (s *Store) again(err error) bool {
	if s.dialect.deadlock(err) {
		s.stats.Deadlocks.Add(1)
	}
	return s.dialect.retriable(err)
}

func (s *Store) writeOnce(ctx context.Context, fn func(tx *Tx) error) (after []func(), err error) {
	if s.gate != nil {
		if err := s.gate.enter(ctx, poolOf(ctx)); err != nil {
			return nil, fmt.Errorf("begin: %w", err)
		}
		defer s.gate.leave()
	}
	asked := s.lag.now()
	tx, err := s.begin(ctx)
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	defer tx.transaction.rollback(ctx)
	s.felt(poolOf(ctx), asked)
	if err := fn(tx); err != nil {
		return nil, err
	}
	asked = s.lag.now()
	if err := tx.transaction.commit(ctx); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	s.felt(poolOf(ctx), asked)
	return tx.after, nil
}

func (s *Store) begin(ctx context.Context) (*Tx, error) {
	tx := &Tx{dialect: s.dialect, ctx: ctx}
	if s.gate == nil {
		conn, err := s.writers[poolOf(ctx)].Conn(ctx)
		if err != nil {
			return nil, err
		}
		tx.lazy = &lazyTx{conn: conn, later: &Trip{tx: tx}}
		tx.transaction = tx.lazy
	} else {
		prepared, err := s.beginPrepared(ctx)
		if err != nil {
			return nil, err
		}
		tx.transaction = prepared
	}
	tx.DB = s.session(ctx, tx.transaction)
	return tx, nil
}

// session is a GORM session bound to the given connection or transaction.
func (s *Store) session(ctx context.Context, conn gorm.ConnPool) *gorm.DB {
	db := s.base.Session(&gorm.Session{NewDB: true, Context: ctx})
	db.Statement.ConnPool = conn
	return db.Session(&gorm.Session{})
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
