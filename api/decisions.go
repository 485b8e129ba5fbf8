package api

import (
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Decision is one entry of Money to decide (ST-8, ST-9, PAY-3).
type Decision struct {
	ID             int64      `json:"id"`
	Reason         string     `json:"reason"`
	OrderID        *int64     `json:"order_id"`
	CustomerID     *int64     `json:"customer_id"`
	PaymentID      *int64     `json:"payment_id"`
	NotificationID *int64     `json:"notification_id"`
	Amount         int64      `json:"amount"`
	Currency       string     `json:"currency"`
	State          string     `json:"state" enum:"open,closed"`
	Allowed        []string   `json:"allowed" doc:"The resolutions that it may get"`
	Resolution     string     `json:"resolution"`
	ClosedBy       *int64     `json:"closed_by"`
	ClosedAt       *time.Time `json:"closed_at"`
	CreatedAt      time.Time  `json:"created_at"`
}

func showDecision(d *models.MoneyDecision) Decision {
	shown := Decision{
		ID: d.ID, Reason: d.Reason, OrderID: d.OrderID, CustomerID: d.CustomerID, PaymentID: d.PaymentID, NotificationID: d.NotificationID,
		Amount: d.Amount, Currency: string(d.Currency), State: d.State, Allowed: []string{}, Resolution: d.Resolution,
		ClosedBy: d.ClosedBy, ClosedAt: inUTC(d.ClosedAt), CreatedAt: d.CreatedAt.UTC(),
	}
	if d.State == models.DecisionOpen {
		shown.Allowed = list(services.Resolutions(d.Reason))
	}
	return shown
}

// DecisionLine is an entry of the list, with what people recognise it by.
type DecisionLine struct {
	Decision
	OrderNumber  *int64         `json:"order_number"`
	OrderStatus  string         `json:"order_status" doc:"Of the order now; empty without one"`
	CancelledBy  string         `json:"cancelled_by" enum:",person,automation" doc:"Who cancelled the order"`
	Customer     *OrderCustomer `json:"customer"`
	Kind         string         `json:"kind" doc:"Of the payment: gateway, manual or deposit; empty without one"`
	Gateway      string         `json:"gateway" doc:"That the payment or notification came through"`
	ClosedByName *string        `json:"closed_by_name" doc:"null when nobody decided: the order's policy or the gateway did"`
}

func showDecisionLine(r *services.DecisionRow) DecisionLine {
	line := DecisionLine{
		Decision: showDecision(&r.MoneyDecision), OrderStatus: string(r.OrderStatus), CancelledBy: r.CancelledBy, Kind: r.Kind, Gateway: r.Gateway,
		ClosedByName: titled(r.ClosedBy, r.CloserName),
	}
	if r.OrderID != nil {
		line.OrderNumber = &r.OrderNumber
	}
	if r.CustomerID != nil {
		line.Customer = &OrderCustomer{*r.CustomerID, r.CustomerName, r.CustomerEmail, r.CustomerPhone}
	}
	return line
}

// DecisionCount is how much is to be decided.
type DecisionCount struct {
	Open int64 `json:"open"`
}

// Resolving is a person's answer.
type Resolving struct {
	Resolution string `json:"resolution" maxLength:"40" doc:"One of the entry's allowed"`
	Comment    string `json:"comment,omitempty" maxLength:"4000"`
}

func (a *api) registerDecisions() {
	const tag = "Money to decide"
	endpoint(a, operation{method: http.MethodGet, path: "/decisions", id: "list-decisions", tag: tag, summary: "Questions about money, oldest first"}, a.listDecisions)
	endpoint(a, operation{method: http.MethodGet, path: "/decisions/count", id: "count-decisions", tag: tag, summary: "How many questions about money are open"}, a.countDecisions)
	repeatable(a, operation{method: http.MethodPost, path: "/decisions/{id}/resolve", id: "resolve-decision", tag: tag, summary: "Decide"}, a.resolveDecision, byReading(a.getDecision))
}

func (a *api) listDecisions(ctx context.Context, in *struct {
	Paging
	State   string `query:"state" enum:"open,closed,all" doc:"open when absent"`
	OrderID int64  `query:"order_id" minimum:"1"`
	Newest  bool   `query:"newest" doc:"The newest first"`
},
) (*plain[Page[DecisionLine]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, more, err := a.service.ListDecisions(ctx, actorOf(ctx), services.DecisionFilter{
		State: in.State, OrderID: in.OrderID, Newest: in.Newest, Page: services.Page{After: after, Limit: in.limit()},
	})
	if err != nil {
		return nil, models.Under("query", err)
	}
	return paged(rows, more, showDecisionLine, func(d *services.DecisionRow) int64 { return d.ID }), nil
}

func (a *api) countDecisions(ctx context.Context, _ *nothing) (*plain[DecisionCount], error) {
	open, err := a.service.CountDecisions(ctx, actorOf(ctx))
	return &plain[DecisionCount]{DecisionCount{open}}, err
}

func (a *api) resolveDecision(ctx context.Context, in *struct {
	ByID
	Body Resolving
},
) (*plain[Decision], error) {
	d, err := a.service.ResolveDecision(ctx, actorOf(ctx), services.ResolveDecisionParams{
		DecisionID: in.ID, Resolution: in.Body.Resolution, Comment: in.Body.Comment,
	})
	if err != nil {
		return nil, err
	}
	return &plain[Decision]{showDecision(d)}, nil
}

func (a *api) getDecision(ctx context.Context, in *ByID) (*plain[Decision], error) {
	d, err := a.service.MoneyDecision(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &plain[Decision]{showDecision(d)}, nil
}
