package services

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// Automation is what processes will do with an order, from the database alone (ORD-12).
type Automation struct {
	// Stopped reports that a person forbade processes to touch the order, and who and when.
	Stopped     bool
	StoppedBy   models.ActorKind
	StoppedByID int64
	StoppedAt   time.Time
	// CancelAt is when the order is cancelled by its payment deadline unless it is paid (PAY-7).
	CancelAt *time.Time
	// Lines are the enrollments that go on, those that failed too, oldest first.
	Lines []AutomationLine
}

// AutomationLine is where one enrollment stands and what it does next.
type AutomationLine struct {
	EnrollmentID int64
	OrderID      *int64 // nil when the enrollment is about the customer alone
	ProcessID    int64
	ProcessTitle string
	Failed       bool
	Failure      models.Code
	Block        process.Block // where it stands
	Visit        int           // which of its visits this is: actions name it, so that a stale click is refused
	Due          time.Time     // when it leaves the block at the latest
	// Next is the next operation or end if nothing changes; nil when a loop never comes to one.
	Next *process.Block
	// NextAt is when it comes there.
	NextAt time.Time
	// Depends reports that a rule is asked on the way, which may be answered otherwise by then.
	Depends bool
	// May is what the actor may do about it; nil for an enrollment that is not asked for with its order.
	May *AutomationMay

	steer, skip error // what stands in the way of putting it off or doing it now, and of leaving it out
}

// AutomationMay is what a person may do with what an enrollment does next (ORD-12).
type AutomationMay struct {
	Snooze Permission
	DoNow  Permission
	Skip   Permission
}

func (l *AutomationLine) may(actor models.Actor) *AutomationMay {
	write := actor.Demand(models.RightOrderWrite)
	steer, skip := Permission{Refusal: cmp.Or(write, l.steer)}, Permission{Refusal: cmp.Or(write, l.skip)}
	return &AutomationMay{Snooze: steer, DoNow: steer, Skip: skip}
}

// OrderAutomation tells what will happen to an order by itself.
func (s *Service) OrderAutomation(ctx context.Context, actor models.Actor, order int64) (*Automation, error) {
	o, err := s.GetOrder(ctx, actor, order)
	if err != nil {
		return nil, err
	}
	a := new(Automation)
	if o.DeadlineAction == models.DeadlineCancel && o.Status.Open() && o.Paid == 0 {
		a.CancelAt = o.PaymentDeadline
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		if err := a.readStop(tx, order); err != nil {
			return err
		}
		var err error
		a.Lines, err = s.goingOn(tx, condition{sql: "e.order_id = ?", args: []any{order}})
		for i := range a.Lines {
			a.Lines[i].May = a.Lines[i].may(actor)
		}
		return err
	})
	return a, err
}

// customerLines bounds what is foreseen for one customer.
const customerLines = 50

// CustomerAutomation tells what will happen by itself about a customer and the
// orders of theirs that the actor sees; of many enrollments the newest.
func (s *Service) CustomerAutomation(ctx context.Context, actor models.Actor, customer int64) (lines []AutomationLine, err error) {
	if _, err := s.Customer(ctx, actor, customer); err != nil {
		return nil, err
	}
	own := ownBy(actor, "m.order_id")
	args := append(append([]any{customer}, own.args...), customerLines)
	newest := condition{args: args, sql: "e.id IN (SELECT m.id FROM enrollments m WHERE m.customer_id = ? AND m.state IN ('active', 'failed') AND " +
		own.sql + " ORDER BY m.id DESC LIMIT ?)"}
	err = s.store.Read(ctx, func(tx *store.Tx) (err error) {
		lines, err = s.goingOn(tx, newest)
		return err
	})
	return lines, err
}

// goingOn foresees the enrollments e of a condition that have not ended.
func (s *Service) goingOn(tx *store.Tx, which condition) (lines []AutomationLine, err error) {
	w := &work{Tx: tx, service: s, now: s.Now()}
	rows, err := standings(tx, "e.state IN ('active', 'failed') AND p.state <> 'stopped' AND t.state <> 'ended' AND "+which.sql, which.args...)
	if err != nil {
		return nil, err
	}
	err = s.byPlace(w, rows, func(r *run, members []*standing) error {
		for _, t := range members {
			line, err := r.foreseen(t)
			if err != nil {
				return err
			}
			lines = append(lines, line)
		}
		return nil
	})
	slices.SortStableFunc(lines, func(a, b AutomationLine) int { return cmp.Compare(a.EnrollmentID, b.EnrollmentID) })
	return lines, err
}

func (a *Automation) readStop(tx *store.Tx, order int64) error {
	var rows []struct {
		ActorKind models.ActorKind
		ActorID   int64
		At        time.Time
	}
	if err := tx.Raw("SELECT actor_kind, actor_id, at FROM automation_stops WHERE order_id = ?", order).Scan(&rows).Error; err != nil {
		return fmt.Errorf("read stop: %w", err)
	}
	for _, row := range rows {
		a.Stopped, a.StoppedBy, a.StoppedByID, a.StoppedAt = true, row.ActorKind, row.ActorID, row.At
	}
	return nil
}

// foreseen follows the process from where the member stands.
func (r *run) foreseen(t *standing) (AutomationLine, error) {
	line := AutomationLine{
		EnrollmentID: t.EnrollmentID, OrderID: t.OrderID, ProcessID: t.ProcessID, ProcessTitle: r.compiled.Definition.Title,
		Failed: t.State == models.TokenFailed, Failure: models.Code(t.Error), Block: r.block.Block, Visit: t.Visit, Due: t.Due,
		steer: steerable(t),
	}
	ahead, err := r.ahead(t)
	line.skip = cmp.Or(line.steer, skippable(ahead))
	if err != nil || ahead.Block == nil {
		return line, err
	}
	line.Next, line.NextAt, line.Depends = &ahead.Block.Block, ahead.At, ahead.Depends
	return line, nil
}

// ahead asks conditions as things are now.
func (r *run) ahead(t *standing) (process.Ahead, error) {
	if err := r.readZones([]*standing{t}); err != nil {
		return process.Ahead{}, err
	}
	due := t.Due
	if due.Before(r.now) {
		due = r.now
	}
	return process.Foresee(r.compiled, r.block, due, r.memberZone(t), func(b *process.CompiledBlock) (string, error) {
		for _, branch := range b.Branches {
			holds, err := r.service.matching(r.Tx, branch.Rule, []int64{t.SubjectID}, segment.Clock{Now: r.now, Zone: r.zone})
			if err != nil || holds[t.SubjectID] {
				return branch.Exit, err
			}
		}
		return process.ExitElse, nil
	})
}
