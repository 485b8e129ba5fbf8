package api

import (
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Offer says at which price and on which terms products are sold. Sums are minor
// units of Currency.
type Offer struct {
	ID               int64      `json:"id"`
	Code             string     `json:"code"`
	Title            string     `json:"title"`
	Currency         string     `json:"currency"`
	Price            int64      `json:"price"`
	ProductIDs       []int64    `json:"product_ids"`
	AutoComplete     bool       `json:"auto_complete" doc:"Complete the order when it is paid (ST-2)"`
	LatePolicy       string     `json:"late_policy" enum:"reopen,deposit,refund,ask" doc:"Money that comes after automation cancelled the order (ST-8)"`
	LatePersonPolicy string     `json:"late_person_policy" enum:"deposit,refund,ask" doc:"Money that comes after a person cancelled it"`
	DuplicatePolicy  string     `json:"duplicate_policy" enum:",create,skip,reuse,replace" doc:"Empty: the default of the way of ordering (ORD-13)"`
	LetterOnCreate   bool       `json:"letter_on_create"`
	DeadlineDays     *int64     `json:"deadline_days" doc:"Calendar days to pay; null: no deadline (PAY-7)"`
	DeadlineAction   string     `json:"deadline_action" enum:"keep,cancel"`
	SmallestPart     int64      `json:"smallest_part" doc:"The smallest part that may be paid; 0: only in full"`
	PaidText         string     `json:"paid_text"`
	PaidURL          string     `json:"paid_url"`
	OrderAgain       bool       `json:"order_again"`
	AccessStart      string     `json:"access_start" enum:"at_once,on_date,days_after_payment"`
	AccessStartDays  int64      `json:"access_start_days"`
	AccessStartAt    *time.Time `json:"access_start_at"`
	AccessEnd        string     `json:"access_end" enum:"never,days_after_start,on_date"`
	AccessEndDays    int64      `json:"access_end_days"`
	AccessEndAt      *time.Time `json:"access_end_at"`
	Archived         bool       `json:"archived"`
	Version          int64      `json:"version"`
	CreatedAt        time.Time  `json:"created_at"`
	UpdatedAt        time.Time  `json:"updated_at"`
}

func showOffer(o *services.OfferView) Offer {
	return Offer{
		ID: o.ID, Code: o.Code, Title: o.Title, Currency: string(o.Currency), Price: o.Price, ProductIDs: list(o.ProductIDs),
		AutoComplete: o.AutoComplete, LatePolicy: o.LatePolicy, LatePersonPolicy: o.LatePersonPolicy, DuplicatePolicy: o.DuplicatePolicy,
		LetterOnCreate: o.LetterOnCreate, DeadlineDays: o.DeadlineDays, DeadlineAction: o.DeadlineAction, SmallestPart: o.SmallestPart,
		PaidText: o.PaidText, PaidURL: o.PaidURL, OrderAgain: o.OrderAgain, AccessStart: o.AccessStart, AccessStartDays: o.AccessStartDays,
		AccessStartAt: inUTC(o.AccessStartAt), AccessEnd: o.AccessEnd, AccessEndDays: o.AccessEndDays, AccessEndAt: inUTC(o.AccessEndAt),
		Archived: o.Archived, Version: o.Version, CreatedAt: o.CreatedAt.UTC(), UpdatedAt: o.UpdatedAt.UTC(),
	}
}

// OfferTerms are the fields of an offer that may be left out. At creation they
// get their defaults, in a PATCH they stay.
type OfferTerms struct {
	ProductIDs       *[]int64            `json:"product_ids,omitempty" maxItems:"100"`
	AutoComplete     *bool               `json:"auto_complete,omitempty" doc:"Complete the order when it is paid; true by default"`
	LatePolicy       *string             `json:"late_policy,omitempty" enum:"reopen,deposit,refund,ask"`
	LatePersonPolicy *string             `json:"late_person_policy,omitempty" enum:"deposit,refund,ask"`
	DuplicatePolicy  *string             `json:"duplicate_policy,omitempty" enum:",create,skip,reuse,replace"`
	LetterOnCreate   *bool               `json:"letter_on_create,omitempty" doc:"Send the letter with the payment link; true by default"`
	DeadlineDays     erasable[int64]     `json:"deadline_days,omitempty"`
	DeadlineAction   *string             `json:"deadline_action,omitempty" enum:"keep,cancel"`
	SmallestPart     *int64              `json:"smallest_part,omitempty"`
	PaidText         *string             `json:"paid_text,omitempty"`
	PaidURL          *string             `json:"paid_url,omitempty"`
	OrderAgain       *bool               `json:"order_again,omitempty"`
	AccessStart      *string             `json:"access_start,omitempty" enum:"at_once,on_date,days_after_payment"`
	AccessStartDays  *int64              `json:"access_start_days,omitempty"`
	AccessStartAt    erasable[time.Time] `json:"access_start_at,omitempty"`
	AccessEnd        *string             `json:"access_end,omitempty" enum:"never,days_after_start,on_date"`
	AccessEndDays    *int64              `json:"access_end_days,omitempty"`
	AccessEndAt      erasable[time.Time] `json:"access_end_at,omitempty"`
	Archived         *bool               `json:"archived,omitempty"`
}

func (t *OfferTerms) over(p *services.OfferParams) {
	keep(&p.ProductIDs, t.ProductIDs)
	keep(&p.AutoComplete, t.AutoComplete)
	keep(&p.LatePolicy, t.LatePolicy)
	keep(&p.LatePersonPolicy, t.LatePersonPolicy)
	keep(&p.DuplicatePolicy, t.DuplicatePolicy)
	keep(&p.LetterOnCreate, t.LetterOnCreate)
	t.DeadlineDays.over(&p.DeadlineDays)
	keep(&p.DeadlineAction, t.DeadlineAction)
	keep(&p.SmallestPart, t.SmallestPart)
	keep(&p.PaidText, t.PaidText)
	keep(&p.PaidURL, t.PaidURL)
	keep(&p.OrderAgain, t.OrderAgain)
	keep(&p.AccessStart, t.AccessStart)
	keep(&p.AccessStartDays, t.AccessStartDays)
	t.AccessStartAt.over(&p.AccessStartAt)
	keep(&p.AccessEnd, t.AccessEnd)
	keep(&p.AccessEndDays, t.AccessEndDays)
	t.AccessEndAt.over(&p.AccessEndAt)
	keep(&p.Archived, t.Archived)
}

// NewOffer is the body that creates an offer.
type NewOffer struct {
	Code     string `json:"code" doc:"Letters, digits, dots, dashes, underscores; at most 64"`
	Title    string `json:"title" maxLength:"200"`
	Currency string `json:"currency" doc:"ISO 4217"`
	Price    int64  `json:"price" doc:"Minor units"`
	OfferTerms
}

// OfferPatch is the body that changes one for orders to come; fields that are absent stay (ORD-4).
type OfferPatch struct {
	Code     *string `json:"code,omitempty"`
	Title    *string `json:"title,omitempty" maxLength:"200"`
	Currency *string `json:"currency,omitempty"`
	Price    *int64  `json:"price,omitempty"`
	OfferTerms
}

func (a *api) registerOffers() {
	const tag = "Offers"
	endpoint(a, operation{method: http.MethodGet, path: "/offers", id: "list-offers", tag: tag, summary: "List offers"}, a.listOffers)
	repeatable(a, operation{method: http.MethodPost, path: "/offers", id: "create-offer", tag: tag, summary: "Create an offer", status: http.StatusCreated}, a.createOffer, byReading(a.getOffer))
	endpoint(a, operation{method: http.MethodGet, path: "/offers/{id}", id: "get-offer", tag: tag, summary: "Read an offer"}, a.getOffer)
	endpoint(a, operation{
		method: http.MethodPatch, path: "/offers/{id}", id: "edit-offer", tag: tag, summary: "Change or archive an offer",
		detail: "Existing orders hold copies of the terms and stay as they are.",
	}, a.editOffer)
}

func (a *api) listOffers(ctx context.Context, in *shelf) (*plain[Page[Offer]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, more, err := a.service.Offers(ctx, actorOf(ctx), in.Archived, services.Page{After: after, Limit: in.limit()})
	if err != nil {
		return nil, err
	}
	return paged(rows, more, showOffer, func(o *services.OfferView) int64 { return o.ID }), nil
}

func (a *api) createOffer(ctx context.Context, in *struct{ Body NewOffer }) (*one[Offer], error) {
	var p services.OfferParams
	p.Code, p.Title, p.Currency, p.Price = in.Body.Code, in.Body.Title, models.Currency(in.Body.Currency), in.Body.Price
	p.AutoComplete, p.LetterOnCreate = true, true
	in.Body.over(&p)
	o, err := a.service.CreateOffer(ctx, actorOf(ctx), p)
	if err != nil {
		return nil, err
	}
	return versioned(showOffer(o), o.Version), nil
}

func (a *api) getOffer(ctx context.Context, in *ByID) (*one[Offer], error) {
	o, err := a.service.Offer(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return versioned(showOffer(o), o.Version), nil
}

func (a *api) editOffer(ctx context.Context, in *struct {
	ByID
	Edit
	Body OfferPatch
},
) (*one[Offer], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	now, err := a.service.Offer(ctx, models.System(), in.ID)
	if err != nil {
		return nil, err
	}
	p := services.OfferParams{Offer: now.Offer, ProductIDs: now.ProductIDs}
	p.Version = pick(version, now.Version)
	keep(&p.Code, in.Body.Code)
	keep(&p.Title, in.Body.Title)
	keep((*string)(&p.Currency), in.Body.Currency)
	keep(&p.Price, in.Body.Price)
	in.Body.over(&p)
	o, err := a.service.EditOffer(ctx, actorOf(ctx), in.ID, p)
	if err != nil {
		return nil, err
	}
	return versioned(showOffer(o), o.Version), nil
}
