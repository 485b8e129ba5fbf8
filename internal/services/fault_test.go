package services_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

var isPaid = object{"field": "order.paid_in_full", "op": "is", "value": true}

// breakAt makes the program panic at the point until it is mended.
func (b *bundle) breakAt(point string) (mend func()) {
	broken := new(atomic.Bool)
	broken.Store(true)
	b.OnPoint(func(at string) {
		if at == point && broken.Load() {
			panic("broken for a test")
		}
	})
	return func() { broken.Store(false) }
}

// waiting is an order that waits two days for its payment, an hour of which are
// over when something wakes it.
func (b *bundle) waiting(t *testing.T) *models.Order {
	t.Helper()
	b.publish(t, line("order", onOrder, wait("payment", isPaid, 48)))
	o := b.order(t)
	b.settle(t)
	b.pass(time.Hour)
	return o
}

// A block that breaks the program is a failing block like any other.
func TestFaultWhileWaiting(t *testing.T) {
	t.Parallel()
	park := func(t *testing.T, b *bundle) (*models.Order, services.EnrollmentView, func()) {
		o := b.waiting(t)
		before := b.enrollment(t, o.ID)
		mend := b.breakAt("wait-evaluated")
		b.pay(t, o.ID, 2000)
		for range 5 {
			b.settle(t)
			b.pass(10 * time.Minute)
		}
		require.Equal(t, models.EnrollmentFailed, b.enrollment(t, o.ID).State)
		return o, before, mend
	}
	for name, test := range map[string]func(t *testing.T, b *bundle){
		"keeps-the-due-time": func(t *testing.T, b *bundle) {
			o := b.waiting(t)
			before := b.enrollment(t, o.ID)
			mend := b.breakAt("wait-evaluated")
			b.pay(t, o.ID, 2000)
			b.settle(t)
			e := b.enrollment(t, o.ID)
			require.Equal(t, string(models.CodeInternal), e.Failure)
			require.Equal(t, before.Due, e.Due)
			mend()
			b.pass(time.Minute)
			b.settle(t)
			e = b.enrollment(t, o.ID)
			require.Empty(t, e.Failure)
			require.Zero(t, e.Attempt)
			require.Equal(t, before.Due, e.Due)
			b.pay(t, o.ID, 8000)
			b.settle(t)
			require.Equal(t, "through", b.enrollment(t, o.ID).Outcome)
		},
		"retried-goes-on-waiting": func(t *testing.T, b *bundle) {
			o, before, mend := park(t, b)
			mend()
			require.NoError(t, b.RetryEnrollments(b.ctx, b.owner, []int64{before.ID}))
			b.settle(t)
			e := b.enrollment(t, o.ID)
			require.Equal(t, models.EnrollmentActive, e.State)
			require.Equal(t, before.Due, e.Due)
			b.pass(48 * time.Hour)
			b.settle(t)
			require.Equal(t, "late", b.enrollment(t, o.ID).Outcome)
		},
		"skipped-was-not-paid": func(t *testing.T, b *bundle) {
			o, before, mend := park(t, b)
			mend()
			require.NoError(t, b.SkipEnrollments(b.ctx, b.owner, []int64{before.ID}))
			b.settle(t)
			require.Equal(t, "late", b.enrollment(t, o.ID).Outcome)
		},
	} {
		t.Run("PRC-8/"+name, func(t *testing.T) {
			t.Parallel()
			both(t, test)
		})
	}
}

// An order that was paid is nobody's failure any more.
func TestExitAfterFailure(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		def := failing(object{"retry": object{"tries": 1}})
		def["exit_rules"] = []any{object{"id": "paid", "outcome": "paid", "rule": isPaid}}
		b.publish(t, def)
		o := b.order(t, func(p *services.OfferParams) { p.AutoComplete = false })
		b.settle(t)
		require.Equal(t, models.EnrollmentFailed, b.enrollment(t, o.ID).State)
		b.pay(t, o.ID, 4000)
		b.dispatch(t)
		require.Equal(t, models.EnrollmentFailed, b.enrollment(t, o.ID).State, "PRC-6/failed: the rule does not hold yet")
		b.pay(t, o.ID, 6000)
		b.dispatch(t)
		e := b.enrollment(t, o.ID)
		require.Equal(t, models.EnrollmentEnded, e.State, "PRC-6/failed")
		require.Equal(t, "paid", e.Outcome)
		require.Equal(t, []string{"start:done", "complete:failed", "complete:exited"}, b.path(t, e.ID))
		requireCode(t, models.CodeNotFailed, b.RetryEnrollments(b.ctx, b.owner, []int64{e.ID}))
	})
}

// A rule that stays true lets nobody go round a loop faster than once a minute.
func TestLoopThroughWait(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		unpaid := object{"field": "order.paid", "op": "is", "value": 0}
		def := line("order", onOrder, wait("unpaid", unpaid, 48), operation("note", "comment", object{"text": "still unpaid"}))
		for _, link := range def["connections"].([]any) {
			if link := link.(object); link["from"] == "note" {
				link["to"] = "unpaid"
			}
		}
		def["blocks"] = append(def["blocks"].([]any)[:3], object{"id": "late", "kind": "end"})
		b.publish(t, def)
		b.order(t)
		b.dispatch(t)
		rounds := func() int64 { return b.count(t, "SELECT COUNT(*) FROM steps WHERE block = 'note'") }
		at := b.standing(t)
		for range 8 { // more than three rounds
			at = b.step(t, at)
		}
		require.EqualValues(t, 1, rounds(), "PRC-12/loop")
		for i := range int64(3) {
			b.pass(time.Minute)
			b.settle(t)
			require.Equal(t, i+2, rounds(), "PRC-12/loop")
		}
	})
}

// An event that breaks the program where it lets objects in is parked, it and no
// other; it still wakes who waits for it.
func TestEventThatBreaksEntries(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		b.publish(t, line("order", onOrder, wait("money", object{"field": "order.paid", "op": "gt", "value": 0}, 48)))
		o := b.order(t)
		b.settle(t)
		b.publish(t, line("order", []any{object{"kind": "event", "event": "payment.received"}, object{"kind": "event", "event": "order.status_changed"}}))
		b.breakAt("entries-found")
		b.pay(t, o.ID, 2000)
		b.customer(t)
		for range 4 {
			b.settle(t)
			require.Equal(t, models.EnrollmentActive, b.enrollment(t, o.ID).State)
			b.pass(10 * time.Second)
		}
		b.settle(t)
		require.Positive(t, b.count(t, "SELECT COUNT(*) FROM outbox WHERE parked"), "PRC-17/parked")
		require.Zero(t, b.count(t, "SELECT COUNT(*) FROM outbox o JOIN events e ON e.id = o.event_id WHERE NOT o.parked OR e.order_id IS NULL OR e.order_id <> ?", o.ID), "PRC-17/parked-alone")
		require.Equal(t, "through", b.enrollment(t, o.ID).Outcome, "PRC-6/parked-event")
	})
}
