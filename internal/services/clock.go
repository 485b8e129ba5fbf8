package services

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/orderflow/orderflow/internal/store"
)

// RealClock is the machine's clock.
type RealClock struct{}

// Now is the present.
func (RealClock) Now() time.Time { return time.Now() }

// ScaledClock runs faster than the machine's: scale virtual seconds a second,
// counted from a moment that all processes of the installation share.
type ScaledClock struct {
	mu            sync.RWMutex
	virtual, real time.Time
	scale         float64
}

// NewScaledClock begins now; ShareClock moves its beginning to the installation's.
func NewScaledClock(scale float64) *ScaledClock {
	now := time.Now()
	return &ScaledClock{virtual: now, real: now, scale: scale}
}

// Now is the virtual present.
func (c *ScaledClock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.virtual.Add(time.Duration(float64(time.Since(c.real)) * c.scale))
}

// Virtual reports that due times are not the machine's.
func (*ScaledClock) Virtual() bool { return true }

// ShareClock gives a scaled clock the beginning that is kept in the database:
// the first process of the installation writes it, all others and every restart
// take it over, so that virtual time never goes back. Other clocks need none.
func (s *Service) ShareClock(ctx context.Context) error {
	c, ok := s.clock.(*ScaledClock)
	if !ok {
		return nil
	}
	return s.store.Write(ctx, func(tx *store.Tx) error {
		err := tx.Exec("INSERT INTO clock (id, mode, scale, virtual_at, real_at) VALUES (1, 'scaled', ?, ?, ?) ON CONFLICT (id) DO NOTHING",
			c.scale, store.Now(c.virtual), store.Now(c.real)).Error
		if err != nil {
			return fmt.Errorf("share clock: %w", err)
		}
		var row struct {
			Scale             float64
			VirtualAt, RealAt time.Time
		}
		if err := tx.Raw("SELECT scale, virtual_at, real_at FROM clock WHERE id = 1").Take(&row).Error; err != nil {
			return fmt.Errorf("share clock: %w", err)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.virtual, c.real, c.scale = row.VirtualAt, row.RealAt, row.Scale
		return nil
	})
}

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
