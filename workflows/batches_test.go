package workflows_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"github.com/orderflow/orderflow/activities"
	"github.com/orderflow/orderflow/models"
	"github.com/orderflow/orderflow/workflows"
)

func batchEnvironment(effects map[string]any) *testsuite.TestWorkflowEnvironment {
	env := new(testsuite.WorkflowTestSuite).NewTestWorkflowEnvironment()
	patient(env)
	register(env, &workflows.Workflows{})
	for name, effect := range effects {
		env.RegisterActivityWithOptions(effect, activity.RegisterOptions{Name: name})
	}
	return env
}

func TestSegmentEntryReachesEverybody(t *testing.T) {
	t.Parallel()
	t.Run("PRC-2/a long entry goes on where the run before stopped", func(t *testing.T) {
		t.Parallel()
		const ranges = 1500
		in, entered := workflows.EntryInput{Process: 3, Trigger: 1}, map[int64]int{}
		for {
			env := batchEnvironment(map[string]any{
				activities.EnterSegment: func(_ context.Context, _ int64, _ int, after int64) (activities.EntryProgress, error) {
					entered[after]++
					return activities.EntryProgress{Next: after + 1, More: after+1 < ranges}, nil
				},
			})
			env.ExecuteWorkflow(workflows.EntryType, in)
			err := env.GetWorkflowError()
			if err == nil {
				break
			}
			var next *workflow.ContinueAsNewError
			require.ErrorAs(t, err, &next)
			in.After = int64(len(entered))
		}
		require.Len(t, entered, ranges)
	})
}

func TestBulkOperationPauses(t *testing.T) {
	t.Parallel()
	t.Run("BLK-3/a paused operation goes on when it is told", func(t *testing.T) {
		t.Parallel()
		var running atomic.Bool
		var chunks atomic.Int64
		env := batchEnvironment(map[string]any{
			activities.SnapshotBulk: func(context.Context, int64) (bool, error) { return false, nil },
			activities.RunBulkChunk: func(context.Context, int64) (activities.BulkProgress, error) {
				if !running.Load() {
					return activities.BulkProgress{State: models.BulkPaused}, nil
				}
				return activities.BulkProgress{State: models.BulkRunning, Left: chunks.Load() < 3}, nil
			},
		})
		began := env.Now()
		env.SetOnActivityStartedListener(func(info *activity.Info, _ context.Context, _ converter.EncodedValues) {
			if info.ActivityType.Name == activities.RunBulkChunk {
				chunks.Add(1)
			}
		})
		env.RegisterDelayedCallback(func() {
			running.Store(true)
			env.SignalWorkflow(workflows.SignalLook, nil)
		}, time.Minute)
		env.ExecuteWorkflow(workflows.BulkType, workflows.BulkInput{Operation: 4})
		require.NoError(t, env.GetWorkflowError())
		require.Less(t, env.Now().Sub(began), 2*time.Minute, "the signal hurried nothing")
	})
}

func TestLettersGoOn(t *testing.T) {
	t.Parallel()
	t.Run("MAIL-5/a batch is delivered by as many activities as it takes", func(t *testing.T) {
		t.Parallel()
		runs := 0
		env := batchEnvironment(map[string]any{
			activities.DeliverLetters: func(context.Context, int64) (bool, error) { runs++; return runs < 4, nil },
		})
		env.ExecuteWorkflow(workflows.LettersType, workflows.LettersInput{Batch: 5})
		require.NoError(t, env.GetWorkflowError())
		require.Equal(t, 4, runs)
	})
}
