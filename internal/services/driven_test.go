package services_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

// What a driven clock promises: nothing follows from what lies past its horizon,
// and however far it moves at once, everything is dated when it fell due.

func TestDrivenClockHoldsBack(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		b.withLetters(t).fromTemplate(t, "unpaid_reminders", nil)
		b.settle(t)
		b.pass(time.Hour)
		o := b.order(t)
		n, err := b.Dispatch(b.ctx, models.LaneInteractive, 100)
		require.NoError(t, err)
		require.Zero(t, n, "the order's event waits")
		_, found, err := b.GatherLetters(b.ctx, models.LaneInteractive)
		require.NoError(t, err)
		require.False(t, found, "and so does its letter")

		b.settle(t)
		require.Equal(t, o.CreatedAt.UTC(), b.enrollment(t, o.ID).CreatedAt.UTC())
		_, found, err = b.GatherLetters(b.ctx, models.LaneInteractive)
		require.NoError(t, err)
		require.True(t, found)
	})
}

func TestMembersAreDatedOneByOne(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		b.withLetters(t).fromTemplate(t, "unpaid_reminders", nil)
		var orders []*models.Order
		for range 3 {
			orders = append(orders, b.order(t))
			b.pass(10 * time.Minute)
		}
		b.settle(t)
		b.pass(4 * day)
		b.settle(t)
		for _, o := range orders {
			at := func(days int) time.Time { return o.CreatedAt.UTC().Add(time.Duration(days) * day) }
			type moment struct{ At time.Time }
			moments := all[moment](t, b, "SELECT created_at AS at FROM letters WHERE order_id = ? AND cause_kind = 'process' ORDER BY id", o.ID)
			require.Len(t, moments, 2)
			require.Equal(t, []time.Time{at(1), at(2)}, []time.Time{moments[0].At.UTC(), moments[1].At.UTC()})
			require.Equal(t, at(3), b.get(t, o.ID).StatusChangedAt.UTC())
			require.Equal(t, at(3), b.enrollment(t, o.ID).EndedAt.UTC())
			steps := all[moment](t, b, "SELECT s.at FROM steps s JOIN enrollments e ON e.id = s.enrollment_id WHERE e.order_id = ? ORDER BY s.visit", o.ID)
			require.Len(t, steps, 8)
			require.Equal(t, at(1), steps[1].At.UTC(), "the first delay is over")
			require.Equal(t, at(2), steps[4].At.UTC(), "the second reminder is sent")
		}
	})
}
