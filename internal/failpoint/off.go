//go:build !failpoints

// Package failpoint names the places where a test kills the process. Without
// the build tag "failpoints" nothing of it is in the binary.
package failpoint

// Built says whether this binary can be made to die at a failpoint.
const Built = false

// Hit does nothing.
func Hit(string) {}
