package api

import (
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Balance is what a customer's deposit holds in one currency, in minor units (PAY-5).
type Balance struct {
	Currency string `json:"currency"`
	Balance  int64  `json:"balance"`
}

func showBalance(d *models.Deposit) Balance { return Balance{string(d.Currency), d.Balance} }

// DepositEntry is one line of the ledger. Amount is signed.
type DepositEntry struct {
	ID           int64     `json:"id"`
	Currency     string    `json:"currency"`
	Kind         string    `json:"kind" enum:"top_up,debit,return,overpayment,late_money,moved"`
	Amount       int64     `json:"amount"`
	BalanceAfter int64     `json:"balance_after"`
	OrderID      *int64    `json:"order_id"`
	PaymentID    *int64    `json:"payment_id"`
	Comment      string    `json:"comment"`
	Actor        Author    `json:"actor"`
	At           time.Time `json:"at"`
}

func showDepositEntry(e *models.DepositEntry) DepositEntry {
	return DepositEntry{
		ID: e.ID, Currency: string(e.Currency), Kind: e.Kind, Amount: e.Amount, BalanceAfter: e.BalanceAfter, OrderID: e.OrderID,
		PaymentID: e.PaymentID, Comment: e.Comment, Actor: Author{Kind: string(e.ActorKind), ID: e.ActorID}, At: e.At.UTC(),
	}
}

// Ledger is a page of the ledger.
type Ledger struct {
	Page[DepositEntry]
	Partial bool `json:"partial" doc:"Entries of orders that you may not see are left out; balance_after counts them"`
}

// DepositChange is the body that changes a deposit.
type DepositChange struct {
	Kind     string `json:"kind" enum:"top_up,debit,return" doc:"return: money given back to the customer"`
	Amount   int64  `json:"amount" minimum:"1" maximum:"1000000000000" doc:"Minor units"`
	Currency string `json:"currency" minLength:"3" maxLength:"3"`
	Comment  string `json:"comment,omitempty" maxLength:"4000"`
}

// ledgerPage is the input of the ledger's list.
type ledgerPage struct {
	ByID
	Paging
	Currency string `query:"currency" maxLength:"3" doc:"All currencies when absent"`
	Newest   bool   `query:"newest_first" doc:"true lists the newest first"`
}

func (a *api) registerDeposits() {
	const tag = "Deposits"
	endpoint(a, operation{method: http.MethodGet, path: "/customers/{id}/deposits", id: "list-deposits", tag: tag, summary: "Balances, one per currency"}, a.listDeposits)
	endpoint(a, operation{
		method: http.MethodGet, path: "/customers/{id}/deposit-entries", id: "list-deposit-entries", tag: tag, summary: "The ledger, oldest first unless asked otherwise",
		detail: "Who works with their own orders only gets the entries of those, and those of no order.",
	}, a.listDepositEntries)
	repeatable(a, operation{
		method: http.MethodPost, path: "/customers/{id}/deposit-entries", id: "change-deposit", tag: tag,
		summary: "Top up, debit or return", detail: "More than the balance holds answers deposit_too_low, and nothing is debited.",
		status: http.StatusCreated,
	}, a.changeDeposit, byReading(a.getDepositEntry))
}

func (a *api) listDeposits(ctx context.Context, in *ByID) (*plain[Page[Balance]], error) {
	rows, err := a.service.Deposits(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return listed(rows, showBalance), nil
}

func (a *api) listDepositEntries(ctx context.Context, in *ledgerPage) (*plain[Ledger], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	ledger, err := a.service.DepositEntries(ctx, actorOf(ctx), services.LedgerQuery{
		CustomerID: in.ID, Currency: models.Currency(in.Currency), NewestFirst: in.Newest, Page: services.Page{After: after, Limit: in.limit()},
	})
	if err != nil {
		return nil, err
	}
	page := paged(ledger.Entries, ledger.More, showDepositEntry, func(e *models.DepositEntry) int64 { return e.ID })
	return &plain[Ledger]{Ledger{page.Body, ledger.Partial}}, nil
}

func (a *api) changeDeposit(ctx context.Context, in *struct {
	ByID
	Body DepositChange
},
) (*plain[DepositEntry], error) {
	change := map[string]func(context.Context, models.Actor, services.DepositParams) (*services.DepositState, error){
		models.DepositTopUp: a.service.TopUpDeposit, models.DepositDebit: a.service.DebitDeposit, models.DepositReturn: a.service.ReturnDeposit,
	}[in.Body.Kind]
	state, err := change(ctx, actorOf(ctx), services.DepositParams{
		CustomerID: in.ID, Currency: models.Currency(in.Body.Currency), Amount: in.Body.Amount, Comment: in.Body.Comment,
	})
	if err != nil {
		return nil, err
	}
	return &plain[DepositEntry]{showDepositEntry(&state.Entry)}, nil
}

func (a *api) getDepositEntry(ctx context.Context, in *ByID) (*plain[DepositEntry], error) {
	e, err := a.service.DepositEntry(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &plain[DepositEntry]{showDepositEntry(e)}, nil
}
