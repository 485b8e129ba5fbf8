package worker

import (
	"context"
	"math/rand/v2"
	"time"
)

// backoff doubles from 100 ms to 5 s, with jitter so that many workers do not come back at once.
type backoff struct{ next time.Duration }

const shortest, longest = 100 * time.Millisecond, 5 * time.Second

func newBackoff() *backoff { return &backoff{shortest} }

func (b *backoff) reset() { b.next = shortest }

// wait is false when the context ended meanwhile.
func (b *backoff) wait(ctx context.Context) bool {
	d := b.next/2 + rand.N(b.next) //nolint:gosec // jitter needs no secrecy
	b.next = min(2*b.next, longest)
	return sleep(ctx, d)
}

func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
