package worker

import (
	"context"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/orderflow/orderflow/activities"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
	"github.com/orderflow/orderflow/workflows"
)

const (
	// interactiveAtOnce is how many regular activities the interactive lane runs at once.
	interactiveAtOnce = 64
	// lettersAtOnce is how many connections to the mail server a lane has at once.
	lettersAtOnce = 8
	// stepsAtOnce is how many local activities a lane runs at once.
	stepsAtOnce = 16
	// stopWithin is how long running steps may take when the worker stops.
	stopWithin = 10 * time.Second
)

// lane registers everything on one queue; what each lane may take of the
// machine and of the database's connections is its own (BLK-5).
func (w *Worker) lane(installation string, lane models.Lane, refused chan<- error) worker.Worker {
	activitiesAtOnce := interactiveAtOnce
	if lane == models.LaneBulk {
		activitiesAtOnce = w.opts.BulkConcurrency
	}
	l := worker.New(w.deps.Temporal, workflows.QueueOf(installation, lane), worker.Options{
		MaxConcurrentActivityExecutionSize: activitiesAtOnce, MaxConcurrentLocalActivityExecutionSize: stepsAtOnce,
		MaxConcurrentWorkflowTaskPollers: w.opts.Pollers, MaxConcurrentActivityTaskPollers: w.opts.Pollers,
		BackgroundActivityContext: services.ForLane(context.Background(), lane),
		WorkerStopTimeout:         stopWithin,
		PreferredVersionProvider:  preferred(w.opts.Versions),
		Interceptors:              []interceptor.WorkerInterceptor{&guard{log: w.deps.Logger, meters: w.meters}},
		OnFatalError:              func(err error) { refused <- err },
	})
	w.register(l)
	return l
}

// letters delivers a lane's letters on slots of their own.
func (w *Worker) letters(installation string, lane models.Lane, refused chan<- error) worker.Worker {
	atOnce := lettersAtOnce
	if lane == models.LaneBulk {
		atOnce = w.opts.BulkConcurrency
	}
	l := worker.New(w.deps.Temporal, workflows.LettersOf(workflows.QueueOf(installation, lane)), worker.Options{
		DisableWorkflowWorker: true, MaxConcurrentActivityExecutionSize: atOnce, MaxConcurrentActivityTaskPollers: 2,
		BackgroundActivityContext: services.ForLane(context.Background(), lane),
		WorkerStopTimeout:         stopWithin,
		Interceptors:              []interceptor.WorkerInterceptor{&guard{log: w.deps.Logger, meters: w.meters}},
		OnFatalError:              func(err error) { refused <- err },
	})
	delivery := &activities.Delivery{Letters: w.deps.Service, Mailer: w.deps.Mailer, Logger: w.deps.Logger, Connected: w.meters.connected}
	l.RegisterActivityWithOptions(delivery.Deliver, activity.RegisterOptions{Name: activities.DeliverLetters})
	return l
}

func (w *Worker) register(l worker.Registry) {
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
}

func (w *Worker) effects() map[string]any {
	d := w.deps
	cohort := &activities.Cohort{Cohorts: d.Service, Logger: d.Logger, Executed: w.meters.executed}
	bulk := &activities.BulkOperation{Bulk: bulkChunks{d.Service}, Logger: d.Logger}
	keeping := &activities.Keeping{Care: &care{d.Service, d.Gateways, d.Logger}, Entries: w.firing, Logger: d.Logger}
	return map[string]any{
		activities.ClaimCohort: cohort.Claim, activities.ExecuteBlock: cohort.Execute,
		activities.ChangedMembers: cohort.Changed, activities.CloseCohort: cohort.Close,
		activities.SnapshotBulk: bulk.Snapshot, activities.RunBulkChunk: bulk.Chunk,
		activities.TakeCare: keeping.TakeCare, activities.EnterSegment: keeping.Enter,
	}
}

// preferred makes new runs record the given versions (OPS-3).
func preferred(versions map[string]int) worker.PreferredVersionProvider {
	return func(in worker.PreferredVersionProviderInput) *worker.VersionPreference {
		n, ok := versions[in.WorkflowInfo.WorkflowType.Name]
		if !ok {
			return nil
		}
		return &worker.VersionPreference{Version: workflow.Version(n), ClampToSupportedRange: true}
	}
}
