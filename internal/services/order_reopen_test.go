package services_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

func dueIn(days int64, action string) func(*services.OfferParams) {
	return func(p *services.OfferParams) { p.DeadlineDays, p.DeadlineAction = &days, action }
}

// deadlines are the entries of an order's history about its payment deadline.
func (b *bundle) deadlines(t *testing.T, order int64) []string {
	t.Helper()
	return all[string](t, b, "SELECT data FROM order_history WHERE order_id = ? AND kind = ? ORDER BY id", order, models.HistoryDeadline)
}

func (b *bundle) cancelOverdue(t *testing.T) int {
	t.Helper()
	n, err := b.CancelOverdue(b.ctx, 100)
	require.NoError(t, err)
	return n
}

// An order that is reopened stays open: a deadline that has passed goes, one to come stays.
func TestReopenedOverdueOrder(t *testing.T) {
	t.Parallel()
	reopen := func(t *testing.T, b *bundle, o *models.Order) { b.change(t, b.owner, o.ID, models.StatusInWork) }
	cases := map[string]struct {
		closed models.Status
		reopen func(*testing.T, *bundle, *models.Order)
		want   models.Status
	}{
		"PAY-7/reopened-by-a-person": {models.StatusCancelled, reopen, models.StatusInWork},
		"PAY-7/reopened-from-false":  {models.StatusFalse, reopen, models.StatusInWork},
		"PAY-7/reopened-in-bulk": {models.StatusCancelled, func(t *testing.T, b *bundle, o *models.Order) {
			doors["bulk"](t, b, services.StatusChange{OrderID: o.ID, To: models.StatusInWork})
		}, models.StatusInWork},
		"PAY-7/reopened-by-late-money": {models.StatusCancelled, func(t *testing.T, b *bundle, o *models.Order) {
			b.payByGateway(t, o, 1000)
		}, models.StatusPartPayed},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both(t, func(t *testing.T, b *bundle) {
				passed, ahead := b.order(t, dueIn(1, models.DeadlineCancel)), b.order(t, dueIn(9, models.DeadlineCancel))
				was := *passed.PaymentDeadline
				if c.closed == models.StatusFalse {
					b.change(t, b.owner, passed.ID, c.closed)
				}
				b.change(t, b.system, ahead.ID, c.closed)
				b.pass(25 * time.Hour)
				b.cancelOverdue(t)
				require.Equal(t, c.closed, b.get(t, passed.ID).Status)
				c.reopen(t, b, passed)
				c.reopen(t, b, ahead)
				require.Zero(t, b.cancelOverdue(t))
				got := b.get(t, passed.ID)
				require.Equal(t, c.want, got.Status)
				require.Nil(t, got.PaymentDeadline)
				noted := b.deadlines(t, passed.ID)
				require.Len(t, noted, 1)
				for _, part := range []string{`"from":"` + was.Format(time.RFC3339) + `"`, `"to":null`, `"cause":"reopened"`} {
					require.Contains(t, noted[0], part)
				}
				require.Equal(t, *ahead.PaymentDeadline, *b.get(t, ahead.ID).PaymentDeadline)
				require.Empty(t, b.deadlines(t, ahead.ID))
			})
		})
	}
}

func TestDeadlineInThePast(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		t.Run("PAY-7/not-in-the-past", func(t *testing.T) {
			o := b.order(t, dueIn(1, models.DeadlineCancel))
			for _, at := range []time.Time{epoch, epoch.Add(-time.Hour)} {
				_, err := b.SetDeadline(b.ctx, b.manager, services.OrderRef{ID: o.ID}, &at)
				requireCode(t, models.CodeTimePassed, err)
				requireFields(t, err, "payment_deadline")
			}
			require.Equal(t, o, b.get(t, o.ID))
		})
	})
}

// Deciding about one payment says nothing about another, whose refund is under way.
func TestReopenBesideARefund(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		twoPayments := func(t *testing.T) (o *models.Order, marked *models.Payment, open map[string]models.MoneyDecision) {
			t.Helper()
			o = b.order(t)
			marked = b.pay(t, o.ID, o.Cost)
			_, err := b.MarkForRefund(b.ctx, b.owner, marked.ID)
			require.NoError(t, err)
			b.change(t, b.owner, o.ID, models.StatusCancelled)
			b.payByGateway(t, o, o.Cost)
			open = map[string]models.MoneyDecision{}
			for _, d := range b.openDecisions(t, o.ID) {
				open[d.Reason] = d
			}
			require.Len(t, open, 2)
			return o, marked, open
		}
		decide := func(d models.MoneyDecision, resolution string) error {
			_, err := b.ResolveDecision(b.ctx, b.owner, services.ResolveDecisionParams{DecisionID: d.ID, Resolution: resolution})
			return err
		}
		t.Run("ST-8/another-payment-is-marked-for-refund", func(t *testing.T) {
			o, marked, open := twoPayments(t)
			before := b.get(t, o.ID)
			requireCode(t, models.CodeRefundWanted, decide(open[models.DecideLateMoney], models.ResolveReopen))
			b.refuse(t, b.owner, o.ID, models.StatusInWork, models.CodeRefundWanted)
			require.Equal(t, before, b.get(t, o.ID))
			require.True(t, b.payment(t, marked.ID).RefundWanted)
			require.Len(t, b.openDecisions(t, o.ID), 2, "both questions stay")
			require.NoError(t, decide(open[models.DecideRefundWanted], models.ResolveRefunded))
			require.NoError(t, decide(open[models.DecideLateMoney], models.ResolveReopen))
			got := b.get(t, o.ID)
			require.Equal(t, []any{models.StatusPayed, o.Cost, int64(0)}, []any{got.Status, got.Paid, b.balance(t, o.CustomerID)})
		})
		t.Run("ST-8/the-refund-itself-is-called-off", func(t *testing.T) {
			o, marked, open := twoPayments(t)
			require.NoError(t, decide(open[models.DecideLateMoney], models.ResolveDeposit))
			require.NoError(t, decide(open[models.DecideRefundWanted], models.ResolveReopen))
			require.Equal(t, models.StatusPayed, b.get(t, o.ID).Status)
			require.False(t, b.payment(t, marked.ID).RefundWanted)
			require.Empty(t, b.openDecisions(t, o.ID))
		})
	})
}
