package services

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// entryRange is how many matching objects one step of a periodic entry lets in.
const entryRange = 500

// EntrySchedule is one periodic entry by segment that should run.
type EntrySchedule struct {
	ProcessID    int64
	TriggerIndex int
	EverySeconds int64
	NextRun      *time.Time
}

// EntrySchedules lists the periodic entries of running processes.
func (s *Service) EntrySchedules(ctx context.Context) ([]EntrySchedule, error) {
	var list []EntrySchedule
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw(`SELECT ps.process_id, ps.trigger_index, ps.every_seconds, ps.next_run FROM process_schedules ps
			JOIN processes p ON p.id = ps.process_id WHERE ps.active AND p.state = ? ORDER BY ps.process_id, ps.trigger_index`,
			models.ProcessActive).Scan(&list).Error
	})
	return list, wrapped("list entry schedules", err)
}

// EnterSegment lets in the objects after the given id that match the trigger's
// segment now, up to a range, in the bulk lane, and says where to go on (PRC-2).
// After 0 a sweep begins; one whose rule was published anew meanwhile counts for
// nothing, so that an entry at the start alone is made whole by the next sweep.
func (s *Service) EnterSegment(ctx context.Context, processID int64, trigger int, after int64) (next int64, more bool, err error) {
	err = s.write(ctx, func(w *work) error {
		next, more = after, false
		e, err := s.periodic(w, processID, trigger)
		if err != nil || e == nil {
			return err
		}
		if after == 0 {
			if err := e.begin(w); err != nil {
				return err
			}
		}
		ids, err := e.matching(w, after)
		if err != nil {
			return err
		}
		if len(ids) > 0 {
			next, more = ids[len(ids)-1], len(ids) == entryRange
		}
		if err := e.enter(w, ids); err != nil {
			return err
		}
		if more {
			return nil
		}
		return e.finish(w)
	})
	return next, more, err
}

// periodicEntry is one run of a segment trigger.
type periodicEntry struct {
	service *Service
	row     models.ProcessSchedule
	process trigger
	where   condition
}

// periodic is nil when the entry is no longer wanted. The process's row is held,
// so that it is neither published anew nor stopped while a range enters.
func (s *Service) periodic(w *work, processID int64, index int) (*periodicEntry, error) {
	if err := w.holdProcess(processID); err != nil {
		return nil, err
	}
	e := &periodicEntry{service: s}
	err := w.Where("process_id = ? AND trigger_index = ? AND active", processID, index).Take(&e.row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read entry schedule: %w", err)
	}
	running, err := s.runningProcess(w, processID)
	if models.IsCode(err, models.CodeProcessNotActive) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	e.process = running
	t := running.compiled.Triggers[index]
	if _, ok := t.Params.(process.SegmentTrigger); !ok {
		return nil, nil
	}
	zone, err := s.processZone(w, running.compiled)
	if err != nil {
		return nil, err
	}
	e.where, err = s.compileAt(everything, t.Rule, segment.Clock{Now: w.now, Zone: zone})
	return e, err
}

func (e *periodicEntry) matching(w *work, after int64) ([]int64, error) {
	return e.where.ids(w.Tx, after, entryRange)
}

// begin notes by which revision's rule the sweep goes.
func (e *periodicEntry) begin(w *work) error {
	e.row.SweepRevisionID = &e.row.RevisionID
	return wrapped("begin entry", w.Exec("UPDATE process_schedules SET sweep_revision_id = revision_id WHERE process_id = ? AND trigger_index = ?",
		e.row.ProcessID, e.row.TriggerIndex).Error)
}

// enter lets the objects in, but for those that matched before: at publishing,
// where they were to stay out, or at an earlier sweep, since when they have not
// ceased to match.
func (e *periodicEntry) enter(w *work, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	subjects, err := subjectsOf(w, e.process.subject, ids)
	if err != nil {
		return err
	}
	barred, err := e.barred(w, ids)
	if err != nil {
		return err
	}
	var entries []entry
	for _, of := range subjects {
		if !barred[of.id] {
			entries = append(entries, entry{
				process: e.process.process, revision: e.process.revision, compiled: e.process.compiled, of: of,
				lane: models.LaneBulk, cause: "segment", actor: models.System(), at: w.now, key: fmt.Sprintf("segment:%d", w.now.UnixMicro()),
			})
		}
	}
	if len(entries) == 0 {
		return nil
	}
	if _, err := e.service.enroll(w, entries); err != nil {
		return err
	}
	return e.note(w, ids)
}

// note keeps who was offered from being offered at every sweep while he matches.
// A process with a cool-down asks for just that: it takes them in again when it is over.
func (e *periodicEntry) note(w *work, ids []int64) error {
	if e.process.compiled.Definition.Policies.Cooldown != nil {
		return nil
	}
	return wrapped("note who entered", w.Exec(`INSERT INTO segment_matches (process_id, trigger_index, subject_id)
		SELECT CAST(? AS BIGINT), CAST(? AS INTEGER), id FROM `+e.where.table+" WHERE id IN ? ON CONFLICT DO NOTHING",
		e.row.ProcessID, e.row.TriggerIndex, ids).Error)
}

// barred are those among the objects that matched before (see enter).
func (e *periodicEntry) barred(w *work, ids []int64) (map[int64]bool, error) {
	var found []int64
	err := w.Raw("SELECT subject_id FROM segment_matches WHERE process_id = ? AND trigger_index = ? AND subject_id IN ?",
		e.row.ProcessID, e.row.TriggerIndex, ids).Scan(&found).Error
	return set(found), wrapped("read who matched before", err)
}

// finish notes the sweep; an entry at the start alone is done for good. Who no
// longer matches is let in when he matches again.
func (e *periodicEntry) finish(w *work) error {
	if e.row.SweepRevisionID == nil || *e.row.SweepRevisionID != e.row.RevisionID {
		return nil
	}
	if err := e.forget(w); err != nil {
		return err
	}
	following := w.now.Add(time.Duration(e.row.EverySeconds) * time.Second)
	return wrapped("note entry", w.Exec("UPDATE process_schedules SET last_run = ?, next_run = ?, active = ? WHERE process_id = ? AND trigger_index = ?",
		w.now, following, e.row.EverySeconds > 0, e.row.ProcessID, e.row.TriggerIndex).Error)
}

// forget drops who no longer matches; after an entry at the start alone everybody.
// It asks object by object: a list of all who match would be too long to hash.
func (e *periodicEntry) forget(w *work) error {
	sql, args := "DELETE FROM segment_matches WHERE process_id = ? AND trigger_index = ?", []any{e.row.ProcessID, e.row.TriggerIndex}
	if e.row.EverySeconds > 0 {
		sql += " AND NOT EXISTS (SELECT 1 FROM " + e.where.table + " WHERE " + e.where.table + ".id = segment_matches.subject_id AND (" + e.where.sql + "))"
		args = append(args, e.where.args...)
	}
	return wrapped("forget who matched before", w.Exec(sql, args...).Error)
}
