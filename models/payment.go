package models

import "time"

// Kinds of payment.
const (
	PaymentGateway = "gateway"
	PaymentManual  = "manual"
	PaymentDeposit = "deposit"
)

// States of a payment. In flight is from the customer's going to the gateway
// until its final word (ST-9).
const (
	PaymentInFlight = "in_flight"
	PaymentAccepted = "accepted"
	PaymentFailed   = "failed"
	PaymentVoided   = "voided"
	PaymentMoved    = "moved"    // to the deposit; one moved to another order stays accepted there
	PaymentRefunded = "refunded" // given back outside the system, as a person recorded
)

// Payment is money towards an order. Amount is positive minor units.
type Payment struct {
	ID               int64
	OrderID          *int64
	CustomerID       int64
	Kind             string
	Method           string // of a manual payment: cash, card, transfer, other
	Gateway          string
	ExternalID       *string
	State            string
	Amount           int64
	Currency         Currency
	Comment          string
	MovedFromOrderID *int64
	RefundWanted     bool
	VoidReason       string
	RedirectURL      string
	AskAfter         *time.Time // when the gateway is asked about a payment in flight
	CreatedByKind    ActorKind
	CreatedByID      int64
	PaidAt           *time.Time
	CreatedAt        time.Time
	UpdatedAt        time.Time
}

// States of a stored gateway notification.
const (
	NotificationReceived  = "received"
	NotificationProcessed = "processed"
)

// GatewayNotification is what a gateway said, stored before it is answered (PAY-3).
type GatewayNotification struct {
	ID          int64
	Gateway     string
	EventID     string
	ExternalID  string
	Body        string
	State       string
	Outcome     string
	PaymentID   *int64
	ReceivedAt  time.Time
	ProcessedAt *time.Time
}

// Reasons of an entry in Money to decide.
const (
	DecideLateMoney      = "late_money"
	DecideRefundWanted   = "refund_wanted"
	DecideMismatch       = "notification_mismatch"
	DecideUnknownOrder   = "unknown_order"
	DecideGatewaySilence = "gateway_silent"
	DecideCancelledPaid  = "cancelled_with_money" // a person cancelled an order that holds money
)

// States of an entry in Money to decide.
const (
	DecisionOpen   = "open"
	DecisionClosed = "closed"
)

// Resolutions of an entry in Money to decide. The last two are what the gateway said in the end.
const (
	ResolveReopen    = "reopen"
	ResolveDeposit   = "deposit"
	ResolveRefund    = "refund"   // marks the payment for refund
	ResolveRefunded  = "refunded" // the money was given back
	ResolvePaid      = "paid"
	ResolveNotPaid   = "not_paid"
	ResolveDismiss   = "dismiss"
	ResolveMoved     = "moved"
	ResolveVoided    = "voided"
	ResolveSucceeded = "gateway_succeeded"
	ResolveFailed    = "gateway_failed"
)

// MoneyDecision is one open question about money (ST-8, ST-9, PAY-3).
type MoneyDecision struct {
	ID             int64
	Reason         string
	OrderID        *int64
	CustomerID     *int64
	PaymentID      *int64
	NotificationID *int64
	Amount         int64
	Currency       Currency
	State          string // "open" or "closed"
	Resolution     string
	ClosedBy       *int64
	ClosedAt       *time.Time
	CreatedAt      time.Time
}

// TestGatewaySession is a payment in the test gateway's own books.
type TestGatewaySession struct {
	ExternalID  string `gorm:"primaryKey"`
	Reference   string
	Amount      int64
	Currency    Currency
	Description string // the order's number; a whole sentence where an earlier release opened it
	ReturnURL   string
	State       string
	CreatedAt   time.Time
}
