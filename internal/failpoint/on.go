//go:build failpoints

// Package failpoint names the places where a test kills the process. Without
// the build tag "failpoints" nothing of it is in the binary.
package failpoint

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
)

// Built says whether this binary can be made to die at a failpoint.
const Built = true

// The variable reads "name" or "name:n": die at the n-th hit. The log gets the
// name first, so that a test knows that the place was reached.
const (
	variable    = "ORDERFLOW_FAILPOINT"
	logVariable = "ORDERFLOW_FAILPOINT_LOG"
)

var wanted, after = parse(os.Getenv(variable))

var hits atomic.Int64

func parse(text string) (name string, after int64) {
	name, count, found := strings.Cut(text, ":")
	after = 1
	if found {
		after, _ = strconv.ParseInt(count, 10, 64)
	}
	return name, after
}

// Hit kills the process without notice when the environment wants it dead here.
func Hit(name string) {
	if name != wanted || hits.Add(1) != after {
		return
	}
	if f, err := os.OpenFile(os.Getenv(logVariable), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); err == nil { //nolint:gosec // a test names the file
		_, _ = fmt.Fprintln(f, name)
		_ = f.Close()
	}
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}
