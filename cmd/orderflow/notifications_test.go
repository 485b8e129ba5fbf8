//go:build !noembedded

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/payments"
	"github.com/orderflow/orderflow/internal/payments/testgateway"
	"github.com/orderflow/orderflow/internal/store"
)

// says is the gateway's signed word, once, that so much was paid for the order.
func (c *visitor) says(order placedOrder, amount int64, at time.Time) (status int, text string) {
	c.tb.Helper()
	raw, err := json.Marshal(testgateway.Body{
		ID: fmt.Sprintf("evt_%d", order.ID), Session: fmt.Sprintf("pay_%d", order.ID), Reference: order.token(),
		Amount: amount, Currency: "RUB", Account: gatewayAccount, Status: payments.Succeeded, OccurredAt: at,
	})
	require.NoError(c.tb, err)
	return c.call("POST", "/gateways/test/notifications",
		map[string]string{testgateway.SignatureHeader: testgateway.Sign(gatewaySecret, at, raw)}, json.RawMessage(raw), nil)
}

// The one process dies after it has stored what the gateway said and before it
// acts on it. The gateway never repeats itself; the money is taken all the same (PAY-3).
func TestNotificationOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	p, c := dev(t, t.TempDir(), append([]string{
		"ORDERFLOW_PAYMENTS_TEST_GATEWAY_SECRET=" + gatewaySecret, "ORDERFLOW_PAYMENTS_TEST_GATEWAY_ACCOUNT=" + gatewayAccount,
	}, fastDays...)...)
	var order placedOrder
	c.must("POST", "/api/v1/orders", object{
		"customer_id": c.customer("said-once@example.com"), "items": list{object{"offer_id": c.offer("course", true)}},
	}, &order)
	p.stop()
	p.up("ORDERFLOW_FAILPOINT=notification.stored")
	eventually(t, time.Minute, "dev to answer again", func() bool { s, _ := c.call("GET", "/healthz", nil, nil, nil); return s == http.StatusOK })
	status, _ := c.says(order, 10000, time.Now())
	require.Zero(t, status, "it died before it answered")
	eventually(t, time.Minute, "the process to be gone", p.dead)
	p.up()
	eventually(t, time.Minute, "the money to be taken", func() bool {
		s, _ := c.call("GET", "/healthz", nil, nil, nil)
		return s == http.StatusOK && c.order(order.ID).Status == "payed"
	})
	require.EqualValues(t, 10000, c.order(order.ID).Paid)
}

// saidOnce is an order whose row was locked while the gateway's word came: the
// word was stored, the answer was "not now", and the gateway does not say it again.
func (t *topology) saidOnce(customer, offer, amount int64) placedOrder {
	t.tb.Helper()
	order := t.orderFor(customer, offer, "said-once")
	t.told(order)
	patient := store.WithPool(t.tb.Context(), store.PoolBulk)
	require.NoError(t.tb, t.db.Write(patient, func(tx *store.Tx) error {
		if _, err := tx.Lock("orders", order.ID); err != nil {
			return err
		}
		status, text := t.says(order, amount, t.now())
		require.Equal(t.tb, http.StatusServiceUnavailable, status, text)
		return nil
	}))
	eventually(t.tb, time.Minute, "PAY-3: the money to be taken", func() bool { return t.order(order.ID).Status == "payed" })
	require.EqualValues(t.tb, 1, count(t.tb, t.db, "SELECT count(*) FROM payments WHERE order_id = ?", order.ID))
	return order
}
