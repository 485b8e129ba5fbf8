package services

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/orderflow/orderflow/models"
)

// resolutions are what may be decided about each kind of question.
var resolutions = map[string][]string{
	models.DecideLateMoney:      {models.ResolveReopen, models.ResolveDeposit, models.ResolveRefund},
	models.DecideCancelledPaid:  {models.ResolveReopen, models.ResolveDeposit, models.ResolveRefund},
	models.DecideRefundWanted:   {models.ResolveReopen, models.ResolveDeposit, models.ResolveRefunded},
	models.DecideMismatch:       {models.ResolveDismiss},
	models.DecideUnknownOrder:   {models.ResolveDismiss},
	models.DecideGatewaySilence: {models.ResolvePaid, models.ResolveNotPaid},
}

// ResolveDecisionParams is a person's answer; Resolution is one of those that
// the question allows, see Resolutions.
type ResolveDecisionParams struct {
	DecisionID int64
	Resolution string
	Comment    string
}

// Resolutions are the answers that a question of this reason allows.
func Resolutions(reason string) []string { return slices.Clone(resolutions[reason]) }

// ResolveDecision decides about money: reopen the order with it, put it on the
// deposit, mark it for refund, record that it was given back, say what became of
// a payment in flight, or dismiss a claim. One that is closed answers CodeDecisionClosed.
func (s *Service) ResolveDecision(ctx context.Context, actor models.Actor, p ResolveDecisionParams) (*models.MoneyDecision, error) {
	if err := actor.Demand(models.RightMoneyDecide); err != nil {
		return nil, err
	}
	var f faults
	f.short("comment", p.Comment, maxComment)
	if err := f.err(); err != nil {
		return nil, err
	}
	var d *models.MoneyDecision
	err := s.write(ctx, func(w *work) (err error) {
		if d, err = w.readDecision(p.DecisionID); err != nil {
			return err
		}
		var o *models.Order
		if d.OrderID != nil {
			if o, err = w.takeOrder(actor, *d.OrderID, 0); err != nil {
				return err
			}
		}
		if _, err := w.Lock("money_decisions", d.ID); err != nil {
			return err
		}
		if d, err = w.readDecision(p.DecisionID); err != nil {
			return err
		}
		w.made("money_decision", p.DecisionID)
		if err := answerable(d, p.Resolution); err != nil {
			return err
		}
		if err := w.closeDecisions(actor, p.Resolution, "id = ?", d.ID); err != nil {
			return err
		}
		if err := w.decide(d, o, actor, p); err != nil {
			return err
		}
		d, err = w.readDecision(d.ID)
		return err
	})
	return d, err
}

func answerable(d *models.MoneyDecision, resolution string) error {
	if d.State != models.DecisionOpen {
		return models.NewError(models.CodeDecisionClosed, "decision", d.Resolution)
	}
	var f faults
	f.oneOf("resolution", resolution, resolutions[d.Reason]...)
	return f.err()
}

func (w *work) readDecision(id int64) (*models.MoneyDecision, error) {
	d := new(models.MoneyDecision)
	err := w.Where("id = ?", id).Take(d).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, notFound("money_decisions", id)
	}
	return d, wrapped("read decision", err)
}

// decide applies the answer to the order and the payment, whose locks are held.
func (w *work) decide(d *models.MoneyDecision, o *models.Order, actor models.Actor, p ResolveDecisionParams) error {
	if o == nil || d.PaymentID == nil || p.Resolution == models.ResolveDismiss {
		return nil
	}
	row, err := w.readPayment(*d.PaymentID)
	if err != nil {
		return err
	}
	if row.OrderID == nil || *row.OrderID != o.ID {
		return models.NewError(models.CodeConflict)
	}
	w.note(o.ID, actor, models.HistoryDecision, data{"payment": row.ID, "amount": row.Amount, "decision": p.Resolution})
	w.history[len(w.history)-1].Comment = p.Comment
	switch p.Resolution {
	case models.ResolvePaid:
		return w.acceptPayment(o, row, time.Time{})
	case models.ResolveNotPaid:
		return w.failPayment(o, row)
	case models.ResolveReopen:
		return w.decideReopen(o, row, actor)
	case models.ResolveDeposit:
		return w.decideAway(o, actor, func() error { return w.toDeposit(o, row, actor, models.DepositLateMoney, "") })
	case models.ResolveRefunded:
		return w.decideAway(o, actor, func() error { return w.refunded(o, row, actor) })
	case models.ResolveRefund:
		return w.markRefund(o, row, actor)
	default:
		return fmt.Errorf("decide: no such resolution %q", p.Resolution)
	}
}

// decideReopen brings the order back with its money. One that is not cancelled
// keeps its status: there the answer only takes back that a refund was wanted.
func (w *work) decideReopen(o *models.Order, p *models.Payment, actor models.Actor) error {
	if settled(o) {
		return w.reopenOrder(o, p, actor, models.StatusInWork, "")
	}
	p.RefundWanted = false
	if err := w.savePayment(p); err != nil {
		return err
	}
	return w.saveOrder(o)
}

// decideAway takes the money out of the order, whose sums and status follow.
func (w *work) decideAway(o *models.Order, actor models.Actor, take func() error) error {
	if err := take(); err != nil {
		return err
	}
	return w.settle(o, actor, nil)
}

func (w *work) refunded(o *models.Order, p *models.Payment, actor models.Actor) error {
	if err := w.takeOut(o, p, actor); err != nil {
		return err
	}
	w.emit(actor, models.EventPaymentRefunded, about(o), data{"payment": p.ID, "amount": p.Amount, "currency": p.Currency})
	p.State, p.RefundWanted = models.PaymentRefunded, false
	return w.savePayment(p)
}
