package api_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/api"
	"github.com/orderflow/orderflow/internal/mail"
	"github.com/orderflow/orderflow/internal/pgtest"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/internal/store/storetest"
	"github.com/orderflow/orderflow/models"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// epoch is when the tests' clock starts.
var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

const publicURL = "https://school.example"

// kit is the API over one fresh database with one of everything in it.
type kit struct {
	*services.Service
	t       testing.TB
	handler http.Handler
	tokens  map[string]string // by role
	cookies map[string]string // of people who are logged in
	ids     map[string]string // fixtures, by the names that stand in {braces}
	clock   *services.DrivenClock
	gateway *gateway
	logs    *lockedBuffer
	db      *store.Store
}

// onSQLite is a kit over a temporary file.
func onSQLite(tb testing.TB) *kit {
	tb.Helper()
	return newKit(tb, store.Options{Driver: "sqlite", DSN: storetest.File(tb)})
}

func onPostgres(tb testing.TB) *kit {
	tb.Helper()
	return newKit(tb, store.Options{Driver: "postgres", DSN: pgtest.Use(tb).CreateDatabase(tb), Connections: 16})
}

func emptySQLite(tb testing.TB) *kit {
	tb.Helper()
	return emptyKit(tb, store.Options{Driver: "sqlite", DSN: storetest.File(tb)})
}

func emptyPostgres(tb testing.TB) *kit {
	tb.Helper()
	return emptyKit(tb, store.Options{Driver: "postgres", DSN: pgtest.Use(tb).CreateDatabase(tb), Connections: 16})
}

// both runs the test on both databases.
func both(t *testing.T, test func(t *testing.T, k *kit)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB) *kit{"sqlite": onSQLite, "postgres": onPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func newKit(tb testing.TB, options store.Options) *kit {
	tb.Helper()
	k := emptyKit(tb, options)
	k.people()
	k.fixtures()
	return k
}

// emptyKit is an installation in which nobody works yet.
func emptyKit(tb testing.TB, options store.Options) *kit {
	tb.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, options)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, db.Close()) })
	require.NoError(tb, db.Migrate(ctx))
	k := &kit{t: tb, tokens: map[string]string{}, cookies: map[string]string{}, ids: map[string]string{}, clock: services.NewDrivenClock(epoch), gateway: &gateway{}, logs: &lockedBuffer{}, db: db}
	k.Service = services.New(db, k.clock, services.Options{PublicURL: publicURL, Logger: slog.New(slog.NewJSONHandler(k.logs, nil)), CheckTemplate: checkTemplate, TemplateHelp: templateHelp, RenderTemplate: renderTemplate, Passwords: services.PasswordCost{Memory: 64, Passes: 1, Threads: 1}, ResetTakes: time.Millisecond, StaffLetters: staffLetters()})
	require.NoError(tb, k.Setup(ctx, services.SetupParams{Language: "en", AccountName: "Yoga School"}))
	k.handler = api.New(api.Deps{
		Service: k.Service, Gateways: k.gateway, Logger: slog.New(slog.NewJSONHandler(k.logs, nil)),
		Mounts: map[string]http.Handler{"/test-gateway": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("gateway's own page")) })},
	}, api.Options{PublicURL: publicURL, Version: "test"})
	return k
}

func checkTemplate(t models.LetterTemplate) []models.FieldError {
	return mail.Check(mail.Source{Subject: t.Subject, HTML: t.HTML, Text: t.TextPart}, mail.VariablesFor(models.SubjectOrder))
}

func templateHelp(code, language string) models.TemplateHelp {
	of := models.SubjectOrder
	if code == models.TemplatePaymentReceived {
		of = models.SubjectPayment
	}
	return models.TemplateHelp{Variables: mail.Describe(mail.VariablesFor(of), language), Tags: mail.Tags(), Filters: mail.Filters()}
}

// renderTemplate fills nothing in.
func renderTemplate(t models.LetterTemplate, _ models.LetterContent) (models.LetterText, error) {
	return models.LetterText{Subject: t.Subject, HTML: t.HTML, Text: t.TextPart}, nil
}

// people makes one person of each role with a token.
func (k *kit) people() {
	secret, err := k.Bootstrap(context.Background())
	require.NoError(k.t, err)
	owner := k.do(request{
		method: "POST", path: "/api/v1/setup/first-owner",
		body: `{"bootstrap_token":"` + secret + `","name":"Olga","email":"olga@school.example"}`,
	}).want(k.t, 201)
	k.tokens["owner"] = owner.text("token")
	k.ids["owner"] = owner.text("id")
	for _, role := range []string{"administrator", "manager"} {
		person := k.post("owner", "/staff", `{"name":"`+role+`","email":"`+role+`@school.example","role":"`+role+`"}`).want(k.t, 201)
		k.ids[role] = person.text("id")
		k.tokens[role] = k.post("owner", "/tokens", `{"staff_id":`+person.text("id")+`,"title":"test"}`).want(k.t, 201).text("token")
	}
}

// fixtures makes one of everything that paths name.
func (k *kit) fixtures() {
	create := func(name, path, body string) answer {
		a := k.post("owner", path, body).want(k.t, 201)
		k.ids[name] = a.text("id")
		return a
	}
	create("product", "/products", `{"title":"Course","instructions":"Open the door","link":"https://courses.example/door"}`)
	create("offer", "/offers", k.fill(`{"code":"yoga","title":"Yoga","currency":"RUB","price":10000,"product_ids":[{product}],"smallest_part":1000,"duplicate_policy":"create"}`))
	create("strict", "/offers", k.fill(`{"code":"strict","title":"Strict","currency":"RUB","price":10000,"product_ids":[{product}]}`))
	create("dollars", "/offers", `{"code":"dollars","title":"Dollars","currency":"USD","price":500}`)
	create("customer", "/customers", `{"email":"anna@example.com","name":"Anna Petrova","phone":"+7 900 000-00-00","tags":["vip"]}`)
	create("other", "/customers", `{"email":"boris@example.com","name":"Boris"}`)
	create("duplicated", "/customers", `{"email":"vera@example.com"}`)
	k.post("owner", "/orders", `{"customer_id":{duplicated},"items":[{"offer_id":{strict}}]}`).want(k.t, 201)
	order := create("order", "/orders", k.fill(`{"customer_id":{customer},"items":[{"offer_id":{offer}}]}`))
	link := order.text("payment_link")
	k.ids["link"] = link[strings.LastIndex(link, "/")+1:]
	k.ids["item"] = k.get("owner", "/orders/{order}").want(k.t, 200).text("items", 0, "id")
	board := k.get("owner", "/boards").want(k.t, 200)
	k.ids["board"], k.ids["stage"] = board.text("items", 0, "id"), board.text("items", 0, "stages", 1, "id")
	k.ids["reason"] = k.get("owner", "/refusal-reasons").want(k.t, 200).text("items", 0, "id")
	create("segment", "/segments", `{"title":"Unpaid","object":"order","rule":{"field":"order.status","op":"is","value":"new"}}`)
	create("process", "/processes", `{"template":"unpaid_reminders"}`)
	create("payment", "/orders/{order}/payments", `{"method":"cash","amount":100}`)
}

// request is one request; as names a token or a person who is logged in, "" sends neither.
type request struct {
	as, method, path, body string
	headers                map[string]string
	host, from             string       // other than the tests' own
	at                     http.Handler // another server of the same installation
}

// answer is what came back.
type answer struct {
	*httptest.ResponseRecorder
	tree any
}

// fill replaces {names} by the ids of fixtures.
func (k *kit) fill(text string) string {
	for name, id := range k.ids {
		text = strings.ReplaceAll(text, "{"+name+"}", id)
	}
	return text
}

func (k *kit) do(r request) answer {
	path := k.fill(r.path)
	req := httptest.NewRequestWithContext(context.Background(), r.method, path, bytes.NewBufferString(k.fill(r.body)))
	if r.body != "" {
		req.Header.Set("Content-Type", "application/json")
	} else {
		req.Body = http.NoBody
	}
	if token, known := k.tokens[r.as]; known {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if cookie, known := k.cookies[r.as]; known {
		req.Header.Set("Cookie", cookie)
	}
	req.Host, req.RemoteAddr = cmp.Or(r.host, req.Host), cmp.Or(r.from, req.RemoteAddr)
	for name, value := range r.headers {
		req.Header.Set(name, value)
		if value == "" {
			req.Header.Del(name)
		}
	}
	a := answer{ResponseRecorder: httptest.NewRecorder()}
	cmp.Or(r.at, k.handler).ServeHTTP(a, req)
	judged(k.t, req, a.ResponseRecorder)
	_ = json.Unmarshal(a.Body.Bytes(), &a.tree)
	return a
}

func (k *kit) get(as, path string) answer {
	return k.do(request{as: as, method: "GET", path: "/api/v1" + path})
}

func (k *kit) post(as, path, body string, headers ...string) answer {
	return k.do(request{as: as, method: "POST", path: "/api/v1" + path, body: body, headers: pairs(headers)})
}

func (k *kit) patch(as, path, body string, headers ...string) answer {
	return k.do(request{as: as, method: "PATCH", path: "/api/v1" + path, body: body, headers: pairs(headers)})
}

func pairs(list []string) map[string]string {
	m := map[string]string{}
	for i := 0; i+1 < len(list); i += 2 {
		m[list[i]] = list[i+1]
	}
	return m
}

// want demands the status and gives the answer on.
func (a answer) want(tb testing.TB, status int) answer {
	tb.Helper()
	require.Equal(tb, status, a.Code, a.Body.String())
	return a
}

// at walks into the answer by names and indexes; nil where nothing is.
func (a answer) at(path ...any) any {
	tree := a.tree
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, _ := tree.(map[string]any)
			tree = object[step]
		case int:
			items, _ := tree.([]any)
			if step >= len(items) {
				return nil
			}
			tree = items[step]
		}
	}
	return tree
}

// text is the value at the path as text; whole numbers without a fraction.
func (a answer) text(path ...any) string {
	switch v := a.at(path...).(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatInt(int64(v), 10)
	default:
		return fmt.Sprint(v)
	}
}

// wrote counts rows that tell of a change: events and history.
func (k *kit) wrote() int64 {
	var total int64
	err := k.db.Read(context.Background(), func(tx *store.Tx) error {
		return tx.Raw(`SELECT (SELECT COUNT(*) FROM events) + (SELECT COUNT(*) FROM order_history) + (SELECT COUNT(*) FROM customer_history)
			+ (SELECT COUNT(*) FROM gateway_notifications) + (SELECT COUNT(*) FROM payments) + (SELECT COUNT(*) FROM letters)`).Scan(&total).Error
	})
	require.NoError(k.t, err)
	return total
}

// eventsAfter are the kinds of events after the id, in their order.
func (k *kit) eventsAfter(id int64) []string {
	kinds := []string{}
	err := k.db.Read(context.Background(), func(tx *store.Tx) error {
		return tx.Raw("SELECT kind FROM events WHERE id > ? ORDER BY id", id).Scan(&kinds).Error
	})
	require.NoError(k.t, err)
	return kinds
}

func (k *kit) lastEvent() int64 {
	var id int64
	err := k.db.Read(context.Background(), func(tx *store.Tx) error {
		return tx.Raw("SELECT COALESCE(MAX(id), 0) FROM events").Scan(&id).Error
	})
	require.NoError(k.t, err)
	return id
}

// gateway is a payment gateway whose word the test writes; its signature is the header "Signature: good".
type gateway struct {
	mu      sync.Mutex
	started []api.Intent
	failing error
	panics  string
}

func (g *gateway) Codes() []string { return []string{"test"} }

func (g *gateway) Start(_ context.Context, _ string, intent api.Intent) (string, string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.failing != nil {
		return "", "", g.failing
	}
	g.started = append(g.started, intent)
	return fmt.Sprintf("ext-%d", intent.PaymentID), "https://gateway.example/" + intent.Reference, nil
}

func (g *gateway) Parse(code string, header http.Header, body []byte) (services.Notification, error) {
	if g.panics != "" {
		panic(g.panics)
	}
	if code != "test" {
		return services.Notification{}, models.NewError(models.CodeGatewayOff, "gateway", code)
	}
	if header.Get("Signature") != "good" {
		return services.Notification{}, models.NewError(models.CodeBadSignature)
	}
	var n services.Notification
	if err := json.Unmarshal(body, &n); err != nil {
		return n, models.NewError(models.CodeMalformed)
	}
	n.Body = string(body)
	return n, nil
}

// lockedBuffer gathers logs of requests that run side by side.
type lockedBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.String()
}

// staffLetters are the letters to those who work here.
func staffLetters() []models.LetterTemplate {
	var rows []models.LetterTemplate
	for _, b := range mail.StaffLetters() {
		rows = append(rows, models.LetterTemplate{Code: b.Code, Language: b.Language, Kind: b.Kind, Subject: b.Source.Subject, HTML: b.Source.HTML, TextPart: b.Source.Text})
	}
	return rows
}
