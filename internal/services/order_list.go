package services

import (
	"context"
	"fmt"
	"strings"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

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
	sel, err := s.selectOrders(ctx, actor, q)
	if err != nil {
		return nil, err
	}
	return s.listSelected(ctx, sel, q, Page{Limit: q.Limit}.limit())
}

// listSelected reads a page of the selection, at most limit orders.
func (s *Service) listSelected(ctx context.Context, sel *selection, q OrderQuery, limit int) (*OrderPage, error) {
	parts, err := s.strata(ctx, &q)
	if err != nil {
		return nil, err
	}
	at, behind, err := q.resume(parts)
	if err != nil {
		return nil, err
	}
	page := &OrderPage{Orders: []OrderRow{}}
	if sel.nothing {
		return page, nil
	}
	err = s.store.Browse(ctx, func(tx *store.Tx) error {
		orders, in, err := sel.walk(tx, parts[at:], behind, limit+1)
		if err != nil {
			return err
		}
		orders, more := cut(orders, limit)
		if page.Orders, err = orderRows(tx, orders); err == nil && more {
			page.Next = q.cursorAfter(&parts[at+in[limit-1]], &page.Orders[limit-1])
		}
		return err
	})
	return page, err
}

// walk reads the first orders of the parts, one part after the other; in tells
// the part of each. The place behind which it begins lies in the first part.
func (sel *selection) walk(tx *store.Tx, parts []stratum, behind condition, limit int) (orders []models.Order, in []int, err error) {
	for i := range parts {
		rows, err := sel.read(tx, &parts[i], behind, limit-len(orders))
		if err != nil {
			return nil, nil, err
		}
		orders = append(orders, rows...)
		for range rows {
			in = append(in, i)
		}
		if len(orders) == limit {
			break
		}
		behind = condition{sql: "TRUE"}
	}
	return orders, in, nil
}

// read is the first orders of one part. Several statuses by creation are walked
// each along its own index: orders still open are few among the oldest, and a walk
// through all of these would find the first of them late.
func (sel *selection) read(tx *store.Tx, p *stratum, behind condition, limit int) (rows []models.Order, err error) {
	where := sel.all().and(p.where, behind)
	each := "SELECT orders.* FROM " + p.from() + " WHERE " + where.sql
	tail := " ORDER BY " + p.order() + " LIMIT ?"
	sql, args := each+tail, append(append([]any{}, where.args...), limit)
	if len(sel.statuses) > 1 && p.field.sql == orderFields[SortCreated].sql && p.key == "" {
		var branches []string
		args = args[:0:0]
		for _, status := range sel.statuses {
			branches = append(branches, "SELECT * FROM ("+each+" AND orders.status = ?"+tail+") orders")
			args = append(append(args, where.args...), string(status), limit)
		}
		sql, args = "SELECT * FROM ("+strings.Join(branches, " UNION ALL ")+") orders"+tail, append(args, limit)
	}
	if err := tx.Raw(sql, args...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("list orders: %w", err)
	}
	return rows, nil
}
