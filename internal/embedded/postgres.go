//go:build !noembedded

package embedded

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/postgresql"
	postgresschema "go.temporal.io/server/schema/postgresql/v12"
)

// Each of the four services opens its own pools: at most 4 × (12 + 4) connections.
const (
	mainConnections       = 12
	visibilityConnections = 4
)

// setupLock keeps two first starts on one PostgreSQL from creating the same things.
const setupLock = 7_233_001

func openPostgres(ctx context.Context, o Options) (s storage, err error) {
	cluster, err := parsePostgres(o.PostgresDSN)
	if err != nil {
		return storage{}, err
	}
	conn, err := pgx.ConnectConfig(ctx, cluster)
	if err != nil {
		return storage{}, fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", setupLock); err != nil {
		return storage{}, fmt.Errorf("lock the set-up: %w", err)
	}
	for _, db := range postgresDatabases(o) {
		if err := prepareDatabase(ctx, conn, db); err != nil {
			return storage{}, fmt.Errorf("prepare database %q: %w", db.name, err)
		}
	}
	attributes := connectAttributes(o.PostgresDSN)
	return storage{
		main:       sqlConfig(cluster, attributes, o.Database, mainConnections),
		visibility: sqlConfig(cluster, attributes, o.VisibilityDatabase, visibilityConnections),
	}, nil
}

func parsePostgres(dsn string) (*pgx.ConnConfig, error) {
	cluster, err := pgx.ParseConfig(dsn)
	if err != nil {
		// The error of the parser repeats the string, password included.
		return nil, errors.New("the PostgreSQL connection string is malformed")
	}
	if strings.HasPrefix(cluster.Host, "/") {
		return nil, errors.New("PostgreSQL must be reached by TCP, not by a socket file")
	}
	return cluster, nil
}

type database struct{ name, schema, version string }

func postgresDatabases(o Options) []database {
	return []database{
		{o.Database, "postgresql/v12/temporal/schema.sql", postgresschema.Version},
		{o.VisibilityDatabase, "postgresql/v12/visibility/schema.sql", postgresschema.VisibilityVersion},
	}
}

func sqlConfig(c *pgx.ConnConfig, attributes map[string]string, name string, connections int) *config.SQL {
	return &config.SQL{
		PluginName:        postgresql.PluginNamePGX,
		User:              url.QueryEscape(c.User),
		Password:          c.Password,
		ConnectAddr:       net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port))),
		ConnectProtocol:   "tcp",
		ConnectAttributes: attributes,
		DatabaseName:      name,
		MaxConns:          connections,
		MaxIdleConns:      connections,
	}
}

// connectAttributes keeps how to encrypt: the only parameters of the string that the parsed form loses.
func connectAttributes(dsn string) map[string]string {
	attributes := map[string]string{}
	for _, name := range []string{"sslmode", "sslrootcert", "sslcert", "sslkey"} {
		if value := dsnParameter(dsn, name); value != "" {
			attributes[name] = value
		}
	}
	return attributes
}

func dsnParameter(dsn, name string) string {
	if u, err := url.Parse(dsn); err == nil && u.Scheme != "" {
		return u.Query().Get(name)
	}
	for _, field := range strings.Fields(dsn) {
		if value, ok := strings.CutPrefix(field, name+"="); ok {
			return strings.Trim(value, "'")
		}
	}
	return ""
}

func prepareDatabase(ctx context.Context, admin *pgx.Conn, db database) (err error) {
	if err := createDatabase(ctx, admin, db.name); err != nil {
		return err
	}
	c := admin.Config().Copy()
	c.Database = db.name
	conn, err := pgx.ConnectConfig(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	found, err := postgresSchemaVersion(ctx, conn, db.name)
	if err != nil {
		return err
	}
	if found != "" {
		return checkSchema(found, db.version)
	}
	return fillPostgres(ctx, conn, db)
}

func createDatabase(ctx context.Context, admin *pgx.Conn, name string) error {
	var exists bool
	err := admin.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&exists)
	if err != nil || exists {
		return err
	}
	_, err = admin.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
	return err
}

// postgresSchemaVersion is empty for a new database.
func postgresSchemaVersion(ctx context.Context, conn *pgx.Conn, name string) (string, error) {
	var exists bool
	if err := conn.QueryRow(ctx, "SELECT to_regclass('schema_version') IS NOT NULL").Scan(&exists); err != nil || !exists {
		return "", err
	}
	var version string
	err := conn.QueryRow(ctx, "SELECT curr_version FROM schema_version WHERE version_partition = 0 AND db_name = $1", name).Scan(&version)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return version, err
}

// versionTables are the ones that the server reads its schema's version from, and that its own SQL tool would create.
const versionTables = `
CREATE TABLE IF NOT EXISTS schema_version (
	version_partition INT NOT NULL, db_name VARCHAR(255) NOT NULL, creation_time TIMESTAMP,
	curr_version VARCHAR(64), min_compatible_version VARCHAR(64), PRIMARY KEY (version_partition, db_name));
CREATE TABLE IF NOT EXISTS schema_update_history (
	version_partition INT NOT NULL, year INT NOT NULL, month INT NOT NULL, update_time TIMESTAMP NOT NULL,
	description VARCHAR(255), manifest_md5 VARCHAR(64), new_version VARCHAR(64), old_version VARCHAR(64),
	PRIMARY KEY (version_partition, year, month, update_time));`

// fillPostgres works in one transaction: a kill leaves all of the schema or nothing.
func fillPostgres(ctx context.Context, conn *pgx.Conn, db database) error {
	statements, err := schemaFile(db.schema)
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Conn().PgConn().Exec(ctx, versionTables+statements).ReadAll(); err != nil {
			return fmt.Errorf("apply %s: %w", db.schema, err)
		}
		_, err := tx.Exec(ctx, `INSERT INTO schema_version (version_partition, db_name, creation_time, curr_version, min_compatible_version)
			VALUES (0, $1, now() AT TIME ZONE 'UTC', $2, $2)`, db.name, db.version)
		return err
	})
}
