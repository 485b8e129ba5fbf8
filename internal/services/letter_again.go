package services

import (
	"cmp"
	"context"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// SendLetterAgain queues a letter of which nobody knows whether it arrived, under
// the same Message-ID; what made it right is asked again when it goes (MAIL-5,
// MAIL-6, right order.write). Any other letter answers CodeLetterNotUnknown.
func (s *Service) SendLetterAgain(ctx context.Context, actor models.Actor, id int64) (*LetterView, error) {
	if err := actor.Demand(models.RightOrderWrite); err != nil {
		return nil, err
	}
	err := s.write(ctx, func(w *work) error {
		if _, err := w.Lock("letters", id); err != nil {
			return err
		}
		letter, err := seenLetter(w.Tx, actor, id)
		if err != nil {
			return err
		}
		if err := repeatable(letter); err != nil {
			return err
		}
		if letter.OrderID != nil {
			w.note(*letter.OrderID, actor, models.HistoryLetter, data{"template": letter.TemplateCode, "cause": letter.Cause, "again": true})
		}
		w.made("letter", id)
		w.AfterCommit(func() { s.hint(letter.Lane) })
		// The reason stays: a late word that it did go out still finds the letter.
		return wrapped("queue letter again", w.Exec("UPDATE letters SET state = 'queued', batch_id = NULL, next_try = ? WHERE id = ?", w.now, id).Error)
	})
	if err != nil {
		return nil, err
	}
	return s.letterOf(ctx, id)
}

// repeatable refuses a letter of which it is known whether it went out.
func repeatable(l *models.Letter) error {
	if l.State != models.LetterUnknown {
		return models.NewError(models.CodeLetterNotUnknown, "state", l.State)
	}
	return nil
}

// LetterMay is what a person may do with a letter.
type LetterMay struct{ SendAgain Permission }

// MayWithLetter tells what the actor may do with a letter that they see.
func MayWithLetter(actor models.Actor, l *models.Letter) LetterMay {
	return LetterMay{SendAgain: Permission{Refusal: cmp.Or(actor.Demand(models.RightOrderWrite), repeatable(l))}}
}

// letterOf reads a letter for an answer.
func (s *Service) letterOf(ctx context.Context, id int64) (view *LetterView, err error) {
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		var row models.Letter
		if err := oneRow(tx, &row, "letters", id); err != nil {
			return err
		}
		views, err := s.letterViews(tx, []models.Letter{row})
		if err == nil {
			view = &views[0]
		}
		return err
	})
	return view, err
}

// Where the text of a letter that is shown comes from.
const (
	TextSent = "sent" // it is what went out
	TextNow  = "now"  // it is what would go now: a text is kept when its letter is sent
	TextNone = "none" // it cannot be written any more
)

// LetterText is the text of a letter as it went out; of one that did not, as it would go now.
func (s *Service) LetterText(ctx context.Context, actor models.Actor, id int64) (text models.LetterText, source string, err error) {
	if err := actor.Demand(models.RightLetterRead); err != nil {
		return text, "", err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		l, err := seenLetter(tx, actor, id)
		if err != nil {
			return err
		}
		if l.State == models.LetterSent {
			text, source = models.LetterText{Subject: l.Subject, HTML: l.HTML, Text: l.TextPart}, TextSent
			return nil
		}
		text, source = s.textNow(tx, l)
		return nil
	})
	return text, source, err
}

func (s *Service) textNow(tx *store.Tx, l *models.Letter) (models.LetterText, string) {
	deliveries, err := s.customerDeliveries(&work{Tx: tx, service: s}, []*models.Letter{l})
	if err != nil || s.opts.RenderTemplate == nil {
		return models.LetterText{}, TextNone
	}
	text, err := s.opts.RenderTemplate(deliveries[0].Template, deliveries[0].Content)
	if err != nil {
		return models.LetterText{}, TextNone
	}
	return text, TextNow
}
