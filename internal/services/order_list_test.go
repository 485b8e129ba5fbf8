package services_test

import (
	"encoding/base64"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// inParts are the sortings in parts: by a value that may be absent, by status,
// manager or stage. The other direction does not turn the inside of a part around.
var inParts = []string{
	services.SortPaidAt, services.SortCompleted, services.SortStatus, services.SortManager, services.SortStage, services.SortCustomer,
}

func TestListOrders(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		var made []*models.Order
		for i := range 7 {
			made = append(made, b.order(t, func(p *services.OfferParams) { p.Price = int64(1000 + 500*(i%3)) }))
			b.pass(time.Duration(i%2) * time.Minute)
		}
		list := func(t *testing.T, q services.OrderQuery) []int64 {
			t.Helper()
			var ids []int64
			for {
				page, err := b.ListOrders(b.ctx, b.manager, q)
				require.NoError(t, err)
				for _, row := range page.Orders {
					ids = append(ids, row.ID)
				}
				if q.Cursor = page.Next; q.Cursor == "" {
					return ids
				}
			}
		}
		for _, sort := range services.OrderSorts {
			for _, ascending := range []bool{true, false} {
				t.Run("ORD-10/sort/"+sort+"/"+strconv.FormatBool(ascending), func(t *testing.T) {
					whole := list(t, services.OrderQuery{Sort: sort, Ascending: ascending})
					require.Len(t, whole, 7)
					require.Equal(t, whole, list(t, services.OrderQuery{Sort: sort, Ascending: ascending, Limit: 2}), "pages hold each order once")
					if slices.Contains(inParts, sort) {
						return
					}
					reversed := list(t, services.OrderQuery{Sort: sort, Ascending: !ascending, Limit: 3})
					slices.Reverse(reversed)
					require.Equal(t, whole, reversed)
				})
			}
		}
		t.Run("ORD-10/cursor", func(t *testing.T) {
			page, err := b.ListOrders(b.ctx, b.manager, services.OrderQuery{Limit: 2})
			require.NoError(t, err)
			for _, q := range []services.OrderQuery{{Cursor: "?"}, {Cursor: page.Next, Sort: "cost"}, {Cursor: page.Next, Ascending: true}} {
				_, err := b.ListOrders(b.ctx, b.manager, q)
				requireCode(t, models.CodeInvalidCursor, err)
			}
		})
		t.Run("API-1/forged-cursor", func(t *testing.T) {
			for _, sort := range services.OrderSorts {
				for _, value := range []int64{math.MinInt64, -9_000_000_000_000_000_000, math.MaxInt64} {
					text := fmt.Sprintf(`{"s":%q,"v":%d,"i":1}`, sort, value)
					_, err := b.ListOrders(b.ctx, b.manager, services.OrderQuery{Sort: sort, Cursor: base64.RawURLEncoding.EncodeToString([]byte(text))})
					if strings.HasSuffix(sort, "_at") || slices.Contains(inParts, sort) {
						requireCode(t, models.CodeInvalidCursor, err)
					} else {
						require.NoError(t, err, "%s %d", sort, value)
					}
				}
			}
		})
		t.Run("API-1/forged-cursor/other-keys", func(t *testing.T) {
			for text, ours := range map[string]bool{
				`{"s":"id","v":0,"i":7}`: true, `{"s":"id","v":0,"i":7,"x":1}`: false, `{"s":"id","v":0,"i":7}{}`: false,
				`{"s":"id","i":7}`: false, `{"s":"id","v":0,"i":7,"i":8}`: false,
			} {
				_, err := b.ListOrders(b.ctx, b.manager, services.OrderQuery{Sort: "id", Cursor: base64.RawURLEncoding.EncodeToString([]byte(text))})
				require.Equal(t, !ours, models.IsCode(err, models.CodeInvalidCursor), "%s: %v", text, err)
			}
		})
		o := made[2]
		c := one[models.Customer](t, b, "SELECT * FROM customers WHERE id = ?", o.CustomerID)
		for name, q := range map[string]services.OrderQuery{
			"number": {Search: strconv.FormatInt(o.Number, 10)}, "hash": {Search: "#" + strconv.FormatInt(o.Number, 10)},
			"email": {Search: c.Email}, "name": {Search: c.Name}, "customer": {CustomerID: o.CustomerID},
			"filter": {Filter: []byte(`{"field":"order.number","op":"is","value":` + strconv.FormatInt(o.Number, 10) + `}`)},
		} {
			t.Run("ORD-10/find/"+name, func(t *testing.T) { require.Contains(t, list(t, q), o.ID) })
		}
		t.Run("ORD-10/find/nothing", func(t *testing.T) {
			for _, q := range []services.OrderQuery{
				{Search: "nobody@nowhere"},
				{ManagerID: 9},
				{BoardID: 1 << 40},
				{StageID: 1 << 40},
				{CreatedFrom: ptr(b.clock.Now().Add(time.Hour))},
				{CreatedTo: ptr(epoch)},
				{Statuses: []models.Status{models.StatusPayed}},
			} {
				require.Empty(t, list(t, q))
			}
		})
		t.Run("ST-6/not-in-the-list", func(t *testing.T) {
			gone := b.order(t)
			b.change(t, b.owner, gone.ID, models.StatusFalse)
			require.NotContains(t, list(t, services.OrderQuery{}), gone.ID)
			require.NotContains(t, list(t, services.OrderQuery{Filter: []byte(`{"field":"order.cost","op":"gte","value":0}`)}), gone.ID)
			require.Equal(t, []int64{gone.ID}, list(t, services.OrderQuery{Statuses: []models.Status{models.StatusFalse}}))
			require.Equal(t, []int64{gone.ID}, list(t, services.OrderQuery{Filter: []byte(`{"field":"order.status","op":"is","value":"false"}`)}))
		})
		t.Run("ORD-10/refuses", func(t *testing.T) {
			for code, q := range map[models.Code]services.OrderQuery{
				models.CodeNotOneOf:    {Sort: "colour"},
				models.CodeMalformed:   {Filter: []byte("{")},
				models.CodeUnknownRule: {Filter: []byte(`{"field":"order.colour","op":"is","value":"red"}`)},
			} {
				_, err := b.ListOrders(b.ctx, b.manager, q)
				requireCode(t, code, err)
			}
		})
	})
}
