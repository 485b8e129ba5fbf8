package services

import (
	"bytes"
	"fmt"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// schedule brings the process's periodic entries to what its revision says
// (PRC-2). One whose rule stayed goes on as it was, if the process ran; any other
// begins now, and who matches at this moment stays out where its author chose so.
func (w *work) schedule(row *models.Process, definition []byte, running bool) error {
	compiled, err := process.Load(definition) // not from the cache: the revision is not committed yet
	if err != nil {
		return fmt.Errorf("compile revision: %w", err)
	}
	kept, err := w.keptEntries(row.ID, compiled, running)
	if err != nil {
		return err
	}
	if err := w.Exec("DELETE FROM process_schedules WHERE process_id = ?", row.ID).Error; err != nil {
		return fmt.Errorf("drop schedules: %w", err)
	}
	var rows []*models.ProcessSchedule
	for i, t := range compiled.Triggers {
		params, periodic := t.Params.(process.SegmentTrigger)
		if !periodic {
			continue
		}
		next := &models.ProcessSchedule{ProcessID: row.ID, TriggerIndex: i, NextRun: &w.now, Active: true}
		if old := kept[i]; old != nil {
			next = old
		} else if err := w.matchNow(row.ID, i, params, compiled); err != nil {
			return err
		}
		next.RevisionID, next.EverySeconds = *row.RevisionID, params.EverySeconds
		rows = append(rows, next)
	}
	if err := w.forgetMatches(row.ID, rows); err != nil {
		return err
	}
	return store.Insert(w.Tx, rows)
}

// forgetMatches drops who matched the rules of entries that are no more.
func (w *work) forgetMatches(processID int64, entries []*models.ProcessSchedule) error {
	present := []int{-1} // SQLite knows no empty list after NOT IN
	for _, e := range entries {
		present = append(present, e.TriggerIndex)
	}
	return wrapped("forget who matched before",
		w.Exec("DELETE FROM segment_matches WHERE process_id = ? AND trigger_index NOT IN ?", processID, present).Error)
}

// keptEntries are the entries that go on, by index of their trigger: those of a
// running process whose rule and choice about existing matches are the same.
func (w *work) keptEntries(processID int64, compiled *process.Compiled, running bool) (map[int]*models.ProcessSchedule, error) {
	if !running {
		return nil, nil
	}
	var present []*models.ProcessSchedule
	if err := w.Where("process_id = ?", processID).Find(&present).Error; err != nil {
		return nil, fmt.Errorf("read schedules: %w", err)
	}
	kept := map[int]*models.ProcessSchedule{}
	for _, old := range present {
		before, err := w.service.revision(w.Tx, old.RevisionID)
		if err != nil {
			return nil, err
		}
		if sameEntry(before, compiled, old.TriggerIndex) {
			kept[old.TriggerIndex] = old
		}
	}
	return kept, nil
}

func sameEntry(before, now *process.Compiled, index int) bool {
	if index >= len(before.Triggers) || index >= len(now.Triggers) {
		return false
	}
	a, was := before.Triggers[index].Params.(process.SegmentTrigger)
	b, is := now.Triggers[index].Params.(process.SegmentTrigger)
	return was && is && bytes.Equal(a.Rule, b.Rule) && a.Existing == b.Existing && (a.EverySeconds == 0) == (b.EverySeconds == 0)
}

// matchNow notes who matches the trigger's rule at the moment of publishing, in
// one statement, so that it is exact: who comes to match a moment later enters.
func (w *work) matchNow(processID int64, index int, params process.SegmentTrigger, compiled *process.Compiled) error {
	err := w.Exec("DELETE FROM segment_matches WHERE process_id = ? AND trigger_index = ?", processID, index).Error
	if err != nil {
		return fmt.Errorf("forget who matched before: %w", err)
	}
	if params.Existing {
		return nil
	}
	zone, err := w.service.processZone(w, compiled)
	if err != nil {
		return err
	}
	where, err := w.service.compileAt(everything, compiled.Triggers[index].Rule, segment.Clock{Now: w.now, Zone: zone})
	if err != nil {
		return err
	}
	return wrapped("note who matches already", w.Exec("INSERT INTO segment_matches (process_id, trigger_index, subject_id) SELECT CAST(? AS BIGINT), CAST(? AS INTEGER), id FROM "+
		where.table+" WHERE "+where.sql, append([]any{processID, index}, where.args...)...).Error)
}
