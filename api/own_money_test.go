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
			k.post("owner", "/orders/{"+order+"}/payments", `{"method":"cash","amount":700}`).want(t, 201) // paid already: a surplus
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
