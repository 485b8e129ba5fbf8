package services

import (
	"context"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// StatusOption is a status that an order could get by hand, and what stands in the way.
type StatusOption struct {
	To models.Status
	Permission
}

// statusOptions tells of every other status whether the actor may give it to the
// order now, by the table and the guards that the change itself asks (ST-12).
func (w *work) statusOptions(actor models.Actor, o *models.Order) (options []StatusOption, err error) {
	all, err := w.heldPayments([]int64{o.ID})
	if err != nil {
		return nil, err
	}
	held := all[o.ID]
	for _, to := range models.Statuses {
		if to == o.Status {
			continue
		}
		option := statusOption(actor, o, held, to)
		if option.Refusal == nil && settled(o) && o.Paid > 0 {
			option.Refusal = refundBeside(held, nil)
		}
		options = append(options, option)
	}
	return options, nil
}

func statusOption(actor models.Actor, o *models.Order, held []heldPayment, to models.Status) StatusOption {
	option := StatusOption{To: to, Permission: Permission{Refusal: actor.Demand(models.RightOrderWrite)}}
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
