package activities

import (
	"context"
	"log/slog"

	"go.temporal.io/sdk/activity"

	"github.com/orderflow/orderflow/internal/failpoint"
	"github.com/orderflow/orderflow/models"
)

// perConnection is how many letters one SMTP connection carries, and so how many
// are uncertain after a kill.
const perConnection = 20

// Letters is the database side of delivery.
type Letters interface {
	ResumeLetters(ctx context.Context, batch int64) error
	ClaimLetters(ctx context.Context, batch int64, limit int) ([]models.LetterDelivery, error)
	RecordDeliveries(ctx context.Context, outcomes []models.LetterOutcome) error
	CloseBatch(ctx context.Context, batch int64) (done bool, err error)
}

// Mailer renders letters and hands them to the mail server on one connection.
type Mailer interface {
	Deliver(ctx context.Context, letters []models.LetterDelivery, beat func()) []models.LetterOutcome
}

// Delivery is the activity of a batch of letters.
type Delivery struct {
	Letters Letters
	Mailer  Mailer
	Logger  *slog.Logger
}

// Deliver sends the batch, connection by connection. An attempt that follows one
// that died sends again what was in delivery, under the same Message-IDs (MAIL-5).
func (a *Delivery) Deliver(ctx context.Context, batch int64) error {
	err := a.deliver(ctx, batch)
	if err != nil {
		a.Logger.WarnContext(ctx, "activity failed", "activity", "deliver letters", "batch_id", batch, "error", err)
	}
	return fault(err)
}

func (a *Delivery) deliver(ctx context.Context, batch int64) error {
	if err := a.Letters.ResumeLetters(ctx, batch); err != nil {
		return err
	}
	for {
		letters, err := a.Letters.ClaimLetters(ctx, batch, perConnection)
		if err != nil {
			return err
		}
		if len(letters) == 0 {
			break
		}
		outcomes := a.Mailer.Deliver(ctx, letters, func() { activity.RecordHeartbeat(ctx) })
		failpoint.Hit("letter-accepted-not-recorded")
		// What the mail server took must be written down even while the worker stops.
		if err := a.Letters.RecordDeliveries(context.WithoutCancel(ctx), outcomes); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	done, err := a.Letters.CloseBatch(ctx, batch)
	if err == nil && !done {
		err = models.NewError(models.CodeConflict)
	}
	return err
}
