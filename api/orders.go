package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Order is who buys what, when, on which terms, with its money (ORD-1). Sums are
// minor units of Currency.
type Order struct {
	ID              int64      `json:"id"`
	Number          int64      `json:"number"`
	ForeignNumber   *string    `json:"foreign_number"`
	CustomerID      int64      `json:"customer_id"`
	Currency        string     `json:"currency"`
	ListCost        int64      `json:"list_cost" doc:"Before discounts"`
	Cost            int64      `json:"cost"`
	Discount        int64      `json:"discount"`
	Paid            int64      `json:"paid"`
	Left            int64      `json:"left" doc:"Cost less paid"`
	Awaited         int64      `json:"awaited" doc:"What of left is still expected: 0 of an order that is completed, cancelled, false or waits for its refund"`
	PaidInFull      bool       `json:"paid_in_full"`
	Status          string     `json:"status"`
	BoardID         int64      `json:"board_id"`
	StageID         int64      `json:"stage_id"`
	ManagerID       *int64     `json:"manager_id"`
	CreatedVia      string     `json:"created_via"`
	CreatedBy       Author     `json:"created_by"`
	Source          string     `json:"source"`
	RefusalReasonID *int64     `json:"refusal_reason_id"`
	CancelComment   string     `json:"cancel_comment"`
	CancelledBy     string     `json:"cancelled_by" doc:"person, automation or empty"`
	PartAsked       int64      `json:"part_asked" doc:"What the payment link asks for instead of all; 0: all"`
	PaymentDeadline *time.Time `json:"payment_deadline"`
	DeadlineAction  string     `json:"deadline_action"`
	Version         int64      `json:"version"`
	CreatedAt       time.Time  `json:"created_at"`
	UpdatedAt       time.Time  `json:"updated_at"`
	StatusChangedAt time.Time  `json:"status_changed_at"`
	PaidAt          *time.Time `json:"paid_at"`
	CompletedAt     *time.Time `json:"completed_at"`
}

func showOrder(o *models.Order) Order {
	return Order{
		ID: o.ID, Number: o.Number, ForeignNumber: o.ForeignNumber, CustomerID: o.CustomerID, Currency: string(o.Currency),
		ListCost: o.ListCost, Cost: o.Cost, Discount: o.Discount(), Paid: o.Paid, Left: o.Left(), Awaited: o.Awaited(), PaidInFull: o.PaidInFull,
		Status: string(o.Status), BoardID: o.BoardID, StageID: o.StageID, ManagerID: o.ManagerID, CreatedVia: o.CreatedVia,
		CreatedBy: Author{string(o.CreatedByKind), o.CreatedByID, o.CreatedByEnrollmentID}, Source: o.Source, RefusalReasonID: o.RefusalReasonID,
		CancelComment: o.CancelComment, CancelledBy: o.CancelledBy, PartAsked: o.PartAsked, PaymentDeadline: inUTC(o.PaymentDeadline),
		DeadlineAction: o.DeadlineAction, Version: o.Version, CreatedAt: o.CreatedAt.UTC(), UpdatedAt: o.UpdatedAt.UTC(),
		StatusChangedAt: o.StatusChangedAt.UTC(), PaidAt: inUTC(o.PaidAt), CompletedAt: inUTC(o.CompletedAt),
	}
}

// OrderItem is a line of an order with the offer's terms as they were (ORD-4).
type OrderItem struct {
	ID           int64  `json:"id"`
	OfferID      int64  `json:"offer_id"`
	Title        string `json:"title"`
	Quantity     int64  `json:"quantity"`
	Price        int64  `json:"price" doc:"Per unit"`
	ListPrice    int64  `json:"list_price"`
	AutoComplete bool   `json:"auto_complete"`
}

func showItem(i **models.OrderItem) OrderItem {
	item := *i
	return OrderItem{
		ID: item.ID, OfferID: item.OfferID, Title: item.Title, Quantity: item.Quantity, Price: item.Price,
		ListPrice: item.ListPrice, AutoComplete: item.AutoComplete,
	}
}

// OrderEnrollment is a process that goes on, or went, about the order, and the
// Temporal workflow that drives it.
type OrderEnrollment struct {
	ID           int64      `json:"id"`
	ProcessID    int64      `json:"process_id"`
	ProcessTitle string     `json:"process_title"`
	State        string     `json:"state" enum:"active,failed,ended,stopped"`
	Block        string     `json:"block" doc:"Where it stands, or stood in the end"`
	Due          *time.Time `json:"due" doc:"When the block is due; null unless the enrollment is active"`
	Outcome      string     `json:"outcome"`
	WorkflowID   string     `json:"workflow_id"`
}

func showOrderEnrollment(e *services.OrderEnrollment) OrderEnrollment {
	return OrderEnrollment{e.ID, e.ProcessID, e.ProcessTitle, e.State, e.Block, dueOf(e.State, e.Due), e.Outcome, e.WorkflowID}
}

// OrderCard is everything about one order. History is its newest 100 entries.
type OrderCard struct {
	OrderLine
	PaymentLink string            `json:"payment_link" doc:"Empty of a false order: its page is gone"`
	LinkState   string            `json:"payment_link_state" enum:"open,part_asked,paid,deadline_passed,cancelled,returning,none" doc:"What the page shows. open: it asks for all that is left; part_asked: for part_asked of it; none: there is no page"`
	SalesPage   *OrderSalesPage   `json:"sales_page,omitempty" doc:"Whose form led to the order"`
	Items       []OrderItem       `json:"items"`
	Payments    []OrderPayment    `json:"payments" doc:"Those that have left the order, too"`
	Purchases   []Purchase        `json:"purchases"`
	Decisions   []Decision        `json:"decisions" doc:"Open questions about its money"`
	Enrollments []OrderEnrollment `json:"enrollments"`
	Letters     []Letter          `json:"letters"`
	History     []HistoryEntry    `json:"history"`
	Statuses    []StatusOption    `json:"status_options" doc:"Every other status: whether you may give it to the order now, and why not"`
	May         OrderMay          `json:"may" doc:"What else you may do with the order now, and why not"`
}

// StatusOption is a status that the order could get (ST-12).
type StatusOption struct {
	To string `json:"to" enum:"new,in_work,payment_waiting,part_payed,payed,cancelled,not_confirmed,pending,waiting_for_return,false"`
	Permission
	Reason bool `json:"reason" doc:"A refusal reason may be given"`
}

func showStatusOption(ctx context.Context) func(*services.StatusOption) StatusOption {
	return func(o *services.StatusOption) StatusOption {
		return StatusOption{
			To: string(o.To), Permission: showPermission(ctx, o.Permission), Reason: o.To == models.StatusCancelled || o.To == models.StatusFalse,
		}
	}
}

func (a *api) showCard(ctx context.Context, d *services.OrderDetails) OrderCard {
	return OrderCard{
		OrderLine: showLine(&d.OrderRow), PaymentLink: d.PaymentLink, LinkState: d.LinkState, SalesPage: showOrderForm(d.SalesPage),
		Items: each(d.Items, showItem), Payments: each(d.Payments, showOrderPayment(ctx)),
		Statuses: each(d.Statuses, showStatusOption(ctx)), May: showOrderMay(ctx, d.May),
		Purchases: each(d.Purchases, a.showPurchase), Decisions: each(d.Decisions, showDecision),
		Enrollments: each(d.Enrollments, showOrderEnrollment), Letters: each(d.Letters, showLetter(ctx)), History: each(d.History, showHistory),
	}
}

func (a *api) registerOrders() {
	const tag = "Orders"
	repeatable(a, operation{
		method: http.MethodPost, path: "/orders", id: "place-order", tag: tag, summary: "Place an order", also: http.StatusOK,
		detail: "An open order for the same offer, or a product that the customer owns, answers duplicate_order or product_owned, naming the order if you may see it, unless duplicate says what to do: \"create\" makes one all the same. " +
			"Quantity over 1, own price, deposit and own time of creation need the right order.create_terms.",
		status: http.StatusCreated,
	}, a.placeOrder, a.placedAgain)
	endpoint(a, operation{
		method: http.MethodGet, path: "/orders/{id}", id: "get-order", tag: tag, summary: "Read an order with everything about it",
		detail: "enrollments names within a second the processes that the order's creation started, and their Temporal workflows.",
	}, a.getOrder)
	endpoint(a, operation{
		method: http.MethodDelete, path: "/orders/{id}", id: "delete-order", tag: tag, summary: "Make an order false",
		detail: "Orders are never deleted: the status becomes false.",
	}, a.deleteOrder)
	endpoint(a, operation{method: http.MethodGet, path: "/orders/{id}/history", id: "list-order-history", tag: tag, summary: "The history, oldest first unless newest is given"}, a.orderHistory)
	a.registerOrderEdits()
	a.registerAutomation()
	a.registerOrderList()
}

// checkFilter reads a rule that stands in the query, so that its faults name the place.
func checkFilter[T any](text string, parse func([]byte) (T, error)) error {
	if text == "" {
		return nil
	}
	const path = "query.filter"
	_, err := parseJSON([]byte(text))
	var broken *models.Error
	switch {
	case errors.Is(err, errDeep):
		return models.NewFieldError(path, models.CodeSegmentTooDeep, "max", segment.MaxDepth)
	case errors.As(err, &broken):
		return models.NewFieldError(path, broken.Code, "reason", broken.Params["reason"])
	}
	_, err = parse([]byte(text))
	return models.Under(path, err)
}

func (a *api) getOrder(ctx context.Context, in *ByID) (*one[OrderCard], error) {
	d, err := a.service.OrderDetails(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return versioned(a.showCard(ctx, d), d.Version), nil
}

func (a *api) deleteOrder(ctx context.Context, in *struct {
	ByID
	Wish
},
) (*one[Order], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return changed(a.service.DeleteOrder(ctx, actorOf(ctx), in.ID, version))
}

// changed answers with an order as a use case left it.
func changed(o *models.Order, err error) (*one[Order], error) {
	if err != nil {
		return nil, err
	}
	return versioned(showOrder(o), o.Version), nil
}

func (a *api) orderHistory(ctx context.Context, in *struct {
	ByID
	Paging
	Newest bool `query:"newest" doc:"The newest first"`
},
) (*plain[Page[HistoryEntry]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, more, err := a.service.OrderHistory(ctx, actorOf(ctx), in.ID, services.HistoryPage{
		Page: services.Page{After: after, Limit: in.limit()}, Newest: in.Newest,
	})
	if err != nil {
		return nil, err
	}
	return paged(rows, more, showHistory, func(h *models.OrderHistory) int64 { return h.ID }), nil
}
