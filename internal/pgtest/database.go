package pgtest

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Template is a database that is filled once and then copied, which takes a
// fraction of filling it again.
type Template struct {
	// Key names the content: another schema needs another key. Letters, digits and underscores.
	Key string
	// Fill makes the content through the connection string of an empty database. It must close its connections.
	Fill func(ctx context.Context, dsn string) error
}

// templates are those known to exist.
type templates struct {
	sync.Mutex
	ready map[string]bool
}

const databaseTimeout = 2 * time.Minute

// CreateDatabase makes an empty database, dropped when the test ends, and answers with its connection string.
func (c *Cluster) CreateDatabase(tb TB) string {
	tb.Helper()
	return c.create(tb, "")
}

// CreateFrom makes a copy of the template, dropped when the test ends, and answers with its connection string.
func (c *Cluster) CreateFrom(tb TB, t Template) string {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), databaseTimeout)
	defer cancel()
	name, err := c.prepare(ctx, t)
	if err != nil {
		tb.Fatalf("pgtest: prepare template %s: %v", t.Key, err)
		return ""
	}
	return c.create(tb, name)
}

func (c *Cluster) create(tb TB, template string) string {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), databaseTimeout)
	defer cancel()
	name := databaseName(tb.Name())
	if err := c.createDatabase(ctx, name, template); err != nil {
		tb.Fatalf("pgtest: create database %s: %v", name, err)
		return ""
	}
	// A test that stopped the cluster leaves its database to the cluster's own end.
	tb.Cleanup(func() { _ = c.DropDatabase(name) })
	return c.DSN(name)
}

var created atomic.Int64

// databaseName is unique among the processes that share a cluster, and tells whose it is.
func databaseName(test string) string {
	const enough = 30
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToLower(test))
	return fmt.Sprintf("t%d_%d_%s", os.Getpid(), created.Add(1), clean[:min(enough, len(clean))])
}

func (c *Cluster) createDatabase(ctx context.Context, name, template string) error {
	pool, err := c.connections(ctx)
	if err != nil {
		return err
	}
	statement := "CREATE DATABASE " + quoted(name)
	if template != "" {
		statement += " TEMPLATE " + quoted(template)
	}
	_, err = pool.Exec(ctx, statement)
	return err
}

// DropDatabase ends the sessions of a database and drops it; a missing one is no error.
func (c *Cluster) DropDatabase(name string) error {
	ctx, cancel := context.WithTimeout(context.Background(), databaseTimeout)
	defer cancel()
	pool, err := c.connections(ctx)
	if err != nil {
		return err
	}
	_, err = pool.Exec(ctx, "DROP DATABASE IF EXISTS "+quoted(name)+" WITH (FORCE)")
	return err
}

// prepare fills the template unless it is there, and answers with its name.
func (c *Cluster) prepare(ctx context.Context, t Template) (string, error) {
	c.templates.Lock()
	defer c.templates.Unlock()
	name := "template_" + t.Key
	if c.templates.ready[name] {
		return name, nil
	}
	pool, err := c.connections(ctx)
	if err != nil {
		return "", err
	}
	err = pool.AcquireFunc(ctx, func(conn *pgxpool.Conn) error { return c.fillOnce(ctx, conn.Conn(), name, t) })
	if err != nil {
		return "", err
	}
	if c.templates.ready == nil {
		c.templates.ready = map[string]bool{}
	}
	c.templates.ready[name] = true
	return name, nil
}

// fillOnce works under a lock of the cluster, because other test binaries want
// the same template, and renames at the end, so that a killed one leaves no half.
func (c *Cluster) fillOnce(ctx context.Context, conn *pgx.Conn, name string, t Template) (err error) {
	key := lockKey(name)
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", key); err != nil {
		return err
	}
	defer func() {
		_, unlock := conn.Exec(ctx, "SELECT pg_advisory_unlock($1)", key)
		err = errors.Join(err, unlock)
	}()
	var exists bool
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&exists)
	if err != nil || exists {
		return err
	}
	return c.fill(ctx, conn, name, t)
}

func (c *Cluster) fill(ctx context.Context, conn *pgx.Conn, name string, t Template) error {
	draft := name + "_draft"
	for _, statement := range []string{
		"DROP DATABASE IF EXISTS " + quoted(draft) + " WITH (FORCE)",
		"CREATE DATABASE " + quoted(draft),
	} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return err
		}
	}
	if err := t.Fill(ctx, c.DSN(draft)); err != nil {
		return fmt.Errorf("fill: %w", err)
	}
	_, err := conn.Exec(ctx, "ALTER DATABASE "+quoted(draft)+" RENAME TO "+quoted(name))
	return err
}

func lockKey(name string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // a hash never fails
	return int64(h.Sum64())      //nolint:gosec // any 64 bits will do
}

func quoted(name string) string { return pgx.Identifier{name}.Sanitize() }
