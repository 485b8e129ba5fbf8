package services

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// maxDays bounds every number of days in an offer's terms: about a hundred years.
const maxDays = 36_500

// OfferView is an offer with its products.
type OfferView struct {
	models.Offer
	ProductIDs []int64
}

// OfferParams are the terms of an offer; ID and times of the row are ignored.
type OfferParams struct {
	models.Offer
	ProductIDs []int64
}

// CreateOffer adds an offer (right catalog.write). Empty policies get their defaults.
func (s *Service) CreateOffer(ctx context.Context, actor models.Actor, p OfferParams) (*OfferView, error) {
	if err := p.admit(actor); err != nil {
		return nil, err
	}
	view := new(OfferView)
	err := s.write(ctx, func(w *work) error {
		if err := w.checkOffer(p, 0); err != nil {
			return err
		}
		row := p.Offer
		row.ID, row.Version, row.CreatedAt, row.UpdatedAt = 0, 1, w.now, w.now
		if err := store.Insert(w.Tx, []*models.Offer{&row}); err != nil {
			return err
		}
		*view = OfferView{row, p.ProductIDs}
		w.made("offer", row.ID)
		return w.linkProducts(row.ID, p.ProductIDs)
	})
	return view, s.taken(err, "offers")
}

// EditOffer replaces the terms for orders to come, or archives the offer.
// Existing orders hold copies and stay as they are (ORD-4).
func (s *Service) EditOffer(ctx context.Context, actor models.Actor, id int64, p OfferParams) (*OfferView, error) {
	if err := p.admit(actor); err != nil {
		return nil, err
	}
	view := new(OfferView)
	err := s.write(ctx, func(w *work) error {
		if err := w.lockVersion("offers", id, p.Version); err != nil {
			return err
		}
		if err := w.checkOffer(p, id); err != nil {
			return err
		}
		var before models.Offer
		if err := oneRow(w.Tx, &before, "offers", id); err != nil {
			return err
		}
		row := p.Offer
		row.ID, row.Version, row.CreatedAt, row.UpdatedAt = id, before.Version+1, before.CreatedAt, w.now
		if err := w.Model(&models.Offer{}).Where("id = ?", id).Select("*").Omit("id").Updates(&row).Error; err != nil {
			return fmt.Errorf("write offer: %w", err)
		}
		*view = OfferView{row, p.ProductIDs}
		return w.linkProducts(id, p.ProductIDs)
	})
	return view, s.taken(err, "offers")
}

func (p *OfferParams) admit(actor models.Actor) error {
	if err := actor.Demand(models.RightCatalogWrite); err != nil {
		return err
	}
	p.defaults()
	return p.validate()
}

func (p *OfferParams) defaults() {
	for _, d := range []struct {
		field *string
		value string
	}{
		{&p.LatePolicy, models.LateReopen},
		{&p.LatePersonPolicy, models.LateAsk},
		{&p.DeadlineAction, models.DeadlineKeep},
		{&p.AccessStart, models.AccessAtOnce},
		{&p.AccessEnd, models.AccessNever},
	} {
		if *d.field == "" {
			*d.field = d.value
		}
	}
	slices.Sort(p.ProductIDs)
	p.ProductIDs = slices.Compact(p.ProductIDs)
}

func (p *OfferParams) validate() error {
	var f faults
	f.code("code", p.Code, models.OfferCode)
	f.title("title", p.Title)
	if !p.Currency.Known() {
		f.add("currency", models.CodeUnknownCurrency, "currency", string(p.Currency))
	}
	f.within("price", p.Price, 0, models.MaxAmount)
	f.within("smallest_part", p.SmallestPart, 0, max(p.Price, 0))
	f.oneOf("late_policy", p.LatePolicy, models.LatePolicies...)
	f.oneOf("late_person_policy", p.LatePersonPolicy, models.LateDeposit, models.LateRefund, models.LateAsk)
	f.oneOf("duplicate_policy", p.DuplicatePolicy, models.DuplicateDefault, models.DuplicateCreate, models.DuplicateSkip,
		models.DuplicateReuse, models.DuplicateReplace)
	f.oneOf("deadline_action", p.DeadlineAction, models.DeadlineKeep, models.DeadlineCancel)
	if p.DeadlineDays != nil {
		f.within("deadline_days", *p.DeadlineDays, 1, maxDays)
	}
	f.short("paid_text", p.PaidText, maxText)
	f.webAddress("paid_url", p.PaidURL)
	p.access(&f)
	return f.err()
}

// access checks when purchases open and end (CUS-3).
func (p *OfferParams) access(f *faults) {
	f.oneOf("access_start", p.AccessStart, models.AccessAtOnce, models.AccessOnDate, models.AccessAfterPayment)
	f.oneOf("access_end", p.AccessEnd, models.AccessNever, models.AccessOnDate, models.AccessAfterStart)
	f.within("access_start_days", p.AccessStartDays, 0, maxDays)
	f.within("access_end_days", p.AccessEndDays, 0, maxDays)
	if p.AccessStart == models.AccessOnDate && p.AccessStartAt == nil {
		f.add("access_start_at", models.CodeRequired)
	}
	if p.AccessEnd == models.AccessOnDate && p.AccessEndAt == nil {
		f.add("access_end_at", models.CodeRequired)
	}
	if p.AccessEnd == models.AccessAfterStart && p.AccessEndDays == 0 {
		f.add("access_end_days", models.CodeOutOfRange, "value", 0, "min", 1, "max", maxDays)
	}
	for _, at := range []**time.Time{&p.AccessStartAt, &p.AccessEndAt} {
		if *at != nil {
			cutTo := store.Now(**at)
			*at = &cutTo
		}
	}
	if p.AccessStartAt != nil && p.AccessEndAt != nil && !p.AccessStartAt.Before(*p.AccessEndAt) {
		f.add("access_end_at", models.CodeOutOfRange, "min", p.AccessStartAt.Format(time.RFC3339))
	}
}

// webAddress allows nothing or an absolute http address.
func (f *faults) webAddress(path, text string) {
	if text == "" {
		return
	}
	f.short(path, text, 2000)
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		f.add(path, models.CodeInvalidURL, "value", text)
	}
}

func (w *work) checkOffer(p OfferParams, self int64) error {
	if err := w.demandFree("offers", "code", p.Code, self); err != nil {
		return err
	}
	return w.demandRows("products", "product_ids", p.ProductIDs)
}

func (w *work) linkProducts(offer int64, products []int64) error {
	if err := w.Exec("DELETE FROM offer_products WHERE offer_id = ?", offer).Error; err != nil {
		return fmt.Errorf("unlink products: %w", err)
	}
	rows := make([]*models.OfferProduct, len(products))
	for i, product := range products {
		rows[i] = &models.OfferProduct{OfferID: offer, ProductID: product}
	}
	return store.Insert(w.Tx, rows)
}

// Offers lists offers in the order in which they came; archived ones on demand (right catalog.read).
func (s *Service) Offers(ctx context.Context, actor models.Actor, archived bool, page Page) (offers []OfferView, more bool, err error) {
	if err := actor.Demand(models.RightCatalogRead); err != nil {
		return nil, false, err
	}
	var rows []models.Offer
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		list := tx.Where("id > ?", page.After).Order("id").Limit(page.limit() + 1)
		if !archived {
			list = list.Where("NOT archived")
		}
		if err := list.Find(&rows).Error; err != nil {
			return fmt.Errorf("list offers: %w", err)
		}
		rows, more = cut(rows, page.limit())
		offers, err = withProducts(tx, rows)
		return err
	})
	return offers, more, err
}

// Offer is one offer with its products.
func (s *Service) Offer(ctx context.Context, actor models.Actor, id int64) (*OfferView, error) {
	if err := actor.Demand(models.RightCatalogRead); err != nil {
		return nil, err
	}
	var view *OfferView
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		var row models.Offer
		if err := oneRow(tx, &row, "offers", id); err != nil {
			return err
		}
		views, err := withProducts(tx, []models.Offer{row})
		view = &views[0]
		return err
	})
	return view, err
}

func withProducts(tx *store.Tx, rows []models.Offer) ([]OfferView, error) {
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	var links []models.OfferProduct
	err := tx.Where("offer_id IN ?", ids).Order("offer_id, product_id").Find(&links).Error
	of := groupBy(links, func(l models.OfferProduct) int64 { return l.OfferID })
	views := make([]OfferView, len(rows))
	for i, row := range rows {
		views[i] = OfferView{Offer: row, ProductIDs: []int64{}}
		for _, l := range of[row.ID] {
			views[i].ProductIDs = append(views[i].ProductIDs, l.ProductID)
		}
	}
	return views, wrapped("read products of offers", err)
}
