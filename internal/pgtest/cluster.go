package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Options of a cluster. The zero value is fast and forgets everything at a crash of the machine.
type Options struct {
	// Durable turns fsync, full_page_writes and synchronous_commit on and puts the data on disk: for
	// benchmarks and for stopping or killing PostgreSQL.
	Durable bool
	// MaxConnections is 200 by default.
	MaxConnections int
	// Settings are further lines of postgresql.conf and win over all others.
	Settings map[string]string
}

// Cluster is a PostgreSQL to make databases in.
type Cluster struct {
	admin  string  // connection string of any database of it
	server *server // nil when somebody else runs it
	lease  *lease  // what keeps a shared cluster alive; nil when not shared

	pool struct {
		sync.Mutex
		*pgxpool.Pool
	}
	templates templates
}

var errForeign = errors.New("pgtest: this cluster belongs to somebody else and cannot be stopped; use Start for one of your own")

// Start makes a cluster that nobody else uses and waits until it answers. It ends with Close, or with the process.
func Start(ctx context.Context, o Options) (*Cluster, error) {
	s, err := newServer(ctx, o, "")
	if err != nil {
		return nil, fmt.Errorf("start a throwaway PostgreSQL: %w", err)
	}
	return &Cluster{admin: s.dsn("postgres"), server: s}, nil
}

// Attach uses a PostgreSQL that runs already; the string is a URL or key=value.
func Attach(dsn string) (*Cluster, error) {
	if _, err := pgx.ParseConfig(dsn); err != nil {
		// The error of the parser repeats the string, password included.
		return nil, errors.New("the connection string is malformed")
	}
	return &Cluster{admin: dsn}, nil
}

// DSN is the connection string of a database, in the form of the cluster's own.
func (c *Cluster) DSN(database string) string {
	u, err := url.Parse(c.admin)
	if err != nil || u.Scheme == "" {
		return c.admin + " dbname=" + database
	}
	u.Path = "/" + database
	return u.String()
}

// Stop stops the server: at once, as a loss of power would (immediate), or after ending its sessions in order.
func (c *Cluster) Stop(immediate bool) error {
	if c.server == nil {
		return errForeign
	}
	c.forgetConnections()
	return c.server.stop(immediate)
}

// Kill kills every process of the server with SIGKILL.
func (c *Cluster) Kill() error {
	if c.server == nil {
		return errForeign
	}
	c.forgetConnections()
	return c.server.kill()
}

// StartAgain starts a stopped or killed server on its data and port and waits until it has recovered.
func (c *Cluster) StartAgain(ctx context.Context) error {
	if c.server == nil {
		return errForeign
	}
	return c.server.start(ctx)
}

// Close ends the use of the cluster. One's own is stopped and removed, a shared
// one when its last user is gone.
func (c *Cluster) Close() error {
	c.forgetConnections()
	switch {
	case c.lease != nil:
		return c.lease.release()
	case c.server != nil:
		return c.server.remove()
	}
	return nil
}

// connections are kept for creating and dropping databases only.
func (c *Cluster) connections(ctx context.Context) (*pgxpool.Pool, error) {
	c.pool.Lock()
	defer c.pool.Unlock()
	if c.pool.Pool != nil {
		return c.pool.Pool, nil
	}
	config, err := pgxpool.ParseConfig(c.admin)
	if err != nil {
		return nil, errors.New("the connection string is malformed")
	}
	config.MaxConns = 2
	config.MinConns = 0
	if c.pool.Pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, err
	}
	return c.pool.Pool, nil
}

func (c *Cluster) forgetConnections() {
	c.pool.Lock()
	defer c.pool.Unlock()
	if c.pool.Pool != nil {
		c.pool.Close()
		c.pool.Pool = nil
	}
}

func fromEnvironment() (*Cluster, bool, error) {
	dsn := os.Getenv(Variable)
	if dsn == "" {
		return nil, false, nil
	}
	c, err := Attach(dsn)
	if err != nil {
		return nil, true, fmt.Errorf("%s: %w", Variable, err)
	}
	return c, true, nil
}
