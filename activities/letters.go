package activities

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"go.temporal.io/sdk/activity"

	"github.com/orderflow/orderflow/internal/failpoint"
	"github.com/orderflow/orderflow/models"
)

const (
	// perConnection is how many letters one SMTP connection carries, and so how
	// many are uncertain after a kill.
	perConnection = 20
	// deliverFor is how long one activity delivers before another goes on: far
	// below its timeout, after which a second attempt would meet this one.
	deliverFor = 5 * time.Minute
	// recordFor is how long what the mail server took is kept for a database that
	// is away; given up, the letters would go a second time.
	recordFor = 5 * time.Minute
	// recordStopping is how long while the worker stops: less than it waits for its activities.
	recordStopping = 8 * time.Second
	// The pause after an attempt to record, doubled up to the longest.
	firstRecordPause, longestRecordPause = 100 * time.Millisecond, 5 * time.Second
)

// Letters is the database side of delivery.
type Letters interface {
	ResumeLetters(ctx context.Context, batch int64, silent models.LetterTurn) (turn models.LetterTurn, mine bool, err error)
	HoldLetters(ctx context.Context, turn models.LetterTurn) (mine bool, err error)
	ReleaseLetters(ctx context.Context, turn models.LetterTurn) error
	ClaimLetters(ctx context.Context, turn models.LetterTurn, limit int) ([]models.LetterDelivery, error)
	RecordDeliveries(ctx context.Context, turn models.LetterTurn, outcomes []models.LetterOutcome) error
	CloseBatch(ctx context.Context, batch int64) (done bool, err error)
}

// Mailer renders letters and hands them to the mail server on one connection.
// beat is called after each.
type Mailer interface {
	Deliver(ctx context.Context, letters []models.LetterDelivery, beat func()) []models.LetterOutcome
}

// Delivery is the activity of a batch of letters.
type Delivery struct {
	Letters Letters
	Mailer  Mailer
	Logger  *slog.Logger
	// Connected, when given, hears of each connection to the mail server whether it could be made.
	Connected func(ok bool)
	// BeatEvery and SilentFor replace turnBeat and turnSilence when given.
	BeatEvery, SilentFor time.Duration
	// Now, when given, replaces the machine's clock, by which silence is measured.
	Now func() time.Time
}

// Deliver sends letters of the batch, connection by connection, and tells
// whether some are left for another activity. An attempt that follows one that
// died sends again what was in delivery, under the same Message-IDs (MAIL-5).
func (a *Delivery) Deliver(ctx context.Context, batch int64) (left bool, err error) {
	left, err = a.deliver(ctx, batch)
	return left, report(ctx, a.Logger, DeliverLetters, err, "batch_id", batch)
}

func (a *Delivery) deliver(ctx context.Context, batch int64) (left bool, err error) {
	defer beating(ctx)()
	turn, err := a.take(ctx, batch)
	if err != nil {
		return false, err
	}
	held, release := a.hold(ctx, turn)
	defer release()
	enough := time.NewTimer(deliverFor)
	defer enough.Stop()
	for {
		n, err := a.connection(held, turn)
		if err != nil {
			return false, err
		}
		if n == 0 {
			return a.finish(ctx, batch)
		}
		select {
		case <-held.Done():
			return false, held.Err()
		case <-activity.GetWorkerStopChannel(ctx):
			return true, nil
		case <-enough.C:
			return true, nil
		default:
		}
	}
}

// connection delivers what one connection carries and tells how many letters
// that was. A mail server that is away ends the attempt: the next one comes
// later, and meanwhile the slot is another batch's.
func (a *Delivery) connection(ctx context.Context, turn models.LetterTurn) (int, error) {
	letters, err := a.Letters.ClaimLetters(ctx, turn, perConnection)
	if err != nil || len(letters) == 0 {
		return 0, err
	}
	outcomes := a.Mailer.Deliver(ctx, letters, func() { activity.RecordHeartbeat(ctx) })
	failpoint.Hit("letter-accepted-not-recorded")
	if err := a.record(ctx, turn, outcomes); err != nil {
		return 0, err
	}
	select {
	case <-ctx.Done(): // what was cut off says nothing about the mail server
		return len(letters), nil
	default:
		return len(letters), a.reached(ctx, outcomes)
	}
}

// reached fails with CodeLetterUndelivered when letters could not even be offered.
func (a *Delivery) reached(ctx context.Context, outcomes []models.LetterOutcome) error {
	away := slices.IndexFunc(outcomes, func(o models.LetterOutcome) bool { return o.Unreached })
	if a.Connected != nil {
		a.Connected(away < 0)
	}
	if away < 0 {
		return nil
	}
	a.Logger.ErrorContext(ctx, "mail server takes no letters", "reason", outcomes[away].Reason)
	return models.NewError(models.CodeLetterUndelivered, "status", outcomes[away].Reason)
}

// record writes down what the mail server took, also while the worker stops, and
// again while the database is away (MAIL-5).
func (a *Delivery) record(ctx context.Context, turn models.LetterTurn, outcomes []models.LetterOutcome) error {
	end := time.NewTimer(recordFor)
	defer end.Stop()
	stopping := activity.GetWorkerStopChannel(ctx)
	for pause := firstRecordPause; ; pause = min(2*pause, longestRecordPause) {
		err := a.Letters.RecordDeliveries(context.WithoutCancel(ctx), turn, outcomes)
		if !models.IsCode(err, models.CodeUnavailable) {
			return err
		}
		a.Logger.WarnContext(ctx, "delivered letters not recorded yet", "count", len(outcomes), "error", err)
		again := time.NewTimer(pause)
		select {
		case <-again.C:
		case <-stopping:
			stopping = nil // noticed once
			end.Reset(recordStopping)
			<-again.C
		case <-end.C:
			again.Stop()
			return err
		}
	}
}

func (a *Delivery) finish(ctx context.Context, batch int64) (left bool, err error) {
	done, err := a.Letters.CloseBatch(ctx, batch)
	if err == nil && !done {
		// Some wait for their time, or another attempt still has them: later.
		err = models.NewError(models.CodeConflict)
	}
	return false, err
}
