package services

import (
	"fmt"
	"sync"
	"time"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// trigger is one event entry of one running process.
type trigger struct {
	process  int64
	revision int64
	compiled *process.Compiled
	subject  models.SubjectKind
	accepts  process.EventTrigger
	rule     *segment.Segment
}

// triggersFor is how long the list of running processes is believed. Entering
// locks the process row, so a stopped process takes nobody in even so; a new one
// is known within this time.
const triggersFor = 200 * time.Millisecond

type triggerCache struct {
	mu     sync.Mutex
	readAt time.Time
	list   []trigger
}

// activeTriggers lists the event entries of all running processes.
func (s *Service) activeTriggers(tx *store.Tx) ([]trigger, error) {
	s.triggers.mu.Lock()
	defer s.triggers.mu.Unlock()
	if time.Since(s.triggers.readAt) < triggersFor {
		return s.triggers.list, nil
	}
	list, err := s.readTriggers(tx)
	if err != nil {
		return nil, err
	}
	s.triggers.list, s.triggers.readAt = list, time.Now()
	return list, nil
}

// forgetTriggers makes the next look read them anew; called after a process was published or stopped.
func (s *Service) forgetTriggers() {
	s.triggers.mu.Lock()
	s.triggers.readAt = time.Time{}
	s.triggers.mu.Unlock()
}

func (s *Service) readTriggers(tx *store.Tx) ([]trigger, error) {
	var running []models.Process
	err := tx.Select("id", "subject", "revision_id").Where("state = ? AND revision_id IS NOT NULL", models.ProcessActive).
		Order("id").Find(&running).Error
	if err != nil {
		return nil, fmt.Errorf("read running processes: %w", err)
	}
	var list []trigger
	for _, p := range running {
		compiled, err := s.revision(tx, *p.RevisionID)
		if err != nil {
			return nil, err
		}
		for _, t := range compiled.Triggers {
			if accepts, ok := t.Params.(process.EventTrigger); ok {
				list = append(list, trigger{
					process: p.ID, revision: *p.RevisionID, compiled: compiled, subject: p.Subject,
					accepts: accepts, rule: t.Rule,
				})
			}
		}
	}
	return list, nil
}
