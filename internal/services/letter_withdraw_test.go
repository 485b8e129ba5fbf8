package services_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
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

// A letter that asks for money goes only while its link would take some.
func TestLettersThatAskForMoney(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(t *testing.T, b *bundle, order int64){
		"cancelled":       func(t *testing.T, b *bundle, order int64) { b.change(t, b.owner, order, models.StatusCancelled) },
		"paid":            func(t *testing.T, b *bundle, order int64) { b.pay(t, order, 10000) },
		"deadline-passed": func(_ *testing.T, b *bundle, _ int64) { b.pass(day) },
	} {
		t.Run("MAIL-6/"+name, func(t *testing.T) {
			t.Parallel()
			both(t, func(t *testing.T, b *bundle) {
				b.withLetters(t)
				b.publish(t, line("order", onOrder, operation("remind", "send_payment_link", object{"template": models.TemplatePaymentReminder})))
				o := b.order(t, func(p *services.OfferParams) { p.DeadlineDays, p.DeadlineAction = new(int64(1)), models.DeadlineKeep })
				stays := b.order(t)
				b.settle(t)
				change(t, b, o.ID)
				b.claimed(t)
				asking := func(order int64) []string {
					return all[string](t, b, `SELECT template_code || ' ' || state || ' ' || reason FROM letters
						WHERE order_id = ? AND template_code <> 'payment_received' ORDER BY template_code`, order)
				}
				require.Equal(t, []string{"order_created withdrawn guard", "payment_reminder withdrawn guard"}, asking(o.ID))
				require.Equal(t, []string{"order_created sending ", "payment_reminder sending "}, asking(stays.ID))
			})
		})
	}
}

// Trigger rules and guards count days where their process does.
func TestZoneOfRules(t *testing.T) {
	t.Parallel()
	t.Run("PRC-4/zone-of-triggers-and-guards", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			b.withLetters(t)
			b.clock.MoveTo(epoch.Add(11 * time.Hour)) // tomorrow in Vladivostok, today in the account
			tomorrow := object{"field": "order.created_at", "op": "on_day", "value": epoch.AddDate(0, 0, 1).Format(time.DateOnly)}
			def := line("order", []any{object{"kind": "event", "event": "order.created", "rule": tomorrow}},
				operation("thank", "send_letter", object{"template": models.TemplatePaymentThanks, "guard": tomorrow}))
			def["policies"] = object{"time_zone": "Asia/Vladivostok"}
			b.publish(t, def)
			o := b.order(t)
			b.settle(t)
			require.Equal(t, "through", b.enrollment(t, o.ID).Outcome, "the trigger's rule")
			require.Equal(t, []int64{o.ID, o.ID}, b.claimed(t), "the guard")
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
