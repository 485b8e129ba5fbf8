package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
	"github.com/libtnb/sqlite"
	"gorm.io/gorm"
)

// sqlitePragmas: WAL so that readers never wait, FULL so that a commit survives
// a power cut. Times are integer microseconds, so that they compare as numbers.
const sqlitePragmas = "_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(5000)" +
	"&_pragma=foreign_keys(0)&_pragma=temp_store(2)&_pragma=cache_size(-65536)" +
	"&_time_integer_format=unix_micro&_inttotime=1"

func openSQLite(ctx context.Context, o Options) (*Store, error) {
	if err := os.MkdirAll(filepath.Dir(o.DSN), 0o750); err != nil {
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	lock := flock.New(o.DSN + ".lock")
	if taken, err := lock.TryLock(); err != nil || !taken {
		return nil, fmt.Errorf("open sqlite: %s is in use by another process", o.DSN)
	}
	file := "file:" + (&url.URL{Path: o.DSN}).EscapedPath() + "?" + pragmasOf(o)
	writer, err := gorm.Open(sqlite.New(sqlite.Config{DSN: file + "&_txlock=immediate"}), gormConfig())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open sqlite: %w", err), lock.Unlock())
	}
	reader, err := gorm.Open(sqlite.New(sqlite.Config{DSN: file + "&_pragma=query_only(1)"}), gormConfig())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open sqlite: %w", err), lock.Unlock())
	}
	return newSQLite(ctx, writer, reader, lock, o)
}

func pragmasOf(o Options) string {
	if o.Volatile {
		return strings.Replace(sqlitePragmas, "synchronous(FULL)", "synchronous(OFF)", 1)
	}
	return sqlitePragmas
}

func newSQLite(ctx context.Context, writer, reader *gorm.DB, lock *flock.Flock, o Options) (*Store, error) {
	w, err := writer.DB()
	if err != nil {
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	r, err := reader.DB()
	if err != nil {
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	w.SetMaxOpenConns(2) // one is the writer's for good; the other is for migrations and health
	w.SetMaxIdleConns(2)
	r.SetMaxOpenConns(8)
	r.SetMaxIdleConns(8)
	s := &Store{dialect: sqliteDialect{}, base: writer, reader: reader, gate: newGate(), log: o.Logger, lag: lag{now: o.Now}}
	for pool := range pools {
		s.writers[pool] = w
	}
	s.close = func() error { return errors.Join(s.closePrepared(), r.Close(), w.Close(), lock.Unlock()) }
	if err := w.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open sqlite: %w", err), s.close())
	}
	return s, nil
}
