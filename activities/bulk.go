package activities

import (
	"context"
	"log/slog"
)

// BulkProgress is what one chunk says to the workflow.
type BulkProgress struct {
	Settled int    `json:"settled"` // items marked by this chunk
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

// Chunk does the effect for one chunk of pending items.
func (a *BulkOperation) Chunk(ctx context.Context, id int64) (BulkProgress, error) {
	defer beating(ctx)()
	progress, err := a.Bulk.RunBulk(ctx, id)
	return progress, report(ctx, a.Logger, RunBulkChunk, err, "bulk_id", id)
}
