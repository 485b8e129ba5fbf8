package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/workflows"
)

// reminded is the way of an unpaid order: a reminder after a day, the cancel after three.
func reminded() []leg {
	return []leg{{0, 0}, {1, day}, {2, 0}, {1, 2 * day}, {3, 0}}
}

func TestCohort(t *testing.T) {
	t.Parallel()
	for name, scenario := range map[string]func(*testing.T, *stage){
		"PRC-4/members pause together and go on when they are due":     delays,
		"PRC-6/an event ends a pause at once":                          wakes,
		"PRC-7/those who join while it runs are driven too":            joins,
		"PRC-7/an answer that got lost repeats no effect":              lostAnswers,
		"PRC-7/a database that is away for minutes costs only time":    outages,
		"PRC-7/a claim that fails is tried until it works":             claims,
		"PRC-7/a changed-members question that fails is asked again":   questions,
		"PRC-7/who joins while the cohort closes is driven":            closings,
		"PRC-7/a member that moved to another cohort is left alone":    moves,
		"PRC-8/a failed member keeps nothing open, a retry is driven":  parks,
		"PRC-7/a run whose cohort another has claimed ends quietly":    superseded,
		"PRC-4/on a virtual clock signals are enough":                  virtual,
		"PRC-7/a cohort that is closed already ends at once":           gone,
		"PRC-7/a close that fails is tried again":                      failedCloses,
		"PRC-7/a cohort of nobody closes":                              nobody,
		"PRC-7/a database whose clock is ahead holds nobody back":      ahead,
		"PRC-4/due times apart by less than a bucket share one moment": buckets,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			everyForce(t, scenario)
		})
	}
}

func delays(t *testing.T, s *stage) {
	ids := s.join(500, reminded()...)
	s.settled(t)
	require.Len(t, s.done, 500*len(reminded()))
	require.Equal(t, epoch.Add(day), s.doneAt(ids[0], 2))
	require.Equal(t, epoch.Add(3*day), s.doneAt(ids[499], 5))
	require.Equal(t, 500, s.most)
	require.Less(t, s.late, bucket)
	require.Equal(t, len(reminded()), s.called("execute"), "the batches were splintered")
}

func wakes(t *testing.T, s *stage) {
	ids := s.join(90, leg{0, 0}, leg{1, 3 * day}, leg{2, 0})
	s.at(day, func() { s.happen(pay, ids[:30]...) })
	s.at(day+time.Hour, func() { s.happen(knock, ids...) })
	s.settled(t)
	require.Equal(t, epoch.Add(day), s.doneAt(ids[0], 2))
	require.Equal(t, epoch.Add(3*day), s.doneAt(ids[30], 2), "a knock must not pass anybody on")
}

func joins(t *testing.T, s *stage) {
	s.join(1, leg{0, 0}, leg{1, time.Hour})
	for i := range 40 {
		s.at(time.Duration(i)*time.Minute, func() { s.join(2, leg{0, 0}, leg{1, time.Hour}, leg{2, 0}) })
	}
	s.settled(t)
	require.Len(t, s.rows, 81)
	require.Less(t, s.late, bucket)
}

func lostAnswers(t *testing.T, s *stage) {
	s.join(20, reminded()...)
	s.after = first(3, "execute")
	s.settled(t)
	require.Len(t, s.done, 20*len(reminded()))
}

func outages(t *testing.T, s *stage) {
	s.join(20, reminded()...)
	away := &outage{}
	s.before = away.fail
	s.meanwhile(day-time.Minute, func(*testsuite.TestWorkflowEnvironment) { away.set(true) })
	s.at(day+time.Second, func() { s.join(1, reminded()...) })
	s.meanwhile(day+10*time.Minute, func(*testsuite.TestWorkflowEnvironment) { away.set(false) })
	s.settled(t)
	require.Len(t, s.rows, 21)
	require.Less(t, s.late, 10*time.Minute+20*time.Second)
}

func claims(t *testing.T, s *stage) {
	s.join(3, leg{0, 0})
	s.before = first(4, "claim")
	s.settled(t)
	require.GreaterOrEqual(t, s.called("claim"), 5)
}

func questions(t *testing.T, s *stage) {
	ids := s.join(3, leg{1, 3 * day})
	s.before = first(2, "changed")
	s.at(time.Hour, func() { s.happen(pay, ids...) })
	s.settled(t)
	require.Less(t, s.doneAt(ids[0], 1).Sub(epoch.Add(time.Hour)), 30*time.Second)
}

func closings(t *testing.T, s *stage) {
	s.join(2, leg{0, 0})
	late := 3
	s.closing = func() {
		if late > 0 {
			late--
			s.seat(1, leg{0, 0}, leg{1, time.Minute})
		}
	}
	s.settled(t)
	require.Len(t, s.rows, 5)
}

func moves(t *testing.T, s *stage) {
	ids := s.join(3, leg{1, time.Hour}, leg{2, 0})
	s.at(time.Minute, func() { s.happen(func(r *row) { r.State = process.StateMoved }, ids[0]) })
	s.settled(t)
	require.Zero(t, s.doneAt(ids[0], 1))
	require.NotZero(t, s.doneAt(ids[2], 2))
}

func parks(t *testing.T, s *stage) {
	ids := s.join(3, leg{1, time.Hour}, leg{2, 0})
	s.rows[0].parks = true
	s.join(1, leg{1, 5 * time.Hour})
	s.at(2*time.Hour, func() { s.happen(s.retry, ids[0]) })
	s.settled(t)
	require.NotZero(t, s.doneAt(ids[0], 3), "the retried member did not go on")
}

func superseded(t *testing.T, s *stage) {
	s.join(3, leg{1, time.Hour})
	s.at(time.Minute, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.away = true
	})
	// Forced runs claim again before they notice; what matters is that a run told
	// that it is superseded does nothing more.
	s.play(t)
	require.NoError(t, s.last)
	if s.runs == 1 {
		require.Empty(t, s.done)
		require.False(t, s.closed)
	}
}

func virtual(t *testing.T, s *stage) {
	s.virtual = true
	s.join(10, leg{0, 0}, leg{1, 30 * day}, leg{2, 0})
	for i := range 31 {
		s.at(time.Duration(i+1)*time.Minute, func() { s.moveTo(time.Duration(i+1) * day) })
	}
	s.settled(t)
	require.Less(t, s.now.Sub(epoch), time.Hour, "it waited for real time")
	require.Equal(t, epoch.Add(30*day), s.doneAt(1, 2))
}

// ahead: what a step makes due at once is so by the database's clock, which is
// always a little later than the moment at which the server handed out the task.
func ahead(t *testing.T, s *stage) {
	s.ahead = 300 * time.Millisecond
	ids := s.join(5, leg{0, 0}, leg{2, 0}, leg{3, 0})
	s.settled(t)
	require.Equal(t, epoch.Add(s.ahead), s.doneAt(ids[4], 3))
}

func gone(t *testing.T, s *stage) {
	s.closed = true
	s.play(t)
	require.NoError(t, s.last)
	require.Equal(t, 1, s.called("claim"))
	require.Zero(t, s.called("close"))
}

func failedCloses(t *testing.T, s *stage) {
	s.join(1, leg{0, 0})
	s.before = first(3, "close")
	s.settled(t)
}

func nobody(t *testing.T, s *stage) {
	s.settled(t)
	require.Equal(t, 1, s.called("close"))
}

func buckets(t *testing.T, s *stage) {
	for i := range 50 {
		s.at(time.Duration(i)*10*time.Millisecond, func() { s.join(2, leg{1, time.Hour}) })
	}
	s.settled(t)
	require.LessOrEqual(t, s.called("execute"), 3)
}

func TestCohortGathersLooks(t *testing.T) {
	t.Parallel()
	t.Run("PRC-7/four hundred signals during one activity are few questions", func(t *testing.T) {
		t.Parallel()
		s := newStage(0)
		s.join(1, leg{0, 0}, leg{1, time.Hour})
		busy := false
		s.meanwhile(time.Minute, func(env *testsuite.TestWorkflowEnvironment) {
			busy = true
			for range 400 {
				env.SignalWorkflow(workflows.SignalLook, nil)
			}
		})
		s.settled(t)
		require.True(t, busy)
		require.LessOrEqual(t, s.called("changed"), 5)
		require.Equal(t, 2, s.called("execute"))
	})
}

func TestCohortRenewsItself(t *testing.T) {
	t.Parallel()
	t.Run("OPS-3/an idle cohort continues as new daily", func(t *testing.T) {
		t.Parallel()
		s := newStage(0)
		s.join(5, leg{1, 30 * day})
		s.settled(t)
		require.InDelta(t, 30, s.runs, 1)
		require.Less(t, s.late, bucket)
	})
	t.Run("OPS-3/signals without end do not keep a run that should end", func(t *testing.T) {
		t.Parallel()
		s := newStage(0)
		s.join(5, leg{1, day})
		asked := 0
		s.before = func(call string) error {
			if call == "changed" && s.runs == 1 {
				asked++
				s.env.SetContinueAsNewSuggested(true)
				if asked < 500 {
					s.env.SignalWorkflow(workflows.SignalLook, nil)
				}
			}
			return nil
		}
		s.at(time.Minute, func() { s.happen(knock, 1) })
		s.settled(t)
		require.Greater(t, s.runs, 1)
		require.Less(t, asked, 5, "the run went on for as long as signals came")
	})
	t.Run("PRC-7/a database that is away for a day does not outgrow the history", func(t *testing.T) {
		t.Parallel()
		s := newStage(0)
		s.join(5, leg{1, time.Hour})
		away, calls, most := &outage{}, 0, 0
		s.before = func(call string) error {
			if calls++; calls > 50 {
				s.env.SetContinueAsNewSuggested(true)
			}
			most = max(most, calls)
			return away.fail(call)
		}
		s.begin = func() { calls = 0 }
		s.meanwhile(time.Minute, func(*testsuite.TestWorkflowEnvironment) { away.set(true) })
		s.at(2*time.Minute, func() { s.join(1, leg{1, time.Hour}) })
		s.meanwhile(day, func(*testsuite.TestWorkflowEnvironment) { away.set(false) })
		s.settled(t)
		require.Greater(t, s.runs, 5)
		require.Less(t, most, 60, "a run went on after the server had asked it to hand over")
	})
}

func TestCohortIsCancelled(t *testing.T) {
	t.Parallel()
	t.Run("PRC-7/a cancelled run ends, and the next one drives on", func(t *testing.T) {
		t.Parallel()
		s := newStage(0)
		s.join(5, leg{0, 0}, leg{1, time.Hour})
		s.meanwhile(time.Minute, func(env *testsuite.TestWorkflowEnvironment) { env.CancelWorkflow() })
		s.play(t)
		require.True(t, temporal.IsCanceledError(s.last), "%v", s.last)
		require.Len(t, s.done, 5)
		s.settled(t)
		require.Len(t, s.done, 10)
	})
}

func TestCohortTellsHowItStands(t *testing.T) {
	t.Parallel()
	s := newStage(0)
	s.join(5, leg{0, 0}, leg{1, time.Hour})
	var view workflows.CohortView
	s.meanwhile(time.Minute, func(env *testsuite.TestWorkflowEnvironment) {
		value, err := env.QueryWorkflow(workflows.QueryState)
		require.NoError(t, err)
		require.NoError(t, value.Get(&view))
	})
	s.settled(t)
	require.Equal(t, int64(7), view.Cohort)
	require.Equal(t, 5, view.Waiting)
	require.Equal(t, int64(1), view.Wake)
}
