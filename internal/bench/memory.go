package bench

import (
	"context"
	"runtime"
	"time"

	"go.temporal.io/sdk/worker"

	"github.com/orderflow/orderflow/internal/bench/baseline"
)

var memoryRow = kind{
	id: "memory", unit: "KiB", rule: "at most", goal: fixed(2), less: true, run: runMemory,
	what:    "the worker's heap and stacks for each enrollment that waits",
	against: "one workflow per order that waits",
}

func runMemory(ctx context.Context, b *bench) (Sample, error) {
	var sample Sample
	s, shop, err := b.furnished(ctx)
	if err != nil {
		return sample, err
	}
	defer s.close()
	n := b.options.count(20_000, 1000)
	if err := s.orders(ctx, shop, n); err != nil {
		return sample, err
	}
	if err := s.thanking(ctx, shop); err != nil {
		return sample, err
	}
	if err := s.dispatchAll(ctx); err != nil {
		return sample, err
	}
	if sample.Figure, err = s.weighCohorts(ctx, n); err != nil {
		return sample, err
	}
	sample.Baseline, err = s.weighWorkflows(ctx, b.options.count(2000, 100))
	return sample, err
}

func (s *stand) weighCohorts(ctx context.Context, n int) (float64, error) {
	stop := s.work(ctx)
	defer func() { _ = stop() }()
	if err := s.until(ctx, 5*time.Minute, n, "SELECT count(*) FROM tokens WHERE block = 'wait' AND NOT woken"); err != nil {
		return 0, err
	}
	return weigh(ctx, n, stop)
}

func (s *stand) weighWorkflows(ctx context.Context, n int) (float64, error) {
	w, err := s.baseline(ctx)
	if err != nil {
		return 0, err
	}
	orders, err := w.Prepare(ctx, n)
	if err != nil {
		return 0, err
	}
	if err := w.StartAll(ctx, orders, baseline.Input{Waits: true}); err != nil {
		return 0, err
	}
	err = s.until(ctx, 5*time.Minute, n, "SELECT count(*) FROM tokens WHERE block = 'wait' AND enrollment_id >= $1", orders[0])
	if err != nil {
		return 0, err
	}
	return weigh(ctx, n, func() error { w.Stop(); return nil })
}

// weigh is the heap and stacks, in KiB for each of n, that are gone once the
// worker has stopped and let go of its cached workflows. The Temporal server,
// which lives in the same process, keeps what it has and so does not count.
func weigh(ctx context.Context, n int, stop func() error) (float64, error) {
	sleepUntil(ctx, time.Now().Add(time.Second)) // the last workflow tasks settle into the cache
	before := inUse()
	if err := stop(); err != nil {
		return 0, err
	}
	worker.PurgeStickyWorkflowCache()
	after := inUse()
	return float64(before-after) / 1024 / float64(n), nil
}

func inUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse) //nolint:gosec // far below the limit
}
