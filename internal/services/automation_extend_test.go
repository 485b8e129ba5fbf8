package services_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Whatever counts from the payment deadline moves with it, both ways (ORD-12).
func TestExtend(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		soon := object{"field": "order.payment_deadline", "op": "within_next", "value": object{"amount": 1, "unit": "days"}}
		b.publish(t, line("order", onOrder, wait("soon", soon, 1000), operation("remind", "comment", object{"text": "a day left"})))
		o := b.order(t, func(p *services.OfferParams) { p.DeadlineDays, p.DeadlineAction = ptr(int64(3)), models.DeadlineCancel })
		b.settle(t)
		set := func(at time.Time) {
			t.Helper()
			_, err := b.SetDeadline(b.ctx, b.manager, services.OrderRef{ID: o.ID}, &at)
			require.NoError(t, err)
			b.settle(t)
		}
		reminded := func() bool {
			b.settle(t)
			for _, kind := range b.historyKinds(t, o.ID) {
				if kind == models.HistoryComment {
					return true
				}
			}
			return false
		}
		t.Run("ORD-12/extend/what-it-says", func(t *testing.T) {
			a, err := b.OrderAutomation(b.ctx, b.owner, o.ID)
			require.NoError(t, err)
			require.Equal(t, o.PaymentDeadline.UTC(), a.CancelAt.UTC(), "the cancel at the deadline is an automatic action, too")
		})
		t.Run("ORD-12/extend/later", func(t *testing.T) {
			b.pass(day)
			set(epoch.Add(10 * day))
			b.pass(2 * day)
			require.False(t, reminded(), "a day before the old deadline is no longer the time")
			cancelled, err := b.CancelOverdue(b.ctx, 10)
			require.NoError(t, err)
			require.Zero(t, cancelled, "nor is the order cancelled at it")
			require.Contains(t, b.historyKinds(t, o.ID), models.HistoryDeadline)
			require.Contains(t, b.events(t, o.ID), models.EventOrderDeadline)
		})
		t.Run("ORD-12/extend/sooner", func(t *testing.T) {
			set(b.clock.Now().Add(20 * time.Hour))
			require.True(t, reminded(), "less than a day is left at once")
		})
		t.Run("ORD-12/extend/paid", func(t *testing.T) {
			b.pay(t, o.ID, 100)
			a, err := b.OrderAutomation(b.ctx, b.owner, o.ID)
			require.NoError(t, err)
			require.Nil(t, a.CancelAt, "an order that took money is not cancelled by its deadline")
		})
	})
}
