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
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
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
	Pollers         int
	BulkConcurrency int
	ContinueEvery   int  // see workflows.Workflows; 0 in production
	NoStickyCache   bool // replays every workflow task from its history; for tests
}

// Worker runs both lanes, the relay and the watchdog.
type Worker struct {
	deps   Deps
	opts   Options
	client *workflows.Client
	relay  *relay
	lanes  []worker.Worker
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
	w := &Worker{deps: deps, opts: opts, client: workflows.NewClient(deps.Temporal)}
	w.relay = newRelay(deps, w.client)
	w.lanes = []worker.Worker{w.lane(models.LaneInteractive), w.lane(models.LaneBulk)}
	return w
}

// lane registers everything on one queue; what each lane may take of the
// machine and of the database's connections is its own.
func (w *Worker) lane(lane models.Lane) worker.Worker {
	atOnce := 64
	if lane == models.LaneBulk {
		atOnce = w.opts.BulkConcurrency
	}
	l := worker.New(w.deps.Temporal, workflows.QueueOf(lane), worker.Options{
		MaxConcurrentActivityExecutionSize: atOnce, MaxConcurrentLocalActivityExecutionSize: 16,
		MaxConcurrentWorkflowTaskPollers: w.opts.Pollers, MaxConcurrentActivityTaskPollers: w.opts.Pollers,
		BackgroundActivityContext: services.ForLane(context.Background(), lane),
		WorkerStopTimeout:         10 * time.Second,
	})
	flows := &workflows.Workflows{ContinueEvery: w.opts.ContinueEvery}
	for name, flow := range map[string]any{
		workflows.CohortType: flows.Cohort, workflows.LettersType: flows.Letters, workflows.BulkType: flows.BulkOperation,
		workflows.CareType: flows.Care, workflows.EntryType: flows.SegmentEntry,
	} {
		l.RegisterWorkflowWithOptions(flow, workflow.RegisterOptions{Name: name})
	}
	for name, effect := range w.effects() {
		l.RegisterActivityWithOptions(effect, activity.RegisterOptions{Name: name})
	}
	return l
}

func (w *Worker) effects() map[string]any {
	d := w.deps
	cohort := &activities.Cohort{Cohorts: d.Service, Logger: d.Logger}
	delivery := &activities.Delivery{Letters: d.Service, Mailer: d.Mailer, Logger: d.Logger}
	bulk := &activities.BulkOperation{Bulk: bulkChunks{d.Service}, Logger: d.Logger}
	keeping := &activities.Keeping{Care: &care{d.Service, d.Gateways, d.Logger}, Entries: d.Service, Logger: d.Logger}
	return map[string]any{
		activities.ClaimCohort: cohort.Claim, activities.ExecuteBlock: cohort.Execute,
		activities.ChangedMembers: cohort.Changed, activities.CloseCohort: cohort.Close,
		activities.DeliverLetters: delivery.Deliver,
		activities.SnapshotBulk:   bulk.Snapshot, activities.RunBulkChunk: bulk.Chunk,
		activities.TakeCare: keeping.TakeCare, activities.EnterSegment: keeping.Enter,
	}
}

// Run works until the context ends, then lets running steps finish. A Temporal
// server that is down is waited for: events are dispatched into the database meanwhile.
func (w *Worker) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return w.relay.run(ctx) })
	group.Go(func() error { return w.poll(ctx) })
	group.Go(func() error { return newWatchdog(w.deps, w.client, w.relay).run(ctx) })
	group.Go(func() error { return newPump(w.deps, w.client).run(ctx) })
	return group.Wait()
}

// poll starts the lanes once Temporal answers: the SDK gives up at a start that finds nobody.
func (w *Worker) poll(ctx context.Context) error {
	pause := newBackoff()
	for {
		err := w.client.Healthy(ctx)
		if err == nil {
			break
		}
		w.deps.Logger.WarnContext(ctx, "temporal does not answer", "error", err)
		if !pause.wait(ctx) {
			return nil
		}
	}
	for i, lane := range w.lanes {
		if err := lane.Start(); err != nil {
			return fmt.Errorf("start worker: %w", err)
		}
		defer w.lanes[i].Stop()
	}
	<-ctx.Done()
	return nil
}
