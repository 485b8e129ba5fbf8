// Command cmd runs a command with a throwaway PostgreSQL:
//
//	go run ./internal/pgtest/cmd go test ./...
//
// The command finds its connection string in ORDERFLOW_TEST_POSTGRES. Set
// already, that one is used. Without a command it prints the connection string
// and keeps PostgreSQL running until its input or itself is ended.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/orderflow/orderflow/internal/pgtest"
)

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
	}
	os.Exit(code)
}

func run(command []string) (code int, err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cluster, err := open(ctx)
	if err != nil {
		return 1, err
	}
	defer func() {
		if closing := cluster.Close(); closing != nil {
			code, err = 1, errors.Join(err, closing)
		}
	}()
	if len(command) == 0 {
		return 0, wait(ctx, cluster)
	}
	return runWith(ctx, cluster, command)
}

func open(ctx context.Context) (*pgtest.Cluster, error) {
	if dsn := os.Getenv(pgtest.Variable); dsn != "" {
		return pgtest.Attach(dsn)
	}
	return pgtest.Start(ctx, pgtest.Options{})
}

func wait(ctx context.Context, cluster *pgtest.Cluster) error {
	fmt.Println(cluster.DSN("postgres"))
	ended := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, os.Stdin)
		ended <- err
	}()
	select {
	case <-ctx.Done():
		return nil
	case err := <-ended:
		return err
	}
}

// runWith answers with the command's own exit code.
func runWith(ctx context.Context, cluster *pgtest.Cluster, command []string) (int, error) {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // running what it is told is what it is for
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if os.Getenv(pgtest.Variable) == "" {
		cmd.Env = append(os.Environ(), pgtest.Variable+"="+cluster.DSN("postgres"))
	}
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return max(exit.ExitCode(), 1), nil
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}
