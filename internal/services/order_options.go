package services

import (
	"context"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// StatusOption is a status that an order could get by hand, and what stands in the way.
type StatusOption struct {
	To models.Status
	// Refusal is nil when the change is allowed, else what ChangeStatus answers.
	Refusal error
	// Confirm reports that the person must say that the consequences are meant.
	Confirm bool
}

// StatusOptions tells of every other status whether the actor may give it to the
// order now, by the table that the change itself asks (ST-12).
func (s *Service) StatusOptions(ctx context.Context, actor models.Actor, o *models.Order) (options []StatusOption, err error) {
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		w := &work{Tx: tx, service: s, now: s.Now()}
		held, err := w.heldPayments([]int64{o.ID})
		if err != nil {
			return err
		}
		for _, to := range models.Statuses {
			if to != o.Status {
				options = append(options, statusOption(actor, o, held[o.ID], to))
			}
		}
		return nil
	})
	return options, err
}

func statusOption(actor models.Actor, o *models.Order, held []heldPayment, to models.Status) StatusOption {
	option := StatusOption{To: to, Refusal: actor.Demand(models.RightOrderWrite)}
	if option.Refusal != nil {
		return option
	}
	err := models.CheckTransition(o.Status, to, actor.Mover(), facts(o, held, false))
	option.Confirm = models.IsCode(err, models.CodeConfirmRequired)
	option.Refusal = models.CheckTransition(o.Status, to, actor.Mover(), facts(o, held, true))
	return option
}

// Colleague is somebody who works here, by name.
type Colleague struct {
	ID     int64
	Name   string
	Role   models.Role
	Active bool
}

// Colleagues are all who work or worked here: authors of what stands in
// histories, and those who can be an order's manager.
func (s *Service) Colleagues(ctx context.Context, actor models.Actor) (rows []Colleague, err error) {
	if err := actor.Demand(models.RightOrderRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw("SELECT id, name, role, active FROM staff ORDER BY name, id").Scan(&rows).Error
	})
	return rows, wrapped("list colleagues", err)
}
