package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// lockTimeouts bound how long a session of each pool waits for a lock or sits idle in a transaction.
var lockTimeouts = [pools]time.Duration{PoolAPI: 5 * time.Second, PoolCohort: 5 * time.Second, PoolBulk: 30 * time.Second}

func openPostgres(ctx context.Context, o Options) (*Store, error) {
	if o.Connections == 0 {
		o.Connections = 16
	}
	s := &Store{dialect: postgresDialect{}, log: o.Logger, lag: lag{now: o.Now}}
	sizes := [pools]int{PoolAPI: o.Connections, PoolCohort: o.Connections, PoolBulk: max(o.Connections/2, 2)}
	for pool := range pools {
		db, err := openPool(o.DSN, lockTimeouts[pool], sizes[pool], byIndex)
		if err != nil {
			return nil, err
		}
		s.writers[pool] = db
	}
	readers, err := openPool(o.DSN, lockTimeouts[PoolAPI], o.Connections, fitted)
	if err != nil {
		return nil, err
	}
	s.browsers = readers
	s.close = func() error { return errors.Join(s.closePools(), readers.Close()) }
	if err := s.writers[PoolAPI].PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open postgres: %w", err), s.close())
	}
	if s.base, err = gorm.Open(postgres.New(postgres.Config{Conn: s.writers[PoolAPI]}), gormConfig()); err != nil {
		return nil, errors.Join(fmt.Errorf("open postgres: %w", err), s.close())
	}
	return s, nil
}

// byIndex are the settings of sessions that write. They go by keys; a plan made
// while a table was still empty, and kept with the prepared statement, must not
// read all of a table that has grown since (ADR 13).
var byIndex = map[string]string{"enable_seqscan": "off"}

func openPool(dsn string, lockTimeout time.Duration, size int, settings map[string]string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("open postgres: the connection string is malformed")
	}
	millis := fmt.Sprint(lockTimeout.Milliseconds())
	config.RuntimeParams["lock_timeout"] = millis
	config.RuntimeParams["idle_in_transaction_session_timeout"] = millis
	config.RuntimeParams["application_name"] = "orderflow"
	config.RuntimeParams["jit"] = "off" // statements of a millisecond; compiling one takes forty
	maps.Copy(config.RuntimeParams, settings)
	db := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(readUTC))
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return db, nil
}

// readUTC makes timestamps come back in UTC whatever the machine's zone.
func readUTC(_ context.Context, conn *pgx.Conn) error {
	conn.TypeMap().RegisterType(&pgtype.Type{
		Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
	})
	return nil
}

func (s *Store) closePools() error {
	var errs []error
	for _, db := range s.writers {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}
