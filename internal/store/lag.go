package store

import (
	"sync"
	"time"
)

// lagHalves is how fast a wait is forgotten: one slow moment counts half after this time.
const lagHalves = 250 * time.Millisecond

// lag is how long transactions lately waited to begin or to commit, the longest
// first of all: what a person at the other end felt.
type lag struct {
	now    func() time.Time
	mu     sync.Mutex
	wait   time.Duration
	at     time.Time
	people time.Time // when a person's transaction last went on
}

func (l *lag) note(wait time.Duration, now time.Time, person bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if person {
		l.people = now
	}
	if wait >= l.felt(now) {
		l.wait, l.at = wait, now
	}
}

func (l *lag) felt(now time.Time) time.Duration {
	halvings := now.Sub(l.at) / lagHalves
	if halvings < 0 || halvings > 30 {
		return 0
	}
	return l.wait >> halvings
}

// Lag is what interactive transactions of this process lately waited for a
// connection, for BEGIN or for COMMIT; it fades within a second or two (BLK-5).
func (s *Store) Lag() time.Duration {
	s.lag.mu.Lock()
	defer s.lag.mu.Unlock()
	return s.lag.felt(s.lag.now())
}

// People reports whether a person's transaction of this process went on within a second (BLK-5).
func (s *Store) People() bool {
	s.lag.mu.Lock()
	defer s.lag.mu.Unlock()
	return s.lag.now().Sub(s.lag.people) < time.Second
}

// felt notes a wait that began at the given moment; mass work may wait as long as it must.
func (s *Store) felt(pool Pool, began time.Time) {
	if pool != PoolBulk {
		now := s.lag.now()
		s.lag.note(now.Sub(began), now, pool == PoolAPI)
	}
}
