package main

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/config"
	"github.com/orderflow/orderflow/internal/freeport"
	"github.com/orderflow/orderflow/internal/services"
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
	if file := os.Getenv(leapFile); file != "" {
		clockOf = func(config.Clock) services.Clock { return leapingClock{file} }
	}
	if len(os.Args) > 1 && os.Args[1] == "temporal" {
		os.Exit(runTemporal())
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// program is one process of ours under test.
type program struct {
	tb     testing.TB
	binary string
	args   []string
	env    []string
	log    string
	mu     sync.Mutex
	cmd    *exec.Cmd
	out    *bytes.Buffer
	done   chan struct{}
}

// start runs the program's command line with the environment; it ends with the test.
func start(tb testing.TB, env []string, args ...string) *program {
	tb.Helper()
	return startBinary(tb, os.Args[0], env, args...)
}

// startBinary runs another build of the program.
func startBinary(tb testing.TB, binary string, env []string, args ...string) *program {
	tb.Helper()
	p := &program{tb: tb, binary: binary, args: args, env: env, log: filepath.Join(tb.TempDir(), "stderr.log")}
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
	p.cmd = exec.Command(p.binary, p.args...)
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

// logged is what the process wrote to standard error, in all its lives.
func (p *program) logged() string {
	p.tb.Helper()
	text, err := os.ReadFile(p.log)
	require.NoError(p.tb, err)
	return string(text)
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
	port, err := freeport.Find(tb.Context())
	require.NoError(tb, err)
	return freeport.Address(port)
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

func openStore(tb testing.TB, o store.Options) *store.Store {
	tb.Helper()
	db, err := store.Open(context.Background(), o)
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = db.Close() })
	return db
}
