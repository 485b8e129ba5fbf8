package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/orderflow/orderflow/internal/freeport"
)

const superuser = "orderflow"

// server is a PostgreSQL that this process made. Everything of it lies in dir.
type server struct {
	bin, dir string
	account  *account
	password string
	port     int
	options  Options

	running *process
	lease   *lease
}

// newServer makes a cluster that lives as long as somebody holds a lease on the
// given file; without one it lives as long as this process.
func newServer(ctx context.Context, o Options, leaseFile string) (*server, error) {
	bin, err := programs(ctx)
	if err != nil {
		return nil, err
	}
	account, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := account.newFolder(!o.Durable)
	if err != nil {
		return nil, err
	}
	s := &server{bin: bin, dir: dir, account: account, password: rand.Text(), options: o}
	if err := s.create(ctx, leaseFile); err != nil {
		return nil, errors.Join(err, s.remove())
	}
	return s, nil
}

func (s *server) create(ctx context.Context, leaseFile string) error {
	if leaseFile == "" {
		leaseFile = filepath.Join(s.dir, "lease")
	}
	var err error
	if s.lease, err = newLease(ctx, leaseFile, s.dir); err != nil {
		return err
	}
	if err := s.initdb(ctx); err != nil {
		return err
	}
	const attempts = 3
	for range attempts {
		if s.port, err = freeport.Find(ctx); err != nil {
			return err
		}
		if err = s.configure(); err != nil {
			return err
		}
		if err = s.start(ctx); !errors.Is(err, errPortTaken) {
			return err
		}
	}
	return err
}

func (s *server) data() string { return filepath.Join(s.dir, "data") }
func (s *server) log() string  { return filepath.Join(s.dir, "log") }

func (s *server) dsn(database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(superuser, s.password),
		Host: fmt.Sprintf("127.0.0.1:%d", s.port), Path: "/" + database, RawQuery: "sslmode=disable",
	}
	return u.String()
}

// initdb asks for a password although the cluster is a throwaway: without one,
// everybody on the machine could run programs as its user.
func (s *server) initdb(ctx context.Context) error {
	secret := filepath.Join(s.dir, "password")
	if err := os.WriteFile(secret, []byte(s.password), 0o600); err != nil {
		return err
	}
	if err := s.account.own(secret); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, "initdb"), "--pgdata", s.data(), "--username", superuser, //nolint:gosec // a found program
		"--pwfile", secret, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", locale(), "--no-sync")
	cmd.Dir = s.dir
	s.account.adopt(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, lastLines(out))
	}
	return os.Remove(secret)
}

// locale has the letters of every language and sorts by bytes, as SQLite does.
func locale() string {
	if runtime.GOOS == "darwin" {
		return "en_US.UTF-8"
	}
	return "C.UTF-8"
}

// configure overwrites what an earlier attempt at another port wrote: the last line of a setting counts.
func (s *server) configure() error {
	f, err := os.OpenFile(filepath.Join(s.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	for _, line := range settings(s.options, s.port) {
		if _, err := fmt.Fprintln(f, line); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	return f.Close()
}

const (
	startTimeout = 60 * time.Second
	startPause   = 15 * time.Millisecond
)

// start launches PostgreSQL and waits until it answers. Right after a kill the
// old processes still hold its shared memory for a moment, so it tries again.
func (s *server) start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		p, err := launch(s)
		if err != nil {
			return err
		}
		if err = s.awaitAnswer(ctx, p); err == nil {
			s.running = p
			return nil
		}
		if !errors.Is(err, errStillHeld) {
			return errors.Join(err, p.kill())
		}
		if err := pause(ctx, startPause); err != nil {
			return err
		}
	}
}

func (s *server) awaitAnswer(ctx context.Context, p *process) error {
	dsn := s.dsn("postgres")
	for {
		last := ping(ctx, dsn)
		if last == nil {
			return nil
		}
		select {
		case <-p.exited:
			return p.failure()
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL did not answer: %w; last: %w", ctx.Err(), last)
		case <-time.After(startPause):
		}
	}
}

func (s *server) stop(immediate bool) error {
	p := s.running
	s.running = nil
	if p == nil {
		return nil
	}
	return p.stop(immediate)
}

func (s *server) kill() error {
	p := s.running
	s.running = nil
	if p == nil {
		return nil
	}
	return p.kill()
}

// remove leaves nothing behind.
func (s *server) remove() error {
	err := errors.Join(s.stop(true), os.RemoveAll(s.dir))
	if s.lease != nil {
		err = errors.Join(err, s.lease.release())
	}
	return err
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
