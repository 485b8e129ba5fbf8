package api_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

func TestOrders(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		play(t, k, []scenario{
			{
				name: "ORD-2/place", request: request{method: "POST", path: "/api/v1/orders", body: `{"customer_id":{other},"items":[{"offer_id":{offer},"quantity":2}],"source":"utm"}`},
				status: 201, contains: []string{`"cost":20000`, `"currency":"RUB"`, `"outcome":"created"`, `"created_via":"api"`, `"payment_link":"https://school.example/pay/`, `"status":"new"`},
				events: []string{"order.created"},
			},
			{
				name: "ORD-3/by hand", request: request{as: "manager", method: "POST", path: "/api/v1/orders", body: `{"customer_id":{other},"items":[{"offer_id":{offer}}],"manual":true}`},
				status: 201, contains: []string{`"created_via":"manual"`, `"created_by":{"kind":"person","id":{manager}`}, events: []string{"order.created"},
			},
			{
				name: "ST-12/options", request: request{as: "manager", path: "/api/v1/orders/{order}"}, status: 200,
				contains: []string{`{"to":"cancelled","allowed":true,"confirm":false,"reason":true}`, `{"to":"payed","allowed":false,"confirm":false,"code":"status_needs_money","detail":"An order cannot go from`},
			},
			{
				name: "ORD-7/colleagues", request: request{as: "manager", path: "/api/v1/colleagues"}, status: 200,
				contains: []string{`"role":"owner","active":true`}, lacks: []string{"@"},
			},
			{
				name: "ORD-13/reuse", request: request{method: "POST", path: "/api/v1/orders", body: `{"customer_id":{duplicated},"items":[{"offer_id":{strict}}],"duplicate":"reuse"}`},
				status: 200, contains: []string{`"outcome":"reused"`, `"found_order_id":`},
			},
			{
				name: "ORD-13/skip", request: request{method: "POST", path: "/api/v1/orders", body: `{"customer_id":{duplicated},"items":[{"offer_id":{strict}}],"duplicate":"skip"}`},
				status: 200, contains: []string{`"outcome":"skipped"`},
			},
			{
				name: "ORD-13/create", request: request{method: "POST", path: "/api/v1/orders", body: `{"customer_id":{duplicated},"items":[{"offer_id":{strict}}],"duplicate":"create"}`},
				status: 201, contains: []string{`"outcome":"created"`}, events: []string{"order.created"},
			},
			{
				name: "ORD-1/read", request: request{method: "GET", path: "/api/v1/orders/{order}"}, status: 200,
				contains: []string{`"id":{order}`, `"customer":{"id":{customer},"name":"Anna Petrova","email":"anna@example.com","phone":"+7 900 000-00-00"}`, `"items":[{`, `"payments":[{`, `"enrollments":[]`, `"history":[{`, `"left":9900`},
			},
			{
				name: "ORD-7/history", request: request{method: "GET", path: "/api/v1/orders/{order}/history?limit=1"}, status: 200,
				contains: []string{`"kind":"created"`, `"next":"`}, lacks: []string{`"kind":"payment"`},
			},
			{
				name: "ORD-7/history, the newest first", request: request{method: "GET", path: "/api/v1/orders/{order}/history?limit=1&newest=true"}, status: 200,
				contains: []string{`"next":"`}, lacks: []string{`"kind":"created"`},
			},
			{name: "ORD-5/items", request: request{
				method: "PATCH", path: "/api/v1/orders/{order}/items", headers: map[string]string{"If-Match": "*"},
				body: `{"change":[{"item_id":{item},"quantity":3}],"confirm":true}`,
			}, status: 200, contains: []string{`"cost":30000`}, events: []string{"order.items_changed"}},
			{name: "ORD-5/last item", request: request{
				method: "PATCH", path: "/api/v1/orders/{order}/items", headers: map[string]string{"If-Match": "*"},
				body: `{"remove":[{item}],"confirm":true}`,
			}, status: 409, contains: []string{"last_item"}},
			{
				name: "ORD-8/comment", request: request{method: "POST", path: "/api/v1/orders/{order}/comments", body: `{"text":"See https://example.com"}`},
				status: 201, contains: []string{`"comment":"See https://example.com"`},
			},
			{
				name: "ORD-11/stage", request: request{method: "POST", path: "/api/v1/orders/{order}/stage", body: `{"stage_id":{stage}}`},
				status: 200, contains: []string{`"stage_id":{stage}`}, events: []string{"order.stage_moved"},
			},
			{
				name: "ORD-1/tags", request: request{method: "POST", path: "/api/v1/orders/{order}/tags", body: `{"add":["vip","late"]}`},
				status: 200, contains: []string{`{"tags":["late","vip"]}`}, events: []string{"order.tag_added", "order.tag_added"},
			},
			{
				name: "ORD-1/manager", request: request{method: "PATCH", path: "/api/v1/orders/{order}", headers: map[string]string{"If-Match": "*"}, body: `{"manager_id":{manager}}`},
				status: 200, contains: []string{`"manager_id":{manager}`}, events: []string{"order.manager_changed"},
			},
			{
				name: "ORD-1/no manager", request: request{method: "PATCH", path: "/api/v1/orders/{order}", headers: map[string]string{"If-Match": "*"}, body: `{"manager_id":null}`},
				status: 200, contains: []string{`"manager_id":null`}, events: []string{"order.manager_changed"},
			},
			{
				name: "PAY-7/deadline", request: request{method: "POST", path: "/api/v1/orders/{order}/deadline", body: `{"payment_deadline":"2026-04-01T12:00:00+03:00"}`},
				status: 200, contains: []string{`"payment_deadline":"2026-04-01T09:00:00Z"`}, events: []string{"order.deadline_changed"},
			},
			{name: "PAY-2/part", request: request{method: "POST", path: "/api/v1/orders/{order}/part", body: `{"amount":5000}`}, status: 200, contains: []string{`"part_asked":5000`}},
			{
				name: "ORD-9/not completed", request: request{method: "POST", path: "/api/v1/orders/{order}/completion-date", body: `{"completed_at":"2026-03-01T00:00:00Z"}`},
				status: 409, contains: []string{`"code":"conflict"`},
			},
			{
				name: "PAY-4/payment", request: request{as: "manager", method: "POST", path: "/api/v1/orders/{order}/payments", body: `{"method":"transfer","amount":29900,"currency":"RUB"}`},
				status: 201, contains: []string{`"state":"accepted"`, `"kind":"manual"`, `"created_by":{"kind":"person","id":{manager}`},
				events: []string{"payment.received", "order.paid_in_full", "order.status_changed", "purchase.started"},
			},
			{
				name: "ORD-9/completion date", request: request{method: "POST", path: "/api/v1/orders/{order}/completion-date", body: `{"completed_at":"2026-03-01T00:00:00Z"}`},
				status: 200, contains: []string{`"completed_at":"2026-03-01T00:00:00Z"`}, events: []string{"order.completion_date_changed"},
			},
			{name: "CUS-3/purchases", request: request{method: "GET", path: "/api/v1/purchases?order_id={order}"}, status: 200, contains: []string{`"status":"active"`, `/purchase/`}},
			{name: "ST-12/confirm", request: request{method: "POST", path: "/api/v1/orders/{order}/status", body: `{"status":"in_work"}`}, status: 409, contains: []string{"confirmation_required"}},
			{
				name: "PAY-4/void", request: request{method: "POST", path: "/api/v1/payments/{payment}/void", body: `{"reason":"a mistake"}`}, status: 200,
				contains: []string{`"state":"voided"`}, events: []string{"payment.voided", "order.status_changed", "purchase.ended"},
			},
			{
				name: "PAY-4/void twice", request: request{method: "POST", path: "/api/v1/payments/{payment}/void", body: `{"reason":"a mistake"}`}, status: 409,
				contains: []string{"payment_not_voidable"},
			},
			{name: "PAY-4/list", request: request{method: "GET", path: "/api/v1/orders/{order}/payments"}, status: 200, contains: []string{`"state":"voided"`, `"amount":29900`}},
		})
	})
}

func TestDeletingAnOrderMakesItFalse(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	id := k.post("owner", "/orders", `{"customer_id":{other},"items":[{"offer_id":{offer}}]}`).want(t, 201).text("id")
	t.Run("ORD-6/delete-of-an-old-version", func(t *testing.T) {
		a := k.do(request{as: "manager", method: "DELETE", path: "/api/v1/orders/" + id, headers: map[string]string{"If-Match": `"99"`}})
		require.Equal(t, "stale", a.want(t, 412).text("code"))
		require.Equal(t, "new", k.get("owner", "/orders/"+id).text("status"))
	})
	t.Run("ORD-6/delete", func(t *testing.T) {
		a := k.do(request{as: "manager", method: "DELETE", path: "/api/v1/orders/" + id}).want(t, 200)
		require.Equal(t, "false", a.text("status"))
		k.get("owner", "/orders/"+id).want(t, 200)
		require.NotContains(t, k.get("owner", "/orders").want(t, 200).Body.String(), `"number":`+id+`,`)
		require.Contains(t, k.get("owner", "/orders?status=false").want(t, 200).Body.String(), `"number":`+id+`,`)
	})
}

func TestOrderListIsPaged(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		for range 7 {
			k.post("owner", "/orders", `{"customer_id":{other},"items":[{"offer_id":{offer}}]}`).want(t, 201)
		}
		for _, sort := range services.OrderSorts {
			t.Run("ORD-10/"+sort, func(t *testing.T) {
				seen := map[string]bool{}
				path := "/orders?limit=3&customer_id={other}&sort=" + sort
				for cursor := ""; ; {
					page := k.get("owner", path+cursor).want(t, 200)
					for i := range page.at("items").([]any) {
						require.False(t, seen[page.text("items", i, "id")], "no order twice")
						seen[page.text("items", i, "id")] = true
					}
					if page.text("next") == "" {
						break
					}
					cursor = "&cursor=" + page.text("next")
				}
				require.Len(t, seen, 7)
			})
		}
		t.Run("ORD-10/cursor of another sorting", func(t *testing.T) {
			next := k.get("owner", "/orders?limit=3&sort=id").want(t, 200).text("next")
			k.get("owner", "/orders?limit=3&sort=cost&cursor="+next).want(t, 422)
		})
		t.Run("ORD-10/search", func(t *testing.T) {
			require.Len(t, k.get("owner", "/orders?search=BORIS").want(t, 200).at("items"), 7)
			require.Empty(t, k.get("owner", "/orders?search=nobody").want(t, 200).at("items"))
		})
	})
}

func TestIfMatch(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	t.Run("API-1/if-match", func(t *testing.T) {
		read := k.get("owner", "/customers/{customer}").want(t, 200)
		tag := read.Header().Get("ETag")
		require.Equal(t, `"1"`, tag)
		edited := k.patch("owner", "/customers/{customer}", `{"name":"Anna"}`, "If-Match", tag).want(t, 200)
		require.Equal(t, `"2"`, edited.Header().Get("ETag"))
		require.Equal(t, "anna@example.com", edited.text("email"), "what was not sent stays")
		k.patch("owner", "/customers/{customer}", `{"name":"Hanna"}`, "If-Match", tag).want(t, 412)
		require.Equal(t, "Anna", k.get("owner", "/customers/{customer}").text("name"))
	})
	t.Run("API-1/if-match without a change", func(t *testing.T) {
		k.patch("owner", "/orders/{order}", `{}`, "If-Match", `"99"`).want(t, 412)
		k.patch("owner", "/orders/{order}", `{}`, "If-Match", "*").want(t, 200)
	})
	t.Run("API-1/if-match on actions", func(t *testing.T) {
		k.post("owner", "/orders/{order}/status", `{"status":"in_work"}`, "If-Match", `"99"`).want(t, 412)
	})
}

// After POST the order shows what it caused as soon as the relay has seen it.
func TestOrderNamesItsEnrollments(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		made := k.post("owner", "/processes", `{"definition":{"schema":1,"title":"Wait","subject":"order",
			"triggers":[{"kind":"event","event":"order.created"}],
			"blocks":[{"id":"s","kind":"start"},{"id":"d","kind":"delay","params":{"for":{"amount":1,"unit":"days"}}},{"id":"e","kind":"end"}],
			"connections":[{"from":"s","exit":"next","to":"d"},{"from":"d","exit":"next","to":"e"}]}}`).want(t, 201)
		published := k.post("owner", "/processes/"+made.text("id")+"/publish", "").want(t, 200)
		require.Equal(t, "active", published.text("state"))
		order := k.post("owner", "/orders", `{"customer_id":{other},"items":[{"offer_id":{offer}}]}`).want(t, 201).text("id")
		for _, lane := range []models.Lane{models.LaneInteractive, models.LaneBulk} {
			_, err := k.Dispatch(context.Background(), lane, 100)
			require.NoError(t, err)
		}
		card := k.get("owner", "/orders/"+order).want(t, 200)
		require.Len(t, card.at("enrollments"), 1, card.Body.String())
		require.Equal(t, made.text("id"), card.text("enrollments", 0, "process_id"))
		require.Equal(t, "Wait", card.text("enrollments", 0, "process_title"))
		require.Equal(t, "active", card.text("enrollments", 0, "state"))
		require.Contains(t, card.text("enrollments", 0, "workflow_id"), "/cohort/")
		_, err := time.Parse(time.RFC3339, card.text("enrollments", 0, "due"))
		require.NoError(t, err)

		id := card.text("enrollments", 0, "id")
		require.Equal(t, id, k.get("manager", "/enrollments?order_id="+order).want(t, 200).text("items", 0, "id"))
		k.get("manager", "/enrollments/"+id).want(t, 200)
		require.Equal(t, "enrollment_not_failed", k.post("owner", "/enrollments/"+id+"/retry", "").want(t, 409).text("code"))
		require.Equal(t, "stopped", k.post("owner", "/enrollments/"+id+"/stop", "").want(t, 200).text("state"))
		require.Nil(t, k.get("owner", "/orders/"+order).want(t, 200).at("enrollments", 0, "due"), "nothing is due any more")
		ended := k.get("owner", "/enrollments/"+id).want(t, 200)
		require.Equal(t, "stopped", ended.text("state"))
		require.Nil(t, ended.at("due"))
	})
}
