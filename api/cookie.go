package api

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// A browser gives a cookie whose name begins with __Host- to the very host that
// set it, over https alone. On plain http there is a session on this machine only.
const (
	secureCookie = "__Host-orderflow"
	plainCookie  = "orderflow"
	demoCookie   = "orderflow_demo"
)

// door is how browsers reach us: what the sessions' cookie is like, and which
// pages may send requests that carry it.
type door struct {
	secure bool // by https
	host   string
	cookie string
	origin *http.CrossOriginProtection
}

// newDoor reads it off the public address.
func newDoor(publicURL string, demo bool) (door, error) {
	d := door{secure: strings.HasPrefix(publicURL, "https://"), cookie: cookieName(publicURL, demo), origin: http.NewCrossOriginProtection()}
	u, err := url.Parse(publicURL)
	if err != nil || u.Host == "" {
		return d, err
	}
	d.host = u.Host
	return d, d.origin.AddTrustedOrigin(u.Scheme + "://" + u.Host) // a proxy may call us by another name
}

// cookieName is that of the sessions' cookie. A demo school stands beside a real
// one at another port, and browsers give both the same cookies.
func cookieName(publicURL string, demo bool) string {
	if demo {
		return demoCookie
	}
	if strings.HasPrefix(publicURL, "https://") {
		return secureCookie
	}
	return plainCookie
}

// usable reports whether the request may have a session: over https, as the
// public address says, or without it on this machine.
func (d door) usable(r *http.Request) bool { return d.secure || loopback(r.Host) }

func loopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || (ip != nil && ip.IsLoopback())
}

// secret is that of the session whose cookie the request carries, "" without one.
func (d door) secret(r *http.Request) string {
	found, err := r.Cookie(d.cookie)
	if err != nil || !d.usable(r) || len(found.Value) > 200 {
		return ""
	}
	return found.Value
}

// sameOrigin answers CodeCrossOrigin to a request that changes something and that
// another site made the browser send.
func (d door) sameOrigin(r *http.Request) error {
	if err := d.origin.Check(r); err != nil {
		return models.NewError(models.CodeCrossOrigin).Because(err)
	}
	return nil
}

// cookie gives a new session to the browser, for as long as a session may live.
func (a *api) cookie(in services.LoggedIn) string {
	return a.door.set(in.Secret, int(services.SessionMax/time.Second))
}

// noCookie takes the session from the browser.
func (a *api) noCookie() string { return a.door.set("", -1) }

func (d door) set(value string, age int) string {
	cookie := &http.Cookie{ //nolint:gosec // on plain http, on this machine alone, a secure cookie would not come back
		Name: d.cookie, Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: d.secure, SameSite: http.SameSiteStrictMode,
	}
	return cookie.String()
}

// browser is where the request comes from, for a session that it opens; where
// there can be none it answers CodeSecureOnly.
func (a *api) browser(ctx context.Context) (services.Browser, error) {
	call := callOf(ctx)
	if !call.secure {
		return services.Browser{}, models.NewError(models.CodeSecureOnly)
	}
	name, system := wordsOf(call.agent)
	return services.Browser{Name: name, System: system, Address: call.address, Secret: call.session}, nil
}

// wordsOf reduces the User-Agent header to the browser and the system: nobody else is recognised by them.
func wordsOf(agent string) (browser, system string) {
	return firstWord(agent, browsers), firstWord(agent, systems)
}

// mark is what a User-Agent holds, and the word for it; the first that is found counts.
type mark struct{ text, word string }

var browsers = []mark{
	{"YaBrowser/", "Yandex"},
	{"Edg", "Edge"},
	{"OPR/", "Opera"},
	{"SamsungBrowser/", "Samsung Internet"},
	{"Firefox/", "Firefox"},
	{"FxiOS/", "Firefox"},
	{"CriOS/", "Chrome"},
	{"Chrome/", "Chrome"},
	{"Safari/", "Safari"},
}

var systems = []mark{
	{"Android", "Android"}, {"iPhone", "iOS"}, {"iPad", "iOS"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"}, {"Mac OS X", "macOS"}, {"Macintosh", "macOS"}, {"Linux", "Linux"},
}

func firstWord(agent string, marks []mark) string {
	for _, m := range marks {
		if strings.Contains(agent, m.text) {
			return m.word
		}
	}
	return "other"
}
