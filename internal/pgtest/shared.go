package pgtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

// Shared is the cluster that all tests of this user use: the one of
// ORDERFLOW_TEST_POSTGRES, else the one that is running, else a new one. It
// ends when Close was called on every use of it or their processes ended.
func Shared(ctx context.Context) (*Cluster, error) {
	if c, found, err := fromEnvironment(); found {
		return c, err
	}
	if !canReap() {
		return Start(ctx, Options{})
	}
	c, err := share(ctx)
	if err != nil {
		return nil, fmt.Errorf("share a throwaway PostgreSQL: %w", err)
	}
	return c, nil
}

// usersFile is leased by every process that uses the shared cluster.
const usersFile = "users"

// share lets one process at a time look for the running cluster or start it.
func share(ctx context.Context) (_ *Cluster, err error) {
	dir, err := meetingPlace()
	if err != nil {
		return nil, err
	}
	door := flock.New(filepath.Join(dir, "door"))
	if _, err := door.TryLockContext(ctx, lockPause); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, door.Close()) }()
	use, err := hold(ctx, filepath.Join(dir, usersFile))
	if err != nil {
		return nil, err
	}
	dsn, err := findOrStart(ctx, dir)
	if err != nil {
		return nil, errors.Join(err, use.release())
	}
	c, err := Attach(dsn)
	if err != nil {
		return nil, errors.Join(err, use.release())
	}
	c.lease = use
	return c, nil
}

// meetingPlace is a folder that only this user can have made.
func meetingPlace() (string, error) {
	dir := filepath.Join(os.TempDir(), "orderflow-pgtest-"+strconv.Itoa(os.Geteuid()))
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return "", err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.IsDir() || info.Mode().Perm()&0o077 != 0 || int(owner.Uid) != os.Geteuid() {
		return "", fmt.Errorf("%s is not a private folder of this user", dir)
	}
	return dir, nil
}

// note is what the users of a shared cluster find in the meeting place.
type note struct {
	DSN string `json:"dsn"`
}

func findOrStart(ctx context.Context, dir string) (string, error) {
	path := filepath.Join(dir, "cluster.json")
	if dsn, ok := running(ctx, path); ok {
		return dsn, nil
	}
	s, err := newServer(ctx, Options{}, filepath.Join(dir, usersFile))
	if err != nil {
		return "", err
	}
	dsn := s.dsn("postgres")
	if err := writeNote(path, note{DSN: dsn}); err != nil {
		return "", errors.Join(err, s.remove())
	}
	// The caller holds a lease on the same file, as every later user will.
	return dsn, s.lease.release()
}

func running(ctx context.Context, path string) (string, bool) {
	content, err := os.ReadFile(path) //nolint:gosec // our own file in our private folder
	if err != nil {
		return "", false
	}
	var n note
	if json.Unmarshal(content, &n) != nil || ping(ctx, n.DSN) != nil {
		return "", false
	}
	return n.DSN, true
}

func writeNote(path string, n note) error {
	content, err := json.Marshal(n)
	if err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o600)
}

// here is this process's use of the shared cluster, started by the first test that needs it.
var here struct {
	sync.Mutex
	cluster *Cluster
}

const sharedTimeout = 5 * time.Minute

// Use is the shared cluster of this test binary. The test fails when there can be none.
func Use(tb TB) *Cluster {
	tb.Helper()
	here.Lock()
	defer here.Unlock()
	if here.cluster != nil {
		return here.cluster
	}
	ctx, cancel := context.WithTimeout(context.Background(), sharedTimeout)
	defer cancel()
	c, err := Shared(ctx)
	if err != nil {
		tb.Fatalf("pgtest: %v", err)
		return nil
	}
	here.cluster = c
	return c
}

// Main runs the tests of a package that Use the shared cluster and gives it back at the end: call it from TestMain.
func Main(m interface{ Run() int }) {
	code := m.Run()
	if err := leave(); err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

func leave() error {
	here.Lock()
	defer here.Unlock()
	if here.cluster == nil {
		return nil
	}
	c := here.cluster
	here.cluster = nil
	return c.Close()
}
