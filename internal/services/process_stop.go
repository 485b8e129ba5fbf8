package services

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

const (
	// stopAtOnce is how many enrollments of a stopped process one transaction ends:
	// more would hold up everybody whose objects are inside, and all of SQLite.
	stopAtOnce = 250
	// stopNow and stopInCare are how many such transactions a request and a round of care make.
	stopNow, stopInCare = 2, 8
)

// StopProcess takes nobody in any more, and no block of the process begins after
// it. The enrollments that are under way end in transactions of their own, five
// hundred here and the others by EndStopped. It may be published again.
func (s *Service) StopProcess(ctx context.Context, actor models.Actor, id, version int64) (*models.Process, error) {
	if err := actor.Demand(models.RightProcessWrite); err != nil {
		return nil, err
	}
	var row *models.Process
	err := s.write(ctx, func(w *work) (err error) {
		if row, err = w.takeProcess(id, version); err != nil {
			return err
		}
		return w.stopProcess(row, actor)
	})
	if err != nil {
		return nil, err
	}
	if _, err := s.endChunks(ctx, id, stopNow); err != nil {
		s.log.WarnContext(ctx, "enrollments of a stopped process not ended yet", "process_id", id, "error", err)
	}
	return row, nil
}

func (w *work) stopProcess(row *models.Process, actor models.Actor) error {
	if err := runs(row); err != nil {
		return err
	}
	row.State = models.ProcessStopped
	if err := w.saveProcess(row, actor); err != nil {
		return err
	}
	if err := w.Exec("UPDATE process_schedules SET active = FALSE WHERE process_id = ?", row.ID).Error; err != nil {
		return fmt.Errorf("stop schedules: %w", err)
	}
	w.made("process", row.ID)
	w.AfterCommit(w.service.forgetTriggers)
	return wrapped("note stop", w.Exec("INSERT INTO process_stops (process_id, actor_kind, actor_id, at) VALUES (?, ?, ?, ?)",
		row.ID, actor.Kind, actor.ID, w.now).Error)
}

// runs refuses a process that takes nobody in: a draft, or one that was stopped.
func runs(p *models.Process) error {
	if p.State != models.ProcessActive || p.RevisionID == nil {
		return models.NewError(models.CodeProcessNotActive, "id", p.ID)
	}
	return nil
}

// ProcessMay is what a person may do with a process now.
type ProcessMay struct {
	Stop   Permission
	Enroll Permission // let objects in by hand (PRC-2)
}

// MayWithProcess tells what the actor may do with a process.
func MayWithProcess(actor models.Actor, p *models.Process) ProcessMay {
	return ProcessMay{
		Stop:   Permission{Refusal: cmp.Or(actor.Demand(models.RightProcessWrite), runs(p))},
		Enroll: Permission{Refusal: cmp.Or(actor.Demand(models.RightEnrollmentWrite), runs(p))},
	}
}

// EndStopped ends some enrollments of each process that was stopped; more tells
// whether others are left. One process that cannot be ended holds back no other.
func (s *Service) EndStopped(ctx context.Context) (more bool, failed error) {
	var processes []int64
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw("SELECT process_id FROM process_stops ORDER BY process_id").Scan(&processes).Error
	})
	for _, id := range processes {
		left, err := s.endChunks(ctx, id, stopInCare)
		more, failed = more || left, errors.Join(failed, err)
	}
	return more, errors.Join(wrapped("list stopped processes", err), failed)
}

func (s *Service) endChunks(ctx context.Context, id int64, n int) (more bool, err error) {
	for more = true; more && err == nil && n > 0; n-- {
		more, err = s.endSome(ctx, id)
	}
	return more, err
}

// endSome ends up to stopAtOnce enrollments of a process, if it was stopped.
func (s *Service) endSome(ctx context.Context, id int64) (more bool, err error) {
	err = s.write(ctx, func(w *work) error {
		more = false
		by, err := w.stoppedBy(id)
		if err != nil || by == nil {
			return err
		}
		ids, err := w.inside(id)
		if err != nil {
			return err
		}
		if more = len(ids) == stopAtOnce; !more {
			if err := w.Exec("DELETE FROM process_stops WHERE process_id = ?", id).Error; err != nil {
				return fmt.Errorf("forget stop: %w", err)
			}
		}
		if len(ids) == 0 {
			return nil
		}
		return stopping{outcomeProcess, *by, "id IN ?", []any{ids}}.run(w)
	})
	return more, err
}

// stoppedBy is who stopped the process, while some are left inside; nil otherwise.
// It holds the row, so that one transaction at a time ends the process's enrollments.
func (w *work) stoppedBy(id int64) (*models.Actor, error) {
	var rows []struct {
		ActorKind models.ActorKind
		ActorID   int64
	}
	err := w.Raw("SELECT actor_kind, actor_id FROM process_stops WHERE process_id = ?"+w.LockClause(), id).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, wrapped("read stop", err)
	}
	return &models.Actor{Kind: rows[0].ActorKind, ID: rows[0].ActorID}, nil
}

// inside are enrollments of the process that have not ended, at most stopAtOnce.
// It is one statement: who is revived meanwhile is in one half or the other.
func (w *work) inside(id int64) (ids []int64, err error) {
	const half = "SELECT id FROM (SELECT id FROM enrollments WHERE process_id = ? AND state = ? ORDER BY id LIMIT ?) AS "
	err = w.Raw(half+"a UNION ALL "+half+"b LIMIT ?", id, models.EnrollmentActive, stopAtOnce, id, models.EnrollmentFailed, stopAtOnce, stopAtOnce).Scan(&ids).Error
	return ids, wrapped("find enrollments", err)
}

// errStopping says that enrollments of the process have still to be ended.
var errStopping = errors.New("process is being stopped")

// demandEnded refuses with errStopping while enrollments are left from before
// the process was stopped: running again, it would run them again.
func (w *work) demandEnded(id int64) error {
	var stops int64
	err := w.Raw("SELECT COUNT(*) FROM process_stops WHERE process_id = ?", id).Scan(&stops).Error
	if err == nil && stops > 0 {
		return errStopping
	}
	return wrapped("read stop", err)
}
