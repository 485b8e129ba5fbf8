package segment_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/models"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	t.Run("SEG-3/each condition with what it saw", func(t *testing.T) {
		t.Parallel()
		rule := `{"all":[{"field":"order.left","op":"gt","value":6000},{"not":{"field":"order.manager_id","op":"is","value":3}},
			{"any":[{"has":"items","count":{"op":"exactly","value":3}},
			{"belongs_to":"customer","where":{"field":"customer.name","op":"contains","value":"АННА"}}]},
			{"field":"order.created_at","op":"more_than_ago","value":{"amount":3,"unit":"days"}}]}`
		reasons := parse(t, rule, "order").Explain(sample(), segment.Clock{Now: noon})
		got, err := json.Marshal(reasons)
		require.NoError(t, err)
		require.JSONEq(t, `[
			{"path":"all[0]","field":"order.left","op":"gt","value":6000,"seen":6000,"holds":false},
			{"path":"all[1].not","field":"order.manager_id","op":"is","value":3,"seen":null,"holds":false},
			{"path":"all[2].any[0]","field":"has items","op":"exactly","value":3,"seen":2,"holds":false},
			{"path":"all[2].any[1]","field":"belongs_to customer","op":"at_least","value":1,"seen":1,"holds":true},
			{"path":"all[2].any[1].where","field":"customer.name","op":"contains","value":"АННА","seen":"Ёлкина Анна","holds":true},
			{"path":"all[3]","field":"order.created_at","op":"more_than_ago","value":{"amount":3,"unit":"days"},"seen":"2026-03-07T12:00:00Z","holds":true}
		]`, string(got))
	})
	t.Run("SEG-3/left out for being false", func(t *testing.T) {
		t.Parallel()
		gone := sample()
		gone.Status = models.StatusFalse
		reasons := segment.Everything(models.SubjectOrder).Explain(gone, segment.Clock{Now: noon})
		require.Len(t, reasons, 1)
		require.Equal(t, "order.status", reasons[0].Field)
		require.False(t, reasons[0].Holds)
	})
}

func TestSchema(t *testing.T) {
	t.Parallel()
	full := sample()
	number, at := int64(1), noon
	text := "A-1"
	full.ForeignNumber, full.ManagerID, full.RefusalReasonID, full.PaidAt, full.CompletedAt = &text, &number, &number, &at, &at
	purchase := &segment.Purchase{Customer: full.Customer, Order: full}
	purchase.StartsAt, purchase.EndsAt = &at, &at
	full.Purchases, full.Customer.Purchases = []*segment.Purchase{purchase}, []*segment.Purchase{purchase}
	objects := map[models.SubjectKind]segment.Object{
		models.SubjectCustomer: full.Customer, models.SubjectOrder: full, segment.ObjectItem: full.Items[0],
		models.SubjectPurchase: purchase, models.SubjectPayment: full.Payments[0],
	}
	for _, s := range segment.Schema() {
		t.Run("SEG-1/every field and relation of "+string(s.Object), func(t *testing.T) {
			t.Parallel()
			object := objects[s.Object]
			for _, f := range s.Fields {
				require.NotNil(t, object.Value(f.Name), f.FullName())
				require.NotEmpty(t, f.Operators(), f.FullName())
				require.Equal(t, f.Type == segment.TypeChoice, len(f.Choices) > 0, f.FullName())
			}
			for _, r := range s.Relations {
				require.NotEmpty(t, object.Related(r.Name), r.Name)
			}
			require.Nil(t, object.Value("nonsense"))
			require.Empty(t, object.Related("nonsense"))
		})
	}
}
