package services

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// SendLetterParams is a letter that a person sends from an order's card (MAIL-2).
type SendLetterParams struct {
	OrderRef
	Template string // the code; "" for the payment link's own
	Part     int64  // of a template that asks for money: ask for so much, minor units; 0 for all that is left
}

// DraftLetter is a letter as it would go now.
type DraftLetter struct {
	models.LetterText
	Template  string
	Language  string
	Recipient string
}

// SendOrderLetter sends the order's customer a letter of any template, or the
// payment link for all that is left or for a part (MAIL-2, right order.write). A
// template that asks for money makes the link ask for the same, and is refused
// while the link takes none (MAIL-6); a part is not below the offer's smallest.
func (s *Service) SendOrderLetter(ctx context.Context, actor models.Actor, p SendLetterParams) (*LetterView, error) {
	if err := actor.Demand(models.RightOrderWrite); err != nil {
		return nil, err
	}
	var sent *models.Letter
	err := s.write(ctx, func(w *work) error {
		o, err := w.takeOrder(actor, p.ID, p.Version)
		if err != nil {
			return err
		}
		items, err := w.itemsOf(o.ID)
		if err != nil {
			return err
		}
		letter, draft, err := s.draft(w.Tx, actor, o, items, p)
		if err != nil {
			return err
		}
		if err := w.askFor(actor, o, letter); err != nil {
			return err
		}
		w.letter(*letter)
		sent = w.letters[len(w.letters)-1]
		w.note(o.ID, actor, models.HistoryLetter, data{"template": draft.Template, "cause": letter.Cause, "part": letter.Part, "currency": o.Currency})
		w.object = func() Made { return Made{Kind: "letter", ID: sent.ID} }
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.letterOf(ctx, sent.ID)
}

// PreviewOrderLetter shows the letter that SendOrderLetter would send, or why it
// would not, and changes nothing.
func (s *Service) PreviewOrderLetter(ctx context.Context, actor models.Actor, p SendLetterParams) (draft DraftLetter, err error) {
	if err := actor.Demand(models.RightOrderWrite); err != nil {
		return draft, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		o, err := seenOrder(tx, actor, p.ID)
		if err != nil {
			return err
		}
		var items []*models.OrderItem
		if err := tx.Where("order_id = ?", o.ID).Order("id").Find(&items).Error; err != nil {
			return fmt.Errorf("read items: %w", err)
		}
		_, draft, err = s.draft(tx, actor, o, items, p)
		return err
	})
	return draft, err
}

// draft is the letter's row and text, if it may go.
func (s *Service) draft(tx *store.Tx, actor models.Actor, o *models.Order, items []*models.OrderItem, p SendLetterParams) (*models.Letter, DraftLetter, error) {
	p.Template = cmp.Or(p.Template, models.TemplatePaymentLink)
	if p.Part == o.Left() {
		p.Part = 0
	}
	letter := &models.Letter{
		Cause: fmt.Sprintf(personCause, actor.ID, rand.Text()), CauseKind: models.CausePerson, CustomerID: o.CustomerID, OrderID: &o.ID,
		TemplateCode: p.Template, Lane: models.LaneInteractive, Part: p.Part,
	}
	bag, err := s.readMailbag(&work{Tx: tx, service: s}, []*models.Letter{letter})
	if err != nil {
		return nil, DraftLetter{}, err
	}
	content := bag.content(letter)
	t, known := bag.template(p.Template, content.Language)
	if !known {
		return nil, DraftLetter{}, models.NewFieldError("template", models.CodeUnknownTemplate, "template", p.Template)
	}
	letter.Kind = t.Kind
	if err := s.mayGo(o, items, letter, t); err != nil {
		return nil, DraftLetter{}, err
	}
	draft := DraftLetter{Template: t.Code, Language: t.Language, Recipient: content.Customer.Email}
	if s.opts.RenderTemplate != nil {
		draft.LetterText, err = s.opts.RenderTemplate(t, content)
	}
	return letter, draft, unfit(err)
}

// unfit says of the choice of template what rendering found: a receipt, say, without a payment.
func unfit(err error) error {
	var e *models.Error
	if errors.As(err, &e) && len(e.Fields) > 0 {
		f := e.Fields[0]
		f.Path = "template"
		return models.Invalid(f)
	}
	return err
}

// mayGo refuses what the guard would hold back, and guards the rest.
func (s *Service) mayGo(o *models.Order, items []*models.OrderItem, letter *models.Letter, t models.LetterTemplate) error {
	if err := takesLetters(o); err != nil {
		return err
	}
	if !t.AsksForMoney() {
		var f faults
		f.within("part", letter.Part, 0, 0)
		return f.err()
	}
	letter.Guard = string(process.StillPayable)
	now := s.Now()
	if err := takesMoney(o, now); err != nil {
		return err
	}
	least := smallestPart(o, items)
	if linkState(o, now) == LinkPartAsked { // staff may ask for less by the link itself
		least = min(least, o.PartAsked)
	}
	if letter.Part != 0 && letter.Part < least {
		return models.NewFieldError("part", models.CodePartTooSmall, "min", models.Sum{Amount: least, Currency: o.Currency})
	}
	if letter.Part > o.Left() {
		return models.NewFieldError("part", models.CodePartTooLarge, "max", models.Sum{Amount: o.Left(), Currency: o.Currency})
	}
	return nil
}

// takesLetters refuses a false order: nobody writes about it (ST-6).
func takesLetters(o *models.Order) error {
	if o.Status == models.StatusFalse {
		return models.NewError(models.CodeOrderFalse)
	}
	return nil
}

// askFor makes the payment page ask for what the letter asks for (PAY-2).
func (w *work) askFor(actor models.Actor, o *models.Order, letter *models.Letter) error {
	if letter.Guard == "" || letter.Part == o.PartAsked {
		return nil
	}
	w.note(o.ID, actor, models.HistoryPartAsked, data{"from": o.PartAsked, "to": letter.Part, "currency": o.Currency})
	o.PartAsked = letter.Part
	return w.saveOrder(o)
}
