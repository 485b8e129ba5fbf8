package services_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// An order that becomes false, through whichever door, leaves every process at once.
func TestFalseOrderEnds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(t *testing.T, b *bundle){
		"card-and-api": func(t *testing.T, b *bundle) {
			b.publish(t, line("order", onOrder, delay("pause", 1, "days"), operation("note", "comment", object{"text": "too late"})))
			o := b.order(t)
			b.settle(t)
			_, err := b.DeleteOrder(b.ctx, b.owner, o.ID, 0)
			require.NoError(t, err)
			e := b.enrollment(t, o.ID)
			require.Equal(t, models.EnrollmentStopped, e.State, "in the same transaction")
			require.Equal(t, "order_is_false", e.Outcome)
			require.Equal(t, []string{"start:done", "pause:stopped"}, b.path(t, e.ID))
			b.pass(2 * day)
			b.settle(t)
			require.Zero(t, b.count(t, "SELECT COUNT(*) FROM order_history WHERE order_id = ? AND kind = 'comment'", o.ID))
		},
		"failed-one": func(t *testing.T, b *bundle) {
			_, orders := b.park(t, 1)
			b.change(t, b.owner, orders[0].ID, models.StatusFalse)
			e := b.enrollment(t, orders[0].ID)
			require.Equal(t, models.EnrollmentStopped, e.State)
			requireCode(t, models.CodeNotFailed, b.RetryEnrollments(b.ctx, b.owner, []int64{e.ID}))
		},
		"bulk": func(t *testing.T, b *bundle) {
			b.publish(t, line("order", onOrder, delay("pause", 1, "days")))
			o := b.order(t)
			b.settle(t)
			doors["bulk"](t, b, services.StatusChange{OrderID: o.ID, To: models.StatusFalse})
			require.Equal(t, models.EnrollmentStopped, b.enrollment(t, o.ID).State)
		},
		"process": func(t *testing.T, b *bundle) {
			other := b.publish(t, line("order", onOrder, delay("pause", 1, "days")))
			own := b.publish(t, line("order", []any{object{"kind": "by_hand"}},
				operation("drop", "change_status", object{"status": "false"}), delay("rest", 3, "days")))
			o := b.order(t)
			b.settle(t)
			_, err := b.EnrollByHand(b.ctx, b.owner, services.EnrollParams{ProcessID: own, SubjectIDs: []int64{o.ID}})
			require.NoError(t, err)
			b.settle(t)
			require.Equal(t, models.StatusFalse, b.get(t, o.ID).Status)
			for process, state := range map[int64]string{other: models.EnrollmentStopped, own: models.EnrollmentEnded} {
				e := one[models.Enrollment](t, b, "SELECT * FROM enrollments WHERE process_id = ? AND order_id = ?", process, o.ID)
				require.Equal(t, state, e.State)
				require.Equal(t, "order_is_false", e.Outcome, "the one that did it, too, and not after three days")
			}
		},
	} {
		t.Run("ST-6/enrollments/"+name, func(t *testing.T) {
			t.Parallel()
			both(t, test)
		})
	}
}
