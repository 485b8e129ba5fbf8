package mail

import (
	"strings"
	"time"

	"github.com/orderflow/orderflow/models"
)

// tree gives the values as the template engine wants them. An empty text is
// nil there, so that {% if customer.name %} asks what its author means.
func (b Bindings) tree() map[string]any {
	set := b.variables()
	tree := map[string]any{}
	for _, v := range Variables {
		if v.member != nil || !set[v.root()] {
			continue
		}
		root, field, _ := strings.Cut(v.Name, ".")
		if tree[root] == nil {
			tree[root] = map[string]any{}
		}
		tree[root].(map[string]any)[field] = b.valueOf(v)
	}
	return tree
}

func (b Bindings) valueOf(v Variable) any {
	if v.list != nil {
		return b.elements(v.Name+"[].", v.list(b))
	}
	return nilIfEmpty(v.value(b))
}

func (b Bindings) elements(prefix string, values []any) []any {
	out := make([]any, len(values))
	for i, value := range values {
		element := map[string]any{}
		for _, v := range Variables {
			if field, ok := strings.CutPrefix(v.Name, prefix); ok {
				element[field] = nilIfEmpty(v.member(b, value))
			}
		}
		out[i] = element
	}
	return out
}

func anys[T any](values []T) []any {
	out := make([]any, len(values))
	for i, value := range values {
		out[i] = value
	}
	return out
}

func nilIfEmpty(value any) any {
	if value == "" {
		return nil
	}
	return value
}

func asked(b Bindings) any {
	if b.Order.Asked > 0 {
		return b.money(b.Order.Asked)
	}
	return b.money(b.Order.Left)
}

func (b Bindings) money(amount int64) any { return models.MoneyText(amount, b.Order.Currency, b.Lang) }

func (b Bindings) moneyIfAny(amount int64) any {
	if amount == 0 {
		return nil
	}
	return b.money(amount)
}

func (b Bindings) moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return models.TimeText(t.In(b.zone()), b.Lang)
}

func (b Bindings) day(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return models.DateText(t.In(b.zone()), b.Lang)
}

func (b Bindings) zone() *time.Location {
	if b.Location == nil {
		return time.UTC
	}
	return b.Location
}
