package testgateway_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/payments"
	"github.com/orderflow/orderflow/internal/payments/testgateway"
	"github.com/orderflow/orderflow/models"
)

const secret = "whisper"

var now = time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)

// shop is our side: it takes notifications, and can be away.
type shop struct {
	*httptest.Server
	mu    sync.Mutex
	away  bool
	taken []*http.Request
	body  [][]byte
}

func openShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.away {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		s.taken, s.body = append(s.taken, r), append(s.body, body)
	}))
	t.Cleanup(s.Close)
	return s
}

func open(t *testing.T, notify string) (*testgateway.Gateway, payments.Session) {
	t.Helper()
	gateway, err := testgateway.New(testgateway.Config{
		Account: "acct_1", Secret: secret, BaseURL: "http://127.0.0.1:8080/", NotifyURL: notify, Now: func() time.Time { return now },
	}, testgateway.NewMemory())
	require.NoError(t, err)
	session, err := gateway.Start(t.Context(), intent())
	require.NoError(t, err)
	return gateway, session
}

func intent() payments.Intent {
	return payments.Intent{
		PaymentID: 7, OrderPublicToken: "tok", Amount: 1_250_000, Currency: "RUB", Order: 1042, ReturnURL: "http://shop.example/after/tok",
	}
}

func visit(gateway *testgateway.Gateway, method, address, lang string, form url.Values) *httptest.ResponseRecorder {
	target, _ := url.Parse(address)
	r := httptest.NewRequest(method, target.Path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept-Language", lang)
	w := httptest.NewRecorder()
	gateway.Handler().ServeHTTP(w, r)
	return w
}

func press(gateway *testgateway.Gateway, session payments.Session, button string) *httptest.ResponseRecorder {
	return visit(gateway, http.MethodPost, session.RedirectURL, "ru", url.Values{"decision": {button}})
}

func TestPayPageDecides(t *testing.T) {
	t.Parallel()
	for button, want := range map[string]payments.Status{"pay": payments.Succeeded, "decline": payments.Failed, "wait": payments.Pending} {
		t.Run("PAY-3/"+button, func(t *testing.T) {
			t.Parallel()
			shop := openShop(t)
			gateway, session := open(t, shop.URL)
			answer := press(gateway, session, button)
			require.Equal(t, http.StatusSeeOther, answer.Code)
			require.Equal(t, "http://shop.example/after/tok", answer.Header().Get("Location"))

			require.Len(t, shop.taken, 1)
			told, err := gateway.ParseNotification(shop.taken[0].Header, shop.body[0])
			require.NoError(t, err)
			require.NotEmpty(t, told.EventID)
			told.EventID = ""
			require.Equal(t, payments.Notification{
				ExternalID: session.ExternalID, Reference: "tok", Amount: 1_250_000, Currency: "RUB",
				Account: "acct_1", Status: want, OccurredAt: now,
			}, told)
			asked, err := gateway.Ask(t.Context(), payments.Query{PaymentID: 7, ExternalID: session.ExternalID})
			require.NoError(t, err)
			require.Equal(t, payments.Answer{ExternalID: session.ExternalID, Status: want}, asked)
		})
	}
}

func TestSilence(t *testing.T) {
	t.Parallel()
	t.Run("ST-9/silence", func(t *testing.T) {
		t.Parallel()
		shop := openShop(t)
		gateway, session := open(t, shop.URL)
		require.Equal(t, http.StatusSeeOther, press(gateway, session, "silence").Code, "the visitor comes back to the shop")
		press(gateway, session, "pay")
		require.Empty(t, shop.taken, "nothing was said, and nothing is afterwards")
		_, err := gateway.Ask(t.Context(), payments.Query{PaymentID: 7, ExternalID: session.ExternalID})
		require.True(t, models.IsCode(err, models.CodeUnavailable), "%v", err)
		require.NotContains(t, visit(gateway, http.MethodGet, session.RedirectURL, "ru", nil).Body.String(), "<form")
	})
}

func TestDecisionStands(t *testing.T) {
	t.Parallel()
	shop := openShop(t)
	gateway, session := open(t, shop.URL)
	for _, button := range []string{"pay", "decline", "pay"} {
		press(gateway, session, button)
	}
	require.Len(t, shop.taken, 3)
	require.Equal(t, shop.body[0], shop.body[1], "PAY-3: repeated under the same event id, never changed")
	require.Equal(t, shop.body[0], shop.body[2])
	require.NotContains(t, visit(gateway, http.MethodGet, session.RedirectURL, "ru", nil).Body.String(), "<form")
}

func TestPendingCanBePaidLater(t *testing.T) {
	t.Parallel()
	shop := openShop(t)
	gateway, session := open(t, shop.URL)
	press(gateway, session, "wait")
	require.Contains(t, visit(gateway, http.MethodGet, session.RedirectURL, "ru", nil).Body.String(), "<form")
	press(gateway, session, "pay")
	require.Len(t, shop.taken, 2)
	require.NotEqual(t, eventID(t, shop.body[0]), eventID(t, shop.body[1]))
}

func eventID(t *testing.T, body []byte) string {
	t.Helper()
	var b testgateway.Body
	require.NoError(t, json.Unmarshal(body, &b))
	return b.ID
}

func TestShopAwayCanBeToldAgain(t *testing.T) {
	t.Parallel()
	shop := openShop(t)
	shop.away = true
	gateway, session := open(t, shop.URL)
	answer := press(gateway, session, "pay")
	require.Equal(t, http.StatusBadGateway, answer.Code)
	require.Contains(t, answer.Body.String(), "Отправить ещё раз")
	shop.mu.Lock()
	shop.away = false
	shop.mu.Unlock()
	require.Equal(t, http.StatusSeeOther, press(gateway, session, "wait").Code)
	told, err := gateway.ParseNotification(shop.taken[0].Header, shop.body[0])
	require.NoError(t, err)
	require.Equal(t, payments.Succeeded, told.Status)
}

func TestPayPage(t *testing.T) {
	t.Parallel()
	gateway, session := open(t, "http://127.0.0.1:1")
	ru := visit(gateway, http.MethodGet, session.RedirectURL, "ru-RU,ru;q=0.9", nil)
	require.Equal(t, http.StatusOK, ru.Code)
	require.Contains(t, ru.Body.String(), "Оплатить 12\u00a0500\u00a0₽")
	require.Contains(t, ru.Body.String(), "Заказ № 1042<")
	require.NotContains(t, ru.Body.String(), "<script")
	require.Contains(t, ru.Header().Get("Content-Security-Policy"), "default-src 'none'")
	require.Contains(t, ru.Header().Get("Content-Security-Policy"), "form-action 'self' http://shop.example")
	require.NotContains(t, ru.Header().Get("Content-Security-Policy"), "unsafe-")
	en := visit(gateway, http.MethodGet, session.RedirectURL, "de", nil)
	require.Contains(t, en.Body.String(), "Pay ₽12,500.00")
	require.Contains(t, en.Body.String(), "Order 1042<", "in the language of who looks, whoever began the payment in which")
	require.NotContains(t, en.Body.String(), "Заказ")
	require.Equal(t, http.StatusNotFound, visit(gateway, http.MethodGet, "http://x/test-gateway/pay/tg_none", "en", nil).Code)
	require.Equal(t, http.StatusBadRequest, press(gateway, session, "steal").Code)
}

func TestStartAgainIsTheSameSession(t *testing.T) {
	t.Parallel()
	gateway, session := open(t, "http://127.0.0.1:1")
	again, err := gateway.Start(t.Context(), intent())
	require.NoError(t, err)
	require.Equal(t, session, again)
	other := intent()
	other.PaymentID = 8
	third, err := gateway.Start(t.Context(), other)
	require.NoError(t, err)
	require.NotEqual(t, session.ExternalID, third.ExternalID)
}

func TestAskUnknown(t *testing.T) {
	t.Parallel()
	gateway, _ := open(t, "http://127.0.0.1:1")
	for _, query := range []payments.Query{{PaymentID: 7, ExternalID: "tg_none"}, {PaymentID: 8}} {
		_, err := gateway.Ask(t.Context(), query)
		require.True(t, models.IsCode(err, models.CodeNotFound), "got %v", err)
	}
}

func body(change func(*testgateway.Body)) []byte {
	b := testgateway.Body{
		ID: "evt_1", Session: "tg_1", Reference: "tok", Amount: 100, Currency: "RUB", Account: "acct_1", Status: payments.Succeeded, OccurredAt: now,
	}
	if change != nil {
		change(&b)
	}
	raw, err := json.Marshal(b)
	if err != nil {
		panic(err)
	}
	return raw
}

func TestSignature(t *testing.T) {
	t.Parallel()
	gateway, _ := open(t, "http://127.0.0.1:1")
	good := body(nil)
	for _, c := range []struct {
		name, header string
		body         []byte
		ok           bool
	}{
		{"right", testgateway.Sign(secret, now, good), good, true},
		{"five minutes old", testgateway.Sign(secret, now.Add(-testgateway.Tolerance), good), good, true},
		{"five minutes ahead", testgateway.Sign(secret, now.Add(testgateway.Tolerance), good), good, true},
		{"too old", testgateway.Sign(secret, now.Add(-testgateway.Tolerance-time.Second), good), good, false},
		{"too far ahead", testgateway.Sign(secret, now.Add(testgateway.Tolerance+time.Second), good), good, false},
		{"another secret", testgateway.Sign("guess", now, good), good, false},
		{"another body", testgateway.Sign(secret, now, good), body(func(b *testgateway.Body) { b.Amount = 1 }), false},
		{"a moved time", strings.Replace(testgateway.Sign(secret, now.Add(-time.Hour), good), "t="+unix(now.Add(-time.Hour)), "t="+unix(now), 1), good, false},
		{"none", "", good, false},
		{"no digest", "t=" + unix(now), good, false},
		{"an empty digest", "t=" + unix(now) + ",v1=", good, false},
		{"garbage", "t=x,v1=zz,,=", good, false},
	} {
		t.Run("PAY-3/signature "+c.name, func(t *testing.T) {
			t.Parallel()
			_, err := gateway.ParseNotification(http.Header{testgateway.SignatureHeader: {c.header}}, c.body)
			if c.ok {
				require.NoError(t, err)
				return
			}
			require.True(t, models.IsCode(err, models.CodeBadSignature), "got %v", err)
		})
	}
}

func unix(at time.Time) string {
	signed := testgateway.Sign("", at, nil)
	return strings.TrimPrefix(strings.Split(signed, ",")[0], "t=")
}

func TestSignedButUnreadable(t *testing.T) {
	t.Parallel()
	gateway, _ := open(t, "http://127.0.0.1:1")
	for name, c := range map[string]struct {
		body []byte
		code models.Code
	}{
		"no JSON":        {[]byte("paid!"), models.CodeMalformed},
		"trailing bytes": {append(body(nil), '{'), models.CodeMalformed},
		"a wrong type":   {[]byte(`{"amount":"1"}`), models.CodeMalformed},
		"an overflow":    {[]byte(`{"amount":99999999999999999999}`), models.CodeMalformed},
		"empty":          {nil, models.CodeMalformed},
		"no event id":    {body(func(b *testgateway.Body) { b.ID = "" }), models.CodeRequired},
		"a new status":   {body(func(b *testgateway.Body) { b.Status = "maybe" }), models.CodeNotOneOf},
		"no time":        {body(func(b *testgateway.Body) { b.OccurredAt = time.Time{} }), models.CodeRequired},
	} {
		t.Run("PAY-3/"+name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{testgateway.SignatureHeader: {testgateway.Sign(secret, now, c.body)}}
			_, err := gateway.ParseNotification(header, c.body)
			require.True(t, models.IsCode(err, c.code), "got %v", err)
		})
	}
}

func TestDisagreementsArePassedOn(t *testing.T) {
	t.Parallel()
	gateway, _ := open(t, "http://127.0.0.1:1")
	odd := body(func(b *testgateway.Body) { b.Account, b.Amount, b.Currency = "acct_2", -5, "ZZZ" })
	told, err := gateway.ParseNotification(http.Header{testgateway.SignatureHeader: {testgateway.Sign(secret, now, odd)}}, odd)
	require.NoError(t, err, "PAY-3: it goes to Money to decide, so it must be read")
	require.NotEqual(t, gateway.Account(), told.Account)
	require.Equal(t, int64(-5), told.Amount)
}

func TestNewNamesEveryFault(t *testing.T) {
	t.Parallel()
	_, err := testgateway.New(testgateway.Config{}, testgateway.NewMemory())
	for _, missing := range []string{"account", "secret", "base URL", "notify URL", "clock"} {
		require.ErrorContains(t, err, missing)
	}
}

func TestRegistry(t *testing.T) {
	t.Parallel()
	gateway, _ := open(t, "http://127.0.0.1:1")
	registry, err := payments.NewRegistry(gateway)
	require.NoError(t, err)
	require.Equal(t, []string{"test"}, registry.Codes())
	found, err := registry.Gateway("test")
	require.NoError(t, err)
	require.Equal(t, gateway, found)
	_, err = registry.Gateway("stripe")
	require.True(t, models.IsCode(err, models.CodeGatewayOff))
	_, err = payments.NewRegistry(gateway, gateway)
	require.Error(t, err)
}

// Sessions of an earlier release hold a sentence in place of the order's number.
func TestPayPageOfAnEarlierRelease(t *testing.T) {
	t.Parallel()
	books, at := testgateway.NewMemory(), now
	gateway, session := openAt(t, books, &at, "http://127.0.0.1:1")
	row, err := books.Session(t.Context(), session.ExternalID)
	require.NoError(t, err)
	row.ExternalID, row.Description = "tg_"+strings.Repeat("0a", 16), "Заказ № 7 <b>"
	require.NoError(t, books.Open(t.Context(), row))
	page := visit(gateway, http.MethodGet, "http://x/test-gateway/pay/"+row.ExternalID, "ru", nil).Body.String()
	require.Contains(t, page, "Заказ № 7 &lt;b&gt;")
}
