package demoschool

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// days is how long the school has existed.
const days = 42

// Params say who the school is for. Token is the one that makes the first owner.
type Params struct {
	Token    string
	Language string // "ru" or "en"
	Now      time.Time
}

// Fill makes the school. The service must run on the clock, which stands days
// before now and stands at now afterwards; nobody may work in its database yet.
func Fill(ctx context.Context, s *services.Service, clock *services.DrivenClock, p Params) error {
	f := &filling{Service: s, ctx: ctx, clock: clock, now: p.Now.Add(-sinceProcess), words: wordsOf(p.Language)}
	for _, step := range []func() error{func() error { return f.open(p) }, f.sell, f.page, f.plan, f.play, f.automate, f.today} {
		if err := step(); err != nil {
			return fmt.Errorf("fill the demo school: %w", err)
		}
	}
	clock.MoveTo(p.Now)
	clock.Release()
	return nil
}

// sinceProcess is for how long the school's process has been running: what
// happened before it was published starts nothing.
const sinceProcess = 4 * time.Hour

// Begin is when the school's history begins.
func Begin(now time.Time) time.Time { return now.Add(-days * 24 * time.Hour) }

// filling is one school that is being made.
type filling struct {
	*services.Service
	ctx      context.Context //nolint:containedctx // it lives as long as the call
	clock    *services.DrivenClock
	now      time.Time // when the process is published
	words    words
	owner    models.Actor
	managers []int64
	offers   []int64
	reasons  []int64
	moments  []moment
}

// moment is something that happens at a time.
type moment struct {
	at time.Time
	do func() error
}

func (f *filling) at(when time.Time, do func() error) {
	if when.Before(f.now) {
		f.moments = append(f.moments, moment{when, do})
	}
}

// play lets everything happen in its order.
func (f *filling) play() error {
	for len(f.moments) > 0 {
		slices.SortStableFunc(f.moments, func(a, b moment) int { return a.at.Compare(b.at) })
		next := f.moments[0]
		f.moments = f.moments[1:]
		f.clock.MoveTo(next.at)
		if err := next.do(); err != nil {
			return err
		}
	}
	f.clock.MoveTo(f.now)
	return nil
}

func (f *filling) open(p Params) error {
	first, err := f.CreateFirstOwner(f.ctx, p.Token, services.OwnerParams{
		Name: f.words.owner, Email: models.DemoEmail, Password: models.DemoPassword, SchoolName: f.words.school, Language: p.Language, TimeZone: "Europe/Moscow",
	})
	if err != nil {
		return err
	}
	f.owner = models.Actor{Kind: models.ActorPerson, ID: first.Owner.ID, Role: models.RoleOwner}
	for i, name := range f.words.managers {
		person, err := f.CreateStaff(f.ctx, f.owner, services.StaffParams{
			Name: name, Email: fmt.Sprintf("manager%d@orderflow.example", i+1), Role: models.RoleManager, Active: true,
		})
		if err != nil {
			return err
		}
		f.managers = append(f.managers, person.Staff.ID)
	}
	reasons, err := f.RefusalReasons(f.ctx, f.owner, false)
	for _, reason := range reasons {
		f.reasons = append(f.reasons, reason.ID)
	}
	return err
}

func (f *filling) sell() error {
	for _, o := range f.words.offers {
		product, err := f.CreateProduct(f.ctx, f.owner, services.ProductParams{
			Title: o.title, Instructions: o.instructions, Link: "https://courses.example/" + o.code,
		})
		if err != nil {
			return err
		}
		days := o.deadline
		offer, err := f.CreateOffer(f.ctx, f.owner, services.OfferParams{
			Offer: models.Offer{
				Code: o.code, Title: o.title, Currency: models.Currency(f.words.currency), Price: o.price, SmallestPart: o.part, AutoComplete: true,
				DeadlineDays: &days, DeadlineAction: models.DeadlineKeep, OrderAgain: true,
			},
			ProductIDs: []int64{product.ID},
		})
		if err != nil {
			return err
		}
		f.offers = append(f.offers, offer.ID)
	}
	return nil
}

func (f *filling) page() error {
	language := "en"
	if f.words.currency == "RUB" {
		language = "ru"
	}
	_, err := f.CreateSalesPage(f.ctx, f.owner, services.SalesPageParams{
		SalesPage: models.SalesPage{Slug: slug, Title: f.words.page, Text: f.words.story, Language: language, Active: true},
		OfferIDs:  f.offers[:2], Consent: models.UsualConsent(language, f.words.school), Advertising: f.words.advertising,
	})
	return err
}

// slug is where the page on which the school sells is found.
const slug = "yoga"

// automate lets the events of the past go by before the process runs, so that it
// takes up the orders of today alone.
func (f *filling) automate() error {
	f.clock.Release()
	for _, lane := range []models.Lane{models.LaneInteractive, models.LaneBulk} {
		for {
			done, err := f.Dispatch(f.ctx, lane, 200)
			if err != nil {
				return err
			}
			if done == 0 {
				break
			}
		}
	}
	process, err := f.CreateProcessFromTemplate(f.ctx, f.owner, "unpaid_reminders", nil)
	if err != nil {
		return err
	}
	_, err = f.PublishProcess(f.ctx, f.owner, process.ID, 0)
	return err
}

// today has a few orders that the process now takes care of.
func (f *filling) today() error {
	for i := range 5 {
		f.clock.MoveTo(f.now.Add(time.Duration(i+1) * 40 * time.Minute))
		if _, err := f.orderFromPage(70+i, i%2); err != nil {
			return err
		}
	}
	return nil
}

var sources = []string{"vk / cpc / spring", "telegram / post", "yandex / cpc / yoga", "blog.example", ""}

// orderFromPage is an order that a customer makes on the page.
func (f *filling) orderFromPage(i, offer int) (int64, error) {
	name, email, phone := f.words.person(i)
	order, err := f.OrderFromPage(f.ctx, services.SalesFormParams{
		Slug: slug, OfferIDs: []int64{f.offers[offer]}, Name: name, Email: email, Phone: phone, Consent: true, Advertising: i%3 == 0,
		Source: sources[i%len(sources)], Address: "demo",
	})
	return order.ID, err
}

// demand turns a refusal that may happen to an invented order, such as one that was
// paid meanwhile, into nothing.
func demand(err error) error {
	var refused *models.Error
	if errors.As(err, &refused) && refused.Code != models.CodeInternal && refused.Code != models.CodeUnavailable {
		return nil
	}
	return err
}
