package services

import (
	"context"

	"github.com/orderflow/orderflow/models"
)

// OrderColumns are what a line of the order list can show, in the order in which
// a file has them (ORD-10).
var OrderColumns = []string{
	"number", "created_at", "customer", "customer_email", "customer_phone", "items", "cost", "paid", "left", "currency", "status",
	"board", "stage", "manager", "tags", "source", "created_via", "refusal_reason", "cancel_comment", "payment_deadline",
	"updated_at", "status_changed_at", "paid_at", "completed_at", "foreign_number", "id", "list_cost", "discount", "next_action_at", "open_decision",
}

const (
	// MaxSelected is how many orders may be named one by one.
	MaxSelected = 1000
	// exportAtOnce is how many orders of an export are in memory.
	exportAtOnce = 500
)

// ExportParams selects orders for a file: the query's, and of these only IDs when there are any.
type ExportParams struct {
	OrderQuery
	IDs []int64 // at most MaxSelected
}

// Export is a selection that was found good and waits to be written.
type Export struct {
	service   *Service
	selection *selection
	query     OrderQuery
}

// ExportOrders prepares a file of orders. They come by their creation, whatever a
// list is sorted by: nothing else stays as it is while a million of them are
// written, so each comes once.
func (s *Service) ExportOrders(ctx context.Context, actor models.Actor, p ExportParams) (*Export, error) {
	if err := actor.Demand(models.RightOrderRead); err != nil {
		return nil, err
	}
	p.Sort, p.Cursor = SortCreated, ""
	if err := p.validate(); err != nil {
		return nil, err
	}
	if len(p.IDs) > MaxSelected {
		return nil, models.NewFieldError("ids", models.CodeTooMany, "max", MaxSelected)
	}
	sel, err := s.selectOrders(ctx, actor, p.OrderQuery)
	if err != nil {
		return nil, err
	}
	if len(p.IDs) > 0 {
		sel.where = append(sel.where, condition{sql: "orders.id IN ?", args: []any{p.IDs}})
	}
	return &Export{s, sel, p.OrderQuery}, s.noteTaken(ctx)
}

// noteTaken leaves the request's audit entry: that data was taken away as a file.
func (s *Service) noteTaken(ctx context.Context) error {
	return s.write(ctx, func(*work) error { return nil })
}

// Write gives the orders to the function, some hundreds at a time.
func (e *Export) Write(ctx context.Context, write func([]OrderRow) error) error {
	q := e.query
	for more := true; more; more = q.Cursor != "" {
		page, err := e.service.listSelected(ctx, e.selection, q, exportAtOnce)
		if err != nil {
			return err
		}
		if err := write(page.Orders); err != nil {
			return err
		}
		q.Cursor = page.Next
	}
	return nil
}
