package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

var (
	errPortTaken = errors.New("the port is taken")
	errStillHeld = errors.New("an earlier server still holds the shared memory")
)

// process is one run of the program postgres.
type process struct {
	cmd     *exec.Cmd
	exited  chan struct{}
	logFile string
	logFrom int64
}

// launch gives the program a file for its output and not ours: `go test` waits for whoever holds its output.
func launch(s *server) (*process, error) {
	out, err := os.OpenFile(s.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer out.Close() //nolint:errcheck // the child has its own descriptor
	from, err := out.Seek(0, 2)
	if err != nil {
		return nil, err
	}
	// It outlives any context on purpose: its end is a method call or the lease.
	cmd := exec.Command(filepath.Join(s.bin, "postgres"), "-D", s.data()) //nolint:gosec,noctx // a found program
	cmd.Dir, cmd.Stdout, cmd.Stderr = s.dir, out, out
	s.account.adopt(cmd)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start postgres: %w", err)
	}
	p := &process{cmd: cmd, exited: make(chan struct{}), logFile: s.log(), logFrom: from}
	go func() {
		_ = cmd.Wait() // failure reads the reason from the log
		close(p.exited)
	}()
	return p, nil
}

// failure says why the program ended by itself.
func (p *process) failure() error {
	log, err := os.ReadFile(p.logFile)
	if err != nil {
		return err
	}
	text := string(log[min(p.logFrom, int64(len(log))):])
	switch {
	case strings.Contains(text, "Address already in use"):
		return errPortTaken
	case strings.Contains(text, "is still in use"), strings.Contains(text, "Is another postmaster"):
		return errStillHeld
	}
	return fmt.Errorf("postgres ended: %s", lastLines([]byte(text)))
}

const stopTimeout = 30 * time.Second

func (p *process) stop(immediate bool) error {
	signal := syscall.SIGINT
	if immediate {
		signal = syscall.SIGQUIT
	}
	if err := p.cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-p.exited:
		return nil
	case <-time.After(stopTimeout):
		return errors.Join(fmt.Errorf("postgres did not stop within %v", stopTimeout), p.kill())
	}
}

// kill takes the children too: a busy one would notice only later that its parent is gone.
func (p *process) kill() error {
	children := childrenOf(p.cmd.Process.Pid)
	err := p.cmd.Process.Kill()
	if errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	for _, pid := range children {
		_ = syscall.Kill(pid, syscall.SIGKILL) // it may be gone already
	}
	<-p.exited
	return err
}

func childrenOf(pid int) []int {
	list, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return nil
	}
	var pids []int
	for _, field := range strings.Fields(string(list)) {
		if child, err := strconv.Atoi(field); err == nil {
			pids = append(pids, child)
		}
	}
	return pids
}

// ping opens a session, which a server that still recovers refuses.
func ping(ctx context.Context, dsn string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}
