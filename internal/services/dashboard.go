package services

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// By what a dashboard's figures can be broken down (REP-1).
const (
	ByDay     = "day"
	ByWeek    = "week"
	ByMonth   = "month"
	ByOffer   = "offer"
	ByManager = "manager"
	BySource  = "source"
)

// Breakdowns are all of them.
var Breakdowns = []string{ByDay, ByWeek, ByMonth, ByOffer, ByManager, BySource}

// maxRows is how many offers, managers or sources a dashboard tells apart.
const maxRows = 100

// DashboardQuery asks for the figures of a period.
type DashboardQuery struct {
	Days
	By     string // one of Breakdowns; "" for the whole alone
	Filter []byte // a rule about orders that narrows everything
}

// Counted is a number of orders and the rule that selects just these; nil for none.
type Counted struct {
	Count int64
	Rule  json.RawMessage
}

// Average is the average cost of the orders counted.
type Average struct {
	models.Sum
	Orders Counted
}

// Figures are the key figures of some orders; docs/rules.md, REP-1, defines each.
type Figures struct {
	Created   Counted
	Paid      Counted
	Cancelled Counted
	// Priced are those of Created that cost something, Converted those of Priced that are paid.
	Priced, Converted Counted
	Revenue           []models.Sum
	RevenueOrders     Counted
	AverageBill       []Average
}

// DashboardRow is the figures of one day, offer, manager or source. Key is its
// id, or the source; "" for orders without.
type DashboardRow struct {
	Key   string
	Title string
	Days  Days // of a day, week or month
	Figures
}

// Dashboard is a school's figures in a period and in the one before.
type Dashboard struct {
	Days     Days
	Total    Figures
	Before   Days // as many days, just before
	Previous Figures
	Rows     []DashboardRow
	More     bool // there are further rows
}

// Dashboard computes the figures of the orders that the actor sees (REP-1, ROLE-2).
func (s *Service) Dashboard(asked context.Context, actor models.Actor, q DashboardQuery) (*Dashboard, error) {
	r, err := s.reported(asked, actor, &q.Days, q.Filter)
	if err != nil {
		return nil, err
	}
	spans, err := r.spansBy(q)
	if err != nil {
		return nil, err
	}
	d := &Dashboard{Days: q.Days, Before: q.before(), Rows: []DashboardRow{}}
	group, ctx := errgroup.WithContext(asked)
	compute := func(b breakdown, put func([]DashboardRow)) {
		group.Go(func() error {
			return s.store.Browse(ctx, func(tx *store.Tx) error {
				rows, err := r.figures(tx, b)
				if err == nil {
					put(rows)
				}
				return err
			})
		})
	}
	compute(breakdown{spans: []span{r.span(d.Days)}}, func(rows []DashboardRow) { d.Total = rows[0].Figures })
	compute(breakdown{spans: []span{r.span(d.Before)}}, func(rows []DashboardRow) { d.Previous = rows[0].Figures })
	if q.By != "" {
		compute(breakdown{by: q.By, spans: spans}, func(rows []DashboardRow) { d.Rows = rows })
	}
	if err := group.Wait(); err != nil || q.By == "" {
		return d, err
	}
	return d, s.nameRows(asked, d, q.By)
}

// nameRows puts the rows of things in order, the busiest first, and names them.
func (s *Service) nameRows(ctx context.Context, d *Dashboard, by string) error {
	if by == ByDay || by == ByWeek || by == ByMonth {
		return nil
	}
	slices.SortStableFunc(d.Rows, func(a, b DashboardRow) int {
		return cmp.Or(cmp.Compare(b.Created.Count, a.Created.Count), cmp.Compare(b.Paid.Count, a.Paid.Count), cmp.Compare(a.Key, b.Key))
	})
	d.Rows, d.More = cut(d.Rows, maxRows)
	names, err := s.namesOf(ctx, by, d.Rows)
	for i := range d.Rows {
		d.Rows[i].Title = names[d.Rows[i].Key]
	}
	return err
}

// namesOf are the titles behind the keys of rows.
func (s *Service) namesOf(ctx context.Context, by string, rows []DashboardRow) (map[string]string, error) {
	names := map[string]string{}
	sql := map[string]string{ByOffer: "SELECT id, title FROM offers WHERE id IN ?", ByManager: "SELECT id, name AS title FROM staff WHERE id IN ?"}[by]
	var ids []int64
	for _, row := range rows {
		names[row.Key] = row.Key
		if id, err := strconv.ParseInt(row.Key, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	if sql == "" || len(ids) == 0 {
		return names, nil
	}
	var found []struct {
		ID    int64
		Title string
	}
	err := s.store.Browse(ctx, func(tx *store.Tx) error { return tx.Raw(sql, ids).Scan(&found).Error })
	for _, f := range found {
		names[strconv.FormatInt(f.ID, 10)] = f.Title
	}
	return names, wrapped("name rows", err)
}
