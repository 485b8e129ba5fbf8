// Package pages holds the pages that a customer sees without logging in: the
// sales page, the payment page, the page after payment, the error page; in ru and en.
//
// It imports models only and holds no rule: which state an order's link is in,
// what may be paid and which link may be shown is decided before. No page but the
// sales page, which shows what its visitor has just typed, takes an e-mail address,
// a phone or a full name, so that none can show one (PAY-2). There is no script:
// everything works by links and forms.
package pages

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/orderflow/orderflow/models"
)

//go:embed *.html style.css
var files embed.FS

// Page is one of the structs of this package.
type Page interface {
	file() string
	titled(say func(key string) string) string
}

// Render writes a page with the headers that keep it private: not indexed, not
// cached, no referrer, nothing loaded from anywhere (PAY-2). lang is "ru" or
// "en"; any other language gets English. On an error nothing has been written.
func Render(w http.ResponseWriter, status int, lang string, page Page) error {
	if lang != "ru" {
		lang = "en"
	}
	var out bytes.Buffer
	if err := templates[lang].ExecuteTemplate(&out, page.file(), page); err != nil {
		return fmt.Errorf("pages: render %s: %w", page.file(), err)
	}
	head := w.Header()
	head.Set("Content-Type", "text/html; charset=utf-8")
	head.Set("Content-Language", lang)
	head.Set("Content-Security-Policy", contentPolicy+formsOf(page))
	head.Set("Referrer-Policy", "no-referrer")
	head.Set("X-Robots-Tag", "noindex, nofollow")
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if _, err := out.WriteTo(w); err != nil {
		return fmt.Errorf("pages: write %s: %w", page.file(), err)
	}
	return nil
}

var (
	style         = mustRead("style.css")
	templates     = map[string]*template.Template{"ru": parse("ru"), "en": parse("en")}
	contentPolicy = "default-src 'none'; style-src 'sha256-" + digest(style) + "'; base-uri 'none'; frame-ancestors 'none'; form-action "
)

// formsOf is where the page's forms may lead. A browser holds the redirect that
// answers a form to it, too: the payment page leads to a gateway whose address only
// the answer knows, so that any page over https will do, and ours without.
func formsOf(page Page) string {
	switch p := page.(type) {
	case Payment:
		return "'self' https:" + origin(p.Action)
	case Sales:
		return "'self'" + origin(p.Action)
	default:
		return "'none'"
	}
}

func origin(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return " " + u.Scheme + "://" + u.Host
	}
	return ""
}

func parse(lang string) *template.Template {
	words := func(key string) (string, error) { return say(lang, key) }
	return template.Must(template.New("pages").Funcs(template.FuncMap{
		"lang":    func() string { return lang },
		"style":   func() template.CSS { return template.CSS(style) }, //nolint:gosec // our own file
		"say":     words,
		"titled":  func(p Page) string { return p.titled(func(key string) string { return must(words(key)) }) },
		"money":   func(amount int64, currency models.Currency) string { return models.MoneyText(amount, currency, lang) },
		"day":     func(t time.Time) string { return models.DateText(t, lang) },
		"until":   func(t, now time.Time) string { return models.MomentText(t, now, lang) },
		"days":    func(n int64) string { return daysText(n, lang) },
		"linked":  linked,
		"machine": func(t time.Time) string { return t.Format(time.RFC3339) },
	}).ParseFS(files, "*.html"))
}

func must(text string, err error) string {
	if err != nil {
		panic(err)
	}
	return text
}

// address is a web address in a text; a mark that ends a sentence is none of it.
var address = regexp.MustCompile(`https?://[^\s<>"']*[^\s<>"'.,;:!?)\]»]`)

// linked makes the addresses of a text clickable. Everything else is escaped.
func linked(text string) template.HTML {
	var out strings.Builder
	for {
		at := address.FindStringIndex(text)
		if at == nil {
			break
		}
		out.WriteString(template.HTMLEscapeString(text[:at[0]]))
		link := template.HTMLEscapeString(text[at[0]:at[1]])
		out.WriteString(`<a href="` + link + `" target="_blank" rel="noopener noreferrer">` + link + `</a>`)
		text = text[at[1]:]
	}
	out.WriteString(template.HTMLEscapeString(text))
	return template.HTML(out.String()) //nolint:gosec // escaped above, piece by piece
}

func mustRead(name string) string {
	text, err := files.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("pages: %v", err))
	}
	return string(text)
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}
