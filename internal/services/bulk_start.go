package services

import (
	"context"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// BulkRun is an operation that a workflow should drive.
type BulkRun struct {
	ID         int64
	WorkflowID string
	Version    int64 // of the operation when it was found
}

// UnstartedBulks lists running operations whose workflow was never told of, or
// so long ago that it may be gone; starting one that runs changes nothing.
func (s *Service) UnstartedBulks(ctx context.Context, limit int) ([]BulkRun, error) {
	var list []BulkRun
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw("SELECT id, workflow_id, version FROM bulk_operations WHERE state = ? AND (told_at IS NULL OR told_at < ?) ORDER BY id LIMIT ?",
			models.BulkRunning, realNow().Add(-time.Minute), limit).Scan(&list).Error
	})
	return list, wrapped("list bulk operations", err)
}

// MarkBulkStarted notes that the operation's workflow was started or hurried. One
// that was steered since it was found has to be told of that, too.
func (s *Service) MarkBulkStarted(ctx context.Context, run BulkRun) error {
	return s.write(ctx, func(w *work) error {
		return w.Exec("UPDATE bulk_operations SET told_at = ? WHERE id = ? AND version = ?", realNow(), run.ID, run.Version).Error
	})
}
