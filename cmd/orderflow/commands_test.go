package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/internal/store/storetest"
)

// site is a production set-up whose Temporal server is away: `serve` and
// `worker` start without it.
type site struct {
	tb  testing.TB
	db  *store.Store
	env []string
}

func newSite(tb testing.TB) *site {
	tb.Helper()
	dsn := storetest.DSN(tb)
	s := &site{tb: tb, db: openStore(tb, store.Options{Driver: "postgres", DSN: dsn}), env: []string{
		"ORDERFLOW_DATABASE_DRIVER=postgres", "ORDERFLOW_DATABASE_DSN=" + dsn, "ORDERFLOW_TEMPORAL_HOST_PORT=" + freePort(tb),
		"ORDERFLOW_SMTP_HOST=127.0.0.1", "ORDERFLOW_HTTP_LISTEN=127.0.0.1:0", "ORDERFLOW_HTTP_OPS_LISTEN=localhost:0",
	}}
	s.ended("migrate")
	return s
}

// begun starts a command and answers with its public address and that for those who run the machine.
func (s *site) begun(command string) (public, ops string) {
	s.tb.Helper()
	public, ops = freePort(s.tb), freePort(s.tb)
	p := start(s.tb, append(slices.Clone(s.env), "ORDERFLOW_HTTP_LISTEN="+public, "ORDERFLOW_HTTP_OPS_LISTEN="+ops), command)
	eventually(s.tb, time.Minute, command+" to answer", func() bool {
		address := ops
		if command == "serve" {
			address = public // takes connections a moment later
		}
		status, _ := fetched(address, "/healthz")
		return status == http.StatusOK || p.dead()
	})
	require.False(s.tb, p.dead(), "%s ended:\n%s", command, p.logged())
	return public, ops
}

// ended runs a command to its end and answers with what it printed and complained.
func (s *site) ended(args ...string) (out, complaint string) {
	s.tb.Helper()
	p := start(s.tb, s.env, args...)
	eventually(s.tb, time.Minute, args[0]+" to end", p.dead)
	return p.output(), p.logged()
}

func (s *site) exec(statement string) {
	s.tb.Helper()
	require.NoError(s.tb, s.db.Write(context.Background(), func(tx *store.Tx) error { return tx.Exec(statement).Error }))
}

// fetched is the answer to a GET; a status of 0 is none.
func fetched(address, path string) (status int, text string) {
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://"+address+path, http.NoBody)
	if err != nil {
		return 0, err.Error()
	}
	answer, err := (&http.Client{Timeout: time.Minute}).Do(request)
	if err != nil {
		return 0, err.Error()
	}
	defer func() { _ = answer.Body.Close() }()
	body, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body)
}

// What the transactions went through, whoever runs them.
var storeMetrics = []string{"orderflow_transaction_retries_total", "orderflow_deadlocks_total"}

func TestEveryCommandMeasures(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for command, more := range map[string][]string{
		"serve":  {"orderflow_http_request_seconds"},
		"worker": {"orderflow_signals_total", "orderflow_events_dispatched_total", "orderflow_stray_cohorts_total", "orderflow_step_members", "orderflow_mail_connections_total"},
	} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			own := *s
			own.tb = t
			public, ops := own.begun(command)
			if command == "serve" {
				status, _ := fetched(public, "/readyz")
				require.Equal(t, http.StatusOK, status)
				status, text := fetched(public, "/metrics")
				require.Equal(t, http.StatusUnauthorized, status, "the public address shows no metrics: %s", text)
			}
			eventually(t, time.Minute, "the metrics", func() bool {
				_, text := fetched(ops, "/metrics")
				return !slices.ContainsFunc(append(more, storeMetrics...), func(name string) bool { return !strings.Contains(text, name) })
			})
			for _, path := range []string{"/dev/", "/dev/letters"} {
				status, _ := fetched(ops, path)
				require.Equal(t, http.StatusNotFound, status, path)
			}
		})
	}
}

func TestWorkerNeedsAMailServer(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.env = append(s.env, "ORDERFLOW_SMTP_HOST=")
	_, complaint := s.ended("worker")
	require.Regexp(t, `^orderflow: smtp\.host: [^\n]+\n$`, complaint, "one line that names the key")
}

// Where nobody has run "orderflow migrate" there is nothing to serve, and nothing is left behind.
func TestNoDatabaseIsMadeByServing(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "data")
	s := &site{tb: t, env: []string{
		"ORDERFLOW_DATABASE_DRIVER=sqlite", "ORDERFLOW_DATABASE_DATA_DIR=" + folder, "ORDERFLOW_TEMPORAL_HOST_PORT=" + freePort(t),
		"ORDERFLOW_SMTP_HOST=127.0.0.1", "ORDERFLOW_HTTP_LISTEN=127.0.0.1:0", "ORDERFLOW_HTTP_OPS_LISTEN=localhost:0",
	}}
	for _, command := range []string{"serve", "worker"} {
		_, complaint := s.ended(command)
		require.Contains(t, complaint, "orderflow migrate", command)
		require.NoDirExists(t, folder, command)
	}
}

// A program goes on, and starts, on a newer schema that says it may; on an older
// one, or on one that says it may not, it is not ready and does not start.
func TestSchemaOfAnotherRelease(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	commands := map[string]string{}
	for _, command := range []string{"serve", "worker"} {
		_, commands[command] = s.begun(command)
	}
	ready := func(want int, what string) {
		for command, ops := range commands {
			status, text := fetched(ops, "/readyz")
			require.Equal(t, want, status, "%s: %s: %s", what, command, text)
			if want != http.StatusOK {
				require.Contains(t, text, "orderflow migrate")
			}
		}
	}
	refused := func() {
		for command := range commands {
			_, complaint := s.ended(command)
			require.Contains(t, complaint, "orderflow migrate")
		}
	}
	ready(http.StatusOK, "the schema of this release")

	s.exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, TRUE)")
	ready(http.StatusOK, "OPS-3: a newer schema that keeps what this release needs")
	_, another := s.begun("serve")
	status, text := fetched(another, "/readyz")
	require.Equal(t, http.StatusOK, status, text)

	s.exec("UPDATE schema_compatibility SET oldest = 99999")
	ready(http.StatusServiceUnavailable, "a newer schema that this release would get wrong")
	refused()
	_, complaint := s.ended("migrate")
	require.Contains(t, complaint, "99999", "OPS-2: it names what it found")

	s.exec("DELETE FROM goose_db_version WHERE version_id > 1")
	ready(http.StatusServiceUnavailable, "OPS-3: an older schema")
	refused()
}

// The letters of everybody are at /dev/letters.
func TestDevPagesStayOnLoopback(t *testing.T) {
	t.Parallel()
	p := start(t, []string{"ORDERFLOW_DATABASE_DATA_DIR=" + t.TempDir(), "ORDERFLOW_HTTP_OPS_LISTEN=0.0.0.0:0"}, "dev")
	eventually(t, time.Minute, "dev to end", p.dead)
	require.Regexp(t, `^orderflow: http\.ops_listen: [^\n]*loopback\n$`, p.logged())
}

// A port in use is told in one line, before anything is made.
func TestPortInUse(t *testing.T) {
	t.Parallel()
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = taken.Close() })
	for _, key := range []string{"ORDERFLOW_HTTP_LISTEN", "ORDERFLOW_HTTP_OPS_LISTEN"} {
		env := []string{"ORDERFLOW_HTTP_LISTEN=127.0.0.1:0", "ORDERFLOW_HTTP_OPS_LISTEN=localhost:0", key + "=" + taken.Addr().String()}
		for _, command := range []string{"dev", "serve"} {
			data := filepath.Join(t.TempDir(), "data")
			at := append(env, "ORDERFLOW_DATABASE_DATA_DIR="+data)
			if command == "serve" { // which looks for its database first
				eventually(t, time.Minute, "migrate to end", start(t, at, "migrate").dead)
			}
			p := start(t, at, command)
			eventually(t, time.Minute, command+" to end", p.dead)
			require.Regexp(t, `^orderflow: listen on `+taken.Addr().String()+`: [^\n]*address already in use\n$`, p.logged())
			if command == "dev" {
				_, err := os.Stat(data)
				require.ErrorIs(t, err, os.ErrNotExist)
			}
		}
	}
}
