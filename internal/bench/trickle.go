package bench

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/orderflow/orderflow/internal/bench/baseline"
)

var trickleRow = kind{
	id: "trickle", unit: "ms p99", rule: "at most", goal: fixed(1000), less: true, run: runTrickle,
	what:    "orders that arrive and are paid one by one: from the payment's event to the commit of the step that waited for it",
	against: "one workflow per order at the same rate: orders not done when the last was paid, or after 30 s",
}

const (
	arrivalsPerSecond = 300
	// paysAfter is how long an order waits for its money.
	paysAfter    = 2 * time.Second
	backlogAfter = 30 * time.Second
)

func runTrickle(ctx context.Context, b *bench) (Sample, error) {
	var sample Sample
	s, shop, err := b.furnished(ctx)
	if err != nil {
		return sample, err
	}
	defer s.close()
	n := b.options.count(10_000, 200)
	if err := s.customers(ctx, shop, n); err != nil {
		return sample, err
	}
	if err := s.dispatchAll(ctx); err != nil {
		return sample, err
	}
	if err := s.thanking(ctx, shop); err != nil {
		return sample, err
	}
	if err := s.trickleByCohorts(ctx, shop, n, &sample); err != nil {
		return sample, err
	}
	if err := s.calm(ctx); err != nil {
		return sample, err
	}
	return sample, s.trickleByWorkflows(ctx, n, &sample)
}

// thanking is the process start → wait for payment → comment.
func (s *stand) thanking(ctx context.Context, of *shop) error {
	return s.publish(ctx, of,
		block{ID: "wait", Kind: "wait", exits: []string{"met", "timeout"}, Params: map[string]any{
			"until":   map[string]any{"field": "order.paid_in_full", "op": "is", "value": true},
			"timeout": map[string]any{"amount": 3, "unit": "days"},
		}},
		block{ID: "comment", Kind: "operation", Params: map[string]any{"operation": "comment", "text": "paid"}},
	)
}

func (s *stand) trickleByCohorts(ctx context.Context, of *shop, n int, sample *Sample) error {
	stop := s.work(ctx)
	defer func() { _ = stop() }()
	api := s.caller(of)
	references := make([]chan string, n)
	for i := range references {
		references[i] = make(chan string, 1)
	}
	err := inPairs(ctx, n, s.options.arrivals(), never,
		func(ctx context.Context, i int) error {
			order, err := api.place(ctx, firstClone+int64(i)+1, of.offer)
			references[i] <- lastElement(order.PaymentLink)
			return err
		},
		func(ctx context.Context, i int) error {
			return api.confirm(ctx, fmt.Sprintf("trickle%d", i), <-references[i], price)
		})
	if err != nil {
		return err
	}
	if err := s.until(ctx, 5*time.Minute, n, "SELECT count(*) FROM steps WHERE block = 'comment'"); err != nil {
		return err
	}
	if err := s.trickleLatency(ctx, n, sample); err != nil {
		return err
	}
	return stop()
}

// arrivals is the rate: below the full size it is gentler, so that a busy machine can try the row out.
func (o Options) arrivals() float64 { return arrivalsPerSecond * min(max(o.Size, 0.1), 1) }

// inPairs does first for each of n at the rate of arrivals, and second for each, paysAfter later.
func inPairs(ctx context.Context, n int, rate float64, over func() bool, first, second func(ctx context.Context, i int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		_, err := paced(ctx, n, rate, over, first)
		return err
	})
	group.Go(func() error {
		if !sleepUntil(ctx, time.Now().Add(paysAfter)) {
			return ctx.Err()
		}
		_, err := paced(ctx, n, rate, over, second)
		return err
	})
	return group.Wait()
}

func (s *stand) trickleLatency(ctx context.Context, n int, sample *Sample) error {
	rows, err := s.db.Query(ctx, `SELECT extract(epoch FROM pg_xact_commit_timestamp(s.xmin) - v.occurred_at)::float8 FROM steps s
		JOIN enrollments e ON e.id = s.enrollment_id JOIN events v ON v.order_id = e.order_id AND v.kind = 'payment.received'
		WHERE s.block = 'comment'`)
	if err != nil {
		return fmt.Errorf("read latencies: %w", err)
	}
	defer rows.Close()
	var took []time.Duration
	for rows.Next() {
		var seconds float64
		if err := rows.Scan(&seconds); err != nil {
			return fmt.Errorf("read latencies: %w", err)
		}
		took = append(took, time.Duration(seconds*float64(time.Second)))
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read latencies: %w", err)
	}
	if len(took) != n {
		return fmt.Errorf("%d steps instead of %d", len(took), n)
	}
	sample.Figure = millis(percentile(took, 0.99))
	sample.note("median", "ms", millis(percentile(took, 0.5)))
	cohorts, err := s.number(ctx, "SELECT count(*) FROM cohorts")
	sample.note("workflows", "", float64(cohorts))
	return err
}

// trickleByWorkflows measures how many paid orders are not done when the last
// was due to be paid, at the latest 30 s after the first arrived.
func (s *stand) trickleByWorkflows(ctx context.Context, n int, sample *Sample) error {
	w, err := s.baseline(ctx)
	if err != nil {
		return err
	}
	defer w.Stop()
	orders, err := w.Prepare(ctx, n)
	if err != nil {
		return err
	}
	rate := s.options.arrivals()
	looked := min(backlogAfter, paysAfter+time.Duration(float64(n)/rate*float64(time.Second)))
	end := time.Now().Add(looked)
	f := &flowing{worker: w, orders: orders, started: make([]chan struct{}, n), rate: rate, over: func() bool { return time.Now().After(end) }}
	if err := f.run(ctx); err != nil {
		return err
	}
	if !sleepUntil(ctx, end) {
		return ctx.Err()
	}
	done, err := s.number(ctx, `SELECT count(*) FROM steps WHERE block = 'comment' AND enrollment_id >= $1 AND pg_xact_commit_timestamp(xmin) <= $2`,
		orders[0], end)
	owed := min(int((looked-paysAfter).Seconds()*rate), n)
	sample.Baseline = float64(max(owed-done, 0))
	sample.note("baseline: orders paid by then", "", float64(owed))
	return err
}

// flowing starts and pays one workflow per order.
type flowing struct {
	worker  *baseline.Worker
	orders  []int64
	started []chan struct{} // closed once the order's workflow runs
	rate    float64
	over    func() bool
}

func (f *flowing) run(ctx context.Context) error {
	for i := range f.started {
		f.started[i] = make(chan struct{})
	}
	return inPairs(ctx, len(f.orders), f.rate, f.over,
		func(ctx context.Context, i int) error {
			defer close(f.started[i])
			return f.worker.StartOne(ctx, f.orders[i], baseline.Input{Waits: true})
		},
		func(ctx context.Context, i int) error {
			for !f.over() {
				select {
				case <-f.started[i]:
					return f.worker.Paid(ctx, f.orders[i])
				case <-time.After(watchEvery):
				}
			}
			return nil
		})
}
