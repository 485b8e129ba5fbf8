package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/orderflow/orderflow/activities"
	"github.com/orderflow/orderflow/models"
)

const (
	// bulkAtOnce is how many chunks of one operation run at once.
	bulkAtOnce = 2
	// bulkTurns is how many rounds one run takes before it continues as new.
	bulkTurns = 500
	// bulkPoll is how often a paused operation asks by itself whether it goes on; a signal hurries it.
	bulkPoll = 5 * time.Minute
)

// BulkInput names the operation.
type BulkInput struct {
	Operation int64 `json:"operation"`
}

// BulkOperation carries out one action over a segment: a snapshot of who is in
// it, then chunks. Pause and cancel are read by each chunk from the database (BLK-3).
func (w *Workflows) BulkOperation(ctx workflow.Context, in BulkInput) error {
	_ = version(ctx, BulkType)
	defer drain(ctx, SignalLook)
	b := &bulk{operation: in.Operation, looks: workflow.GetSignalChannel(ctx, SignalLook)}
	ctx = outside(ctx)
	for range bulkTurns {
		if done, err := b.turn(ctx); done || err != nil {
			return err
		}
	}
	return workflow.NewContinueAsNewError(ctx, BulkType, in)
}

// bulk is one run of an operation.
type bulk struct {
	operation int64
	snapshot  bool // is complete
	looks     workflow.ReceiveChannel
}

// turn takes one step; done when the operation has ended.
func (b *bulk) turn(ctx workflow.Context) (done bool, err error) {
	if !b.snapshot {
		var more bool
		err = workflow.ExecuteActivity(ctx, activities.SnapshotBulk, b.operation).Get(ctx, &more)
		b.snapshot = !more
		return false, err
	}
	// What came before the chunks read the state, they have answered.
	for b.looks.ReceiveAsync(nil) {
	}
	progress, err := b.chunks(ctx)
	switch {
	case err != nil:
		return false, err
	case progress.State == models.BulkPaused:
		return false, b.rest(ctx)
	default:
		return progress.State != models.BulkRunning || !progress.Left, nil
	}
}

// chunks runs some chunks at once and answers with what the last of them saw.
func (b *bulk) chunks(ctx workflow.Context) (last activities.BulkProgress, err error) {
	futures := make([]workflow.Future, bulkAtOnce)
	for i := range futures {
		futures[i] = workflow.ExecuteActivity(ctx, activities.RunBulkChunk, b.operation)
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

// rest waits for a signal or for the next poll.
func (b *bulk) rest(ctx workflow.Context) error {
	timed, cancel := workflow.WithCancel(ctx)
	defer cancel()
	workflow.NewSelector(ctx).
		AddFuture(workflow.NewTimer(timed, bulkPoll), func(workflow.Future) {}).
		AddReceive(b.looks, func(c workflow.ReceiveChannel, _ bool) { c.Receive(ctx, nil) }).
		Select(ctx)
	return ctx.Err()
}
