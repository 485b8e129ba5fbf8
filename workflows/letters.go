package workflows

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/orderflow/orderflow/activities"
)

// heartbeat is after how long a silent activity counts as dead.
const heartbeat = 30 * time.Second

// outside is how activities that reach the world or take long are run: until
// they work, found dead within half a minute.
func outside(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 15 * time.Minute,
		HeartbeatTimeout:    heartbeat,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute},
	})
}

// LettersInput names the batch.
type LettersInput struct {
	Batch int64 `json:"batch"`
}

// Letters delivers one batch of letters, in as many activities as it takes.
// Those that are refused for now leave the batch and are gathered again when
// their time comes (MAIL-5).
func (w *Workflows) Letters(ctx workflow.Context, in LettersInput) error {
	_ = version(ctx, LettersType)
	ctx = workflow.WithTaskQueue(outside(ctx), LettersOf(workflow.GetInfo(ctx).TaskQueueName))
	for left := true; left; {
		if err := workflow.ExecuteActivity(ctx, activities.DeliverLetters, in.Batch).Get(ctx, &left); err != nil {
			return err
		}
	}
	return nil
}
