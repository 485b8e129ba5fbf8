//go:build !noembedded

package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

// The way of the first run, as its page goes it: an offer, a published process, an
// order, the payment page, the test gateway.
func TestFirstRun(t *testing.T) {
	t.Parallel()
	_, owner := dev(t, t.TempDir())
	var made struct {
		ID          int64  `json:"id"`
		Status      string `json:"status"`
		PaymentLink string `json:"payment_link"`
	}
	t.Run("AUTH-6/way", func(t *testing.T) {
		owner.must("POST", "/api/v1/products", object{"title": "Yoga"}, &made)
		owner.must("POST", "/api/v1/offers", object{"code": "yoga", "title": "Yoga", "currency": "RUB", "price": 990000, "product_ids": []int64{made.ID}}, &made)
		offer := made.ID
		owner.must("POST", "/api/v1/processes", object{"template": "unpaid_reminders"}, &made)
		owner.must("POST", "/api/v1/processes/"+strconv.FormatInt(made.ID, 10)+"/publish", nil, nil)
		owner.must("POST", "/api/v1/customers", object{"email": "first@school.example"}, &made)
		owner.must("POST", "/api/v1/orders", object{"customer_id": made.ID, "items": []object{{"offer_id": offer}}, "manual": true}, &made)
		order := "/api/v1/orders/" + strconv.FormatInt(made.ID, 10)
		eventually(t, time.Minute, "the process to take the order up", func() bool {
			var card struct{ Enrollments []object }
			owner.must("GET", order, nil, &card)
			return len(card.Enrollments) == 1
		})
		answer, err := http.PostForm(made.PaymentLink, url.Values{"what": {"all"}}) //nolint:noctx // a test's own server
		require.NoError(t, err)
		_ = answer.Body.Close()
		paid, err := http.PostForm(answer.Request.URL.String(), url.Values{"decision": {"pay"}}) //nolint:noctx // a test's own server
		require.NoError(t, err)
		_ = paid.Body.Close()
		require.True(t, strings.HasPrefix(paid.Request.URL.String(), made.PaymentLink), "the page after payment")
		owner.must("GET", order, nil, &made)
		require.Equal(t, "payed", made.Status)
	})
}

// demoState is what the API says of the demo school.
type demoState struct{ State, Address, Email, Password string }

// The owner starts the demo school beside the real one, which never learns of it.
func TestDemoSchool(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	real, owner := dev(t, folder)
	var now demoState
	running := func() demoState {
		owner.must("POST", "/api/v1/demo", nil, nil)
		eventually(t, 2*time.Minute, "the demo school to run", func() bool {
			owner.must("GET", "/api/v1/demo", nil, &now)
			require.NotEqual(t, "failed", now.State, real.logged())
			return now.State == "running"
		})
		return now
	}
	orders := func(b *browser) (total int64) {
		var list struct{ Count int64 }
		b.read("/orders/summary", &list)
		return list.Count
	}
	owner.must("GET", "/api/v1/demo", nil, &now)
	require.Equal(t, "off", now.State)
	demo := newBrowser(t, running().Address)
	login := object{"email": now.Email, "password": now.Password}
	var before int64
	t.Run("AUTH-6/demo", func(t *testing.T) {
		require.Equal(t, models.DemoEmail, now.Email)
		require.Equal(t, 200, demo.call("POST", "/session", login))
		before = orders(demo)
		require.Greater(t, before, int64(80))
		var processes struct{ Items []struct{ State string } }
		demo.read("/processes", &processes)
		require.Equal(t, "active", processes.Items[0].State)
		status, page := fetched(strings.TrimPrefix(now.Address, "http://"), "/buy/yoga")
		require.Equal(t, 200, status)
		require.Contains(t, page, `class="demo"`, "a public page says that it is a demo")
	})
	t.Run("AUTH-6/apart", func(t *testing.T) {
		var list struct{ Items []object }
		owner.must("GET", "/api/v1/orders", nil, &list)
		require.Empty(t, list.Items)
		require.FileExists(t, filepath.Join(folder, "demo", "orderflow.db"))
		var school struct{ Demo *object }
		owner.must("GET", "/api/v1/setup", nil, &school)
		require.Nil(t, school.Demo, "nobody logs in to a real school like that")
	})
	t.Run("AUTH-6/marked", func(t *testing.T) {
		var visitor, owners struct{ School struct{ Demo bool } }
		demo.read("/me", &visitor)
		require.True(t, visitor.School.Demo)
		owner.must("GET", "/api/v1/me", nil, &owners)
		require.False(t, owners.School.Demo)
	})
	t.Run("AUTH-6/kept", func(t *testing.T) {
		status, _ := owner.call("DELETE", "/api/v1/demo", nil, nil, nil)
		require.Equal(t, 200, status)
		gone, _ := fetched(strings.TrimPrefix(demo.base, "http://"), "/readyz")
		require.Zero(t, gone)
		demo = newBrowser(t, running().Address)
		require.Equal(t, 200, demo.call("POST", "/session", login))
		require.Equal(t, before, orders(demo), "it is filled once")
	})
	t.Run("AUTH-6/ends-with-its-parent", func(t *testing.T) {
		real.kill()
		eventually(t, time.Minute, "the demo school to end", func() bool {
			status, _ := fetched(strings.TrimPrefix(demo.base, "http://"), "/readyz")
			return status == 0
		})
	})
}

// A real school never becomes a demo, and nobody else reaches one.
func TestDemoSchoolIsRefused(t *testing.T) {
	t.Parallel()
	refused := func(env []string, says string) {
		p := start(t, env, "dev", "--demo")
		eventually(t, time.Minute, "the refusal", p.dead)
		require.Contains(t, p.logged(), says)
	}
	t.Run("AUTH-6/not-a-demo", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		real, _ := dev(t, filepath.Join(folder, "demo"))
		real.stop()
		refused([]string{"ORDERFLOW_DATABASE_DATA_DIR=" + folder, "ORDERFLOW_HTTP_LISTEN=" + freePort(t), "ORDERFLOW_HTTP_OPS_LISTEN=127.0.0.1:0"}, "holds a school that is no demo")
	})
	t.Run("AUTH-6/loopback", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		refused([]string{"ORDERFLOW_DATABASE_DATA_DIR=" + folder, "ORDERFLOW_HTTP_LISTEN=0.0.0.0:0", "ORDERFLOW_HTTP_OPS_LISTEN=127.0.0.1:0"}, "http.listen")
		_, err := os.Stat(filepath.Join(folder, "demo"))
		require.ErrorIs(t, err, os.ErrNotExist)
	})
}
