package services

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// maxSalesOffers is how many offers one page may show.
const maxSalesOffers = 20

// maxConsent is how long a wording may be, in characters.
const maxConsent = 2000

// slugShape is what the last element of a page's address looks like.
var slugShape = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// SalesPageParams is a sales page as staff want it; ID, times and version of the
// row are ignored at creation.
type SalesPageParams struct {
	models.SalesPage
	OfferIDs    []int64 // in the order in which they show
	Consent     string  // to the processing of personal data; never empty
	Advertising string  // consent to advertising, "" asks for none
}

// SalesPageView is a page with its offers and what it asks visitors to agree to.
type SalesPageView struct {
	models.SalesPage
	OfferIDs    []int64
	Consent     models.ConsentText
	Advertising models.ConsentText // Text is "" when the page asks for none
	Link        string
}

// SalesLink is the public address of a sales page.
func (s *Service) SalesLink(slug string) string { return s.opts.PublicURL + "/buy/" + slug }

// CreateSalesPage adds a page (right catalog.write). A slug that is taken answers CodeAlreadyExists.
func (s *Service) CreateSalesPage(ctx context.Context, actor models.Actor, p SalesPageParams) (*SalesPageView, error) {
	if err := p.admit(actor); err != nil {
		return nil, err
	}
	var view *SalesPageView
	err := s.write(ctx, func(w *work) error {
		if err := w.checkSalesPage(p, 0); err != nil {
			return err
		}
		row := p.SalesPage
		row.ID, row.Version, row.CreatedAt, row.UpdatedAt = 0, 1, w.now, w.now
		if err := store.Insert(w.Tx, []*models.SalesPage{&row}); err != nil {
			return err
		}
		if err := w.furnish(row.ID, p); err != nil {
			return err
		}
		w.made("sales_page", row.ID)
		var err error
		view, err = s.salesPage(w.Tx, row.ID)
		return err
	})
	return view, s.taken(err, "sales_pages")
}

// EditSalesPage replaces what the page says and sells. A wording that changes gets
// the next number; who agreed to an earlier one agreed to that one (PRIV-4).
func (s *Service) EditSalesPage(ctx context.Context, actor models.Actor, id int64, p SalesPageParams) (*SalesPageView, error) {
	if err := p.admit(actor); err != nil {
		return nil, err
	}
	var view *SalesPageView
	err := s.write(ctx, func(w *work) error {
		if err := w.lockVersion("sales_pages", id, p.Version); err != nil {
			return err
		}
		if err := w.checkSalesPage(p, id); err != nil {
			return err
		}
		err := w.Exec(`UPDATE sales_pages SET slug = ?, title = ?, text = ?, language = ?, several = ?, phone_required = ?, active = ?,
			version = version + 1, updated_at = ? WHERE id = ?`,
			p.Slug, p.Title, p.Text, p.Language, p.Several, p.PhoneRequired, p.Active, w.now, id).Error
		if err != nil {
			return fmt.Errorf("write sales page: %w", err)
		}
		if err := w.furnish(id, p); err != nil {
			return err
		}
		view, err = s.salesPage(w.Tx, id)
		return err
	})
	return view, s.taken(err, "sales_pages")
}

func (p *SalesPageParams) admit(actor models.Actor) error {
	if err := actor.Demand(models.RightCatalogWrite); err != nil {
		return err
	}
	p.Title, p.Text, p.Consent, p.Advertising = strings.TrimSpace(p.Title), strings.TrimSpace(p.Text), strings.TrimSpace(p.Consent), strings.TrimSpace(p.Advertising)
	return p.validate()
}

func (p *SalesPageParams) validate() error {
	var f faults
	if len(p.Slug) > 60 || !slugShape.MatchString(p.Slug) {
		f.add("slug", models.CodeInvalidSlug, "value", p.Slug)
	}
	f.title("title", p.Title)
	f.short("text", p.Text, maxText)
	f.language(p.Language)
	if p.Consent == "" {
		f.add("consent_text", models.CodeRequired)
	}
	f.short("consent_text", p.Consent, maxConsent)
	f.short("advertising_text", p.Advertising, maxConsent)
	switch {
	case len(p.OfferIDs) == 0:
		f.add("offer_ids", models.CodeRequired)
	case len(p.OfferIDs) > maxSalesOffers:
		f.add("offer_ids", models.CodeTooMany, "max", maxSalesOffers)
	}
	for i, id := range p.OfferIDs {
		if slices.Contains(p.OfferIDs[:i], id) {
			f.add(indexed("offer_ids", i), models.CodeAlreadyExists, "kind", "offer", "id", id)
		}
	}
	return f.err()
}

// checkSalesPage looks at what only the database knows: one page may be ordered
// from in one currency when several of its offers may be chosen.
func (w *work) checkSalesPage(p SalesPageParams, self int64) error {
	if err := w.demandFree("sales_pages", "slug", p.Slug, self); err != nil {
		return err
	}
	if err := w.demandRows("offers", "offer_ids", p.OfferIDs); err != nil || !p.Several {
		return err
	}
	offers, err := readOffers(w.Tx, p.OfferIDs)
	if err != nil {
		return err
	}
	var f faults
	for i, offer := range offers {
		if offer.Currency != offers[0].Currency {
			f.add(indexed("offer_ids", i), models.CodeMixedCurrency, "currency", string(offer.Currency), "expected", string(offers[0].Currency))
		}
	}
	return f.err()
}

// readOffers are the offers in the order of the ids; ids of none are left out.
func readOffers(tx *store.Tx, ids []int64) ([]models.Offer, error) {
	var rows []models.Offer
	if err := tx.Find(&rows, "id IN ?", ids).Error; err != nil {
		return nil, fmt.Errorf("read offers: %w", err)
	}
	known := byID(rows, func(o models.Offer) int64 { return o.ID })
	list := make([]models.Offer, 0, len(ids))
	for _, id := range ids {
		if offer, ok := known[id]; ok {
			list = append(list, offer)
		}
	}
	return list, nil
}

// furnish writes the offers and the wordings of a page.
func (w *work) furnish(page int64, p SalesPageParams) error {
	if err := w.Exec("DELETE FROM sales_page_offers WHERE page_id = ?", page).Error; err != nil {
		return fmt.Errorf("take offers off a page: %w", err)
	}
	rows := make([]*models.SalesPageOffer, len(p.OfferIDs))
	for i, id := range p.OfferIDs {
		rows[i] = &models.SalesPageOffer{PageID: page, OfferID: id, Ordinal: int64(i + 1)}
	}
	if err := store.Insert(w.Tx, rows); err != nil {
		return err
	}
	if err := w.word(page, models.ConsentData, p.Consent); err != nil {
		return err
	}
	return w.word(page, models.ConsentAdvertising, p.Advertising)
}

// SalesPages lists the pages in the order in which they came (right catalog.read).
func (s *Service) SalesPages(ctx context.Context, actor models.Actor, page Page) (views []SalesPageView, more bool, err error) {
	if err := actor.Demand(models.RightCatalogRead); err != nil {
		return nil, false, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		var rows []models.SalesPage
		if err := tx.Where("id > ?", page.After).Order("id").Limit(page.limit() + 1).Find(&rows).Error; err != nil {
			return fmt.Errorf("list sales pages: %w", err)
		}
		rows, more = cut(rows, page.limit())
		views, err = s.viewSalesPages(tx, rows)
		return err
	})
	return views, more, err
}

// SalesPage is one page.
func (s *Service) SalesPage(ctx context.Context, actor models.Actor, id int64) (view *SalesPageView, err error) {
	if err := actor.Demand(models.RightCatalogRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		view, err = s.salesPage(tx, id)
		return err
	})
	return view, err
}

func (s *Service) salesPage(tx *store.Tx, id int64) (*SalesPageView, error) {
	var row models.SalesPage
	if err := oneRow(tx, &row, "sales_pages", id); err != nil {
		return nil, err
	}
	views, err := s.viewSalesPages(tx, []models.SalesPage{row})
	if err != nil {
		return nil, err
	}
	return &views[0], nil
}

func (s *Service) viewSalesPages(tx *store.Tx, rows []models.SalesPage) ([]SalesPageView, error) {
	ids := each(rows, func(p models.SalesPage) int64 { return p.ID })
	var offers []models.SalesPageOffer
	if err := tx.Where("page_id IN ?", ids).Order("page_id, ordinal").Find(&offers).Error; err != nil {
		return nil, fmt.Errorf("read offers of sales pages: %w", err)
	}
	texts, err := textsOf(tx, ids)
	if err != nil {
		return nil, err
	}
	of := groupBy(offers, func(o models.SalesPageOffer) int64 { return o.PageID })
	views := make([]SalesPageView, len(rows))
	for i, row := range rows {
		views[i] = SalesPageView{
			SalesPage: row, OfferIDs: each(of[row.ID], func(o models.SalesPageOffer) int64 { return o.OfferID }), Link: s.SalesLink(row.Slug),
			Consent: texts[wording{row.ID, models.ConsentData}], Advertising: texts[wording{row.ID, models.ConsentAdvertising}],
		}
	}
	return views, nil
}
