package services

import (
	"context"
	"fmt"
	"regexp"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

var templateCode = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// LetterTemplates lists the present revision of every template in every language (right letter.read).
func (s *Service) LetterTemplates(ctx context.Context, actor models.Actor) (rows []models.LetterTemplate, err error) {
	if err := actor.Demand(models.RightLetterRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Where(presentRevision).Order("code, language").Find(&rows).Error
	})
	return rows, wrapped("list templates", err)
}

const presentRevision = `revision = (SELECT MAX(o.revision) FROM letter_templates o
	WHERE o.code = letter_templates.code AND o.language = letter_templates.language)`

// LetterTemplate is one template in one language: the revision, or the present one for 0.
func (s *Service) LetterTemplate(ctx context.Context, actor models.Actor, code, language string, revision int64) (*models.LetterTemplate, error) {
	if err := actor.Demand(models.RightLetterRead); err != nil {
		return nil, err
	}
	var row *models.LetterTemplate
	err := s.store.Read(ctx, func(tx *store.Tx) (err error) {
		row, err = findTemplate(tx, code, language, revision)
		return err
	})
	if err == nil && row == nil {
		err = models.NewError(models.CodeNotFound, "kind", "template", "id", code+"/"+language)
	}
	return row, err
}

// findTemplate is nil when there is none.
func findTemplate(tx *store.Tx, code, language string, revision int64) (*models.LetterTemplate, error) {
	var rows []models.LetterTemplate
	err := tx.Where("code = ? AND language = ? AND (revision = ? OR ? = 0)", code, language, revision, revision).
		Order("revision DESC").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, wrapped("read template", err)
	}
	return &rows[0], nil
}

// TemplateParams is a template as its author wants it.
type TemplateParams struct {
	Code     string
	Language string
	Kind     string // models.TemplateService or models.TemplateMailing
	Subject  string
	HTML     string
	Text     string
	Revision int64 // the revision that was read; 0 follows whatever stands
}

func (p TemplateParams) row() models.LetterTemplate {
	return models.LetterTemplate{Code: p.Code, Language: p.Language, Kind: p.Kind, Subject: p.Subject, HTML: p.HTML, TextPart: p.Text}
}

// SaveLetterTemplate writes a new revision; letters that used the ones before
// still point at them (right template.write). An unknown variable or broken
// syntax is a fault, never an empty place in a letter (MAIL-3).
func (s *Service) SaveLetterTemplate(ctx context.Context, actor models.Actor, p TemplateParams) (*models.LetterTemplate, error) {
	if err := actor.Demand(models.RightTemplateWrite); err != nil {
		return nil, err
	}
	if err := s.checkTemplate(p); err != nil {
		return nil, err
	}
	row := p.row()
	err := s.write(ctx, func(w *work) error {
		last, err := findTemplate(w.Tx, p.Code, p.Language, 0)
		if err != nil {
			return err
		}
		present := int64(0)
		if last != nil {
			present = last.Revision
		}
		if p.Revision != 0 && p.Revision != present {
			return models.NewError(models.CodeStale, "given", p.Revision, "current", present)
		}
		row.ID, row.Revision, row.CreatedBy, row.CreatedAt = 0, present+1, reference(actor.ID), w.now
		if err := store.Insert(w.Tx, []*models.LetterTemplate{&row}); err != nil {
			return err
		}
		w.made("template", row.ID)
		return nil
	})
	if err != nil && store.IsUnique(err) {
		return nil, models.NewError(models.CodeConflict).Because(err)
	}
	return &row, err
}

func (s *Service) checkTemplate(p TemplateParams) error {
	var f faults
	if !templateCode.MatchString(p.Code) {
		f.add("code", models.CodeInvalidCode, "value", p.Code)
	}
	f.language(p.Language)
	f.oneOf("kind", p.Kind, models.TemplateService, models.TemplateMailing)
	if s.opts.CheckTemplate != nil {
		f = append(f, s.opts.CheckTemplate(p.row())...)
	}
	return f.err()
}

// RenderedLetter is a template filled with real data.
type RenderedLetter struct {
	Subject string
	HTML    string
	Text    string
}

// PreviewLetterTemplate fills a template, saved or not, with an order and its
// customer, in the template's language (MAIL-3). Nothing is sent.
func (s *Service) PreviewLetterTemplate(ctx context.Context, actor models.Actor, p TemplateParams, orderID int64) (RenderedLetter, error) {
	if err := actor.Demand(models.RightLetterRead); err != nil {
		return RenderedLetter{}, err
	}
	if err := actor.Demand(models.RightOrderRead); err != nil {
		return RenderedLetter{}, err
	}
	if err := s.checkTemplate(p); err != nil {
		return RenderedLetter{}, err
	}
	var content models.LetterContent
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		order, err := seenOrder(tx, actor, orderID)
		if err != nil {
			return err
		}
		letter := &models.Letter{CustomerID: order.CustomerID, OrderID: &order.ID, TemplateCode: p.Code}
		bag, err := s.readMailbag(&work{Tx: tx, service: s}, []*models.Letter{letter})
		if err != nil {
			return fmt.Errorf("read preview data: %w", err)
		}
		content = bag.content(letter)
		content.Language = p.Language
		return nil
	})
	if err != nil || s.opts.RenderTemplate == nil {
		return RenderedLetter{}, err
	}
	return s.opts.RenderTemplate(p.row(), content)
}
