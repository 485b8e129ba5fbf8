package services

import (
	"context"
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// ObjectName is what people know an object by; what its kind does not have is empty.
type ObjectName struct {
	ID         int64
	OrderID    int64
	Number     int64 // of the order
	CustomerID int64
	Customer   string // name
	Email      string
	Title      string // of a purchase: the product
	Status     string
	Amount     int64 // of an order its cost, of a payment its sum
	Currency   models.Currency
}

// naming reads the names of each kind.
var naming = map[models.SubjectKind]string{
	models.SubjectCustomer: "SELECT id, id AS customer_id, name AS customer, email FROM customers WHERE id IN ? ORDER BY id",
	models.SubjectOrder: `SELECT o.id, o.id AS order_id, o.number, o.customer_id, c.name AS customer, c.email, o.status, o.cost AS amount, o.currency
		FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id IN ? ORDER BY o.id`,
	models.SubjectPurchase: `SELECT p.id, p.order_id, o.number, p.customer_id, c.name AS customer, c.email, p.title, p.status
		FROM purchases p JOIN customers c ON c.id = p.customer_id JOIN orders o ON o.id = p.order_id WHERE p.id IN ? ORDER BY p.id`,
	models.SubjectPayment: `SELECT p.id, COALESCE(p.order_id, 0) AS order_id, COALESCE(o.number, 0) AS number, p.customer_id, c.name AS customer, c.email,
		p.state AS status, p.amount, p.currency
		FROM payments p JOIN customers c ON c.id = p.customer_id LEFT JOIN orders o ON o.id = p.order_id WHERE p.id IN ? ORDER BY p.id`,
}

// NameObjects tells what people know the objects by, ascending by id. Those whom
// the actor does not see, and those that do not exist, are left out.
func (s *Service) NameObjects(ctx context.Context, actor models.Actor, kind models.SubjectKind, ids []int64) (names []ObjectName, err error) {
	if err := actor.Demand(readable[kind]); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		own := ownTables(actor, kind)
		seen := []int64{}
		args := append([]any{ids}, own.args...)
		err := tx.Raw("SELECT id FROM "+subjectTables[kind]+" WHERE id IN ? AND "+own.sql, args...).Scan(&seen).Error
		if err != nil {
			return fmt.Errorf("look for objects: %w", err)
		}
		names, err = nameObjects(tx, kind, seen)
		return err
	})
	return names, err
}

func nameObjects(tx *store.Tx, kind models.SubjectKind, ids []int64) (names []ObjectName, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return names, wrapped("name objects", tx.Raw(naming[kind], ids).Scan(&names).Error)
}
