package pgtest_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/pgtest"
)

// childMode makes this test binary play another process that uses the shared cluster.
const childMode = "ORDERFLOW_PGTEST_CHILD"

func TestMain(m *testing.M) {
	if mode := os.Getenv(childMode); mode != "" {
		playChild(mode)
		return
	}
	pgtest.Main(m)
}

func playChild(mode string) {
	open := pgtest.Shared
	if mode == "private" {
		open = func(ctx context.Context) (*pgtest.Cluster, error) { return pgtest.Start(ctx, pgtest.Options{}) }
	}
	c, err := open(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(c.DSN("postgres"))
	select {}
}

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func exec1(t *testing.T, conn *pgx.Conn, statement string) {
	t.Helper()
	_, err := conn.Exec(t.Context(), statement)
	require.NoError(t, err)
}

func scan[T any](t *testing.T, conn *pgx.Conn, query string) T {
	t.Helper()
	var v T
	require.NoError(t, conn.QueryRow(t.Context(), query).Scan(&v))
	return v
}

func TestEachTestHasADatabaseOfItsOwn(t *testing.T) {
	t.Parallel()
	c := pgtest.Use(t)
	a, b := connect(t, c.CreateDatabase(t)), connect(t, c.CreateDatabase(t))
	exec1(t, a, "CREATE TABLE mine (id int)")
	require.Zero(t, scan[int](t, b, "SELECT count(*) FROM pg_tables WHERE tablename = 'mine'"))
}

func TestDatabaseIsDroppedWithItsTest(t *testing.T) {
	t.Parallel()
	c := pgtest.Use(t)
	var name string
	t.Run("user", func(t *testing.T) {
		name = scan[string](t, connect(t, c.CreateDatabase(t)), "SELECT current_database()")
	})
	require.Zero(t, scan[int](t, connect(t, c.DSN("postgres")), "SELECT count(*) FROM pg_database WHERE datname = '"+name+"'"))
}

func TestLowerKnowsEveryAlphabet(t *testing.T) {
	t.Parallel()
	require.Equal(t, "ёж", scan[string](t, connect(t, pgtest.Use(t).CreateDatabase(t)), "SELECT lower('ЁЖ')"))
}

func TestTemplateIsFilledOnce(t *testing.T) {
	t.Parallel()
	var filled atomic.Int32
	template := pgtest.Template{
		Key: fmt.Sprintf("once_%d", os.Getpid()),
		Fill: func(ctx context.Context, dsn string) error {
			filled.Add(1)
			conn, err := pgx.Connect(ctx, dsn)
			if err != nil {
				return err
			}
			defer conn.Close(ctx) //nolint:errcheck // nothing is lost with it
			_, err = conn.Exec(ctx, "CREATE TABLE t (id int); INSERT INTO t VALUES (7)")
			return err
		},
	}
	c := pgtest.Use(t)
	t.Cleanup(func() { require.NoError(t, c.DropDatabase("template_"+template.Key)) })
	for range 3 {
		conn := connect(t, c.CreateFrom(t, template))
		require.Equal(t, 7, scan[int](t, conn, "SELECT id FROM t"))
		exec1(t, conn, "DELETE FROM t")
	}
	require.EqualValues(t, 1, filled.Load())
}

func TestStopImmediateKeepsWhatWasCommitted(t *testing.T) {
	t.Parallel()
	testInterruption(t, func(c *pgtest.Cluster) error { return c.Stop(true) })
}

func TestKillKeepsWhatWasCommitted(t *testing.T) {
	t.Parallel()
	testInterruption(t, (*pgtest.Cluster).Kill)
}

func testInterruption(t *testing.T, interrupt func(*pgtest.Cluster) error) {
	t.Helper()
	c, err := pgtest.Start(t.Context(), pgtest.Options{Durable: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	dsn := c.CreateDatabase(t)
	exec1(t, connect(t, dsn), "CREATE TABLE t (id int); INSERT INTO t VALUES (1)")
	open := connect(t, dsn)
	exec1(t, open, "BEGIN; INSERT INTO t VALUES (2)")

	require.NoError(t, interrupt(c))
	_, err = pgx.Connect(t.Context(), dsn)
	require.Error(t, err, "a stopped server must not answer")

	require.NoError(t, c.StartAgain(t.Context()))
	require.Equal(t, 1, scan[int](t, connect(t, dsn), "SELECT count(*) FROM t"))
}

func TestDurabilityIsAChoice(t *testing.T) {
	t.Parallel()
	for want, durable := range map[string]bool{"on": true, "off": false} {
		c, err := pgtest.Start(t.Context(), pgtest.Options{Durable: durable, Settings: map[string]string{"work_mem": "7MB"}})
		require.NoError(t, err)
		conn := connect(t, c.DSN("postgres"))
		for _, name := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
			require.Equal(t, want, scan[string](t, conn, "SHOW "+name))
		}
		require.Equal(t, "200", scan[string](t, conn, "SHOW max_connections"))
		require.Equal(t, "7MB", scan[string](t, conn, "SHOW work_mem"))
		require.NoError(t, c.Close())
	}
}

func TestForeignClusterIsNotStopped(t *testing.T) {
	t.Parallel()
	c, err := pgtest.Attach(pgtest.Use(t).DSN("postgres"))
	require.NoError(t, err)
	require.Error(t, c.Stop(true))
	require.Error(t, c.Kill())
	require.Error(t, c.StartAgain(t.Context()))
	require.NotEmpty(t, scan[string](t, connect(t, c.CreateDatabase(t)), "SELECT version()"))
}

func TestClusterEndsWithItsKilledProcess(t *testing.T) {
	t.Parallel()
	first, dsn := startChild(t, "private", t.TempDir())
	require.NotEmpty(t, scan[string](t, connect(t, dsn), "SELECT version()"))
	require.NoError(t, first.Process.Kill())
	require.Eventually(t, func() bool { return !answers(dsn) }, time.Minute, 50*time.Millisecond)
}

func TestSharedClusterEndsWithItsLastUser(t *testing.T) {
	t.Parallel()
	place := t.TempDir() // a TMPDIR of its own is a meeting place of its own
	require.NoError(t, os.Chmod(place, 0o755))
	first, dsn := startChild(t, "shared", place)
	second, same := startChild(t, "shared", place)
	require.Equal(t, dsn, same)

	require.NoError(t, first.Process.Kill())
	_ = first.Wait()
	require.True(t, answers(dsn), "one user is left")

	require.NoError(t, second.Process.Kill())
	require.Eventually(t, func() bool { return !answers(dsn) }, time.Minute, 50*time.Millisecond)

	_, other := startChild(t, "shared", place)
	require.NotEqual(t, dsn, other)
	require.True(t, answers(other))
}

func startChild(t *testing.T, mode, tmp string) (*exec.Cmd, string) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(withoutVariable(os.Environ()), childMode+"="+mode, "TMPDIR="+tmp)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	t.Cleanup(func() { _ = child.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	return child, strings.TrimSpace(line)
}

func withoutVariable(env []string) []string {
	var kept []string
	for _, entry := range env {
		if !strings.HasPrefix(entry, pgtest.Variable+"=") {
			kept = append(kept, entry)
		}
	}
	return kept
}

func answers(dsn string) bool {
	conn, err := pgx.Connect(context.Background(), dsn)
	if err != nil {
		return false
	}
	_ = conn.Close(context.Background())
	return true
}
