package services

import (
	"context"
	"time"
)

const (
	// keepEvents is how long dispatched events stay readable.
	keepEvents = 30 * 24 * time.Hour
	// keepRefused is how long it stays readable why an object did not enter (PRC-14).
	keepRefused = 90 * 24 * time.Hour
	// keepBatches is how long batches stay whose letters are all delivered: for those who look into what went wrong.
	keepBatches = 24 * time.Hour
)

// pruneAtOnce bounds one transaction of pruning.
const pruneAtOnce = 1000

// PruneEvents removes dispatched events that are 30 days old; more tells whether
// some may be left. It looks at the lowest ids alone, since ids follow time: on a
// young table it would else read every row to find none. Parked events stay. It
// asks event by event: the list of all that are pending may be too long to hash.
func (s *Service) PruneEvents(ctx context.Context) (more bool, err error) {
	return s.prune(ctx, "prune events", `DELETE FROM events WHERE occurred_at < ? AND id IN (SELECT e.id FROM events e
		WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.lane = e.lane AND o.event_id = e.id) ORDER BY e.id LIMIT ?)`, keepEvents)
}

// PruneBatches removes batches that were delivered more than a day ago; see PruneEvents.
func (s *Service) PruneBatches(ctx context.Context) (more bool, err error) {
	return s.prune(ctx, "prune letter batches",
		"DELETE FROM letter_batches WHERE created_at < ? AND id IN (SELECT id FROM letter_batches WHERE state = 'done' ORDER BY id LIMIT ?)", keepBatches)
}

// PruneRefusals removes refusals of entry that are 90 days old; see PruneEvents.
func (s *Service) PruneRefusals(ctx context.Context) (more bool, err error) {
	return s.prune(ctx, "prune refusals", `DELETE FROM entry_refusals WHERE (process_id, subject_kind, subject_id) IN
		(SELECT process_id, subject_kind, subject_id FROM entry_refusals WHERE at < ? ORDER BY at LIMIT ?)`, keepRefused)
}

// prune removes rows older than keep, up to pruneAtOnce; sql takes the moment and the number.
func (s *Service) prune(ctx context.Context, what, sql string, keep time.Duration) (more bool, err error) {
	err = s.write(ctx, func(w *work) error {
		done := w.Exec(sql, w.now.Add(-keep), pruneAtOnce)
		more = done.RowsAffected == pruneAtOnce
		return wrapped(what, done.Error)
	})
	return more, err
}
