package bench

import (
	"context"
	"time"

	"github.com/orderflow/orderflow/internal/bench/baseline"
)

// stepsOf is how many of an order's journal entries count: start, delay,
// condition, change of status. Ours writes the end as a fifth, which does not.
const stepsOf = 4

var stepsRow = kind{
	id: "steps", unit: "steps/s", rule: "100 × baseline", goal: times(100), run: runSteps,
	what:    "orders through start → delay → condition → change of status, with journal, history and events",
	against: "one workflow per order, a regular activity and a transaction per step, the same rows",
}

// runSteps repeats a run that was over too soon with more orders.
func runSteps(ctx context.Context, b *bench) (Sample, error) {
	for n := b.options.count(50_000, 500); ; {
		sample, took, err := b.stepsWith(ctx, n)
		if err != nil || took >= b.options.atLeast() {
			return sample, err
		}
		n = int(1.2 * float64(n) * float64(b.options.atLeast()) / float64(took))
		b.say("  over in %s: again with %d orders", took, n)
	}
}

// stepsWith measures n orders; the baseline only when ours took long enough.
func (b *bench) stepsWith(ctx context.Context, n int) (sample Sample, took time.Duration, err error) {
	s, shop, err := b.furnished(ctx)
	if err != nil {
		return sample, 0, err
	}
	defer s.close()
	if err := s.cancelling(ctx, shop, time.Now()); err != nil {
		return sample, 0, err
	}
	if err := s.orders(ctx, shop, n); err != nil {
		return sample, 0, err
	}
	// The order that the others were cloned from is enrolled too.
	took, err = s.stepsByCohorts(ctx, n+1, &sample)
	if err != nil || took < b.options.atLeast() {
		return sample, took, err
	}
	return sample, took, s.stepsByWorkflows(ctx, &sample)
}

// cancelling is the process start → delay → condition → change of status.
func (s *stand) cancelling(ctx context.Context, of *shop, until time.Time) error {
	return s.publish(ctx, of,
		block{ID: "delay", Kind: "delay", Params: map[string]any{"until": until.UTC().Format(time.RFC3339)}},
		block{ID: "unpaid", Kind: "condition", exits: []string{"unpaid", "else"}, Params: map[string]any{"branches": []map[string]any{
			{"exit": "unpaid", "rule": map[string]any{"field": "order.paid", "op": "is", "value": 0}},
		}}},
		block{ID: "cancel", Kind: "operation", Params: map[string]any{"operation": "change_status", "status": "cancelled"}},
	)
}

// stepsByCohorts measures ours: the orders are enrolled first, as the relay
// does it, then the worker starts and the clock with it.
func (s *stand) stepsByCohorts(ctx context.Context, n int, sample *Sample) (time.Duration, error) {
	entering := time.Now()
	if err := s.dispatchAll(ctx); err != nil {
		return 0, err
	}
	sample.note("entering", "enrollments/s", float64(n)/time.Since(entering).Seconds())
	if err := s.calm(ctx); err != nil {
		return 0, err
	}
	started := time.Now()
	stop := s.work(ctx)
	defer func() { _ = stop() }()
	if err := s.until(ctx, 10*time.Minute, n, "SELECT count(*) FROM steps WHERE block = 'cancel'"); err != nil {
		return 0, err
	}
	last, err := s.moment(ctx, "SELECT max(pg_xact_commit_timestamp(xmin)) FROM steps WHERE block = 'cancel'")
	if err != nil {
		return 0, err
	}
	took := last.Sub(started)
	sample.Figure = float64(n*stepsOf) / took.Seconds()
	if err := s.outboxEmpty(ctx); err != nil {
		return 0, err
	}
	sample.note("until the outbox is empty", "steps/s", float64(n*stepsOf)/time.Since(started).Seconds())
	if err := s.demandCancelled(ctx, n); err != nil {
		return 0, err
	}
	return took, stop()
}

// demandCancelled checks that all was done that was counted.
func (s *stand) demandCancelled(ctx context.Context, n int) error {
	for what, query := range map[string]string{
		"cancelled orders": "SELECT count(*) FROM orders WHERE status = 'cancelled'",
		"journal entries":  "SELECT count(*) / 4 FROM steps WHERE kind <> 'end' AND result = 'done'",
		"history entries":  "SELECT count(*) FROM order_history WHERE kind = 'status_changed'",
		"events":           "SELECT count(*) FROM events WHERE kind = 'order.status_changed'",
	} {
		if err := s.demand(ctx, what, n, query); err != nil {
			return err
		}
	}
	return nil
}

// stepsByWorkflows measures the two baselines on fresh orders.
func (s *stand) stepsByWorkflows(ctx context.Context, sample *Sample) error {
	if err := s.calm(ctx); err != nil {
		return err
	}
	for _, local := range []bool{false, true} {
		n := s.options.count(600, 40)
		if local {
			n *= 3
		}
		rate, err := s.flows(ctx, n, local)
		if err != nil {
			return err
		}
		if local {
			sample.note("baseline with local activities", "steps/s", rate)
		} else {
			sample.Baseline = rate
		}
	}
	return nil
}

func (s *stand) flows(ctx context.Context, n int, local bool) (float64, error) {
	w, err := s.baseline(ctx)
	if err != nil {
		return 0, err
	}
	defer w.Stop()
	orders, err := w.Prepare(ctx, n)
	if err != nil {
		return 0, err
	}
	started := time.Now()
	if err := w.StartAll(ctx, orders, baseline.Input{Due: started, Local: local}); err != nil {
		return 0, err
	}
	if err := w.Await(ctx, orders); err != nil {
		return 0, err
	}
	return float64(n*stepsOf) / time.Since(started).Seconds(), nil
}
