package services

import (
	"context"
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// DecisionFilter selects entries of Money to decide: State "" for the open ones,
// DecisionClosed, or "all". Newest turns the list around.
type DecisionFilter struct {
	State   string
	OrderID int64
	Newest  bool
	Page
}

// DecisionRow is an entry with what people recognise it by.
type DecisionRow struct {
	models.MoneyDecision
	OrderNumber                                int64
	OrderStatus                                models.Status
	CancelledBy                                string
	CustomerName, CustomerEmail, CustomerPhone string
	Kind, Gateway                              string // of the payment, or the gateway of the notification
	CloserName                                 string
}

// ListDecisions is Money to decide, oldest first: what late money, mismatched
// notifications and silent gateways left to people (ST-8, ST-9, PAY-3). more tells
// that the list goes on after the last id.
func (s *Service) ListDecisions(ctx context.Context, actor models.Actor, f DecisionFilter) (rows []DecisionRow, more bool, err error) {
	if err := actor.Demand(models.RightOrderRead); err != nil {
		return nil, false, err
	}
	if f.State == "" {
		f.State = models.DecisionOpen
	}
	var bad faults
	bad.oneOf("state", f.State, models.DecisionOpen, models.DecisionClosed, "all")
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	where, order := f.where(actor), "d.id"
	if f.Newest {
		order = "d.id DESC"
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw(decisionRows+where.sql+" ORDER BY "+order+" LIMIT ?", append(where.args, f.limit()+1)...).Scan(&rows).Error
	})
	rows, more = cut(rows, f.limit())
	return rows, more, wrapped("read decisions", err)
}

const decisionRows = `SELECT d.*, COALESCE(o.number, 0) AS order_number, COALESCE(o.status, '') AS order_status, COALESCE(o.cancelled_by, '') AS cancelled_by,
	COALESCE(c.name, '') AS customer_name, COALESCE(c.email, '') AS customer_email, COALESCE(c.phone, '') AS customer_phone,
	COALESCE(p.kind, '') AS kind, COALESCE(NULLIF(p.gateway, ''), n.gateway, '') AS gateway, COALESCE(s.name, '') AS closer_name
	FROM money_decisions d LEFT JOIN orders o ON o.id = d.order_id LEFT JOIN customers c ON c.id = d.customer_id
	LEFT JOIN payments p ON p.id = d.payment_id LEFT JOIN gateway_notifications n ON n.id = d.notification_id
	LEFT JOIN staff s ON s.id = d.closed_by WHERE `

func (f DecisionFilter) where(actor models.Actor) condition {
	where := condition{sql: "TRUE"}.and(ownOf(actor, "d.order_id"))
	if f.State != "all" {
		where = where.and(condition{sql: "d.state = ?", args: []any{f.State}})
	}
	if f.OrderID != 0 {
		where = where.and(condition{sql: "d.order_id = ?", args: []any{f.OrderID}})
	}
	switch {
	case f.After == 0:
	case f.Newest:
		where = where.and(condition{sql: "d.id < ?", args: []any{f.After}})
	default:
		where = where.and(condition{sql: "d.id > ?", args: []any{f.After}})
	}
	return where
}

// CountDecisions is how many questions about money are open to the actor.
func (s *Service) CountDecisions(ctx context.Context, actor models.Actor) (open int64, err error) {
	if err := actor.Demand(models.RightOrderRead); err != nil {
		return 0, err
	}
	where := DecisionFilter{State: models.DecisionOpen}.where(actor)
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw("SELECT COUNT(*) FROM money_decisions d WHERE "+where.sql, where.args...).Scan(&open).Error
	})
	if err != nil {
		return 0, fmt.Errorf("count decisions: %w", err)
	}
	return open, nil
}
