package services

import (
	"context"
	"fmt"

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
		if err := w.holdProcess(p.ProcessID); err != nil {
			return err
		}
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
		w.madeAll(Made{Kind: "enrollment", IDs: ids})
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
	if err := runs(&p); err != nil {
		return trigger{}, err
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
