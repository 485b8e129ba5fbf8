// Package pgtest gives tests and benchmarks a real PostgreSQL that is thrown
// away afterwards. It finds PostgreSQL's programs (on Debian, as root, it
// installs them when missing), makes a cluster in a temporary folder under an
// unprivileged user, and removes it even when the process that asked for it is
// killed.
//
// Tests of one machine share a cluster: Shared takes the one named by
// ORDERFLOW_TEST_POSTGRES, else the one that another test binary of the same
// user has running, else starts it; each test then has a database of its own
// (CreateDatabase). Tests that stop or kill PostgreSQL, and benchmarks, Start a
// cluster of their own. Nothing here ever skips a test.
//
// It owns clusters and databases, not what is in them, imports nothing of ours,
// and does not import testing, because the benchmark command uses it too.
package pgtest

// Variable names the environment variable with the connection string of a
// PostgreSQL to use instead of an own one; its user must be able to create databases.
const Variable = "ORDERFLOW_TEST_POSTGRES"

// TB is the part of testing.TB that this package needs.
type TB interface {
	Helper()
	Name() string
	Cleanup(func())
	Fatalf(format string, args ...any)
}
