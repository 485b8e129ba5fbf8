package services_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// An exit rule is asked before each effect, also when no event has told of the
// change yet and the effect was tried before.
func TestExitBeforeEachEffect(t *testing.T) {
	t.Parallel()
	for name, effect := range map[string]object{
		"create-order":      operation("effect", "create_order", object{"offer": "again"}),
		"change-status":     operation("effect", "change_status", object{"status": "cancelled"}),
		"send-letter":       operation("effect", "send_letter", object{"template": models.TemplatePaymentThanks}),
		"send-payment-link": operation("effect", "send_payment_link", object{"template": models.TemplatePaymentReminder}),
		"add-tag":           operation("effect", "add_tag", object{"tag": "late", "on": "order"}),
		"comment":           operation("effect", "comment", object{"text": "too late"}),
	} {
		t.Run("PRC-6/before/"+name, func(t *testing.T) {
			t.Parallel()
			both(t, func(t *testing.T, b *bundle) {
				b.withLetters(t)
				b.offer(t, offerCode("again"))
				def := line("order", onOrder, effect)
				def["exit_rules"] = []any{object{"id": "paid", "outcome": "paid", "rule": object{"field": "order.paid", "op": "gt", "value": 0}}}
				b.publish(t, def)
				o := b.order(t)
				b.clock.Release()
				b.dispatch(t)
				before := b.step(t, b.standing(t)) // it stands before the effect
				b.pay(t, o.ID, 4000)
				ended, err := b.ExecuteBlock(b.ctx, before)
				require.NoError(t, err)
				require.Len(t, ended.Positions, 1)
				e := b.enrollment(t, o.ID)
				require.Equal(t, "paid", e.Outcome)
				require.Equal(t, []string{"start:done", "effect:exited"}, b.path(t, e.ID))
			})
		})
	}
}

func offerCode(code string) func(*services.OfferParams) {
	return func(p *services.OfferParams) { p.Code = code }
}
