package segment_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/models"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// sample is an order of 100.00, 40.00 of it paid, with its surroundings.
func sample() *segment.Order {
	customer := &segment.Customer{Tags: []string{"vip", "школа"}}
	customer.ID, customer.Email, customer.Name, customer.CreatedAt = 7, "anna@example.com", "Ёлкина Анна", noon.AddDate(0, -2, 0)
	o := &segment.Order{Customer: customer, Tags: []string{"repeat"}}
	o.ID, o.Number, o.CustomerID, o.Currency = 1, 1001, 7, "RUB"
	o.Cost, o.Paid, o.Status, o.CreatedVia = 10_000, 4_000, models.StatusPartPayed, models.ViaAPI
	o.BoardID, o.StageID, o.CreatedAt, o.UpdatedAt, o.StatusChangedAt = 1, 2, noon.AddDate(0, 0, -3), noon, noon
	deadline := noon.AddDate(0, 0, 2)
	o.PaymentDeadline = &deadline
	for i, code := range []string{"yoga", "maths"} {
		item := &segment.Item{OfferCode: code}
		item.OfferID, item.Quantity, item.Price = int64(i+11), 1, 5_000
		o.Items = append(o.Items, item)
	}
	paid := noon.AddDate(0, 0, -1)
	payment := &segment.Payment{Customer: customer, Order: o}
	payment.ID, payment.Kind, payment.State, payment.Amount, payment.Currency, payment.PaidAt = 5, models.PaymentManual, models.PaymentAccepted, 4_000, "RUB", &paid
	o.Payments = []*segment.Payment{payment}
	customer.Orders, customer.Payments = []*segment.Order{o}, o.Payments
	return o
}

func TestMatchOrder(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, yes, no string
	}{
		{"is", `{"field":"order.status","op":"is","value":"part_payed"}`, `{"field":"order.status","op":"is","value":"new"}`},
		{"is_not", `{"field":"order.status","op":"is_not","value":"new"}`, `{"field":"order.status","op":"is_not","value":"part_payed"}`},
		{"one_of", `{"field":"order.status","op":"one_of","value":["new","part_payed"]}`, `{"field":"order.status","op":"one_of","value":["new","payed"]}`},
		{"none_of", `{"field":"order.number","op":"none_of","value":[1,2]}`, `{"field":"order.number","op":"none_of","value":[1,1001]}`},
		{"gt", `{"field":"order.cost","op":"gt","value":9999}`, `{"field":"order.cost","op":"gt","value":10000}`},
		{"gte", `{"field":"order.cost","op":"gte","value":10000}`, `{"field":"order.cost","op":"gte","value":10001}`},
		{"lt", `{"field":"order.left","op":"lt","value":6001}`, `{"field":"order.left","op":"lt","value":6000}`},
		{"lte", `{"field":"order.left","op":"lte","value":6000}`, `{"field":"order.left","op":"lte","value":5999}`},
		{"between", `{"field":"order.paid","op":"between","value":[4000,4000]}`, `{"field":"order.paid","op":"between","value":[4001,5000]}`},
		{"is flag", `{"field":"order.paid_in_full","op":"is","value":false}`, `{"field":"order.paid_in_full","op":"is","value":true}`},
		{"is_set", `{"field":"order.payment_deadline","op":"is_set"}`, `{"field":"order.paid_at","op":"is_set"}`},
		{"is_not_set", `{"field":"order.manager_id","op":"is_not_set"}`, `{"field":"order.tags","op":"is_not_set"}`},
		{"absent is_not", `{"field":"order.manager_id","op":"is_not","value":3}`, `{"field":"order.manager_id","op":"is","value":3}`},
		{"absent none_of", `{"field":"order.foreign_number","op":"none_of","value":["A-1"]}`, `{"field":"order.foreign_number","op":"contains","value":"A"}`},
		{"absent date", `{"not":{"field":"order.paid_at","op":"before","value":"2030-01-01T00:00:00Z"}}`, `{"field":"order.paid_at","op":"after","value":"2000-01-01T00:00:00Z"}`},
		{"tags contain", `{"field":"order.tags","op":"contains","value":"repeat"}`, `{"field":"order.tags","op":"contains","value":"rep"}`},
		{"offers one_of", `{"field":"order.offer_code","op":"one_of","value":["art","maths"]}`, `{"field":"order.offer_id","op":"one_of","value":[3,4]}`},
		{"offers none_of", `{"field":"order.offer_id","op":"none_of","value":[3,4]}`, `{"field":"order.offer_code","op":"none_of","value":["maths"]}`},
		{"offers all_of", `{"field":"order.offer_code","op":"all_of","value":["maths","yoga"]}`, `{"field":"order.offer_code","op":"all_of","value":["maths","art"]}`},
		{"before", `{"field":"order.created_at","op":"before","value":"2026-03-07T12:00:00.000001Z"}`, `{"field":"order.created_at","op":"before","value":"2026-03-07T12:00:00Z"}`},
		{"after", `{"field":"order.created_at","op":"after","value":"2026-03-07T11:59:59Z"}`, `{"field":"order.created_at","op":"after","value":"2026-03-07T12:00:00Z"}`},
		{"between dates", `{"field":"order.created_at","op":"between","value":["2026-03-07T12:00:00Z","2026-03-08T00:00:00Z"]}`, `{"field":"order.created_at","op":"between","value":["2026-03-08T00:00:00Z","2026-03-09T00:00:00Z"]}`},
		{"on_day", `{"field":"order.created_at","op":"on_day","value":"2026-03-07"}`, `{"field":"order.created_at","op":"on_day","value":"2026-03-08"}`},
		{"more_than_ago", ago("more_than_ago", "order.created_at", 3, "days"), ago("more_than_ago", "order.created_at", 73, "hours")},
		{"less_than_ago", ago("less_than_ago", "order.created_at", 73, "hours"), ago("less_than_ago", "order.created_at", 3, "days")},
		{"within_next", ago("within_next", "order.payment_deadline", 2, "days"), ago("within_next", "order.payment_deadline", 47, "hours")},
		{"past is not coming", ago("less_than_ago", "order.updated_at", 1, "minutes"), ago("within_next", "order.updated_at", 1, "months")},
		{"coming is not past", ago("within_next", "order.payment_deadline", 1, "weeks"), ago("less_than_ago", "order.payment_deadline", 1, "weeks")},
		{"all", `{"all":[]}`, `{"all":[{"all":[]},{"not":{"all":[]}}]}`},
		{"any", `{"any":[{"not":{"all":[]}},{"all":[]}]}`, `{"any":[{"not":{"all":[]}}]}`},
		{"belongs_to", `{"belongs_to":"customer","where":{"field":"customer.tags","op":"contains","value":"школа"}}`, `{"belongs_to":"customer","where":{"field":"customer.tags","op":"contains","value":"Школа"}}`},
		{"contains without regard to case", `{"belongs_to":"customer","where":{"field":"customer.name","op":"contains","value":"ёлКИ"}}`, `{"belongs_to":"customer","where":{"field":"customer.name","op":"contains","value":"елки"}}`},
		{"starts_with", `{"belongs_to":"customer","where":{"field":"customer.email","op":"starts_with","value":"Anna@"}}`, `{"belongs_to":"customer","where":{"field":"customer.email","op":"starts_with","value":"nna"}}`},
		{"has", `{"has":"payments"}`, `{"has":"purchases"}`},
		{"has at least", `{"has":"items","count":{"op":"at_least","value":2}}`, `{"has":"items","count":{"op":"at_least","value":3}}`},
		{"has at most", `{"has":"purchases","count":{"op":"at_most","value":0}}`, `{"has":"items","count":{"op":"at_most","value":1}}`},
		{"has exactly", `{"has":"items","count":{"op":"exactly","value":1},"where":{"field":"item.offer_code","op":"is","value":"yoga"}}`, `{"has":"items","count":{"op":"exactly","value":1}}`},
	}
	for _, c := range cases {
		t.Run("SEG-1/"+c.name, func(t *testing.T) {
			t.Parallel()
			clock := segment.Clock{Now: noon}
			require.True(t, parse(t, c.yes, "order").Match(sample(), clock), c.yes)
			require.False(t, parse(t, c.no, "order").Match(sample(), clock), c.no)
			require.False(t, parse(t, `{"not":`+c.yes+`}`, "order").Match(sample(), clock), "the negation of %s", c.yes)
			require.True(t, parse(t, `{"not":`+c.no+`}`, "order").Match(sample(), clock), "the negation of %s", c.no)
		})
	}
}

func TestMatchOtherObjects(t *testing.T) {
	t.Parallel()
	o := sample()
	clock := segment.Clock{Now: noon}
	t.Run("SEG-1/has at least 2 orders where", func(t *testing.T) {
		t.Parallel()
		rule := `{"has":"orders","count":{"op":"at_least","value":2},"where":{"field":"order.left","op":"gt","value":0}}`
		second := sample()
		customer := &segment.Customer{Orders: []*segment.Order{o, second}}
		require.True(t, parse(t, rule, "customer").Match(customer, clock))
		second.Paid = second.Cost
		require.False(t, parse(t, rule, "customer").Match(customer, clock))
	})
	t.Run("SEG-1/payment without an order", func(t *testing.T) {
		t.Parallel()
		s := parse(t, `{"belongs_to":"order"}`, "payment")
		require.True(t, s.Match(o.Payments[0], clock))
		require.False(t, s.Match(&segment.Payment{}, clock))
		require.True(t, parse(t, `{"not":{"belongs_to":"order"}}`, "payment").Match(&segment.Payment{}, clock))
	})
	t.Run("SEG-1/purchase", func(t *testing.T) {
		t.Parallel()
		p := &segment.Purchase{Customer: o.Customer, Order: o}
		p.Status, p.ProductID = models.PurchaseActive, 4
		rule := `{"all":[{"field":"purchase.status","op":"is","value":"active"},{"field":"purchase.ends_at","op":"is_not_set"},
			{"belongs_to":"order","where":{"field":"order.offer_code","op":"contains","value":"yoga"}}]}`
		require.True(t, parse(t, rule, "purchase").Match(p, clock))
	})
}

func TestFalseOrders(t *testing.T) {
	t.Parallel()
	clock := segment.Clock{Now: noon}
	gone := sample()
	gone.Status = models.StatusFalse
	t.Run("ST-6/in no segment", func(t *testing.T) {
		t.Parallel()
		for _, rule := range []string{`{"all":[]}`, `{"not":{"field":"order.status","op":"is","value":"new"}}`, `{"field":"order.status","op":"none_of","value":["new"]}`} {
			require.False(t, parse(t, rule, "order").Match(gone, clock), rule)
		}
	})
	t.Run("ST-6/not among related orders", func(t *testing.T) {
		t.Parallel()
		customer := &segment.Customer{Orders: []*segment.Order{gone}}
		require.False(t, parse(t, `{"has":"orders"}`, "customer").Match(customer, clock))
		require.True(t, parse(t, `{"has":"orders","count":{"op":"exactly","value":0}}`, "customer").Match(customer, clock))
		require.False(t, parse(t, `{"belongs_to":"order"}`, "payment").Match(gone.Payments[0], clock))
	})
	t.Run("ST-6/status false may not be asked for", func(t *testing.T) {
		t.Parallel()
		for _, rule := range []string{
			`{"field":"order.status","op":"is","value":"false"}`, `{"field":"order.status","op":"is_not","value":"false"}`,
			`{"field":"order.status","op":"one_of","value":["new","false"]}`,
		} {
			_, err := segment.Parse([]byte(rule), models.SubjectOrder)
			require.True(t, models.IsCode(err, models.CodeNotOneOf), rule)
		}
	})
	t.Run("ST-6/except by the filter of the list", func(t *testing.T) {
		t.Parallel()
		for rule, found := range map[string]bool{
			`{"field":"order.status","op":"is","value":"false"}`:             true,
			`{"field":"order.status","op":"one_of","value":["new","false"]}`: true,
			`{"all":[]}`: false,
			`{"field":"order.status","op":"is_not","value":"new"}`:                     false,
			`{"not":{"field":"order.status","op":"none_of","value":["false"]}}`:        false,
			`{"field":"order.created_at","op":"after","value":"2000-01-01T00:00:00Z"}`: false,
		} {
			s, err := segment.ParseFilter([]byte(rule))
			require.NoError(t, err)
			require.Equal(t, found, s.Match(gone, clock), rule)
			require.Equal(t, found, s.AllowFalse(), rule)
		}
	})
}

func TestRefusalReason(t *testing.T) {
	t.Parallel()
	reason := int64(3)
	cases := []struct {
		name                     string
		status                   models.Status
		reason                   *int64
		set, notSet, oneOf, deny bool
	}{
		{"cancelled with a reason", models.StatusCancelled, &reason, true, false, true, false},
		{"cancelled without", models.StatusCancelled, nil, false, true, false, true},
		{"not cancelled", models.StatusNew, nil, false, false, false, true},
		{"reopened with the old reason", models.StatusNew, &reason, false, false, false, true},
	}
	for _, c := range cases {
		t.Run("ST-11/"+c.name, func(t *testing.T) {
			t.Parallel()
			o := sample()
			o.Status, o.RefusalReasonID = c.status, c.reason
			match := func(rule string) bool { return parse(t, rule, "order").Match(o, segment.Clock{Now: noon}) }
			require.Equal(t, c.set, match(`{"field":"order.refusal_reason","op":"is_set"}`))
			require.Equal(t, c.notSet, match(`{"field":"order.refusal_reason","op":"is_not_set"}`))
			require.Equal(t, c.oneOf, match(`{"field":"order.refusal_reason","op":"one_of","value":[2,3]}`))
			require.Equal(t, c.deny, match(`{"not":{"field":"order.refusal_reason","op":"one_of","value":[2,3]}}`))
		})
	}
}

func ago(op, field string, amount int, unit string) string {
	return `{"field":"` + field + `","op":"` + op + `","value":{"amount":` + itoa(amount) + `,"unit":"` + unit + `"}}`
}
