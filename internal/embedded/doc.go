// Package embedded runs a whole Temporal server inside the process, on
// loopback alone: on a SQLite file or in memory for development, on PostgreSQL
// for a production-like topology on one machine.
//
// It owns the server's configuration, its storage schema and its namespace. It
// imports nothing of ours, and nothing but cmd imports it, because linking it
// compiles some 1,750 packages. The build tag noembedded leaves the server out;
// Start then answers with an error.
package embedded

import (
	"net"
	"strconv"
	"sync"
)

// loopback is the only address on which anything of the server listens.
const loopback = "127.0.0.1"

// Server is a running Temporal server.
type Server struct {
	port int
	stop func() error
	once sync.Once
	err  error
}

// HostPort is the frontend's address, for the dial options of a Temporal client.
func (s *Server) HostPort() string { return net.JoinHostPort(loopback, strconv.Itoa(s.port)) }

// Stop shuts the server down and waits for it. What its storage holds goes on
// at the next Start. Calling it again gives the first call's result.
func (s *Server) Stop() error {
	s.once.Do(func() { s.err = s.stop() })
	return s.err
}
