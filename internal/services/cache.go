package services

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// cacheFor is how long settings read from the database are believed; other
// processes of the installation may change them.
const cacheFor = time.Second

// cache keeps what is immutable (published revisions) for ever and the account's settings for a moment.
type cache struct {
	mu           sync.RWMutex
	reading      sync.Mutex // held by the one who reads the settings anew
	revisions    map[int64]*process.Compiled
	installation *models.Installation
	zone         *time.Location
	readAt       time.Time
}

// Installation is the account's settings, about a second old at most. While one
// caller reads them anew, the others take what there is: they may hold the
// connection that the reader waits for.
func (s *Service) Installation(ctx context.Context) (*models.Installation, error) {
	row, fresh := s.cache.known()
	if row != nil && (fresh || !s.cache.reading.TryLock()) {
		return row, nil
	}
	if row == nil {
		s.cache.reading.Lock()
	}
	defer s.cache.reading.Unlock()
	row = new(models.Installation)
	err := s.store.Read(ctx, func(tx *store.Tx) error { return tx.First(row, 1).Error })
	if err != nil {
		return nil, fmt.Errorf("read installation: %w", err)
	}
	zone, err := time.LoadLocation(row.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("read installation: %w", err)
	}
	s.cache.mu.Lock()
	s.cache.installation, s.cache.zone, s.cache.readAt = row, zone, time.Now()
	s.cache.mu.Unlock()
	return row, nil
}

func (c *cache) known() (row *models.Installation, fresh bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.installation, time.Since(c.readAt) < cacheFor
}

// warm reads the settings anew, when they are old, before a transaction holds a
// connection; on an empty database there are none yet.
func (s *Service) warm(ctx context.Context) {
	if row, fresh := s.cache.known(); row == nil || !fresh {
		_, _ = s.Installation(ctx)
	}
}

// Zone is the account's time zone, in which calendar rules count (PRC-4).
func (s *Service) Zone(ctx context.Context) (*time.Location, error) {
	if _, err := s.Installation(ctx); err != nil {
		return nil, err
	}
	s.cache.mu.RLock()
	defer s.cache.mu.RUnlock()
	return s.cache.zone, nil
}

// revision is a published revision, compiled.
func (s *Service) revision(tx *store.Tx, id int64) (*process.Compiled, error) {
	s.cache.mu.RLock()
	compiled := s.cache.revisions[id]
	s.cache.mu.RUnlock()
	if compiled != nil {
		return compiled, nil
	}
	var row models.ProcessRevision
	if err := tx.First(&row, id).Error; err != nil {
		return nil, fmt.Errorf("read revision %d: %w", id, err)
	}
	compiled, err := process.Load([]byte(row.Definition))
	if err != nil {
		return nil, fmt.Errorf("compile revision %d: %w", id, err)
	}
	s.cache.mu.Lock()
	defer s.cache.mu.Unlock()
	if s.cache.revisions == nil {
		s.cache.revisions = map[int64]*process.Compiled{}
	}
	s.cache.revisions[id] = compiled
	return compiled, nil
}
