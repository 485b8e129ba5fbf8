package services

import (
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// aboutHeldMoney are the reasons of decisions about money that lies in an order.
var aboutHeldMoney = []string{models.DecideLateMoney, models.DecideRefundWanted, models.DecideCancelledPaid}

// late decides about accepted money on an order that is cancelled or false
// (ST-8). The payment is recorded already; whatever the policy, the list of Money
// to decide names it, closed at once where the policy decides alone.
func (w *work) late(o *models.Order, p *models.Payment, actor models.Actor) error {
	policy, err := w.latePolicy(o)
	if err != nil {
		return err
	}
	w.note(o.ID, actor, models.HistoryLateMoney, data{"payment": p.ID, "amount": p.Amount, "currency": p.Currency, "policy": policy})
	d := &models.MoneyDecision{
		Reason: models.DecideLateMoney, OrderID: &o.ID, CustomerID: &o.CustomerID, PaymentID: &p.ID,
		Amount: p.Amount, Currency: p.Currency, State: models.DecisionOpen, CreatedAt: w.now,
	}
	switch policy {
	case models.LateReopen, models.LateDeposit:
		d.State, d.Resolution, d.ClosedAt = models.DecisionClosed, policy, &w.now
	case models.LateRefund:
		d.Reason = models.DecideRefundWanted
	}
	if err := store.Insert(w.Tx, []*models.MoneyDecision{d}); err != nil {
		return err
	}
	return w.applyLate(o, p, actor, policy)
}

// latePolicy is that of the order's offers: one for orders that automation
// cancelled, one for those that a person cancelled and for false ones, which are
// never reopened by themselves. Money of the order that waits for its refund is
// not swept into a reopened order: then a person decides.
func (w *work) latePolicy(o *models.Order) (string, error) {
	if o.Status == models.StatusFalse || o.CancelledBy != models.CancelledByAutomation {
		policy := models.MostCautious([]string{o.LatePersonPolicy}, models.LateAsk)
		if policy == models.LateReopen {
			policy = models.LateAsk
		}
		return policy, nil
	}
	policy := models.MostCautious([]string{o.LatePolicy}, models.LateReopen)
	if policy != models.LateReopen {
		return policy, nil
	}
	var wanted int64
	err := w.Raw("SELECT COUNT(*) FROM payments WHERE order_id = ? AND refund_wanted AND state = ?", o.ID, models.PaymentAccepted).
		Scan(&wanted).Error
	if wanted > 0 {
		policy = models.LateAsk
	}
	return policy, wrapped("count wanted refunds", err)
}

func (w *work) applyLate(o *models.Order, p *models.Payment, actor models.Actor, policy string) error {
	switch policy {
	case models.LateReopen:
		return w.reopenOrder(o, nil, actor, models.StatusInWork, "")
	case models.LateDeposit:
		o.Paid -= p.Amount // it was counted a moment ago, and no surplus with it
		if err := w.creditDeposit(o, p, actor, models.DepositLateMoney, ""); err != nil {
			return err
		}
		if err := w.leftForDeposit(o, p); err != nil {
			return err
		}
	case models.LateRefund:
		if err := w.wantRefund(p); err != nil {
			return err
		}
	}
	return w.saveOrder(o)
}

// toDeposit takes a payment out of its order and puts the money on the
// customer's deposit. The order is changed in memory only. The money comes first:
// surplus that the payment had given to the deposit is there to come back, spent or not.
func (w *work) toDeposit(o *models.Order, p *models.Payment, actor models.Actor, kind, comment string) error {
	if err := w.creditDeposit(o, p, actor, kind, comment); err != nil {
		return err
	}
	if err := w.takeOut(o, p, actor); err != nil {
		return err
	}
	return w.leftForDeposit(o, p)
}

func (w *work) creditDeposit(o *models.Order, p *models.Payment, actor models.Actor, kind, comment string) error {
	return w.changeDeposit(ledgerEntry{
		purse: purse{o.CustomerID, o.Currency}, kind: kind, amount: p.Amount, order: &o.ID, payment: &p.ID, comment: comment, actor: actor,
	})
}

// leftForDeposit marks a payment that its order no longer counts.
func (w *work) leftForDeposit(o *models.Order, p *models.Payment) error {
	p.State, p.MovedFromOrderID, p.OrderID, p.RefundWanted = models.PaymentMoved, &o.ID, nil, false
	return w.savePayment(p)
}

func (w *work) wantRefund(p *models.Payment) error {
	p.RefundWanted = true
	return w.savePayment(p)
}

// savePayment writes what of a payment can change. Its order's lock is held.
func (w *work) savePayment(p *models.Payment) error {
	p.UpdatedAt = w.now
	done := w.Exec(`UPDATE payments SET order_id = ?, external_id = ?, state = ?, moved_from_order_id = ?, refund_wanted = ?, void_reason = ?,
		redirect_url = ?, ask_after = ?, paid_at = ?, updated_at = ? WHERE id = ?`,
		p.OrderID, p.ExternalID, p.State, p.MovedFromOrderID, p.RefundWanted, p.VoidReason,
		p.RedirectURL, p.AskAfter, p.PaidAt, p.UpdatedAt, p.ID)
	if done.Error != nil {
		return fmt.Errorf("write payment: %w", done.Error)
	}
	if done.RowsAffected != 1 {
		return models.NewError(models.CodeConflict)
	}
	return nil
}

// closeDecisions closes the open entries of Money to decide that the condition names.
func (w *work) closeDecisions(actor models.Actor, resolution, condition string, args ...any) error {
	var by *int64
	if actor.Kind == models.ActorPerson {
		by = &actor.ID
	}
	args = append([]any{models.DecisionClosed, resolution, by, w.now, models.DecisionOpen}, args...)
	err := w.Exec("UPDATE money_decisions SET state = ?, resolution = ?, closed_by = ?, closed_at = ? WHERE state = ? AND ("+condition+")", args...).Error
	return wrapped("close decisions", err)
}
