package worker

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/orderflow/orderflow/internal/failpoint"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
	"github.com/orderflow/orderflow/workflows"
)

const (
	// relayBatch is how many events one transaction dispatches.
	relayBatch = 500
	// relayPoll is how often the relay looks without being told: events of other processes.
	relayPoll = 100 * time.Millisecond
	// relayTick gathers, under load, events into one transaction and wake-ups into one signal.
	relayTick = 20 * time.Millisecond
	// letterTick gathers letters into batches; a letter can wait so long.
	letterTick = 250 * time.Millisecond
	// signalsAtOnce bounds the calls to Temporal that are under way.
	signalsAtOnce = 8
	// bulkEvery: at least one batch in so many is of the bulk lane.
	bulkEvery = 4
)

// relay moves what use cases left behind: events into processes and wake-ups,
// then, in a second step that reads rows alone, starts and signals into Temporal.
type relay struct {
	service *services.Service
	client  *workflows.Client
	log     *slog.Logger
	metrics *meters
	hints   chan struct{}
	// gathered is when letters were last put into batches; the signal loop's own.
	gathered time.Time
}

func newRelay(deps Deps, client *workflows.Client) *relay {
	r := &relay{service: deps.Service, client: client, log: deps.Logger, metrics: newMeters(deps.Metrics), hints: make(chan struct{}, 1)}
	deps.Service.OnEvents(func(models.Lane) { r.hint() })
	return r
}

// hint wakes the relay; many hints are one.
func (r *relay) hint() {
	select {
	case r.hints <- struct{}{}:
	default:
	}
}

// run is two loops, so that events go on being dispatched while Temporal is slow or down.
func (r *relay) run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	tell := make(chan struct{}, 1)
	group.Go(func() error { return r.dispatchLoop(ctx, tell) })
	group.Go(func() error { return r.signalLoop(ctx, tell) })
	return group.Wait()
}

func (r *relay) dispatchLoop(ctx context.Context, tell chan<- struct{}) error {
	pause := newBackoff()
	for turn := 0; ; turn++ {
		n, err := r.dispatch(ctx, turn)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			r.log.ErrorContext(ctx, "dispatch failed", "error", err)
			if !pause.wait(ctx) {
				return nil
			}
			continue
		}
		pause.reset()
		if n > 0 {
			failpoint.Hit("claimed-not-started")
			notify(tell)
			if n < relayBatch/2 && !sleep(ctx, relayTick) {
				return nil
			}
			continue
		}
		if !r.idle(ctx) {
			return nil
		}
		notify(tell)
	}
}

// dispatch settles one batch: interactive first, bulk at least one in four.
func (r *relay) dispatch(ctx context.Context, turn int) (int, error) {
	lanes := []models.Lane{models.LaneInteractive, models.LaneBulk}
	if turn%bulkEvery == bulkEvery-1 {
		lanes[0], lanes[1] = lanes[1], lanes[0]
	}
	for _, lane := range lanes {
		n, err := r.service.Dispatch(services.ForLane(ctx, lane), lane, relayBatch)
		if err != nil || n > 0 {
			r.metrics.dispatched(lane, n)
			return n, err
		}
	}
	return 0, nil
}

// idle waits for a hint or the next poll.
func (r *relay) idle(ctx context.Context) bool {
	timer := time.NewTimer(relayPoll)
	defer timer.Stop()
	select {
	case <-r.hints:
		return true
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// signalLoop tells Temporal what the rows say, gathered in short ticks.
func (r *relay) signalLoop(ctx context.Context, told <-chan struct{}) error {
	pause := newBackoff()
	for {
		select {
		case <-told:
		case <-ctx.Done():
			return nil
		}
		err := r.start(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			r.log.WarnContext(ctx, "temporal was not told", "error", err)
			if !pause.wait(ctx) {
				return nil
			}
			continue
		}
		pause.reset()
		if !sleep(ctx, relayTick) {
			return nil
		}
	}
}

// start signals cohorts and starts the workflows of letters and bulk operations.
func (r *relay) start(ctx context.Context) error {
	ctx = services.ForLane(ctx, models.LaneInteractive)
	return errors.Join(r.signalCohorts(ctx), r.startLetters(ctx), r.startBulk(ctx))
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

// look signals cohorts, some at once. Those that could not be signalled are due again at once.
func (r *relay) look(ctx context.Context, due []services.CohortSignal) error {
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(signalsAtOnce)
	for _, c := range due {
		group.Go(func() error {
			err := r.client.Look(within, c.WorkflowID, c.Lane, c.Claimed)
			if err != nil {
				return errors.Join(err, r.service.UnmarkSignalled(context.WithoutCancel(ctx), c.ID))
			}
			r.metrics.signalled()
			return nil
		})
	}
	return group.Wait()
}

func (r *relay) startLetters(ctx context.Context) error {
	if time.Since(r.gathered) < letterTick {
		return nil
	}
	r.gathered = time.Now()
	for _, lane := range []models.Lane{models.LaneInteractive, models.LaneBulk} {
		for {
			_, found, err := r.service.GatherLetters(ctx, lane)
			if err != nil {
				return err
			}
			if !found {
				break
			}
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
		if err := r.service.MarkBulkStarted(ctx, run.ID); err != nil {
			return err
		}
	}
	return nil
}

func notify(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
