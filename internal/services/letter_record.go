package services

import (
	"context"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// letterPauses are the pauses after each try that the mail server refused for
// now, a day in all: servers are mended and greylists let in within hours.
var letterPauses = []time.Duration{
	time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour,
}

// letterTries is how often a letter is offered to the mail server before it counts as failed.
var letterTries = len(letterPauses) + 1

// unreachedPause is how long a letter waits that could not be offered at all.
const unreachedPause = time.Minute

// RecordDeliveries writes what became of letters: sent, failed, unknown, or
// queued again for a later batch (MAIL-5). A letter whose text the database does
// not bear is recorded without it and holds back no other. When the turn is over
// only what was sent counts: that is true whoever has the batch now.
func (s *Service) RecordDeliveries(ctx context.Context, turn models.LetterTurn, results []models.LetterOutcome) error {
	err := s.recordTogether(ctx, turn, results)
	if err == nil || !store.IsData(err) {
		return err
	}
	if len(results) == 1 {
		r := results[0]
		r.Subject, r.HTML, r.TextPart = "", "", ""
		return s.recordTogether(ctx, turn, []models.LetterOutcome{r})
	}
	for i := range results {
		if err := s.RecordDeliveries(ctx, turn, results[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) recordTogether(ctx context.Context, turn models.LetterTurn, results []models.LetterOutcome) error {
	return s.write(ctx, func(w *work) error {
		mine, err := beat(w, turn)
		if err != nil {
			return err
		}
		trip := w.Trip()
		for _, r := range results {
			switch {
			case r.Sent:
				recordSent(trip, w.now, r)
			case mine:
				record(trip, w.now, r)
			}
		}
		return wrapped("record deliveries", trip.Go())
	})
}

// recordSent keeps the text, but for what opens an account: a letter to staff. It also finds a letter that another attempt took for interrupted, and stops it from going again.
func recordSent(trip *store.Trip, now time.Time, r models.LetterOutcome) {
	trip.Do(`UPDATE letters SET state = 'sent', sent_at = ?, reason = '', subject = ?,
		html = CASE WHEN staff_id IS NULL THEN ? ELSE '' END, text_part = CASE WHEN staff_id IS NULL THEN ? ELSE '' END
		WHERE id = ? AND (state = 'sending' OR state IN ('queued', 'unknown') AND reason = 'interrupted')`, now, r.Subject, r.HTML, r.TextPart, r.LetterID)
}

func record(trip *store.Trip, now time.Time, r models.LetterOutcome) {
	const sending = " WHERE id = ? AND state = 'sending'"
	switch {
	case r.Final:
		trip.Do("UPDATE letters SET state = 'failed', reason = ?, html = '', text_part = ''"+sending, r.Reason, r.LetterID)
	case r.Unreached: // was no try
		trip.Do(`UPDATE letters SET state = 'queued', batch_id = NULL, attempts = attempts - 1, next_try = ?, reason = ?,
			sending_at = CASE WHEN attempts > 1 THEN sending_at END`+sending, now.Add(unreachedPause), r.Reason, r.LetterID)
	default:
		again, args := retryAt(now)
		trip.Do("UPDATE letters SET state = "+afterTry(r)+", batch_id = NULL, next_try = "+again+", reason = ?"+sending,
			append(append([]any{letterTries}, args...), r.Reason, r.LetterID)...)
	}
}

// afterTry is the state after a try that did not work; it takes letterTries. Of
// what was handed over without an answer, service letters go again and mailings do not.
func afterTry(r models.LetterOutcome) string {
	if r.Unanswered {
		return "CASE WHEN kind = 'mailing' OR attempts >= ? THEN 'unknown' ELSE 'queued' END"
	}
	return "CASE WHEN attempts >= ? THEN 'failed' ELSE 'queued' END"
}

// retryAt is when a letter is tried again, by its attempts so far.
func retryAt(now time.Time) (sql string, args []any) {
	sql = "CASE"
	for i, pause := range letterPauses {
		sql += " WHEN attempts <= ? THEN ?"
		args = append(args, i+1, now.Add(pause))
	}
	return sql + " ELSE next_try END", args
}
