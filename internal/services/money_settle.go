package services

import (
	"fmt"

	"github.com/orderflow/orderflow/models"
)

// What an order's paid counts: the accepted payments that are in it, less the
// surplus that went to the deposit. Money on a cancelled or false order counts
// too while it is to be decided upon; it changes neither status nor surplus
// until the order is reopened.

// settle makes an order agree with its sums after cost or paid changed: surplus
// goes to the deposit (PAY-6), paid in full is flagged, the status follows (ST-1 …
// ST-3) and access with it (ST-7). The order's customer and the order are locked.
// by is the payment that changed the sums, nil when the cost did.
func (w *work) settle(o *models.Order, actor models.Actor, by *models.Payment) error {
	if settled(o) {
		o.PaidInFull = o.PaidInFull && o.Paid >= o.Cost
		return w.saveOrder(o)
	}
	if err := w.moveSurplus(o, actor, by); err != nil {
		return err
	}
	w.flagPaid(o, actor, by)
	to := o.Status
	if o.Status.Open() || o.Status == models.StatusPayed {
		to = models.StatusAfterMoney(o.Status, o.Cost, o.Paid, o.AutoComplete)
	}
	return w.follow(o, actor, to, "")
}

// follow gives the order the status that its money calls for and saves it.
func (w *work) follow(o *models.Order, actor models.Actor, to models.Status, comment string) error {
	from := o.Status
	if from == to {
		return w.saveOrder(o)
	}
	w.turn(o, to)
	if err := w.saveOrder(o); err != nil {
		return err
	}
	w.noteStatus(actor, o, from, nil, comment)
	switch models.StatusPayed {
	case to:
		return w.openPurchases([]ownedOrder{{o, actor}})
	case from:
		return w.closePurchases([]ownedOrder{{o, actor}})
	default:
		return nil
	}
}

// moveSurplus brings what is paid over the cost to the customer's deposit (PAY-6).
func (w *work) moveSurplus(o *models.Order, actor models.Actor, by *models.Payment) error {
	surplus := o.Paid - o.Cost
	if surplus <= 0 {
		return nil
	}
	e := ledgerEntry{purse: purse{o.CustomerID, o.Currency}, kind: models.DepositOverpayment, amount: surplus, order: &o.ID, actor: actor}
	d := data{"amount": surplus, "currency": o.Currency}
	if by != nil {
		e.payment, d["payment"] = &by.ID, by.ID
	}
	o.Paid = o.Cost
	w.note(o.ID, actor, models.HistoryOverpayment, d)
	return w.changeDeposit(e)
}

// flagPaid keeps the flag and the time of full payment; reaching the cost is an event.
func (w *work) flagPaid(o *models.Order, actor models.Actor, by *models.Payment) {
	full := o.Paid >= o.Cost
	if full == o.PaidInFull {
		return
	}
	o.PaidInFull, o.PaidAt = full, nil
	if !full {
		return
	}
	o.PaidAt = &w.now
	if by != nil && by.PaidAt != nil {
		o.PaidAt = by.PaidAt
	}
	if o.Cost > 0 {
		w.emit(actor, models.EventOrderPaidInFull, about(o), data{"amount": o.Paid, "currency": o.Currency})
	}
}

// reopenOrder brings back a cancelled or false order. Its status follows from
// the money in it: to is what it becomes without any. What was to be decided
// about its money is decided by that (ST-8, ST-12); the refund of about, which
// the decision is about, is called off. Another payment that is marked for
// refund answers CodeRefundWanted and changes nothing.
func (w *work) reopenOrder(o *models.Order, about *models.Payment, actor models.Actor, to models.Status, comment string) error {
	if err := w.demandNoRefund(o, about); err != nil {
		return err
	}
	if err := w.moveSurplus(o, actor, nil); err != nil {
		return err
	}
	w.flagPaid(o, actor, nil)
	w.dropDeadline(o, actor)
	if err := w.follow(o, actor, models.StatusAfterMoney(to, o.Cost, o.Paid, o.AutoComplete), comment); err != nil {
		return err
	}
	err := w.Exec("UPDATE payments SET refund_wanted = FALSE, updated_at = ? WHERE order_id = ? AND refund_wanted AND state = ?",
		w.now, o.ID, models.PaymentAccepted).Error
	if err != nil {
		return fmt.Errorf("unmark refunds: %w", err)
	}
	return w.closeDecisions(actor, models.ResolveReopen, "order_id = ? AND reason IN ?", o.ID, aboutHeldMoney)
}

// demandNoRefund refuses to count money that is on its way back to the customer:
// who reopens the order says about each such payment first what becomes of it.
func (w *work) demandNoRefund(o *models.Order, about *models.Payment) error {
	held, err := w.heldPayments([]int64{o.ID})
	if err != nil {
		return err
	}
	return refundBeside(held[o.ID], about)
}

func refundBeside(held []heldPayment, about *models.Payment) error {
	for _, p := range held {
		if p.State == models.PaymentAccepted && p.RefundWanted && (about == nil || p.ID != about.ID) {
			return models.NewError(models.CodeRefundWanted, "payment", p.ID)
		}
	}
	return nil
}

// dropDeadline takes a payment deadline that has passed from an order that is
// being reopened: by its rule the order would be cancelled again at once (PAY-7).
func (w *work) dropDeadline(o *models.Order, actor models.Actor) {
	if o.PaymentDeadline == nil || o.PaymentDeadline.After(w.now) {
		return
	}
	w.noteDeadline(o, actor, o.PaymentDeadline, nil, deadlineReopened)
	o.PaymentDeadline = nil
}

// takeOut reduces an order by a payment that leaves it: voided, moved or
// refunded. Surplus that the order gave to the deposit comes back as far as the
// smaller sum needs it; where it was spent, CodeDepositTooLow.
func (w *work) takeOut(o *models.Order, p *models.Payment, actor models.Actor) error {
	var accepted int64
	err := w.Raw("SELECT COALESCE(SUM(amount), 0) FROM payments WHERE order_id = ? AND state = ?", o.ID, models.PaymentAccepted).
		Scan(&accepted).Error
	if err != nil {
		return fmt.Errorf("sum payments: %w", err)
	}
	held, err := w.balances([]int64{o.CustomerID})
	if err != nil {
		return err
	}
	from := purse{o.CustomerID, o.Currency}
	back, err := reckoning{accepted, held[from]}.without(o, p)
	if err != nil {
		return err
	}
	o.Paid += back - p.Amount
	if back <= 0 {
		return nil
	}
	w.note(o.ID, actor, models.HistoryOverpayment, data{"amount": -back, "currency": o.Currency, "payment": p.ID})
	return w.writeLedger([]ledgerEntry{{
		purse: from, kind: models.DepositOverpayment, amount: -back, order: &o.ID, payment: &p.ID, actor: actor,
	}}, held)
}

// reckoning is what a payment that leaves an order is reckoned with: the accepted
// payments of the order, that one among them, and the customer's deposit.
type reckoning struct{ accepted, balance int64 }

// without is how much of the surplus comes back from the deposit when the payment
// leaves the order; what is no longer there answers CodeDepositTooLow.
func (in reckoning) without(o *models.Order, p *models.Payment) (back int64, err error) {
	surplus := in.accepted - o.Paid
	stays := min(surplus, max(in.accepted-p.Amount-o.Cost, 0))
	if back = surplus - stays; in.balance < back {
		return back, models.NewError(models.CodeDepositTooLow, "balance", models.FormatAmount(in.balance, o.Currency),
			"needed", models.FormatAmount(back, o.Currency), "currency", string(o.Currency))
	}
	return back, nil
}
