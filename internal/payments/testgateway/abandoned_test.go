package testgateway_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/payments"
	"github.com/orderflow/orderflow/internal/payments/testgateway"
	"github.com/orderflow/orderflow/models"
)

// openAt is a gateway over the books whose clock shows *at.
func openAt(t *testing.T, books testgateway.Sessions, at *time.Time, notify string) (*testgateway.Gateway, payments.Session) {
	t.Helper()
	gateway, err := testgateway.New(testgateway.Config{
		Account: "acct_1", Secret: secret, BaseURL: "http://127.0.0.1:8080", NotifyURL: notify, Now: func() time.Time { return *at },
	}, books)
	require.NoError(t, err)
	session, err := gateway.Start(t.Context(), intent())
	require.NoError(t, err)
	return gateway, session
}

func TestAbandonedSessionFails(t *testing.T) {
	t.Parallel()
	t.Run("ST-9/abandoned", func(t *testing.T) {
		t.Parallel()
		shop, at := openShop(t), now
		gateway, session := openAt(t, testgateway.NewMemory(), &at, shop.URL)
		ask := func() payments.Status {
			answer, err := gateway.Ask(t.Context(), payments.Query{PaymentID: 7, ExternalID: session.ExternalID})
			require.NoError(t, err)
			return answer.Status
		}
		at = now.Add(testgateway.Lifetime - time.Second)
		require.Equal(t, payments.Pending, ask())
		at = now.Add(testgateway.Lifetime)
		require.Equal(t, payments.Failed, ask(), "a definite not paid")
		page := visit(gateway, http.MethodGet, session.RedirectURL, "en", nil).Body.String()
		require.Contains(t, page, "its time ran out")
		require.NotContains(t, page, "<form")
		press(gateway, session, "pay")
		told, err := gateway.ReadNotification(shop.body[0])
		require.NoError(t, err)
		require.Equal(t, payments.Failed, told.Status, "what was definite stays so")
		require.Equal(t, payments.Failed, ask())
	})
}

func TestPaidSessionDoesNotExpire(t *testing.T) {
	t.Parallel()
	t.Run("ST-9/paid-in-time", func(t *testing.T) {
		t.Parallel()
		shop, at := openShop(t), now
		gateway, session := openAt(t, testgateway.NewMemory(), &at, shop.URL)
		press(gateway, session, "pay")
		at = now.Add(2 * testgateway.Lifetime)
		answer, err := gateway.Ask(t.Context(), payments.Query{ExternalID: session.ExternalID})
		require.NoError(t, err)
		require.Equal(t, payments.Succeeded, answer.Status)
	})
}

// The shop never learned the session's id.
func TestAskByPayment(t *testing.T) {
	t.Parallel()
	t.Run("ST-9/start-never-answered", func(t *testing.T) {
		t.Parallel()
		shop := openShop(t)
		gateway, session := open(t, shop.URL)
		press(gateway, session, "pay")
		answer, err := gateway.Ask(t.Context(), payments.Query{PaymentID: intent().PaymentID})
		require.NoError(t, err)
		require.Equal(t, payments.Answer{ExternalID: session.ExternalID, Status: payments.Succeeded}, answer)
	})
}

// strict is books that refuse what PostgreSQL refuses, or everything.
type strict struct {
	*testgateway.Memory
	away error
}

func (s strict) refuse(id string) error {
	for _, r := range id {
		if r == 0 || r == utf8.RuneError {
			return errors.New("invalid byte sequence for encoding")
		}
	}
	return s.away
}

func (s strict) Session(ctx context.Context, id string) (models.TestGatewaySession, error) {
	if err := s.refuse(id); err != nil {
		return models.TestGatewaySession{}, err
	}
	return s.Memory.Session(ctx, id)
}

func (s strict) Decide(ctx context.Context, id, state string) (models.TestGatewaySession, error) {
	if err := s.refuse(id); err != nil {
		return models.TestGatewaySession{}, err
	}
	return s.Memory.Decide(ctx, id, state)
}

func TestOddAddresses(t *testing.T) {
	t.Parallel()
	at := now
	gateway, _ := openAt(t, strict{testgateway.NewMemory(), nil}, &at, "http://127.0.0.1:1")
	for _, id := range []string{"%00", "%ff", "tg_%00", "tg_0123456789abcdef0123456789abcde%00", "tg_0123456789abcdef0123456789abcdef%0a", "tg_0123456789abcdef0123456789abcdef"} {
		t.Run("PAY-3/"+id, func(t *testing.T) {
			t.Parallel()
			address := "http://x/test-gateway/pay/" + id
			require.Equal(t, http.StatusNotFound, raw(gateway, http.MethodGet, address, nil))
			require.Equal(t, http.StatusNotFound, raw(gateway, http.MethodPost, address, url.Values{"decision": {"pay"}}))
		})
	}
}

func raw(gateway *testgateway.Gateway, method, address string, form url.Values) int {
	r := httptest.NewRequest(method, address, nil)
	r.PostForm = form
	w := httptest.NewRecorder()
	gateway.Handler().ServeHTTP(w, r)
	return w.Code
}

func TestBooksAway(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want int
	}{
		"busy":   {models.NewError(models.CodeUnavailable), http.StatusServiceUnavailable},
		"slow":   {context.DeadlineExceeded, http.StatusServiceUnavailable},
		"broken": {errors.New("no such table"), http.StatusInternalServerError},
	} {
		t.Run("PAY-3/"+name, func(t *testing.T) {
			t.Parallel()
			at := now
			gateway, session := openAt(t, strict{testgateway.NewMemory(), c.err}, &at, "http://127.0.0.1:1")
			for _, answer := range []*httptest.ResponseRecorder{visit(gateway, http.MethodGet, session.RedirectURL, "en", nil), press(gateway, session, "pay")} {
				require.Equal(t, c.want, answer.Code)
				require.NotContains(t, answer.Body.String(), "There is no such payment")
			}
		})
	}
}
