package workflows_test

import (
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	temporallog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/orderflow/orderflow/activities"
	"github.com/orderflow/orderflow/workflows"
)

// epoch is when the tests' time starts.
var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

const (
	day      = 24 * time.Hour
	cohortID = "school/cohort/7-0a1b2c3d"
)

// happening is something that people, events or operators do at a moment.
type happening struct {
	at   time.Duration
	do   func(env *testsuite.TestWorkflowEnvironment)
	done bool
}

// stage plays one cohort from its first run to its end, continued as new as often as it asks.
type stage struct {
	*database
	every    int // continue as new after so many turns
	plan     []*happening
	runs     int
	now      time.Time
	env      *testsuite.TestWorkflowEnvironment
	last     error // of the last run
	mostRuns int
	begin    func() // of each run
}

func newStage(every int) *stage {
	s := &stage{database: newDatabase(), every: every, now: epoch, mostRuns: 5000, begin: func() {}}
	s.database.now = func() time.Time { return s.now }
	return s
}

// at plans a change and the signal that follows it.
func (s *stage) at(after time.Duration, do func()) {
	s.plan = append(s.plan, &happening{at: after, do: func(env *testsuite.TestWorkflowEnvironment) {
		do()
		env.SignalWorkflow(workflows.SignalLook, nil)
	}})
}

// patient gives the environment time on a machine that is busy with something
// else: by itself it gives up when nothing happens for three seconds, and a turn
// that takes one counts as locked up.
func patient(env *testsuite.TestWorkflowEnvironment) {
	const long = 5 * time.Minute
	env.SetTestTimeout(long)
	env.SetWorkerOptions(worker.Options{DeadlockDetectionTimeout: long})
}

// meanwhile plans something that no signal tells of.
func (s *stage) meanwhile(after time.Duration, do func(env *testsuite.TestWorkflowEnvironment)) {
	s.plan = append(s.plan, &happening{at: after, do: do})
}

// play runs until the cohort ends for good. tb may be a rapid.T.
func (s *stage) play(tb testing.TB) {
	tb.Helper()
	slices.SortStableFunc(s.plan, func(a, b *happening) int { return int(a.at - b.at) })
	for s.runs < s.mostRuns {
		s.runs++
		s.begin()
		env := s.environment()
		s.env = env
		env.ExecuteWorkflow(workflows.CohortType, workflows.CohortInput{})
		require.True(tb, env.IsWorkflowCompleted(), "the run never ended")
		s.now = env.Now()
		s.last = env.GetWorkflowError()
		if !workflow.IsContinueAsNewError(s.last) {
			return
		}
	}
	require.Fail(tb, "no end", "%d runs", s.runs)
}

// settled plays and requires a good end with nobody left waiting.
func (s *stage) settled(tb testing.TB) {
	tb.Helper()
	s.play(tb)
	require.NoError(tb, s.last)
	require.Zero(tb, s.states()[0], "members still wait: %v", s.states())
	require.True(tb, s.closed)
}

func (s *stage) environment() *testsuite.TestWorkflowEnvironment {
	suite := &testsuite.WorkflowTestSuite{}
	suite.SetLogger(temporallog.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	env := suite.NewTestWorkflowEnvironment()
	env.SetStartTime(s.now)
	patient(env)
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: cohortID})
	register(env, &workflows.Workflows{ContinueEvery: s.every})
	registerCohort(env, s.database)
	s.mu.Lock()
	s.database.now = env.Now
	s.mu.Unlock()
	for _, h := range s.plan {
		if !h.done {
			env.RegisterDelayedCallback(func() {
				h.done = true
				h.do(env)
			}, max(epoch.Add(h.at).Sub(s.now), 0))
		}
	}
	return env
}

// registry is a worker or a test environment.
type registry interface {
	RegisterWorkflowWithOptions(w any, options workflow.RegisterOptions)
	RegisterActivityWithOptions(a any, options activity.RegisterOptions)
}

func register(r interface {
	RegisterWorkflowWithOptions(w any, options workflow.RegisterOptions)
}, flows *workflows.Workflows,
) {
	for name, flow := range map[string]any{
		workflows.CohortType: flows.Cohort, workflows.LettersType: flows.Letters, workflows.BulkType: flows.BulkOperation,
		workflows.CareType: flows.Care, workflows.EntryType: flows.SegmentEntry,
	} {
		r.RegisterWorkflowWithOptions(flow, workflow.RegisterOptions{Name: name})
	}
}

func registerCohort(r registry, d activities.Cohorts) {
	cohort := &activities.Cohort{Cohorts: d, Logger: slog.New(slog.DiscardHandler)}
	for name, effect := range map[string]any{
		activities.ClaimCohort: cohort.Claim, activities.ExecuteBlock: cohort.Execute,
		activities.ChangedMembers: cohort.Changed, activities.CloseCohort: cohort.Close,
	} {
		r.RegisterActivityWithOptions(effect, activity.RegisterOptions{Name: name})
	}
}

// forced are the numbers of turns after which runs are made to continue as new; 0 never does.
var forced = []int{0, 1, 2, 3, 5, 7}

// everyForce runs a scenario under each of them.
func everyForce(t *testing.T, scenario func(t *testing.T, s *stage)) {
	t.Helper()
	for _, every := range forced {
		t.Run(fmt.Sprintf("continue as new every %d", every), func(t *testing.T) {
			t.Parallel()
			scenario(t, newStage(every))
		})
	}
}
