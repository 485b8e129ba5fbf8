package services

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/orderflow/orderflow/models"
)

// One attempt at a time delivers a batch. Temporal may take an attempt for dead
// that lives, and start another: that one gets the batch when the first has
// given it back, or has not beaten for a while. Who waits watches the counter by
// his own clock, so that no clocks of two machines are compared.

// ResumeLetters is the first call of a delivering attempt. mine tells whether it
// has its turn; otherwise turn is whose it is, to be given as silent in a later
// call when it has not changed for so long that its owner must be dead.
//
// Letters that were in delivery when the one before died go again with the same
// Message-ID when they are service letters, as often as letters are tried; a
// mailing becomes unknown (MAIL-5).
func (s *Service) ResumeLetters(ctx context.Context, batch int64, silent models.LetterTurn) (turn models.LetterTurn, mine bool, err error) {
	err = s.write(ctx, func(w *work) error {
		turn, mine = models.LetterTurn{Batch: batch}, true
		err := w.Raw("SELECT id AS batch, run, beats FROM letter_batches WHERE id = ?"+w.LockClause(), batch).Take(&turn).Error
		if errors.Is(err, gorm.ErrRecordNotFound) { // delivered and forgotten
			return nil
		}
		if err != nil {
			return fmt.Errorf("read letter batch: %w", err)
		}
		if mine = turn.Run == "" || turn == silent; !mine {
			return nil
		}
		turn = models.LetterTurn{Batch: batch, Run: newTurn()}
		if err := w.Exec("UPDATE letter_batches SET run = ?, beats = 0 WHERE id = ?", turn.Run, batch).Error; err != nil {
			return fmt.Errorf("take letter batch: %w", err)
		}
		return requeueInterrupted(w, batch)
	})
	return turn, mine, err
}

func newTurn() string {
	var random [8]byte
	_, _ = rand.Read(random[:])
	return hex.EncodeToString(random[:])
}

func requeueInterrupted(w *work, batch int64) error {
	err := w.Exec("UPDATE letters SET state = 'unknown', reason = 'interrupted' WHERE batch_id = ? AND state = 'sending' AND kind = 'mailing'", batch).Error
	if err != nil {
		return fmt.Errorf("resume letters: %w", err)
	}
	return wrapped("resume letters", w.Exec(`UPDATE letters SET state = CASE WHEN attempts >= ? THEN 'unknown' ELSE 'queued' END, reason = 'interrupted'
		WHERE batch_id = ? AND state = 'sending'`, letterTries, batch).Error)
}

// HoldLetters says that the attempt lives; mine is false when its turn is over.
func (s *Service) HoldLetters(ctx context.Context, turn models.LetterTurn) (mine bool, err error) {
	err = s.write(ctx, func(w *work) error {
		mine, err = beat(w, turn)
		return err
	})
	return mine, err
}

// beat raises the counter of the turn and keeps the batch's row until the transaction ends.
func beat(w *work, turn models.LetterTurn) (mine bool, err error) {
	done := w.Exec("UPDATE letter_batches SET beats = beats + 1 WHERE id = ? AND run = ? AND run <> ''", turn.Batch, turn.Run)
	return done.RowsAffected == 1, wrapped("hold letter batch", done.Error)
}

// ReleaseLetters ends the turn: the next attempt need not wait.
func (s *Service) ReleaseLetters(ctx context.Context, turn models.LetterTurn) error {
	return s.write(ctx, func(w *work) error {
		return wrapped("release letter batch", w.Exec("UPDATE letter_batches SET run = '' WHERE id = ? AND run = ?", turn.Batch, turn.Run).Error)
	})
}
