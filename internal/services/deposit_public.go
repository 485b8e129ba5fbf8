package services

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// historyDeposit is the kind of entry in a customer's history.
const historyDeposit = "deposit"

// DepositParams is a change of a customer's deposit by a person. Amount is
// positive minor units; the use case says in which direction it goes.
type DepositParams struct {
	CustomerID int64
	Currency   models.Currency
	Amount     int64
	Comment    string
}

// DepositState is the ledger's newest line and the balance after it.
type DepositState struct {
	Entry   models.DepositEntry
	Balance int64
}

// TopUpDeposit puts money on the deposit (PAY-5).
func (s *Service) TopUpDeposit(ctx context.Context, actor models.Actor, p DepositParams) (*DepositState, error) {
	return s.moveDeposit(ctx, actor, p, models.DepositTopUp, 1)
}

// DebitDeposit takes money off the deposit; CodeDepositTooLow when it holds less.
func (s *Service) DebitDeposit(ctx context.Context, actor models.Actor, p DepositParams) (*DepositState, error) {
	return s.moveDeposit(ctx, actor, p, models.DepositDebit, -1)
}

// ReturnDeposit records that money of the deposit was given back to the
// customer; CodeDepositTooLow when it holds less.
func (s *Service) ReturnDeposit(ctx context.Context, actor models.Actor, p DepositParams) (*DepositState, error) {
	return s.moveDeposit(ctx, actor, p, models.DepositReturn, -1)
}

func (p *DepositParams) validate() error {
	p.Currency = models.Currency(strings.ToUpper(string(p.Currency)))
	var f faults
	if !p.Currency.Known() {
		f.add("currency", models.CodeUnknownCurrency, "currency", string(p.Currency))
	}
	f.within("amount", p.Amount, 1, models.MaxAmount)
	f.short("comment", p.Comment, maxComment)
	return f.err()
}

func (s *Service) moveDeposit(ctx context.Context, actor models.Actor, p DepositParams, kind string, sign int64) (*DepositState, error) {
	if err := actor.Demand(models.RightDepositWrite); err != nil {
		return nil, err
	}
	if err := p.validate(); err != nil {
		return nil, err
	}
	state := &DepositState{}
	err := s.write(ctx, func(w *work) error {
		found, err := w.Lock("customers", p.CustomerID)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return notFound("customers", p.CustomerID)
		}
		s.reach("deposit.locked")
		e := ledgerEntry{purse: purse{p.CustomerID, p.Currency}, kind: kind, amount: sign * p.Amount, comment: p.Comment, actor: actor}
		if err := w.changeDeposit(e); err != nil {
			return err
		}
		w.noteCustomer(p.CustomerID, actor, historyDeposit, data{"kind": kind, "amount": sign * p.Amount, "currency": p.Currency})
		err = w.Raw("SELECT * FROM deposit_entries WHERE customer_id = ? AND currency = ? ORDER BY id DESC LIMIT 1", p.CustomerID, p.Currency).
			Scan(&state.Entry).Error
		state.Balance = state.Entry.BalanceAfter
		if state.Balance > models.MaxAmount && sign > 0 {
			return models.NewFieldError("amount", models.CodeSumTooLarge, "max", models.MaxAmount)
		}
		w.made("deposit_entry", state.Entry.ID)
		return wrapped("read ledger", err)
	})
	if err != nil {
		return nil, err
	}
	return state, nil
}

// Deposits are a customer's balances, one per currency.
func (s *Service) Deposits(ctx context.Context, actor models.Actor, customerID int64) ([]models.Deposit, error) {
	if err := actor.Demand(models.RightCustomerRead); err != nil {
		return nil, err
	}
	var rows []models.Deposit
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		if err := oneRow(tx, new(models.Customer), "customers", customerID); err != nil {
			return err
		}
		return tx.Where("customer_id = ?", customerID).Order("currency").Find(&rows).Error
	})
	return rows, err
}

// LedgerQuery selects entries of a customer's ledger.
type LedgerQuery struct {
	CustomerID  int64
	Currency    models.Currency // "" for all
	NewestFirst bool            // else the oldest first
	Page        Page            // After is the last id of the page before
}

// Ledger is a page of a customer's ledger.
type Ledger struct {
	Entries []models.DepositEntry
	More    bool
	Partial bool // entries about others' orders are left out (ROLE-2), so that the balances after need not follow from the sums
}

// DepositEntries is a page of a customer's ledger (PAY-5). The balance is the
// customer's; entries that hang on orders that the actor does not see are left out.
func (s *Service) DepositEntries(ctx context.Context, actor models.Actor, q LedgerQuery) (*Ledger, error) {
	if err := actor.Demand(models.RightCustomerRead); err != nil {
		return nil, err
	}
	ledger := &Ledger{Partial: actor.OwnOnly}
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		if err := oneRow(tx, new(models.Customer), "customers", q.CustomerID); err != nil {
			return err
		}
		return wrapped("read ledger", q.narrow(tx, actor).Limit(q.Page.limit()+1).Find(&ledger.Entries).Error)
	})
	ledger.Entries, ledger.More = cut(ledger.Entries, q.Page.limit())
	return ledger, err
}

func (q LedgerQuery) narrow(tx *store.Tx, actor models.Actor) *gorm.DB {
	own := ownBy(actor, "deposit_entries.order_id")
	rows := tx.Where("customer_id = ?", q.CustomerID).Where(own.sql, own.args...)
	if q.Currency != "" {
		rows = rows.Where("currency = ?", q.Currency)
	}
	switch {
	case !q.NewestFirst:
		return rows.Where("id > ?", q.Page.After).Order("id")
	case q.Page.After > 0:
		return rows.Where("id < ?", q.Page.After).Order("id DESC")
	default:
		return rows.Order("id DESC")
	}
}
