package store

import (
	"context"
	"sync"
)

// gate lets one writer at a time into SQLite; mass work waits until nobody else does.
type gate struct {
	mu     sync.Mutex
	busy   bool
	urgent []chan struct{}
	bulk   []chan struct{}
}

func newGate() *gate { return &gate{} }

func (g *gate) enter(ctx context.Context, pool Pool) error {
	turn, waits := g.queue(pool)
	if !waits {
		return nil
	}
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		g.abandon(turn)
		return ctx.Err()
	}
}

func (g *gate) queue(pool Pool) (turn chan struct{}, waits bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.busy {
		g.busy = true
		return nil, false
	}
	turn = make(chan struct{})
	if pool == PoolBulk {
		g.bulk = append(g.bulk, turn)
	} else {
		g.urgent = append(g.urgent, turn)
	}
	return turn, true
}

// leave hands the turn to the next in line.
func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, line := range []*[]chan struct{}{&g.urgent, &g.bulk} {
		if len(*line) > 0 {
			next := (*line)[0]
			*line = (*line)[1:]
			close(next)
			return
		}
	}
	g.busy = false
}

// waiting is how many writers stand in line.
func (g *gate) waiting() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.urgent) + len(g.bulk)
}

// abandon leaves the line; a turn that came in the same moment is passed on.
func (g *gate) abandon(turn chan struct{}) {
	g.mu.Lock()
	for _, line := range []*[]chan struct{}{&g.urgent, &g.bulk} {
		for i, waiting := range *line {
			if waiting == turn {
				*line = append((*line)[:i:i], (*line)[i+1:]...)
				g.mu.Unlock()
				return
			}
		}
	}
	g.mu.Unlock()
	g.leave()
}
