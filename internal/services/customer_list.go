package services

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// maxSearch is the longest text to search by, in characters.
const maxSearch = 200

// CustomerQuery selects customers for a list, the newest first.
type CustomerQuery struct {
	Filter []byte // a rule of internal/segment; empty for all
	Search string // beginnings of words of name, e-mail and phone
	Page   Page   // After is the last id of the page before
}

// CustomerRow is a customer in a list, with what they ordered.
type CustomerRow struct {
	CustomerView
	CustomerSums
}

// CustomerSums is what a customer ordered: the orders that the actor sees
// (ROLE-2), those of status false left out (ST-6).
type CustomerSums struct {
	Orders      int64
	Paid        []models.Sum // one for each currency, by its code
	LastOrderID int64        // 0 without orders
	LastOrderAt *time.Time
}

// Customers lists customers by filter and search; more says that others follow (CUS-1, SEG-2).
func (s *Service) Customers(ctx context.Context, actor models.Actor, q CustomerQuery) (page []CustomerRow, more bool, err error) {
	if err := actor.Demand(models.RightCustomerRead); err != nil {
		return nil, false, err
	}
	where, err := s.customerWhere(ctx, actor, q)
	if err != nil {
		return nil, false, err
	}
	err = s.store.Browse(ctx, func(tx *store.Tx) error {
		var rows []models.Customer
		list := tx.Order("id DESC").Limit(q.Page.limit() + 1)
		if q.Page.After > 0 {
			list = list.Where("id < ?", q.Page.After)
		}
		for _, c := range where {
			list = list.Where(c.sql, c.args...)
		}
		if err := list.Find(&rows).Error; err != nil {
			return fmt.Errorf("list customers: %w", err)
		}
		rows, more = cut(rows, q.Page.limit())
		page, err = listedCustomers(tx, actor, rows)
		return err
	})
	return page, more, err
}

// customerWhere are the conditions of a query.
func (s *Service) customerWhere(ctx context.Context, actor models.Actor, q CustomerQuery) ([]condition, error) {
	var f faults
	f.short("search", q.Search, maxSearch)
	if err := f.err(); err != nil {
		return nil, err
	}
	var where []condition
	if len(q.Filter) > 0 {
		seg, err := segment.ParseAt("filter", q.Filter, models.SubjectCustomer)
		if err != nil {
			return nil, err
		}
		c, err := s.compile(ctx, actor, seg)
		if err != nil {
			return nil, err
		}
		where = append(where, c)
	}
	if q.Search == "" {
		return where, nil
	}
	c, err := s.searchCustomers(ctx, q.Search)
	return append(where, c), err
}

// listedCustomers adds tags and sums to the rows of a page.
func listedCustomers(tx *store.Tx, actor models.Actor, rows []models.Customer) ([]CustomerRow, error) {
	ids := each(rows, func(c models.Customer) int64 { return c.ID })
	tags, err := tagsOf(tx, "customer_tags", "customer_id", ids)
	if err != nil {
		return nil, err
	}
	sums, err := sumsOf(tx, actor, ids)
	page := make([]CustomerRow, len(rows))
	for i, row := range rows {
		page[i].CustomerView = CustomerView{Customer: row, Tags: tags[row.ID]}
		if found := sums[row.ID]; found != nil {
			page[i].CustomerSums = *found
		}
	}
	return page, err
}

// sumsOf adds up the orders of some customers; who has none is not in the answer.
func sumsOf(tx *store.Tx, actor models.Actor, customers []int64) (map[int64]*CustomerSums, error) {
	sums := map[int64]*CustomerSums{}
	if len(customers) == 0 {
		return sums, nil
	}
	var rows []struct {
		CustomerID, Orders, Paid, Last int64
		Currency                       models.Currency
	}
	own := ownOrders(actor)
	args := append([]any{customers, models.StatusFalse}, own.args...)
	err := tx.Raw(`SELECT customer_id, currency, COUNT(*) AS orders, CAST(SUM(paid) AS BIGINT) AS paid, MAX(id) AS last FROM orders
		WHERE customer_id IN ? AND status <> ? AND `+own.sql+` GROUP BY customer_id, currency ORDER BY customer_id, currency`, args...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("add up customers' orders: %w", err)
	}
	for _, row := range rows {
		sum := sums[row.CustomerID]
		if sum == nil {
			sum = &CustomerSums{}
			sums[row.CustomerID] = sum
		}
		sum.Orders += row.Orders
		sum.Paid = append(sum.Paid, models.Sum{Amount: row.Paid, Currency: row.Currency})
		sum.LastOrderID = max(sum.LastOrderID, row.Last)
	}
	return sums, dateLast(tx, sums)
}

// dateLast fills in when the last orders were made.
func dateLast(tx *store.Tx, sums map[int64]*CustomerSums) error {
	ids := make([]int64, 0, len(sums))
	for _, sum := range sums {
		ids = append(ids, sum.LastOrderID)
	}
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	var rows []models.Order
	if err := tx.Select("id", "customer_id", "created_at").Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return fmt.Errorf("read last orders: %w", err)
	}
	for i := range rows {
		sums[rows[i].CustomerID].LastOrderAt = &rows[i].CreatedAt
	}
	return nil
}

// CountCustomers counts a list, exactly when that takes less than exactWithin,
// else by a sample: approximate says so. The query's page does not matter.
func (s *Service) CountCustomers(ctx context.Context, actor models.Actor, q CustomerQuery) (count int64, approximate bool, err error) {
	if err := actor.Demand(models.RightCustomerRead); err != nil {
		return 0, false, err
	}
	where, err := s.customerWhere(ctx, actor, q)
	if err != nil {
		return 0, false, err
	}
	all := condition{table: "customers", sql: "TRUE"}.and(where...)
	inTime, err := s.store.BrowseWithin(ctx, exactWithin, func(tx *store.Tx) (err error) {
		count, err = countIn(tx, all)
		return err
	})
	if err != nil || inTime {
		return count, false, err
	}
	err = s.store.Browse(ctx, func(tx *store.Tx) error {
		spread, step, err := everyNth(tx, "customers")
		if err != nil {
			return err
		}
		count, err = countIn(tx, all.and(spread))
		count, approximate = count*step, step > 1
		return err
	})
	return count, approximate, err
}

func countIn(tx *store.Tx, where condition) (count int64, err error) {
	err = tx.Raw("SELECT COUNT(*) FROM "+where.table+" WHERE "+where.sql, where.args...).Scan(&count).Error
	return count, wrapped("count "+where.table, err)
}
