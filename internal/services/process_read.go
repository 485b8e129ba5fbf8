package services

import (
	"context"
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// ProcessView is a process with how many of the enrollments that the actor sees stand how.
type ProcessView struct {
	models.Process
	Active, Failed, Ended, Stopped int64
}

// Processes lists processes in the order in which they came (right process.read).
func (s *Service) Processes(ctx context.Context, actor models.Actor, page Page) (views []ProcessView, more bool, err error) {
	if err := actor.Demand(models.RightProcessRead); err != nil {
		return nil, false, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		var rows []models.Process
		if err := tx.Where("id > ?", page.After).Order("id").Limit(page.limit() + 1).Find(&rows).Error; err != nil {
			return fmt.Errorf("list processes: %w", err)
		}
		rows, more = cut(rows, page.limit())
		views, err = viewProcesses(tx, actor, rows)
		return err
	})
	return views, more, err
}

// Process is one process with its draft.
func (s *Service) Process(ctx context.Context, actor models.Actor, id int64) (*ProcessView, error) {
	if err := actor.Demand(models.RightProcessRead); err != nil {
		return nil, err
	}
	var views []ProcessView
	err := s.store.Read(ctx, func(tx *store.Tx) (err error) {
		var row models.Process
		if err := oneRow(tx, &row, "processes", id); err != nil {
			return err
		}
		views, err = viewProcesses(tx, actor, []models.Process{row})
		return err
	})
	if err != nil {
		return nil, err
	}
	return &views[0], nil
}

func viewProcesses(tx *store.Tx, actor models.Actor, rows []models.Process) ([]ProcessView, error) {
	views := make([]ProcessView, len(rows))
	byID := make(map[int64]*ProcessView, len(rows))
	ids := make([]int64, len(rows))
	for i, row := range rows {
		views[i].Process, ids[i] = row, row.ID
		byID[row.ID] = &views[i]
	}
	var counts []struct {
		ProcessID int64
		State     string
		N         int64
	}
	own := ownBy(actor, "e.order_id")
	err := tx.Raw("SELECT e.process_id, e.state, COUNT(*) AS n FROM enrollments e WHERE e.process_id IN ? AND "+own.sql+" GROUP BY e.process_id, e.state",
		append([]any{ids}, own.args...)...).Scan(&counts).Error
	for _, c := range counts {
		*byID[c.ProcessID].counter(c.State) += c.N
	}
	return views, wrapped("count enrollments", err)
}

func (v *ProcessView) counter(state string) *int64 {
	switch state {
	case models.EnrollmentActive:
		return &v.Active
	case models.EnrollmentFailed:
		return &v.Failed
	case models.EnrollmentStopped:
		return &v.Stopped
	default:
		return &v.Ended
	}
}

// Revisions lists what was published of a process, the newest first (PRC-1).
func (s *Service) Revisions(ctx context.Context, actor models.Actor, id int64) (rows []models.ProcessRevision, err error) {
	if err := actor.Demand(models.RightProcessRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		if err := oneRow(tx, new(models.Process), "processes", id); err != nil {
			return err
		}
		return wrapped("list revisions", tx.Where("process_id = ?", id).Order("number DESC").Find(&rows).Error)
	})
	return rows, err
}

// Revision is one published revision by its number.
func (s *Service) Revision(ctx context.Context, actor models.Actor, id, number int64) (*models.ProcessRevision, error) {
	rows, err := s.Revisions(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if row.Number == number {
			return &row, nil
		}
	}
	return nil, models.NewError(models.CodeNotFound, "kind", "revision", "id", number)
}
