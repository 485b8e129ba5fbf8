package services

import (
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// purse names one balance of the deposit: a customer and a currency.
type purse struct {
	customer int64
	currency models.Currency
}

// ledgerEntry is one wanted line of the ledger; amount is signed.
type ledgerEntry struct {
	purse
	kind    string
	amount  int64
	order   *int64
	payment *int64
	comment string
	actor   models.Actor
}

// balances reads what the purses of the customers hold. The customers are
// locked: that lock is what keeps two debits from overdrawing (PAY-5).
func (w *work) balances(customers []int64) (map[purse]int64, error) {
	var rows []models.Deposit
	err := w.Raw("SELECT customer_id, currency, balance FROM deposits WHERE customer_id IN ?", customers).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read deposits: %w", err)
	}
	held := make(map[purse]int64, len(rows))
	for _, d := range rows {
		held[purse{d.CustomerID, d.Currency}] = d.Balance
	}
	return held, nil
}

// changeDeposit writes one line of the ledger and the balance beside it. It
// answers CodeDepositTooLow, and writes nothing, when the balance would fall below zero.
func (w *work) changeDeposit(e ledgerEntry) error {
	held, err := w.balances([]int64{e.customer})
	if err != nil {
		return err
	}
	if held[e.purse]+e.amount < 0 {
		return models.NewError(models.CodeDepositTooLow, "balance", models.FormatAmount(held[e.purse], e.currency),
			"needed", models.FormatAmount(-e.amount, e.currency), "currency", string(e.currency))
	}
	return w.writeLedger([]ledgerEntry{e}, held)
}

// writeLedger writes lines that are known to be covered by what the purses
// hold, in a constant number of statements.
func (w *work) writeLedger(entries []ledgerEntry, held map[purse]int64) error {
	if len(entries) == 0 {
		return nil
	}
	rows := make([]*models.DepositEntry, len(entries))
	for i, e := range entries {
		held[e.purse] += e.amount
		rows[i] = &models.DepositEntry{
			CustomerID: e.customer, Currency: e.currency, Kind: e.kind, Amount: e.amount, BalanceAfter: held[e.purse],
			OrderID: e.order, PaymentID: e.payment, Comment: e.comment, ActorKind: e.actor.Kind, ActorID: e.actor.ID, At: w.now,
		}
		d := data{"currency": e.currency, "amount": e.amount, "balance": held[e.purse], "kind": e.kind}
		of := subject{kind: models.SubjectCustomer, id: e.customer, customer: e.customer}
		if e.order != nil {
			d["order"] = *e.order
		}
		w.emit(e.actor, models.EventDepositChanged, of, d)
	}
	if err := w.writeBalances(entries, held); err != nil {
		return err
	}
	return store.Insert(w.Tx, rows)
}

func (w *work) writeBalances(entries []ledgerEntry, held map[purse]int64) error {
	changed := map[purse]bool{}
	sql := "INSERT INTO deposits (customer_id, currency, balance) VALUES "
	var args []any
	for _, e := range entries {
		if changed[e.purse] {
			continue
		}
		if len(args) > 0 {
			sql += ", "
		}
		sql += "(?, ?, ?)"
		changed[e.purse] = true
		args = append(args, e.customer, e.currency, held[e.purse])
	}
	err := w.Exec(sql+" ON CONFLICT (customer_id, currency) DO UPDATE SET balance = excluded.balance", args...).Error
	return wrapped("write deposits", err)
}
