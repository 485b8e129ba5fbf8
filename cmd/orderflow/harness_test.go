//go:build !noembedded

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/embedded"
	"github.com/orderflow/orderflow/internal/store"
)

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

// stop ends the process as an operator would and waits for it.
func (p *program) stop() {
	p.mu.Lock()
	cmd, done := p.cmd, p.done
	p.mu.Unlock()
	_ = cmd.Process.Signal(syscall.SIGTERM)
	<-done
}

// scale is the size of the long checks: a fiftieth, or whole with ORDERFLOW_TEST_SCALE=1.
func scale(whole int) int {
	if os.Getenv("ORDERFLOW_TEST_SCALE") == "1" {
		return whole
	}
	return max(whole/50, 6)
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
	answer, err := (&http.Client{Timeout: time.Minute}).Do(request)
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

// count runs a query that answers with one number.
func count(tb testing.TB, db *store.Store, query string, args ...any) int64 {
	tb.Helper()
	var n int64
	require.NoError(tb, db.Read(context.Background(), func(tx *store.Tx) error { return tx.Raw(query, args...).Scan(&n).Error }))
	return n
}
