package services

import (
	"context"
	"time"

	"github.com/orderflow/orderflow/models"
)

// keepEvents is how long dispatched events stay readable.
const keepEvents = 30 * 24 * time.Hour

// pruneEventsAtOnce bounds one transaction of pruning.
const pruneEventsAtOnce = 1000

// PruneEvents removes events that were dispatched 30 days ago; more tells whether some are left.
func (s *Service) PruneEvents(ctx context.Context) (more bool, err error) {
	err = s.write(ctx, func(w *work) error {
		done := w.Exec("DELETE FROM events WHERE id IN (SELECT id FROM events WHERE state = ? AND dispatched_at < ? ORDER BY dispatched_at LIMIT ?)",
			models.EventDone, w.now.Add(-keepEvents), pruneEventsAtOnce)
		more = done.RowsAffected == pruneEventsAtOnce
		return wrapped("prune events", done.Error)
	})
	return more, err
}
