package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// leapFile names in the environment of a process the file of its leaping clock.
const leapFile = "ORDERFLOW_TEST_LEAPS"

// leapingClock goes as the machine's and leaps ahead when the test says so. All
// processes with the same file show the same time. No due time comes while a
// test still looks at what was before it, however slow the machine is.
type leapingClock struct{ file string }

func leaping(tb testing.TB) leapingClock {
	tb.Helper()
	return leapingClock{filepath.Join(tb.TempDir(), "leaps")}
}

// given is the environment of a process that has the clock.
func (c leapingClock) given() string { return leapFile + "=" + c.file }

// ahead is how far all leaps have taken the clock.
func (c leapingClock) ahead() time.Duration {
	text, err := os.ReadFile(c.file)
	if os.IsNotExist(err) {
		return 0
	}
	if err != nil {
		panic(err)
	}
	far, err := time.ParseDuration(string(text))
	if err != nil {
		panic(err)
	}
	return far
}

// Now implements services.Clock.
func (c leapingClock) Now() time.Time { return time.Now().Add(c.ahead()) }

// Virtual reports that due times are not the machine's.
func (leapingClock) Virtual() bool { return true }

// leap moves the clock on; whoever reads it meanwhile sees the old time or the new one.
func (c leapingClock) leap(tb testing.TB, far time.Duration) {
	tb.Helper()
	next := c.file + ".next"
	require.NoError(tb, os.WriteFile(next, []byte((c.ahead()+far).String()), 0o600))
	require.NoError(tb, os.Rename(next, c.file))
}

// day lets a day pass, and the seconds by which due times are gathered.
func (c leapingClock) day(tb testing.TB) {
	tb.Helper()
	c.leap(tb, 24*time.Hour+time.Minute)
}
