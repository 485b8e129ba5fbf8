package services

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/orderflow/orderflow/models"
)

var errPanicked = errors.New("panicked")

// rescue, deferred in a transaction, makes a panic a fault of the batch: it is
// rolled back and halved down, and the event or member that brings it about is
// tried again and parked like any other (PRC-8). What the panic says may quote
// personal data, so that the log has the stack, and the words of the runtime alone (PRIV-1).
func (s *Service) rescue(ctx context.Context, err *error) {
	if cause := recover(); cause != nil {
		s.log.ErrorContext(ctx, "panic", "panic", withoutData(cause), "stack", string(debug.Stack()))
		*err = models.NewError(models.CodeInternal).Because(errPanicked)
	}
}

func withoutData(cause any) string {
	var fault runtime.Error
	if err, ok := cause.(error); ok && errors.As(err, &fault) {
		return fault.Error()
	}
	return fmt.Sprintf("%T", cause)
}
