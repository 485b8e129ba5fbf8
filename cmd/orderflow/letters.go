package main

import (
	"context"
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/mail"
	"github.com/orderflow/orderflow/models"
)

// postman renders letters and hands them to the mail server; the delivering activity knows no more of mail.
type postman struct {
	sender   *mail.Sender
	renderer *mail.Renderer
}

// Deliver renders and sends the letters on one connection and says what became
// of each, in their order. beat is called after each.
func (p postman) Deliver(ctx context.Context, letters []models.LetterDelivery, beat func()) []models.LetterOutcome {
	outcomes := make([]models.LetterOutcome, 0, len(letters))
	envelopes := make([]mail.Envelope, 0, len(letters))
	at := map[int64]int{}
	for _, l := range letters {
		at[l.LetterID] = len(outcomes)
		message, err := p.render(l)
		if err != nil {
			outcomes = append(outcomes, models.LetterOutcome{LetterID: l.LetterID, Final: true, Reason: string(models.CodeOf(err))})
			continue
		}
		outcomes = append(outcomes, models.LetterOutcome{LetterID: l.LetterID, Subject: message.Subject, HTML: message.HTML, TextPart: message.Text})
		envelopes = append(envelopes, mail.Envelope{
			LetterID: l.LetterID, MessageID: l.MessageID, To: l.Recipient, ToName: readerOf(l.Content), Message: message,
		})
	}
	for _, r := range p.sender.Deliver(ctx, envelopes, func(mail.Result) { beat() }) {
		o := &outcomes[at[r.LetterID]]
		o.Sent, o.Final = r.Outcome == mail.Sent, r.Outcome == mail.Refused
		o.Unreached, o.Unanswered = !r.Offered, r.Outcome == mail.Unknown
		if !o.Sent {
			o.Reason = r.Reason()
		}
	}
	return outcomes
}

// render fills one letter's template. A panic in it is that letter's fault alone.
func (p postman) render(l models.LetterDelivery) (message mail.Message, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("render letter %d: %v: %w", l.LetterID, reason, models.NewError(models.CodeInternal))
		}
	}()
	if l.Written != nil {
		return mail.Message(*l.Written), nil
	}
	return p.renderer.Render(source(l.Template), bindings(l.Content))
}

// renderTemplate fills a template for a preview, as it would be sent (MAIL-3).
func renderTemplate(t models.LetterTemplate, c models.LetterContent) (models.LetterText, error) {
	message, err := mail.Render(source(t), bindings(c))
	if err != nil {
		return models.LetterText{}, err
	}
	return models.LetterText(message), nil
}

func source(t models.LetterTemplate) mail.Source {
	return mail.Source{Subject: t.Subject, HTML: t.HTML, Text: t.TextPart}
}

func bindings(c models.LetterContent) mail.Bindings {
	b := mail.Bindings{
		Lang: c.Language, Location: c.Zone,
		Account:  mail.Account{Name: c.AccountName, Link: c.PublicURL},
		Customer: mail.Customer{Name: c.Customer.Name, Email: c.Customer.Email, Phone: c.Customer.Phone},
	}
	if c.Staff != nil {
		b.Staff = &mail.Staff{Name: c.Staff.Name, Email: c.Staff.Email, Link: c.StaffLink, Until: c.StaffUntil}
	}
	if c.Order != nil {
		b.Order = orderOf(c)
	}
	if c.Payment != nil {
		b.Payment = &mail.Payment{Amount: c.Payment.Amount, Currency: c.Payment.Currency, At: moment(c.Payment.PaidAt)}
	}
	if c.Purchase != nil {
		purchase := purchaseOf(c, *c.Purchase)
		b.Purchase = &purchase
	}
	return b
}

func orderOf(c models.LetterContent) *mail.Order {
	o := c.Order
	order := &mail.Order{
		Number: o.Number, Currency: o.Currency, Status: o.Status, Cost: o.Cost, Discount: o.Discount(), Paid: o.Paid, Left: o.Left(),
		Asked: c.Part, PaymentLink: c.PaymentLink, CreatedAt: o.CreatedAt, Deadline: moment(o.PaymentDeadline),
	}
	for _, item := range c.Items {
		order.Items = append(order.Items, mail.Item{Title: item.Title, Quantity: item.Quantity, Price: item.Price, Sum: item.Price * item.Quantity})
	}
	for _, p := range c.Purchases {
		order.Purchases = append(order.Purchases, purchaseOf(c, p))
	}
	return order
}

// purchaseOf tells when access begins only where it has not begun.
func purchaseOf(c models.LetterContent, p models.Purchase) mail.Purchase {
	purchase := mail.Purchase{
		Title: p.Title, Instructions: c.Products[p.ProductID].Instructions, Link: c.PurchaseLink[p.ID], EndsAt: moment(p.EndsAt),
	}
	if p.Status == models.PurchaseNotStarted {
		purchase.StartsAt = moment(p.StartsAt)
	}
	return purchase
}

func moment(at *time.Time) time.Time {
	if at == nil {
		return time.Time{}
	}
	return *at
}

// readerOf is who a letter is addressed to.
func readerOf(c models.LetterContent) string {
	if c.Staff != nil {
		return c.Staff.Name
	}
	return c.Customer.Name
}

// builtinTemplates are the letters that every school starts with.
func builtinTemplates() []models.LetterTemplate { return templates(mail.Builtins()) }

// staffLetters are those that nobody edits.
func staffLetters() []models.LetterTemplate { return templates(mail.StaffLetters()) }

func templates(builtins []mail.Builtin) []models.LetterTemplate {
	var rows []models.LetterTemplate
	for _, b := range builtins {
		rows = append(rows, models.LetterTemplate{
			Code: b.Code, Language: b.Language, Title: b.Title, Revision: 1, Kind: b.Kind,
			Subject: b.Source.Subject, HTML: b.Source.HTML, TextPart: b.Source.Text,
		})
	}
	return rows
}
