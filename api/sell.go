package api

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/orderflow/orderflow/api/pages"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// formKey is what the key of a form looks like: the page makes it, and a second
// click sends it again.
var formKey = regexp.MustCompile(`^[0-9a-f]{32}$`)

// maxTyped is how much of a field comes back to who typed it, in characters.
const maxTyped = 300

func newFormKey() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// showSales shows a sales page. One that is not active shows to staff alone.
func (a *api) showSales(v *visit) error {
	page, err := a.openSales(v)
	if err != nil {
		return err
	}
	shown := a.salesPage(v, page)
	shown.FormKey, shown.Source = newFormKey(), a.channel(v)
	for i, offer := range page.Offers {
		shown.Offers[i].Chosen = !page.Several && i == 0 || len(page.Offers) == 1 || offer.Code == v.Query("offer")
	}
	return v.show(http.StatusOK, shown)
}

// openSales reads the page in its own language.
func (a *api) openSales(v *visit) (*services.OpenPage, error) {
	actor := models.Actor{}
	if callOf(v.ctx).session != "" {
		if person, err := a.service.AuthenticateSession(v.ctx, callOf(v.ctx).session); err == nil {
			actor = person
		}
	}
	page, err := a.service.OpenSalesPage(v.ctx, actor, v.token)
	if err == nil {
		v.language = page.Language
		callOf(v.ctx).language = page.Language
	}
	return page, err
}

func (a *api) salesPage(v *visit, page *services.OpenPage) pages.Sales {
	return pages.Sales{
		School: v.school, Title: page.Title, Text: page.Text, Action: page.Link, Several: page.Several, PhoneRequired: page.PhoneRequired,
		Consent: page.Consent.Text, Advertising: page.Advertising.Text, Preview: !page.Active, Faults: map[string]string{},
		Offers: each(page.Offers, func(o *services.OfferOnSale) pages.SalesOffer {
			return pages.SalesOffer{ID: o.ID, Title: o.Title, Price: o.Price, Currency: o.Currency, SmallestPart: o.SmallestPart, DeadlineDays: dereference(o.DeadlineDays)}
		}),
	}
}

func dereference(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

// channel is by what the visitor came (ORD-1): the campaign that the address
// names, else the site that led here, else nothing.
func (a *api) channel(v *visit) string {
	var named []string
	for _, name := range []string{"utm_source", "utm_medium", "utm_campaign"} {
		if value := oneLine(v.Query(name), 60); value != "" {
			named = append(named, value)
		}
	}
	if len(named) > 0 {
		return strings.Join(named, " / ")
	}
	from, err := url.Parse(v.Request.Referer())
	if err != nil || from.Host == v.Request.Host || from.Host == a.door.host {
		return ""
	}
	return oneLine(from.Hostname(), 60)
}

// oneLine is a text from outside without what may not stand in a line, cut to so many characters.
func oneLine(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !models.SingleLine(string(r)) {
			return -1
		}
		return r
	}, text)
	runes := []rune(strings.TrimSpace(text))
	return string(runes[:min(len(runes), most)])
}

// orderFromPage takes the form of a sales page and leads to the payment page.
func (a *api) orderFromPage(v *visit) error {
	if err := v.readForm(); err != nil {
		return err
	}
	page, err := a.openSales(v)
	if err != nil {
		return err
	}
	form := v.Request.PostForm
	for _, values := range form {
		if slices.ContainsFunc(values, func(text string) bool { return !utf8.ValidString(text) }) {
			return malformed("half a character")
		}
	}
	if form.Get("website") != "" { // no person sees that field
		return a.salesFault(v, page, models.NewError(models.CodeInvalid))
	}
	placed, err := a.service.OrderFromPage(v.ctx, a.salesForm(v, form))
	if err != nil {
		return a.salesFault(v, page, err)
	}
	return v.leave(a.service.PaymentLink(placed.Token))
}

func (a *api) salesForm(v *visit, form url.Values) services.SalesFormParams {
	p := services.SalesFormParams{
		Slug: v.token, Name: form.Get("name"), Email: form.Get("email"), Phone: form.Get("phone"), Consent: form.Get("consent") != "",
		Advertising: form.Get("advertising") != "", Source: oneLine(form.Get("source"), 200), Address: callOf(v.ctx).address,
	}
	if key := form.Get("key"); formKey.MatchString(key) {
		p.Key = key
	}
	for _, text := range form["offer"] {
		id, _ := strconv.ParseInt(text, 10, 64)
		p.OfferIDs = append(p.OfferIDs, id)
	}
	return p
}

// formFault is what no field is to blame for.
func formFault(lang string, e *models.Error, usual string) string {
	if seconds, ok := e.Params["seconds"].(int64); ok && e.Code == models.CodeTooManyAttempts {
		return pages.TooManyOrders(lang, e.Params["by"] == "email", seconds)
	}
	return cmp.Or(pages.FieldFault(lang, "form", string(e.Code)), usual)
}

// salesFault shows the page again with what was typed, and each fault beside its
// field. What no field is to blame for stands above the form.
func (a *api) salesFault(v *visit, page *services.OpenPage, err error) error {
	var e *models.Error
	if !errors.As(err, &e) || StatusOf(e.Code) >= http.StatusInternalServerError || e.Code == models.CodeNotFound {
		return err
	}
	form, problem := v.Request.PostForm, newProblem(v.ctx, err)
	shown := a.salesPage(v, page)
	shown.FormKey, shown.Source = form.Get("key"), oneLine(form.Get("source"), 200)
	if !formKey.MatchString(shown.FormKey) {
		shown.FormKey = newFormKey()
	}
	shown.Name, shown.Email, shown.Phone = oneLine(form.Get("name"), maxTyped), oneLine(form.Get("email"), maxTyped), oneLine(form.Get("phone"), maxTyped)
	shown.Agreed, shown.Welcome = form.Get("consent") != "", form.Get("advertising") != ""
	for i := range shown.Offers {
		shown.Offers[i].Chosen = slices.Contains(form["offer"], strconv.FormatInt(shown.Offers[i].ID, 10))
	}
	for _, f := range problem.Errors {
		shown.Faults[f.Path] = cmp.Or(pages.FieldFault(v.language, f.Path, string(f.Code)), f.Detail)
	}
	if len(problem.Errors) == 0 {
		shown.Fault = formFault(v.language, e, problem.Detail)
	}
	for name, values := range problem.GetHeaders() {
		v.Header(name, values[0])
	}
	return v.show(problem.Status, shown)
}
