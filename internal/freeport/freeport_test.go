package freeport_test

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/freeport"
)

func TestFind(t *testing.T) {
	t.Parallel()
	found := map[int]bool{}
	for range 300 {
		port, err := freeport.Find(t.Context())
		require.NoError(t, err)
		require.False(t, found[port], "no port is told twice")
		require.Less(t, port, 32768, "the system gives it to nobody")
		found[port] = true
		l, err := net.Listen("tcp", freeport.Address(port))
		require.NoError(t, err)
		require.NoError(t, l.Close())
	}
}
