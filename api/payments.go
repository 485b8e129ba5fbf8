package api

import (
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Payment is money towards an order, in minor units (PAY-4).
type Payment struct {
	ID               int64      `json:"id"`
	OrderID          *int64     `json:"order_id" doc:"null when it was moved to the deposit"`
	CustomerID       int64      `json:"customer_id"`
	Kind             string     `json:"kind" enum:"gateway,manual,deposit"`
	Method           string     `json:"method" doc:"Of a manual payment"`
	Gateway          string     `json:"gateway"`
	ExternalID       *string    `json:"external_id" doc:"The gateway's id"`
	State            string     `json:"state" enum:"in_flight,accepted,failed,voided,moved,refunded"`
	Amount           int64      `json:"amount"`
	Currency         string     `json:"currency"`
	Comment          string     `json:"comment"`
	MovedFromOrderID *int64     `json:"moved_from_order_id"`
	RefundWanted     bool       `json:"refund_wanted"`
	VoidReason       string     `json:"void_reason"`
	CreatedBy        Author     `json:"created_by"`
	PaidAt           *time.Time `json:"paid_at"`
	CreatedAt        time.Time  `json:"created_at"`
	UpdatedAt        time.Time  `json:"updated_at"`
}

func showPayment(p *models.Payment) Payment {
	return Payment{
		ID: p.ID, OrderID: p.OrderID, CustomerID: p.CustomerID, Kind: p.Kind, Method: p.Method, Gateway: p.Gateway, ExternalID: p.ExternalID,
		State: p.State, Amount: p.Amount, Currency: string(p.Currency), Comment: p.Comment, MovedFromOrderID: p.MovedFromOrderID,
		RefundWanted: p.RefundWanted, VoidReason: p.VoidReason, CreatedBy: Author{Kind: string(p.CreatedByKind), ID: p.CreatedByID},
		PaidAt: inUTC(p.PaidAt), CreatedAt: p.CreatedAt.UTC(), UpdatedAt: p.UpdatedAt.UTC(),
	}
}

// NewPayment is a manual payment, in minor units of the order's currency.
type NewPayment struct {
	Method   string     `json:"method" enum:"cash,card,transfer,other"`
	Amount   int64      `json:"amount" minimum:"1" maximum:"1000000000000"`
	Currency string     `json:"currency,omitempty" doc:"Checked against the order's when given"`
	PaidAt   *time.Time `json:"paid_at,omitempty" doc:"Now when absent"`
	Comment  string     `json:"comment,omitempty" maxLength:"4000"`
	Confirm  bool       `json:"confirm,omitempty" doc:"It is meant to be more than what is left to pay"`
}

// Voiding says why a manual payment was a mistake.
type Voiding struct {
	Reason string `json:"reason" minLength:"1" maxLength:"4000"`
}

// Moving says where accepted money goes.
type Moving struct {
	ToOrderID int64  `json:"to_order_id,omitempty" minimum:"0" doc:"One of the payment's destinations; the deposit when absent"`
	Comment   string `json:"comment,omitempty" maxLength:"4000"`
}

func (a *api) registerPayments() {
	const tag, post = "Payments", http.MethodPost
	endpoint(a, operation{method: http.MethodGet, path: "/orders/{id}/payments", id: "list-payments", tag: tag, summary: "The payments of an order"}, a.listPayments)
	repeatable(a, operation{
		method: post, path: "/orders/{id}/payments", id: "record-payment", tag: tag, summary: "Record a manual payment",
		detail: "A surplus goes to the deposit; it needs confirm. On a cancelled or false order the money is recorded, and then decided upon.", status: http.StatusCreated,
	}, a.recordPayment, byReading(a.getPayment))
	endpoint(a, operation{method: http.MethodGet, path: "/payments/{id}", id: "get-payment", tag: tag, summary: "Read a payment"}, a.getPayment)
	endpoint(a, operation{
		method: http.MethodGet, path: "/payments/{id}/destinations", id: "list-destinations", tag: tag, summary: "The orders that accepted money can be moved to",
		detail: "Those of the same customer and currency that are neither cancelled nor false, the newest first. The deposit takes it besides.",
	}, a.destinations)
	repeatable(a, operation{method: post, path: "/payments/{id}/void", id: "void-payment", tag: tag, summary: "Void a manual payment"}, a.voidPayment, byReading(a.getPayment))
	repeatable(a, operation{method: post, path: "/payments/{id}/move", id: "move-payment", tag: tag, summary: "Move accepted money"}, a.movePayment, byReading(a.getPayment))
	repeatable(a, operation{method: post, path: "/payments/{id}/refund-wanted", id: "mark-refund", tag: tag, summary: "Mark for refund"}, a.markRefund, byReading(a.getPayment))
}

func (a *api) listPayments(ctx context.Context, in *ByID) (*plain[Page[OrderPayment]], error) {
	rows, err := a.service.ListPayments(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return listed(rows, showOrderPayment(ctx)), nil
}

func (a *api) recordPayment(ctx context.Context, in *onOrder[NewPayment]) (*plain[Payment], error) {
	ref, err := in.ref()
	if err != nil {
		return nil, err
	}
	p, _, err := a.service.RecordPayment(ctx, actorOf(ctx), services.RecordPaymentParams{
		OrderID: ref.ID, Version: ref.Version, Method: in.Body.Method, Amount: in.Body.Amount, Currency: models.Currency(in.Body.Currency),
		PaidAt: in.Body.PaidAt, Comment: in.Body.Comment, Confirmed: in.Body.Confirm,
	})
	return paid(p, err)
}

func paid(p *models.Payment, err error) (*plain[Payment], error) {
	if err != nil {
		return nil, err
	}
	return &plain[Payment]{showPayment(p)}, nil
}

func (a *api) getPayment(ctx context.Context, in *ByID) (*plain[Payment], error) {
	return paid(a.service.Payment(ctx, actorOf(ctx), in.ID))
}

func (a *api) destinations(ctx context.Context, in *struct {
	ByID
	Paging
},
) (*plain[Page[Order]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, more, err := a.service.Destinations(ctx, actorOf(ctx), in.ID, services.Page{After: after, Limit: in.limit()})
	if err != nil {
		return nil, err
	}
	return paged(rows, more, showOrder, func(o *models.Order) int64 { return o.ID }), nil
}

func (a *api) voidPayment(ctx context.Context, in *struct {
	ByID
	Body Voiding
},
) (*plain[Payment], error) {
	p, _, err := a.service.VoidPayment(ctx, actorOf(ctx), services.VoidPaymentParams{PaymentID: in.ID, Reason: in.Body.Reason})
	return paid(p, err)
}

func (a *api) movePayment(ctx context.Context, in *struct {
	ByID
	Body Moving
},
) (*plain[Payment], error) {
	return paid(a.service.MovePayment(ctx, actorOf(ctx), services.MovePaymentParams{
		PaymentID: in.ID, ToOrderID: in.Body.ToOrderID, Comment: in.Body.Comment,
	}))
}

func (a *api) markRefund(ctx context.Context, in *ByID) (*plain[Payment], error) {
	return paid(a.service.MarkForRefund(ctx, actorOf(ctx), in.ID))
}
