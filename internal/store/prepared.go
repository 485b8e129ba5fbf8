package store

import (
	"container/list"
	"context"
	"database/sql"
	"errors"
	"strings"
)

// preparedAtMost is how many statements SQLite's writer keeps prepared. Lists
// are written out there, so that one statement comes in many lengths.
const preparedAtMost = 400

// prepared is SQLite's only writing connection with the statements that it
// knows: parsing them anew took a fifth of the time. The gate lets one use it at a time.
type prepared struct {
	conn   *sql.Conn
	known  map[string]*list.Element
	recent *list.List // of *preparedStmt, the latest used first
	broken bool       // the connection is not to be trusted any more
}

type preparedStmt struct {
	query string
	stmt  *sql.Stmt
}

func newPrepared(conn *sql.Conn) *prepared {
	return &prepared{conn: conn, known: map[string]*list.Element{}, recent: list.New()}
}

func (p *prepared) of(ctx context.Context, query string) (*sql.Stmt, error) {
	if found := p.known[query]; found != nil {
		p.recent.MoveToFront(found)
		return found.Value.(*preparedStmt).stmt, nil
	}
	stmt, err := p.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	p.known[query] = p.recent.PushFront(&preparedStmt{query, stmt})
	if p.recent.Len() > preparedAtMost {
		oldest := p.recent.Remove(p.recent.Back()).(*preparedStmt)
		delete(p.known, oldest.query)
		return stmt, oldest.stmt.Close()
	}
	return stmt, nil
}

func (p *prepared) close() error {
	var errs []error
	for e := p.recent.Front(); e != nil; e = e.Next() {
		errs = append(errs, e.Value.(*preparedStmt).stmt.Close())
	}
	return errors.Join(append(errs, p.conn.Close())...)
}

// closePrepared waits for the transaction under way, which closing the
// statements beneath it would crash.
func (s *Store) closePrepared() error {
	ctx, cancel := context.WithTimeout(context.Background(), rollbackWithin)
	defer cancel()
	if err := s.gate.enter(ctx, PoolAPI); err != nil {
		return err
	}
	defer s.gate.leave()
	if s.prepared == nil {
		return nil
	}
	gone := s.prepared
	s.prepared = nil
	return gone.close()
}

// preparedTx is a transaction of SQLite's only writer.
type preparedTx struct {
	*prepared
	over bool
}

func (s *Store) beginPrepared(ctx context.Context) (*preparedTx, error) {
	if s.prepared != nil && s.prepared.broken {
		_ = s.prepared.close() // what is wrong with it was said when it broke
		s.prepared = nil
	}
	if s.prepared == nil {
		conn, err := s.writers[PoolAPI].Conn(ctx)
		if err != nil {
			return nil, err
		}
		s.prepared = newPrepared(conn)
	}
	if _, err := s.prepared.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		s.prepared.broken = ctx.Err() == nil && !s.dialect.retriable(err)
		return nil, err
	}
	return &preparedTx{prepared: s.prepared}, nil
}

// ExecContext implements gorm.ConnPool.
func (t *preparedTx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := t.of(ctx, query) //nolint:sqlclosecheck // kept for the next
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

// QueryContext implements gorm.ConnPool.
func (t *preparedTx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := t.of(ctx, query) //nolint:sqlclosecheck // kept for the next
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// QueryRowContext implements gorm.ConnPool.
func (t *preparedTx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return t.conn.QueryRowContext(ctx, query, args...)
}

// PrepareContext implements gorm.ConnPool.
func (t *preparedTx) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return t.conn.PrepareContext(ctx, query)
}

func (t *preparedTx) commit(ctx context.Context) error {
	if _, err := t.conn.ExecContext(ctx, "COMMIT"); err != nil {
		return err
	}
	t.over = true
	return nil
}

// rollback leaves the connection outside a transaction. SQLite ends a
// transaction by itself after some faults; then there is none to roll back.
func (t *preparedTx) rollback(ctx context.Context) {
	if t.over {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackWithin)
	defer cancel()
	_, err := t.conn.ExecContext(ctx, "ROLLBACK")
	t.broken = err != nil && !strings.Contains(err.Error(), "no transaction is active")
	t.over = true
}
