package workflows_test

import (
	"bytes"
	"context"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	temporallog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"

	"github.com/orderflow/orderflow/activities"
	"github.com/orderflow/orderflow/models"
	"github.com/orderflow/orderflow/workflows"
)

// overheard is an environment whose warnings end in the buffer.
func overheard(warnings *bytes.Buffer) *testsuite.TestWorkflowEnvironment {
	suite := new(testsuite.WorkflowTestSuite)
	suite.SetLogger(temporallog.NewStructuredLogger(slog.New(slog.NewTextHandler(warnings, &slog.HandlerOptions{Level: slog.LevelWarn}))))
	env := suite.NewTestWorkflowEnvironment()
	patient(env)
	register(env, &workflows.Workflows{})
	return env
}

// A signal that comes when nobody will read it any more is only a hint: it is
// taken, so that the log does not report it as lost.
func TestNoSignalIsLeftOver(t *testing.T) {
	t.Parallel()
	t.Run("a cohort that another run drives", func(t *testing.T) {
		t.Parallel()
		warnings, d := new(bytes.Buffer), newDatabase()
		d.closed = true
		env := overheard(warnings)
		registerCohort(env, d)
		env.RegisterDelayedCallback(func() { env.SignalWorkflow(workflows.SignalLook, nil) }, 0)
		env.ExecuteWorkflow(workflows.CohortType, workflows.CohortInput{})
		require.NoError(t, env.GetWorkflowError())
		require.Empty(t, warnings.String())
	})
	t.Run("a bulk operation whose last chunk runs", func(t *testing.T) {
		t.Parallel()
		warnings := new(bytes.Buffer)
		env := overheard(warnings)
		for name, effect := range map[string]any{
			activities.SnapshotBulk: func(context.Context, int64) (bool, error) { return false, nil },
			activities.RunBulkChunk: func(context.Context, int64) (activities.BulkProgress, error) {
				env.SignalWorkflow(workflows.SignalLook, nil)
				return activities.BulkProgress{State: models.BulkRunning}, nil
			},
		} {
			env.RegisterActivityWithOptions(effect, activity.RegisterOptions{Name: name})
		}
		env.ExecuteWorkflow(workflows.BulkType, workflows.BulkInput{Operation: 4})
		require.NoError(t, env.GetWorkflowError())
		require.Empty(t, warnings.String())
	})
}
