package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/orderflow/orderflow/activities"
)

// rounds bounds one run of care or entry; what is left the next one does.
const rounds = 1000

// Care does what the service does by itself; a schedule starts it.
func (w *Workflows) Care(ctx workflow.Context) error {
	ctx = outside(ctx)
	for range rounds {
		var more bool
		if err := workflow.ExecuteActivity(ctx, activities.TakeCare).Get(ctx, &more); err != nil || !more {
			return err
		}
	}
	return nil
}

// EntryInput names one segment trigger of a process.
type EntryInput struct {
	Process int64 `json:"process"`
	Trigger int   `json:"trigger"`
}

// SegmentEntry lets in the objects that match a segment now; a schedule starts it (PRC-2).
func (w *Workflows) SegmentEntry(ctx workflow.Context, in EntryInput) error {
	ctx = outside(ctx)
	progress := activities.EntryProgress{More: true}
	for range rounds {
		err := workflow.ExecuteActivity(ctx, activities.EnterSegment, in.Process, in.Trigger, progress.Next).Get(ctx, &progress)
		if err != nil || !progress.More {
			return err
		}
	}
	return nil
}
