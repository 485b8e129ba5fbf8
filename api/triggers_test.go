package api_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

func between(text, from, to string) string {
	_, rest, _ := strings.Cut(text, from)
	found, _, _ := strings.Cut(rest, to)
	return found
}

// started is an event that starts processes: what lets it happen, and which object enters.
type started struct {
	subject string
	match   string // of the data, which holds
	other   string // of the data, which does not hold; "" where there is nothing to match
	cause   func(t *testing.T, k *kit)
	object  func(k *kit) string // the object's id
}

func doing(method, path, body string) func(*testing.T, *kit) {
	return func(t *testing.T, k *kit) {
		t.Helper()
		a := k.do(request{as: "owner", method: method, path: "/api/v1" + path, body: body, headers: map[string]string{"If-Match": "*"}})
		require.Less(t, a.Code, 300, a.Body.String())
		if a.text("id") != "" {
			k.ids["made"] = a.text("id")
		}
	}
}

func the(name string) func(*kit) string { return func(k *kit) string { return k.ids[name] } }

func purchase(k *kit) string {
	return k.get("owner", "/purchases?order_id="+k.ids["order"]).want(k.t, 200).text("items", 0, "id")
}

var paid = doing("POST", "/orders/{order}/payments", `{"method":"cash","amount":9900}`)

// Each kind of event that may start a process does, caused through the API; one
// whose data says something else does not.
func TestEveryEventStartsProcesses(t *testing.T) {
	t.Parallel()
	cases := map[models.EventKind]started{
		models.EventOrderCreated: {
			"order", `{"via":"api","currency":"RUB"}`, `{"via":"bulk"}`,
			doing("POST", "/orders", `{"customer_id":{other},"items":[{"offer_id":{offer}}]}`), the("made"),
		},
		models.EventOrderStatusChanged: {
			"order", `{"from":"part_payed","to":"cancelled","reason":{reason}}`, `{"to":"pending"}`,
			func(t *testing.T, k *kit) {
				t.Helper()
				doing("POST", "/orders/{order}/status", `{"status":"cancelled","refusal_reason_id":{reason},"confirm":true}`)(t, k)
			}, the("order"),
		},
		models.EventOrderItemsChanged: {"order", "", "", doing("PATCH", "/orders/{order}/items", `{"add":[{"offer_id":{strict}}],"confirm":true}`), the("order")},
		models.EventOrderPaidInFull:   {"order", "", "", paid, the("order")},
		models.EventOrderStageMoved: {
			"order", `{"board":{board},"to":{stage}}`, `{"to":999}`,
			doing("POST", "/orders/{order}/stage", `{"stage_id":{stage}}`), the("order"),
		},
		models.EventPaymentReceived: {"order", `{"kind":"manual","currency":"RUB"}`, `{"kind":"gateway"}`, paid, the("order")},
		models.EventOrderTagAdded: {
			"order", `{"tag":"warm"}`, `{"tag":"cold"}`,
			doing("POST", "/orders/{order}/tags", `{"add":["warm"]}`), the("order"),
		},
		models.EventCustomerCreated: {"customer", "", "", doing("POST", "/customers", `{"email":"new@example.com"}`), the("made")},
		models.EventCustomerTagAdded: {
			"customer", `{"tag":"warm"}`, `{"tag":"cold"}`,
			doing("POST", "/customers/{other}/tags", `{"add":["warm"]}`), the("other"),
		},
		models.EventPurchaseStarted: {"purchase", `{"product":{product}}`, `{"product":999}`, paid, purchase},
		models.EventPurchaseEnded: {
			"purchase", `{"product":{product}}`, `{"product":999}`,
			func(t *testing.T, k *kit) {
				t.Helper()
				paid(t, k)
				k.clock.MoveTo(epoch.Add(4 * 24 * time.Hour))
				_, err := k.TurnPurchases(context.Background(), 10)
				require.NoError(t, err)
			}, purchase,
		},
		models.EventCustom: {
			"customer", `{"name":"test_passed","course":"go-1","score":93}`, `{"name":"test_passed","score":92}`,
			doing("POST", "/events", `{"name":"test_passed","customer_id":{other},"payload":{"course":"go-1","score":93}}`), the("other"),
		},
	}
	for _, kind := range models.EventKinds {
		if _, starts := kind.Triggering(); starts {
			require.Contains(t, cases, kind)
		}
	}
	for kind, c := range cases {
		t.Run("PRC-2/"+strings.NewReplacer(".", "-", "_", "-").Replace(string(kind)), func(t *testing.T) {
			t.Parallel()
			both(t, func(t *testing.T, k *kit) { c.starts(t, k, kind) })
		})
	}
}

func (c started) starts(t *testing.T, k *kit, kind models.EventKind) {
	t.Helper()
	doing("PATCH", "/offers/{offer}", `{"access_end":"days_after_start","access_end_days":3}`)(t, k)
	k.ids["order"] = k.post("owner", "/orders", `{"customer_id":{customer},"items":[{"offer_id":{offer}}]}`).want(t, 201).text("id")
	k.post("owner", "/orders/{order}/payments", `{"method":"cash","amount":100}`).want(t, 201)
	k.settle(t)
	trigger := func(match string) string {
		if match != "" {
			match = `,"match":` + k.fill(match)
		}
		return fmt.Sprintf(`{"kind":"event","event":%q%s}`, kind, match)
	}
	wanted := k.publish(t, c.subject, trigger(c.match), "")
	other := ""
	if c.other != "" {
		other = k.publish(t, c.subject, trigger(c.other), "")
	}
	c.cause(t, k)
	k.settle(t)
	list := k.get("owner", "/enrollments?process_id="+wanted).want(t, 200)
	require.Len(t, list.at("items"), 1, "%s", list.Body)
	require.Equal(t, string(kind), list.text("items", 0, "cause_kind"))
	require.NotEmpty(t, list.text("items", 0, "cause_event_id"))
	require.Equal(t, c.subject, list.text("items", 0, "subject_kind"))
	require.Equal(t, c.object(k), list.text("items", 0, "subject_id"))
	require.Equal(t, "ended", list.text("items", 0, "state"))
	if other != "" {
		require.Empty(t, k.get("owner", "/enrollments?process_id="+other).want(t, 200).at("items"))
	}
}
