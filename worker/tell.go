package worker

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/orderflow/orderflow/internal/failpoint"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

const (
	// letterTick gathers letters into batches; a letter can wait so long.
	letterTick = 250 * time.Millisecond
	// letterTickVirtual is the same where the clock is driven: a quarter of a second may be hours there.
	letterTickVirtual = relayTick
	// callsAtOnce bounds the calls to Temporal that are under way.
	callsAtOnce = 8
)

// tellLoop tells Temporal what the rows say, gathered in ticks. While Temporal
// is away nothing is marked as told; rows wait, nothing is lost.
func (r *relay) tellLoop(ctx context.Context, hints <-chan struct{}, tick time.Duration, tell func(context.Context) error) error {
	ctx = services.ForLane(ctx, models.LaneInteractive)
	pause := newBackoff()
	for {
		select {
		case <-hints:
		case <-ctx.Done():
			return nil
		}
		if err := tell(ctx); err != nil && ctx.Err() == nil {
			r.log.WarnContext(ctx, "temporal was not told", "error", err)
			for pause.wait(ctx) {
				if r.client.Healthy(ctx) == nil {
					break
				}
			}
			continue
		}
		pause.reset()
		sleep(ctx, tick)
	}
}

func (r *relay) signalCohorts(ctx context.Context) error {
	due, err := r.service.DueSignals(ctx, 200)
	if err != nil || len(due) == 0 {
		return err
	}
	ids := make([]int64, len(due))
	for i, c := range due {
		ids[i] = c.ID
	}
	// Marked before it is sent: a signal that gets lost is sent again after 30 s.
	if err := r.service.MarkSignalled(ctx, ids); err != nil {
		return err
	}
	failpoint.Hit("joined-not-signalled")
	return r.look(ctx, due)
}

// look signals cohorts, some at once. Those that could not be signalled because
// Temporal is away are due again at once; a cohort with a trouble of its own
// holds back nobody and is tried again with the unanswered ones.
func (r *relay) look(ctx context.Context, due []services.CohortSignal) error {
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(callsAtOnce)
	for _, c := range due {
		group.Go(func() error {
			err := r.client.Look(within, c.WorkflowID, c.Lane, c.Claimed)
			r.meters.signalled(err)
			switch {
			case err == nil:
				return nil
			case models.IsCode(err, models.CodeUnavailable):
				return errors.Join(err, r.service.UnmarkSignalled(context.WithoutCancel(ctx), c.ID))
			default:
				r.log.ErrorContext(ctx, "cohort not signalled", "cohort_id", c.ID, "error", err)
				return nil
			}
		})
	}
	return group.Wait()
}

// startLetters puts letters into batches and starts their workflows.
func (r *relay) startLetters(ctx context.Context) error {
	for _, lane := range []models.Lane{models.LaneInteractive, models.LaneBulk} {
		for more := true; more; {
			batch, _, err := r.service.GatherLetters(ctx, lane)
			if err != nil {
				return err
			}
			more = batch.Full
		}
	}
	batches, err := r.service.UnstartedBatches(ctx, 100)
	if err != nil {
		return err
	}
	for _, b := range batches {
		if err := r.client.StartLetters(ctx, b.WorkflowID, b.Lane, b.ID); err != nil {
			return err
		}
		if err := r.service.MarkBatchStarted(ctx, b.ID); err != nil {
			return err
		}
	}
	return nil
}

func (r *relay) startBulk(ctx context.Context) error {
	runs, err := r.service.UnstartedBulks(ctx, 20)
	if err != nil {
		return err
	}
	for _, run := range runs {
		if err := r.client.StartBulk(ctx, run.WorkflowID, run.ID); err != nil {
			return err
		}
		if err := r.client.Hurry(ctx, run.WorkflowID); err != nil {
			return err
		}
		if err := r.service.MarkBulkStarted(ctx, run); err != nil {
			return err
		}
	}
	return nil
}
