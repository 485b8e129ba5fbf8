package services

import (
	"context"
	"slices"
	"strconv"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// Fields by which lists of orders are sorted.
const (
	SortCreated       = "created_at"
	SortID            = "id"
	SortNumber        = "number"
	SortUpdated       = "updated_at"
	SortStatusChanged = "status_changed_at"
	SortPaidAt        = "paid_at"
	SortCompleted     = "completed_at"
	SortCost          = "cost"
	SortPaid          = "paid"
	SortLeft          = "left"
	SortStatus        = "status"
	SortCustomer      = "customer"
	SortManager       = "manager"
	SortStage         = "stage"
)

// OrderSorts are all of them; the first is the usual one.
var OrderSorts = []string{
	SortCreated, SortID, SortNumber, SortUpdated, SortStatusChanged, SortPaidAt, SortCompleted, SortCost, SortPaid, SortLeft,
	SortStatus, SortCustomer, SortManager, SortStage,
}

// orderLeft is what is left to pay.
const orderLeft = "CASE WHEN orders.cost > orders.paid THEN orders.cost - orders.paid ELSE 0 END"

// orderField is a column or expression that an index walks, with its value in a row.
type orderField struct {
	sql      string
	value    func(*OrderRow) int64
	moment   bool // times are microseconds in cursors
	nullable bool
}

var orderFields = map[string]orderField{
	SortCreated:       {sql: "orders.created_at", moment: true, value: func(o *OrderRow) int64 { return o.CreatedAt.UnixMicro() }},
	SortID:            {sql: "orders.id", value: func(o *OrderRow) int64 { return o.ID }},
	SortNumber:        {sql: "orders.number", value: func(o *OrderRow) int64 { return o.Number }},
	SortUpdated:       {sql: "orders.updated_at", moment: true, value: func(o *OrderRow) int64 { return o.UpdatedAt.UnixMicro() }},
	SortStatusChanged: {sql: "orders.status_changed_at", moment: true, value: func(o *OrderRow) int64 { return o.StatusChangedAt.UnixMicro() }},
	SortPaidAt:        {sql: "orders.paid_at", moment: true, nullable: true, value: func(o *OrderRow) int64 { return micros(o.PaidAt) }},
	SortCompleted:     {sql: "orders.completed_at", moment: true, nullable: true, value: func(o *OrderRow) int64 { return micros(o.CompletedAt) }},
	SortCost:          {sql: "orders.cost", value: func(o *OrderRow) int64 { return o.Cost }},
	SortPaid:          {sql: "orders.paid", value: func(o *OrderRow) int64 { return o.Paid }},
	SortLeft:          {sql: orderLeft, value: func(o *OrderRow) int64 { return o.Left() }},
}

// stratum is a part of a sorted list: the orders of one status, those without a
// date. A list is its strata one after the other, each walked along an index.
type stratum struct {
	key       string // in cursors
	where     condition
	field     orderField // what is sorted by in it
	ascending bool
	byName    bool // by the customer's name instead, which stands in another table
}

// strata are the parts of the query's list in their order.
func (s *Service) strata(ctx context.Context, q *OrderQuery) ([]stratum, error) {
	created := orderFields[SortCreated]
	switch q.Sort {
	case SortStatus, SortManager, SortStage:
		parts, err := s.groupsOf(ctx, q.Sort)
		if !q.Ascending {
			slices.Reverse(parts)
		}
		if q.Sort == SortManager {
			parts = append(parts, stratum{key: "none", where: condition{sql: "orders.manager_id IS NULL"}})
		}
		for i := range parts {
			parts[i].field = created
		}
		return parts, err
	case SortCustomer:
		return []stratum{
			{key: "named", where: condition{sql: "customers.sort_name > ''"}, ascending: q.Ascending, byName: true},
			{key: "none", where: condition{sql: "orders.customer_id IN (SELECT c.id FROM customers c WHERE c.sort_name = '')"}, field: created},
		}, nil
	}
	field := orderFields[q.Sort]
	if !field.nullable {
		return []stratum{{where: condition{sql: "TRUE"}, field: field, ascending: q.Ascending}}, nil
	}
	return []stratum{
		{key: "set", where: condition{sql: field.sql + " IS NOT NULL"}, field: field, ascending: q.Ascending},
		{key: "none", where: condition{sql: field.sql + " IS NULL"}, field: created},
	}, nil
}

// groupsOf are the statuses, managers or stages in the order in which people read them.
func (s *Service) groupsOf(ctx context.Context, sort string) (parts []stratum, err error) {
	if sort == SortStatus {
		for _, status := range models.Statuses {
			parts = append(parts, stratum{key: string(status), where: condition{sql: "orders.status = ?", args: []any{string(status)}}})
		}
		return parts, nil
	}
	column := "orders.manager_id"
	if sort == SortStage {
		column = "orders.stage_id"
	}
	ids, err := s.readingOrder(ctx, sort)
	for _, id := range ids {
		parts = append(parts, stratum{key: strconv.FormatInt(id, 10), where: condition{sql: column + " = ?", args: []any{id}}})
	}
	return parts, err
}

// readingOrder are the ids of staff by name, or of stages by board and place.
func (s *Service) readingOrder(ctx context.Context, sort string) (ids []int64, err error) {
	err = s.store.Browse(ctx, func(tx *store.Tx) error {
		if sort == SortStage {
			return tx.Raw(`SELECT stages.id FROM stages JOIN boards b ON b.id = stages.board_id
				ORDER BY b.is_default DESC, b.id, stages.archived, stages.ordinal, stages.id`).Scan(&ids).Error
		}
		var people []models.Staff
		if err := tx.Select("id", "name").Find(&people).Error; err != nil {
			return err
		}
		slices.SortFunc(people, func(a, b models.Staff) int {
			return compareAll(foldWord(a.Name), foldWord(b.Name), a.ID, b.ID)
		})
		for _, p := range people {
			ids = append(ids, p.ID)
		}
		return nil
	})
	return ids, wrapped("read "+sort+"s in order", err)
}

// direction is the ORDER BY of the stratum.
func (p *stratum) order() string {
	way := " DESC"
	if p.ascending {
		way = " ASC"
	}
	switch {
	case p.byName:
		return "customers.sort_name" + way + ", customers.id" + way + ", orders.id" + way
	case p.field.sql == "orders.id":
		return "orders.id" + way
	default:
		return p.field.sql + way + ", orders.id" + way
	}
}

// from is the tables of the stratum.
func (p *stratum) from() string {
	if p.byName {
		return "customers JOIN orders ON orders.customer_id = customers.id"
	}
	return "orders"
}
