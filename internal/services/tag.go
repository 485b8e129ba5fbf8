package services

import (
	"fmt"

	"github.com/orderflow/orderflow/models"
)

// tagCustomer adds a tag; a tag that is there already changes nothing.
func (s *Service) tagCustomer(w *work, actor models.Actor, customer int64, tag string) (added bool, err error) {
	result := w.Exec("INSERT INTO customer_tags (customer_id, tag) VALUES (?, ?) ON CONFLICT DO NOTHING", customer, tag)
	if result.Error != nil {
		return false, fmt.Errorf("tag customer: %w", result.Error)
	}
	if result.RowsAffected == 0 {
		return false, nil
	}
	w.noteCustomer(customer, actor, models.HistoryTag, data{"tag": tag})
	w.emit(actor, models.EventCustomerTagAdded, subject{kind: models.SubjectCustomer, id: customer, customer: customer}, data{"tag": tag})
	return true, nil
}

// tagOrder adds a tag to an order; a tag that is there already changes nothing.
func (s *Service) tagOrder(w *work, actor models.Actor, order, customer int64, tag string) (added bool, err error) {
	result := w.Exec("INSERT INTO order_tags (order_id, tag) VALUES (?, ?) ON CONFLICT DO NOTHING", order, tag)
	if result.Error != nil {
		return false, fmt.Errorf("tag order: %w", result.Error)
	}
	if result.RowsAffected == 0 {
		return false, nil
	}
	w.note(order, actor, models.HistoryTag, data{"tag": tag})
	of := subject{kind: models.SubjectOrder, id: order, customer: customer, order: order}
	w.emit(actor, models.EventOrderTagAdded, of, data{"tag": tag})
	return true, nil
}
