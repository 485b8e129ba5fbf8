// Package worker is the process side of Temporal: it registers workflows and
// activities on the two task queues, relays the outbox, and watches over
// cohorts that nobody drives. It imports workflows, activities, services and models.
package worker

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"golang.org/x/sync/errgroup"

	"github.com/orderflow/orderflow/activities"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
	"github.com/orderflow/orderflow/workflows"
)

// Deps is what a worker works with.
type Deps struct {
	Temporal client.Client
	Service  *services.Service
	Mailer   activities.Mailer
	Gateways Gateways
	Logger   *slog.Logger
	Metrics  prometheus.Registerer // nil measures nothing
}

// Options tune a worker.
type Options struct {
	Pollers         int // of each kind and lane; 0 stands for 8
	BulkConcurrency int // activities of the bulk lane at once; 0 stands for 2
	// Versions is which version of its code a new run of a workflow type records
	// (workflows.Recorded); absent types record the newest (OPS-3).
	Versions      map[string]int
	ContinueEvery int  // see workflows.Workflows; 0 in production
	NoStickyCache bool // replays every workflow task from its history; for tests
}

// Worker runs both lanes, the relay and the watchdog.
type Worker struct {
	deps   Deps
	opts   Options
	client *workflows.Client
	meters *meters
	relay  *relay
	pump   *pump
	firing *firing
}

// New makes a worker; it connects when it runs.
func New(deps Deps, opts Options) *Worker {
	if opts.Pollers == 0 {
		opts.Pollers = 8
	}
	if opts.BulkConcurrency == 0 {
		opts.BulkConcurrency = 2
	}
	if opts.NoStickyCache {
		worker.SetStickyWorkflowCacheSize(0)
	}
	w := &Worker{deps: deps, opts: opts, client: workflows.NewClient(deps.Temporal), meters: newMeters(deps.Metrics), firing: newFiring(deps.Service)}
	w.relay = newRelay(deps, w.client, w.meters)
	w.pump = newPump(deps, w.client)
	deps.Service.OnEvents(func(models.Lane) {
		notify(w.relay.hints)
		notify(w.pump.hints)
	})
	return w
}

// Run works until the context ends, then lets running steps finish. A Temporal
// server that is down is waited for: events are dispatched into the database meanwhile.
func (w *Worker) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return w.relay.run(ctx) })
	group.Go(func() error { return w.serve(ctx) })
	group.Go(func() error { return newWatchdog(w.deps, w.client, w.relay, w.meters, w.firing).run(ctx) })
	group.Go(func() error { return w.pump.run(ctx) })
	return group.Wait()
}

// serve polls both lanes whenever Temporal answers. The SDK gives up for good at
// a start that finds nobody and when the namespace is gone; a Temporal that lost
// its storage comes back without one, so the lanes are made anew.
func (w *Worker) serve(ctx context.Context) error {
	pause := newBackoff()
	for ctx.Err() == nil {
		if err := w.poll(ctx, pause.reset); err != nil && ctx.Err() == nil {
			w.deps.Logger.WarnContext(ctx, "not polling temporal", "error", err)
			pause.wait(ctx)
		}
	}
	return nil
}

// poll serves both lanes until the context ends, which is no error, or Temporal refuses them.
func (w *Worker) poll(ctx context.Context, started func()) error {
	if err := w.client.Healthy(ctx); err != nil {
		return err
	}
	refused := make(chan error, 4)
	account, err := w.deps.Service.Installation(ctx)
	if err != nil {
		return err
	}
	var lanes []worker.Worker
	for _, lane := range []models.Lane{models.LaneInteractive, models.LaneBulk} {
		lanes = append(lanes, w.lane(account.Code, lane, refused), w.letters(account.Code, lane, refused))
	}
	for _, lane := range lanes {
		if err := lane.Start(); err != nil {
			stop(lanes)
			return fmt.Errorf("start worker: %w", err)
		}
	}
	defer stop(lanes)
	began := time.Now()
	select {
	case <-ctx.Done():
		return nil
	case err := <-refused:
		if time.Since(began) > longest {
			started()
		}
		return fmt.Errorf("temporal refused the worker: %w", err)
	}
}

// stop lets the steps of all lanes finish, side by side.
func stop(lanes []worker.Worker) {
	var group errgroup.Group
	for _, lane := range lanes {
		group.Go(func() error { lane.Stop(); return nil })
	}
	_ = group.Wait()
}

// notify wakes whoever listens; many hints are one.
func notify(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
