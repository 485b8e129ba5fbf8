package api

import (
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// OrderCustomer is what an order's line shows of its customer.
type OrderCustomer struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
	Phone string `json:"phone"`
}

// OrderLine is an order in a list, with what people recognise it by (ORD-10).
type OrderLine struct {
	Order
	Customer      OrderCustomer `json:"customer"`
	ItemTitles    []string      `json:"item_titles"`
	Tags          []string      `json:"tags"`
	ManagerName   *string       `json:"manager_name"`
	BoardTitle    string        `json:"board_title"`
	StageTitle    string        `json:"stage_title"`
	StageColor    string        `json:"stage_color"`
	RefusalReason *string       `json:"refusal_reason"`
	OpenDecision  bool          `json:"open_decision" doc:"Its money is in Money to decide"`
	NextActionAt  *time.Time    `json:"next_action_at" doc:"When automation next does something about it"`
}

func showLine(r *services.OrderRow) OrderLine {
	return OrderLine{
		Order: showOrder(&r.Order), Customer: OrderCustomer{r.Customer.ID, r.Customer.Name, r.Customer.Email, r.Customer.Phone},
		ItemTitles: list(r.ItemTitles), Tags: list(r.Tags), ManagerName: titled(r.ManagerID, r.ManagerName), BoardTitle: r.BoardTitle,
		StageTitle: r.Stage.Title, StageColor: r.Stage.Color, RefusalReason: titled(r.RefusalReasonID, r.RefusalReason),
		OpenDecision: r.OpenDecision, NextActionAt: inUTC(r.NextAction),
	}
}

// titled is the name of something that may be absent.
func titled(id *int64, name string) *string {
	if id == nil {
		return nil
	}
	return &name
}

// OrderFilter is what lists, sums, files and boards of orders are narrowed by.
type OrderFilter struct {
	Filter      string    `query:"filter" doc:"A segment rule about orders, as JSON. Orders of status false are found only when the rule or status asks for them"`
	Status      []string  `query:"status" doc:"One or several, separated by commas"`
	CustomerID  int64     `query:"customer_id" minimum:"1"`
	ManagerID   int64     `query:"manager_id" minimum:"1"`
	CreatedFrom time.Time `query:"created_from" doc:"Inclusive"`
	CreatedTo   time.Time `query:"created_to" doc:"Exclusive"`
	Search      string    `query:"search" maxLength:"200" doc:"A number, or beginnings of words of the customer's name, e-mail and phone, all of which must be found; of a phone its end will do"`
}

func (in *OrderFilter) query() (services.OrderQuery, error) {
	q := services.OrderQuery{
		Filter: []byte(in.Filter), CustomerID: in.CustomerID, ManagerID: in.ManagerID,
		CreatedFrom: moment(in.CreatedFrom), CreatedTo: moment(in.CreatedTo), Search: in.Search,
	}
	for _, s := range in.Status {
		q.Statuses = append(q.Statuses, models.Status(s))
	}
	return q, checkFilter(in.Filter, segment.ParseFilter)
}

// moment is a parameter that may be absent.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// OrderPlace narrows to a board and a stage.
type OrderPlace struct {
	BoardID int64 `query:"board_id" minimum:"1"`
	StageID int64 `query:"stage_id" minimum:"1"`
}

// orderSearch is the input of the list (ORD-10).
type orderSearch struct {
	Cursor string `query:"cursor" maxLength:"2000" doc:"next of the page before, with the same filter and sorting"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" doc:"At most so many; 50 when absent"`
	OrderFilter
	OrderPlace
	Sort      string `query:"sort" enum:"created_at,id,number,updated_at,status_changed_at,paid_at,completed_at,cost,paid,left,status,customer,manager,stage" doc:"created_at when absent. Orders without the value come last"`
	Ascending bool   `query:"ascending" doc:"The smallest first"`
}

// OrderTotals are the sums of the orders in one currency, in its minor units.
type OrderTotals struct {
	Currency string `json:"currency"`
	Count    int64  `json:"count"`
	Cost     int64  `json:"cost"`
	Paid     int64  `json:"paid"`
	Awaited  int64  `json:"awaited" doc:"Still expected: what is left to pay of the orders among them that are neither completed, cancelled, false nor waiting for their refund"`
}

func showTotals(t *services.Totals) OrderTotals {
	return OrderTotals{string(t.Currency), t.Count, t.Cost, t.Paid, t.Awaited}
}

// StatusCount is how many orders have a status.
type StatusCount struct {
	Status string `json:"status" enum:"new,in_work,payment_waiting,part_payed,payed,cancelled,not_confirmed,pending,waiting_for_return,false"`
	Count  int64  `json:"count"`
}

// OrderSummary is a whole list in numbers.
type OrderSummary struct {
	Count       int64         `json:"count"`
	Approximate bool          `json:"approximate" doc:"The numbers are estimates: counting exactly would have taken too long"`
	Totals      []OrderTotals `json:"totals"`
	Statuses    []StatusCount `json:"statuses" doc:"As if status had not been sent"`
}

func (a *api) registerOrderList() {
	const tag, get = "Orders", http.MethodGet
	endpoint(a, operation{method: get, path: "/orders", id: "list-orders", tag: tag, summary: "List orders"}, a.listOrders)
	endpoint(a, operation{
		method: get, path: "/orders/summary", id: "summarize-orders", tag: tag, summary: "Count the orders of a list and add up their money",
		detail: "Exact, or an estimate that says so when counting would take longer than a moment.",
	}, a.summarizeOrders)
	endpoint(a, operation{
		method: get, path: "/orders/export.csv", id: "export-orders", tag: tag, summary: "The orders of a list as CSV", content: csvContent,
		detail: "All of them, by their creation. UTF-8 with a byte order mark; times in the account's zone; a text that a spreadsheet would take for a formula begins with an apostrophe.",
	}, a.exportOrders)
}

func (a *api) listOrders(ctx context.Context, in *orderSearch) (*plain[Page[OrderLine]], error) {
	q, err := in.OrderFilter.query()
	if err != nil {
		return nil, err
	}
	q.BoardID, q.StageID, q.Sort, q.Ascending, q.Cursor, q.Limit = in.BoardID, in.StageID, in.Sort, in.Ascending, in.Cursor, in.Limit
	page, err := a.service.ListOrders(ctx, actorOf(ctx), q)
	if err != nil {
		return nil, models.Under("query", err)
	}
	return &plain[Page[OrderLine]]{Page[OrderLine]{each(page.Orders, showLine), page.Next}}, nil
}

func (a *api) summarizeOrders(ctx context.Context, in *struct {
	OrderFilter
	OrderPlace
},
) (*plain[OrderSummary], error) {
	q, err := in.OrderFilter.query()
	if err != nil {
		return nil, err
	}
	q.BoardID, q.StageID = in.BoardID, in.StageID
	sum, err := a.service.SummarizeOrders(ctx, actorOf(ctx), q)
	if err != nil {
		return nil, models.Under("query", err)
	}
	return &plain[OrderSummary]{OrderSummary{
		sum.Count, sum.Approximate, each(sum.Totals, showTotals),
		each(sum.Statuses, func(c *services.StatusCount) StatusCount { return StatusCount{string(c.Status), c.Count} }),
	}}, nil
}
