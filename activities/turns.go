package activities

import (
	"cmp"
	"context"
	"time"

	"go.temporal.io/sdk/activity"

	"github.com/orderflow/orderflow/models"
)

const (
	// turnBeat is how often the attempt that delivers a batch says so in the database.
	turnBeat = 3 * time.Second
	// turnSilence is after how long without a beat another attempt takes the batch:
	// far more than a beat that waits for a lock.
	turnSilence = 15 * time.Second
	// turnLook is how often who waits looks.
	turnLook = 500 * time.Millisecond
)

// take waits for the batch. An attempt that Temporal has given up, because it was
// away itself, still has letters in its hands; who follows, in this process or
// another, does not send them again while the first one lives (MAIL-5).
func (a *Delivery) take(ctx context.Context, batch int64) (models.LetterTurn, error) {
	var seen, silent models.LetterTurn
	now := a.Now
	if now == nil {
		now = time.Now
	}
	for since := now(); ; {
		turn, mine, err := a.Letters.ResumeLetters(ctx, batch, silent)
		if err != nil || mine {
			return turn, err
		}
		switch {
		case turn != seen:
			seen, since, silent = turn, now(), models.LetterTurn{}
		case now().Sub(since) >= cmp.Or(a.SilentFor, turnSilence):
			silent = seen
		}
		if !pause(ctx, turnLook, activity.GetWorkerStopChannel(ctx)) {
			return turn, context.Canceled
		}
	}
}

// hold beats for the turn until release, which ends it. The context that it
// gives ends when the turn is lost: the connection is broken off then.
func (a *Delivery) hold(ctx context.Context, turn models.LetterTurn) (held context.Context, release func()) {
	held, lost := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for pause(held, cmp.Or(a.BeatEvery, turnBeat), nil) {
			if mine, err := a.Letters.HoldLetters(context.WithoutCancel(ctx), turn); err == nil && !mine {
				a.Logger.WarnContext(ctx, "another attempt delivers the letters", "batch_id", turn.Batch)
				lost()
			}
		}
	}()
	return held, func() {
		lost()
		<-ended
		if err := a.Letters.ReleaseLetters(context.WithoutCancel(ctx), turn); err != nil {
			a.Logger.WarnContext(ctx, "letters not given back", "batch_id", turn.Batch, "error", err)
		}
	}
}

// pause tells whether the time passed before the context ended or the worker stopped.
func pause(ctx context.Context, d time.Duration, stopping <-chan struct{}) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	case <-stopping:
		return false
	}
}
