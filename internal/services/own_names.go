package services

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// What a person sees may name an order that they do not: the one that a payment
// came from, the one that another order replaced. Such a name is taken out (ROLE-2).

// namesOfOrders are the keys by which the data of histories, events and journals name orders.
var namesOfOrders = []string{"order", "from_order", "to_order", "found"}

// hideOrigins takes out the order that a payment came from. What is shown is
// changed, not the row: nothing may be saved afterwards.
func hideOrigins(tx *store.Tx, actor models.Actor, shown ...*models.Payment) error {
	if !actor.OwnOnly {
		return nil
	}
	var ids []int64
	for _, p := range shown {
		ids = appendID(ids, p.MovedFromOrderID)
	}
	seen, err := seenAmong(tx, actor, ids)
	for _, p := range shown {
		if !seen[orZero(p.MovedFromOrderID)] {
			p.MovedFromOrderID = nil
		}
	}
	return err
}

// hideOrders takes the names of orders out of data.
func hideOrders(tx *store.Tx, actor models.Actor, texts ...*string) error {
	if !actor.OwnOnly {
		return nil
	}
	said := make([]map[string]json.RawMessage, len(texts))
	var ids []int64
	for i, text := range texts {
		_ = json.Unmarshal([]byte(*text), &said[i])
		for _, name := range namesOfOrders {
			ids = append(ids, idIn(said[i], name))
		}
	}
	seen, err := seenAmong(tx, actor, ids)
	for i, text := range texts {
		*text = withoutNames(*text, said[i], seen)
	}
	return err
}

func idIn(said map[string]json.RawMessage, name string) (id int64) {
	_ = json.Unmarshal(said[name], &id)
	return id
}

// withoutNames is the text less the names of orders that are not seen.
func withoutNames(text string, said map[string]json.RawMessage, seen map[int64]bool) string {
	before := len(said)
	for _, name := range namesOfOrders {
		if id := idIn(said, name); id != 0 && !seen[id] {
			delete(said, name)
		}
	}
	if len(said) == before {
		return text
	}
	return encode(said)
}

// seenAmong are those of the orders that the actor sees.
func seenAmong(tx *store.Tx, actor models.Actor, ids []int64) (map[int64]bool, error) {
	seen := map[int64]bool{}
	if ids = unique(ids); len(ids) == 0 {
		return seen, nil
	}
	var found []int64
	own := ownOrders(actor)
	err := tx.Raw("SELECT id FROM orders WHERE id IN ? AND "+own.sql, append([]any{ids}, own.args...)...).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("look for own orders: %w", err)
	}
	for _, id := range found {
		seen[id] = true
	}
	return seen, nil
}

// shownPayment is a payment as a use case left it, for its answer.
func (s *Service) shownPayment(ctx context.Context, actor models.Actor, p *models.Payment, err error) (*models.Payment, error) {
	if err != nil || !actor.OwnOnly {
		return p, err
	}
	return p, s.store.Read(ctx, func(tx *store.Tx) error { return hideOrigins(tx, actor, p) })
}

// pointers are the places of what is asked for in rows.
func pointers[R, F any](rows []R, field func(*R) *F) []*F {
	list := make([]*F, len(rows))
	for i := range rows {
		list[i] = field(&rows[i])
	}
	return list
}

func paymentsIn(rows []models.Payment) []*models.Payment {
	return pointers(rows, func(p *models.Payment) *models.Payment { return p })
}

func dataOf(rows []models.OrderHistory) []*string {
	return pointers(rows, func(h *models.OrderHistory) *string { return &h.Data })
}

func dataOfEvents(rows []EventView) []*string {
	return pointers(rows, func(e *EventView) *string { return &e.Data })
}
