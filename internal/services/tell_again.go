package services

import (
	"context"

	"github.com/orderflow/orderflow/models"
)

// TellAgain has every open batch of letters and every running bulk operation
// told to Temporal once more: what it knew of them it may have lost. Telling it
// what it still knows changes nothing.
func (s *Service) TellAgain(ctx context.Context) error {
	return s.write(ctx, func(w *work) error {
		if err := w.Exec("UPDATE letter_batches SET started_at = NULL WHERE state = 'open' AND started_at IS NOT NULL").Error; err != nil {
			return wrapped("tell of letters again", err)
		}
		err := w.Exec("UPDATE bulk_operations SET told_at = NULL WHERE state = ? AND told_at IS NOT NULL", models.BulkRunning).Error
		return wrapped("tell of bulk operations again", err)
	})
}
