//go:build !noembedded

package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A school's day leaves no warning in the log: who is on call reads what is there.
func TestNormalRunWarnsOfNothing(t *testing.T) {
	t.Parallel()
	program, s := schoolIn(t, t.TempDir(), fastDays...)
	process := s.publish(object{"template": "unpaid_reminders"})
	orders := make([]int64, 6)
	for i := range orders {
		orders[i] = s.buyer(fmt.Sprintf("quiet%d", i))
	}
	eventually(t, time.Minute, "all to enter", func() bool { return len(s.inside(process)) == len(orders) })
	for _, order := range orders[:3] {
		s.pay(order, 10000)
	}
	s.putInWork()
	for _, e := range s.inside(process) {
		s.finished(s.through(e.ID, "ended").WorkflowID)
	}
	program.stop()
	require.Empty(t, program.logged())
}
