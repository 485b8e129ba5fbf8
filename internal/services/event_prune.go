package services

import (
	"context"
	"time"
)

// keepEvents is how long dispatched events stay readable.
const keepEvents = 30 * 24 * time.Hour

// pruneEventsAtOnce bounds one transaction of pruning.
const pruneEventsAtOnce = 1000

// PruneEvents removes dispatched events that are 30 days old; more tells whether some are left.
func (s *Service) PruneEvents(ctx context.Context) (more bool, err error) {
	err = s.write(ctx, func(w *work) error {
		done := w.Exec(`DELETE FROM events WHERE id IN (SELECT id FROM events e WHERE occurred_at < ?
			AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.lane = e.lane AND o.event_id = e.id) ORDER BY id LIMIT ?)`,
			w.now.Add(-keepEvents), pruneEventsAtOnce)
		more = done.RowsAffected == pruneEventsAtOnce
		return wrapped("prune events", done.Error)
	})
	return more, err
}
