package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/bench/baseline"
)

var dueRow = kind{
	id: "due", unit: "s late", rule: "at most", goal: fixed(3), less: true, run: runDue,
	what:    "orders due at one moment: how late the last of them is cancelled",
	against: "one workflow and one timer per order, and one activity that looks and cancels",
}

func runDue(ctx context.Context, b *bench) (Sample, error) {
	var sample Sample
	s, shop, err := b.furnished(ctx)
	if err != nil {
		return sample, err
	}
	defer s.close()
	n := b.options.count(10_000, 200)
	if err := s.orders(ctx, shop, n); err != nil {
		return sample, err
	}
	if err := s.dueByCohorts(ctx, shop, n+1, &sample); err != nil {
		return sample, err
	}
	if err := s.calm(ctx); err != nil {
		return sample, err
	}
	return sample, s.dueByWorkflows(ctx, n, &sample)
}

// settleFor is how long before they are due all orders must stand at their delay.
const settleFor = 5 * time.Second

func (s *stand) dueByCohorts(ctx context.Context, of *shop, n int, sample *Sample) error {
	due := time.Now().Add(settleFor + time.Duration(n)*time.Millisecond).Truncate(time.Second)
	if err := s.cancelling(ctx, of, due); err != nil {
		return err
	}
	stop := s.work(ctx)
	defer func() { _ = stop() }()
	err := s.until(ctx, time.Until(due), n, "SELECT count(*) FROM tokens WHERE block = 'delay' AND state = 'waiting'")
	switch {
	case errors.Is(err, errTooSlow):
		sample.Broken = fmt.Sprintf("before the moment: %s", err)
	case err != nil:
		return fmt.Errorf("before the moment: %w", err)
	}
	if err := s.until(ctx, 5*time.Minute, n, "SELECT count(*) FROM steps WHERE block = 'cancel'"); err != nil {
		return err
	}
	last, err := s.moment(ctx, "SELECT max(pg_xact_commit_timestamp(xmin)) FROM steps WHERE block = 'cancel'")
	if err != nil {
		return err
	}
	sample.Figure = last.Sub(due).Seconds()
	return stop()
}

// startsPerSecond is below what was ever measured, so that all workflows have started before they are due.
const startsPerSecond = 80

func (s *stand) dueByWorkflows(ctx context.Context, n int, sample *Sample) error {
	w, err := s.baseline(ctx)
	if err != nil {
		return err
	}
	defer w.Stop()
	orders, err := w.Prepare(ctx, n)
	if err != nil {
		return err
	}
	due := time.Now().Add(settleFor + time.Duration(n)*time.Second/startsPerSecond).Truncate(time.Second)
	if err := w.StartAll(ctx, orders, baseline.Input{Due: due, Short: true}); err != nil {
		return err
	}
	if early := time.Until(due); early < 0 {
		sample.Broken = fmt.Sprintf("the baseline's last workflow started %s after the moment", -early)
	}
	if err := w.Await(ctx, orders); err != nil {
		return err
	}
	last, err := s.moment(ctx, "SELECT max(pg_xact_commit_timestamp(xmin)) FROM steps WHERE block = 'cancel' AND enrollment_id >= $1", orders[0])
	sample.Baseline = last.Sub(due).Seconds()
	return err
}
