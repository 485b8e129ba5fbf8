package bench

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// pacedAtOnce bounds the calls under way; beyond it the pace falls behind, which shows as latency.
const pacedAtOnce = 256

// paced calls do for 0 … n-1 at an even rate until over, and answers with how long
// each took from the moment when it should have begun: waiting in line counts.
// What has begun is finished.
func paced(ctx context.Context, n int, perSecond float64, over func() bool, do func(ctx context.Context, i int) error) ([]time.Duration, error) {
	var mu sync.Mutex
	took := make([]time.Duration, 0, n)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(pacedAtOnce)
	started := time.Now()
	for i := range n {
		at := started.Add(time.Duration(float64(i) / perSecond * float64(time.Second)))
		if !sleepUntil(ctx, at) || over() {
			break
		}
		group.Go(func() error {
			if err := do(ctx, i); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			took = append(took, time.Since(at))
			return nil
		})
	}
	return took, group.Wait()
}

func sleepUntil(ctx context.Context, at time.Time) bool {
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func never() bool { return false }
