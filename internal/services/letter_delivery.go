package services

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// letterBatchSize is how many letters one workflow delivers.
const letterBatchSize = 500

// LetterBatch is a batch whose workflow has to be started.
type LetterBatch struct {
	ID         int64
	WorkflowID string
	Lane       models.Lane
	Full       bool // there may be letters for another one at once
}

// GatherLetters puts queued letters of the lane whose time has come into a batch
// of their own. ok is false when there are none.
func (s *Service) GatherLetters(ctx context.Context, lane models.Lane) (batch LetterBatch, ok bool, err error) {
	err = s.write(ctx, func(w *work) error {
		batch, ok = LetterBatch{}, false
		var ids []int64
		err := w.Raw("SELECT id FROM letters WHERE state = 'queued' AND lane = ? AND batch_id IS NULL AND next_try <= ? ORDER BY next_try, id LIMIT ?"+
			w.SkipLocked(), lane, s.horizon(), letterBatchSize).Scan(&ids).Error
		if err != nil || len(ids) == 0 {
			return wrapped("gather letters", err)
		}
		row, err := s.openBatch(w, lane)
		if err != nil {
			return err
		}
		batch, ok = LetterBatch{ID: row.ID, WorkflowID: row.WorkflowID, Lane: lane, Full: len(ids) == letterBatchSize}, true
		return wrapped("gather letters", w.Exec("UPDATE letters SET batch_id = ? WHERE id IN ?", row.ID, ids).Error)
	})
	return batch, ok, err
}

func (s *Service) openBatch(w *work, lane models.Lane) (*models.LetterBatch, error) {
	ids, err := store.NextIDs(w.Tx, "letter_batches", 1)
	if err != nil {
		return nil, err
	}
	workflow, err := s.workflowID(w.Tx, "letters", ids[0])
	if err != nil {
		return nil, err
	}
	row := &models.LetterBatch{ID: ids[0], Lane: lane, WorkflowID: workflow, State: "open", CreatedAt: w.now}
	return row, store.Insert(w.Tx, []*models.LetterBatch{row})
}

// UnstartedBatches lists open batches whose workflow was never started, or was
// started so long ago that it may be gone; starting one that runs changes nothing.
func (s *Service) UnstartedBatches(ctx context.Context, limit int) ([]LetterBatch, error) {
	var list []LetterBatch
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw("SELECT id, workflow_id, lane FROM letter_batches WHERE state = 'open' AND (started_at IS NULL OR started_at < ?) ORDER BY id LIMIT ?",
			realNow().Add(-time.Minute), limit).Scan(&list).Error
	})
	return list, wrapped("list letter batches", err)
}

// MarkBatchStarted notes that the batch's workflow was started.
func (s *Service) MarkBatchStarted(ctx context.Context, id int64) error {
	return s.write(ctx, func(w *work) error {
		return w.Exec("UPDATE letter_batches SET started_at = ? WHERE id = ?", realNow(), id).Error
	})
}

// ClaimLetters marks up to limit letters of the batch as being sent and answers
// what to send. The orders are locked first and the guards asked in a later
// statement, so that no reminder is marked after its payment was committed (MAIL-6).
// It answers with none only when none of the batch is left for it, or the turn
// is over: those that the guards withdraw make room for the next.
func (s *Service) ClaimLetters(ctx context.Context, turn models.LetterTurn, limit int) ([]models.LetterDelivery, error) {
	for {
		deliveries, claimed, err := s.claimSome(ctx, turn, limit)
		if err != nil || len(deliveries) > 0 || claimed == 0 {
			return deliveries, err
		}
	}
}

// claimSome looks at up to limit letters in one transaction.
func (s *Service) claimSome(ctx context.Context, turn models.LetterTurn, limit int) (deliveries []models.LetterDelivery, claimed int, err error) {
	err = s.write(ctx, func(w *work) error {
		deliveries, claimed = nil, 0
		if mine, err := beat(w, turn); err != nil || !mine {
			return err
		}
		letters, err := claimLetters(w, turn.Batch, limit)
		claimed = len(letters)
		if err != nil || claimed == 0 {
			return err
		}
		letters, err = s.guard(w, letters)
		if err != nil {
			return err
		}
		deliveries, err = s.deliveries(w, letters)
		if err != nil {
			return err
		}
		return markSending(w, deliveries)
	})
	return deliveries, claimed, err
}

func claimLetters(w *work, batch int64, limit int) ([]*models.Letter, error) {
	const queued = "batch_id = ? AND state = 'queued' AND next_try <= ?"
	var ids []int64
	if err := w.Raw("SELECT id FROM letters WHERE "+queued+" ORDER BY id LIMIT ?", batch, w.now, limit).Scan(&ids).Error; err != nil {
		return nil, fmt.Errorf("claim letters: %w", err)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	if err := lockGuarded(w, ids); err != nil {
		return nil, err
	}
	if _, err := w.Lock("letters", ids...); err != nil {
		return nil, err
	}
	var letters []*models.Letter
	err := w.Raw("SELECT * FROM letters WHERE id IN ? AND "+queued+" ORDER BY id", ids, batch, w.now).Scan(&letters).Error
	return letters, wrapped("claim letters", err)
}

// markSending notes the address and the Message-ID under which the letter goes, for good.
func markSending(w *work, deliveries []models.LetterDelivery) error {
	trip := w.Trip()
	for _, d := range deliveries {
		trip.Do("UPDATE letters SET state = 'sending', sending_at = ?, message_id = ?, recipient = ?, template_id = ?, attempts = attempts + 1 WHERE id = ?",
			w.now, d.MessageID, d.Recipient, reference(d.Template.ID), d.LetterID)
	}
	return wrapped("mark letters", trip.Go())
}

// CloseBatch marks the batch as delivered once nothing in it is queued or in delivery; done tells whether it did.
func (s *Service) CloseBatch(ctx context.Context, batch int64) (done bool, err error) {
	err = s.write(ctx, func(w *work) error {
		var left int64
		err := w.Model(&models.Letter{}).Where("batch_id = ? AND state IN ('queued', 'sending')", batch).Count(&left).Error
		if err != nil {
			return fmt.Errorf("close batch: %w", err)
		}
		if done = left == 0; !done {
			return nil
		}
		return wrapped("close batch", w.Exec("UPDATE letter_batches SET state = 'done' WHERE id = ?", batch).Error)
	})
	return done, err
}

// messageID is the letter's own, the same however often it is sent.
func (s *Service) messageID(l *models.Letter) string {
	if l.MessageID != "" {
		return l.MessageID
	}
	var random [6]byte
	_, _ = rand.Read(random[:])
	return fmt.Sprintf("letter-%d-%s@%s", l.ID, hex.EncodeToString(random[:]), s.opts.MailDomain)
}
