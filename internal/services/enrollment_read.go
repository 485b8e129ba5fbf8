package services

import (
	"context"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// EnrollmentView is an enrollment as people see it: where it stands and which workflow drives it.
type EnrollmentView struct {
	models.Enrollment
	ProcessTitle string
	Block        string
	Due          time.Time
	Attempt      int
	Failure      string
	CohortID     int64
	WorkflowID   string
}

// EnrollmentFilter selects enrollments; zero values select all.
type EnrollmentFilter struct {
	ProcessID  int64
	OrderID    int64
	CustomerID int64
	State      string
	Block      string
	After      int64 // the last id of the page before
	Limit      int
}

const enrollmentView = `SELECT e.*, p.title AS process_title, t.block, t.due, t.attempt, t.error AS failure, t.cohort_id, c.workflow_id
	FROM enrollments e JOIN processes p ON p.id = e.process_id
	JOIN tokens t ON t.enrollment_id = e.id AND t.token = 0 JOIN cohorts c ON c.id = t.cohort_id`

// ListEnrollments gives a page of enrollments by ascending id.
func (s *Service) ListEnrollments(ctx context.Context, actor models.Actor, f EnrollmentFilter) ([]EnrollmentView, error) {
	if err := actor.Demand(models.RightProcessRead); err != nil {
		return nil, err
	}
	where, args := " WHERE e.id > ?", []any{f.After}
	for _, c := range []struct {
		used bool
		sql  string
		arg  any
	}{
		{f.ProcessID != 0, " AND e.process_id = ?", f.ProcessID},
		{f.OrderID != 0, " AND e.order_id = ?", f.OrderID},
		{f.CustomerID != 0, " AND e.customer_id = ?", f.CustomerID},
		{f.State != "", " AND e.state = ?", f.State},
		{f.Block != "", " AND t.block = ? AND t.state = 'waiting'", f.Block},
	} {
		if c.used {
			where, args = where+c.sql, append(args, c.arg)
		}
	}
	own := ownBy(actor, "e.order_id")
	where, args = where+" AND "+own.sql, append(args, own.args...)
	return s.enrollmentViews(ctx, where+" ORDER BY e.id LIMIT ?", append(args, f.limit())...)
}

// limit is fifty when none is wished, five hundred at most.
func (f EnrollmentFilter) limit() int {
	if f.Limit <= 0 {
		return 50
	}
	return min(f.Limit, 501) // one more than a page tells whether there is another
}

// GetEnrollment is one enrollment with its journal.
func (s *Service) GetEnrollment(ctx context.Context, actor models.Actor, id int64) (EnrollmentView, []StepView, error) {
	if err := actor.Demand(models.RightProcessRead); err != nil {
		return EnrollmentView{}, nil, err
	}
	own := ownBy(actor, "e.order_id")
	views, err := s.enrollmentViews(ctx, " WHERE e.id = ? AND "+own.sql, append([]any{id}, own.args...)...)
	if err != nil {
		return EnrollmentView{}, nil, err
	}
	if len(views) == 0 {
		return EnrollmentView{}, nil, models.NewError(models.CodeNotFound, "kind", "enrollment", "id", id)
	}
	var steps []StepView
	err = s.store.Read(ctx, func(tx *store.Tx) (err error) {
		steps, err = views[0].journal(tx)
		return err
	})
	return views[0], steps, err
}

func (s *Service) enrollmentViews(ctx context.Context, where string, args ...any) ([]EnrollmentView, error) {
	var views []EnrollmentView
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw(enrollmentView+where, args...).Scan(&views).Error
	})
	return views, wrapped("read enrollments", err)
}
