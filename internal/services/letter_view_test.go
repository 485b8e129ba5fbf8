package services_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// letterOf is the only letter of a template about an order.
func (b *bundle) letterOf(t *testing.T, order int64, template string) services.LetterView {
	t.Helper()
	views, _, err := b.Letters(b.ctx, b.owner, services.LetterFilter{OrderID: order, Template: template})
	require.NoError(t, err)
	require.Len(t, views, 1)
	return views[0]
}

// TestWhyALetter: each letter says which process, block, bulk operation, payment or person wrote it.
func TestWhyALetter(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		b.withTemplates(t)
		b.publish(t, line("order", onOrder, operation("remind", "send_payment_link", object{"template": models.TemplatePaymentReminder})))
		o := b.order(t)
		b.settle(t)
		t.Run("MAIL-4/order-created", func(t *testing.T) {
			l := b.letterOf(t, o.ID, models.TemplateOrderCreated)
			require.Equal(t, services.LetterWhy{Kind: services.WhyOrderCreated, By: models.Actor{Kind: models.ActorPerson, ID: b.owner.ID}, Via: models.ViaAPI}, l.Why)
			require.Equal(t, o.Number, l.OrderNumber)
			require.NotEmpty(t, l.Customer.Email)
		})
		t.Run("MAIL-4/process-and-block", func(t *testing.T) {
			l := b.letterOf(t, o.ID, models.TemplatePaymentReminder)
			e := b.enrollment(t, o.ID)
			require.Equal(t, []any{services.WhyProcess, e.ProcessID, &e.ID, "remind", string(models.EventOrderCreated)},
				[]any{l.Why.Kind, l.Why.By.ID, l.Why.By.EnrollmentID, l.Block, l.Why.Entry})
			require.NotEmpty(t, l.Why.ProcessTitle)
		})
		t.Run("MAIL-4/payment", func(t *testing.T) {
			p := b.pay(t, o.ID, 2500)
			l := b.letterOf(t, o.ID, models.TemplatePaymentReceived)
			require.Equal(t, services.LetterWhy{Kind: services.WhyPayment, PaymentID: p.ID, Amount: 2500, Currency: "RUB"}, l.Why)
		})
		t.Run("MAIL-4/person", func(t *testing.T) {
			_, err := b.send(o.ID, "hello", 0)
			require.NoError(t, err)
			l := b.letterOf(t, o.ID, "hello")
			require.Equal(t, services.LetterWhy{Kind: services.WhyPerson, By: models.Actor{Kind: models.ActorPerson, ID: b.manager.ID}}, l.Why)
		})
		t.Run("MAIL-4/bulk", func(t *testing.T) {
			b.crowd(t, 1, "in")
			p := creation(b.offer(t).ID, tagged("in"))
			p.Create.Letter = true
			op, err := b.StartBulk(b.ctx, b.owner, p)
			require.NoError(t, err)
			b.finish(t, op.ID, 10)
			order := one[models.Order](t, b, "SELECT * FROM orders ORDER BY id DESC LIMIT 1")
			require.Equal(t, op.ID, b.letterOf(t, order.ID, models.TemplateOrderCreated).Why.BulkID)
		})
	})
}

// TestLetterLog narrows the log by each of its filters.
func TestLetterLog(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		b.withTemplates(t)
		first := b.order(t)
		b.pass(48 * time.Hour)
		second := b.order(t)
		b.pay(t, second.ID, 10000)
		b.exec(t, "UPDATE letters SET state = 'sent' WHERE order_id = ?", first.ID)
		noon := epoch.Add(24 * time.Hour)
		for name, c := range map[string]struct {
			filter services.LetterFilter
			orders []int64
		}{
			"all":      {services.LetterFilter{}, []int64{second.ID, second.ID, first.ID}},
			"customer": {services.LetterFilter{CustomerID: first.CustomerID}, []int64{first.ID}},
			"number":   {services.LetterFilter{OrderNumber: first.Number}, []int64{first.ID}},
			"state":    {services.LetterFilter{States: []string{models.LetterSent, models.LetterFailed}}, []int64{first.ID}},
			"template": {services.LetterFilter{Template: models.TemplatePaymentReceived}, []int64{second.ID}},
			"cause":    {services.LetterFilter{CauseKind: models.CausePerson}, []int64{}},
			"process":  {services.LetterFilter{ProcessID: 7}, []int64{}},
			"from":     {services.LetterFilter{From: &noon}, []int64{second.ID, second.ID}},
			"until":    {services.LetterFilter{Until: &noon}, []int64{first.ID}},
		} {
			t.Run("MAIL-4/log/"+name, func(t *testing.T) {
				views, more, err := b.Letters(b.ctx, b.manager, c.filter)
				require.NoError(t, err)
				require.False(t, more)
				orders := []int64{}
				for _, v := range views {
					orders = append(orders, *v.OrderID)
				}
				require.Equal(t, c.orders, orders)
			})
		}
	})
}

// TestTextOfALetter: what went out is kept; what did not is shown as it would go now.
func TestTextOfALetter(t *testing.T) {
	t.Parallel()
	t.Run("MAIL-4/text", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			b.withTemplates(t)
			o := b.order(t)
			id := b.letterOf(t, o.ID, models.TemplateOrderCreated).ID
			text, source, err := b.LetterText(b.ctx, b.manager, id)
			require.NoError(t, err)
			require.Equal(t, []string{services.TextNow, models.TemplateOrderCreated}, []string{source, text.Subject})
			require.Equal(t, 1, b.offerLetters(t, models.LetterOutcome{Sent: true, Subject: "as it went", HTML: "h", TextPart: "t"}))
			text, source, err = b.LetterText(b.ctx, b.manager, id)
			require.NoError(t, err)
			require.Equal(t, []string{services.TextSent, "as it went"}, []string{source, text.Subject})
		})
	})
}

// TestSendAgain: nobody knows whether a mailing arrived; a person decides.
func TestSendAgain(t *testing.T) {
	t.Parallel()
	t.Run("MAIL-5/unknown-sent-again", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			b.withTemplates(t)
			o := b.order(t)
			l := b.letterOf(t, o.ID, models.TemplateOrderCreated)
			_, err := b.SendLetterAgain(b.ctx, b.manager, l.ID)
			requireCode(t, models.CodeLetterNotUnknown, err)
			b.exec(t, "UPDATE letters SET kind = 'mailing'")
			require.Equal(t, 1, b.offerLetters(t, models.LetterOutcome{Unanswered: true, Reason: "no answer"}))
			before := b.letterOf(t, o.ID, models.TemplateOrderCreated)
			require.Equal(t, models.LetterUnknown, before.State)
			again, err := b.SendLetterAgain(b.ctx, b.manager, l.ID)
			require.NoError(t, err)
			require.Equal(t, models.LetterQueued, again.State)
			_, err = b.SendLetterAgain(b.ctx, b.manager, l.ID)
			requireCode(t, models.CodeLetterNotUnknown, err)
			require.Equal(t, 1, b.offerLetters(t, models.LetterOutcome{Sent: true}))
			after := b.letterOf(t, o.ID, models.TemplateOrderCreated)
			require.Equal(t, []string{models.LetterSent, before.MessageID}, []string{after.State, after.MessageID})
			require.EqualValues(t, 2, b.count(t, "SELECT COUNT(*) FROM order_history WHERE order_id = ? AND kind = 'letter'", o.ID))
		})
	})
	t.Run("MAIL-6/again-and-paid-meanwhile", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			b.withTemplates(t)
			o := b.order(t)
			l := b.letterOf(t, o.ID, models.TemplateOrderCreated)
			b.exec(t, "UPDATE letters SET kind = 'mailing'")
			require.Equal(t, 1, b.offerLetters(t, models.LetterOutcome{Unanswered: true}))
			b.pay(t, o.ID, 10000)
			_, err := b.SendLetterAgain(b.ctx, b.manager, l.ID)
			require.NoError(t, err)
			b.offerLetters(t, models.LetterOutcome{Sent: true})
			require.Equal(t, models.LetterUnknown, b.letterOf(t, o.ID, models.TemplateOrderCreated).State, "it stays here")
		})
	})
}

// TestTemplateUses: the list says what sends letters of each template.
func TestTemplateUses(t *testing.T) {
	t.Parallel()
	t.Run("MAIL-3/uses", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			b.withTemplates(t).fromTemplate(t, "unpaid_reminders", nil)
			list, err := b.LetterTemplates(b.ctx, b.manager)
			require.NoError(t, err)
			kinds := map[string][]string{}
			for _, v := range list {
				for _, u := range v.Uses {
					kinds[v.Code] = append(kinds[v.Code], u.Kind)
					require.Equal(t, u.Kind == services.UseProcess, u.Published)
				}
			}
			require.Equal(t, map[string][]string{
				models.TemplateOrderCreated: {services.UseOrderCreated}, models.TemplatePaymentLink: {services.UseByHand},
				models.TemplatePaymentReceived: {services.UsePaymentReceived}, models.TemplatePaymentReminder: {services.UseProcess},
			}, kinds)
		})
	})
}
