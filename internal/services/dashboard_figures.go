package services

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// breakdown is what figures are told apart by: the spans, or the rows of one span.
type breakdown struct {
	by    string
	spans []span
}

func (b breakdown) byTime() bool { return b.by == ByDay || b.by == ByWeek || b.by == ByMonth }

// key is the SQL of a row's key and what has to be joined for it.
func (b breakdown) key() (key, join string) {
	switch b.by {
	case ByOffer:
		return "CAST(i.offer_id AS TEXT)", " JOIN order_items i ON i.order_id = orders.id"
	case ByManager:
		return "COALESCE(CAST(orders.manager_id AS TEXT), '')", ""
	case BySource:
		return "orders.source", ""
	default:
		return "CAST(spans.n AS TEXT)", ""
	}
}

// from is the tables of a figure whose orders lie in the spans by this moment.
// The outer bounds let an index be walked once.
func (b breakdown) from(tables, moment string) (sql string, args []any) {
	_, join := b.key()
	first, last := b.spans[0], b.spans[len(b.spans)-1]
	return " FROM " + tables + " JOIN spans ON " + moment + " >= spans.f AND " + moment + " < spans.t" + join +
		" WHERE " + moment + " >= ? AND " + moment + " < ? AND ", []any{first.from, last.to}
}

// with is the spans as a table. PostgreSQL wants to be told what parameters are.
func (b breakdown) with(tx *store.Tx) (sql string, args []any) {
	row := "(?, ?, ?)"
	if tx.Postgres() {
		row = "(CAST(? AS BIGINT), CAST(? AS TIMESTAMPTZ), CAST(? AS TIMESTAMPTZ))"
	}
	for i, s := range b.spans {
		args = append(args, i, s.from, s.to)
	}
	return "spans(n, f, t) AS (VALUES " + strings.Repeat(row+", ", len(b.spans)-1) + row + ")", args
}

// orders counts the orders for which the condition holds, each once.
func (b breakdown) orders(condition string) string {
	if b.by == ByOffer {
		return "COUNT(DISTINCT CASE WHEN " + condition + " THEN orders.id END)"
	}
	return "COUNT(CASE WHEN " + condition + " THEN 1 END)"
}

// cost adds up what the orders cost; of one offer, its own items.
func (b breakdown) cost() string {
	if b.by == ByOffer {
		return "CAST(SUM(i.price * i.quantity) AS BIGINT)"
	}
	return "CAST(SUM(orders.cost) AS BIGINT)"
}

// share is a part of an order's money: all of it, or in proportion to the cost of
// the offer's items, in millionths so that nothing overflows.
func (b breakdown) share(amount string) string {
	if b.by == ByOffer {
		return amount + " * (i.price * i.quantity * 1000000 / CASE WHEN orders.cost > 0 THEN orders.cost ELSE 1 END) / 1000000"
	}
	return amount
}

// isConverted is that an order which costs something is paid and was not cancelled afterwards.
const isConverted = "orders.cost > 0 AND orders.paid_in_full AND orders.status <> 'cancelled'"

// isSold is isConverted of an order that has a moment of full payment: without
// the flag, which the index by that moment lacks.
const isSold = "orders.cost > 0 AND orders.status <> 'cancelled'"

// measured is one line of an answer of the statements below.
type measured struct {
	Part, Currency                     string
	Created, Priced, Converted, Amount int64
}

// ask runs a statement over the spans: columns beside the key, the moment by which
// an order counts, further conditions, and whether currencies are told apart.
func (r *report) ask(tx *store.Tx, b breakdown, columns, moment, also string, currencies bool) ([]measured, error) {
	with, args := b.with(tx)
	from, bounds := b.from("orders", moment)
	key, _ := b.key()
	group := key
	if currencies {
		columns, group = "orders.currency AS currency, "+columns, key+", orders.currency"
	}
	args = append(append(args, bounds...), r.where.args...)
	return readMeasured(tx, "WITH "+with+" SELECT "+key+" AS part, "+columns+from+"("+also+") AND "+r.where.sql+" GROUP BY "+group, args)
}

func readMeasured(tx *store.Tx, sql string, args []any) (rows []measured, err error) {
	if err := tx.Raw(sql, args...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("compute figures: %w", err)
	}
	return rows, nil
}

// earned is the revenue of each row and the orders that it came from. Orders are
// looked at only where something of them is asked for: there are three times as
// many of them as payments in a period, and payments have an index for this alone.
func (r *report) earned(tx *store.Tx, b breakdown) ([]measured, error) {
	with, args := b.with(tx)
	tables, where := "payments p LEFT JOIN over ON over.order_id = p.order_id", condition{sql: notOfFalse}
	if r.narrowed || b.by != "" && !b.byTime() {
		tables, where = tables+" JOIN orders ON orders.id = p.order_id", r.where
	}
	from, bounds := b.from(tables, "p.paid_at")
	key, _ := b.key()
	args = append(append(args, bounds...), where.args...)
	return readMeasured(tx, "WITH "+with+", "+overpaid+` SELECT part, currency, COUNT(*) AS created, CAST(SUM(amount) AS BIGINT) AS amount FROM (
		SELECT `+key+" AS part, p.currency AS currency, p.order_id, SUM("+b.share(worth)+") AS amount"+from+
		"p.state = 'accepted' AND "+where.sql+" GROUP BY "+key+", p.currency, p.order_id) each_order GROUP BY part, currency", args)
}

// notOfFalse leaves out the payments of orders of status false (ST-6).
const notOfFalse = "p.order_id NOT IN (SELECT id FROM orders WHERE status = 'false')"

// overpaid are the orders whose accepted payments are more than they count as
// paid: the rest went to the deposit (PAY-6).
const overpaid = `over AS (SELECT e.order_id, o.paid FROM deposit_entries e JOIN orders o ON o.id = e.order_id
	WHERE e.kind = '` + models.DepositOverpayment + `' GROUP BY e.order_id, o.paid HAVING SUM(e.amount) > 0)`

// paidBefore is what an overpaid order's earlier payments come to.
const paidBefore = `(SELECT CAST(COALESCE(SUM(b.amount), 0) AS BIGINT) FROM payments b
	WHERE b.order_id = p.order_id AND b.state = 'accepted' AND (b.paid_at < p.paid_at OR (b.paid_at = p.paid_at AND b.id < p.id)))`

// worth is what of a payment counts towards its order: the earlier money first,
// until the order has all that it counts as paid.
const worth = "CASE WHEN over.order_id IS NULL OR over.paid - " + paidBefore + " >= p.amount THEN p.amount WHEN over.paid > " + paidBefore +
	" THEN over.paid - " + paidBefore + " ELSE 0 END"

// figures computes the figures of each row.
func (r *report) figures(tx *store.Tx, b breakdown) ([]DashboardRow, error) {
	rows := map[string]*DashboardRow{}
	for _, part := range []struct {
		ask func() ([]measured, error)
		put func(*DashboardRow, measured)
	}{
		{func() ([]measured, error) {
			columns := b.orders("TRUE") + " AS created, " + b.orders("orders.cost > 0") + " AS priced, " + b.orders(isConverted) + " AS converted"
			return r.ask(tx, b, columns, "orders.created_at", "TRUE", false)
		}, (*DashboardRow).putCreated},
		{func() ([]measured, error) {
			return r.ask(tx, b, b.orders("TRUE")+" AS created, "+b.cost()+" AS amount", "orders.paid_at", isSold, true)
		}, (*DashboardRow).putPaid},
		{func() ([]measured, error) {
			return r.ask(tx, b, b.orders("TRUE")+" AS created", "orders.status_changed_at", "orders.status = 'cancelled'", false)
		}, (*DashboardRow).putCancelled},
		{func() ([]measured, error) { return r.earned(tx, b) }, (*DashboardRow).putRevenue},
	} {
		found, err := part.ask()
		if err != nil {
			return nil, err
		}
		for _, m := range found {
			if rows[m.Part] == nil {
				rows[m.Part] = &DashboardRow{Key: m.Part}
			}
			part.put(rows[m.Part], m)
		}
	}
	return r.arranged(rows, b), nil
}

func (d *DashboardRow) putCreated(m measured) {
	d.Created.Count, d.Priced.Count, d.Converted.Count = m.Created, m.Priced, m.Converted
}

func (d *DashboardRow) putPaid(m measured) {
	d.Paid.Count += m.Created
	d.AverageBill = append(d.AverageBill, Average{models.Sum{Amount: m.Amount / m.Created, Currency: models.Currency(m.Currency)}, Counted{Count: m.Created}})
}

func (d *DashboardRow) putCancelled(m measured) { d.Cancelled.Count = m.Created }

func (d *DashboardRow) putRevenue(m measured) {
	d.RevenueOrders.Count += m.Created
	d.Revenue = append(d.Revenue, models.Sum{Amount: m.Amount, Currency: models.Currency(m.Currency)})
}

// arranged gives the rows their rules: one for each span, empty or not, or those
// of things, by their keys.
func (r *report) arranged(rows map[string]*DashboardRow, b breakdown) []DashboardRow {
	all := []DashboardRow{}
	if b.by == "" || b.byTime() {
		for i, in := range b.spans {
			row := rows[strconv.Itoa(i)]
			if row == nil {
				row = new(DashboardRow)
			}
			row.Key, row.Days = in.days.From, in.days
			r.explain(row, in, nil)
			all = append(all, *row.sorted())
		}
		return all
	}
	whole := span{from: b.spans[0].from, to: b.spans[len(b.spans)-1].to}
	for key, row := range rows {
		r.explain(row, whole, inRow(b.by, key))
		all = append(all, *row.sorted())
	}
	slices.SortFunc(all, func(a, b DashboardRow) int { return cmp.Compare(a.Key, b.Key) })
	return all
}

func (d *DashboardRow) sorted() *DashboardRow {
	slices.SortFunc(d.Revenue, func(a, b models.Sum) int { return cmp.Compare(a.Currency, b.Currency) })
	slices.SortFunc(d.AverageBill, func(a, b Average) int { return cmp.Compare(a.Currency, b.Currency) })
	return d
}
