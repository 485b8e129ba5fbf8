// Package freeport finds ports of loopback for servers that have to be told one
// before they listen.
package freeport

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
)

// Ports below the ones that systems give to outgoing connections and to whoever
// asks for any: between the search and the server's start nobody gets them by chance.
const first, last = 15_000, 32_000

// searches is how many ports are looked at; one in a hundred is taken, if that.
const searches = 100

// told are the ports that this process was told, each kept by a socket of UDP on
// the same number: no process is told it as long as this one lives, also not
// while the server on it is down for a moment.
var told struct {
	sync.Mutex
	kept []net.PacketConn
}

// Find is a port on which nobody listens now, and which no living process was told before.
func Find(ctx context.Context) (port int, err error) {
	var listen net.ListenConfig
	for range searches {
		port = first + rand.IntN(last-first) //nolint:gosec // any port will do
		var mark net.PacketConn
		if mark, err = listen.ListenPacket(ctx, "udp", Address(port)); err != nil {
			continue
		}
		var l net.Listener
		if l, err = listen.Listen(ctx, "tcp", Address(port)); err != nil {
			_ = mark.Close()
			continue
		}
		told.Lock()
		told.kept = append(told.kept, mark)
		told.Unlock()
		return port, l.Close()
	}
	return 0, errors.Join(errors.New("no free port was found"), err)
}

// Address is the port on loopback.
func Address(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }
