//go:build !noembedded

package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/config"
	"github.com/orderflow/orderflow/internal/services"
)

// tended is the one-process set-up on a clock that the test moves. At its public
// address somebody else answers: nothing that the gateway says reaches it.
type tended struct {
	*visitor
	clock *services.DrivenClock
}

func tend(t *testing.T) *tended {
	t.Helper()
	elsewhere := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(elsewhere.Close)
	c, err := config.Load("")
	require.NoError(t, err)
	c.Database.DataDir = t.TempDir()
	c.HTTP = config.HTTP{Listen: "127.0.0.1:0", OpsListen: "127.0.0.1:0", PublicURL: elsewhere.URL}
	clock := services.NewDrivenClock(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	ctx, stop := context.WithCancel(context.Background())
	started, ended := make(chan *devServer, 1), make(chan error, 1)
	go func() {
		ended <- runDev(ctx, c, clock, slog.New(slog.DiscardHandler), func(d *devServer) { started <- d }, temporalInMemory)
	}()
	t.Cleanup(stop)
	select {
	case d := <-started:
		t.Cleanup(func() {
			stop()
			require.NoError(t, <-ended)
		})
		s := &tended{&visitor{tb: t, base: func() string { return "http://" + d.address }}, clock}
		s.firstOwner(d.token)
		return s
	case err := <-ended:
		require.FailNow(t, "dev ended", "%v", err)
		return nil
	}
}

// tendedOrder is what care may change about an order.
type tendedOrder struct {
	Status      string
	CancelledBy string `json:"cancelled_by"`
	Payments    []struct{ State string }
	Purchases   []struct{ Status string }
	Decisions   []struct{ Reason string }
}

func (s *tended) look(order placedOrder) (o tendedOrder) {
	s.tb.Helper()
	s.must("GET", fmt.Sprintf("/api/v1/orders/%d", order.ID), nil, &o)
	return o
}

// ordered is an order of an offer with these terms, which opens a product.
func (s *tended) ordered(name string, terms object) (order placedOrder) {
	s.tb.Helper()
	var product, offer struct{ ID int64 }
	s.must("POST", "/api/v1/products", object{"title": name}, &product)
	body := object{"code": name, "title": name, "currency": "RUB", "price": 10000, "product_ids": list{product.ID}}
	for key, value := range terms {
		body[key] = value
	}
	s.must("POST", "/api/v1/offers", body, &offer)
	s.must("POST", "/api/v1/orders", object{
		"customer_id": s.customer(name + "@example.com"), "items": list{object{"offer_id": offer.ID}},
	}, &order)
	return order
}

// submit sends a form as a visitor's browser does and answers with the path that it leads to.
func (s *tended) submit(path string, form url.Values) (status int, next string) {
	s.tb.Helper()
	client := &http.Client{
		Timeout:       time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	answer, err := client.PostForm(s.base()+path, form)
	require.NoError(s.tb, err)
	defer func() { _ = answer.Body.Close() }()
	if to, err := answer.Location(); err == nil {
		next = to.Path
	}
	return answer.StatusCode, next
}

// atGateway takes the customer to the gateway, where he decides, or leaves when
// that is "". The gateway cannot tell us.
func (s *tended) atGateway(order placedOrder, decision string) placedOrder {
	s.tb.Helper()
	status, session := s.submit("/pay/"+order.token(), url.Values{"gateway": {"test"}})
	require.Equal(s.tb, http.StatusSeeOther, status)
	if decision != "" {
		status, _ = s.submit(session, url.Values{"decision": {decision}})
		require.Equal(s.tb, http.StatusBadGateway, status, "the shop was not reached")
	}
	require.Equal(s.tb, "in_flight", s.look(order).Payments[0].State)
	return order
}

// What time alone brings about happens without anybody's doing: the schedule on
// the Temporal server asks gateways, cancels what is overdue and ends access.
func TestTimeBringsItAbout(t *testing.T) {
	t.Parallel()
	s := tend(t)
	due := object{"deadline_days": 1, "deadline_action": "cancel"}
	overdue, kept := s.ordered("overdue", due), s.ordered("kept", object{"deadline_days": 1, "deadline_action": "keep"})
	declined, left := s.atGateway(s.ordered("declined", due), "decline"), s.atGateway(s.ordered("left", due), "")
	paid := s.atGateway(s.ordered("paid", due), "pay")
	owned := s.ordered("owned", object{"access_end": "days_after_start", "access_end_days": 1})
	s.must("POST", fmt.Sprintf("/api/v1/orders/%d/payments", owned.ID), object{"amount": 10000, "method": "cash"}, nil)
	require.Equal(t, "active", s.look(owned).Purchases[0].Status)
	s.clock.MoveTo(s.clock.Now().Add(48 * time.Hour))
	s.clock.Release()
	becomes := func(t *testing.T, order placedOrder, what string, is func(tendedOrder) bool) tendedOrder {
		t.Helper()
		eventually(t, time.Minute, what, func() bool { return is(s.look(order)) })
		return s.look(order)
	}
	cancelled := func(o tendedOrder) bool { return o.Status == "cancelled" && o.CancelledBy == "automation" }
	t.Run("PAY-7/overdue", func(t *testing.T) { becomes(t, overdue, "the overdue order to be cancelled", cancelled) })
	t.Run("CUS-3/access-ends", func(t *testing.T) {
		becomes(t, owned, "the access to end", func(o tendedOrder) bool { return o.Purchases[0].Status == "ended" })
	})
	for name, order := range map[string]placedOrder{"declined": declined, "left-alone": left} {
		t.Run("ST-9/"+name, func(t *testing.T) {
			o := becomes(t, order, "the order to be cancelled once the gateway was asked", cancelled)
			require.Equal(t, "failed", o.Payments[0].State)
			require.Empty(t, o.Decisions)
		})
	}
	t.Run("PAY-3/paid", func(t *testing.T) {
		o := becomes(t, paid, "the money to be found", func(o tendedOrder) bool { return o.Status == "payed" })
		require.Equal(t, "accepted", o.Payments[0].State)
	})
	require.Equal(t, "new", s.look(kept).Status)
}
