package api_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// A figure's rule, sent to the order list as it came, lists the orders behind it.
func TestDashboardOverHTTP(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		restricted(t, k)
		behind := func(as string, cell any) float64 {
			t.Helper()
			figure, _ := cell.(map[string]any)
			require.NotNil(t, figure["rule"])
			rule, err := json.Marshal(figure["rule"])
			require.NoError(t, err)
			sum := k.get(as, "/orders/summary?filter="+url.QueryEscape(string(rule))).want(t, 200)
			require.InDelta(t, figure["count"], sum.at("count"), 0)
			return sum.at("count").(float64)
		}
		const period = "from=2026-01-01&to=2026-12-31"
		t.Run("REP-1/http/figures", func(t *testing.T) {
			all := k.get("owner", "/dashboard?by=manager&"+period).want(t, 200)
			require.Equal(t, "UTC", all.text("time_zone"))
			require.Equal(t, "2025-12-31", all.text("before", "to"))
			require.EqualValues(t, 4, behind("owner", all.at("total", "created")))
			require.EqualValues(t, 2, behind("owner", all.at("total", "paid")))
			require.Equal(t, "RUB", all.text("total", "revenue", 0, "currency"))
			require.Equal(t, "20100", all.text("total", "revenue", 0, "amount"))
			require.Len(t, all.at("rows"), 3)
			require.Nil(t, all.at("total", "cancelled", "rule"), "nothing to open")
		})
		t.Run("ROLE-2/dashboard", func(t *testing.T) {
			for _, path := range []string{"/dashboard?by=day&" + period, "/dashboard?by=offer&" + period, "/dashboard?by=manager&" + period} {
				own := k.get("manager", path).want(t, 200)
				require.EqualValues(t, 1, behind("manager", own.at("total", "created")), path)
				require.Equal(t, "10000", own.text("total", "revenue", 0, "amount"))
				require.EqualValues(t, 1, behind("manager", own.at("total", "converted")))
			}
			require.EqualValues(t, 1, behind("manager", k.get("manager", "/dashboard/stages?"+period).want(t, 200).at("stages", 0, "standing")))
			k.post("owner", "/orders", `{"customer_id":{customer},"items":[{"offer_id":{strict}}],"manager_id":{owner}}`).want(t, 201)
			require.Nil(t, k.get("manager", "/dashboard/unpaid").want(t, 200).at("items", 0, "orders", "rule"))
			require.EqualValues(t, 3, behind("owner", k.get("owner", "/dashboard/unpaid").want(t, 200).at("items", 0, "orders")))
			require.Empty(t, k.get("manager", "/dashboard/refusals?"+period).want(t, 200).at("items"))
		})
		for name, query := range map[string]string{
			"from": "from=2026-13-01", "to": "from=2026-03-02&to=2026-03-01", "by": "by=colour", "filter": "filter=%7B", "filter[1]": "filter=" +
				url.QueryEscape(`{"field":"order.status","op":"is","value":"false"}`),
		} {
			t.Run("REP-1/http/refuses/"+name, func(t *testing.T) {
				a := k.get("owner", "/dashboard?"+query)
				require.Contains(t, []int{400, 422}, a.Code, a.Body.String())
			})
		}
		t.Run("REP-1/http/unknown board", func(t *testing.T) {
			k.get("owner", "/dashboard/stages?board_id=123456").want(t, 404)
		})
	})
}
