package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/orderflow/orderflow/activities"
)

// rounds is how many activities one run of care or entry takes.
const rounds = 1000

// Care does what the service does by itself; a schedule starts it. What is
// left after many rounds the next run does.
func (w *Workflows) Care(ctx workflow.Context) error {
	_ = version(ctx, CareType)
	ctx = outside(ctx)
	for range rounds {
		var more bool
		if err := workflow.ExecuteActivity(ctx, activities.TakeCare).Get(ctx, &more); err != nil || !more {
			return err
		}
	}
	return nil
}

// EntryInput names one segment trigger of a process. After is the object after
// which a run goes on that continues another; 0 begins.
type EntryInput struct {
	Process int64 `json:"process"`
	Trigger int   `json:"trigger"`
	After   int64 `json:"after,omitempty"`
}

// SegmentEntry lets in the objects that match a segment now; a schedule starts it (PRC-2).
func (w *Workflows) SegmentEntry(ctx workflow.Context, in EntryInput) error {
	_ = version(ctx, EntryType)
	within := outside(ctx)
	for range rounds {
		var progress activities.EntryProgress
		err := workflow.ExecuteActivity(within, activities.EnterSegment, in.Process, in.Trigger, in.After).Get(within, &progress)
		if err != nil || !progress.More {
			return err
		}
		in.After = progress.Next
	}
	return workflow.NewContinueAsNewError(ctx, EntryType, in)
}
