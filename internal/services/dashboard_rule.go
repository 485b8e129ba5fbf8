package services

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/orderflow/orderflow/models"
)

// Rules that select the orders behind a figure, for lists and whatever else takes
// a rule (SEG-2). Each says what the figure's statement says.

// allOf is a rule that all of these hold; nil ones are left out.
func allOf(rules ...any) json.RawMessage {
	parts := []any{}
	for _, rule := range rules {
		if rule != nil {
			parts = append(parts, rule)
		}
	}
	text, _ := json.Marshal(map[string]any{"all": parts})
	return text
}

// compare is one condition of a rule.
func compare(field, op string, value any) any {
	rule := map[string]any{"field": field, "op": op}
	if value != nil {
		rule["value"] = value
	}
	return rule
}

// within is that a date lies in the span. Rules include both ends, and times
// are whole microseconds.
func within(field string, in span) any {
	return compare(field, "between", []string{in.from.Format(time.RFC3339Nano), in.to.Add(-time.Microsecond).Format(time.RFC3339Nano)})
}

var (
	isPriced  = compare("order.cost", "gt", 0)
	isPaid    = compare("order.paid_in_full", "is", true)
	isKept    = compare("order.status", "is_not", models.StatusCancelled)
	isRefused = compare("order.status", "is", models.StatusCancelled)
)

// inRow is that an order belongs to the row of a breakdown; nil where time tells.
func inRow(by, key string) any {
	id, _ := strconv.ParseInt(key, 10, 64)
	switch {
	case by == ByOffer:
		return compare("order.offer_id", "contains", id)
	case by == ByManager && key == "":
		return compare("order.manager_id", "is_not_set", nil)
	case by == ByManager:
		return compare("order.manager_id", "is", id)
	case by == BySource && key == "":
		return compare("order.source", "is_not_set", nil)
	case by == BySource:
		return compare("order.source", "is", key)
	default:
		return nil
	}
}

// counted is so many orders with the rule that selects them.
func (r *report) counted(n int64, rules ...any) Counted {
	if n == 0 {
		return Counted{}
	}
	return Counted{n, allOf(append([]any{r.filter}, rules...)...)}
}

// explain gives each figure of a row its rule.
func (r *report) explain(row *DashboardRow, in span, belongs any) {
	created, paid := within("order.created_at", in), within("order.paid_at", in)
	row.Created = r.counted(row.Created.Count, belongs, created)
	row.Priced = r.counted(row.Priced.Count, belongs, created, isPriced)
	row.Converted = r.counted(row.Converted.Count, belongs, created, isPriced, isPaid, isKept)
	row.Paid = r.counted(row.Paid.Count, belongs, paid, isPriced, isPaid, isKept)
	row.Cancelled = r.counted(row.Cancelled.Count, belongs, within("order.status_changed_at", in), isRefused)
	row.RevenueOrders = r.counted(row.RevenueOrders.Count, belongs, map[string]any{"has": "payments", "where": map[string]any{"all": []any{
		compare("payment.status", "is", models.PaymentAccepted), within("payment.paid_at", in),
	}}})
	for i := range row.AverageBill {
		a := &row.AverageBill[i]
		a.Orders = r.counted(a.Orders.Count, belongs, paid, isPriced, isPaid, isKept, compare("order.currency", "is", a.Currency))
	}
}
