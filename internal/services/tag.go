package services

import (
	"fmt"

	"github.com/orderflow/orderflow/models"
)

// tagCustomer adds a tag; a tag that is there already changes nothing.
func (w *work) tagCustomer(actor models.Actor, customer int64, tag string) error {
	result := w.Exec("INSERT INTO customer_tags (customer_id, tag) VALUES (?, ?) ON CONFLICT DO NOTHING", customer, tag)
	if result.Error != nil {
		return fmt.Errorf("tag customer: %w", result.Error)
	}
	if result.RowsAffected > 0 {
		w.noteCustomer(customer, actor, models.HistoryTag, data{"tag": tag})
		w.emit(actor, models.EventCustomerTagAdded, aboutCustomer(customer), data{"tag": tag})
	}
	return nil
}

// tagOrder adds a tag to an order; a tag that is there already changes nothing.
func (w *work) tagOrder(actor models.Actor, order, customer int64, tag string) error {
	result := w.Exec("INSERT INTO order_tags (order_id, tag) VALUES (?, ?) ON CONFLICT DO NOTHING", order, tag)
	if result.Error != nil {
		return fmt.Errorf("tag order: %w", result.Error)
	}
	if result.RowsAffected > 0 {
		w.note(order, actor, models.HistoryTag, data{"tag": tag})
		w.emit(actor, models.EventOrderTagAdded, subject{kind: models.SubjectOrder, id: order, customer: customer, order: order}, data{"tag": tag})
	}
	return nil
}
