package services_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

func TestDeposit(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		sum := func(customer, amount int64) services.DepositParams {
			return services.DepositParams{CustomerID: customer, Currency: "RUB", Amount: amount, Comment: "desk"}
		}
		t.Run("PAY-5/top-up-debit-return", func(t *testing.T) {
			c := b.customer(t)
			for _, step := range []struct {
				do      func(services.DepositParams) (*services.DepositState, error)
				amount  int64
				balance int64
				kind    string
			}{
				{func(p services.DepositParams) (*services.DepositState, error) {
					return b.TopUpDeposit(b.ctx, b.owner, p)
				}, 1000, 1000, models.DepositTopUp},
				{func(p services.DepositParams) (*services.DepositState, error) {
					return b.DebitDeposit(b.ctx, b.owner, p)
				}, 300, 700, models.DepositDebit},
				{func(p services.DepositParams) (*services.DepositState, error) {
					return b.ReturnDeposit(b.ctx, b.owner, p)
				}, 700, 0, models.DepositReturn},
			} {
				state, err := step.do(sum(c, step.amount))
				require.NoError(t, err)
				require.Equal(t, step.balance, state.Balance)
				require.Equal(t, []any{step.kind, step.balance, "desk"}, []any{state.Entry.Kind, state.Entry.BalanceAfter, state.Entry.Comment})
			}
			_, err := b.DebitDeposit(b.ctx, b.owner, sum(c, 1))
			requireCode(t, models.CodeDepositTooLow, err)
			ledger, err := b.DepositEntries(b.ctx, b.owner, services.LedgerQuery{CustomerID: c})
			require.NoError(t, err)
			require.Len(t, ledger.Entries, 3)
			require.EqualValues(t, 3, b.count(t, "SELECT COUNT(*) FROM events WHERE kind = 'deposit.changed' AND customer_id = ?", c))
		})
		t.Run("PAY-5/one-ledger-per-currency", func(t *testing.T) {
			c := b.customer(t)
			b.topUp(t, c, 500)
			_, err := b.DebitDeposit(b.ctx, b.owner, services.DepositParams{CustomerID: c, Currency: "USD", Amount: 1})
			requireCode(t, models.CodeDepositTooLow, err)
		})
		t.Run("PAY-5/refuses", func(t *testing.T) {
			c := b.customer(t)
			_, err := b.TopUpDeposit(b.ctx, b.owner, sum(c, -1))
			requireCode(t, models.CodeOutOfRange, err)
			_, err = b.TopUpDeposit(b.ctx, b.owner, services.DepositParams{CustomerID: c, Currency: "ZZZ", Amount: 1})
			requireCode(t, models.CodeUnknownCurrency, err)
			_, err = b.TopUpDeposit(b.ctx, b.owner, sum(1<<40, 1))
			requireCode(t, models.CodeNotFound, err)
			_, err = b.TopUpDeposit(b.ctx, b.manager, sum(c, 1))
			requireCode(t, models.CodeForbidden, err)
		})
		try := func(t *testing.T, customer int64, offers ...int64) []services.Placed {
			t.Helper()
			var specs []services.OrderSpec
			for _, offer := range offers {
				specs = append(specs, services.OrderSpec{
					Actor: b.process, CustomerID: customer, Via: models.ViaBulk, TryDeposit: true,
					Items: []services.ItemSpec{{OfferID: offer, Quantity: 1}},
				})
			}
			r, err := b.PlaceOrders(b.ctx, specs)
			require.NoError(t, err)
			return r
		}
		t.Run("PAY-5/try-deposit/enough", func(t *testing.T) {
			c := b.customer(t)
			b.topUp(t, c, 10000)
			o := try(t, c, b.offer(t).ID)[0].Order
			require.Equal(t, o, b.get(t, o.ID))
			require.Equal(t, models.StatusPayed, o.Status)
			require.Zero(t, b.balance(t, c))
			p := one[models.Payment](t, b, "SELECT * FROM payments WHERE order_id = ?", o.ID)
			require.Equal(t, models.PaymentDeposit, p.Kind)
			require.Len(t, b.purchases(t, o.ID), 1)
			require.Subset(t, b.events(t, o.ID), []models.EventKind{models.EventOrderCreated, models.EventPaymentReceived, models.EventOrderPaidInFull, models.EventOrderStatusChanged})
			require.Empty(t, b.letters(t, o.ID), "completed at creation")
		})
		t.Run("PAY-5/try-deposit/too-little", func(t *testing.T) {
			c := b.customer(t)
			b.topUp(t, c, 9999)
			o := try(t, c, b.offer(t).ID)[0].Order
			require.Equal(t, models.StatusNew, o.Status)
			require.EqualValues(t, 9999, b.balance(t, c), "nothing is debited")
			require.EqualValues(t, 0, b.count(t, "SELECT COUNT(*) FROM payments WHERE order_id = ?", o.ID))
		})
		t.Run("PAY-5/try-deposit/several-of-one-customer", func(t *testing.T) {
			c := b.customer(t)
			b.topUp(t, c, 25000)
			r := try(t, c, b.offer(t).ID, b.offer(t).ID, b.offer(t).ID)
			require.Equal(t, []bool{true, true, false}, []bool{r[0].Order.PaidInFull, r[1].Order.PaidInFull, r[2].Order.PaidInFull})
			require.EqualValues(t, 5000, b.balance(t, c))
		})
		t.Run("PAY-5/try-deposit/not-auto-complete", func(t *testing.T) {
			c := b.customer(t)
			b.topUp(t, c, 10000)
			o := try(t, c, b.offer(t, byHandComplete).ID)[0].Order
			require.Equal(t, models.StatusNew, o.Status)
			require.True(t, o.PaidInFull)
		})
	})
}

func TestDebitsAtOnce(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		t.Run("PAY-5/never-overdrawn", func(t *testing.T) {
			c := b.customer(t)
			b.topUp(t, c, 1000)
			offer := b.offer(t, func(p *services.OfferParams) { p.Price = 700; p.DuplicatePolicy = models.DuplicateCreate }).ID
			var spenders sync.WaitGroup
			begin := make(chan struct{})
			for i := range 12 {
				spenders.Go(func() {
					<-begin
					if i%2 == 0 {
						_, _ = b.DebitDeposit(b.ctx, b.owner, services.DepositParams{CustomerID: c, Currency: "RUB", Amount: 700})
						return
					}
					_, _ = b.PlaceOrders(b.ctx, []services.OrderSpec{{
						Actor: b.process, CustomerID: c, Via: models.ViaBulk, TryDeposit: true,
						Items: []services.ItemSpec{{OfferID: offer, Quantity: 1}},
					}})
				})
			}
			close(begin)
			spenders.Wait()
			require.EqualValues(t, 300, b.balance(t, c))
			require.EqualValues(t, 300, b.count(t, "SELECT SUM(amount) FROM deposit_entries WHERE customer_id = ?", c))
			require.EqualValues(t, 2, b.count(t, "SELECT COUNT(*) FROM deposit_entries WHERE customer_id = ?", c))
		})
	})
}
