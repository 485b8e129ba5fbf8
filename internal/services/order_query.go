package services

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// OrderQuery selects orders for a list (ORD-10). Zero values select all; orders
// of status false are there only when Statuses or Filter ask for that status (ST-6).
type OrderQuery struct {
	Filter      []byte // a rule of internal/segment about orders
	Statuses    []models.Status
	CustomerID  int64
	ManagerID   int64
	BoardID     int64
	StageID     int64
	CreatedFrom *time.Time // inclusive
	CreatedTo   *time.Time // exclusive
	// Search is a number, or beginnings of words of the customer's name, e-mail and phone.
	Search    string
	Sort      string // one of OrderSorts; "created_at" when empty
	Ascending bool
	Cursor    string // Next of the page before
	Limit     int    // 50 when 0, 200 at most
	falseToo  bool   // orders of status false are wanted, whatever Statuses says
}

func (q *OrderQuery) validate() error {
	if q.Sort == "" {
		q.Sort = SortCreated
	}
	var f faults
	f.oneOf("sort", q.Sort, OrderSorts...)
	for i, status := range q.Statuses {
		if !status.Valid() {
			f.add(indexed("status", i), models.CodeNotOneOf, "value", string(status), "allowed", statusNames())
		}
	}
	f.short("search", q.Search, maxSearch)
	if !utf8.ValidString(q.Search) || slices.Contains([]byte(q.Search), 0) {
		f.add("search", models.CodeControlCharacter)
	}
	return f.err()
}

// selection is a query as conditions over the table orders, all of which hold.
type selection struct {
	where []condition
	// statuses are the only ones that the orders may have; nil when the query does
	// not say. The conditions say it, too.
	statuses []models.Status
	nothing  bool // no order can be selected
}

// selectOrders writes the query as conditions, those of the actor's own orders
// among them. A search is looked up at once.
func (s *Service) selectOrders(ctx context.Context, actor models.Actor, q OrderQuery) (*selection, error) {
	sel := &selection{where: append(q.simple(), ownOrders(actor))}
	if err := s.selectByRule(ctx, actor, sel, q); err != nil {
		return nil, err
	}
	if q.Search == "" {
		return sel, nil
	}
	found, err := s.searchOrders(ctx, q.Search)
	if err != nil {
		return nil, err
	}
	sel.where, sel.nothing = append(sel.where, found.condition()), sel.nothing || found.nothing()
	return sel, nil
}

// selectByRule adds the filter and what is said of statuses.
func (s *Service) selectByRule(ctx context.Context, actor models.Actor, sel *selection, q OrderQuery) error {
	if len(q.Statuses) > 0 {
		sel.allow(q.Statuses)
	}
	falseToo := q.falseToo || slices.Contains(q.Statuses, models.StatusFalse)
	if len(q.Filter) == 0 {
		if !falseToo {
			sel.where = append(sel.where, condition{sql: "orders.status <> 'false'"})
		}
		return nil
	}
	seg, err := segment.ParseFilter(q.Filter)
	if err != nil {
		return err
	}
	if falseToo {
		seg = seg.WithFalse()
	}
	c, err := s.compile(ctx, actor, seg)
	if err != nil {
		return err
	}
	sel.where = append(sel.where, c)
	if named := seg.Statuses(); named != nil {
		sel.allow(named)
	}
	return nil
}

// allow narrows the statuses to some of these.
func (sel *selection) allow(statuses []models.Status) {
	if sel.statuses == nil {
		sel.statuses = slices.Compact(slices.Sorted(slices.Values(statuses)))
	} else {
		sel.statuses = slices.DeleteFunc(sel.statuses, func(s models.Status) bool { return !slices.Contains(statuses, s) })
	}
	sel.nothing = sel.nothing || len(sel.statuses) == 0
}

// all is the whole selection as one condition.
func (sel *selection) all() condition {
	return condition{table: "orders", sql: "TRUE"}.and(sel.where...)
}

func (q *OrderQuery) simple() []condition {
	var where []condition
	for _, c := range []struct {
		sql   string
		value int64
	}{
		{"orders.customer_id = ?", q.CustomerID},
		{"orders.manager_id = ?", q.ManagerID},
		{"orders.board_id = ?", q.BoardID},
		{"orders.stage_id = ?", q.StageID},
	} {
		if c.value != 0 {
			where = append(where, condition{sql: c.sql, args: []any{c.value}})
		}
	}
	if len(q.Statuses) > 0 {
		where = append(where, condition{sql: "orders.status IN ?", args: []any{plainTexts(q.Statuses)}})
	}
	if q.CreatedFrom != nil {
		where = append(where, condition{sql: "orders.created_at >= ?", args: []any{store.Now(*q.CreatedFrom)}})
	}
	if q.CreatedTo != nil {
		where = append(where, condition{sql: "orders.created_at < ?", args: []any{store.Now(*q.CreatedTo)}})
	}
	return where
}

// plainTexts are named texts as the drivers know them.
func plainTexts[T ~string](values []T) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return texts
}
