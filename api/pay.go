package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/orderflow/orderflow/api/pages"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// maxForm bounds the form of the payment page, in bytes.
const maxForm = 16 << 10

func (a *api) registerPages(engine *gin.Engine) {
	engine.GET("/pay/:token", a.page(a.showPayment))
	engine.POST("/pay/:token", a.page(a.pay))
	engine.POST("/pay/:token/again", a.page(a.orderAgain))
	engine.GET("/pay/:token/return", a.page(a.showReturn))
	engine.GET("/purchase/:token", a.page(a.showPurchasePage))
	engine.GET("/buy/:slug", a.page(a.showSales))
	engine.POST("/buy/:slug", a.page(a.orderFromPage))
}

// linkToken is what the last element of our public links looks like.
var linkToken = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}$`)

// visit is one request for a public page.
type visit struct {
	*gin.Context
	ctx      context.Context
	token    string // or the slug of a sales page
	school   pages.School
	language string
}

// page surrounds what serves a page: its language is the browser's, else the
// customer's, else the account's; an error becomes a page, too.
func (a *api) page(serve func(v *visit) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		v := &visit{Context: c, ctx: c.Request.Context(), token: cmp.Or(c.Param("token"), c.Param("slug"))}
		err := a.welcome(v)
		if err == nil && !linkToken.MatchString(v.token) {
			err = models.NewError(models.CodeNotFound)
		}
		if err == nil {
			err = serve(v)
		}
		if err != nil {
			v.fail(err)
		}
	}
}

func (a *api) welcome(v *visit) error {
	account, err := a.service.Installation(v.ctx)
	if err != nil {
		return err
	}
	v.school = pages.School{
		Account: account.AccountName, Seller: account.Seller, Contact: cmp.Or(account.Contact, a.options.Contact), Demo: account.Demo,
	}
	v.language = account.Language
	if header := v.GetHeader("Accept-Language"); speaks(header) {
		v.language = languageOf(header)
	}
	callOf(v.ctx).language = v.language
	if v.Request.Method == http.MethodPost {
		return sameSite(v.Request)
	}
	return nil
}

// speak takes the customer's language where the browser asks for none of ours.
func (v *visit) speak(language string) {
	if language != "" && !speaks(v.GetHeader("Accept-Language")) {
		v.language = language
		callOf(v.ctx).language = language
	}
}

// openLink reads what the payment link shows.
func (a *api) openLink(v *visit) (*services.LinkView, error) {
	view, err := a.service.OpenLink(v.ctx, v.token)
	if err == nil {
		v.speak(view.Language)
	}
	return view, err
}

// speaks reports whether the header asks for a language that we have.
func speaks(header string) bool {
	return languageOf(header) == "ru" || languageOf(header+",ru;q=0.0001") == "en"
}

// sameSite refuses forms that another site sent. Our pages send no referrer,
// which makes the browser's Origin "null": then Sec-Fetch-Site tells, and where a
// browser sends neither, the unguessable address has to do.
func sameSite(r *http.Request) error {
	if r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "null" {
		return nil
	}
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return models.NewError(models.CodeForbidden)
	}
	return nil
}

func (v *visit) show(status int, page pages.Page) error {
	return pages.Render(v.Writer, status, v.language, page)
}

// wordless are the codes whose sentence is for programs, or of no help to a customer.
var wordless = []models.Code{models.CodeNotFound, models.CodeInternal, models.CodeMalformed}

// fail shows an error as a page, in words that a customer can use.
func (v *visit) fail(err error) {
	problem := newProblem(v.ctx, err)
	message := problem.Detail
	if slices.Contains(wordless, problem.Code) {
		message = ""
	}
	if err := v.show(problem.Status, pages.Failure{School: v.school, Status: problem.Status, Message: message, Sales: v.Param("slug") != ""}); err != nil {
		callOf(v.ctx).fault = err
	}
}

func (v *visit) leave(address string) error {
	v.Header("Location", address)
	v.Header("X-Robots-Tag", "noindex, nofollow")
	v.Status(http.StatusSeeOther)
	return nil
}

func (a *api) showPayment(v *visit) error {
	view, err := a.openLink(v)
	if err != nil {
		return err
	}
	return a.paymentPage(v, view, http.StatusOK, "")
}

// linkStates are the page's states for those of the link (PAY-2).
var linkStates = map[string]pages.PaymentState{
	services.LinkOpen: pages.PaymentOpen, services.LinkPartAsked: pages.PaymentOpen, services.LinkPaid: pages.PaymentPaid,
	services.LinkDeadlinePassed: pages.PaymentLate, services.LinkCancelled: pages.PaymentCancelled,
	services.LinkReturning: pages.PaymentReturning,
}

func (a *api) paymentPage(v *visit, view *services.LinkView, status int, fault string) error {
	zone, err := a.service.Zone(v.ctx)
	if err != nil {
		return err
	}
	address := a.service.PaymentLink(v.token)
	page := pages.Payment{
		School: v.school, State: pageState(v, view), Now: a.service.Now(), Number: view.Number, Currency: view.Currency, Cost: view.Cost, Paid: view.Paid,
		Left: view.Left, Returning: view.Returning, Refunded: view.Refunded, Deadline: local(view.Deadline, zone), Action: address, Gateways: a.gatewayChoices(v.language), Fault: fault,
		What: v.Request.PostForm.Get("what"), Part: shortened(v.Request.PostForm.Get("part")),
		Items: each(view.Items, func(i *services.LinkItem) pages.Item {
			return pages.Item{Title: i.Title, Quantity: i.Quantity, Sum: i.Price * i.Quantity}
		}),
	}
	if view.State == services.LinkPartAsked {
		page.Asked = view.Ask
	}
	if view.Smallest < view.Left {
		page.SmallestPart = view.Smallest
	}
	if len(view.Purchases) > 0 {
		page.PurchaseURL = a.service.PurchaseLink(view.Purchases[0].Token)
	}
	if view.Again {
		page.OrderAgainURL = address + "/again"
	}
	if page.State == pages.PaymentChecking {
		page.RefreshURL, page.UnpaidURL = address, address+"?"+unpaid
	}
	return v.show(status, page)
}

// unpaid in the address says that the visitor left the gateway without paying.
const unpaid = "unpaid"

// pageState is the link's state. While a payment is at the gateway the page says
// so first; whoever left without paying goes on to the form from there.
func pageState(v *visit, view *services.LinkView) pages.PaymentState {
	state := linkStates[view.State]
	if state == pages.PaymentOpen && view.AtGateway && v.Request.Method == http.MethodGet && !v.Request.URL.Query().Has(unpaid) {
		return pages.PaymentChecking
	}
	return state
}

func local(t *time.Time, zone *time.Location) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.In(zone)
}

func (a *api) gatewayChoices(language string) []pages.Gateway {
	if a.deps.Gateways == nil {
		return nil
	}
	var choices []pages.Gateway
	for _, code := range a.deps.Gateways.Codes() {
		choices = append(choices, pages.Gateway{Code: code, Title: cmp.Or(gatewayTitles[code][language], code)})
	}
	return choices
}

// gatewayTitles are what customers know the gateways as.
var gatewayTitles = map[string]map[string]string{
	"test": {"ru": "Тестовая оплата", "en": "Test payment"},
}

// pay takes the customer to the gateway. The payment is in flight before they go
// (ST-9); a second click goes to the same place.
func (a *api) pay(v *visit) error {
	if err := v.readForm(); err != nil {
		return err
	}
	view, err := a.openLink(v)
	if err != nil {
		return err
	}
	if linkStates[view.State] != pages.PaymentOpen {
		return a.paymentPage(v, view, http.StatusConflict, "")
	}
	started, err := a.startPayment(v, view)
	if err != nil && choosable(err) {
		return a.paymentPage(v, view, http.StatusUnprocessableEntity, paymentFault(v, err))
	}
	if err != nil {
		return err
	}
	return a.toGateway(v, started)
}

// paymentFault is what the customer reads above the form.
func paymentFault(v *visit, err error) string {
	problem := newProblem(v.ctx, err)
	for _, f := range problem.Errors {
		if text := pages.FieldFault(v.language, f.Path, string(f.Code)); text != "" {
			return text
		}
	}
	return problem.Detail
}

// readForm refuses what our page does not send: nobody goes to a gateway with a sum that they did not choose.
func (v *visit) readForm() error {
	v.Request.Body = http.MaxBytesReader(v.Writer, v.Request.Body, maxForm)
	kind := v.ContentType()
	var large *http.MaxBytesError
	switch err := v.Request.ParseForm(); {
	case errors.As(err, &large):
		return models.NewError(models.CodeBodyTooLarge, "max", maxForm)
	case err != nil, kind != "" && kind != "application/x-www-form-urlencoded":
		return malformed("it is no form")
	default:
		return nil
	}
}

// choosable reports whether the customer mends it by choosing again.
func choosable(err error) bool {
	code := models.CodeOf(err)
	return code == models.CodeGatewayOff || StatusOf(code) == http.StatusUnprocessableEntity
}

func (a *api) startPayment(v *visit, view *services.LinkView) (*services.StartedPayment, error) {
	amount, err := wantedAmount(v, view)
	if err != nil {
		return nil, err
	}
	gateway, err := a.chosenGateway(v.Request.PostForm.Get("gateway"))
	if err != nil {
		return nil, err
	}
	return a.service.StartPayment(v.ctx, services.StartPaymentParams{Token: v.token, Gateway: gateway, Amount: amount})
}

// wantedAmount is in minor units; 0 is what the link asks for.
func wantedAmount(v *visit, view *services.LinkView) (int64, error) {
	switch what := v.Request.PostForm.Get("what"); what {
	case "part":
		part := strings.TrimSpace(shortened(v.Request.PostForm.Get("part")))
		if part == "" {
			return 0, models.NewFieldError("part", models.CodeRequired)
		}
		amount, err := models.TypedAmount(part, view.Currency, v.language)
		if err == nil && amount == 0 {
			err = models.NewError(models.CodeInvalidAmount, "amount", part)
		}
		return amount, err
	case "all":
		return view.Left, nil
	case "asked", "":
		return 0, nil
	default:
		return 0, models.NewFieldError("what", models.CodeNotOneOf, "allowed", []string{"all", "asked", "part"})
	}
}

// chosenGateway is the first one when the form names none.
func (a *api) chosenGateway(code string) (string, error) {
	if a.deps.Gateways == nil {
		return "", models.NewError(models.CodeGatewayOff)
	}
	for _, known := range a.deps.Gateways.Codes() {
		if code == "" || code == known {
			return known, nil
		}
	}
	return "", models.NewError(models.CodeGatewayOff, "gateway", shortened(code))
}

func (a *api) toGateway(v *visit, p *services.StartedPayment) error {
	if p.RedirectURL != "" {
		return v.leave(p.RedirectURL)
	}
	gateway, err := a.chosenGateway(v.Request.PostForm.Get("gateway"))
	if err != nil {
		return err
	}
	external, address, err := a.deps.Gateways.Start(v.ctx, gateway, Intent{
		PaymentID: p.PaymentID, Reference: p.Reference, Amount: p.Amount, Currency: p.Currency,
		Order: p.Number, ReturnURL: a.service.PaymentLink(v.token) + "/return",
	})
	if err != nil {
		return fmt.Errorf("start payment %d: %w", p.PaymentID, err)
	}
	if err := a.service.PaymentStarted(v.ctx, p.PaymentID, external, address); err != nil {
		return err
	}
	return v.leave(address)
}

// orderAgain makes the same order anew where its offers allow that; one that is
// open already is reused.
func (a *api) orderAgain(v *visit) error {
	next, err := a.service.OrderAgain(v.ctx, v.token)
	if err != nil {
		return err
	}
	return v.leave(a.service.PaymentLink(next))
}
