package activities

import (
	"context"
	"log/slog"
	"time"

	"github.com/orderflow/orderflow/models"
)

// stint is how long one activity goes on taking chunks: what Temporal has to
// note about an activity then costs little beside its chunks.
const stint = time.Second

// BulkProgress is what a chunk, or a stint of them, says to the workflow.
type BulkProgress struct {
	Settled int    `json:"settled"` // items marked
	State   string `json:"state"`   // of the operation
	Left    bool   `json:"left"`    // items are still pending
}

// Bulk is the database side of a bulk operation.
type Bulk interface {
	SnapshotBulk(ctx context.Context, id int64) (more bool, err error)
	RunBulk(ctx context.Context, id int64) (BulkProgress, error)
}

// BulkOperation is the activities of a bulk operation.
type BulkOperation struct {
	Bulk   Bulk
	Logger *slog.Logger
}

// Snapshot writes the item rows of one key range of the segment.
func (a *BulkOperation) Snapshot(ctx context.Context, id int64) (bool, error) {
	defer beating(ctx)()
	more, err := a.Bulk.SnapshotBulk(ctx, id)
	return more, report(ctx, a.Logger, SnapshotBulk, err, "bulk_id", id)
}

// Chunk does the effect for pending items, chunk after chunk for a stint. Each
// chunk is a transaction of its own and reads whether the operation still runs.
func (a *BulkOperation) Chunk(ctx context.Context, id int64) (BulkProgress, error) {
	defer beating(ctx)()
	progress := BulkProgress{State: models.BulkRunning, Left: true}
	for end := time.Now().Add(stint); progress.Left && progress.State == models.BulkRunning && time.Now().Before(end); {
		chunk, err := a.Bulk.RunBulk(ctx, id)
		if err != nil {
			return progress, report(ctx, a.Logger, RunBulkChunk, err, "bulk_id", id)
		}
		settled := progress.Settled + chunk.Settled
		progress = chunk
		if progress.Settled = settled; chunk.Settled == 0 {
			break // others hold what is left
		}
	}
	return progress, nil
}
