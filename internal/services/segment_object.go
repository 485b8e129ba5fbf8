package services

import (
	"fmt"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// loadObjects reads the objects with all that a rule may ask of them, by a
// number of statements that does not depend on how many there are: for rules
// that are evaluated in memory, to foresee when time changes an answer and to
// explain one. Ids that do not exist are missing in the answer.
func (s *Service) loadObjects(tx *store.Tx, kind models.SubjectKind, ids []int64) (map[int64]segment.Object, error) {
	if len(ids) == 0 {
		return map[int64]segment.Object{}, nil
	}
	l := loader{tx}
	switch kind {
	case models.SubjectCustomer:
		return objectsOf(l.wholeCustomers(ids))
	case models.SubjectOrder:
		return objectsOf(l.wholeOrders(ids))
	case models.SubjectPurchase:
		return objectsOf(l.wholePurchases(ids))
	case models.SubjectPayment:
		return objectsOf(l.wholePayments(ids))
	default:
		return nil, fmt.Errorf("load objects: no rules about %q", kind)
	}
}

func objectsOf[T segment.Object](rows []T, err error) (map[int64]segment.Object, error) {
	if err != nil {
		return nil, err
	}
	objects := make(map[int64]segment.Object, len(rows))
	for _, row := range rows {
		id, _ := row.Value("id").(int64)
		objects[id] = row
	}
	return objects, nil
}

// wholeCustomers are customers with their orders, purchases and payments.
func (l loader) wholeCustomers(ids []int64) ([]*segment.Customer, error) {
	rows, err := l.customers(ids)
	if err != nil {
		return nil, err
	}
	orders, err := l.orders("customer_id", ids)
	if err != nil {
		return nil, err
	}
	purchases, err := l.purchases("customer_id", ids)
	if err != nil {
		return nil, err
	}
	payments, err := l.payments("customer_id", ids)
	if err != nil {
		return nil, err
	}
	ordersBy := groupBy(orders, func(o *segment.Order) int64 { return o.CustomerID })
	purchasesBy := groupBy(purchases, func(p *segment.Purchase) int64 { return p.CustomerID })
	paymentsBy := groupBy(payments, func(p *segment.Payment) int64 { return p.CustomerID })
	for _, c := range rows {
		c.Orders, c.Purchases, c.Payments = ordersBy[c.ID], purchasesBy[c.ID], paymentsBy[c.ID]
	}
	return rows, nil
}

// wholeOrders are orders with their customer, payments and purchases.
func (l loader) wholeOrders(ids []int64) ([]*segment.Order, error) {
	rows, err := l.orders("id", ids)
	if err != nil {
		return nil, err
	}
	customers, err := l.customersByID(keysOf(rows, func(o *segment.Order) int64 { return o.CustomerID }))
	if err != nil {
		return nil, err
	}
	payments, err := l.payments("order_id", ids)
	if err != nil {
		return nil, err
	}
	purchases, err := l.purchases("order_id", ids)
	if err != nil {
		return nil, err
	}
	paymentsBy := groupBy(payments, func(p *segment.Payment) int64 { return deref(p.OrderID) })
	purchasesBy := groupBy(purchases, func(p *segment.Purchase) int64 { return p.OrderID })
	for _, o := range rows {
		o.Customer, o.Payments, o.Purchases = customers[o.CustomerID], paymentsBy[o.ID], purchasesBy[o.ID]
	}
	return rows, nil
}

// wholePurchases are purchases with their customer and order.
func (l loader) wholePurchases(ids []int64) ([]*segment.Purchase, error) {
	rows, err := l.purchases("id", ids)
	if err != nil {
		return nil, err
	}
	customers, err := l.customersByID(keysOf(rows, func(p *segment.Purchase) int64 { return p.CustomerID }))
	if err != nil {
		return nil, err
	}
	orders, err := l.ordersByID(keysOf(rows, func(p *segment.Purchase) int64 { return p.OrderID }))
	for _, p := range rows {
		p.Customer, p.Order = customers[p.CustomerID], orders[p.OrderID]
	}
	return rows, err
}

// wholePayments are payments with their customer and order.
func (l loader) wholePayments(ids []int64) ([]*segment.Payment, error) {
	rows, err := l.payments("id", ids)
	if err != nil {
		return nil, err
	}
	customers, err := l.customersByID(keysOf(rows, func(p *segment.Payment) int64 { return p.CustomerID }))
	if err != nil {
		return nil, err
	}
	orders, err := l.ordersByID(keysOf(rows, func(p *segment.Payment) int64 { return deref(p.OrderID) }))
	for _, p := range rows {
		p.Customer, p.Order = customers[p.CustomerID], orders[deref(p.OrderID)]
	}
	return rows, err
}

func groupBy[T any](rows []T, key func(T) int64) map[int64][]T {
	groups := map[int64][]T{}
	for _, row := range rows {
		groups[key(row)] = append(groups[key(row)], row)
	}
	return groups
}

// keysOf are the distinct keys but 0, in the order of the rows.
func keysOf[T any](rows []T, key func(T) int64) []int64 {
	seen := map[int64]bool{0: true}
	var keys []int64
	for _, row := range rows {
		if k := key(row); !seen[k] {
			seen[k], keys = true, append(keys, k)
		}
	}
	return keys
}

// deref is the id, 0 for none.
func deref(id *int64) int64 {
	if id == nil {
		return 0
	}
	return *id
}
