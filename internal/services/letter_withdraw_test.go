package services_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// A letter about an order that has become false stays here, guarded or not.
func TestLettersAboutFalseOrders(t *testing.T) {
	t.Parallel()
	t.Run("ST-6/letters", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			b.withLetters(t)
			gone, stays := b.order(t), b.order(t)
			b.change(t, b.owner, gone.ID, models.StatusFalse)
			require.Equal(t, []int64{stays.ID}, b.claimed(t))
			l := one[models.Letter](t, b, "SELECT * FROM letters WHERE order_id = ?", gone.ID)
			require.Equal(t, []string{models.LetterWithdrawn, "order_is_false"}, []string{l.State, l.Reason})
		})
	})
}

// All letters of an enrollment that a person stopped stay here; of one that may
// have gone out already nobody claims to know.
func TestLettersOfAStoppedEnrollment(t *testing.T) {
	t.Parallel()
	t.Run("MAIL-6/each-letter-of-a-stopped-enrollment", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			b.withLetters(t).fromTemplate(t, "unpaid_reminders", nil)
			o := b.order(t)
			b.settle(t)
			b.exec(t, "UPDATE letters SET state = 'sent'")
			b.pass(day)
			b.settle(t)
			first := one[models.Letter](t, b, "SELECT * FROM letters WHERE cause_kind = 'process'")
			second, third := *first, *first
			second.ID, second.Cause, second.SendingAt = 0, "second", &first.NextTry
			third.ID, third.Cause, third.Guard = 0, "third", ""
			require.NoError(t, b.Store().Write(b.ctx, func(tx *store.Tx) error { return store.Insert(tx, []*models.Letter{&second, &third}) }))
			require.NoError(t, b.StopEnrollments(b.ctx, b.owner, []int64{b.enrollment(t, o.ID).ID}))
			require.Empty(t, b.claimed(t))
			require.Equal(t, []string{models.LetterWithdrawn, models.LetterUnknown, models.LetterWithdrawn},
				all[string](t, b, "SELECT state FROM letters WHERE cause_kind = 'process' ORDER BY id"))
		})
	})
}

// claimed are the orders of the letters that go out now.
func (b *bundle) claimed(t *testing.T) (orders []int64) {
	t.Helper()
	batch, ok, err := b.GatherLetters(b.ctx, models.LaneInteractive)
	require.NoError(t, err)
	require.True(t, ok)
	letters, err := b.ClaimLetters(b.ctx, b.turn(t, batch.ID), 100)
	require.NoError(t, err)
	for _, l := range letters {
		orders = append(orders, l.Content.Order.ID)
	}
	return orders
}
