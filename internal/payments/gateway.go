// Package payments is how the shop talks to payment gateways: one interface,
// and a registry of those that are switched on (PAY-3).
//
// It imports models only. What a payment does to its order, and what happens
// when a notification disagrees with it, is decided elsewhere: gateways report
// what they were told.
package payments

import (
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/models"
)

// Intent is a payment that a customer is about to make.
type Intent struct {
	PaymentID        int64  // ours; the same intent may be started again under it
	OrderPublicToken string // goes to the gateway as the reference
	Amount           int64  // minor units
	Currency         models.Currency
	Order            int64  // its number, for what the gateway says of it
	ReturnURL        string // where the customer comes back to
}

// Session is a payment on the gateway's side, waiting for the customer.
type Session struct {
	ExternalID  string // the gateway's id of the payment
	RedirectURL string // where the customer pays
}

// Status is what a gateway says about a payment.
type Status string

// The three answers; only the first two are final (ST-9).
const (
	Succeeded Status = "succeeded"
	Failed    Status = "failed"
	Pending   Status = "pending"
)

// Valid reports whether s is one of the three.
func (s Status) Valid() bool { return s == Succeeded || s == Failed || s == Pending }

// Query names the payment that a gateway is asked about. Without ExternalID the
// answer to Start was lost, and the gateway looks for what was started as PaymentID.
type Query struct {
	PaymentID  int64  // ours, that of the Intent
	ExternalID string // the gateway's, that of the Session
}

// Answer is what a gateway says when it is asked; ExternalID is always told.
type Answer struct {
	ExternalID string
	Status     Status
}

// Notification is what a gateway said, authenticated but not yet compared with our books.
type Notification struct {
	EventID    string // the same on every repetition
	ExternalID string
	Reference  string // Intent.OrderPublicToken
	Amount     int64  // minor units
	Currency   models.Currency
	Account    string // whose money it is; compare with Gateway.Account
	Status     Status
	OccurredAt time.Time
}

// Gateway takes money for us.
type Gateway interface {
	// Code names the gateway in configuration, rows and addresses.
	Code() string
	// Account is our account there.
	Account() string
	// Start opens a payment. Starting the same PaymentID again gives the same session.
	Start(ctx context.Context, intent Intent) (Session, error)
	// ParseNotification fails with CodeBadSignature when it is not from the
	// gateway, and with CodeMalformed when it is and cannot be read.
	ParseNotification(header http.Header, body []byte) (Notification, error)
	// ReadNotification reads the body of a notification that ParseNotification
	// let through before and that was kept since: its signature is not asked for again.
	ReadNotification(body []byte) (Notification, error)
	// Ask asks the gateway about a payment; CodeNotFound when it knows none, so
	// that no money can have moved, CodeGatewayUnclear when it does not answer.
	Ask(ctx context.Context, query Query) (Answer, error)
}
