package services

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// OrderSorts are the fields by which a list of orders is sorted.
var OrderSorts = []string{"created_at", "id", "cost", "updated_at"}

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
	Search      string     // a number, or part of an e-mail, phone or name
	Sort        string     // one of OrderSorts; "created_at" when empty
	Ascending   bool
	Cursor      string // Next of the page before
	Limit       int    // 50 when 0, 200 at most
}

// OrderRow is an order in a list, with what people recognise it by.
type OrderRow struct {
	models.Order
	CustomerName  string
	CustomerEmail string
	Tags          []string
}

// OrderPage is a page of a list. Next is empty on the last one.
type OrderPage struct {
	Orders []OrderRow
	Next   string
}

// ListOrders is a page of the order list, by keyset: a page deep down costs what
// the first one does. A cursor of another sorting answers CodeInvalidCursor.
func (s *Service) ListOrders(ctx context.Context, actor models.Actor, q OrderQuery) (*OrderPage, error) {
	if err := actor.Demand(models.RightOrderRead); err != nil {
		return nil, err
	}
	if err := q.validate(); err != nil {
		return nil, err
	}
	where, err := s.orderWhere(ctx, q)
	if err != nil {
		return nil, err
	}
	where = append(where, ownOrders(actor))
	page := &OrderPage{}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		var rows []models.Order
		limit := Page{Limit: q.Limit}.limit()
		list := tx.Model(&models.Order{})
		for _, c := range where {
			list = list.Where(c.sql, c.args...)
		}
		if err := list.Order(q.order()).Limit(limit + 1).Find(&rows).Error; err != nil {
			return fmt.Errorf("list orders: %w", err)
		}
		rows, more := cut(rows, limit)
		if more {
			page.Next = q.cursorAfter(&rows[limit-1])
		}
		page.Orders, err = orderRows(tx, rows)
		return err
	})
	return page, err
}

func (q *OrderQuery) validate() error {
	if q.Sort == "" {
		q.Sort = "created_at"
	}
	var f faults
	f.oneOf("sort", q.Sort, OrderSorts...)
	for i, status := range q.Statuses {
		if !status.Valid() {
			f.add(indexed("status", i), models.CodeNotOneOf, "value", string(status), "allowed", statusNames())
		}
	}
	if utf8.RuneCountInString(q.Search) > maxSearch {
		f.add("search", models.CodeTooLong, "max", maxSearch)
	}
	return f.err()
}

// order is the ORDER BY; Sort was checked against OrderSorts.
func (q *OrderQuery) order() string {
	direction := " DESC"
	if q.Ascending {
		direction = " ASC"
	}
	if q.Sort == "id" {
		return "orders.id" + direction
	}
	return "orders." + q.Sort + direction + ", orders.id" + direction
}

// orderWhere are the conditions of a query.
func (s *Service) orderWhere(ctx context.Context, q OrderQuery) ([]condition, error) {
	where := q.simple()
	if len(q.Filter) > 0 {
		seg, err := segment.ParseFilter(q.Filter)
		if err != nil {
			return nil, err
		}
		c, err := s.compile(ctx, seg)
		if err != nil {
			return nil, err
		}
		where = append(where, c)
	} else if !slices.Contains(q.Statuses, models.StatusFalse) {
		where = append(where, condition{sql: "orders.status <> ?", args: []any{models.StatusFalse}})
	}
	if q.Search != "" {
		c, err := s.searchOrders(ctx, strings.TrimSpace(q.Search))
		if err != nil {
			return nil, err
		}
		where = append(where, c)
	}
	if q.Cursor != "" {
		c, err := q.after()
		if err != nil {
			return nil, err
		}
		where = append(where, c)
	}
	return where, nil
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
		where = append(where, condition{sql: "orders.status IN ?", args: []any{q.Statuses}})
	}
	if q.CreatedFrom != nil {
		where = append(where, condition{sql: "orders.created_at >= ?", args: []any{store.Now(*q.CreatedFrom)}})
	}
	if q.CreatedTo != nil {
		where = append(where, condition{sql: "orders.created_at < ?", args: []any{store.Now(*q.CreatedTo)}})
	}
	return where
}

// searchOrders finds by the order's own numbers or by its customer.
func (s *Service) searchOrders(ctx context.Context, text string) (condition, error) {
	seg, err := segment.ParseAt("search", searchRule(text), models.SubjectCustomer)
	if err != nil {
		return condition{}, err
	}
	people, err := s.compile(ctx, seg)
	if err != nil {
		return condition{}, err
	}
	number, _ := strconv.ParseInt(strings.TrimPrefix(text, "#"), 10, 64)
	return condition{
		sql:  "(orders.number = ? OR orders.foreign_number = ? OR orders.customer_id IN (SELECT customers.id FROM customers WHERE " + people.sql + "))",
		args: append([]any{number, text}, people.args...),
	}, nil
}

// orderRows adds what people recognise orders by.
func orderRows(tx *store.Tx, orders []models.Order) ([]OrderRow, error) {
	if len(orders) == 0 {
		return []OrderRow{}, nil
	}
	ids, customers := make([]int64, len(orders)), make([]int64, len(orders))
	for i, o := range orders {
		ids[i], customers[i] = o.ID, o.CustomerID
	}
	tags, err := tagsOf(tx, "order_tags", "order_id", ids)
	if err != nil {
		return nil, err
	}
	var people []models.Customer
	if err := tx.Select("id", "name", "email").Find(&people, "id IN ?", unique(customers)).Error; err != nil {
		return nil, fmt.Errorf("read customers: %w", err)
	}
	byID := make(map[int64]models.Customer, len(people))
	for _, c := range people {
		byID[c.ID] = c
	}
	rows := make([]OrderRow, len(orders))
	for i, o := range orders {
		rows[i] = OrderRow{Order: o, CustomerName: byID[o.CustomerID].Name, CustomerEmail: byID[o.CustomerID].Email, Tags: tags[o.ID]}
	}
	return rows, nil
}
