package services

import (
	"fmt"

	"github.com/orderflow/orderflow/models"
)

// receive counts an accepted payment, which is stored already, into its order:
// history, event, sums, status, access, receipt. Everything that takes money
// ends here; the order's customer and the order are locked and read under the lock.
func (w *work) receive(o *models.Order, p *models.Payment, actor models.Actor) error {
	if err := w.noteReceived(o, p, actor); err != nil {
		return err
	}
	o.Paid += p.Amount
	if p.Amount >= o.PartAsked {
		o.PartAsked = 0
	}
	if settled(o) {
		if err := w.late(o, p, actor); err != nil {
			return err
		}
	} else if err := w.settle(o, actor, p); err != nil {
		return err
	}
	if !settled(o) {
		w.receipt(o, p, actor)
	}
	return nil
}

func (w *work) noteReceived(o *models.Order, p *models.Payment, actor models.Actor) error {
	var offers []int64
	if err := w.Raw("SELECT DISTINCT offer_id FROM order_items WHERE order_id = ? ORDER BY offer_id", o.ID).Scan(&offers).Error; err != nil {
		return fmt.Errorf("read offers of order: %w", err)
	}
	w.notePayment(o, p, actor, offers)
	return nil
}

func (w *work) notePayment(o *models.Order, p *models.Payment, actor models.Actor, offers []int64) {
	d := data{"payment": p.ID, "amount": p.Amount, "currency": p.Currency, "kind": p.Kind}
	if p.Gateway != "" {
		d["gateway"] = p.Gateway
	}
	w.note(o.ID, actor, models.HistoryPayment, d)
	w.emit(actor, models.EventPaymentReceived, about(o), data{
		"payment": p.ID, "amount": p.Amount, "currency": p.Currency, "kind": p.Kind, "offers": offers,
	})
}

// receipt queues the letter that the money came (MAIL-1). Money that does not
// open the order again gets none: nobody has decided about it yet.
func (w *work) receipt(o *models.Order, p *models.Payment, actor models.Actor) {
	w.letter(models.Letter{
		Cause: fmt.Sprintf(receiptCause, p.ID, models.TemplatePaymentReceived), CauseKind: models.CauseEvent,
		TemplateCode: models.TemplatePaymentReceived, CustomerID: o.CustomerID, OrderID: &o.ID,
		Kind: models.TemplateService, Lane: actor.EventLane(),
	})
	w.note(o.ID, actor, models.HistoryLetter, data{"template": models.TemplatePaymentReceived, "payment": p.ID})
}
