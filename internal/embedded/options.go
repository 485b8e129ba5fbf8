package embedded

import (
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Options says where the server keeps its state and where it answers. The zero
// value is a server in memory on free ports.
type Options struct {
	// SQLiteFile is the database file; its folder must exist. Empty, without
	// PostgresDSN, the server lives in memory.
	SQLiteFile string
	// PostgresDSN is a connection string (URL or key=value, TCP) of a PostgreSQL
	// cluster whose user may create databases. Excludes SQLiteFile.
	PostgresDSN string
	// Database and VisibilityDatabase are created on that cluster when missing;
	// "temporal" and "temporal_visibility" by default.
	Database, VisibilityDatabase string
	// NumHistoryShards is fixed at the first start on a storage, later values
	// are ignored by the server. 1 by default on SQLite, 4 on PostgreSQL, where
	// fewer are refused: one shard is half as fast.
	NumHistoryShards int32

	// Namespace is registered when missing; "default" by default.
	Namespace string
	// Retention is how long finished workflows stay readable in a namespace
	// that this start creates; 72 hours by default.
	Retention time.Duration

	// FrontendPort, HistoryPort, MatchingPort and WorkerPort are taken on
	// 127.0.0.1; 0 takes a free one. Clients need only the frontend's, so fixing
	// that one is enough for a restart that they survive.
	FrontendPort, HistoryPort, MatchingPort, WorkerPort int

	// Logger receives the server's messages; slog.Default() by default.
	Logger *slog.Logger
	// LogLevel is the lowest level passed on; slog.LevelWarn by default.
	LogLevel slog.Leveler
}

const (
	postgresShards = 4
	retention      = 72 * time.Hour
)

func (o Options) withDefaults() (Options, error) {
	o.NumHistoryShards = orDefault(o.NumHistoryShards, o.defaultShards())
	o.Database = orDefault(o.Database, "temporal")
	o.VisibilityDatabase = orDefault(o.VisibilityDatabase, "temporal_visibility")
	o.Namespace = orDefault(o.Namespace, "default")
	o.Retention = orDefault(o.Retention, retention)
	o.Logger = orDefault(o.Logger, slog.Default())
	if o.LogLevel == nil {
		o.LogLevel = slog.LevelWarn
	}
	return o, o.validate()
}

func (o Options) defaultShards() int32 {
	if o.PostgresDSN == "" {
		return 1
	}
	return postgresShards
}

func (o Options) validate() error {
	switch {
	case o.SQLiteFile != "" && o.PostgresDSN != "":
		return errors.New("both a SQLite file and PostgreSQL are given")
	case o.PostgresDSN != "" && o.NumHistoryShards < postgresShards:
		return fmt.Errorf("%d history shards on PostgreSQL, at least %d are needed", o.NumHistoryShards, postgresShards)
	case o.NumHistoryShards < 1:
		return fmt.Errorf("%d history shards, at least 1 is needed", o.NumHistoryShards)
	}
	return nil
}

func orDefault[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}
