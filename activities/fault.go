package activities

import (
	"context"
	"errors"
	"log/slog"

	"go.temporal.io/sdk/temporal"

	"github.com/orderflow/orderflow/models"
)

// interrupted is the type of an error of a step that was stopped from outside.
const interrupted = "interrupted"

// fault turns an error into what Temporal may keep: a code and nothing else,
// since texts may quote personal data (PRIV-1). A fault of the rules is final,
// trouble with the world is not.
func fault(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return temporal.NewApplicationError(interrupted, interrupted)
	}
	code := models.CodeOf(err)
	if code.Retriable() {
		return temporal.NewApplicationError(string(code), string(code))
	}
	return temporal.NewNonRetryableApplicationError(string(code), string(code), nil)
}

// report logs the error here, once, with its text; Temporal gets its code.
// about are pairs of key and id.
func report(ctx context.Context, log *slog.Logger, what string, err error, about ...any) error {
	if err != nil {
		log.WarnContext(ctx, "activity failed", append([]any{"activity", what, "error", err}, about...)...)
	}
	return fault(err)
}
