//go:build !noembedded

package embedded

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"sync/atomic"

	"go.temporal.io/server/common/config"
	sqliteplugin "go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite" // also registers the database/sql driver "sqlite"
	sqliteschema "go.temporal.io/server/schema/sqlite"
)

// starts numbers the starts within this process.
var starts atomic.Int64

// openSQLite: main and visibility share one file or one memory.
func openSQLite(ctx context.Context, o Options) (storage, error) {
	db := memory()
	if o.SQLiteFile != "" {
		path, err := filepath.Abs(o.SQLiteFile)
		if err != nil {
			return storage{}, fmt.Errorf("open %s: %w", o.SQLiteFile, err)
		}
		if err := createSQLiteSchema(ctx, path); err != nil {
			return storage{}, fmt.Errorf("open %s: %w", path, err)
		}
		db = file(path)
	}
	return storage{main: db, visibility: db, forceAttributeRefresh: true}, nil
}

func memory() *config.SQL {
	return &config.SQL{
		PluginName:        sqliteplugin.PluginName,
		DatabaseName:      "orderflow-temporal-" + strconv.FormatInt(starts.Add(1), 10),
		ConnectAttributes: map[string]string{"mode": "memory", "cache": "shared"},
	}
}

// file: synchronous=normal keeps everything through a kill of the process and
// may lose the last moment through a loss of power, which our own database,
// the truth, repairs.
func file(path string) *config.SQL {
	return &config.SQL{
		PluginName:   sqliteplugin.PluginName,
		DatabaseName: (&url.URL{Path: path}).EscapedPath(),
		ConnectAttributes: map[string]string{
			"mode":         "rw",
			"journal_mode": "wal",
			"synchronous":  "normal",
			"busy_timeout": "10000",
			// The plugin keeps connections by their string for the life of the process. A string of
			// its own for each start makes a file that was deleted and made anew the one in use.
			"setup": "start-" + strconv.FormatInt(starts.Add(1), 10),
		},
	}
}

// createSQLiteSchema fills a new file in one transaction: a kill leaves all of the schema or nothing.
func createSQLiteSchema(ctx context.Context, path string) (err error) {
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?_pragma=busy_timeout(10000)&_txlock=immediate")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it does nothing
	found, err := sqliteSchemaVersion(ctx, tx)
	if err != nil {
		return err
	}
	if found != "" {
		return checkSchema(found, sqliteVersion)
	}
	if err := fillSQLite(ctx, tx); err != nil {
		return err
	}
	return tx.Commit()
}

// sqliteVersion is kept in the file, because the server itself neither checks nor upgrades the schema of SQLite.
const sqliteVersion = sqliteschema.Version + "/" + sqliteschema.VisibilityVersion

// sqliteSchemaVersion is empty for a new file.
func sqliteSchemaVersion(ctx context.Context, tx *sql.Tx) (string, error) {
	var tables int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = 'orderflow_schema'`).Scan(&tables); err != nil {
		return "", fmt.Errorf("read the schema version: %w", err)
	}
	if tables == 0 {
		return "", nil
	}
	var version string
	if err := tx.QueryRowContext(ctx, `SELECT version FROM orderflow_schema`).Scan(&version); err != nil {
		return "", fmt.Errorf("read the schema version: %w", err)
	}
	return version, nil
}

func fillSQLite(ctx context.Context, tx *sql.Tx) error {
	for _, name := range []string{"sqlite/v3/temporal/schema.sql", "sqlite/v3/visibility/schema.sql"} {
		statements, err := schemaFile(name)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, statements); err != nil {
			return fmt.Errorf("apply %s: %w", name, err)
		}
	}
	_, err := tx.ExecContext(ctx, `CREATE TABLE orderflow_schema (version TEXT NOT NULL);
		INSERT INTO orderflow_schema (version) VALUES (?)`, sqliteVersion)
	if err != nil {
		return fmt.Errorf("note the schema version: %w", err)
	}
	return nil
}
