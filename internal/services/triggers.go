package services

import (
	"fmt"
	"sync"

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

// triggerCache is the list of event entries with the stamp of the processes that
// it was read from: an event that comes after a publication always meets the new
// triggers, whichever of our machines dispatches it.
type triggerCache struct {
	mu    sync.Mutex
	stamp triggerStamp
	list  []trigger
}

// triggerStamp changes whenever a process is made, published or stopped.
type triggerStamp struct{ Processes, Versions int64 }

// activeTriggers lists the event entries of all running processes.
func (s *Service) activeTriggers(tx *store.Tx) ([]trigger, error) {
	var stamp triggerStamp
	err := tx.Raw("SELECT COUNT(*) AS processes, COALESCE(SUM(version), 0) AS versions FROM processes").Scan(&stamp).Error
	if err != nil {
		return nil, fmt.Errorf("read stamp of processes: %w", err)
	}
	s.triggers.mu.Lock()
	defer s.triggers.mu.Unlock()
	if stamp == s.triggers.stamp {
		return s.triggers.list, nil
	}
	list, err := s.readTriggers(tx)
	if err != nil {
		return nil, err
	}
	s.triggers.list, s.triggers.stamp = list, stamp
	return list, nil
}

// forgetTriggers makes the next look read them anew; called after a process was published or stopped.
func (s *Service) forgetTriggers() {
	s.triggers.mu.Lock()
	s.triggers.stamp = triggerStamp{}
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
			// Events wait rather than pass the process by: stopping it, or a program that can read it, lets them go on.
			return nil, fmt.Errorf("triggers of running process %d: %w", p.ID, err)
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
