package freeport_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/freeport"
)

// asAnother has the test binary find ports as another process, and print them.
const asAnother = "ORDERFLOW_TEST_FIND_PORTS"

func TestMain(m *testing.M) {
	if os.Getenv(asAnother) == "" {
		os.Exit(m.Run())
	}
	if err := findAll(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// many is so many that two processes which know nothing of each other nearly always have one in common.
const many = 400

func findAll() error {
	for range many {
		port, err := freeport.Find(context.Background())
		if err != nil {
			return err
		}
		fmt.Println(port)
	}
	return nil
}

func TestFind(t *testing.T) {
	t.Parallel()
	found := map[int]bool{}
	for range many {
		port, err := freeport.Find(t.Context())
		require.NoError(t, err)
		require.False(t, found[port], "no port is told twice")
		require.Less(t, port, 32768, "the system gives it to nobody")
		found[port] = true
		l, err := net.Listen("tcp", freeport.Address(port))
		require.NoError(t, err)
		require.NoError(t, l.Close())
	}
	// Nobody listens there now; another process is told none of them all the same.
	another := exec.CommandContext(t.Context(), os.Args[0]) //nolint:gosec // this test binary
	another.Env = append(os.Environ(), asAnother+"=1")
	out, err := another.Output()
	require.NoError(t, err)
	theirs := bytes.Fields(out)
	require.Len(t, theirs, many)
	for _, port := range theirs {
		number := 0
		_, err := fmt.Sscan(string(port), &number)
		require.NoError(t, err)
		require.False(t, found[number], "told to two processes: %d", number)
	}
}
