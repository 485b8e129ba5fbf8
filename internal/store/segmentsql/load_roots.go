package segmentsql

import "github.com/orderflow/orderflow/internal/segment"

func (l *loader) rootCustomers(ids []int64) map[int64]segment.Object {
	found := l.customers(ids)
	if l.follows("orders") {
		orders := l.orders("customer_id", keys(found))
		for _, id := range keys(orders) {
			customer := found[orders[id].CustomerID]
			customer.Orders = append(customer.Orders, orders[id])
		}
	}
	if l.follows("purchases") {
		for _, p := range l.purchases("customer_id", keys(found)) {
			found[p.CustomerID].Purchases = append(found[p.CustomerID].Purchases, p)
		}
	}
	if l.follows("payments") {
		for _, p := range l.payments("customer_id", keys(found)) {
			found[p.CustomerID].Payments = append(found[p.CustomerID].Payments, p)
		}
	}
	return asObjects(found)
}

func (l *loader) rootOrders(ids []int64) map[int64]segment.Object {
	found := l.orders("id", ids)
	if l.follows("customer") {
		var owners []int64
		for _, o := range found {
			owners = append(owners, o.CustomerID)
		}
		customers := l.customers(distinct(owners))
		for _, o := range found {
			o.Customer = customers[o.CustomerID]
		}
	}
	if l.follows("purchases") {
		for _, p := range l.purchases("order_id", keys(found)) {
			found[p.OrderID].Purchases = append(found[p.OrderID].Purchases, p)
		}
	}
	if l.follows("payments") {
		for _, p := range l.payments("order_id", keys(found)) {
			found[*p.OrderID].Payments = append(found[*p.OrderID].Payments, p)
		}
	}
	return asObjects(found)
}

func (l *loader) rootPurchases(ids []int64) map[int64]segment.Object {
	found := map[int64]*segment.Purchase{}
	var customers, orders []int64
	for _, p := range l.purchases("id", ids) {
		found[p.ID] = p
		customers, orders = append(customers, p.CustomerID), append(orders, p.OrderID)
	}
	byCustomer, byOrder := l.parents(customers, orders)
	for _, p := range found {
		p.Customer, p.Order = byCustomer[p.CustomerID], byOrder[p.OrderID]
	}
	return asObjects(found)
}

func (l *loader) rootPayments(ids []int64) map[int64]segment.Object {
	found := map[int64]*segment.Payment{}
	var customers, orders []int64
	for _, p := range l.payments("id", ids) {
		found[p.ID] = p
		customers = append(customers, p.CustomerID)
		if p.OrderID != nil {
			orders = append(orders, *p.OrderID)
		}
	}
	byCustomer, byOrder := l.parents(customers, orders)
	for _, p := range found {
		p.Customer = byCustomer[p.CustomerID]
		if p.OrderID != nil {
			p.Order = byOrder[*p.OrderID]
		}
	}
	return asObjects(found)
}

func (l *loader) parents(customers, orders []int64) (map[int64]*segment.Customer, map[int64]*segment.Order) {
	var byCustomer map[int64]*segment.Customer
	var byOrder map[int64]*segment.Order
	if l.follows("customer") {
		byCustomer = l.customers(distinct(customers))
	}
	if l.follows("order") {
		byOrder = l.orders("id", distinct(orders))
	}
	return byCustomer, byOrder
}

func asObjects[T segment.Object](found map[int64]T) map[int64]segment.Object {
	out := make(map[int64]segment.Object, len(found))
	for id, o := range found {
		out[id] = o
	}
	return out
}
