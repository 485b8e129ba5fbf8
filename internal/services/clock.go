package services

import (
	"sync"
	"time"
)

// RealClock is the machine's clock.
type RealClock struct{}

// Now is the present.
func (RealClock) Now() time.Time { return time.Now() }

// ScaledClock runs faster than the machine's: Scale virtual seconds a second.
type ScaledClock struct {
	Virtual0 time.Time
	Real0    time.Time
	Scale    float64
}

// Now is the virtual present.
func (c ScaledClock) Now() time.Time {
	return c.Virtual0.Add(time.Duration(float64(time.Since(c.Real0)) * c.Scale))
}

// Virtual reports that due times are not the machine's.
func (ScaledClock) Virtual() bool { return true }

// DrivenClock stands until it is moved. Its horizon is how far things are
// carried out: due times, events and letters. Moving now and the horizon later
// lets what people did before a due time be recorded first.
type DrivenClock struct {
	mu           sync.RWMutex
	now, horizon time.Time
	released     func()
}

// NewDrivenClock stands at the given moment, horizon included.
func NewDrivenClock(at time.Time) *DrivenClock { return &DrivenClock{now: at, horizon: at} }

// Now is where the clock stands.
func (c *DrivenClock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.now
}

// Horizon is up to where due times are carried out.
func (c *DrivenClock) Horizon() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.horizon
}

// MoveTo sets the clock; it never goes back.
func (c *DrivenClock) MoveTo(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at.After(c.now) {
		c.now = at
	}
}

// Release carries out what is due up to now.
func (c *DrivenClock) Release() {
	c.mu.Lock()
	c.horizon = c.now
	released := c.released
	c.mu.Unlock()
	if released != nil {
		released()
	}
}

// OnRelease sets what is called after each Release, so that nobody need wait for a poll.
func (c *DrivenClock) OnRelease(fn func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.released = fn
}

// Virtual reports that due times are not the machine's.
func (*DrivenClock) Virtual() bool { return true }
