package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

// lease is a shared lock on a file. A reaper, a shell that waits for the
// exclusive lock, stops and removes the cluster when the last lease on it is
// gone, however its holders ended: the system drops the locks of a killed process.
type lease struct{ file *flock.Flock }

const lockPause = 20 * time.Millisecond

// hold waits for a reaper that is at work on the same file.
func hold(ctx context.Context, path string) (*lease, error) {
	file := flock.New(path)
	if _, err := file.TryRLockContext(ctx, lockPause); err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return &lease{file: file}, nil
}

// newLease holds the file and sets a reaper on the folder of a cluster.
func newLease(ctx context.Context, path, folder string) (*lease, error) {
	l, err := hold(ctx, path)
	if err != nil {
		return nil, err
	}
	if err := setReaper(path, folder); err != nil {
		return nil, errors.Join(err, l.release())
	}
	return l, nil
}

func (l *lease) release() error { return l.file.Close() }

// canReap: elsewhere than on Linux a cluster is removed by Close alone.
func canReap() bool {
	_, err := exec.LookPath("flock")
	return err == nil && exists("/proc/self/cwd")
}

// reap checks that the noted process is this cluster's before it signals: the number may have passed to another.
const reap = `
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ] && [ "$(readlink "/proc/$pid/cwd")" = "$1/data" ]; then
	kill -QUIT "$pid"
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ -d "/proc/$pid" ] || break
		sleep 0.1
	done
fi
rm -rf "$1"
`

func setReaper(path, folder string) error {
	if !canReap() {
		return nil
	}
	// It has to outlive this process, so it belongs to no context, terminal or output of it.
	cmd := exec.Command("flock", "--exclusive", path, "sh", "-c", reap, "reaper", folder) //nolint:gosec,noctx // own paths
	cmd.Dir = os.TempDir()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the reaper: %w", err)
	}
	return cmd.Process.Release()
}
