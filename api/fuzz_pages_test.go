package api_test

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/api"
)

// What the document does not speak of are pages for people's browsers and the
// gateways' notifications. Whatever comes in there, no answer is a fault of ours,
// and each is a page under the strict policy, a redirect or a problem.
func TestGeneratedRequestsToPages(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		salesKit(t, k)
		each, seed := drawn(t)
		f := &fuzzer{kit: k, random: rand.New(rand.NewPCG(seed, 3)), doc: theDocument(), found: map[string][]any{}}
		doors, _ := api.Doors(api.Deps{Service: k.Service})
		good := map[string]int{}
		for _, door := range doors {
			if f.doc.operationOf(door.Method, strings.NewReplacer(":id", "1").Replace(door.Path)) != nil || !door.Public || strings.HasPrefix(door.Path, "/api/") {
				continue
			}
			for range each * 3 {
				r := f.visit(door)
				w := httptest.NewRecorder()
				k.handler.ServeHTTP(w, r)
				require.Less(t, w.Code, 500, "%s %s\n%s\n%s", r.Method, r.URL, w.Body, k.logs.tail(500))
				if w.Code < 400 {
					good[door.Method+" "+door.Path]++
				}
				isPage(t, r, w)
			}
			if door.Path != "/pay/:token/again" && door.Path != "/purchase/:token" { // no order is closed, no purchase known
				require.NotZero(t, good[door.Method+" "+door.Path], "nothing at %s %s has succeeded", door.Method, door.Path)
			}
		}
		require.Greater(t, len(good), 10)
	})
}

func isPage(t *testing.T, r *http.Request, w *httptest.ResponseRecorder) {
	t.Helper()
	kind, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
	policy := w.Header().Get("Content-Security-Policy")
	require.Contains(t, policy, "default-src 'none'", "%s %s", r.Method, r.URL)
	require.NotContains(t, policy, "unsafe-", "%s %s", r.Method, r.URL)
	switch {
	case w.Code >= 400 && kind != "text/html":
		require.Equal(t, "application/problem+json", kind, "%s %s", r.Method, r.URL)
	case kind == "text/html":
		require.NotContains(t, w.Body.String(), " style=", "the policy forbids it")
		require.NotContains(t, w.Body.String(), "<script>", "the policy forbids it")
	}
}

// visit is a request as a browser or a gateway sends it.
func (f *fuzzer) visit(door api.Door) *http.Request {
	if f.once(3) { // nobody has paid that one yet
		link := f.post("owner", "/orders", `{"customer_id":{other},"items":[{"offer_id":{offer}}],"duplicate":"create"}`).text("payment_link")
		f.ids["link"] = link[strings.LastIndex(link, "/")+1:]
	}
	token, slug := f.ids["link"], "yoga"
	if f.once(3) {
		token, slug = f.pick("x", strings.Repeat("a", 300), "\x00", "é", "'").(string), f.pick("x", "", "..", "я", "both").(string)
	}
	path := strings.NewReplacer(":token", token, ":slug", slug, ":code", f.pick("test", "test", "other").(string)).Replace(door.Path)
	query := url.Values{}
	if door.Method == "GET" && f.once(2) {
		query.Set(f.pick("payment", "utm_source", "utm_campaign", "offer", "lang").(string), text(f.odd()))
	}
	body, kind := f.form().Encode(), "application/x-www-form-urlencoded"
	if strings.Contains(path, "/gateways/") {
		body, kind = f.notification(), "application/json"
	}
	if f.once(8) {
		kind = f.pick("text/plain", "", "multipart/form-data").(string)
	}
	r := httptest.NewRequest(door.Method, (&url.URL{Path: path, RawQuery: query.Encode()}).String(), strings.NewReader(body))
	if door.Method == "GET" {
		r.Body = http.NoBody
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Signature", f.pick("good", "good", "bad").(string))
	r.Header.Set("Accept-Language", f.pick("ru", "en", "de;q=x", "").(string))
	return r
}

func (f *fuzzer) form() url.Values {
	form := url.Values{
		"what": {"all"}, "name": {"Инна"}, "email": {f.unique() + "@example.com"}, "phone": {"+7 900 111-22-33"}, "consent": {"yes"}, "offer": {f.ids["strict"]},
	}
	if f.once(2) {
		form.Set(f.pick("what", "sum", "amount", "name", "email", "phone", "consent", "offer", "key", "advertising").(string), text(f.odd()))
	}
	return form
}

func (f *fuzzer) notification() string {
	fields := map[string]any{
		"EventID": f.unique(), "ExternalID": f.pick("ext-1", "ext-2", f.unique()), "Reference": f.ids["link"], "Amount": f.pick(9900, 10000, 1), "Currency": "RUB", "Status": f.pick("succeeded", "failed", "pending"),
	}
	if f.once(3) {
		fields[f.pick("EventID", "ExternalID", "Reference", "Amount", "Currency", "Status", "Account", "OccurredAt").(string)] = f.odd()
	}
	return text(fields)
}
