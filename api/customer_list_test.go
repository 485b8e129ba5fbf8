package api_test

import (
	"context"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

func TestCustomersOfAList(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		restricted(t, k)
		find := func(as string) answer { return k.get(as, "/customers?search=boris").want(t, 200) }
		t.Run("CUS-1/what they ordered", func(t *testing.T) {
			k.post("owner", "/orders", `{"customer_id":{other},"items":[{"offer_id":{dollars}}]}`).want(t, 201)
			a := find("owner")
			require.Equal(t, "3", a.text("items", 0, "orders"))
			require.Equal(t, []any{
				map[string]any{"currency": "RUB", "amount": 20000.0}, map[string]any{"currency": "USD", "amount": 0.0},
			}, a.at("items", 0, "paid"))
			last := k.get("owner", "/orders?customer_id={other}&limit=1").want(t, 200)
			require.Equal(t, last.text("items", 0, "id"), a.text("items", 0, "last_order_id"))
			require.Equal(t, last.text("items", 0, "created_at"), a.text("items", 0, "last_order_at"))
		})
		t.Run("CUS-1/who ordered nothing", func(t *testing.T) {
			k.post("owner", "/customers", `{"email":"zoe@example.com"}`).want(t, 201)
			a := k.get("owner", "/customers?search=zoe").want(t, 200)
			require.Equal(t, "0", a.text("items", 0, "orders"))
			require.Empty(t, a.at("items", 0, "paid"))
			require.Nil(t, a.at("items", 0, "last_order_at"))
		})
		t.Run("ST-6/false orders do not count", func(t *testing.T) {
			id := k.post("owner", "/orders", `{"customer_id":{other},"items":[{"offer_id":{dollars}}],"duplicate":"create"}`).want(t, 201).text("id")
			require.Equal(t, "4", find("owner").text("items", 0, "orders"))
			k.do(request{as: "owner", method: "DELETE", path: "/api/v1/orders/" + id}).want(t, 200)
			require.Equal(t, "3", find("owner").text("items", 0, "orders"))
		})
		t.Run("ROLE-2/own orders alone", func(t *testing.T) {
			a := find("manager")
			require.Equal(t, "1", a.text("items", 0, "orders"))
			require.Equal(t, k.ids["mine"], a.text("items", 0, "last_order_id"))
			require.Equal(t, []any{map[string]any{"currency": "RUB", "amount": 10000.0}}, a.at("items", 0, "paid"))
		})
		t.Run("CUS-1/count", func(t *testing.T) {
			all := k.get("owner", "/customers?limit=200").want(t, 200)
			count := k.get("owner", "/customers/count").want(t, 200)
			require.EqualValues(t, len(all.at("items").([]any)), count.at("count"))
			require.Equal(t, false, count.at("approximate"))
			require.EqualValues(t, 1, k.get("manager", "/customers/count?search=boris").want(t, 200).at("count"))
			rule := url.QueryEscape(`{"field":"customer.email","op":"contains","value":"anna"}`)
			require.EqualValues(t, 1, k.get("owner", "/customers/count?filter="+rule).want(t, 200).at("count"))
			require.Equal(t, "unknown_rule", k.get("owner", "/customers/count?filter="+url.QueryEscape(`{"field":"customer.shoe","op":"is","value":1}`)).want(t, 422).text("errors", 0, "code"))
		})
	})
}

func TestCustomerAutomation(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		restricted(t, k)
		visits := k.post("owner", "/processes", `{"definition":{"schema":1,"title":"Greet","subject":"customer","triggers":[{"kind":"by_hand"}],
			"blocks":[{"id":"s","kind":"start"},{"id":"d","kind":"delay","params":{"for":{"amount":2,"unit":"hours"}}},
				{"id":"t","kind":"operation","params":{"operation":"add_tag","on":"customer","tag":"greeted"}},{"id":"e","kind":"end"}],
			"connections":[{"from":"s","exit":"next","to":"d"},{"from":"d","exit":"next","to":"t"},{"from":"t","exit":"next","to":"e"}]}}`).want(t, 201).text("id")
		k.post("owner", "/processes/"+visits+"/publish", "").want(t, 200)
		k.post("owner", "/processes/"+visits+"/enrollments", `{"subject_ids":[{other}]}`).want(t, 201)
		for range 3 {
			_, err := k.Dispatch(context.Background(), models.LaneInteractive, 100)
			require.NoError(t, err)
		}
		t.Run("ORD-12/of the customer and their orders", func(t *testing.T) {
			a := k.get("owner", "/customers/{other}/automation").want(t, 200)
			require.Len(t, a.at("items"), 3)
			require.Equal(t, k.ids["mine"], a.text("items", 0, "order_id"))
			require.Equal(t, k.ids["theirs"], a.text("items", 1, "order_id"))
			require.Nil(t, a.at("items", 2, "order_id"))
			require.Equal(t, "Greet", a.text("items", 2, "process_title"))
		})
		t.Run("ROLE-2/others' orders are not foreseen", func(t *testing.T) {
			a := k.get("manager", "/customers/{other}/automation").want(t, 200)
			require.Len(t, a.at("items"), 2)
			require.Equal(t, k.ids["mine"], a.text("items", 0, "order_id"))
		})
		t.Run("ORD-12/nobody", func(t *testing.T) {
			nobody := k.post("owner", "/customers", `{"email":"nobody@example.com"}`).want(t, 201).text("id")
			require.Empty(t, k.get("owner", "/customers/"+nobody+"/automation").want(t, 200).at("items"))
			k.get("owner", "/customers/999999/automation").want(t, 404)
		})
	})
}

func TestLedgerBothWays(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	for _, amount := range []string{"100", "200", "300"} {
		k.post("owner", "/customers/{customer}/deposit-entries", `{"kind":"top_up","amount":`+amount+`,"currency":"RUB"}`).want(t, 201)
	}
	for query, amounts := range map[string][]string{"": {"100", "200", "300"}, "&newest_first=true": {"300", "200", "100"}} {
		t.Run("PAY-5/ledger"+query, func(t *testing.T) {
			var read []string
			for cursor := ""; ; {
				a := k.get("owner", "/customers/{customer}/deposit-entries?limit=1"+query+cursor).want(t, 200)
				read = append(read, a.text("items", 0, "amount"))
				if a.text("next") == "" {
					break
				}
				cursor = "&cursor=" + a.text("next")
			}
			require.Equal(t, amounts, read)
		})
	}
}
