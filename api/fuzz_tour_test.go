package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// keepTemplates saves what letters by hand are written from.
func (k *kit) keepTemplates(t *testing.T) {
	t.Helper()
	for _, name := range []string{"payment_link/en", "payment_link/ru"} {
		doing("PUT", "/letter-templates/"+name, `{"kind":"service","subject":"Hello","html":"<p>Hello</p>","text":"Hello"}`)(t, k)
	}
}

// stop is a request of the tour; keep names what it answers for later ones.
type stop struct{ as, method, path, body, keep string }

// stops are what succeeds only with things that belong together, besides the ways.
var stops = []stop{
	{"olga", "POST", "/order-views", `{"title":"Mine","query":{}}`, "view"},
	{"olga", "GET", "/order-views/{view}", "", ""},
	{"olga", "PATCH", "/order-views/{view}", `{"title":"Ours","shared":true}`, ""},
	{"adam", "PATCH", "/boards/{board}", `{"title":"Sales"}`, ""},
	{"mary", "GET", "/boards/{board}/cards?stage_id={stage}", "", ""},
	{"adam", "GET", "/segments/{segment}", "", ""},
	{"adam", "PATCH", "/segments/{segment}", `{"title":"All of them"}`, ""},
	{"adam", "POST", "/processes", `{"template":"unpaid_reminders"}`, "draft"},
	{"adam", "PATCH", "/processes/{draft}", `{"definition":{"schema":1,"title":"Short","subject":"order","triggers":[{"kind":"by_hand"}],
		"blocks":[{"id":"s","kind":"start"},{"id":"e","kind":"end"}],"connections":[{"from":"s","exit":"next","to":"e"}]}}`, ""},
	{"adam", "POST", "/processes/check", `{"definition":{"schema":1,"title":"Short","subject":"order","triggers":[{"kind":"by_hand"}],
		"blocks":[{"id":"s","kind":"start"},{"id":"e","kind":"end"}],"connections":[{"from":"s","exit":"next","to":"e"}]}}`, ""},
	{"adam", "POST", "/processes/{draft}/publish", "", ""},
	{"mary", "GET", "/processes/{draft}/revisions/1", "", ""},
	{"gina", "POST", "/bulk-operations/preview", `{"kind":"create_orders","rule":{"field":"customer.id","op":"is","value":{other}},"create":{"offer_id":{offer}}}`, ""},
	{"olga", "DELETE", "/staff/{gina}/grants/bulk.create_orders", "", ""},
	{"olga", "POST", "/staff/{gina}/grants", `{"right":"bulk.create_orders","cap":5}`, ""},
	{"mary", "POST", "/tokens", `{"title":"short"}`, "short"},
	{"mary", "DELETE", "/tokens/{short}", "", ""},
	{"mary", "POST", "/me/password", `{"current":"` + password + `","new":"the lantern is under the boat"}`, ""},
	{"mary", "POST", "/me/password", `{"current":"the lantern is under the boat","new":"` + password + `"}`, ""},
	{"", "POST", "/session", `{"email":"mary@people.example","password":"` + password + `"}`, ""},
	{"", "POST", "/password-resets", `{"email":"mary@people.example"}`, ""},
}

// tour sends what succeeds only in the right order; each answer is held against
// the document. First go the ways of all that is sent by POST.
func (f *fuzzing) tour(t *testing.T) {
	t.Helper()
	for _, c := range ways {
		if prepare := before[c.name]; prepare != nil {
			prepare(t, f.kit)
		}
		f.visits(t, stop{"owner", "POST", c.path, c.body, c.keep})
	}
	for _, s := range stops {
		f.visits(t, s)
	}
	f.clock.Release() // letters go, too
	f.hire(t, "katya", "")
	f.invite(t, "katya").want(t, 200)
	f.get("", f.linkTo(t, "katya")).want(t, 200)
	f.reset("mary").want(t, 202)
	link := f.linkTo(t, "mary")
	f.get("", link).want(t, 200)
	f.keepCookie(t, "mary", f.post("", link, choose(password)).want(t, 200))
	other := f.cookies["mary"]
	f.logIn(t, "mary")
	for i := range 2 {
		session := f.get("mary", "/sessions").want(t, 200)
		if session.text("items", i, "current") != "true" {
			f.do(request{as: "mary", method: "DELETE", path: "/api/v1/sessions/" + session.text("items", i, "id")}).want(t, 204)
			break
		}
	}
	require.NotEqual(t, other, f.cookies["mary"])
}

func (f *fuzzing) visits(t *testing.T, s stop) {
	t.Helper()
	headers := map[string]string{}
	if s.method == "PATCH" {
		headers["If-Match"] = "*"
	}
	a := f.do(request{as: s.as, method: s.method, path: "/api/v1" + s.path, body: s.body, headers: headers})
	require.Less(t, a.Code, 300, "%s %s: %s", s.method, s.path, a.Body)
	if s.keep != "" {
		f.ids[s.keep] = a.text("id")
	}
}
