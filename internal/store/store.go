// Package store keeps the truth: GORM over PostgreSQL or SQLite behind one
// type, transactions with their retry rule, row locks, fast multi-row writes,
// migrations. It knows tables, not business rules, and imports segment and
// models alone.
package store

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"gorm.io/gorm"
)

// Pool names a connection pool: people, cohorts and mass work never wait for
// one another's connections (BLK-5).
type Pool int

// The pools of a PostgreSQL installation. SQLite has one writer for all, whose
// gate serves PoolBulk last.
const (
	PoolAPI Pool = iota
	PoolCohort
	PoolBulk
	pools
)

// Options says which database to open.
type Options struct {
	Driver string // "sqlite" or "postgres"
	DSN    string // PostgreSQL: a connection string; SQLite: the path of the file
	// Connections is the size of the API pool of PostgreSQL; reading and cohorts get as many each, bulk half.
	Connections int
	// Volatile spares SQLite the wait for the disk: a power cut may lose commits. For data that is thrown away.
	Volatile bool
	Logger   *slog.Logger
	// Now is the clock that waits are measured by (Lag, People); nil is the machine's.
	Now func() time.Time
}

// Store is an open database.
type Store struct {
	dialect dialect
	writers [pools]*sql.DB
	// browsers is the pool of lists and searches on PostgreSQL, reader all that SQLite reads with.
	browsers *sql.DB
	reader   *gorm.DB
	base     *gorm.DB
	gate     *gate
	// prepared is SQLite's writer; who has passed the gate owns it.
	prepared *prepared
	log      *slog.Logger
	stats    Stats
	lag      lag
	close    func() error
}

// Open connects; it neither migrates nor checks the schema (see Migrate and CheckSchema).
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	switch o.Driver {
	case "sqlite":
		return openSQLite(ctx, o)
	case "postgres":
		return openPostgres(ctx, o)
	default:
		return nil, fmt.Errorf("open database: unknown driver %q", o.Driver)
	}
}

// Close waits for the transaction of SQLite that is under way; on PostgreSQL running transactions fail.
func (s *Store) Close() error { return s.close() }

// Driver is "sqlite" or "postgres".
func (s *Store) Driver() string { return s.dialect.name() }

// SQL is the pool's plain handle, for health checks and migrations.
func (s *Store) SQL() *sql.DB { return s.writers[PoolAPI] }

type poolKey struct{}

// WithPool makes every transaction under the context use the pool.
func WithPool(ctx context.Context, pool Pool) context.Context {
	return context.WithValue(ctx, poolKey{}, pool)
}

func poolOf(ctx context.Context) Pool {
	pool, _ := ctx.Value(poolKey{}).(Pool)
	return pool
}

// Now cuts a time to what both databases keep: UTC, microseconds.
func Now(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

func gormConfig() *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true,
		Logger:                 listening{},
		TranslateError:         false,
	}
}
