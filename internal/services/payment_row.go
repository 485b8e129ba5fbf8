package services

import (
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/orderflow/orderflow/models"
)

// takePayment locks a payment's order (and, before it, the customer) and reads
// both in later statements. The order is nil for money that is in none. A payment
// that moved meanwhile is a conflict; an unknown one, and one in an order that the
// actor does not see, CodeNotFound.
func (w *work) takePayment(actor models.Actor, id int64) (*models.Payment, *models.Order, error) {
	before, err := w.readPayment(id)
	if err != nil || before.OrderID == nil {
		return before, nil, err
	}
	o, err := w.takeOrder(actor, *before.OrderID, 0)
	if models.IsCode(err, models.CodeNotFound) {
		err = notFound("payments", id)
	}
	if err != nil {
		return nil, nil, err
	}
	p, err := w.readPayment(id)
	if err != nil {
		return nil, nil, err
	}
	if p.OrderID == nil || *p.OrderID != o.ID {
		return nil, nil, models.NewError(models.CodeConflict)
	}
	return p, o, nil
}

func (w *work) readPayment(id int64) (*models.Payment, error) {
	p := new(models.Payment)
	err := w.Where("id = ?", id).Take(p).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, notFound("payments", id)
	}
	if err != nil {
		return nil, fmt.Errorf("read payment: %w", err)
	}
	return p, nil
}
