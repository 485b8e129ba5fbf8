package services

import (
	"bytes"
	"fmt"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// schedule brings the process's periodic entries to what its definition says
// (PRC-2). A trigger whose rule stayed keeps the moment from which those who
// matched before stay out; a new one begins now.
func (w *work) schedule(row *models.Process, def process.Definition) error {
	var present []models.ProcessSchedule
	if err := w.Where("process_id = ?", row.ID).Find(&present).Error; err != nil {
		return fmt.Errorf("read schedules: %w", err)
	}
	rules, err := w.ruleBefore(present)
	if err != nil {
		return err
	}
	var rows []*models.ProcessSchedule
	for i, t := range def.Triggers {
		params, periodic := t.Params.(process.SegmentTrigger)
		if !periodic {
			continue
		}
		next := &models.ProcessSchedule{
			ProcessID: row.ID, TriggerIndex: i, RevisionID: *row.RevisionID, EverySeconds: params.EverySeconds, NextRun: &w.now, Active: true,
		}
		if !params.Existing {
			next.ExistingFrom = &w.now
		}
		for _, old := range present {
			if old.TriggerIndex == i && bytes.Equal(rules[i], params.Rule) {
				next.LastRun = old.LastRun
				if !params.Existing && old.ExistingFrom != nil {
					next.ExistingFrom = old.ExistingFrom
				}
			}
		}
		rows = append(rows, next)
	}
	if err := w.Exec("DELETE FROM process_schedules WHERE process_id = ?", row.ID).Error; err != nil {
		return fmt.Errorf("drop schedules: %w", err)
	}
	return store.Insert(w.Tx, rows)
}

// ruleBefore are the rules of the schedules that ran until now, by index of the trigger.
func (w *work) ruleBefore(present []models.ProcessSchedule) (map[int][]byte, error) {
	rules := map[int][]byte{}
	for _, old := range present {
		compiled, err := w.service.revision(w.Tx, old.RevisionID)
		if err != nil {
			return nil, err
		}
		if old.TriggerIndex >= len(compiled.Definition.Triggers) {
			continue
		}
		if params, ok := compiled.Definition.Triggers[old.TriggerIndex].Params.(process.SegmentTrigger); ok {
			rules[old.TriggerIndex] = params.Rule
		}
	}
	return rules, nil
}
