package services

import (
	"cmp"
	"context"
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// TemplateView is a template with what sends it.
type TemplateView struct {
	models.LetterTemplate
	Uses []TemplateUse
}

// LetterTemplates lists the present revision of every template in every language (right letter.read).
func (s *Service) LetterTemplates(ctx context.Context, actor models.Actor) (views []TemplateView, err error) {
	if err := actor.Demand(models.RightLetterRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		var rows []models.LetterTemplate
		if err := tx.Where(presentRevision).Order("code, language").Find(&rows).Error; err != nil {
			return fmt.Errorf("list templates: %w", err)
		}
		uses, err := s.templateUses(tx)
		views = make([]TemplateView, len(rows))
		for i, row := range rows {
			views[i] = TemplateView{row, uses[row.Code]}
		}
		return err
	})
	return views, err
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
	err := tx.Where("code = ? AND language = ? AND (revision = ? OR ?)", code, language, revision, revision == 0).
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
	Title    string // "" keeps what the template is called
	Kind     string // models.TemplateService or models.TemplateMailing
	Subject  string
	HTML     string
	Text     string
	Revision int64 // the revision that was read; 0 follows whatever stands
	New      bool  // nothing may stand under the code and language yet
}

func (p TemplateParams) row() models.LetterTemplate {
	return models.LetterTemplate{Code: p.Code, Language: p.Language, Title: p.Title, Kind: p.Kind, Subject: p.Subject, HTML: p.HTML, TextPart: p.Text}
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
		if last == nil {
			last = &models.LetterTemplate{Title: p.Code}
		}
		if err := p.fits(last); err != nil {
			return err
		}
		row.Title = cmp.Or(p.Title, last.Title)
		row.ID, row.Revision, row.CreatedBy, row.CreatedAt = 0, last.Revision+1, reference(actor.ID), w.now
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

// fits says whether the wish may follow the last revision, which is 0 where there is none.
func (p TemplateParams) fits(last *models.LetterTemplate) error {
	if p.New && last.Revision > 0 {
		return models.NewFieldError("code", models.CodeAlreadyExists, "kind", "template", "id", p.Code+"/"+p.Language)
	}
	if p.Revision != 0 && p.Revision != last.Revision {
		return models.NewError(models.CodeStale, "given", p.Revision, "current", last.Revision)
	}
	return nil
}

func (s *Service) checkTemplate(p TemplateParams) error {
	var f faults
	f.code("code", p.Code, models.TemplateCode)
	f.language(p.Language)
	f.line("title", p.Title, maxTitle)
	f.oneOf("kind", p.Kind, models.TemplateService, models.TemplateMailing)
	if s.opts.CheckTemplate != nil {
		f = append(f, s.opts.CheckTemplate(p.row())...)
	}
	return f.err()
}

// TemplateHelp tells what a template of the code may use, with titles and
// examples in the language (right letter.read).
func (s *Service) TemplateHelp(actor models.Actor, code, language string) (models.TemplateHelp, error) {
	if err := actor.Demand(models.RightLetterRead); err != nil || s.opts.TemplateHelp == nil {
		return models.TemplateHelp{}, err
	}
	return s.opts.TemplateHelp(code, language), nil
}

// PreviewLetterTemplate fills a template, saved or not, with an order and its
// customer, in the template's language (MAIL-3). Nothing is sent.
func (s *Service) PreviewLetterTemplate(ctx context.Context, actor models.Actor, p TemplateParams, orderID int64) (text models.LetterText, err error) {
	for _, right := range []models.Right{models.RightLetterRead, models.RightOrderRead} {
		if err := actor.Demand(right); err != nil {
			return text, err
		}
	}
	if err := s.checkTemplate(p); err != nil {
		return text, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		order, err := seenOrder(tx, actor, orderID)
		if err != nil {
			return err
		}
		letter := &models.Letter{CustomerID: order.CustomerID, OrderID: &order.ID, TemplateCode: p.Code}
		text, err = s.fill(tx, letter, p.row())
		return err
	})
	return text, err
}

// fill writes the letter as the template would have it now, in the template's language.
func (s *Service) fill(tx *store.Tx, letter *models.Letter, t models.LetterTemplate) (text models.LetterText, err error) {
	bag, err := s.readMailbag(&work{Tx: tx, service: s}, []*models.Letter{letter})
	if err != nil || s.opts.RenderTemplate == nil {
		return text, wrapped("read content of letter", err)
	}
	content := bag.content(letter)
	content.Language = t.Language
	return s.opts.RenderTemplate(t, content)
}
