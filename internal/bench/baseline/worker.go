package baseline

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"golang.org/x/sync/errgroup"
)

const (
	queue = "bench-baseline"
	// startersAtOnce is how many clients start and signal workflows.
	startersAtOnce = 32
	// pollers is what the service's worker has too.
	pollers = 8
)

// Worker runs the workflows on a database that holds cloned orders.
type Worker struct {
	client client.Client
	db     *pgxpool.Pool
	worker worker.Worker
}

// Start begins to poll.
func Start(c client.Client, db *pgxpool.Pool) (*Worker, error) {
	w := &Worker{client: c, db: db, worker: worker.New(c, queue, worker.Options{
		MaxConcurrentWorkflowTaskPollers: pollers, MaxConcurrentActivityTaskPollers: pollers,
	})}
	w.worker.RegisterWorkflowWithOptions(Order, workflow.RegisterOptions{Name: "Order"})
	w.worker.RegisterActivity(&Rows{DB: db})
	if err := w.worker.Start(); err != nil {
		return nil, fmt.Errorf("start baseline: %w", err)
	}
	return w, nil
}

// Stop ends the polling.
func (w *Worker) Stop() { w.worker.Stop() }

// base is above the ids of all other orders, so that a baseline never meets what the service has done.
const base = 100_000_000

// Prepare makes n orders like the given one, each with a customer's id, an
// enrollment and a token on the start block, as the service has when its clock starts.
func (w *Worker) Prepare(ctx context.Context, n int) ([]int64, error) {
	var from int64
	if err := w.db.QueryRow(ctx, "SELECT greatest(max(id), $1) + 1 FROM orders", int64(base)).Scan(&from); err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	for _, statement := range preparing {
		if _, err := w.db.Exec(ctx, statement, from, n); err != nil {
			return nil, fmt.Errorf("prepare: %w", err)
		}
	}
	orders := make([]int64, n)
	for i := range orders {
		orders[i] = from + int64(i)
	}
	return orders, nil
}

// preparing takes the first id and how many.
var preparing = []string{
	`INSERT INTO orders (id, number, customer_id, currency, list_cost, cost, paid, paid_in_full, status, board_id, stage_id, created_via,
		created_by_kind, created_by_id, source, cancel_comment, cancelled_by, pay_token, part_asked, auto_complete, late_policy,
		late_person_policy, deadline_action, version, created_at, updated_at, status_changed_at)
	SELECT g, g, g, currency, list_cost, cost, 0, FALSE, 'new', board_id, stage_id, created_via, created_by_kind, created_by_id, source, '', '',
		md5('baseline' || g), part_asked, auto_complete, late_policy, late_person_policy, deadline_action, 1, now(), now(), now()
	FROM (SELECT * FROM orders ORDER BY id LIMIT 1) r, generate_series($1::bigint, $1::bigint + $2::bigint - 1) g`,
	`INSERT INTO enrollments (id, process_id, revision_id, subject_kind, subject_id, customer_id, order_id, entry_key, exclusive, lane, state,
		outcome, cause_kind, actor_kind, actor_id, chain, created_at)
	SELECT g, 0, 0, 'order', g, g, g, 'once', FALSE, 'interactive', 'active', '', 'order.created', 'system', 0, '[]', now()
	FROM generate_series($1::bigint, $1::bigint + $2::bigint - 1) g`,
	`INSERT INTO tokens (enrollment_id, token, process_id, revision_id, customer_id, cohort_id, block, visit, entered_at, due, woken, attempt,
		state, error, wake)
	SELECT g, 0, 0, 0, g, 0, 'start', 0, now(), now(), FALSE, 0, 'waiting', '', 0
	FROM generate_series($1::bigint, $1::bigint + $2::bigint - 1) g`,
}

func id(order int64) string { return "bench/order/" + strconv.FormatInt(order, 10) }

// StartOne starts the workflow of one order.
func (w *Worker) StartOne(ctx context.Context, order int64, in Input) error {
	in.Order = order
	_, err := w.client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: id(order), TaskQueue: queue}, "Order", in)
	if err != nil {
		return fmt.Errorf("start baseline workflow: %w", err)
	}
	return nil
}

// Paid signals the workflow of one order.
func (w *Worker) Paid(ctx context.Context, order int64) error {
	if err := w.client.SignalWorkflow(ctx, id(order), "", SignalPaid, nil); err != nil {
		return fmt.Errorf("signal baseline workflow: %w", err)
	}
	return nil
}

// StartAll starts the workflows of all orders.
func (w *Worker) StartAll(ctx context.Context, orders []int64, in Input) error {
	return each(ctx, orders, func(ctx context.Context, order int64) error { return w.StartOne(ctx, order, in) })
}

// Await waits until all have ended.
func (w *Worker) Await(ctx context.Context, orders []int64) error {
	return each(ctx, orders, func(ctx context.Context, order int64) error {
		if err := w.client.GetWorkflow(ctx, id(order), "").Get(ctx, nil); err != nil {
			return fmt.Errorf("baseline workflow: %w", err)
		}
		return nil
	})
}

func each(ctx context.Context, orders []int64, do func(context.Context, int64) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(startersAtOnce)
	for _, order := range orders {
		group.Go(func() error { return do(ctx, order) })
	}
	return group.Wait()
}
