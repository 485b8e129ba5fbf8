package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The numbers of blocks, and who is behind each.
func TestProcessNumbers(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		k.settle(t)
		process := k.publish(t, "order", byOrder, "", complete, rest)
		failed, rests := k.parked(t), k.parked(t)
		k.post("owner", "/enrollments/"+k.enrollmentOf(t, rests).text("id")+"/skip", "").want(t, 200)
		t.Run("PRC-11/numbers", func(t *testing.T) {
			a := k.get("manager", "/processes/"+process+"/numbers").want(t, 200)
			require.Equal(t, []any{"1", "1", "0", "0"}, []any{a.text("enrollments", "active"), a.text("enrollments", "failed"), a.text("enrollments", "ended"), a.text("enrollments", "stopped")})
			numbers := map[string][]string{}
			for i := range a.at("blocks").([]any) {
				numbers[a.text("blocks", i, "block")] = []string{a.text("blocks", i, "waiting"), a.text("blocks", i, "passed"), a.text("blocks", i, "failed")}
			}
			require.Equal(t, map[string][]string{"start": {"0", "2", "0"}, "complete": {"0", "1", "1"}, "rest": {"1", "0", "0"}}, numbers)
			k.get("manager", "/processes/999/numbers").want(t, 404)
		})
		for at, want := range map[string][]string{
			"block=complete&at=failed": {failed}, "block=complete&at=passed": {rests}, "block=rest": {rests}, "block=rest&at=waiting": {rests},
			"block=rest&at=passed": nil, "block=start&at=passed": {failed, rests}, "block=start&at=passed&newest=true": {rests, failed},
			"failure=status_needs_money": {failed}, "failure=offer_archived": nil,
		} {
			t.Run("PRC-11/behind a number/"+at, func(t *testing.T) {
				var orders []string
				for cursor, more := "", true; more; more = cursor != "" {
					page := k.get("manager", "/enrollments?process_id="+process+"&limit=1&"+at+"&cursor="+cursor).want(t, 200)
					for i := range page.at("items").([]any) {
						orders = append(orders, page.text("items", i, "order_id"))
					}
					cursor = page.text("next")
				}
				require.Equal(t, want, orders)
			})
		}
		t.Run("PRC-11/in words", func(t *testing.T) {
			item := k.get("manager", "/enrollments?process_id="+process+"&state=failed").want(t, 200)
			number := k.get("owner", "/orders/"+failed).text("number")
			require.Equal(t, []any{"Boris", number, "1"}, []any{item.text("items", 0, "customer_name"), item.text("items", 0, "order_number"), item.text("items", 0, "revision")})
			require.Contains(t, item.text("items", 0, "failure_text"), " ")
			k.tokens["process reader"] = k.post("owner", "/tokens", `{"title":"processes","scopes":["process.read"]}`).want(t, 201).text("token")
			require.Empty(t, k.get("process reader", "/enrollments?process_id="+process).want(t, 200).text("items", 0, "customer_name"))
		})
		t.Run("PRC-8/in groups", func(t *testing.T) {
			a := k.get("manager", "/enrollments/failures").want(t, 200)
			require.Len(t, a.at("items"), 1)
			one := func(path ...any) string { return a.text(append([]any{"items", 0}, path...)...) }
			require.Equal(t, []string{process, "complete", "change_status", "payed", "status_needs_money", "1", "false"},
				[]string{one("process_id"), one("block", "id"), one("operation"), one("params", "status"), one("failure"), one("count"), one("passing")})
			k.patch("administrator", "/staff/{manager}", `{"own_orders_only":true}`, "If-Match", "*").want(t, 200)
			require.Eventually(t, func() bool {
				return len(k.get("manager", "/enrollments/failures").want(t, 200).at("items").([]any)) == 0
			}, time.Minute, 20*time.Millisecond, "ROLE-2")
		})
		t.Run("PRC-14/what comes next", func(t *testing.T) {
			card := k.enrollmentOf(t, rests)
			require.Equal(t, []string{"waiting", "rest", "end"}, []string{card.text("ahead", "state"), card.text("ahead", "block", "id"), card.text("ahead", "next", "kind")})
			k.clock.MoveTo(k.clock.Now().Add(24 * time.Hour))
			k.settle(t)
			ended := k.enrollmentOf(t, rests)
			require.Equal(t, "ended", ended.text("state"))
			require.Nil(t, ended.at("ahead"))
		})
	})
}
