package api_test

import (
	"encoding/json"
	"strings"
	"time"
)

// idsOf are the things that a field names by their ids.
var idsOf = map[string]string{
	"board_id": "boards", "stage_id": "stages", "to_stage_id": "stages", "customer_id": "customers", "order_id": "orders", "to_order_id": "orders", "offer_id": "offers", "offer_ids": "offers", "product_ids": "products",
	"manager_id": "staff", "staff_id": "staff", "segment_id": "segments", "process_id": "processes", "enrollment_ids": "enrollments", "enrollment_id": "enrollments",
	"subject_ids": "orders", "item_id": "items", "refusal_reason_id": "refusal-reasons", "order_number": "orders",
}

// meanings are values for fields whose schema says less than they mean; nil
// where the world has none.
var meanings = map[string]func(f *fuzzer) any{
	"email":     func(f *fuzzer) any { return f.unique() + "@fuzz.example" },
	"code":      func(f *fuzzer) any { return f.unique() },
	"slug":      func(f *fuzzer) any { return f.unique() },
	"currency":  func(*fuzzer) any { return "RUB" },
	"time_zone": func(f *fuzzer) any { return f.pick("Europe/Moscow", "America/New_York") },
	"color":     func(f *fuzzer) any { return f.pick("", "#3366ff") },
	"link":      func(*fuzzer) any { return "https://courses.example/door" },
	"rule":      func(f *fuzzer) any { return f.rule() },
	"filter":    func(f *fuzzer) any { return f.rule() },
	"template":  func(f *fuzzer) any { return f.pick("payment_link", "unpaid_reminders") },
	"columns":   func(f *fuzzer) any { return f.pick("number", "status", "cost") },
	"topic": func(f *fuzzer) any {
		return f.pick("orders", "processes", "decisions", "letters", "bulk-operations", "order/"+f.ids["order"])
	},
	"name":  func(f *fuzzer) any { return f.pick("Анна", "test_passed", "Boris") },
	"until": func(f *fuzzer) any { return f.later() },

	"payment_deadline": func(f *fuzzer) any { return f.later() },
	"expires_at":       func(f *fuzzer) any { return f.later() },
}

// meaning is a value for the named field; nil where nothing more is known than its schema.
func (f *fuzzer) meaning(name string) any {
	if kind, named := idsOf[name]; named {
		return f.id(kind)
	}
	if means, known := meanings[name]; known {
		return means(f)
	}
	return nil
}

func (f *fuzzer) later() any {
	return f.clock.Now().Add(time.Duration(1+f.random.IntN(90)) * 24 * time.Hour).Format(time.RFC3339)
}

// id is that of a thing that exists; nil when there is none.
func (f *fuzzer) id(kind string) any {
	ids := f.found[kind]
	if len(ids) == 0 {
		return nil
	}
	return ids[f.random.IntN(len(ids))]
}

// rule selects something, of orders or of customers.
func (f *fuzzer) rule() any {
	return f.pick(
		map[string]any{"field": "order.status", "op": "is", "value": "new"},
		map[string]any{"field": "customer.email", "op": "contains", "value": "boris"},
		map[string]any{"all": []any{map[string]any{"field": "order.cost", "op": "more", "value": 1}}},
	)
}

// meet remembers what an answer names.
func (f *fuzzer) meet(op *documented, tree any) {
	object, _ := tree.(map[string]any)
	if next, more := object["next"].(string); more {
		f.found["cursor "+op.id] = []any{next}
	}
	kind := strings.TrimPrefix(strings.TrimSuffix(op.path, "/{id}"), "/api/v1/")
	kind = kind[strings.LastIndex(kind, "/")+1:]
	if strings.HasPrefix(op.id, "place-") || strings.HasPrefix(op.id, "create-") || strings.HasPrefix(op.id, "start-") || strings.HasPrefix(op.id, "record-") {
		f.know(kind, object["id"])
	}
	items, _ := object["items"].([]any)
	for _, item := range items {
		item, _ := item.(map[string]any)
		if op.id == "get-order" {
			f.know("items", item["id"])
		} else {
			f.know(kind, item["id"])
		}
	}
	stages, _ := object["stages"].([]any)
	for _, stage := range stages {
		stage, _ := stage.(map[string]any)
		f.know("stages", stage["id"])
	}
}

// know keeps the last few ids of a kind. The people that the test speaks as are
// no prey, and neither are their tokens and sessions.
func (f *fuzzer) know(kind string, id any) {
	number, ok := id.(json.Number)
	if !ok {
		return
	}
	if kind == "tokens" || kind == "sessions" {
		return
	}
	if kind == "staff" {
		for _, name := range append([]string{"owner", "administrator", "manager"}, callers...) {
			if f.ids[name] == number.String() {
				return
			}
		}
	}
	ids := append(f.found[kind], number)
	f.found[kind] = ids[max(0, len(ids)-12):]
}
