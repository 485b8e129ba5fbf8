//go:build !noembedded

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/embedded"
	"github.com/orderflow/orderflow/internal/store"
)

// The test binary is also the program: with this variable set it runs the
// command line that follows, so that tests start, stop and kill real processes
// without a second binary that links the embedded server.
const asProgram = "ORDERFLOW_TEST_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) == "" {
		os.Exit(m.Run())
	}
	if len(os.Args) > 1 && os.Args[1] == "temporal" {
		os.Exit(runTemporal())
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// runTemporal is a Temporal server on PostgreSQL in a process of its own.
func runTemporal() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	port, _ := strconv.Atoi(os.Getenv("ORDERFLOW_TEST_TEMPORAL_PORT"))
	server, err := embedded.Start(ctx, embedded.Options{
		PostgresDSN: os.Getenv("ORDERFLOW_TEST_TEMPORAL_DSN"), FrontendPort: port, LogLevel: slog.LevelError,
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "temporal:", err)
		return 1
	}
	fmt.Println("temporal ready")
	<-ctx.Done()
	_ = server.Stop()
	return 0
}

// scale is the size of the long checks: a fiftieth, or whole with ORDERFLOW_TEST_SCALE=1.
func scale(whole int) int {
	if os.Getenv("ORDERFLOW_TEST_SCALE") == "1" {
		return whole
	}
	return max(whole/50, 6)
}

// program is one process of ours under test.
type program struct {
	tb   testing.TB
	args []string
	env  []string
	log  string
	mu   sync.Mutex
	cmd  *exec.Cmd
	out  *bytes.Buffer
	done chan struct{}
}

// start runs the program's command line with the environment; it ends with the test.
func start(tb testing.TB, env []string, args ...string) *program {
	tb.Helper()
	p := &program{tb: tb, args: args, env: env, log: filepath.Join(tb.TempDir(), "stderr.log")}
	p.up()
	tb.Cleanup(func() {
		p.kill()
		if tb.Failed() {
			text, _ := os.ReadFile(p.log)
			tb.Logf("%s stderr (end):\n%s", args[0], tail(string(text), 30))
		}
	})
	return p
}

func (p *program) up(extra ...string) {
	p.tb.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	logs, err := os.OpenFile(p.log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	require.NoError(p.tb, err)
	p.out, p.done = new(bytes.Buffer), make(chan struct{})
	p.cmd = exec.Command(os.Args[0], p.args...) //nolint:noctx // it must survive contexts: tests kill it themselves
	p.cmd.Env = append(append(append(os.Environ(), asProgram+"=1"), p.env...), extra...)
	p.cmd.Stderr = logs
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	pipe, err := p.cmd.StdoutPipe()
	require.NoError(p.tb, err)
	require.NoError(p.tb, p.cmd.Start())
	lines, done, cmd, out := bufio.NewScanner(pipe), p.done, p.cmd, p.out
	go func() {
		defer close(done)
		for lines.Scan() {
			p.mu.Lock()
			out.WriteString(lines.Text() + "\n")
			p.mu.Unlock()
		}
		_ = cmd.Wait()
		_ = logs.Close()
	}()
}

func (p *program) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

// kill ends the process with SIGKILL and waits until it is gone.
func (p *program) kill() {
	p.mu.Lock()
	cmd, done := p.cmd, p.done
	p.mu.Unlock()
	_ = cmd.Process.Kill()
	<-done
}

// stop ends the process as an operator would and waits for it.
func (p *program) stop() {
	p.mu.Lock()
	cmd, done := p.cmd, p.done
	p.mu.Unlock()
	_ = cmd.Process.Signal(syscall.SIGTERM)
	<-done
}

// dead reports whether the process has ended by itself, at a failpoint for instance.
func (p *program) dead() bool {
	p.mu.Lock()
	done := p.done
	p.mu.Unlock()
	select {
	case <-done:
		return true
	default:
		return false
	}
}

func tail(text string, lines int) string {
	all := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// freePort is a port of loopback that nobody listens on at the moment.
func freePort(tb testing.TB) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed at once
	require.NoError(tb, err)
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// eventually waits until the condition holds; it asks every 50 ms and fails the test after the limit.
func eventually(tb testing.TB, limit time.Duration, what string, holds func() bool) {
	tb.Helper()
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline.C:
			require.FailNow(tb, "waited "+limit.String()+" for: "+what)
		}
	}
}

// visitor speaks to the API as an integrator does.
type visitor struct {
	tb    testing.TB
	base  func() string
	token string
}

// call answers with the status; a transport error is status 0. into may be nil.
func (c *visitor) call(method, path string, headers map[string]string, body, into any) (int, string) {
	var reader io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		require.NoError(c.tb, err)
		reader = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(context.Background(), method, c.base()+path, reader)
	require.NoError(c.tb, err)
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	answer, err := (&http.Client{Timeout: 20 * time.Second}).Do(request)
	if err != nil {
		return 0, err.Error()
	}
	defer func() { _ = answer.Body.Close() }()
	text, _ := io.ReadAll(answer.Body)
	if into != nil && answer.StatusCode < 300 {
		require.NoError(c.tb, json.Unmarshal(text, into), string(text))
	}
	return answer.StatusCode, string(text)
}

// must makes the call and fails the test unless it worked.
func (c *visitor) must(method, path string, body, into any) {
	c.tb.Helper()
	status, text := c.call(method, path, nil, body, into)
	require.Less(c.tb, status, 300, "%s %s: %s", method, path, text)
	require.NotZero(c.tb, status, "%s %s: %s", method, path, text)
}

// insist repeats the call under one Idempotency-Key until it is answered, as a
// client does whose server is killed.
func (c *visitor) insist(method, path, key string, body, into any) {
	c.tb.Helper()
	eventually(c.tb, 2*time.Minute, method+" "+path, func() bool {
		status, text := c.call(method, path, map[string]string{"Idempotency-Key": key}, body, into)
		if status >= 400 && status < 500 && status != http.StatusConflict {
			require.FailNow(c.tb, "refused", "%s %s: %d %s", method, path, status, text)
		}
		require.NotEqual(c.tb, http.StatusInternalServerError, status, text)
		return status >= 200 && status < 300
	})
}

var bootstrap = regexp.MustCompile(`of_[0-9a-f]+`)

// firstOwner makes the owner with the one-time token that the text holds.
func (c *visitor) firstOwner(text string) {
	c.tb.Helper()
	var owner struct{ Token string }
	c.must("POST", "/api/v1/setup/first-owner", map[string]any{
		"bootstrap_token": bootstrap.FindString(text), "name": "Olga", "email": "olga@school.example",
	}, &owner)
	c.token = owner.Token
}

// offer makes an offer of 100 roubles and answers with its id.
func (c *visitor) offer(code string, auto bool) int64 {
	c.tb.Helper()
	var made struct{ ID int64 }
	c.must("POST", "/api/v1/offers", map[string]any{
		"code": code, "title": code, "currency": "RUB", "price": 10000, "auto_complete": auto, "duplicate_policy": "create",
	}, &made)
	return made.ID
}

// publish publishes a process: a definition, or a template with values.
func (c *visitor) publish(body map[string]any) int64 {
	c.tb.Helper()
	var made struct{ ID, Version int64 }
	c.must("POST", "/api/v1/processes", body, &made)
	status, text := c.call("POST", fmt.Sprintf("/api/v1/processes/%d/publish", made.ID), map[string]string{"If-Match": fmt.Sprintf(`"%d"`, made.Version)}, nil, nil)
	require.Less(c.tb, status, 300, text)
	return made.ID
}

func (c *visitor) customer(email string) int64 {
	c.tb.Helper()
	var made struct{ ID int64 }
	c.must("POST", "/api/v1/customers", map[string]any{"email": email}, &made)
	return made.ID
}

// dev starts the one-process set-up in the folder and makes its owner.
func dev(tb testing.TB, folder string, env ...string) (*program, *visitor) {
	tb.Helper()
	address, ops := freePort(tb), freePort(tb)
	p := start(tb, append([]string{
		"ORDERFLOW_DATABASE_DATA_DIR=" + folder, "ORDERFLOW_HTTP_LISTEN=" + address, "ORDERFLOW_HTTP_OPS_LISTEN=" + ops,
		"ORDERFLOW_LOG_LEVEL=warn",
	}, env...), "dev")
	c := &visitor{tb: tb, base: func() string { return "http://" + address }}
	eventually(tb, time.Minute, "dev to answer", func() bool { return strings.Contains(p.output(), "Ctrl-C") || p.dead() })
	require.False(tb, p.dead(), "dev ended")
	c.firstOwner(p.output())
	return p, c
}

// look opens the database of a stopped dev process.
func look(tb testing.TB, folder string) *store.Store {
	tb.Helper()
	return openStore(tb, store.Options{Driver: "sqlite", DSN: filepath.Join(folder, "orderflow.db")})
}

func openStore(tb testing.TB, o store.Options) *store.Store {
	tb.Helper()
	db, err := store.Open(context.Background(), o)
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = db.Close() })
	return db
}

// count runs a query that answers with one number.
func count(tb testing.TB, db *store.Store, query string, args ...any) int64 {
	tb.Helper()
	var n int64
	require.NoError(tb, db.Read(context.Background(), func(tx *store.Tx) error { return tx.Raw(query, args...).Scan(&n).Error }))
	return n
}
