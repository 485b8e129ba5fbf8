package activities

import (
	"context"
	"sync"
)

// turns lets one attempt at a time deliver a batch. An attempt that Temporal has
// given up, because it was away itself, still has letters in its hands: who
// follows in the same process waits for it instead of sending them again.
type turns struct {
	mu   sync.Mutex
	held map[int64]chan struct{} // closed when the turn is over
}

func (t *turns) take(ctx context.Context, batch int64) (done func(), err error) {
	for {
		turn, earlier := t.enter(batch)
		if earlier == nil {
			return func() { t.leave(batch, turn) }, nil
		}
		select {
		case <-earlier:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (t *turns) enter(batch int64) (turn, earlier chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if earlier := t.held[batch]; earlier != nil {
		return nil, earlier
	}
	if t.held == nil {
		t.held = map[int64]chan struct{}{}
	}
	turn = make(chan struct{})
	t.held[batch] = turn
	return turn, nil
}

func (t *turns) leave(batch int64, turn chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.held, batch)
	close(turn)
}
