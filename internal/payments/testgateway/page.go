package testgateway

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed" // the page is a part of the binary
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/orderflow/orderflow/internal/payments"
	"github.com/orderflow/orderflow/models"
)

// Prefix is the path under which Handler serves.
const Prefix = "/test-gateway/"

func path(id string) string { return Prefix + "pay/" + id }

// ours is what the ids of sessions look like. Nothing else is looked for in the
// books: a database refuses some texts with a fault.
var ours = regexp.MustCompile(`^tg_[0-9a-f]{32}$`)

func sessionOf(r *http.Request) (id string, err error) {
	if id = r.PathValue("id"); !ours.MatchString(id) {
		return "", models.NewError(models.CodeNotFound, "kind", "session")
	}
	return id, nil
}

//go:embed page.html
var pageSource string

//go:embed page.css
var style string

var page = template.Must(template.New("page").Parse(pageSource))

// decisions maps what the visitor presses to the state that follows.
var decisions = map[string]payments.Status{"pay": payments.Succeeded, "decline": payments.Failed, "wait": payments.Pending, "silence": silence}

// Handler serves the pay page under Prefix.
func (g *Gateway) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Prefix+"pay/{id}", g.show)
	mux.HandleFunc("POST "+Prefix+"pay/{id}", g.decide)
	return mux
}

type view struct {
	Lang    string
	Style   template.CSS
	Words   words
	Session models.TestGatewaySession
	Amount  string
	Action  string
	Silent  bool // the shop did not take the notification
}

// Open reports whether the visitor may still decide.
func (v view) Open() bool { return v.Session.State == string(payments.Pending) && !v.Silent }

// Order names the order in the page's language, whatever language the payment
// was begun in. A session of an earlier release has a sentence already.
func (v view) Order() string {
	if _, err := strconv.ParseInt(v.Session.Description, 10, 64); err != nil {
		return v.Session.Description
	}
	return v.Words.Order + v.Session.Description
}

// Verdict is what became of the payment, in words.
func (v view) Verdict() string {
	switch payments.Status(v.Session.State) {
	case payments.Succeeded:
		return v.Words.Paid
	case payments.Failed:
		return v.Words.NotPaid
	case silence:
		return v.Words.Unsaid
	default:
		return v.Words.Waiting
	}
}

func (g *Gateway) show(w http.ResponseWriter, r *http.Request) {
	id, err := sessionOf(r)
	if err != nil {
		g.fail(w, r, err)
		return
	}
	session, err := g.sessions.Session(r.Context(), id)
	if err != nil {
		g.fail(w, r, err)
		return
	}
	g.render(w, r, http.StatusOK, view{Session: session})
}

// decide takes the visitor's decision, tells the shop, and leads back to it. A
// decision that stands already is only told again.
func (g *Gateway) decide(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	state, ok := decisions[r.PostFormValue("decision")]
	if !ok {
		http.Error(w, g.words(r).BadForm, http.StatusBadRequest)
		return
	}
	id, err := sessionOf(r)
	if err != nil {
		g.fail(w, r, err)
		return
	}
	session, err := g.sessions.Decide(r.Context(), id, string(state))
	if err != nil {
		g.fail(w, r, err)
		return
	}
	if session.State == string(silence) {
		http.Redirect(w, r, session.ReturnURL, http.StatusSeeOther)
		return
	}
	// A visitor who closes the page has decided all the same.
	if err := g.notify(context.WithoutCancel(r.Context()), session); err != nil {
		g.render(w, r, http.StatusBadGateway, view{Session: session, Silent: true})
		return
	}
	http.Redirect(w, r, session.ReturnURL, http.StatusSeeOther)
}

func (g *Gateway) fail(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case models.IsCode(err, models.CodeNotFound):
		http.Error(w, g.words(r).NoSession, http.StatusNotFound)
	case models.IsCode(err, models.CodeUnavailable), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		http.Error(w, g.words(r).Trouble, http.StatusServiceUnavailable)
	default:
		http.Error(w, g.words(r).Trouble, http.StatusInternalServerError)
	}
}

func (g *Gateway) render(w http.ResponseWriter, r *http.Request, status int, v view) {
	v.Lang, v.Words, v.Style = g.language(r), g.words(r), template.CSS(style) //nolint:gosec // our own file
	v.Amount = models.MoneyText(v.Session.Amount, v.Session.Currency, v.Lang)
	v.Action = path(v.Session.ExternalID)
	var out bytes.Buffer
	if err := page.Execute(&out, v); err != nil {
		http.Error(w, v.Words.Trouble, http.StatusInternalServerError)
		return
	}
	head := w.Header()
	head.Set("Content-Type", "text/html; charset=utf-8")
	head.Set("Content-Security-Policy", contentPolicy(v.Session.ReturnURL))
	head.Set("Referrer-Policy", "no-referrer")
	head.Set("X-Robots-Tag", "noindex, nofollow")
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = out.WriteTo(w)
}

// contentPolicy allows our own style alone. The way back must be named: browsers
// apply form-action to the redirect that answers a form.
func contentPolicy(returnURL string) string {
	sum := sha256.Sum256([]byte(style))
	policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
	if back, err := url.Parse(returnURL); err == nil && back.Host != "" {
		policy += " " + back.Scheme + "://" + back.Host
	}
	return policy
}

func (g *Gateway) language(r *http.Request) string {
	for _, asked := range []string{r.URL.Query().Get("lang"), r.Header.Get("Accept-Language"), g.config.Language} {
		switch lang := strings.ToLower(asked); {
		case strings.HasPrefix(lang, "ru"):
			return "ru"
		case strings.HasPrefix(lang, "en"):
			return "en"
		}
	}
	return "en"
}

func (g *Gateway) words(r *http.Request) words {
	if g.language(r) == "ru" {
		return russian
	}
	return english
}
