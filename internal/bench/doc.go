// Package bench measures the service with its real parts: a PostgreSQL that
// syncs every commit, a Temporal server on it, the worker and the API as the
// commands wire them. Each row stands beside a baseline of the same run, so that
// a figure can be judged on any machine; docs/bench.md says how to read it.
//
// Only cmd imports it; it may import everything but cmd. How the parts are wired
// is given to it, so that it measures what is shipped and no wiring of its own.
package bench
