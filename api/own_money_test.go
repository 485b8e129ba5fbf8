package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The deposit is the customer's; what its entries tell of others' orders is not
// for somebody who works with own orders only.
func TestOwnOrdersInLedger(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		restricted(t, k)
		k.post("owner", "/customers/{other}/deposit-entries", `{"kind":"top_up","amount":500,"currency":"RUB","comment":"a present"}`).want(t, 201)
		for _, order := range []string{"mine", "theirs"} {
			k.post("owner", "/orders/{"+order+"}/payments", `{"method":"cash","amount":700,"confirm":true}`).want(t, 201) // paid already: a surplus
		}
		const ledger = "/customers/{other}/deposit-entries"
		entries := func(who, query string) (orders []string) {
			page := k.get(who, ledger+query).want(t, 200)
			require.Equal(t, who == "manager", page.at("partial"), page.Body.String())
			items, _ := page.at("items").([]any)
			for i := range items {
				orders = append(orders, page.text("items", i, "order_id"))
			}
			return orders
		}
		t.Run("ROLE-2/ledger", func(t *testing.T) {
			none := k.get("owner", ledger).want(t, 200).text("items", 0, "order_id")
			require.Equal(t, []string{none, k.ids["mine"], k.ids["theirs"]}, entries("owner", ""))
			require.Equal(t, []string{none, k.ids["mine"]}, entries("manager", ""))
			require.Equal(t, []string{k.ids["mine"], none}, entries("manager", "?newest_first=true&currency=RUB"))
		})
		t.Run("ROLE-2/ledger/pages", func(t *testing.T) {
			first := k.get("manager", ledger+"?newest_first=true&limit=1").want(t, 200)
			require.Equal(t, k.ids["mine"], first.text("items", 0, "order_id"), "another's entry takes no place")
			second := k.get("manager", ledger+"?newest_first=true&limit=1&cursor="+first.text("next")).want(t, 200)
			require.Equal(t, "a present", second.text("items", 0, "comment"))
			require.Nil(t, second.at("next"))
		})
		t.Run("ROLE-2/ledger/balance", func(t *testing.T) {
			require.EqualValues(t, 1900, k.get("manager", "/customers/{other}/deposits").want(t, 200).at("items", 0, "balance"))
			require.EqualValues(t, 1900, k.get("manager", "/customers/{other}/profile").want(t, 200).at("deposits", 0, "balance"))
		})
		t.Run("ROLE-2/ledger/events", func(t *testing.T) {
			changes := func(who string) []any {
				items, _ := k.get(who, "/events?kind=deposit.changed").want(t, 200).at("items").([]any)
				return items
			}
			require.Len(t, changes("owner"), 3)
			require.Len(t, changes("manager"), 2)
			for i := range changes("owner") {
				event := k.get("owner", "/events?kind=deposit.changed").want(t, 200)
				want := 200
				if event.text("items", i, "data", "order") == k.ids["theirs"] {
					want = 404
				}
				k.get("manager", "/events/"+event.text("items", i, "id")).want(t, want)
			}
		})
	})
}

// A payment is where it is now: that order says who sees it. The other end of
// its way is told only to those who see that order, too.
func TestOwnOrdersInMoves(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		restricted(t, k)
		for name, manager := range map[string]string{"ours": "manager", "others": "owner"} {
			k.ids[name] = k.post("owner", "/orders", `{"customer_id":{other},"items":[{"offer_id":{offer}}],"manager_id":{`+manager+`}}`).want(t, 201).text("id")
		}
		move := func(name, from, to string) {
			k.ids[name] = k.post("owner", "/orders/{"+from+"}/payments", `{"method":"cash","amount":100}`).want(t, 201).text("id")
			k.post("owner", "/payments/{"+name+"}/move", `{"to_order_id":{`+to+`}}`).want(t, 200)
		}
		move("came", "others", "ours")
		move("went", "ours", "others")
		seen := func(a answer, path ...any) (ids []string) {
			items, _ := a.at(path...).([]any)
			for i := range items {
				ids = append(ids, a.text(append(path, i, "id")...))
			}
			return ids
		}
		lists := map[string][]any{"/orders/{ours}": {"payments"}, "/orders/{ours}/payments": {"items"}, "/customers/{other}/profile": {"payments"}}
		t.Run("ROLE-2/payment/came", func(t *testing.T) {
			require.Equal(t, k.ids["others"], k.get("owner", "/payments/{came}").want(t, 200).text("moved_from_order_id"))
			require.Nil(t, k.get("manager", "/payments/{came}").want(t, 200).at("moved_from_order_id"))
			for list, path := range lists {
				own := k.get("manager", list).want(t, 200)
				require.Contains(t, seen(own, path...), k.ids["came"], list)
				require.NotContains(t, own.Body.String(), `_order_id":`+k.ids["others"]+`,`, list)
				require.Contains(t, k.get("owner", list).want(t, 200).Body.String(), `"moved_from_order_id":`+k.ids["others"]+`,`, list)
			}
			marked := k.post("manager", "/payments/{came}/refund-wanted", "").want(t, 200)
			require.Nil(t, marked.at("moved_from_order_id"))
			require.Nil(t, k.post("manager", "/payments/{came}/void", `{"reason":"mistake"}`).want(t, 200).at("moved_from_order_id"))
			require.Equal(t, k.ids["others"], k.get("owner", "/payments/{came}").want(t, 200).text("moved_from_order_id"), "it is kept")
		})
		t.Run("ROLE-2/payment/went", func(t *testing.T) {
			k.get("manager", "/payments/{went}").want(t, 404)
			for list, path := range lists {
				require.NotContains(t, seen(k.get("manager", list).want(t, 200), path...), k.ids["went"], list)
				require.Contains(t, seen(k.get("owner", list).want(t, 200), path...), k.ids["went"], list)
			}
		})
		t.Run("ROLE-2/payment/rules", func(t *testing.T) {
			for name, want := range map[string]int{"came": 1, "went": 0} {
				is := `{"field":"payment.id","op":"is","value":{` + name + `}}`
				require.EqualValues(t, want, k.post("manager", "/segments/preview", `{"object":"payment","rule":`+is+`}`).want(t, 200).at("count"), name)
				has := k.post("manager", "/segments/preview", `{"object":"customer","rule":{"has":"payments","where":`+is+`}}`).want(t, 200)
				require.EqualValues(t, want, has.at("count"), name)
			}
		})
		t.Run("ROLE-2/payment/history", func(t *testing.T) {
			for _, list := range []string{"/orders/{ours}/history", "/orders/{ours}", "/events?order_id={ours}&kind=payment.moved"} {
				own, all := k.get("manager", list).want(t, 200).Body.String(), k.get("owner", list).want(t, 200).Body.String()
				for _, end := range []string{`"from_order":`, `"to_order":`} {
					require.NotContains(t, own, end+k.ids["others"], list)
				}
				require.Contains(t, all, `"to_order":`+k.ids["others"], list)
				require.Contains(t, own, `"from_order":`+k.ids["ours"], list)
			}
		})
	})
}
