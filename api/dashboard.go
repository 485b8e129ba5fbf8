package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Counted is a number of orders and the rule that selects just these in the order list.
type Counted struct {
	Count int64           `json:"count"`
	Rule  json.RawMessage `json:"rule,omitempty" doc:"A segment rule about orders: send it as filter to /orders. Absent when the count is 0"`
}

func showCounted(c services.Counted) Counted { return Counted{c.Count, c.Rule} }

func showSum(s *models.Sum) Sum { return Sum{string(s.Currency), s.Amount} }

// AverageBill is what the orders counted cost on average.
type AverageBill struct {
	Sum
	Orders Counted `json:"orders"`
}

func showAverage(a *services.Average) AverageBill {
	return AverageBill{showSum(&a.Sum), showCounted(a.Orders)}
}

// Figures are the key figures of some orders (REP-1). Orders of status false are in none of them.
type Figures struct {
	Created       Counted       `json:"created" doc:"Created in the period"`
	Paid          Counted       `json:"paid" doc:"Paid in full in the period: cost something and are not cancelled now"`
	Cancelled     Counted       `json:"cancelled" doc:"Cancelled in the period and still cancelled"`
	Priced        Counted       `json:"priced" doc:"Those created that cost something: what conversion is a share of"`
	Converted     Counted       `json:"converted" doc:"Those of priced that are paid in full by now, whenever that was, and not cancelled"`
	Revenue       []Sum         `json:"revenue" doc:"Accepted payments of the period, less what went on to the deposit; voided, moved and refunded ones do not count"`
	RevenueOrders Counted       `json:"revenue_orders" doc:"The orders with accepted payments in the period"`
	AverageBill   []AverageBill `json:"average_bill" doc:"What the paid orders cost, divided by their number"`
}

func showFigures(f *services.Figures) Figures {
	return Figures{
		showCounted(f.Created), showCounted(f.Paid), showCounted(f.Cancelled), showCounted(f.Priced), showCounted(f.Converted),
		each(f.Revenue, showSum), showCounted(f.RevenueOrders), each(f.AverageBill, showAverage),
	}
}

// DashboardRow is the figures of one day, week, month, offer, manager or source.
type DashboardRow struct {
	Key   string `json:"key" doc:"Its first day, its id, or the source; empty for orders without manager or source"`
	Title string `json:"title" doc:"Of an offer or manager; else as the key"`
	From  string `json:"from,omitempty" doc:"First day of a day, week or month"`
	To    string `json:"to,omitempty" doc:"Last day of it, inside"`
	Figures
}

func showRow(r *services.DashboardRow) DashboardRow {
	return DashboardRow{r.Key, r.Title, r.Days.From, r.Days.To, showFigures(&r.Figures)}
}

// Dashboard is a school's figures in a period and in the one before it.
type Dashboard struct {
	From     string         `json:"from"`
	To       string         `json:"to" doc:"The last day, inside"`
	TimeZone string         `json:"time_zone" doc:"The account's: days begin and end in it"`
	Total    Figures        `json:"total"`
	Before   Period         `json:"before" doc:"As many days, just before"`
	Previous Figures        `json:"previous"`
	Rows     []DashboardRow `json:"rows" doc:"By time: each stretch, empty or not. Else the busiest hundred; an order with several offers is in the row of each"`
	More     bool           `json:"more" doc:"There are further rows"`
}

// Period is whole days, both inside.
type Period struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Days is the input of a period.
type Days struct {
	From string `query:"from" maxLength:"10" doc:"First day, 2026-11-01; 30 days up to the last one when absent"`
	To   string `query:"to" maxLength:"10" doc:"Last day, inside; today when absent. At most ten years"`
}

func (in Days) asked() services.Days { return services.Days{From: in.From, To: in.To} }

// Narrowing is the input that narrows every figure.
type Narrowing struct {
	Filter string `query:"filter" doc:"A segment rule about orders, as JSON; one that asks for status false is refused"`
}

func (in Narrowing) check() error {
	return checkFilter(in.Filter, func(rule []byte) (*segment.Segment, error) { return segment.Parse(rule, models.SubjectOrder) })
}

func (a *api) registerDashboard() {
	const tag, get = "Dashboard", http.MethodGet
	endpoint(a, operation{
		method: get, path: "/dashboard", id: "get-dashboard", tag: tag, summary: "The key figures of a period",
		detail: "Of the orders that the person sees. Each number comes with the rule of the orders behind it.",
	}, a.getDashboard)
	endpoint(a, operation{method: get, path: "/dashboard/unpaid", id: "get-unpaid-ages", tag: tag, summary: "How old the unpaid orders are now"}, a.getUnpaid)
	endpoint(a, operation{method: get, path: "/dashboard/refusals", id: "get-refusals", tag: tag, summary: "Why orders were cancelled in a period"}, a.getRefusals)
	endpoint(a, operation{
		method: get, path: "/dashboard/stages", id: "get-stage-conversion", tag: tag, summary: "How far the orders of a period have come over a board's stages",
	}, a.getStages)
}

func (a *api) getDashboard(ctx context.Context, in *struct {
	Days
	Narrowing
	By string `query:"by" enum:"day,week,month,offer,manager,source" doc:"What the rows are; none when absent. At most 370 stretches of time"`
},
) (*plain[Dashboard], error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	d, err := a.service.Dashboard(ctx, actorOf(ctx), services.DashboardQuery{Days: in.asked(), By: in.By, Filter: []byte(in.Filter)})
	if err != nil {
		return nil, models.Under("query", err)
	}
	zone, err := a.service.Zone(ctx)
	if err != nil {
		return nil, err
	}
	return &plain[Dashboard]{Dashboard{
		d.Days.From, d.Days.To, zone.String(), showFigures(&d.Total), Period(d.Before), showFigures(&d.Previous), each(d.Rows, showRow), d.More,
	}}, nil
}

// UnpaidAge is the unpaid orders of one age.
type UnpaidAge struct {
	FromDays int     `json:"from_days" doc:"Placed at least so many days ago"`
	ToDays   *int    `json:"to_days" doc:"And fewer than so many; null for the oldest"`
	Orders   Counted `json:"orders"`
	Left     []Sum   `json:"left" doc:"Still to pay"`
}

func showAge(u *services.UnpaidAge) UnpaidAge {
	shown := UnpaidAge{FromDays: u.FromDays, Orders: showCounted(u.Orders), Left: each(u.Left, showSum)}
	if u.ToDays != 0 {
		shown.ToDays = &u.ToDays
	}
	return shown
}

func (a *api) getUnpaid(ctx context.Context, in *struct{ Narrowing }) (*plain[Page[UnpaidAge]], error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	rows, err := a.service.UnpaidAges(ctx, actorOf(ctx), []byte(in.Filter))
	if err != nil {
		return nil, models.Under("query", err)
	}
	return listed(rows, showAge), nil
}

// Refusals is the orders that were cancelled for one reason.
type Refusals struct {
	ReasonID *int64  `json:"reason_id" doc:"null for those without a reason"`
	Name     string  `json:"name"`
	Orders   Counted `json:"orders"`
}

func showRefusals(r *services.Refusals) Refusals {
	return Refusals{r.ID, r.Name, showCounted(r.Orders)}
}

func (a *api) getRefusals(ctx context.Context, in *struct {
	Days
	Narrowing
},
) (*plain[Page[Refusals]], error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	rows, err := a.service.RefusalsByReason(ctx, actorOf(ctx), in.asked(), []byte(in.Filter))
	if err != nil {
		return nil, models.Under("query", err)
	}
	return listed(rows, showRefusals), nil
}

// StageFigures is how far orders have come on a board.
type StageFigures struct {
	StageID   int64   `json:"stage_id"`
	Title     string  `json:"title"`
	Color     string  `json:"color"`
	Standing  Counted `json:"standing" doc:"Created in the period and standing here now"`
	Reached   Counted `json:"reached" doc:"Those here or on a later stage"`
	Converted Counted `json:"converted" doc:"Those of reached that are paid in full"`
}

// StageConversion is a board with what became of a period's orders on it.
type StageConversion struct {
	BoardID int64          `json:"board_id"`
	Title   string         `json:"title"`
	Stages  []StageFigures `json:"stages"`
}

func showStageFigures(f *services.StageFigures) StageFigures {
	return StageFigures{f.ID, f.Title, f.Color, showCounted(f.Standing), showCounted(f.Reached), showCounted(f.Converted)}
}

func (a *api) getStages(ctx context.Context, in *struct {
	Days
	Narrowing
	BoardID int64 `query:"board_id" minimum:"1" doc:"The default board when absent"`
},
) (*plain[StageConversion], error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	board, stages, err := a.service.StageConversion(ctx, actorOf(ctx), in.BoardID, in.asked(), []byte(in.Filter))
	if err != nil {
		return nil, models.Under("query", err)
	}
	return &plain[StageConversion]{StageConversion{board.ID, board.Title, each(stages, showStageFigures)}}, nil
}
