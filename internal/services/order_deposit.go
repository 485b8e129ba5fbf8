package services

import (
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// payFromDeposit pays those drafts that ask for it and whose customer's balance
// covers the whole cost; of the others nothing is debited (PAY-5). Several drafts
// of one customer are served in their order.
func (p *placement) payFromDeposit() error {
	var trying []*draft
	var customers []int64
	for _, d := range p.drafts {
		if d.spec.TryDeposit && d.order.Cost > 0 {
			trying = append(trying, d)
			customers = append(customers, d.spec.CustomerID)
		}
	}
	if len(trying) == 0 {
		return nil
	}
	held, err := p.balances(unique(customers))
	if err != nil {
		return err
	}
	var payments []*models.Payment
	spent := map[purse]int64{}
	for _, d := range trying {
		from := purse{d.order.CustomerID, d.order.Currency}
		if held[from]-spent[from] < d.order.Cost {
			continue
		}
		spent[from] += d.order.Cost
		p.pay(d)
		payments = append(payments, d.payment)
	}
	if err := store.Insert(p.Tx, payments); err != nil {
		return err
	}
	return p.writeLedger(debits(trying), held)
}

// pay marks the draft as paid in full from the deposit.
func (p *placement) pay(d *draft) {
	o := d.order
	d.payment = depositPayment(p.work, o, o.Cost, d.spec.Actor)
	o.Paid, o.PaidInFull, o.PaidAt = o.Cost, true, &p.now
	if to := models.StatusAfterMoney(o.Status, o.Cost, o.Paid, o.AutoComplete); to != o.Status {
		p.turn(o, to)
	}
}

func depositPayment(w *work, o *models.Order, amount int64, actor models.Actor) *models.Payment {
	return &models.Payment{
		OrderID: &o.ID, CustomerID: o.CustomerID, Kind: models.PaymentDeposit, State: models.PaymentAccepted,
		Amount: amount, Currency: o.Currency, CreatedByKind: actor.Kind, CreatedByID: actor.ID,
		PaidAt: &w.now, CreatedAt: w.now, UpdatedAt: w.now,
	}
}

func debits(drafts []*draft) []ledgerEntry {
	var entries []ledgerEntry
	for _, d := range drafts {
		if d.payment != nil {
			entries = append(entries, ledgerEntry{
				purse: purse{d.order.CustomerID, d.order.Currency}, kind: models.DepositDebit, amount: -d.order.Cost,
				order: &d.order.ID, payment: &d.payment.ID, actor: d.spec.Actor,
			})
		}
	}
	return entries
}
