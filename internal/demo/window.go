package demo

import (
	"slices"
	"time"
)

// row is one input row on its way: an order, or a payment of it.
type row struct {
	at      time.Time
	order   *Order
	payment *Payment // nil for the order itself
}

// schedule puts all rows in the order in which they happened. At one and the
// same moment orders come before payments, and each as its file has them.
func schedule(in *Input) []row {
	rows := make([]row, 0, len(in.Orders)+len(in.Payments))
	for i := range in.Orders {
		rows = append(rows, row{at: in.Orders[i].CreatedAt, order: &in.Orders[i]})
	}
	for i := range in.Payments {
		p := &in.Payments[i]
		rows = append(rows, row{at: p.PaidAt, order: p.Order, payment: p})
	}
	slices.SortStableFunc(rows, func(a, b row) int { return a.at.Compare(b.at) })
	return rows
}

// cut shortens a window that ends at end so that everything in it may go
// together: first all rows, then all that falls due. That is right unless an
// order is paid after something of it fell due; the window then ends just before
// that payment's moment. dues are the next due times by order number, up to end;
// of an order that the window itself makes, earliest tells a bound.
//
// A payment at the very moment of a due time comes first, so it cuts nothing.
func cut(rows []row, dues map[string]time.Time, end time.Time, earliest func(created time.Time) (time.Time, bool)) time.Time {
	made := map[string]time.Time{}
	for _, r := range rows {
		if r.at.After(end) {
			return end
		}
		if r.payment == nil {
			if at, ok := earliest(r.at); ok {
				made[r.order.Number] = at
			}
			continue
		}
		due, ok := dues[r.order.Number]
		if !ok {
			due, ok = made[r.order.Number]
		}
		if ok && due.Before(r.at) {
			return r.at.Add(-time.Microsecond)
		}
	}
	return end
}
