package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"
)

// transaction is what one Write runs in.
type transaction interface {
	gorm.ConnPool
	commit(ctx context.Context) error
	rollback(ctx context.Context) // nothing after a commit; lets go of the connection
}

// lazyTx is a transaction of PostgreSQL whose BEGIN travels with its first
// statement and whose COMMIT may travel with its last: a use case of two trips
// would otherwise make four.
type lazyTx struct {
	conn      *sql.Conn
	later     *Trip // goes before the next statement
	committed bool
	bare      bool // outside a transaction: for reading alone
}

// idle is PostgreSQL's word for a connection outside a transaction.
const idle = 'I'

var (
	errOver       = errors.New("the transaction is over")
	errRolledBack = errors.New("commit: a statement had failed, everything was rolled back")
)

// on calls fn with the connection itself.
func (t *lazyTx) on(fn func(*pgx.Conn) error) error {
	return t.conn.Raw(func(driver any) error { return fn(driver.(*stdlib.Conn).Conn()) })
}

// ready sends BEGIN, unless it was sent, and what was put off.
func (t *lazyTx) ready(ctx context.Context) error {
	if len(t.later.calls) > 0 {
		return t.later.Go()
	}
	return t.on(func(c *pgx.Conn) error {
		if t.committed {
			return errOver
		}
		if t.bare || c.PgConn().TxStatus() != idle {
			return nil
		}
		_, err := c.Exec(ctx, "BEGIN")
		return err
	})
}

// ExecContext implements gorm.ConnPool.
func (t *lazyTx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := t.ready(ctx); err != nil {
		return nil, err
	}
	return t.conn.ExecContext(ctx, query, args...)
}

// QueryContext implements gorm.ConnPool.
func (t *lazyTx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := t.ready(ctx); err != nil {
		return nil, err
	}
	return t.conn.QueryContext(ctx, query, args...)
}

// QueryRowContext implements gorm.ConnPool.
func (t *lazyTx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if err := t.ready(ctx); err != nil {
		refused, cancel := context.WithCancelCause(ctx)
		cancel(err)
		ctx = refused
	}
	return t.conn.QueryRowContext(ctx, query, args...)
}

// PrepareContext implements gorm.ConnPool.
func (t *lazyTx) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := t.ready(ctx); err != nil {
		return nil, err
	}
	return t.conn.PrepareContext(ctx, query)
}

// together sends the calls in one round trip, BEGIN before them and COMMIT after them as needed.
func (t *lazyTx) together(ctx context.Context, calls []call, commit bool) error {
	return t.on(func(c *pgx.Conn) error {
		if t.committed {
			return errOver
		}
		batch := &pgx.Batch{}
		if !t.bare && c.PgConn().TxStatus() == idle {
			batch.Queue("begin")
		}
		for _, one := range calls {
			one.queue(batch)
			one.tell(ctx)
		}
		if commit {
			batch.Queue("commit").Exec(t.ended)
		}
		return c.SendBatch(ctx, batch).Close()
	})
}

// ended looks at the answer to COMMIT, which for a failed transaction is ROLLBACK and no error.
func (t *lazyTx) ended(tag pgconn.CommandTag) error {
	if tag.String() != "COMMIT" {
		return errRolledBack
	}
	t.committed = true
	return nil
}

func (t *lazyTx) commit(ctx context.Context) error {
	if t.committed {
		return nil
	}
	if len(t.later.calls) > 0 {
		return t.later.Commit()
	}
	return t.on(func(c *pgx.Conn) error {
		if c.PgConn().TxStatus() == idle {
			return nil // nothing was asked
		}
		tag, err := c.Exec(ctx, "COMMIT")
		if err != nil {
			return err
		}
		return t.ended(tag)
	})
}

// rollbackWithin bounds the end of a transaction whose caller has gone.
const rollbackWithin = 5 * time.Second

// rollback gives the connection back outside a transaction, or closed.
func (t *lazyTx) rollback(ctx context.Context) {
	defer func() { _ = t.conn.Close() }()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackWithin)
	defer cancel()
	_ = t.on(func(c *pgx.Conn) error {
		if c.IsClosed() || c.PgConn().TxStatus() == idle {
			return nil
		}
		if _, err := c.Exec(ctx, "ROLLBACK"); err != nil {
			return fmt.Errorf("roll back: %w", errors.Join(err, c.Close(ctx)))
		}
		return nil
	})
}
