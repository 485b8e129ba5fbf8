package services_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// offerOf is the offer of an order's only item.
func offerOf(t *testing.T, b *bundle, o *models.Order) int64 {
	t.Helper()
	return one[models.OrderItem](t, b, "SELECT * FROM order_items WHERE order_id = ?", o.ID).OfferID
}

func TestPaymentLink(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		open := func(t *testing.T, o *models.Order) *services.LinkView {
			t.Helper()
			view, err := b.OpenLink(b.ctx, o.PayToken)
			require.NoError(t, err)
			return view
		}
		begin := func(o *models.Order, amount int64) error {
			_, err := b.StartPayment(b.ctx, services.StartPaymentParams{Token: o.PayToken, Gateway: "test", Amount: amount})
			return err
		}
		parts := func(p *services.OfferParams) { p.SmallestPart = 3000 }
		t.Run("PAY-2/open", func(t *testing.T) {
			o := b.order(t)
			view := open(t, o)
			require.Equal(t, services.LinkOpen, view.State)
			require.Equal(t, []int64{10000, 10000, 10000}, []int64{view.Left, view.Ask, view.Smallest})
			require.Len(t, view.Items, 1)
			b.pay(t, o.ID, 2500)
			require.EqualValues(t, 7500, open(t, o).Left, "one stable link that always shows what is left")
			requireCode(t, models.CodePartTooSmall, begin(o, 100))
			require.NoError(t, begin(o, 0))
		})
		t.Run("PAY-2/part", func(t *testing.T) {
			o := b.order(t, parts)
			require.EqualValues(t, 3000, open(t, o).Smallest)
			requireCode(t, models.CodePartTooSmall, begin(o, 2999))
			requireCode(t, models.CodePartTooLarge, begin(o, 10001))
			require.NoError(t, begin(o, 3000))
		})
		t.Run("PAY-2/part-of-several", func(t *testing.T) {
			for _, c := range []struct{ first, second, least int64 }{{2000, 3000, 3000}, {3000, 2000, 3000}, {2000, 0, 20000}, {0, 2000, 20000}} {
				smallest := func(least int64) func(*services.OfferParams) {
					return func(p *services.OfferParams) { p.SmallestPart = least }
				}
				o := b.orderOf(t, b.customer(t), b.offer(t, smallest(c.first)).ID, b.offer(t, smallest(c.second)).ID)
				require.Equal(t, c.least, open(t, o).Smallest, "%+v", c)
				requireCode(t, models.CodePartTooSmall, begin(o, c.least-1))
				require.NoError(t, begin(o, c.least))
			}
		})
		t.Run("PAY-2/part-asked", func(t *testing.T) {
			o := b.order(t)
			_, err := b.AskPart(b.ctx, b.manager, services.OrderRef{ID: o.ID}, 2000)
			require.NoError(t, err)
			view := open(t, o)
			require.Equal(t, []any{services.LinkPartAsked, int64(2000), int64(10000)}, []any{view.State, view.Ask, view.Left})
			started, external := b.start(t, o, 0)
			require.EqualValues(t, 2000, started.Amount)
			n := b.notice(o, 2000)
			n.ExternalID = external
			_, err = b.AcceptNotification(b.ctx, "test", n)
			require.NoError(t, err)
			require.Equal(t, services.LinkOpen, open(t, o).State)
		})
		t.Run("PAY-2/part-asked-not-below-the-smallest", func(t *testing.T) {
			o := b.order(t, parts)
			ask := func(amount int64) error {
				_, err := b.AskPart(b.ctx, b.manager, services.OrderRef{ID: o.ID}, amount)
				return err
			}
			requireCode(t, models.CodePartTooSmall, ask(2999))
			require.NoError(t, ask(3000))
			require.NoError(t, ask(0))
			b.pay(t, o.ID, 8000)
			require.NoError(t, ask(2000), "all that is left is no part")
		})
		t.Run("PAY-2/paid", func(t *testing.T) {
			o := b.order(t, func(p *services.OfferParams) { p.PaidText, p.PaidURL = "Welcome", "https://school.example/in" })
			require.Empty(t, open(t, o).PaidText)
			b.pay(t, o.ID, o.Cost)
			view := open(t, o)
			require.Equal(t, []string{services.LinkPaid, "Welcome", "https://school.example/in"}, []string{view.State, view.PaidText, view.PaidURL})
			require.Len(t, view.Purchases, 1)
			requireCode(t, models.CodeLinkClosed, begin(o, 0))
			page, err := b.PurchasePage(b.ctx, view.Purchases[0].Token)
			require.NoError(t, err)
			require.Equal(t, "https://courses.example/door", page.Link)
		})
		t.Run("PAY-2/deadline-passed", func(t *testing.T) {
			o := b.order(t, func(p *services.OfferParams) { p.DeadlineDays, p.OrderAgain = ptr[int64](1), true })
			b.pass(25 * time.Hour)
			view := open(t, o)
			require.Equal(t, services.LinkDeadlinePassed, view.State)
			requireCode(t, models.CodeLinkClosed, begin(o, 0))
			require.True(t, view.Again)
			token, err := b.OrderAgain(b.ctx, o.PayToken)
			require.NoError(t, err)
			require.NotEqual(t, o.PayToken, token)
			require.Equal(t, models.StatusCancelled, b.get(t, o.ID).Status)
			again, err := b.OrderAgain(b.ctx, o.PayToken)
			require.NoError(t, err)
			require.Equal(t, token, again, "a double click makes no second order")
		})
		expired := func(t *testing.T) *models.Order {
			t.Helper()
			o := b.order(t, func(p *services.OfferParams) { p.DeadlineDays, p.OrderAgain = ptr[int64](1), true })
			b.pass(25 * time.Hour)
			return o
		}
		t.Run("PAY-2/two-clicks-at-once", func(t *testing.T) {
			o := expired(t)
			var tokens [2]string
			var group errgroup.Group
			for i := range tokens {
				group.Go(func() (err error) {
					tokens[i], err = b.OrderAgain(b.ctx, o.PayToken)
					return err
				})
			}
			require.NoError(t, group.Wait())
			require.Equal(t, tokens[0], tokens[1])
			require.EqualValues(t, 2, b.count(t, "SELECT COUNT(*) FROM orders WHERE customer_id = ?", o.CustomerID))
		})
		t.Run("PAY-2/again-spares-other-orders", func(t *testing.T) {
			o := expired(t)
			other, err := b.PlaceOrder(b.ctx, b.owner, services.PlaceOrderParams{
				CustomerID: o.CustomerID, Items: []services.ItemSpec{{OfferID: offerOf(t, b, o), Quantity: 2}},
				Via: models.ViaManual, Duplicate: models.DuplicateCreate,
			})
			require.NoError(t, err)
			token, err := b.OrderAgain(b.ctx, o.PayToken)
			require.NoError(t, err)
			require.Equal(t, other.Order.PayToken, token)
			require.Equal(t, models.StatusNew, b.get(t, other.Order.ID).Status)
		})
		t.Run("PAY-2/money-stays-where-it-is", func(t *testing.T) {
			o := b.order(t, func(p *services.OfferParams) { p.DeadlineDays, p.OrderAgain = ptr[int64](1), true })
			b.pay(t, o.ID, 1000)
			b.pass(25 * time.Hour)
			view := open(t, o)
			require.Equal(t, services.LinkDeadlinePassed, view.State)
			require.False(t, view.Again)
			_, err := b.OrderAgain(b.ctx, o.PayToken)
			requireCode(t, models.CodeLinkClosed, err)
		})
		t.Run("PAY-2/cancelled", func(t *testing.T) {
			o := b.order(t)
			b.change(t, b.owner, o.ID, models.StatusCancelled)
			require.Equal(t, services.LinkCancelled, open(t, o).State)
			requireCode(t, models.CodeLinkClosed, begin(o, 0))
			_, err := b.OrderAgain(b.ctx, o.PayToken)
			requireCode(t, models.CodeLinkClosed, err)
		})
		t.Run("PAY-2/false", func(t *testing.T) {
			o := b.order(t)
			b.change(t, b.owner, o.ID, models.StatusFalse)
			_, err := b.OpenLink(b.ctx, o.PayToken)
			requireCode(t, models.CodeNotFound, err)
			requireCode(t, models.CodeNotFound, begin(o, 0))
			_, err = b.OpenLink(b.ctx, "no such link")
			requireCode(t, models.CodeNotFound, err)
		})
		t.Run("PAY-2/no-personal-data", func(t *testing.T) {
			o := b.order(t)
			c := one[models.Customer](t, b, "SELECT * FROM customers WHERE id = ?", o.CustomerID)
			shown := fmt.Sprintf("%+v", open(t, o))
			require.NotContains(t, shown, c.Email)
			require.NotContains(t, shown, c.Name)
		})
		t.Run("PAY-2/second-click", func(t *testing.T) {
			o := b.order(t)
			first, _ := b.start(t, o, 0)
			second, err := b.StartPayment(b.ctx, services.StartPaymentParams{Token: o.PayToken, Gateway: "test"})
			require.NoError(t, err)
			require.Equal(t, first.PaymentID, second.PaymentID)
			require.NotEmpty(t, second.RedirectURL)
		})
	})
}

func TestDeadlines(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		within := func(days int64, action string) func(*services.OfferParams) {
			return func(p *services.OfferParams) { p.DeadlineDays, p.DeadlineAction = &days, action }
		}
		t.Run("PAY-7/the-earliest", func(t *testing.T) {
			o := b.orderOf(t, b.customer(t), b.offer(t, within(5, models.DeadlineKeep)).ID, b.offer(t, within(2, models.DeadlineCancel)).ID)
			require.Equal(t, []any{epoch.AddDate(0, 0, 2), models.DeadlineCancel}, []any{*o.PaymentDeadline, o.DeadlineAction})
		})
		t.Run("PAY-7/cancel-or-keep", func(t *testing.T) {
			dies, stays := b.order(t, within(1, models.DeadlineCancel)), b.order(t, within(1, models.DeadlineKeep))
			part, flight := b.order(t, within(1, models.DeadlineCancel)), b.order(t, within(1, models.DeadlineCancel))
			moved := b.order(t, within(1, models.DeadlineCancel))
			b.pay(t, part.ID, 1)
			b.start(t, flight, 0)
			_, err := b.SetDeadline(b.ctx, b.manager, services.OrderRef{ID: moved.ID}, ptr(epoch.AddDate(0, 0, 9)))
			require.NoError(t, err)
			none, err := b.CancelOverdue(b.ctx, 100)
			require.NoError(t, err)
			require.Zero(t, none)
			b.pass(25 * time.Hour)
			cancelled, err := b.CancelOverdue(b.ctx, 100)
			require.NoError(t, err)
			require.Equal(t, 1, cancelled)
			got := b.get(t, dies.ID)
			require.Equal(t, []any{models.StatusCancelled, models.CancelledByAutomation}, []any{got.Status, got.CancelledBy})
			for _, o := range []*models.Order{stays, part, flight, moved} {
				require.NotEqual(t, models.StatusCancelled, b.get(t, o.ID).Status)
			}
		})
		t.Run("PAY-7/local-days", func(t *testing.T) {
			_, err := b.ChangeSettings(b.ctx, b.owner, services.SettingsParams{AccountName: "School", TimeZone: "Europe/Berlin", Language: "en"})
			require.NoError(t, err)
			at := time.Date(2026, 3, 28, 11, 0, 0, 0, time.UTC)
			b.clock.MoveTo(at)
			o := b.order(t, within(1, models.DeadlineKeep))
			require.Equal(t, at.Add(23*time.Hour), *o.PaymentDeadline, "the clocks go forward in between")
		})
	})
}

func TestPurchases(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		paid := func(t *testing.T, terms models.AccessTerms) *models.Order {
			t.Helper()
			o := b.order(t, func(p *services.OfferParams) { p.AccessTerms = terms })
			b.pay(t, o.ID, o.Cost)
			return o
		}
		day := func(n int) time.Time { return b.clock.Now().AddDate(0, 0, n) }
		turn := func(t *testing.T) int {
			t.Helper()
			n, err := b.TurnPurchases(b.ctx, 100)
			require.NoError(t, err)
			return n
		}
		t.Run("CUS-3/at-once-never", func(t *testing.T) {
			o := paid(t, models.AccessTerms{AccessStart: models.AccessAtOnce, AccessEnd: models.AccessNever})
			p := b.purchases(t, o.ID)[0]
			require.Equal(t, models.PurchaseActive, p.Status)
			require.Nil(t, p.EndsAt)
			require.Nil(t, p.NextChange)
		})
		t.Run("CUS-3/days-after-payment", func(t *testing.T) {
			o := paid(t, models.AccessTerms{AccessStart: models.AccessAfterPayment, AccessStartDays: 2, AccessEnd: models.AccessAfterStart, AccessEndDays: 3})
			p := b.purchases(t, o.ID)[0]
			require.Equal(t, []any{models.PurchaseNotStarted, day(2), day(5)}, []any{p.Status, *p.StartsAt, *p.EndsAt})
			view, err := b.PurchasePage(b.ctx, p.LinkToken)
			require.NoError(t, err)
			require.Empty(t, view.Link, "shown only while the purchase is active")
			require.NotContains(t, b.events(t, o.ID), models.EventPurchaseStarted)
			require.Zero(t, turn(t))
			b.pass(48 * time.Hour)
			require.Equal(t, 1, turn(t))
			require.Equal(t, models.PurchaseActive, b.purchases(t, o.ID)[0].Status)
			require.Contains(t, b.events(t, o.ID), models.EventPurchaseStarted)
			b.pass(72 * time.Hour)
			require.Equal(t, 1, turn(t))
			require.Equal(t, models.PurchaseEnded, b.purchases(t, o.ID)[0].Status)
			require.Contains(t, b.events(t, o.ID), models.EventPurchaseEnded)
			require.Zero(t, turn(t))
		})
		t.Run("CUS-3/days-after-payment-not-completion", func(t *testing.T) {
			o := b.order(t, byHandComplete, func(p *services.OfferParams) {
				p.AccessTerms = models.AccessTerms{AccessStart: models.AccessAfterPayment, AccessStartDays: 2, AccessEnd: models.AccessAfterStart, AccessEndDays: 3}
			})
			b.pass(96 * time.Hour)
			at := day(-3)
			_, _, err := b.RecordPayment(b.ctx, b.owner, services.RecordPaymentParams{OrderID: o.ID, Method: "cash", Amount: o.Cost, PaidAt: &at})
			require.NoError(t, err)
			b.change(t, b.owner, o.ID, models.StatusPayed)
			p := b.purchases(t, o.ID)[0]
			require.Equal(t, []any{models.PurchaseActive, day(-1), day(2)}, []any{p.Status, *p.StartsAt, *p.EndsAt})
		})
		t.Run("CUS-3/on-a-date", func(t *testing.T) {
			from, to := day(1), day(4)
			o := paid(t, models.AccessTerms{AccessStart: models.AccessOnDate, AccessStartAt: &from, AccessEnd: models.AccessOnDate, AccessEndAt: &to})
			p := b.purchases(t, o.ID)[0]
			require.Equal(t, []any{models.PurchaseNotStarted, from, to}, []any{p.Status, *p.StartsAt, *p.EndsAt})
		})
		t.Run("CUS-3/per-item", func(t *testing.T) {
			two := b.offer(t, func(p *services.OfferParams) { p.ProductIDs = append(p.ProductIDs, b.product(t)) }).ID
			o := b.orderOf(t, b.customer(t), two, b.offer(t).ID)
			b.pay(t, o.ID, o.Cost)
			require.Len(t, b.purchases(t, o.ID), 3)
		})
		t.Run("CUS-3/cancelled", func(t *testing.T) {
			o := paid(t, models.AccessTerms{})
			b.change(t, b.owner, o.ID, models.StatusWaitingForReturn)
			p := b.purchases(t, o.ID)[0]
			require.Equal(t, models.PurchaseCancelled, p.Status)
			view, err := b.PurchasePage(b.ctx, p.LinkToken)
			require.NoError(t, err)
			require.Empty(t, view.Instructions+view.Link)
			_, err = b.PurchasePage(b.ctx, "nothing")
			requireCode(t, models.CodeNotFound, err)
		})
	})
}
