package services_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

func TestManualPayments(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		t.Run("PAY-4/record", func(t *testing.T) {
			o := b.order(t)
			at := epoch.AddDate(0, 0, -3)
			p, got, err := b.RecordPayment(b.ctx, b.manager, services.RecordPaymentParams{OrderID: o.ID, Method: "transfer", Amount: o.Cost, PaidAt: &at, Comment: "order 7"})
			require.NoError(t, err)
			require.Equal(t, []string{models.PaymentManual, "transfer", "order 7", models.PaymentAccepted}, []string{p.Kind, p.Method, p.Comment, p.State})
			require.Equal(t, at, *got.PaidAt)
			require.Equal(t, models.StatusPayed, got.Status)
		})
		t.Run("PAY-4/refuses", func(t *testing.T) {
			o := b.order(t)
			good := services.RecordPaymentParams{OrderID: o.ID, Method: "cash", Amount: 1}
			for _, c := range []struct {
				code  models.Code
				spoil func(*services.RecordPaymentParams)
			}{
				{models.CodeNotOneOf, func(p *services.RecordPaymentParams) { p.Method = "shells" }},
				{models.CodeOutOfRange, func(p *services.RecordPaymentParams) { p.Amount = 0 }},
				{models.CodeOutOfRange, func(p *services.RecordPaymentParams) { p.Amount = -5 }},
				{models.CodeOutOfRange, func(p *services.RecordPaymentParams) { p.Amount = models.MaxAmount + 1 }},
				{models.CodeTimeToCome, func(p *services.RecordPaymentParams) { p.PaidAt = ptr(b.clock.Now().Add(time.Hour)) }},
				{models.CodeNotFound, func(p *services.RecordPaymentParams) { p.OrderID = 1 << 40 }},
				{models.CodeStale, func(p *services.RecordPaymentParams) { p.Version = 99 }},
			} {
				p := good
				c.spoil(&p)
				_, _, err := b.RecordPayment(b.ctx, b.owner, p)
				requireCode(t, c.code, err)
			}
			require.Equal(t, o, b.get(t, o.ID))
		})
		t.Run("PAY-4/more-than-is-left", func(t *testing.T) { recordsTooMuch(t, b) })
		t.Run("PAY-4/conflict", func(t *testing.T) { takesTheSameMoney(t, b) })
		t.Run("PAY-4/void", func(t *testing.T) {
			o := b.order(t)
			p := b.pay(t, o.ID, o.Cost)
			_, _, err := b.VoidPayment(b.ctx, b.manager, services.VoidPaymentParams{PaymentID: p.ID})
			requireCode(t, models.CodeRequired, err)
			row, got, err := b.VoidPayment(b.ctx, b.manager, services.VoidPaymentParams{PaymentID: p.ID, Reason: "typed twice"})
			require.NoError(t, err)
			require.Equal(t, []string{models.PaymentVoided, "typed twice"}, []string{row.State, row.VoidReason})
			require.Equal(t, models.StatusInWork, got.Status)
			require.Zero(t, got.Paid)
			require.Equal(t, models.PurchaseCancelled, b.purchases(t, o.ID)[0].Status)
			require.Contains(t, b.events(t, o.ID), models.EventPaymentVoided)
			_, _, err = b.VoidPayment(b.ctx, b.manager, services.VoidPaymentParams{PaymentID: p.ID, Reason: "again"})
			requireCode(t, models.CodePaymentNotVoidable, err)
			var refused *models.Error
			require.ErrorAs(t, err, &refused)
			require.Equal(t, "This payment cannot be voided: it is voided already.", refused.Text("en"))
		})
		t.Run("PAY-4/void-takes-surplus-back", func(t *testing.T) {
			o := b.order(t)
			b.pay(t, o.ID, o.Cost)
			twice := b.pay(t, o.ID, o.Cost)
			require.EqualValues(t, 10000, b.balance(t, o.CustomerID))
			_, got, err := b.VoidPayment(b.ctx, b.owner, services.VoidPaymentParams{PaymentID: twice.ID, Reason: "typed twice"})
			require.NoError(t, err)
			require.Equal(t, models.StatusPayed, got.Status)
			require.Zero(t, b.balance(t, o.CustomerID))
		})
		t.Run("PAY-4/void-when-surplus-was-spent", func(t *testing.T) {
			o := b.order(t)
			p := b.pay(t, o.ID, o.Cost+5000)
			_, err := b.DebitDeposit(b.ctx, b.owner, services.DepositParams{CustomerID: o.CustomerID, Currency: "RUB", Amount: 4000})
			require.NoError(t, err)
			_, _, err = b.VoidPayment(b.ctx, b.owner, services.VoidPaymentParams{PaymentID: p.ID, Reason: "mistake"})
			requireCode(t, models.CodeDepositTooLow, err)
			require.Equal(t, models.PaymentAccepted, b.payment(t, p.ID).State)
		})
		t.Run("PAY-4/void-of-surplus-that-was-spent", func(t *testing.T) {
			o, surplus := spentSurplus(t, b)
			_, _, err := b.VoidPayment(b.ctx, b.owner, services.VoidPaymentParams{PaymentID: surplus.ID, Reason: "mistake"})
			requireCode(t, models.CodeDepositTooLow, err)
			require.Equal(t, o, b.get(t, o.ID), "access does not end without a word")
			require.Equal(t, models.PurchaseActive, b.purchases(t, o.ID)[0].Status)
			other := b.orderOf(t, o.CustomerID, b.offer(t).ID)
			_, err = b.MovePayment(b.ctx, b.owner, services.MovePaymentParams{PaymentID: surplus.ID, ToOrderID: other.ID})
			requireCode(t, models.CodeDepositTooLow, err)
		})
		t.Run("PAY-4/surplus-that-was-spent-goes-to-the-deposit", func(t *testing.T) {
			o, surplus := spentSurplus(t, b)
			_, err := b.MovePayment(b.ctx, b.owner, services.MovePaymentParams{PaymentID: surplus.ID})
			require.NoError(t, err, "what it gave to the deposit comes back from the same money")
			got := b.get(t, o.ID)
			require.Equal(t, []any{models.StatusPayed, o.Cost, int64(0)}, []any{got.Status, got.Paid, b.balance(t, o.CustomerID)})
		})
		t.Run("PAY-4/gateway-is-not-voided", func(t *testing.T) {
			o := b.order(t)
			p := b.payByGateway(t, o, o.Cost)
			_, _, err := b.VoidPayment(b.ctx, b.owner, services.VoidPaymentParams{PaymentID: p.ID, Reason: "no"})
			requireCode(t, models.CodePaymentNotVoidable, err)
		})
		t.Run("PAY-6/surplus", func(t *testing.T) {
			o := b.order(t)
			b.payByGateway(t, o, o.Cost+700)
			require.EqualValues(t, 700, b.balance(t, o.CustomerID))
			require.Equal(t, o.Cost, b.get(t, o.ID).Paid)
			require.Contains(t, b.historyKinds(t, o.ID), models.HistoryOverpayment, "visibly")
			ledger, err := b.DepositEntries(b.ctx, b.owner, services.LedgerQuery{CustomerID: o.CustomerID, Currency: "RUB"})
			require.NoError(t, err)
			require.Equal(t, models.DepositOverpayment, ledger.Entries[0].Kind)
			require.Equal(t, o.ID, *ledger.Entries[0].OrderID)
		})
		t.Run("PAY-6/reopened", func(t *testing.T) { reopenedWithTooMuch(t, b) })
	})
}

// Two people who write down the same money would pay the order twice: more than is left has to be meant.
func recordsTooMuch(t *testing.T, b *bundle) {
	record := func(o *models.Order, amount int64, confirmed bool) error {
		_, _, err := b.RecordPayment(b.ctx, b.manager, services.RecordPaymentParams{OrderID: o.ID, Method: "cash", Amount: amount, Confirmed: confirmed})
		return err
	}
	o := b.order(t)
	require.NoError(t, record(o, o.Cost-3000, false))
	err := record(o, 3700, false)
	requireCode(t, models.CodeConfirmRequired, err)
	var asked *models.Error
	require.ErrorAs(t, err, &asked)
	require.Contains(t, asked.Text("en"), ": ₽30.00 is left to pay, and ₽7.00 more goes to the customer's deposit.")
	require.Equal(t, o.Cost-3000, b.get(t, o.ID).Paid, "nothing is written down")
	require.NoError(t, record(o, 3000, false))
	requireCode(t, models.CodeConfirmRequired, record(o, 1, false))
	require.NoError(t, record(o, 700, true))
	require.EqualValues(t, 700, b.balance(t, o.CustomerID))
	cancelled := b.order(t)
	b.change(t, b.owner, cancelled.ID, models.StatusCancelled)
	require.NoError(t, record(cancelled, cancelled.Cost+700, false), "people decide about it afterwards (ST-8)")
}

// The second of two who take the same money reads that it was written down, by whom, and what is left.
func takesTheSameMoney(t *testing.T, b *bundle) {
	o := b.order(t)
	b.clock.MoveTo(b.clock.Now().Add(time.Minute))
	b.pay(t, o.ID, o.Cost)
	_, _, err := b.RecordPayment(b.ctx, b.manager, services.RecordPaymentParams{OrderID: o.ID, Version: o.Version, Method: "cash", Amount: o.Cost})
	requireCode(t, models.CodeStale, err)
	var stale *models.Error
	require.ErrorAs(t, err, &stale)
	require.Contains(t, stale.Text("en"), "; a payment of ₽100.00 was recorded, ₽0.00 is left to pay.", "not the status, receipt or stage that went with it")
}

// Money over the cost that comes to a cancelled order goes to the deposit when the order is reopened, and no sooner.
func reopenedWithTooMuch(t *testing.T, b *bundle) {
	surplus := func(o *models.Order) []any {
		got := b.get(t, o.ID)
		return []any{got.Status, got.Paid, b.balance(t, o.CustomerID)}
	}
	t.Run("by-late-money", func(t *testing.T) {
		o := b.order(t)
		b.change(t, b.process, o.ID, models.StatusCancelled)
		b.payByGateway(t, o, o.Cost+700)
		require.Equal(t, []any{models.StatusPayed, o.Cost, int64(700)}, surplus(o))
		require.Contains(t, b.historyKinds(t, o.ID), models.HistoryOverpayment, "visibly")
	})
	t.Run("by-a-person", func(t *testing.T) {
		o := b.order(t)
		b.change(t, b.owner, o.ID, models.StatusCancelled)
		b.payByGateway(t, o, o.Cost+700)
		require.Equal(t, []any{models.StatusCancelled, o.Cost + 700, int64(0)}, surplus(o), "nobody has decided yet")
		b.change(t, b.owner, o.ID, models.StatusInWork)
		require.Equal(t, []any{models.StatusPayed, o.Cost, int64(700)}, surplus(o))
	})
}

// spentSurplus is a completed order, paid once more by half its cost by mistake;
// the customer has spent what went to the deposit.
func spentSurplus(t *testing.T, b *bundle) (*models.Order, *models.Payment) {
	t.Helper()
	o := b.order(t)
	b.pay(t, o.ID, o.Cost)
	surplus := b.pay(t, o.ID, o.Cost/2)
	_, err := b.DebitDeposit(b.ctx, b.owner, services.DepositParams{CustomerID: o.CustomerID, Currency: "RUB", Amount: o.Cost / 2})
	require.NoError(t, err)
	return b.get(t, o.ID), surplus
}

func TestMovePayment(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		move := func(p *models.Payment, to int64) error {
			_, err := b.MovePayment(b.ctx, b.manager, services.MovePaymentParams{PaymentID: p.ID, ToOrderID: to})
			return err
		}
		t.Run("PAY-4/move-to-order", func(t *testing.T) {
			from := b.order(t)
			to := b.orderOf(t, from.CustomerID, b.offer(t, func(p *services.OfferParams) { p.Price = 6000 }).ID)
			p := b.payByGateway(t, from, from.Cost)
			require.NoError(t, move(p, to.ID))
			require.Equal(t, models.StatusInWork, b.get(t, from.ID).Status)
			got := b.get(t, to.ID)
			require.Equal(t, models.StatusPayed, got.Status)
			require.Equal(t, []int64{6000, 4000}, []int64{got.Paid, b.balance(t, from.CustomerID)})
			row := b.payment(t, p.ID)
			require.Equal(t, []any{to.ID, from.ID, models.PaymentAccepted}, []any{*row.OrderID, *row.MovedFromOrderID, row.State})
			for _, id := range []int64{from.ID, to.ID} {
				require.Contains(t, b.historyKinds(t, id), models.HistoryPaymentMoved)
				list, err := b.ListPayments(b.ctx, b.manager, id)
				require.NoError(t, err)
				require.Len(t, list, 1, "shown in both")
			}
			require.NotContains(t, b.events(t, to.ID), models.EventPaymentReceived, "no second receipt")
		})
		t.Run("PAY-4/move-to-deposit", func(t *testing.T) {
			o := b.order(t)
			p := b.payByGateway(t, o, 4000)
			require.NoError(t, move(p, 0))
			require.Equal(t, models.StatusInWork, b.get(t, o.ID).Status, "ST-4 names this way out")
			require.EqualValues(t, 4000, b.balance(t, o.CustomerID))
			require.Contains(t, b.events(t, o.ID), models.EventPaymentMoved)
			b.change(t, b.owner, o.ID, models.StatusCancelled)
			requireCode(t, models.CodePaymentNotMovable, move(p, 0))
		})
		t.Run("PAY-4/move-refused", func(t *testing.T) {
			o := b.order(t)
			p := b.payByGateway(t, o, 4000)
			dollars := b.offer(t, func(p *services.OfferParams) { p.Currency = "USD" }).ID
			cancelled := b.orderOf(t, o.CustomerID, b.offer(t).ID)
			b.change(t, b.owner, cancelled.ID, models.StatusCancelled)
			for reason, to := range map[string]int64{
				"another_customer": b.order(t).ID, "another_currency": b.orderOf(t, o.CustomerID, dollars).ID,
				"same_order": o.ID, "order_cancelled": cancelled.ID,
			} {
				err := move(p, to)
				requireCode(t, models.CodePaymentNotMovable, err)
				var e *models.Error
				require.ErrorAs(t, err, &e)
				require.Equal(t, reason, e.Params["reason"])
			}
			requireCode(t, models.CodeUnknownReference, move(p, 1<<40))
			started, _ := b.start(t, b.order(t), 0)
			requireCode(t, models.CodePaymentNotMovable, move(b.payment(t, started.PaymentID), 0))
		})
	})
}

func TestNotifications(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		accept := func(t *testing.T, n services.Notification) string {
			t.Helper()
			outcome, err := b.AcceptNotification(b.ctx, "test", n)
			require.NoError(t, err)
			return outcome
		}
		about := func(o *models.Order, external, status string) services.Notification {
			n := b.notice(o, o.Cost)
			n.ExternalID, n.Status = external, status
			return n
		}
		t.Run("PAY-3/started-payment", func(t *testing.T) {
			o := b.order(t)
			started, external := b.start(t, o, 0)
			require.Equal(t, models.PaymentInFlight, b.payment(t, started.PaymentID).State)
			require.Equal(t, services.OutcomeAccepted, accept(t, about(o, external, services.GatewaySucceeded)))
			require.Equal(t, models.PaymentAccepted, b.payment(t, started.PaymentID).State)
			require.Equal(t, models.StatusPayed, b.get(t, o.ID).Status)
		})
		t.Run("PAY-3/second-click-before-the-gateway-answered", func(t *testing.T) {
			o := b.order(t)
			heard := about(o, "told-by-the-gateway", services.GatewayPending)
			require.Equal(t, services.OutcomePending, accept(t, heard))
			click := func() *services.StartedPayment {
				started, err := b.StartPayment(b.ctx, services.StartPaymentParams{Token: o.PayToken, Gateway: "test"})
				require.NoError(t, err)
				return started
			}
			first, second := click(), click()
			require.Equal(t, first, second)
			require.NotEqual(t, b.paymentByExternal(t, heard.ExternalID).ID, first.PaymentID, "that one we never started")
			for range 2 {
				require.NoError(t, b.PaymentStarted(b.ctx, first.PaymentID, "once", "https://gateway.example/once"))
			}
			require.Equal(t, "https://gateway.example/once", click().RedirectURL)
			require.EqualValues(t, 2, b.count(t, "SELECT COUNT(*) FROM payments WHERE order_id = ?", o.ID))
		})
		t.Run("PAY-3/same-event-twice", func(t *testing.T) {
			o := b.order(t)
			n := b.notice(o, o.Cost)
			require.Equal(t, services.OutcomeAccepted, accept(t, n))
			require.Equal(t, services.OutcomeAccepted, accept(t, n), "the same answer")
			require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM payments WHERE order_id = ?", o.ID))
			require.Zero(t, b.balance(t, o.CustomerID))
		})
		t.Run("PAY-3/another-event-same-payment", func(t *testing.T) {
			o := b.order(t)
			require.Equal(t, services.OutcomeAccepted, accept(t, about(o, "same", services.GatewaySucceeded)))
			require.Equal(t, services.OutcomeAlready, accept(t, about(o, "same", services.GatewaySucceeded)))
			require.Equal(t, o.Cost, b.get(t, o.ID).Paid)
			require.Zero(t, b.balance(t, o.CustomerID))
		})
		for name, order := range map[string][]string{
			"failed-after-succeeded":  {services.GatewaySucceeded, services.GatewayFailed},
			"succeeded-after-failed":  {services.GatewayFailed, services.GatewaySucceeded},
			"pending-after-succeeded": {services.GatewaySucceeded, services.GatewayPending},
			"all-backwards":           {services.GatewayFailed, services.GatewayPending, services.GatewaySucceeded},
		} {
			t.Run("PAY-3/order-insensitive/"+name, func(t *testing.T) {
				o := b.order(t)
				for _, status := range order {
					accept(t, about(o, "out-of-order-"+name, status))
				}
				require.Equal(t, models.StatusPayed, b.get(t, o.ID).Status)
				require.Equal(t, models.PaymentAccepted, b.paymentByExternal(t, "out-of-order-"+name).State)
			})
		}
		t.Run("PAY-3/before-the-gateway-answered-us", func(t *testing.T) {
			o := b.order(t)
			started, err := b.StartPayment(b.ctx, services.StartPaymentParams{Token: o.PayToken, Gateway: "test"})
			require.NoError(t, err)
			require.Equal(t, services.OutcomeAccepted, accept(t, about(o, "early", services.GatewaySucceeded)))
			require.Equal(t, models.PaymentAccepted, b.payment(t, started.PaymentID).State)
			require.NoError(t, b.PaymentStarted(b.ctx, started.PaymentID, "early", "https://gateway.example"))
			require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM payments WHERE order_id = ?", o.ID))
		})
		other := b.order(t)
		for name, spoil := range map[string]func(n *services.Notification){
			"sum":      func(n *services.Notification) { n.Amount-- },
			"currency": func(n *services.Notification) { n.Currency = "USD" },
			"account":  func(n *services.Notification) { n.Account = "somebody" },
			"order":    func(n *services.Notification) { n.Reference = other.PayToken },
		} {
			t.Run("PAY-3/disagrees/"+name, func(t *testing.T) {
				o := b.order(t)
				started, external := b.start(t, o, 0)
				n := about(o, external, services.GatewaySucceeded)
				spoil(&n)
				require.Equal(t, services.OutcomeMismatch, accept(t, n))
				require.Equal(t, models.PaymentInFlight, b.payment(t, started.PaymentID).State)
				require.Zero(t, b.get(t, o.ID).Paid)
				require.Zero(t, b.get(t, other.ID).Paid)
				d := one[models.MoneyDecision](t, b, "SELECT * FROM money_decisions WHERE state = 'open' ORDER BY id DESC LIMIT 1")
				require.Equal(t, models.DecideMismatch, d.Reason)
				require.Equal(t, n.Amount, d.Amount)
				require.Equal(t, services.OutcomeMismatch, accept(t, n))
				require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM money_decisions WHERE notification_id = ?", *d.NotificationID))
				_, err := b.ResolveDecision(b.ctx, b.owner, services.ResolveDecisionParams{DecisionID: d.ID, Resolution: models.ResolveDismiss})
				require.NoError(t, err)
			})
		}
		t.Run("PAY-3/one-question-for-each-payment", func(t *testing.T) {
			o := b.order(t)
			asked := func() int64 {
				return b.count(t, "SELECT COUNT(*) FROM money_decisions d JOIN gateway_notifications n ON n.id = d.notification_id WHERE n.external_id LIKE 'often-%'")
			}
			for _, amount := range []int64{o.Cost, 1, -1, math.MaxInt64, math.MinInt64} {
				n := about(o, "often-unknown", services.GatewaySucceeded)
				n.Reference, n.Amount = "nobody", amount
				require.Equal(t, services.OutcomeUnknownOrder, accept(t, n))
				n = about(o, "often-known", services.GatewaySucceeded)
				n.Account, n.Amount = "somebody", amount
				require.Equal(t, services.OutcomeMismatch, accept(t, n))
			}
			require.EqualValues(t, 2, asked(), "ST-8: one for each payment, however often the gateway says it")
			d := one[models.MoneyDecision](t, b, "SELECT * FROM money_decisions WHERE order_id = ?", o.ID)
			require.Equal(t, o.Cost, d.Amount, "what was claimed first")
			_, err := b.ResolveDecision(b.ctx, b.owner, services.ResolveDecisionParams{DecisionID: d.ID, Resolution: models.ResolveDismiss})
			require.NoError(t, err)
			n := about(o, "often-known", services.GatewaySucceeded)
			n.Account = "somebody"
			require.Equal(t, services.OutcomeMismatch, accept(t, n))
			require.EqualValues(t, 3, asked(), "said again after it was decided")
		})
		for name, amount := range map[string]int64{"negative": -1, "nothing": 0, "too-large": models.MaxAmount + 1, "overflowing": math.MaxInt64} {
			t.Run("PAY-3/sum-that-cannot-be/"+name, func(t *testing.T) {
				o := b.order(t)
				n := about(o, "sum-"+name, services.GatewaySucceeded)
				n.Amount = amount
				require.Equal(t, services.OutcomeMismatch, accept(t, n))
				d := one[models.MoneyDecision](t, b, "SELECT * FROM money_decisions WHERE order_id = ?", o.ID)
				require.Equal(t, models.DecideMismatch, d.Reason)
				require.Zero(t, d.Amount, "no sum is claimed that nobody could have paid")
				require.Zero(t, b.get(t, o.ID).Paid)
			})
		}
		t.Run("PAY-3/pending-comes-first", func(t *testing.T) {
			o := b.order(t)
			for range 2 {
				accept(t, about(o, "pending-first", services.GatewayPending))
			}
			require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM events WHERE order_id = ? AND kind = ?", o.ID, models.EventPaymentStarted), "it is in flight, and said so once")
		})
		t.Run("PAY-3/unknown-order", func(t *testing.T) {
			n := b.notice(b.order(t), 100)
			n.Reference = "nobody"
			require.Equal(t, services.OutcomeUnknownOrder, accept(t, n))
			d := one[models.MoneyDecision](t, b, "SELECT * FROM money_decisions WHERE reason = ? ORDER BY id DESC LIMIT 1", models.DecideUnknownOrder)
			require.EqualValues(t, 100, d.Amount)
		})
		t.Run("PAY-3/stored-before-processed", func(t *testing.T) {
			o := b.order(t)
			n := b.notice(o, o.Cost)
			b.OnPoint(func(point string) {
				if point == "notification.stored" {
					panic("the process dies here")
				}
			})
			require.Panics(t, func() { _, _ = b.AcceptNotification(b.ctx, "test", n) })
			b.OnPoint(nil)
			require.Zero(t, b.get(t, o.ID).Paid)
			left, err := b.UnprocessedNotifications(b.ctx, 0, 10)
			require.NoError(t, err)
			require.Empty(t, left, "the request that brought it may still be at work")
			b.pass(5 * time.Second)
			left, err = b.UnprocessedNotifications(b.ctx, 0, 10)
			require.NoError(t, err)
			require.Len(t, left, 1)
			require.Equal(t, n.EventID, left[0].EventID)
			require.Equal(t, services.OutcomeAccepted, accept(t, n), "redelivered")
			require.Equal(t, o.Cost, b.get(t, o.ID).Paid)
			left, err = b.UnprocessedNotifications(b.ctx, 0, 10)
			require.NoError(t, err)
			require.Empty(t, left)
		})
		t.Run("PAY-3/reconcile", func(t *testing.T) { reconciles(t, b) })
		t.Run("ST-9/silent-gateway", func(t *testing.T) { silentGateway(t, b) })
		t.Run("PAY-3/malformed", func(t *testing.T) {
			_, err := b.AcceptNotification(b.ctx, "test", services.Notification{Status: "perhaps"})
			requireCode(t, models.CodeInvalid, err)
		})
	})
}

func reconciles(t *testing.T, b *bundle) {
	o := b.order(t)
	started, external := b.start(t, o, 0)
	due, err := b.ReconcileDue(b.ctx, 100)
	require.NoError(t, err)
	require.NotContains(t, due, services.DuePayment{ID: started.PaymentID, Gateway: "test", ExternalID: external})
	b.pass(31 * time.Minute)
	due, err = b.ReconcileDue(b.ctx, 100)
	require.NoError(t, err)
	require.Contains(t, due, services.DuePayment{ID: started.PaymentID, Gateway: "test", ExternalID: external})
	require.NoError(t, b.GatewayAnswered(b.ctx, started.PaymentID, services.GatewaySucceeded))
	require.Equal(t, models.StatusPayed, b.get(t, o.ID).Status)
	require.NoError(t, b.GatewayAnswered(b.ctx, started.PaymentID, services.GatewayFailed), "after the final word nothing changes")
	require.Equal(t, models.PaymentAccepted, b.payment(t, started.PaymentID).State)

	lost := b.order(t)
	started, _ = b.start(t, lost, 0)
	require.NoError(t, b.GatewayAnswered(b.ctx, started.PaymentID, services.GatewayFailed))
	require.Equal(t, models.PaymentFailed, b.payment(t, started.PaymentID).State)
	require.Contains(t, b.events(t, lost.ID), models.EventPaymentFailed)
}

func silentGateway(t *testing.T, b *bundle) {
	o := b.order(t)
	started, _ := b.start(t, o, 0)
	for range 2 {
		require.NoError(t, b.GatewayAnswered(b.ctx, started.PaymentID, services.GatewayUnknown))
	}
	open := b.openDecisions(t, o.ID)
	require.Len(t, open, 1, "once")
	require.Equal(t, models.DecideGatewaySilence, open[0].Reason)
	b.refuse(t, b.process, o.ID, models.StatusCancelled, models.CodeMoneyInFlight)
	_, err := b.ResolveDecision(b.ctx, b.owner, services.ResolveDecisionParams{DecisionID: open[0].ID, Resolution: models.ResolveNotPaid})
	require.NoError(t, err)
	require.Equal(t, models.StatusCancelled, b.change(t, b.process, o.ID, models.StatusCancelled).Status)

	paid := b.order(t)
	started, _ = b.start(t, paid, 0)
	require.NoError(t, b.GatewayAnswered(b.ctx, started.PaymentID, services.GatewayUnknown))
	_, err = b.ResolveDecision(b.ctx, b.owner, services.ResolveDecisionParams{DecisionID: b.openDecisions(t, paid.ID)[0].ID, Resolution: models.ResolvePaid})
	require.NoError(t, err)
	require.Equal(t, models.StatusPayed, b.get(t, paid.ID).Status)

	late := b.order(t)
	started, _ = b.start(t, late, 0)
	require.NoError(t, b.GatewayAnswered(b.ctx, started.PaymentID, services.GatewayUnknown))
	require.NoError(t, b.GatewayAnswered(b.ctx, started.PaymentID, services.GatewaySucceeded))
	require.Empty(t, b.openDecisions(t, late.ID), "the gateway's word closes it")
}
