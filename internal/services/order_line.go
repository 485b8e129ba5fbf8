package services

import (
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// OrderRow is an order in a list, with what people recognise it by.
type OrderRow struct {
	models.Order
	Customer      models.Customer // id, name, e-mail, phone and what it is sorted by
	ItemTitles    []string
	Tags          []string
	ManagerName   string // "" without a manager
	BoardTitle    string
	Stage         models.Stage
	RefusalReason string     // "" without one
	OpenDecision  bool       // its money is in Money to decide
	NextAction    *time.Time // when automation next does something about it (ORD-12)
}

// lines gathers, for a page of orders, what their lines show.
type lines struct {
	customers []models.Customer
	items     []models.OrderItem
	tags      []models.OrderTag
	staff     []models.Staff
	boards    []models.Board
	stages    []models.Stage
	reasons   []models.RefusalReason
	decisions []int64
	next      []nextAction
}

// nextAction is when the next block of an order's enrollments is due.
type nextAction struct {
	OrderID int64
	Due     time.Time
}

// orderRows adds what people recognise orders by, in one trip.
func orderRows(tx *store.Tx, orders []models.Order) ([]OrderRow, error) {
	if len(orders) == 0 {
		return []OrderRow{}, nil
	}
	l := &lines{}
	trip := tx.Trip()
	l.ask(trip, orders)
	if err := trip.Go(); err != nil {
		return nil, fmt.Errorf("read lines of orders: %w", err)
	}
	return l.rows(orders), nil
}

func (l *lines) ask(trip *store.Trip, orders []models.Order) {
	ids := make([]int64, len(orders))
	var customers, staff, boards, stages, reasons []int64
	for i, o := range orders {
		ids[i] = o.ID
		customers, boards, stages = append(customers, o.CustomerID), append(boards, o.BoardID), append(stages, o.StageID)
		if o.ManagerID != nil {
			staff = append(staff, *o.ManagerID)
		}
		if o.RefusalReasonID != nil {
			reasons = append(reasons, *o.RefusalReasonID)
		}
	}
	store.Ask(trip, &l.customers, "SELECT id, name, email, phone, sort_name FROM customers WHERE id IN ?", unique(customers))
	store.Ask(trip, &l.items, "SELECT order_id, title FROM order_items WHERE order_id IN ? ORDER BY order_id, id", ids)
	store.Ask(trip, &l.tags, "SELECT order_id, tag FROM order_tags WHERE order_id IN ? ORDER BY order_id, tag", ids)
	store.Ask(trip, &l.boards, "SELECT id, title FROM boards WHERE id IN ?", unique(boards))
	store.Ask(trip, &l.stages, "SELECT id, board_id, title, color, ordinal, archived FROM stages WHERE id IN ?", unique(stages))
	store.Ask(trip, &l.decisions, "SELECT order_id FROM money_decisions WHERE order_id IN ? AND state = 'open'", ids)
	store.Ask(trip, &l.next, `SELECT e.order_id, t.due FROM enrollments e JOIN tokens t ON t.enrollment_id = e.id
		WHERE e.order_id IN ? AND e.state = 'active' AND t.state = 'waiting'`, ids)
	if len(staff) > 0 {
		store.Ask(trip, &l.staff, "SELECT id, name FROM staff WHERE id IN ?", unique(staff))
	}
	if len(reasons) > 0 {
		store.Ask(trip, &l.reasons, "SELECT id, name FROM refusal_reasons WHERE id IN ?", unique(reasons))
	}
}

func (l *lines) rows(orders []models.Order) []OrderRow {
	customers := byID(l.customers, func(c models.Customer) int64 { return c.ID })
	items := groupBy(l.items, func(i models.OrderItem) int64 { return i.OrderID })
	tags := groupBy(l.tags, func(t models.OrderTag) int64 { return t.OrderID })
	staff := byID(l.staff, func(s models.Staff) int64 { return s.ID })
	boards := byID(l.boards, func(b models.Board) int64 { return b.ID })
	stages := byID(l.stages, func(s models.Stage) int64 { return s.ID })
	reasons := byID(l.reasons, func(r models.RefusalReason) int64 { return r.ID })
	decided := set(l.decisions)
	next := l.soonest()
	rows := make([]OrderRow, len(orders))
	for i, o := range orders {
		rows[i] = OrderRow{
			Order: o, Customer: customers[o.CustomerID], BoardTitle: boards[o.BoardID].Title, Stage: stages[o.StageID],
			OpenDecision: decided[o.ID], NextAction: next[o.ID],
			ItemTitles: each(items[o.ID], func(i models.OrderItem) string { return i.Title }),
			Tags:       each(tags[o.ID], func(t models.OrderTag) string { return t.Tag }),
		}
		if o.ManagerID != nil {
			rows[i].ManagerName = staff[*o.ManagerID].Name
		}
		if o.RefusalReasonID != nil {
			rows[i].RefusalReason = reasons[*o.RefusalReasonID].Name
		}
	}
	return rows
}

// soonest is the earliest due time of each order.
func (l *lines) soonest() map[int64]*time.Time {
	soonest := map[int64]*time.Time{}
	for _, n := range l.next {
		if known := soonest[n.OrderID]; known == nil || n.Due.Before(*known) {
			soonest[n.OrderID] = &n.Due
		}
	}
	return soonest
}

func byID[T any](rows []T, id func(T) int64) map[int64]T {
	known := make(map[int64]T, len(rows))
	for _, row := range rows {
		known[id(row)] = row
	}
	return known
}

func each[S, T any](rows []S, show func(S) T) []T {
	shown := make([]T, len(rows))
	for i, row := range rows {
		shown[i] = show(row)
	}
	return shown
}
