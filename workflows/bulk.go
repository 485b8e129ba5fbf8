package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/orderflow/orderflow/activities"
	"github.com/orderflow/orderflow/models"
)

// bulkAtOnce is how many chunks of one operation run at once; bulkTurns how many
// rounds one run takes before it continues as new.
const (
	bulkAtOnce = 2
	bulkTurns  = 500
	// bulkPoll is how often a paused operation asks whether it goes on; a signal hurries it.
	bulkPoll = 30 * time.Second
)

// BulkInput names the operation.
type BulkInput struct {
	Operation int64 `json:"operation"`
}

// BulkOperation carries out one action over a segment: a snapshot of who is in it, then chunks.
func (w *Workflows) BulkOperation(ctx workflow.Context, in BulkInput) error {
	ctx = outside(ctx)
	for more := true; more; {
		if err := workflow.ExecuteActivity(ctx, activities.SnapshotBulk, in.Operation).Get(ctx, &more); err != nil {
			return err
		}
	}
	for range bulkTurns {
		progress, err := chunks(ctx, in.Operation)
		if err != nil {
			return err
		}
		switch {
		case progress.State == models.BulkPaused:
			resumed(ctx)
		case progress.State != models.BulkRunning || !progress.Left:
			return nil
		}
	}
	return workflow.NewContinueAsNewError(ctx, BulkType, in)
}

// chunks runs some chunks at once and answers with what the last of them saw.
func chunks(ctx workflow.Context, operation int64) (last activities.BulkProgress, err error) {
	futures := make([]workflow.Future, bulkAtOnce)
	for i := range futures {
		futures[i] = workflow.ExecuteActivity(ctx, activities.RunBulkChunk, operation)
	}
	for _, future := range futures {
		var progress activities.BulkProgress
		if failed := future.Get(ctx, &progress); failed != nil {
			err = failed
			continue
		}
		last = progress
	}
	return last, err
}

// resumed waits for a signal or for the next poll.
func resumed(ctx workflow.Context) {
	timed, cancel := workflow.WithCancel(ctx)
	defer cancel()
	workflow.NewSelector(ctx).
		AddFuture(workflow.NewTimer(timed, bulkPoll), func(workflow.Future) {}).
		AddReceive(workflow.GetSignalChannel(ctx, SignalLook), func(c workflow.ReceiveChannel, _ bool) { c.Receive(ctx, nil) }).
		Select(ctx)
}
