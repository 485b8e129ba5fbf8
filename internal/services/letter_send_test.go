package services_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// withTemplates sets up a link's, a plain and a receipt's template; their texts show the content they were filled with.
func (b *bundle) withTemplates(t *testing.T) *bundle {
	t.Helper()
	b.Service = services.New(b.Store(), b.clock, services.Options{
		PublicURL: "https://school.example", MailDomain: "school.example",
		RenderTemplate: func(t models.LetterTemplate, c models.LetterContent) (models.LetterText, error) {
			if strings.Contains(t.HTML, "payment.amount") && c.Payment == nil {
				return models.LetterText{}, models.NewFieldError("html", models.CodeUnknownVariable, "variable", "payment")
			}
			return models.LetterText{Subject: t.Code, HTML: fmt.Sprint(c.Part), Text: c.Language}, nil
		},
	})
	var rows []models.LetterTemplate
	for code, html := range map[string]string{
		models.TemplateOrderCreated: "{{ order.payment_link }}", models.TemplatePaymentLink: "{{ order.payment_link }}",
		models.TemplatePaymentReceived: "{{ payment.amount }} {{ order.payment_link }}", "hello": "Hello", models.TemplatePaymentReminder: "{{ order.payment_link }}",
	} {
		rows = append(rows, models.LetterTemplate{Code: code, Language: "en", Title: code, Kind: models.TemplateService, Subject: "s", HTML: html, TextPart: "t"})
	}
	require.NoError(t, b.Setup(b.ctx, services.SetupParams{Language: "en", AccountName: "School", Templates: rows}))
	return b
}

func (b *bundle) send(order int64, template string, part int64) (*services.LetterView, error) {
	return b.SendOrderLetter(b.ctx, b.manager, services.SendLetterParams{OrderRef: services.OrderRef{ID: order}, Template: template, Part: part})
}

// TestSendFromTheCard: the payment link in full or in part, and any template.
func TestSendFromTheCard(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		b.withTemplates(t)
		parts := func(p *services.OfferParams) { p.SmallestPart, p.LetterOnCreate = 3000, false }
		t.Run("MAIL-2/part", func(t *testing.T) {
			o := b.order(t, parts)
			_, err := b.send(o.ID, "", 2999)
			requireFields(t, err, "part")
			_, err = b.send(o.ID, "", 10001)
			requireFields(t, err, "part")
			require.Zero(t, b.count(t, "SELECT COUNT(*) FROM letters WHERE order_id = ?", o.ID))
			draft, err := b.PreviewOrderLetter(b.ctx, b.manager, services.SendLetterParams{OrderRef: services.OrderRef{ID: o.ID}, Part: 4000})
			require.NoError(t, err)
			require.Equal(t, []string{models.TemplatePaymentLink, "4000", "en"}, []string{draft.Template, draft.HTML, draft.Language})
			sent, err := b.send(o.ID, "", 4000)
			require.NoError(t, err)
			require.Equal(t, []any{models.LetterQueued, int64(4000), services.WhyPerson, b.manager.ID}, []any{sent.State, sent.Part, sent.Why.Kind, sent.Why.By.ID})
			view, err := b.OpenLink(b.ctx, o.PayToken)
			require.NoError(t, err)
			require.EqualValues(t, 4000, view.Ask, "the page asks for what the letter asks for")
			require.Equal(t, []string{models.HistoryPartAsked, models.HistoryLetter},
				all[string](t, b, "SELECT kind FROM order_history WHERE order_id = ? AND kind IN ('letter', 'part_asked') ORDER BY id", o.ID))
		})
		t.Run("MAIL-2/full", func(t *testing.T) {
			o := b.order(t, parts)
			_, err := b.send(o.ID, "", 4000)
			require.NoError(t, err)
			_, err = b.send(o.ID, models.TemplatePaymentReminder, 0)
			require.NoError(t, err)
			view, err := b.OpenLink(b.ctx, o.PayToken)
			require.NoError(t, err)
			require.Equal(t, []any{services.LinkOpen, int64(10000)}, []any{view.State, view.Ask})
		})
		t.Run("MAIL-2/any-template", func(t *testing.T) {
			o := b.order(t, parts)
			_, err := b.send(o.ID, "hello", 0)
			require.NoError(t, err)
			_, err = b.send(o.ID, "hello", 100)
			requireFields(t, err, "part")
			_, err = b.send(o.ID, "nothing", 0)
			requireFields(t, err, "template")
			_, err = b.send(o.ID, models.TemplatePaymentReceived, 0)
			requireFields(t, err, "template")
			b.pay(t, o.ID, 10000)
			_, err = b.send(o.ID, "hello", 0)
			require.NoError(t, err, "it asks for nothing")
			_, err = b.send(o.ID, models.TemplatePaymentReceived, 0)
			require.NoError(t, err)
		})
		t.Run("MAIL-6/refused-from-the-card", func(t *testing.T) {
			o := b.order(t, parts)
			b.pay(t, o.ID, 10000)
			_, err := b.send(o.ID, "", 0)
			requireCode(t, models.CodeLinkClosed, err)
			_, err = b.PreviewOrderLetter(b.ctx, b.manager, services.SendLetterParams{OrderRef: services.OrderRef{ID: o.ID}})
			requireCode(t, models.CodeLinkClosed, err)
			gone := b.order(t, parts)
			b.change(t, b.owner, gone.ID, models.StatusFalse)
			_, err = b.send(gone.ID, "hello", 0)
			requireCode(t, models.CodeOrderFalse, err)
		})
		t.Run("ROLE-2/only-own", func(t *testing.T) {
			o := b.order(t, parts)
			limited := b.manager
			limited.OwnOnly = true
			_, err := b.SendOrderLetter(b.ctx, limited, services.SendLetterParams{OrderRef: services.OrderRef{ID: o.ID}})
			requireCode(t, models.CodeNotFound, err)
		})
	})
}

// TestSentByHandThenPaid: who pays before the letter goes gets none.
func TestSentByHandThenPaid(t *testing.T) {
	t.Parallel()
	t.Run("MAIL-6/by-hand", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			b.withTemplates(t)
			o := b.order(t, func(p *services.OfferParams) { p.LetterOnCreate = false })
			sent, err := b.send(o.ID, "", 0)
			require.NoError(t, err)
			b.pay(t, o.ID, 10000)
			b.claimed(t)
			letter, err := b.Letter(b.ctx, b.manager, sent.ID)
			require.NoError(t, err)
			require.Equal(t, []string{models.LetterWithdrawn, "guard"}, []string{letter.State, letter.Reason})
		})
	})
}

func TestTestLetter(t *testing.T) {
	t.Parallel()
	t.Run("MAIL-3/test-to-oneself", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			b.withTemplates(t)
			me := b.person(t, models.RoleAdministrator)
			o := b.order(t, func(p *services.OfferParams) { p.LetterOnCreate = false })
			p := services.TemplateParams{Code: "fresh", Language: "ru", Kind: models.TemplateMailing, Subject: "s", HTML: "h", Text: "t"}
			_, err := b.TestLetterTemplate(b.ctx, b.manager, p, o.ID)
			requireCode(t, models.CodeForbidden, err)
			address, err := b.TestLetterTemplate(b.ctx, me, p, o.ID)
			require.NoError(t, err)
			letters, _, err := b.Letters(b.ctx, b.owner, services.LetterFilter{})
			require.NoError(t, err)
			require.Empty(t, letters, "the log is of letters to customers")
			batch, ok, err := b.GatherLetters(b.ctx, models.LaneInteractive)
			require.NoError(t, err)
			require.True(t, ok)
			turn := b.turn(t, batch.ID)
			claimed, err := b.ClaimLetters(b.ctx, turn, 10)
			require.NoError(t, err)
			require.Len(t, claimed, 1)
			require.Equal(t, address, claimed[0].Recipient, "nobody else gets it")
			require.Equal(t, models.LetterText{Subject: "[Проба] fresh", HTML: "0", Text: "ru"}, *claimed[0].Written)
			require.NoError(t, b.RecordDeliveries(b.ctx, turn, []models.LetterOutcome{{LetterID: claimed[0].LetterID, Sent: true, Subject: "s", HTML: "h", TextPart: "t"}}))
			require.Equal(t, []string{"sent//"}, all[string](t, b, "SELECT state || '/' || html || '/' || text_part FROM letters"), "what it says of a customer is not kept")
		})
	})
	t.Run("MAIL-3/tests-are-counted", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			b.withTemplates(t)
			me, other := b.person(t, models.RoleAdministrator), b.person(t, models.RoleOwner)
			o := b.order(t, func(p *services.OfferParams) { p.LetterOnCreate = false })
			p := services.TemplateParams{Code: "fresh", Language: "ru", Kind: models.TemplateService, Subject: "s", HTML: "h", Text: "t"}
			var err error
			sent := 0
			for ; err == nil && sent < 100; sent++ {
				_, err = b.TestLetterTemplate(b.ctx, me, p, o.ID)
			}
			var e *models.Error
			require.True(t, errors.As(err, &e))
			require.Equal(t, models.CodeTooManyLetters, e.Code)
			require.NotZero(t, e.Params["seconds"])
			require.Less(t, sent, 30)
			_, err = b.TestLetterTemplate(b.ctx, other, p, o.ID)
			require.NoError(t, err, "each person is counted alone")
		})
	})
}
