package services_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

func byHandComplete(p *services.OfferParams) { p.AutoComplete = false }

func TestStatusFollowsMoney(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		t.Run("ST-2/auto-complete", func(t *testing.T) {
			o := b.order(t)
			b.pay(t, o.ID, o.Cost)
			got := b.get(t, o.ID)
			require.Equal(t, models.StatusPayed, got.Status)
			require.NotNil(t, got.PaidAt)
			require.NotNil(t, got.CompletedAt)
		})
		t.Run("ST-2/keeps-its-status", func(t *testing.T) {
			o := b.order(t, byHandComplete)
			b.change(t, b.owner, o.ID, models.StatusPaymentWaiting)
			b.pay(t, o.ID, o.Cost)
			got := b.get(t, o.ID)
			require.Equal(t, models.StatusPaymentWaiting, got.Status)
			require.True(t, got.PaidInFull)
			require.Empty(t, b.purchases(t, o.ID), "no access before completion")
			require.Equal(t, models.StatusPayed, b.change(t, b.process, o.ID, models.StatusPayed).Status)
			require.Len(t, b.purchases(t, o.ID), 1)
		})
		t.Run("ST-2/part_payed-becomes-in_work", func(t *testing.T) {
			o := b.order(t, byHandComplete)
			b.pay(t, o.ID, 1)
			b.pay(t, o.ID, o.Cost-1)
			require.Equal(t, models.StatusInWork, b.get(t, o.ID).Status)
		})
		t.Run("ST-2/one-of-several-offers", func(t *testing.T) {
			o := b.orderOf(t, b.customer(t), b.offer(t).ID, b.offer(t, byHandComplete).ID)
			b.pay(t, o.ID, o.Cost)
			require.Equal(t, models.StatusNew, b.get(t, o.ID).Status)
		})
		t.Run("ST-3", func(t *testing.T) {
			o := b.order(t)
			b.pay(t, o.ID, 1)
			got := b.get(t, o.ID)
			require.Equal(t, models.StatusPartPayed, got.Status)
			require.False(t, got.PaidInFull)
		})
	})
}

// Money dates the status that it gives, and leaves the date of one that stays.
func TestMoneyDatesTheStatus(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		changed := func(order int64) time.Time { return b.get(t, order).StatusChangedAt }
		t.Run("ORD-1/status-changed-by-money", func(t *testing.T) {
			o := b.order(t)
			for _, amount := range []int64{1000, o.Cost - 1000} {
				b.pass(time.Hour)
				b.pay(t, o.ID, amount)
				require.Equal(t, b.clock.Now(), changed(o.ID))
			}
		})
		t.Run("ORD-1/status-kept-by-money", func(t *testing.T) {
			o := b.order(t, byHandComplete)
			b.pass(time.Hour)
			b.pay(t, o.ID, o.Cost)
			require.Equal(t, o.CreatedAt, changed(o.ID))
		})
	})
}

func TestChangeStatus(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		paid := func(t *testing.T) *models.Order {
			t.Helper()
			o := b.order(t)
			b.pay(t, o.ID, o.Cost)
			return o
		}
		t.Run("ST-4", func(t *testing.T) {
			o := b.order(t)
			b.payByGateway(t, o, 1)
			for _, actor := range []models.Actor{b.owner, b.process} {
				for _, to := range []models.Status{models.StatusCancelled, models.StatusFalse, models.StatusInWork, models.StatusPayed} {
					b.refuse(t, actor, o.ID, to, models.CodeStatusLockedByMoney)
				}
			}
			manual := b.order(t)
			b.pay(t, manual.ID, 1)
			b.change(t, b.owner, manual.ID, models.StatusCancelled)
		})
		t.Run("ST-5", func(t *testing.T) {
			o := b.order(t)
			reason := one[int64](t, b, "SELECT MIN(id) FROM refusal_reasons")
			got, err := b.ChangeStatus(b.ctx, b.manager, services.ChangeStatusParams{OrderID: o.ID, To: models.StatusCancelled, ReasonID: reason, Comment: "too dear"})
			require.NoError(t, err)
			require.Equal(t, *reason, *got.RefusalReasonID)
			require.Equal(t, []string{"too dear", models.CancelledByPerson}, []string{got.CancelComment, got.CancelledBy})
			list, err := b.ListOrders(b.ctx, b.owner, services.OrderQuery{CustomerID: o.CustomerID})
			require.NoError(t, err)
			require.Len(t, list.Orders, 1, "it stays in lists")
		})
		t.Run("ST-7", func(t *testing.T) { accessFollowsStatus(t, b, paid(t)) })
		t.Run("ST-11/only-with-cancelled-and-false", func(t *testing.T) {
			reason := one[int64](t, b, "SELECT MIN(id) FROM refusal_reasons")
			_, err := b.ChangeStatus(b.ctx, b.owner, services.ChangeStatusParams{OrderID: b.order(t).ID, To: models.StatusInWork, ReasonID: reason})
			requireCode(t, models.CodeReasonNotAllowed, err)
			_, err = b.ChangeStatus(b.ctx, b.owner, services.ChangeStatusParams{OrderID: b.order(t).ID, To: models.StatusFalse, ReasonID: ptr[int64](1 << 40)})
			requireCode(t, models.CodeUnknownReference, err)
			got, err := b.ChangeStatus(b.ctx, b.owner, services.ChangeStatusParams{OrderID: b.order(t).ID, To: models.StatusFalse, ReasonID: reason})
			require.NoError(t, err)
			require.Equal(t, *reason, *got.RefusalReasonID)
		})
		t.Run("ST-12/open-among-themselves", func(t *testing.T) {
			o := b.order(t)
			for _, actor := range []models.Actor{b.owner, b.process} {
				for _, to := range []models.Status{models.StatusInWork, models.StatusPaymentWaiting, models.StatusNotConfirmed, models.StatusPending, models.StatusNew} {
					require.Equal(t, to, b.change(t, actor, o.ID, to).Status)
				}
			}
		})
		t.Run("ST-12/payed-needs-money", func(t *testing.T) {
			o := b.order(t)
			b.refuse(t, b.owner, o.ID, models.StatusPayed, models.CodeStatusNeedsMoney)
			b.refuse(t, b.process, o.ID, models.StatusPayed, models.CodeStatusNeedsMoney)
			b.refuse(t, b.owner, o.ID, models.StatusPartPayed, models.CodeStatusOnlyMoney)
		})
		t.Run("ST-12/false-never-with-money", func(t *testing.T) {
			o := b.order(t, byHandComplete)
			b.pay(t, o.ID, o.Cost)
			b.refuse(t, b.owner, o.ID, models.StatusFalse, models.CodeStatusHoldsMoney)
			b.refuse(t, b.process, o.ID, models.StatusFalse, models.CodeStatusHoldsMoney)
			b.refuse(t, b.process, o.ID, models.StatusCancelled, models.CodeStatusHoldsMoney)
		})
		t.Run("ST-12/money-marked-for-refund-is-still-money", func(t *testing.T) {
			whole, part := paid(t), b.order(t)
			mark := func(p *models.Payment) {
				_, err := b.MarkForRefund(b.ctx, b.owner, p.ID)
				require.NoError(t, err)
			}
			mark(one[models.Payment](t, b, "SELECT * FROM payments WHERE order_id = ?", whole.ID))
			mark(b.pay(t, part.ID, 1000))
			b.refuse(t, b.owner, whole.ID, models.StatusFalse, models.CodeStatusHoldsMoney)
			b.refuse(t, b.owner, part.ID, models.StatusFalse, models.CodeStatusHoldsMoney)
			b.refuse(t, b.process, part.ID, models.StatusCancelled, models.CodeStatusHoldsMoney)
			_, err := b.DeleteOrder(b.ctx, b.owner, whole.ID, b.get(t, whole.ID).Version)
			requireCode(t, models.CodeStatusHoldsMoney, err)
		})
		t.Run("ST-12/payed-confirmed", func(t *testing.T) {
			o := paid(t)
			b.refuse(t, b.owner, o.ID, models.StatusInWork, models.CodeConfirmRequired)
			b.refuse(t, b.process, o.ID, models.StatusInWork, models.CodeStatusOnlyPeople)
			require.Equal(t, models.StatusInWork, b.change(t, b.owner, o.ID, models.StatusInWork).Status)
		})
		t.Run("ST-12/payed-cancelled-once-money-is-gone", func(t *testing.T) {
			o := b.order(t)
			p := b.pay(t, o.ID, o.Cost)
			b.refuse(t, b.owner, o.ID, models.StatusCancelled, models.CodeStatusHoldsMoney)
			_, err := b.MarkForRefund(b.ctx, b.owner, p.ID)
			require.NoError(t, err)
			require.Equal(t, models.StatusPayed, b.get(t, o.ID).Status, "marking changes nothing yet")
			b.change(t, b.owner, o.ID, models.StatusCancelled)
			require.Len(t, b.openDecisions(t, o.ID), 1)
		})
		t.Run("ST-12/waiting_for_return", func(t *testing.T) {
			o := b.order(t)
			p := b.pay(t, o.ID, o.Cost)
			b.change(t, b.owner, o.ID, models.StatusWaitingForReturn)
			require.Equal(t, models.PurchaseCancelled, b.purchases(t, o.ID)[0].Status)
			require.Equal(t, models.StatusPayed, b.change(t, b.owner, o.ID, models.StatusPayed).Status, "called off")
			b.change(t, b.owner, o.ID, models.StatusWaitingForReturn)
			b.refuse(t, b.owner, o.ID, models.StatusCancelled, models.CodeStatusHoldsMoney)
			_, err := b.MarkForRefund(b.ctx, b.owner, p.ID)
			require.NoError(t, err)
			d := b.openDecisions(t, o.ID)[0]
			_, err = b.ResolveDecision(b.ctx, b.owner, services.ResolveDecisionParams{DecisionID: d.ID, Resolution: models.ResolveRefunded})
			require.NoError(t, err)
			require.Equal(t, models.StatusWaitingForReturn, b.get(t, o.ID).Status)
			require.Equal(t, models.StatusCancelled, b.change(t, b.owner, o.ID, models.StatusCancelled).Status)
		})
		t.Run("ST-12/reopened-by-people", func(t *testing.T) {
			for _, closed := range []models.Status{models.StatusCancelled, models.StatusFalse} {
				o := b.order(t)
				b.change(t, b.process, o.ID, closed)
				b.refuse(t, b.process, o.ID, models.StatusNew, models.CodeStatusOnlyPeople)
				got := b.change(t, b.owner, o.ID, models.StatusNew)
				require.Equal(t, models.StatusNew, got.Status)
				require.Equal(t, models.CancelledByNobody, got.CancelledBy)
			}
		})
		t.Run("ST-12/same-status-changes-nothing", func(t *testing.T) {
			o := b.order(t)
			before := len(b.historyKinds(t, o.ID))
			require.Equal(t, o, b.change(t, b.process, o.ID, models.StatusNew))
			require.Len(t, b.historyKinds(t, o.ID), before)
		})
		t.Run("ST-12/cancelled-by", func(t *testing.T) {
			for _, c := range []struct {
				actor models.Actor
				by    string
			}{{b.owner, models.CancelledByPerson}, {b.process, models.CancelledByAutomation}, {b.system, models.CancelledByAutomation}} {
				require.Equal(t, c.by, b.change(t, c.actor, b.order(t).ID, models.StatusCancelled).CancelledBy)
			}
		})
		t.Run("ST-12/batch", func(t *testing.T) { changesInBatches(t, b) })
		t.Run("API-1/stale", func(t *testing.T) {
			o := b.order(t)
			b.change(t, b.owner, o.ID, models.StatusInWork)
			_, err := b.ChangeStatus(b.ctx, b.owner, services.ChangeStatusParams{OrderID: o.ID, Version: o.Version, To: models.StatusPending})
			requireCode(t, models.CodeStale, err)
			var stale *models.Error
			require.ErrorAs(t, err, &stale)
			require.Contains(t, stale.Text("en"), `; the status is "In progress" (in_work) now.`)
		})
		t.Run("ORD-6", func(t *testing.T) {
			o := b.order(t)
			_, err := b.DeleteOrder(b.ctx, b.owner, o.ID, o.Version)
			require.NoError(t, err)
			require.Equal(t, models.StatusFalse, b.get(t, o.ID).Status)
			require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM orders WHERE id = ?", o.ID))
		})
		t.Run("ST-9/in-flight-holds-automation", func(t *testing.T) {
			o := b.order(t)
			_, external := b.start(t, o, 0)
			b.refuse(t, b.process, o.ID, models.StatusCancelled, models.CodeMoneyInFlight)
			b.refuse(t, b.process, o.ID, models.StatusFalse, models.CodeMoneyInFlight)
			failed := b.notice(o, o.Cost)
			failed.ExternalID, failed.Status = external, services.GatewayFailed
			_, err := b.AcceptNotification(b.ctx, "test", failed)
			require.NoError(t, err)
			require.Equal(t, models.StatusCancelled, b.change(t, b.process, o.ID, models.StatusCancelled).Status)
		})
	})
}

func accessFollowsStatus(t *testing.T, b *bundle, o *models.Order) {
	before := b.purchases(t, o.ID)[0]
	require.Equal(t, models.PurchaseActive, before.Status)
	b.change(t, b.owner, o.ID, models.StatusInWork)
	require.Equal(t, models.PurchaseCancelled, b.purchases(t, o.ID)[0].Status)
	require.Nil(t, b.get(t, o.ID).CompletedAt)
	b.pass(3600e9)
	b.change(t, b.owner, o.ID, models.StatusPayed)
	after := b.purchases(t, o.ID)[0]
	require.Equal(t, models.PurchaseActive, after.Status)
	require.Equal(t, []any{before.StartsAt, before.EndsAt, before.LinkToken}, []any{after.StartsAt, after.EndsAt, after.LinkToken}, "the same dates")
	kinds := b.events(t, o.ID)
	require.Contains(t, kinds, models.EventPurchaseEnded)
	require.Equal(t, models.EventPurchaseStarted, kinds[len(kinds)-1])
}

func changesInBatches(t *testing.T, b *bundle) {
	offer := b.offer(t).ID
	changes := make([]services.StatusChange, 40)
	for i := range changes {
		o := b.orderOf(t, b.customer(t), offer)
		changes[i] = services.StatusChange{Actor: b.process, OrderID: o.ID, To: models.StatusCancelled}
	}
	b.payByGateway(t, b.get(t, changes[5].OrderID), 10)
	changes[6].OrderID = 1 << 40
	changes[7].To = "nonsense"
	changes[8].To = models.StatusInWork
	changes = append(changes, services.StatusChange{Actor: b.process, OrderID: changes[9].OrderID, To: models.StatusCancelled})
	errs, err := b.ChangeStatuses(b.ctx, changes)
	require.NoError(t, err)
	bad := map[int]models.Code{5: models.CodeStatusLockedByMoney, 6: models.CodeNotFound, 7: models.CodeNotOneOf}
	for i, c := range changes {
		if code, ok := bad[i]; ok {
			require.Equal(t, code, models.CodeOf(errs[i]))
			continue
		}
		require.NoError(t, errs[i])
		got := b.get(t, c.OrderID)
		require.Equal(t, c.To, got.Status)
		require.EqualValues(t, 2, got.Version)
		require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM events WHERE order_id = ? AND kind = 'order.status_changed'", c.OrderID))
		require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM order_history WHERE order_id = ? AND kind = 'status_changed'", c.OrderID))
	}
}
