package services

import (
	"context"
	"fmt"
	"slices"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// EnrollParams names the objects that a person lets into a process by hand.
type EnrollParams struct {
	ProcessID  int64
	SubjectIDs []int64
}

// EnrollByHand lets objects in on a person's word, under the process's re-entry
// policy; those that may not enter are kept with their reason (PRC-2, PRC-3).
func (s *Service) EnrollByHand(ctx context.Context, actor models.Actor, p EnrollParams) ([]int64, error) {
	if err := actor.Demand(models.RightEnrollmentWrite); err != nil {
		return nil, err
	}
	var ids []int64
	err := s.write(ctx, func(w *work) error {
		ids = nil
		running, err := s.runningProcess(w, p.ProcessID)
		if err != nil {
			return err
		}
		subjects, err := subjectsOf(w, running.subject, p.SubjectIDs)
		if err != nil {
			return err
		}
		entries := make([]entry, len(subjects))
		for i, of := range subjects {
			entries[i] = entry{
				process: running.process, revision: running.revision, compiled: running.compiled, of: of,
				lane: actor.EventLane(), cause: "by_hand", actor: actor, at: w.now, key: fmt.Sprintf("hand:%d", w.now.UnixMicro()),
			}
		}
		made, err := s.enroll(w, entries)
		for _, e := range made {
			ids = append(ids, e.ID)
		}
		return err
	})
	return ids, err
}

// runningProcess is the process with its published revision; CodeProcessNotActive when it takes nobody in.
func (s *Service) runningProcess(w *work, id int64) (trigger, error) {
	var p models.Process
	if err := w.Limit(1).Find(&p, id).Error; err != nil {
		return trigger{}, fmt.Errorf("read process: %w", err)
	}
	if p.ID == 0 {
		return trigger{}, models.NewError(models.CodeNotFound, "kind", "process", "id", id)
	}
	if p.State != models.ProcessActive || p.RevisionID == nil {
		return trigger{}, models.NewError(models.CodeProcessNotActive, "id", id)
	}
	compiled, err := s.revision(w.Tx, *p.RevisionID)
	return trigger{process: p.ID, revision: *p.RevisionID, compiled: compiled, subject: p.Subject}, err
}

// subjectsOf completes bare ids with the customer and the order they belong to;
// an id that does not exist is refused.
func subjectsOf(w *work, kind models.SubjectKind, ids []int64) ([]subject, error) {
	query := map[models.SubjectKind]string{
		models.SubjectCustomer: "SELECT id, id AS customer, 0 AS ord FROM customers WHERE id IN ? ORDER BY id",
		models.SubjectOrder:    "SELECT id, customer_id AS customer, id AS ord FROM orders WHERE id IN ? ORDER BY id",
		models.SubjectPurchase: "SELECT id, customer_id AS customer, order_id AS ord FROM purchases WHERE id IN ? ORDER BY id",
	}[kind]
	var rows []struct{ ID, Customer, Ord int64 }
	if err := w.Raw(query, ids).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("find subjects: %w", err)
	}
	found := map[int64]bool{}
	subjects := make([]subject, len(rows))
	for i, row := range rows {
		found[row.ID] = true
		subjects[i] = subject{kind: kind, id: row.ID, customer: row.Customer, order: row.Ord}
	}
	for i, id := range ids {
		if !found[id] {
			return nil, models.NewFieldError(fmt.Sprintf("subject_ids[%d]", i), models.CodeUnknownReference, "kind", string(kind), "id", id)
		}
	}
	return subjects, nil
}

// RetryEnrollments puts failed enrollments back on the block where they failed.
// They join an open cohort again (PRC-8).
func (s *Service) RetryEnrollments(ctx context.Context, actor models.Actor, ids []int64) error {
	return s.revive(ctx, actor, ids, func(r *run, t *standing) (landing, error) {
		return landing{block: t.Block, visit: 1, entered: r.now, due: r.now, state: models.TokenWaiting}, nil
	})
}

// SkipEnrollments lets failed enrollments leave their block by its normal exit, without its effect (PRC-8).
func (s *Service) SkipEnrollments(ctx context.Context, actor models.Actor, ids []int64) error {
	return s.revive(ctx, actor, ids, func(r *run, t *standing) (landing, error) {
		t.Visit++ // the failed visit has its journal entry; skipping is one of its own
		to, err := r.land(move{member: t, exit: r.block.Params.Exits()[0], result: models.StepSkipped, data: data{"by": "person"}})
		to.visit++
		return to, err
	})
}

func (s *Service) revive(ctx context.Context, actor models.Actor, ids []int64, place func(*run, *standing) (landing, error)) error {
	if err := actor.Demand(models.RightEnrollmentWrite); err != nil {
		return err
	}
	return s.write(ctx, func(w *work) error {
		members, err := enrollmentsIn(w, ids, models.EnrollmentFailed)
		if err != nil {
			return err
		}
		seats, err := s.takeSeats(w, members)
		if err != nil {
			return err
		}
		if _, err := w.Lock("enrollments", ids...); err != nil {
			return err
		}
		if _, err := enrollmentsIn(w, ids, models.EnrollmentFailed); err != nil {
			return err
		}
		for i, e := range members {
			if err := s.reviveOne(w, actor, e, seats[i], place); err != nil {
				return err
			}
		}
		return w.Exec("UPDATE enrollments SET state = ? WHERE id IN ?", models.EnrollmentActive, ids).Error
	})
}

func (s *Service) reviveOne(w *work, actor models.Actor, e *models.Enrollment, at seat, place func(*run, *standing) (landing, error)) error {
	compiled, err := s.revision(w.Tx, e.RevisionID)
	if err != nil {
		return err
	}
	rows, err := standings(w.Tx, "t.enrollment_id = ? AND t.state = ?", e.ID, models.TokenFailed)
	if err != nil {
		return err
	}
	zone, err := s.processZone(w, compiled)
	if err != nil {
		return err
	}
	for _, t := range rows {
		r := &run{work: w, compiled: compiled, block: compiled.BlockByID(t.Block), zone: zone}
		to, err := place(r, t)
		if err != nil {
			return err
		}
		if err := store.Insert(w.Tx, r.steps); err != nil {
			return err
		}
		if err := r.move(to, []int64{e.ID}); err != nil {
			return err
		}
	}
	s.log.InfoContext(w.Context(), "enrollment revived", "enrollment_id", e.ID, "staff_id", actor.ID)
	return wrapped("seat member", w.Exec("UPDATE tokens SET cohort_id = ?, wake = ? WHERE enrollment_id = ?", at.cohort, at.wake, e.ID).Error)
}

// enrollmentsIn reads the enrollments, ascending, and refuses those that are not in the wanted state.
func enrollmentsIn(w *work, ids []int64, state string) ([]*models.Enrollment, error) {
	var rows []*models.Enrollment
	if err := w.Where("id IN ?", ids).Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read enrollments: %w", err)
	}
	found := map[int64]string{}
	for _, e := range rows {
		found[e.ID] = e.State
	}
	for _, id := range ids {
		if found[id] == "" {
			return nil, models.NewError(models.CodeNotFound, "kind", "enrollment", "id", id)
		}
		if found[id] != state {
			return nil, models.NewError(models.CodeNotFailed, "id", id, "state", found[id])
		}
	}
	return rows, nil
}

// StopEnrollments ends enrollments on a person's word.
func (s *Service) StopEnrollments(ctx context.Context, actor models.Actor, ids []int64) error {
	if err := actor.Demand(models.RightEnrollmentWrite); err != nil {
		return err
	}
	return s.write(ctx, func(w *work) error { return stop(w, "stopped_by_person", "id IN ?", ids) })
}

// stopEnrollments ends all enrollments of a process that is being stopped.
func (s *Service) stopEnrollments(w *work, processID int64, _ models.Actor) error {
	return stop(w, "process_stopped", "process_id = ?", processID)
}

// endEnrollmentsOfOrders ends all enrollments of orders that left every process, such as false ones (ST-6).
func (s *Service) endEnrollmentsOfOrders(w *work, orders []int64, outcome string) error {
	return stop(w, outcome, "order_id IN ?", orders)
}

// stop ends the active and failed enrollments that the condition selects, and
// lets their cohorts know. Cohorts are locked before enrollments.
func stop(w *work, outcome, where string, args ...any) error {
	inside := where + " AND state IN ('active', 'failed')"
	var ids, cohorts []int64
	err := w.Raw("SELECT DISTINCT cohort_id FROM tokens WHERE enrollment_id IN (SELECT id FROM enrollments WHERE "+inside+")", args...).Scan(&cohorts).Error
	if err != nil {
		return fmt.Errorf("find cohorts: %w", err)
	}
	if _, err := w.Lock("cohorts", cohorts...); err != nil {
		return err
	}
	err = w.Raw("SELECT id FROM enrollments WHERE "+inside+" ORDER BY id"+w.LockClause(), args...).Scan(&ids).Error
	if err != nil {
		return fmt.Errorf("find enrollments: %w", err)
	}
	for chunk := range slices.Chunk(ids, 1000) {
		if err := stopChunk(w, outcome, chunk); err != nil {
			return err
		}
	}
	return nil
}

func stopChunk(w *work, outcome string, ids []int64) error {
	rows, err := standings(w.Tx, "t.enrollment_id IN ? AND t.state IN ('waiting', 'failed')", ids)
	if err != nil {
		return err
	}
	steps := make([]*models.Step, len(rows))
	for i, t := range rows {
		visit := t.Visit
		if t.State == models.TokenFailed {
			visit++ // the failed visit has its entry already
		}
		steps[i] = &models.Step{
			EnrollmentID: t.EnrollmentID, Token: t.Token.Token, Visit: visit, Block: t.Block, Kind: "stop",
			Result: models.StepStopped, Data: encode(data{"reason": outcome}), Due: t.Due, At: w.now,
		}
	}
	if err := store.Insert(w.Tx, steps); err != nil {
		return err
	}
	err = w.Exec("UPDATE enrollments SET state = ?, outcome = ?, ended_at = ? WHERE id IN ?", models.EnrollmentStopped, outcome, w.now, ids).Error
	if err != nil {
		return fmt.Errorf("stop enrollments: %w", err)
	}
	if err := w.Exec("UPDATE tokens SET state = ? WHERE enrollment_id IN ?", models.TokenEnded, ids).Error; err != nil {
		return fmt.Errorf("stop members: %w", err)
	}
	return touch(w, ids)
}
