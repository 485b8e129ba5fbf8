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
	Revision     int64  // number of the revision
	OrderNumber  *int64 // of the order, if it has one
	CustomerName string // "" for an actor who may not read customers
	Email        string // of the customer, likewise
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
	At         string // how it stands to Block: AtWaiting when empty
	Failure    string // a code
	Newest     bool   // the newest first
	After      int64  // the last id of the page before
	Limit      int
}

// How an enrollment stands to a block (PRC-11).
const (
	AtWaiting = "waiting"
	AtPassed  = "passed" // once at least
	AtFailed  = "failed"
)

const enrollmentView = `SELECT e.*, p.title AS process_title, r.number AS revision, o.number AS order_number, u.name AS customer_name, u.email,
	t.block, t.due, t.attempt, t.error AS failure, t.cohort_id, c.workflow_id
	FROM enrollments e JOIN processes p ON p.id = e.process_id JOIN process_revisions r ON r.id = e.revision_id
	JOIN tokens t ON t.enrollment_id = e.id AND t.token = 0 JOIN cohorts c ON c.id = t.cohort_id
	JOIN customers u ON u.id = e.customer_id LEFT JOIN orders o ON o.id = e.order_id`

// ListEnrollments gives a page of enrollments by ascending id, or the newest first.
func (s *Service) ListEnrollments(ctx context.Context, actor models.Actor, f EnrollmentFilter) ([]EnrollmentView, error) {
	if err := actor.Demand(models.RightProcessRead); err != nil {
		return nil, err
	}
	where := f.where().and(ownBy(actor, "e.order_id"))
	order := " ORDER BY e.id LIMIT ?"
	if f.Newest {
		order = " ORDER BY e.id DESC LIMIT ?"
	}
	return s.enrollmentViews(ctx, actor, " WHERE "+where.sql+order, append(where.args, f.limit())...)
}

func (f EnrollmentFilter) where() condition {
	c := condition{sql: "e.id > ?", args: []any{f.After}}
	if f.Newest && f.After != 0 {
		c.sql = "e.id < ?"
	}
	for _, part := range []struct {
		used bool
		sql  string
		args []any
	}{
		{f.ProcessID != 0, "e.process_id = ?", []any{f.ProcessID}},
		{f.OrderID != 0, "e.order_id = ?", []any{f.OrderID}},
		{f.CustomerID != 0, "e.customer_id = ?", []any{f.CustomerID}},
		{f.State != "", "e.state = ?", []any{f.State}},
		{f.Failure != "", "t.error = ?", []any{f.Failure}},
		{f.Block != "", f.atBlock(), []any{f.Block}},
	} {
		if part.used {
			c = c.and(condition{sql: part.sql, args: part.args})
		}
	}
	return c
}

// atBlock asks where the journal or the token says that somebody was or is.
func (f EnrollmentFilter) atBlock() string {
	switch f.At {
	case AtPassed:
		return "EXISTS (SELECT 1 FROM steps s WHERE s.enrollment_id = e.id AND s.block = ? AND s.result IN ('done', 'skipped'))"
	case AtFailed:
		return "t.block = ? AND t.state = 'failed'"
	default:
		return "t.block = ? AND t.state = 'waiting'"
	}
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
	views, err := s.enrollmentViews(ctx, actor, " WHERE e.id = ? AND "+own.sql, append([]any{id}, own.args...)...)
	if err != nil {
		return EnrollmentView{}, nil, err
	}
	if len(views) == 0 {
		return EnrollmentView{}, nil, models.NewError(models.CodeNotFound, "kind", "enrollment", "id", id)
	}
	var steps []StepView
	err = s.store.Read(ctx, func(tx *store.Tx) (err error) {
		if steps, err = views[0].journal(tx); err != nil {
			return err
		}
		return hideOrders(tx, actor, pointers(steps, func(s *StepView) *string { return &s.Data })...)
	})
	return views[0], steps, err
}

func (s *Service) enrollmentViews(ctx context.Context, actor models.Actor, where string, args ...any) ([]EnrollmentView, error) {
	var views []EnrollmentView
	err := s.store.Browse(ctx, func(tx *store.Tx) error {
		return tx.Raw(enrollmentView+where, args...).Scan(&views).Error
	})
	if !actor.Can(models.RightCustomerRead) {
		for i := range views {
			views[i].CustomerName, views[i].Email = "", ""
		}
	}
	return views, wrapped("read enrollments", err)
}

// EnrollmentCard is an enrollment with its journal and what it comes to.
type EnrollmentCard struct {
	EnrollmentView
	Journal []StepView
	// Ahead is where it stands and what comes next; nil when nothing does.
	Ahead *AutomationLine
}

// ReadEnrollment is one enrollment with all that people ask about it (PRC-14).
func (s *Service) ReadEnrollment(ctx context.Context, actor models.Actor, id int64) (*EnrollmentCard, error) {
	view, steps, err := s.GetEnrollment(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	card := &EnrollmentCard{EnrollmentView: view, Journal: steps}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		lines, err := s.goingOn(tx, condition{sql: "e.id = ?", args: []any{id}})
		if len(lines) > 0 {
			card.Ahead = &lines[0]
		}
		return err
	})
	return card, err
}
