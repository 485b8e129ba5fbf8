package services

import (
	"context"
	"strings"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// PaymentMethods are the types of a manual payment (PAY-4).
var PaymentMethods = []string{"cash", "card", "transfer", "other"}

// RecordPaymentParams is money that a person took. Amount is minor units of the
// order's currency; PaidAt nil means now.
type RecordPaymentParams struct {
	OrderID  int64
	Version  int64
	Method   string
	Amount   int64
	Currency models.Currency // "" for the order's own; another one is refused (PAY-1)
	PaidAt   *time.Time
	Comment  string
	// Confirmed: money beyond what is left to pay is meant, too.
	Confirmed bool
}

func (p RecordPaymentParams) validate(now time.Time) error {
	var f faults
	f.oneOf("method", p.Method, PaymentMethods...)
	f.within("amount", p.Amount, 1, models.MaxAmount)
	f.short("comment", p.Comment, maxComment)
	if p.PaidAt != nil && p.PaidAt.After(now) {
		f.add("paid_at", models.CodeTimeToCome, "value", p.PaidAt.Format(time.RFC3339))
	}
	return f.err()
}

// RecordPayment writes down a manual payment (PAY-4). Surplus goes to the
// deposit (PAY-6); on a cancelled or false order the money is recorded and then
// decided upon (ST-8). More than is left to pay answers CodeConfirmRequired until
// confirmed: mostly two people have written down the same money. It answers with
// the payment and the order as they then are.
func (s *Service) RecordPayment(ctx context.Context, actor models.Actor, p RecordPaymentParams) (*models.Payment, *models.Order, error) {
	if err := actor.Demand(models.RightPaymentWrite); err != nil {
		return nil, nil, err
	}
	if err := p.validate(s.Now()); err != nil {
		return nil, nil, err
	}
	var row *models.Payment
	var o *models.Order
	err := s.write(ctx, func(w *work) (err error) {
		if o, err = w.takeOrder(actor, p.OrderID, p.Version); err != nil {
			return err
		}
		if p.Currency != "" && p.Currency != o.Currency {
			return models.NewFieldError("currency", models.CodeMixedCurrency, "currency", string(p.Currency), "expected", string(o.Currency))
		}
		if surplus := p.Amount - o.Left(); surplus > 0 && overpayable(o) && !p.Confirmed {
			return models.NewError(models.CodeConfirmRequired, "left", models.Sum{Amount: o.Left(), Currency: o.Currency},
				"surplus", models.Sum{Amount: surplus, Currency: o.Currency})
		}
		s.reach("payment.locked")
		paid := w.now
		if p.PaidAt != nil {
			paid = store.Now(*p.PaidAt)
		}
		row = &models.Payment{
			OrderID: &o.ID, CustomerID: o.CustomerID, Kind: models.PaymentManual, Method: p.Method, State: models.PaymentAccepted,
			Amount: p.Amount, Currency: o.Currency, Comment: p.Comment, CreatedByKind: actor.Kind, CreatedByID: actor.ID,
			PaidAt: &paid, CreatedAt: w.now, UpdatedAt: w.now,
		}
		if err := store.Insert(w.Tx, []*models.Payment{row}); err != nil {
			return err
		}
		w.made(string(models.SubjectPayment), row.ID)
		return w.receive(o, row, actor)
	})
	return row, o, err
}

// overpayable reports an order whose surplus goes to the deposit at once (PAY-6).
// About money on a cancelled or false one people decide afterwards (ST-8).
func overpayable(o *models.Order) bool { return !settled(o) }

// VoidPaymentParams names a manual payment that was a mistake, and why.
type VoidPaymentParams struct {
	PaymentID int64
	Reason    string
}

// VoidPayment takes a manual payment back (PAY-4): sums, status and access of
// the order follow. Anything but an accepted manual payment answers
// CodePaymentNotVoidable; surplus that was spent from the deposit, CodeDepositTooLow.
func (s *Service) VoidPayment(ctx context.Context, actor models.Actor, p VoidPaymentParams) (*models.Payment, *models.Order, error) {
	if err := actor.Demand(models.RightPaymentWrite); err != nil {
		return nil, nil, err
	}
	var f faults
	if strings.TrimSpace(p.Reason) == "" {
		f.add("reason", models.CodeRequired)
	}
	f.short("reason", p.Reason, maxComment)
	if err := f.err(); err != nil {
		return nil, nil, err
	}
	var row *models.Payment
	var o *models.Order
	err := s.write(ctx, func(w *work) (err error) {
		if row, o, err = w.takePayment(actor, p.PaymentID); err != nil {
			return err
		}
		if err := voidable(row); err != nil {
			return err
		}
		if err := w.takeOut(o, row, actor); err != nil {
			return err
		}
		row.State, row.VoidReason, row.RefundWanted = models.PaymentVoided, p.Reason, false
		if err := w.savePayment(row); err != nil {
			return err
		}
		d := data{"payment": row.ID, "amount": row.Amount, "currency": row.Currency}
		w.note(o.ID, actor, models.HistoryPaymentVoided, d)
		w.emit(actor, models.EventPaymentVoided, about(o), d)
		if err := w.closeDecisions(actor, models.ResolveVoided, "payment_id = ?", row.ID); err != nil {
			return err
		}
		w.made(string(models.SubjectPayment), row.ID)
		return w.settle(o, actor, nil)
	})
	row, err = s.shownPayment(ctx, actor, row, err)
	return row, o, err
}

// voidable refuses anything but an accepted manual payment (PAY-4).
func voidable(p *models.Payment) error {
	switch {
	case p.Kind != models.PaymentManual:
		return models.NewError(models.CodePaymentNotVoidable, "reason", "gateway_payment")
	case p.State != models.PaymentAccepted:
		return models.NewError(models.CodePaymentNotVoidable, "reason", p.State)
	default:
		return nil
	}
}
