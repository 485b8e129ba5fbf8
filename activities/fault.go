package activities

import (
	"context"
	"errors"

	"go.temporal.io/sdk/temporal"

	"github.com/orderflow/orderflow/models"
)

// fault turns an error into what Temporal may keep: a code and nothing else,
// since texts may quote personal data (PRIV-1). A fault of the rules is final,
// trouble with the world is not.
func fault(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return temporal.NewApplicationError("interrupted", "interrupted")
	}
	code := models.CodeOf(err)
	if code.Retriable() {
		return temporal.NewApplicationError(string(code), string(code))
	}
	return temporal.NewNonRetryableApplicationError(string(code), string(code), nil)
}
