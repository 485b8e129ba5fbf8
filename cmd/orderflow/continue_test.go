//go:build !noembedded

package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The main job passes whatever is forced upon its runs: to continue as new after
// every turn, every second and third, or to live without the sticky cache.
func TestMainJobForced(t *testing.T) {
	t.Parallel()
	for name, setting := range map[string]string{
		"continue as new every turn": "ORDERFLOW_TEST_CONTINUE_EVERY=1", "continue as new every 2 turns": "ORDERFLOW_TEST_CONTINUE_EVERY=2",
		"continue as new every 3 turns": "ORDERFLOW_TEST_CONTINUE_EVERY=3", "no sticky cache": "ORDERFLOW_TEST_NO_STICKY=1",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink, folder := letterSink(t), t.TempDir()
			p, crowd := crowded(t, sink, folder, 6, setting)
			crowd.publish(object{"template": "unpaid_reminders"})
			crowd.arrive(paidEarly)
			crowd.stand("before_first")
			crowd.day("before_second")
			crowd.pay(paidBetween)
			crowd.day("before_cancel")
			crowd.day("")
			crowd.settle()
			p.stop()
			db := look(t, folder)
			crowd.checkOrders(db)
			crowd.checkJournal(db)
			crowd.checkLetters(db, sink)
			require.Zero(t, sink.Duplicates())
		})
	}
}
