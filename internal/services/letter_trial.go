package services

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"

	"github.com/orderflow/orderflow/models"
)

// testMark begins the subject of a letter that tries a template out.
var testMark = map[string]string{"ru": "[Проба] ", "en": "[Test] "}

// testLetters counts the test letters of one person.
func testLetters(staff int64) limit { return limit{"test_letter", strconv.FormatInt(staff, 10), 10} }

// TestLetterTemplate sends a template, saved or not, filled with an order, to the
// person who asks and to nobody else (MAIL-3, right template.write). It is an
// ordinary letter row, marked in its subject, that no log of letters to customers
// shows. It answers with the address; too many wishes answer CodeTooManyLetters.
func (s *Service) TestLetterTemplate(ctx context.Context, actor models.Actor, p TemplateParams, orderID int64) (address string, err error) {
	if err := actor.Demand(models.RightTemplateWrite); err != nil {
		return "", err
	}
	text, err := s.PreviewLetterTemplate(ctx, actor, p, orderID)
	if err != nil {
		return "", err
	}
	person, err := s.StaffMember(ctx, actor, actor.ID)
	if err != nil {
		return "", err
	}
	if err := s.charge(ctx, testLetters(actor.ID)); err != nil {
		return "", tooManyLetters(err)
	}
	return person.Email, s.write(ctx, func(w *work) error {
		w.letter(models.Letter{
			Cause: fmt.Sprintf("test:%d:%s", actor.ID, rand.Text()), CauseKind: models.CauseTest, StaffID: &actor.ID, TemplateCode: p.Code,
			Kind: p.Kind, Lane: models.LaneInteractive, Subject: testMark[p.Language] + text.Subject, HTML: text.HTML, TextPart: text.Text,
		})
		return nil
	})
}

// tooManyLetters says of letters what the limit says of attempts.
func tooManyLetters(err error) error {
	var e *models.Error
	if errors.As(err, &e) && e.Code == models.CodeTooManyAttempts {
		return models.NewError(models.CodeTooManyLetters, "seconds", e.Params["seconds"])
	}
	return err
}

// testDeliveries carry the text that was written when the test was asked for.
func (s *Service) testDeliveries(w *work, letters []*models.Letter) ([]models.LetterDelivery, error) {
	var list []models.LetterDelivery
	for _, l := range letters {
		var person models.Staff
		if err := oneRow(w.Tx, &person, "staff", *l.StaffID); err != nil {
			return nil, err
		}
		list = append(list, models.LetterDelivery{
			LetterID: l.ID, MessageID: s.messageID(l), Recipient: person.Email, Content: models.LetterContent{Staff: &person},
			Written: &models.LetterText{Subject: l.Subject, HTML: l.HTML, Text: l.TextPart},
		})
	}
	return list, nil
}
