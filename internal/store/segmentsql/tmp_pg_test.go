package segmentsql_test

import (
	"fmt"
	"os/exec"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/store"
)

var dbn atomic.Int64

func init() {
	drivers["postgres"] = func(t *testing.T) *store.Store {
		name := fmt.Sprint("seg", dbn.Add(1))
		exec.Command("psql", "-h", "127.0.0.1", "-p", "54987", "-U", "postgres", "-c", "drop database if exists "+name).Run()
		require.NoError(t, exec.Command("psql", "-h", "127.0.0.1", "-p", "54987", "-U", "postgres", "-c", "create database "+name).Run())
		return open(t, store.Options{Driver: "postgres", DSN: "postgres://postgres@127.0.0.1:54987/" + name, Connections: 4})
	}
}
