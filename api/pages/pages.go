// Package pages holds the pages that a customer sees without logging in: the
// payment page, the page after payment, the error page; in ru and en.
//
// It imports models only and holds no rule: which state an order's link is in,
// what may be paid and which link may be shown is decided before. No page takes
// an e-mail address, a phone or a full name, so that none can show one (PAY-2).
// There is no script: everything works by links and forms.
package pages

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/models"
)

//go:embed *.html style.css
var files embed.FS

// Page is one of the structs of this package.
type Page interface{ file() string }

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
	head.Set("Content-Security-Policy", contentPolicy)
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
	style     = mustRead("style.css")
	templates = map[string]*template.Template{"ru": parse("ru"), "en": parse("en")}
	// A form leads to the gateway, whose address only its answer knows: form-action is left open.
	contentPolicy = "default-src 'none'; style-src 'sha256-" + digest(style) + "'; base-uri 'none'; frame-ancestors 'none'"
)

func parse(lang string) *template.Template {
	return template.Must(template.New("pages").Funcs(template.FuncMap{
		"lang":   func() string { return lang },
		"style":  func() template.CSS { return template.CSS(style) }, //nolint:gosec // our own file
		"say":    func(key string) (string, error) { return say(lang, key) },
		"money":  func(amount int64, currency models.Currency) string { return models.MoneyText(amount, currency, lang) },
		"day":    func(t time.Time) string { return models.DateText(t, lang) },
		"moment": func(t time.Time) string { return models.TimeText(t, lang) },
	}).ParseFS(files, "*.html"))
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
