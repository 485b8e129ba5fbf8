package bench

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.temporal.io/sdk/client"

	"github.com/orderflow/orderflow/internal/embedded"
	"github.com/orderflow/orderflow/internal/mail/mailsink"
	"github.com/orderflow/orderflow/internal/pgtest"
)

// bench is one benchmark under way: its cluster, on which every run has databases of its own.
type bench struct {
	options Options
	cluster *pgtest.Cluster
	machine Machine
	stands  int
	school  *school // seeded when it is first asked for
}

func begin(ctx context.Context, o Options) (*bench, error) {
	b := &bench{options: o}
	var err error
	if o.DSN != "" {
		b.cluster, err = pgtest.Attach(o.DSN)
	} else {
		b.cluster, err = pgtest.Start(ctx, pgtest.Options{Durable: true, MaxConnections: 300, Settings: map[string]string{"track_commit_timestamp": "on"}})
	}
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	if b.machine, err = inspect(ctx, b.cluster.DSN("postgres")); err != nil {
		b.end()
		return nil, fmt.Errorf("bench: %w", err)
	}
	return b, nil
}

func (b *bench) end() {
	if b.school != nil {
		b.school.close()
	}
	if err := b.cluster.Close(); err != nil {
		b.options.Logger.Error("close cluster", "error", err)
	}
}

// inspect notes what the figures depend on. Commits that are not synced would
// measure something else, and without commit timestamps latencies cannot be read.
func inspect(ctx context.Context, dsn string) (Machine, error) {
	m := Machine{Cores: runtime.NumCPU(), Platform: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version()}
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return m, err
	}
	defer func() { _ = conn.Close(ctx) }()
	stamps := ""
	for name, into := range map[string]*string{
		"server_version": &m.PostgreSQL, "fsync": &m.Fsync, "synchronous_commit": &m.SynchronousCommit,
		"full_page_writes": &m.FullPageWrites, "track_commit_timestamp": &stamps,
	} {
		if err := conn.QueryRow(ctx, "SELECT current_setting($1)", name).Scan(into); err != nil {
			return m, err
		}
	}
	if m.Fsync != "on" || m.SynchronousCommit != "on" || stamps != "on" {
		return m, fmt.Errorf("PostgreSQL runs with fsync=%s synchronous_commit=%s track_commit_timestamp=%s; all three must be on",
			m.Fsync, m.SynchronousCommit, stamps)
	}
	return m, nil
}

// stand is one installation on databases of its own, with its Temporal server.
type stand struct {
	*Installation
	*bench
	dsn      string
	db       *pgxpool.Pool
	temporal *embedded.Server
	client   client.Client
	url      string
	secret   string // of the test gateway
	account  string
	closers  []func()
}

// open makes a stand; close ends it and drops its databases.
func (b *bench) open(ctx context.Context) (s *stand, err error) {
	b.stands++
	name := fmt.Sprintf("bench_%d", b.stands)
	s = &stand{bench: b, dsn: b.cluster.DSN(name), secret: "bench-gateway-secret", account: "bench-account"}
	defer func() {
		if err != nil {
			s.close()
			err = fmt.Errorf("set up: %w", err)
		}
	}()
	if err := b.createDatabase(ctx, name); err != nil {
		return s, err
	}
	s.closers = append(s.closers, func() { b.drop(name) })
	if err := s.startTemporal(ctx, name); err != nil {
		return s, err
	}
	if s.db, err = pgxpool.New(ctx, s.dsn); err != nil {
		return s, err
	}
	s.closers = append(s.closers, s.db.Close)
	return s, s.serve(ctx)
}

func (b *bench) createDatabase(ctx context.Context, name string) error {
	conn, err := pgx.Connect(ctx, b.cluster.DSN("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
	return err
}

func (b *bench) drop(names ...string) {
	for _, name := range names {
		if err := b.cluster.DropDatabase(name); err != nil {
			b.options.Logger.Error("drop database", "error", err)
		}
	}
}

func (s *stand) startTemporal(ctx context.Context, name string) (err error) {
	state, visibility := name+"_temporal", name+"_visibility"
	s.temporal, err = embedded.Start(ctx, embedded.Options{
		PostgresDSN: s.cluster.DSN("postgres"), Database: state, VisibilityDatabase: visibility, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return err
	}
	s.closers = append(s.closers, func() { s.drop(state, visibility) }, func() { _ = s.temporal.Stop() })
	s.client, err = client.Dial(client.Options{HostPort: s.temporal.HostPort(), Logger: silence{}})
	if err != nil {
		return err
	}
	s.closers = append(s.closers, s.client.Close)
	return nil
}

// serve wires the installation and listens as the server does.
func (s *stand) serve(ctx context.Context) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.url = "http://" + listener.Addr().String()
	mails, err := mailsink.Serve("127.0.0.1:0", swallow{}, mailsink.Options{})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	s.closers = append(s.closers, func() { _ = mails.Close() })
	s.Installation, err = s.options.Wire(ctx, Site{
		DSN: s.dsn, Temporal: s.temporal.HostPort(), Namespace: "default", PublicURL: s.url,
		GatewaySecret: s.secret, GatewayAcct: s.account, SMTP: mails.Address(), Connections: 16,
	})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	s.closers = append(s.closers, s.Close)
	s.listen(listener)
	return nil
}

// listen answers requests as the server does.
func (s *stand) listen(listener net.Listener) {
	server := &http.Server{Handler: s.Handler, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	s.closers = append(s.closers, func() { _ = server.Close() })
}

// close undoes everything, the latest first.
func (s *stand) close() {
	for i := len(s.closers) - 1; i >= 0; i-- {
		s.closers[i]()
	}
}

// work runs the worker until stop is called.
func (s *stand) work(ctx context.Context) (stop func() error) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- s.Work(ctx) }()
	var ended bool
	stop = func() error {
		if ended {
			return nil
		}
		ended = true
		cancel()
		return <-done
	}
	return stop
}

// calm lets nothing of the one side burden the other: tables are vacuumed and
// written out between a measurement and its baseline.
func (s *stand) calm(ctx context.Context) error {
	for _, statement := range []string{"VACUUM ANALYZE", "CHECKPOINT"} {
		if _, err := s.db.Exec(ctx, statement); err != nil {
			return fmt.Errorf("calm: %w", err)
		}
	}
	runtime.GC()
	return nil
}

// swallow takes every letter and forgets it.
type swallow struct{}

// Recipient implements mailsink.Handler.
func (swallow) Recipient(string) error { return nil }

// Letter implements mailsink.Handler.
func (swallow) Letter(mailsink.Delivery) error { return nil }

// silence keeps the SDK's messages out of the table.
type silence struct{}

// Debug implements log.Logger.
func (silence) Debug(string, ...any) {}

// Info implements log.Logger.
func (silence) Info(string, ...any) {}

// Warn implements log.Logger.
func (silence) Warn(string, ...any) {}

// Error implements log.Logger.
func (silence) Error(string, ...any) {}
