package api

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// SalesPage is a public page on which visitors order (ORD-2).
type SalesPage struct {
	ID                 int64     `json:"id"`
	Slug               string    `json:"slug" doc:"The last element of its address"`
	Address            string    `json:"address" doc:"Where visitors find it"`
	Title              string    `json:"title"`
	Text               string    `json:"text"`
	Language           string    `json:"language" enum:"ru,en"`
	OfferIDs           []int64   `json:"offer_ids" doc:"In the order in which they show"`
	Several            bool      `json:"several" doc:"A visitor may choose several offers, not just one"`
	PhoneRequired      bool      `json:"phone_required"`
	ConsentText        string    `json:"consent_text" doc:"Consent to the processing of personal data; nobody orders without"`
	ConsentVersion     int64     `json:"consent_version"`
	AdvertisingText    string    `json:"advertising_text" doc:"Consent to advertising; empty asks for none"`
	AdvertisingVersion int64     `json:"advertising_version"`
	Active             bool      `json:"active" doc:"false: visitors find nothing, staff who are logged in see a preview"`
	Version            int64     `json:"version"`
	CreatedAt          time.Time `json:"created_at"`
	UpdatedAt          time.Time `json:"updated_at"`
}

func showSalesPage(v *services.SalesPageView) SalesPage {
	return SalesPage{
		ID: v.ID, Slug: v.Slug, Address: v.Link, Title: v.Title, Text: v.Text, Language: v.Language, OfferIDs: list(v.OfferIDs), Several: v.Several,
		PhoneRequired: v.PhoneRequired, ConsentText: v.Consent.Text, ConsentVersion: v.Consent.Number, AdvertisingText: v.Advertising.Text,
		AdvertisingVersion: v.Advertising.Number, Active: v.Active, Version: v.Version, CreatedAt: v.CreatedAt.UTC(), UpdatedAt: v.UpdatedAt.UTC(),
	}
}

// SalesPageTerms are the fields of a page that may be left out. At creation they
// get their defaults, in a PATCH they stay.
type SalesPageTerms struct {
	Text            *string `json:"text,omitempty" maxLength:"20000"`
	Language        *string `json:"language,omitempty" enum:"ru,en" doc:"The account's by default"`
	Several         *bool   `json:"several,omitempty"`
	PhoneRequired   *bool   `json:"phone_required,omitempty"`
	ConsentText     *string `json:"consent_text,omitempty" maxLength:"2000" doc:"The usual words by default; another wording gets the next version"`
	AdvertisingText *string `json:"advertising_text,omitempty" maxLength:"2000"`
	Active          *bool   `json:"active,omitempty" doc:"true by default"`
}

func (t *SalesPageTerms) over(p *services.SalesPageParams) {
	keep(&p.Text, t.Text)
	keep(&p.Language, t.Language)
	keep(&p.Several, t.Several)
	keep(&p.PhoneRequired, t.PhoneRequired)
	keep(&p.Consent, t.ConsentText)
	keep(&p.Advertising, t.AdvertisingText)
	keep(&p.Active, t.Active)
}

// NewSalesPage is the body that creates a page.
type NewSalesPage struct {
	Slug     string  `json:"slug" maxLength:"60" doc:"Latin small letters, digits, single dashes"`
	Title    string  `json:"title" maxLength:"200"`
	OfferIDs []int64 `json:"offer_ids" maxItems:"20"`
	SalesPageTerms
}

// SalesPagePatch is the body that changes one; fields that are absent stay.
type SalesPagePatch struct {
	Slug     *string  `json:"slug,omitempty" maxLength:"60"`
	Title    *string  `json:"title,omitempty" maxLength:"200"`
	OfferIDs *[]int64 `json:"offer_ids,omitempty" maxItems:"20"`
	SalesPageTerms
}

func (a *api) registerSalesPages() {
	const tag = "Sales pages"
	endpoint(a, operation{method: http.MethodGet, path: "/sales-pages", id: "list-sales-pages", tag: tag, summary: "List sales pages"}, a.listSalesPages)
	repeatable(a, operation{
		method: http.MethodPost, path: "/sales-pages", id: "create-sales-page", tag: tag, summary: "Create a sales page",
		detail: "Visitors order on it under address: they choose offers, say who they are, agree, and stand on the payment page.",
		status: http.StatusCreated,
	}, a.createSalesPage, byReading(a.getSalesPage))
	endpoint(a, operation{method: http.MethodGet, path: "/sales-pages/{id}", id: "get-sales-page", tag: tag, summary: "Read a sales page"}, a.getSalesPage)
	endpoint(a, operation{method: http.MethodPatch, path: "/sales-pages/{id}", id: "edit-sales-page", tag: tag, summary: "Change a sales page, or take it off"}, a.editSalesPage)
}

func (a *api) listSalesPages(ctx context.Context, in *Paging) (*plain[Page[SalesPage]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, more, err := a.service.SalesPages(ctx, actorOf(ctx), services.Page{After: after, Limit: in.limit()})
	if err != nil {
		return nil, err
	}
	return paged(rows, more, showSalesPage, func(v *services.SalesPageView) int64 { return v.ID }), nil
}

func salesPage(v *services.SalesPageView, err error) (*one[SalesPage], error) {
	if err != nil {
		return nil, err
	}
	return versioned(showSalesPage(v), v.Version), nil
}

func (a *api) createSalesPage(ctx context.Context, in *struct{ Body NewSalesPage }) (*one[SalesPage], error) {
	account, err := a.service.Installation(ctx)
	if err != nil {
		return nil, err
	}
	p := services.SalesPageParams{OfferIDs: in.Body.OfferIDs}
	p.Slug, p.Title, p.Language, p.Active = in.Body.Slug, in.Body.Title, account.Language, true
	in.Body.over(&p)
	if in.Body.ConsentText == nil {
		p.Consent = models.UsualConsent(p.Language, cmp.Or(account.Seller, account.AccountName))
	}
	return salesPage(a.service.CreateSalesPage(ctx, actorOf(ctx), p))
}

func (a *api) getSalesPage(ctx context.Context, in *ByID) (*one[SalesPage], error) {
	return salesPage(a.service.SalesPage(ctx, actorOf(ctx), in.ID))
}

func (a *api) editSalesPage(ctx context.Context, in *struct {
	ByID
	Edit
	Body SalesPagePatch
},
) (*one[SalesPage], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	now, err := a.service.SalesPage(ctx, models.System(), in.ID)
	if err != nil {
		return nil, err
	}
	p := services.SalesPageParams{SalesPage: now.SalesPage, OfferIDs: now.OfferIDs, Consent: now.Consent.Text, Advertising: now.Advertising.Text}
	p.Version = pick(version, now.Version)
	keep(&p.Slug, in.Body.Slug)
	keep(&p.Title, in.Body.Title)
	keep(&p.OfferIDs, in.Body.OfferIDs)
	in.Body.over(&p)
	return salesPage(a.service.EditSalesPage(ctx, actorOf(ctx), in.ID, p))
}

// OrderSalesPage is the page whose form led to an order, and what was typed there:
// a customer whom we know keeps name and phone, whatever a form says.
type OrderSalesPage struct {
	ID         int64  `json:"id"`
	Title      string `json:"title"`
	Address    string `json:"address"`
	TypedName  string `json:"typed_name"`
	TypedPhone string `json:"typed_phone"`
}

func showOrderForm(f *services.OrderForm) *OrderSalesPage {
	if f == nil {
		return nil
	}
	return &OrderSalesPage{f.PageID, f.Title, f.Link, f.Name, f.Phone}
}
