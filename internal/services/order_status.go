package services

import (
	"cmp"
	"context"

	"github.com/orderflow/orderflow/models"
)

// statusChange is one wanted change of one order's status.
type statusChange struct {
	Actor     models.Actor
	OrderID   int64
	To        models.Status
	ReasonID  *int64 // a refusal reason, with cancelled and false only (ST-11)
	Comment   string
	Confirmed bool // the person saw the warning (ST-12)
}

// ChangeStatusParams is a wanted change of status. Version is the order's version
// that was read; 0 changes whatever stands.
type ChangeStatusParams struct {
	OrderID   int64
	Version   int64
	To        models.Status
	ReasonID  *int64
	Comment   string
	Confirmed bool
}

// ChangeStatus moves one order, by the same rules as a process or a bulk
// operation (ST-10), and answers with the order as it then is.
func (s *Service) ChangeStatus(ctx context.Context, actor models.Actor, p ChangeStatusParams) (*models.Order, error) {
	if err := actor.Demand(models.RightOrderWrite); err != nil {
		return nil, err
	}
	var f faults
	f.short("comment", p.Comment, maxComment)
	if err := f.err(); err != nil {
		return nil, err
	}
	var o *models.Order
	err := s.write(ctx, func(w *work) error {
		if _, err := w.takeOrder(actor, p.OrderID, p.Version); err != nil {
			return err
		}
		errs, err := s.changeStatuses(w, []statusChange{{
			Actor: actor, OrderID: p.OrderID, To: p.To, ReasonID: p.ReasonID, Comment: p.Comment, Confirmed: p.Confirmed,
		}})
		if err := cmp.Or(err, errAt(errs, 0)); err != nil {
			return err
		}
		w.made(string(models.SubjectOrder), p.OrderID)
		o, err = w.readOrder(p.OrderID)
		return err
	})
	return o, err
}

func errAt(errs []error, i int) error {
	if i < len(errs) {
		return errs[i]
	}
	return nil
}

// DeleteOrder makes an order false: that is the only way to delete one (ORD-6).
func (s *Service) DeleteOrder(ctx context.Context, actor models.Actor, id, version int64) (*models.Order, error) {
	return s.ChangeStatus(ctx, actor, ChangeStatusParams{OrderID: id, Version: version, To: models.StatusFalse})
}

// changeStatuses moves many orders in a constant number of statements and
// answers with one domain error per change, nil where the order stands as wanted.
//
// It takes the orders' locks by id alone and reads orders and payments in later
// statements: a payment that committed while it waited is seen (ST-9). A status
// that stays the same changes nothing. An order named twice moves twice, in turn.
func (s *Service) changeStatuses(w *work, changes []statusChange) ([]error, error) {
	errs := make([]error, len(changes))
	for _, round := range rounds(changes) {
		m := &moving{work: w, changes: changes, errs: errs, round: round}
		if err := m.run(); err != nil {
			return nil, err
		}
	}
	return errs, nil
}

// rounds splits the changes so that no order stands twice in one round.
func rounds(changes []statusChange) [][]int {
	var list [][]int
	seen := make(map[int64]int, len(changes))
	for i := range changes {
		n := seen[changes[i].OrderID]
		seen[changes[i].OrderID]++
		if n == len(list) {
			list = append(list, make([]int, 0, len(changes)))
		}
		list[n] = append(list[n], i)
	}
	return list
}
