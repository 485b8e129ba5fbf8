package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// drainFor is how long a listener that is closing lets requests finish.
const drainFor = 15 * time.Second

// openDoors takes the addresses before anything else is begun, so that a port in
// use is told at once. close is safe after they were served.
func openDoors(ctx context.Context, addresses ...string) (doors []net.Listener, closeAll func(), err error) {
	closeAll = func() {
		for _, door := range doors {
			_ = door.Close()
		}
	}
	for _, address := range addresses {
		door, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
		if err != nil {
			closeAll()
			return nil, nil, fmt.Errorf("listen on %s: %w", address, err)
		}
		doors = append(doors, door)
	}
	return doors, closeAll, nil
}

// serveAt serves until the context ends and then lets running requests finish.
func serveAt(ctx context.Context, door net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 60 * time.Second,
		WriteTimeout: 120 * time.Second, IdleTimeout: 120 * time.Second, MaxHeaderBytes: 64 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(door) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve on %s: %w", door.Addr(), err)
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainFor)
	defer cancel()
	if err := server.Shutdown(drain); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("close %s: %w", door.Addr(), err)
	}
	return nil
}
