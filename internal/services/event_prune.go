package services

import (
	"context"
	"time"
)

// keepEvents is how long dispatched events stay readable.
const keepEvents = 30 * 24 * time.Hour

// pruneEventsAtOnce bounds one transaction of pruning.
const pruneEventsAtOnce = 1000

// PruneEvents removes dispatched events that are 30 days old; more tells whether
// some may be left. It looks at the lowest ids alone, since ids follow time: on a
// young table it would else read every row to find none. Parked events stay.
func (s *Service) PruneEvents(ctx context.Context) (more bool, err error) {
	err = s.write(ctx, func(w *work) error {
		done := w.Exec(`DELETE FROM events WHERE occurred_at < ? AND id IN (SELECT id FROM events WHERE id NOT IN (SELECT event_id FROM outbox) ORDER BY id LIMIT ?)`,
			w.now.Add(-keepEvents), pruneEventsAtOnce)
		more = done.RowsAffected == pruneEventsAtOnce
		return wrapped("prune events", done.Error)
	})
	return more, err
}
