package services

import (
	"context"
	"time"
)

const (
	// lateFrom is what interactive work may wait before mass work makes way.
	lateFrom = 20 * time.Millisecond
	// A chunk locks its customers until it commits, so it is shorter while people
	// are at work, and shorter still while they wait.
	bulkBeside, bulkNarrow = bulkChunk / 2, bulkChunk / 4
)

// makeWay is asked before a chunk. While people are at work, chunks are half as long
// and run one at a time, so that a core is free for them; while they wait, chunks are
// a quarter as long. Mass work has its whole rate back when nobody is there any more
// (BLK-5). SQLite's gate lets mass work in last anyway. The caller ends the chunk's
// turn with done.
func (s *Service) makeWay(ctx context.Context, limit int) (size int, done func(), err error) {
	limit = s.bulkPace.limit(min(max(limit, 1), bulkChunk))
	people, late := s.store.People(), s.store.Lag() >= lateFrom
	if s.store.Driver() == "sqlite" || !people && !late {
		return limit, func() {}, nil
	}
	limit = min(limit, bulkBeside)
	if late {
		limit = min(limit, bulkNarrow)
	}
	s.reach("bulk.yields")
	select {
	case s.narrow <- struct{}{}:
		return limit, func() { <-s.narrow }, nil
	case <-ctx.Done():
		return 0, nil, ctx.Err()
	}
}
