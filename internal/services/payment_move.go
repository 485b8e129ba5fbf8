package services

import (
	"context"
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// MovePaymentParams says where accepted money goes: to another order, or, when
// ToOrderID is 0, to the customer's deposit.
type MovePaymentParams struct {
	PaymentID int64
	ToOrderID int64
	Comment   string
}

// MovePayment takes an accepted payment out of its order and puts it into another
// order of the same customer and currency, or on the deposit (PAY-4). Sums,
// statuses and access of both follow. Anything else answers CodePaymentNotMovable
// with the reason.
func (s *Service) MovePayment(ctx context.Context, actor models.Actor, p MovePaymentParams) (*models.Payment, error) {
	if err := actor.Demand(models.RightPaymentWrite); err != nil {
		return nil, err
	}
	var f faults
	f.short("comment", p.Comment, maxComment)
	if err := f.err(); err != nil {
		return nil, err
	}
	var row *models.Payment
	err := s.write(ctx, func(w *work) (err error) {
		var from, to *models.Order
		if row, from, to, err = w.takeMove(actor, p); err != nil {
			return err
		}
		s.reach("payment.locked")
		w.made(string(models.SubjectPayment), row.ID)
		if err := w.closeDecisions(actor, models.ResolveMoved, "payment_id = ? AND reason IN ?", row.ID, aboutHeldMoney); err != nil {
			return err
		}
		if to == nil {
			return w.moveToDeposit(from, row, actor, p.Comment)
		}
		return w.moveToOrder(from, to, row, actor)
	})
	return row, err
}

// takeMove locks the customer and both orders, ascending, and checks the move.
func (w *work) takeMove(actor models.Actor, p MovePaymentParams) (row *models.Payment, from, to *models.Order, err error) {
	before, err := w.readPayment(p.PaymentID)
	if err != nil {
		return nil, nil, nil, err
	}
	if before.OrderID == nil {
		return nil, nil, nil, movable(before)
	}
	if _, err := w.Lock("customers", before.CustomerID); err != nil {
		return nil, nil, nil, err
	}
	orders := []int64{*before.OrderID}
	if p.ToOrderID != 0 {
		orders = append(orders, p.ToOrderID)
	}
	if _, err := w.Lock("orders", orders...); err != nil {
		return nil, nil, nil, err
	}
	if row, from, err = w.takePayment(actor, p.PaymentID); err != nil {
		return nil, nil, nil, err
	}
	if err := movable(row); err != nil {
		return nil, nil, nil, err
	}
	if p.ToOrderID != 0 {
		to, err = w.moveTarget(actor, from, p.ToOrderID)
	}
	return row, from, to, err
}

func (w *work) moveTarget(actor models.Actor, from *models.Order, id int64) (*models.Order, error) {
	to, err := w.readOrder(id)
	if err == nil {
		err = demandSeen(actor, to)
	}
	if models.IsCode(err, models.CodeNotFound) {
		return nil, models.NewFieldError("to_order_id", models.CodeUnknownReference, "kind", "order", "id", id)
	}
	if err != nil {
		return nil, err
	}
	return to, accepts(from, to)
}

// accepts refuses an order that takes no money out of the other one.
func accepts(from, to *models.Order) error {
	switch {
	case to.ID == from.ID:
		return unmovable("same_order")
	case to.CustomerID != from.CustomerID:
		return unmovable("another_customer")
	case to.Currency != from.Currency:
		return unmovable("another_currency")
	case settled(to):
		return unmovable("order_" + string(to.Status))
	default:
		return nil
	}
}

// accepting is accepts as a condition over the table orders: those for which it
// refuses nothing. TestDestinations holds the two against each other.
func accepting(from *models.Order) condition {
	return condition{
		table: "orders", sql: "orders.id <> ? AND orders.customer_id = ? AND orders.currency = ? AND orders.status NOT IN ?",
		args: []any{from.ID, from.CustomerID, from.Currency, settledStatuses},
	}
}

// Destinations are the orders that a payment can be moved to now, the newest first
// (right payment.write); none of one that cannot be moved. more tells that the list
// goes on after the last id.
func (s *Service) Destinations(ctx context.Context, actor models.Actor, paymentID int64, page Page) (list []models.Order, more bool, err error) {
	if err := actor.Demand(models.RightPaymentWrite); err != nil {
		return nil, false, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		var p models.Payment
		if err := oneRow(tx, &p, "payments", paymentID); err != nil {
			return err
		}
		if err := demandOrder(tx, actor, p.OrderID, "payments", paymentID); err != nil || movable(&p) != nil {
			return err
		}
		from, err := seenOrder(tx, actor, *p.OrderID)
		if err != nil {
			return err
		}
		where := accepting(from).and(ownOrders(actor))
		if page.After > 0 {
			where = where.and(condition{sql: "orders.id < ?", args: []any{page.After}})
		}
		return wrapped("read orders", tx.Where(where.sql, where.args...).Order("id DESC").Limit(page.limit()+1).Find(&list).Error)
	})
	list, more = cut(list, page.limit())
	return list, more, err
}

// movable refuses money that is in no order or was not accepted (PAY-4).
func movable(p *models.Payment) error {
	if p.OrderID == nil || p.State != models.PaymentAccepted {
		return unmovable(p.State)
	}
	return nil
}

func unmovable(reason string) error {
	return models.NewError(models.CodePaymentNotMovable, "reason", reason)
}

func (w *work) moveToDeposit(from *models.Order, p *models.Payment, actor models.Actor, comment string) error {
	if err := w.toDeposit(from, p, actor, models.DepositMoved, comment); err != nil {
		return err
	}
	w.noteMoved(from, from, p, actor, data{"to": "deposit"})
	return w.settle(from, actor, nil)
}

func (w *work) moveToOrder(from, to *models.Order, p *models.Payment, actor models.Actor) error {
	if err := w.takeOut(from, p, actor); err != nil {
		return err
	}
	p.MovedFromOrderID, p.OrderID, p.RefundWanted = &from.ID, &to.ID, false
	if err := w.savePayment(p); err != nil {
		return err
	}
	where := data{"from_order": from.ID, "to_order": to.ID}
	w.noteMoved(from, from, p, actor, where)
	if err := w.settle(from, actor, nil); err != nil {
		return err
	}
	w.noteMoved(to, nil, p, actor, where)
	to.Paid += p.Amount
	return w.settle(to, actor, p)
}

// noteMoved writes the move into an order's history; the event goes out once, about the order that the money left.
func (w *work) noteMoved(in, told *models.Order, p *models.Payment, actor models.Actor, where data) {
	d := data{"payment": p.ID, "amount": p.Amount, "currency": p.Currency}
	for k, v := range where {
		d[k] = v
	}
	w.note(in.ID, actor, models.HistoryPaymentMoved, d)
	if told != nil {
		w.emit(actor, models.EventPaymentMoved, about(told), d)
	}
}

// MarkForRefund says that a payment is to be given back: it goes to Money to
// decide and no longer holds its order (ST-12). The money counts until it is gone.
func (s *Service) MarkForRefund(ctx context.Context, actor models.Actor, paymentID int64) (*models.Payment, error) {
	if err := actor.Demand(models.RightPaymentWrite); err != nil {
		return nil, err
	}
	var row *models.Payment
	err := s.write(ctx, func(w *work) error {
		p, o, err := w.takePayment(actor, paymentID)
		if err != nil {
			return err
		}
		row = p
		if err := refundable(p); err != nil {
			return err
		}
		w.made(string(models.SubjectPayment), p.ID)
		if p.RefundWanted {
			return nil
		}
		if err := w.markRefund(o, p, actor); err != nil {
			return err
		}
		return w.saveOrder(o)
	})
	return s.shownPayment(ctx, actor, row, err)
}

// refundable refuses money that is in no order or was not accepted.
func refundable(p *models.Payment) error {
	if p.OrderID == nil || p.State != models.PaymentAccepted {
		return models.NewError(models.CodePaymentNotRefundable, "reason", p.State)
	}
	return nil
}

// markRefund marks the payment; whatever else was asked about it gives way to that question.
func (w *work) markRefund(o *models.Order, p *models.Payment, actor models.Actor) error {
	if err := w.closeDecisions(actor, models.ResolveRefund, "payment_id = ? AND reason IN ?", p.ID, aboutHeldMoney); err != nil {
		return err
	}
	if err := w.wantRefund(p); err != nil {
		return err
	}
	w.note(o.ID, actor, models.HistoryDecision, data{"payment": p.ID, "amount": p.Amount, "decision": models.ResolveRefund})
	return store.Insert(w.Tx, []*models.MoneyDecision{{
		Reason: models.DecideRefundWanted, OrderID: &o.ID, CustomerID: &o.CustomerID, PaymentID: &p.ID,
		Amount: p.Amount, Currency: p.Currency, State: models.DecisionOpen, CreatedAt: w.now,
	}})
}

func paymentsOf(tx *store.Tx, actor models.Actor, order int64) ([]models.Payment, error) {
	var rows []models.Payment
	own := ownTables(actor, models.SubjectPayment)
	args := append([]any{order, order}, own.args...)
	err := tx.Raw("SELECT * FROM payments WHERE (order_id = ? OR moved_from_order_id = ?) AND "+own.sql+" ORDER BY id", args...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read payments: %w", err)
	}
	return rows, hideOrigins(tx, actor, paymentsIn(rows)...)
}
