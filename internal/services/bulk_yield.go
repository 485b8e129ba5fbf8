package services

import (
	"context"
	"time"
)

const (
	// lateFrom is what interactive work may wait before mass work makes way.
	lateFrom = 20 * time.Millisecond
	// restAtLeast and restAtMost bound one rest.
	restAtLeast, restAtMost = 20 * time.Millisecond, time.Second
)

// yield rests before a chunk while interactive work of this process waits: as
// long as the last chunk took, so that mass work goes on at half its rate and
// at its whole one when nobody waits any more (BLK-5). SQLite's gate lets mass
// work in last anyway.
func (s *Service) yield(ctx context.Context) error {
	if s.store.Driver() == "sqlite" || s.store.Lag() < lateFrom {
		return nil
	}
	s.reach("bulk.yields")
	timer := time.NewTimer(min(max(s.bulkPace.lastTook(), restAtLeast), restAtMost))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
