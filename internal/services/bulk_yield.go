package services

import (
	"context"
	"time"
)

const (
	// lateFrom is what interactive work may wait before mass work makes way.
	lateFrom = 20 * time.Millisecond
	// restAtLeast and restAtMost bound one rest.
	restAtLeast, restAtMost = 10 * time.Millisecond, time.Second
)

// yield rests before a chunk while interactive work of this process waits: half
// of what the last chunk took, so that mass work, which others slow down anyway,
// keeps more than half its rate, and has its whole one back when nobody waits
// any more (BLK-5). SQLite's gate lets mass work in last anyway.
func (s *Service) yield(ctx context.Context) error {
	if s.store.Driver() == "sqlite" || s.store.Lag() < lateFrom {
		return nil
	}
	s.reach("bulk.yields")
	timer := time.NewTimer(min(max(s.bulkPace.lastTook()/2, restAtLeast), restAtMost))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
