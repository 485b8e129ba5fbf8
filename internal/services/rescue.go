package services

import (
	"context"
	"errors"
	"runtime/debug"

	"github.com/orderflow/orderflow/models"
)

var errPanicked = errors.New("panicked")

// rescue, deferred in a transaction, makes a panic a fault of the batch: it is
// rolled back and halved down, and the event or member that brings it about is
// tried again and parked like any other (PRC-8). What the panic says may quote
// personal data: it goes to the log alone (PRIV-1).
func (s *Service) rescue(ctx context.Context, err *error) {
	if cause := recover(); cause != nil {
		s.log.ErrorContext(ctx, "panic", "panic", cause, "stack", string(debug.Stack()))
		*err = models.NewError(models.CodeInternal).Because(errPanicked)
	}
}
