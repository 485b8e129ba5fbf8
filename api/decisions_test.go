package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Money to decide as a list: what people recognise an entry by, how many are open,
// and who decided.
func TestDecisions(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		restricted(t, k)
		t.Run("ST-8/list", func(t *testing.T) {
			line := k.get("owner", "/decisions?order_id={mine}").want(t, 200)
			require.Equal(t, k.get("owner", "/orders/{mine}").text("number"), line.text("items", 0, "order_number"))
			require.Equal(t, "payed", line.text("items", 0, "order_status"))
			require.Equal(t, "boris@example.com", line.text("items", 0, "customer", "email"))
			require.Equal(t, "manual", line.text("items", 0, "kind"))
			require.Nil(t, line.at("items", 0, "closed_by_name"))
		})
		t.Run("ST-8/count", func(t *testing.T) {
			require.EqualValues(t, 2, k.get("owner", "/decisions/count").want(t, 200).at("open"))
			require.EqualValues(t, 1, k.get("manager", "/decisions/count").want(t, 200).at("open"), "of own orders")
		})
		t.Run("ST-8/closed", func(t *testing.T) {
			for _, name := range []string{"mine", "theirs"} {
				k.post("administrator", "/decisions/{"+name+"_decision}/resolve", `{"resolution":"deposit","comment":"as agreed"}`).want(t, 200)
			}
			closed := k.get("owner", "/decisions?state=closed&newest=true&limit=1").want(t, 200)
			require.Equal(t, k.ids["theirs_decision"], closed.text("items", 0, "id"), "the newest first")
			require.Equal(t, "administrator", closed.text("items", 0, "closed_by_name"))
			next := k.get("owner", "/decisions?state=closed&newest=true&limit=1&cursor="+closed.text("next")).want(t, 200)
			require.Equal(t, k.ids["mine_decision"], next.text("items", 0, "id"))
			require.Zero(t, k.get("owner", "/decisions/count").at("open"))
			require.Len(t, k.get("manager", "/decisions?state=closed").want(t, 200).at("items"), 1)
		})
	})
}
