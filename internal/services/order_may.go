package services

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// Permission tells whether the actor may do one thing now. Whoever shows it and
// whoever does the thing ask the same function, so that they agree (API-1).
type Permission struct {
	// Refusal is what doing it would answer; nil when it is allowed.
	Refusal error
	// Confirm reports that the person must say that the consequences are meant.
	Confirm bool
}

// OrderMay is what a person may do with an order now, beside its statuses.
type OrderMay struct {
	Edit          Permission // stage, tags, comments, automation
	ChangeManager Permission
	EditItems     Permission
	SetDeadline   Permission
	AskPart       Permission
	SendLink      Permission // the payment link, by letter
	SendLetter    Permission // one that asks for no money
	RecordPayment Permission
}

// mayWith tells what the actor may do with an order that they see.
func mayWith(actor models.Actor, o *models.Order, now time.Time) OrderMay {
	write := actor.Demand(models.RightOrderWrite)
	also := func(refusal error) Permission { return Permission{Refusal: cmp.Or(write, refusal)} }
	items := also(demandItems(actor, o))
	items.Confirm = items.Refusal == nil && holdsPaid(o)
	record := Permission{Refusal: actor.Demand(models.RightPaymentWrite)}
	record.Confirm = record.Refusal == nil && overpayable(o) && o.Left() == 0
	return OrderMay{
		Edit: also(nil), ChangeManager: also(demandManagers(actor)), EditItems: items, SetDeadline: also(awaitsMoney(o)),
		AskPart: also(takesMoney(o, now)), SendLink: also(takesMoney(o, now)), SendLetter: also(takesLetters(o)),
		RecordPayment: record,
	}
}

// OrderPayment is a payment with what a person may do with it.
type OrderPayment struct {
	models.Payment
	May *PaymentMay // nil when the money has left the order
}

// PaymentMay is what a person may do with money that is in an order (PAY-4).
type PaymentMay struct {
	Move       Permission // to the deposit; another order may have reasons of its own
	Void       Permission
	MarkRefund Permission
}

// orderPayments are the payments of an order, oldest first; the moved ones too, but
// for those that went to an order that the actor does not see.
func (w *work) orderPayments(actor models.Actor, o *models.Order) ([]OrderPayment, error) {
	rows, err := paymentsOf(w.Tx, actor, o.ID)
	if err != nil || len(rows) == 0 {
		return []OrderPayment{}, err
	}
	held, err := w.balances([]int64{o.CustomerID})
	if err != nil {
		return nil, err
	}
	in := reckoning{balance: held[purse{o.CustomerID, o.Currency}]}
	for _, p := range rows {
		if liesIn(&p, o) && p.State == models.PaymentAccepted {
			in.accepted += p.Amount
		}
	}
	return each(rows, func(p models.Payment) OrderPayment { return OrderPayment{p, mayWithPayment(actor, o, &p, in)} }), nil
}

func liesIn(p *models.Payment, o *models.Order) bool { return p.OrderID != nil && *p.OrderID == o.ID }

func mayWithPayment(actor models.Actor, o *models.Order, p *models.Payment, in reckoning) *PaymentMay {
	if !liesIn(p, o) {
		return nil
	}
	write := actor.Demand(models.RightPaymentWrite)
	void := cmp.Or(write, voidable(p))
	if void == nil {
		_, void = in.without(o, p)
	}
	return &PaymentMay{
		Move: Permission{Refusal: cmp.Or(write, movable(p))}, Void: Permission{Refusal: void},
		MarkRefund: Permission{Refusal: cmp.Or(write, refundable(p))},
	}
}

// readMay adds to a card what the actor may do with the order.
func (s *Service) readMay(tx *store.Tx, actor models.Actor, d *OrderDetails) (err error) {
	w := &work{Tx: tx, service: s, now: s.Now()}
	d.May, d.LinkState = mayWith(actor, &d.Order, w.now), linkState(&d.Order, w.now)
	if d.Payments, err = w.orderPayments(actor, &d.Order); err != nil {
		return err
	}
	d.Statuses, err = w.statusOptions(actor, &d.Order)
	return err
}

// ListPayments are the payments of an order, the moved ones too, oldest first.
func (s *Service) ListPayments(ctx context.Context, actor models.Actor, orderID int64) (rows []OrderPayment, err error) {
	if err := actor.Demand(models.RightOrderRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		o, err := seenOrder(tx, actor, orderID)
		if err != nil {
			return err
		}
		rows, err = (&work{Tx: tx, service: s, now: s.Now()}).orderPayments(actor, o)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list payments: %w", err)
	}
	return rows, nil
}
