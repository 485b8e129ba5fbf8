package services

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

const (
	// exactWithin is how long a count may take; afterwards it is estimated.
	exactWithin = 700 * time.Millisecond
	// sampled is how many rows an estimate looks at.
	sampled = 20_000
)

// Totals are the sums of orders of one currency, in its minor units.
type Totals struct {
	Currency models.Currency
	Count    int64
	Cost     int64
	Paid     int64
	Awaited  int64 // what is left of open orders
}

// StatusCount is how many orders have one status.
type StatusCount struct {
	Status models.Status
	Count  int64
}

// OrderSummary is a whole list in numbers (ORD-10). Statuses counts as if the
// query had named none. Approximate tells that the numbers are estimates.
type OrderSummary struct {
	Count       int64
	Approximate bool
	Totals      []Totals
	Statuses    []StatusCount
}

// SummarizeOrders counts the orders of a query and adds up their money, exactly
// when that takes less than exactWithin.
func (s *Service) SummarizeOrders(ctx context.Context, actor models.Actor, q OrderQuery) (*OrderSummary, error) {
	if err := actor.Demand(models.RightOrderRead); err != nil {
		return nil, err
	}
	q.Cursor, q.Sort = "", ""
	if err := q.validate(); err != nil {
		return nil, err
	}
	wide := q
	wide.Statuses, wide.falseToo = nil, slices.Contains(q.Statuses, models.StatusFalse)
	sel, err := s.selectOrders(ctx, actor, wide)
	if err != nil {
		return nil, err
	}
	rows, approximate, err := s.tally(ctx, sel, "orders.status")
	if err != nil {
		return nil, err
	}
	sum := &OrderSummary{Approximate: approximate, Totals: []Totals{}, Statuses: []StatusCount{}}
	for _, status := range models.Statuses {
		sum.add(status, rows, len(q.Statuses) == 0 || slices.Contains(q.Statuses, status))
	}
	slices.SortFunc(sum.Totals, func(a, b Totals) int { return cmp.Compare(a.Currency, b.Currency) })
	return sum, nil
}

// add counts one status, and its money when it is among those asked for.
func (sum *OrderSummary) add(status models.Status, rows []tally, asked bool) {
	count := int64(0)
	for _, row := range rows {
		if row.Part != string(status) {
			continue
		}
		count += row.Count
		if asked {
			sum.Totals = addTotals(sum.Totals, row.Totals)
		}
	}
	if count > 0 {
		sum.Statuses = append(sum.Statuses, StatusCount{status, count})
	}
	if asked {
		sum.Count += count
	}
}

func addTotals(all []Totals, more Totals) []Totals {
	at := slices.IndexFunc(all, func(t Totals) bool { return t.Currency == more.Currency })
	if at < 0 {
		return append(all, more)
	}
	t := &all[at]
	t.Count, t.Cost, t.Paid, t.Awaited = t.Count+more.Count, t.Cost+more.Cost, t.Paid+more.Paid, t.Awaited+more.Awaited
	return all
}

// tally is the sums of the orders of one part (a status, a stage) in one currency.
type tally struct {
	Part string
	Totals
}

// tallies adds up; column is a name of this package, never an input. Its first
// argument is the statuses whose money is awaited.
func tallies(column string) string {
	return "SELECT CAST(" + column + " AS TEXT) AS part, orders.currency AS currency, COUNT(*) AS count, CAST(SUM(orders.cost) AS BIGINT) AS cost, " +
		"CAST(SUM(orders.paid) AS BIGINT) AS paid, CAST(SUM(CASE WHEN orders.status IN ? THEN " + orderLeft + " ELSE 0 END) AS BIGINT) AS awaited FROM orders WHERE "
}

// tally adds up the selection by a column, or, when that takes too long,
// estimates it from every n-th order.
func (s *Service) tally(ctx context.Context, sel *selection, column string) (rows []tally, approximate bool, err error) {
	if sel.nothing {
		return nil, false, nil
	}
	where := sel.all()
	inTime, err := s.store.BrowseWithin(ctx, exactWithin, func(tx *store.Tx) error {
		rows, err = readTallies(tx, column, where)
		return err
	})
	if err != nil || inTime {
		return rows, false, err
	}
	err = s.store.Browse(ctx, func(tx *store.Tx) error {
		rows, approximate, err = estimate(tx, column, where)
		return err
	})
	return rows, approximate, err
}

// readTallies runs one statement of tallies.
func readTallies(tx *store.Tx, column string, where condition) ([]tally, error) {
	var found []struct {
		Part, Currency             string
		Count, Cost, Paid, Awaited int64
	}
	args := append([]any{plainTexts(openStatuses)}, where.args...)
	err := tx.Raw(tallies(column)+where.sql+" GROUP BY "+column+", orders.currency", args...).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("add up orders: %w", err)
	}
	rows := make([]tally, len(found))
	for i, f := range found {
		rows[i] = tally{f.Part, Totals{models.Currency(f.Currency), f.Count, f.Cost, f.Paid, f.Awaited}}
	}
	return rows, nil
}

// estimate looks at orders evenly spread over all ids and multiplies. Of a table
// that is small enough it looks at all: that is exact.
func estimate(tx *store.Tx, column string, where condition) (rows []tally, approximate bool, err error) {
	spread, step, err := everyNth(tx, "orders")
	if err != nil {
		return nil, false, err
	}
	rows, err = readTallies(tx, column, where.and(spread))
	for i := range rows {
		t := &rows[i].Totals
		t.Count, t.Cost, t.Paid, t.Awaited = t.Count*step, t.Cost*step, t.Paid*step, t.Awaited*step
	}
	return rows, step > 1, err
}

// everyNth is the condition of some rows of a table, evenly spread over all ids,
// which follow time, and for how many rows each of them stands.
func everyNth(tx *store.Tx, table string) (c condition, step int64, err error) {
	var ids struct{ Least, Most int64 }
	err = tx.Raw("SELECT COALESCE(MIN(id), 0) AS least, COALESCE(MAX(id), 0) AS most FROM " + table).Scan(&ids).Error
	if err != nil {
		return c, 0, fmt.Errorf("measure %s: %w", table, err)
	}
	step = (ids.Most-ids.Least)/sampled + 1
	if step == 1 {
		return condition{sql: "TRUE"}, step, nil
	}
	return condition{
		sql: table + `.id IN (WITH RECURSIVE sample(id) AS (SELECT CAST(? AS BIGINT) UNION ALL
			SELECT id + ? FROM sample WHERE id + ? <= ?) SELECT id FROM sample)`,
		args: []any{ids.Least, step, step, ids.Most},
	}, step, nil
}
