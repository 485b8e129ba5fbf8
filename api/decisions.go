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

// Resolving is a person's answer.
type Resolving struct {
	Resolution string `json:"resolution" maxLength:"40" doc:"One of the entry's allowed"`
	Comment    string `json:"comment,omitempty" maxLength:"4000"`
}

func (a *api) registerDecisions() {
	const tag = "Money to decide"
	endpoint(a, operation{method: http.MethodGet, path: "/decisions", id: "list-decisions", tag: tag, summary: "Questions about money, oldest first"}, a.listDecisions)
	repeatable(a, operation{method: http.MethodPost, path: "/decisions/{id}/resolve", id: "resolve-decision", tag: tag, summary: "Decide"}, a.resolveDecision, byReading(a.getDecision))
}

func (a *api) listDecisions(ctx context.Context, in *struct {
	Paging
	State   string `query:"state" enum:"open,closed,all" doc:"open when absent"`
	OrderID int64  `query:"order_id" minimum:"1"`
},
) (*plain[Page[Decision]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, more, err := a.service.ListDecisions(ctx, actorOf(ctx), services.DecisionFilter{
		State: in.State, OrderID: in.OrderID, Page: services.Page{After: after, Limit: in.limit()},
	})
	if err != nil {
		return nil, models.Under("query", err)
	}
	return paged(rows, more, showDecision, func(d *models.MoneyDecision) int64 { return d.ID }), nil
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
