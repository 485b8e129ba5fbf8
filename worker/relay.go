package worker

import (
	"context"
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
	// bulkEvery: at least one batch in so many is of the bulk lane.
	bulkEvery = 4
)

// relay moves what use cases left behind: events into processes and wake-ups,
// then, in further steps that read rows alone, starts and signals into Temporal.
// Any number of relays share the work; what one has claimed the others skip.
type relay struct {
	service *services.Service
	client  *workflows.Client
	log     *slog.Logger
	meters  *meters
	hints   chan struct{}
}

func newRelay(deps Deps, client *workflows.Client, m *meters) *relay {
	return &relay{service: deps.Service, client: client, log: deps.Logger, meters: m, hints: make(chan struct{}, 1)}
}

// run is a loop for each kind of work, so that events go on being dispatched
// while Temporal is slow or down, and wake-ups do not wait for letters.
func (r *relay) run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	lettersEvery := letterTick
	if r.service.Virtual() {
		lettersEvery = letterTickVirtual
	}
	var tellers []chan<- struct{}
	for _, t := range []struct {
		tick time.Duration
		tell func(context.Context) error
	}{{relayTick, r.signalCohorts}, {lettersEvery, r.startLetters}, {relayTick, r.startBulk}} {
		hints := make(chan struct{}, 1)
		tellers = append(tellers, hints)
		group.Go(func() error { return r.tellLoop(ctx, hints, t.tick, t.tell) })
	}
	group.Go(func() error { return r.dispatchLoop(ctx, tellers) })
	return group.Wait()
}

func (r *relay) dispatchLoop(ctx context.Context, tellers []chan<- struct{}) error {
	pause := newBackoff()
	for turn := 0; ctx.Err() == nil; turn++ {
		n, err := r.dispatch(ctx, turn)
		for _, hints := range tellers {
			notify(hints)
		}
		if err != nil {
			if ctx.Err() == nil {
				r.log.ErrorContext(ctx, "dispatch failed", "error", err)
			}
			pause.wait(ctx)
			continue
		}
		pause.reset()
		switch {
		case n == 0:
			r.idle(ctx)
		case n < relayBatch/2:
			sleep(ctx, relayTick)
		}
	}
	return nil
}

// dispatch settles one batch: interactive first, bulk at least one in four.
func (r *relay) dispatch(ctx context.Context, turn int) (int, error) {
	lanes := []models.Lane{models.LaneInteractive, models.LaneBulk}
	if turn%bulkEvery == bulkEvery-1 {
		lanes[0], lanes[1] = lanes[1], lanes[0]
	}
	for _, lane := range lanes {
		n, err := r.service.Dispatch(services.ForLane(ctx, lane), lane, relayBatch)
		if err != nil {
			return 0, err
		}
		if n > 0 {
			failpoint.Hit("claimed-not-started")
			r.meters.dispatched(lane, n)
			return n, nil
		}
	}
	return 0, nil
}

// idle waits for a hint, for the next poll or for the end.
func (r *relay) idle(ctx context.Context) {
	timer := time.NewTimer(relayPoll)
	defer timer.Stop()
	select {
	case <-r.hints:
		failpoint.Hit("order-committed-not-relayed")
	case <-timer.C:
	case <-ctx.Done():
	}
}
