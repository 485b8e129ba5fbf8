package main

import (
	"context"
	"net/http"

	"github.com/orderflow/orderflow/api"
	"github.com/orderflow/orderflow/internal/payments"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// gateways lets the API and the worker speak to the gateways that are switched on.
type gateways struct{ registry *payments.Registry }

// Codes lists them.
func (g gateways) Codes() []string { return g.registry.Codes() }

// Start opens a payment at a gateway.
func (g gateways) Start(ctx context.Context, code string, in api.Intent) (externalID, redirectURL string, err error) {
	gateway, err := g.registry.Gateway(code)
	if err != nil {
		return "", "", err
	}
	session, err := gateway.Start(ctx, payments.Intent{
		PaymentID: in.PaymentID, OrderPublicToken: in.Reference, Amount: in.Amount, Currency: in.Currency,
		Order: in.Order, ReturnURL: in.ReturnURL,
	})
	return session.ExternalID, session.RedirectURL, err
}

// Parse authenticates a notification.
func (g gateways) Parse(code string, header http.Header, body []byte) (services.Notification, error) {
	gateway, err := g.registry.Gateway(code)
	if err != nil {
		return services.Notification{}, err
	}
	n, err := gateway.ParseNotification(header, body)
	return inOurWords(gateway, n, body), err
}

// Read reads a notification that was authenticated and stored before.
func (g gateways) Read(code string, body []byte) (services.Notification, error) {
	gateway, err := g.registry.Gateway(code)
	if err != nil {
		return services.Notification{}, err
	}
	n, err := gateway.ReadNotification(body)
	return inOurWords(gateway, n, body), err
}

func inOurWords(gateway payments.Gateway, n payments.Notification, body []byte) services.Notification {
	return services.Notification{
		EventID: n.EventID, ExternalID: n.ExternalID, Reference: n.Reference, Amount: n.Amount, Currency: n.Currency,
		Account: n.Account, AccountWanted: gateway.Account(), Status: string(n.Status), OccurredAt: n.OccurredAt, Body: string(body),
	}
}

// Ask asks a gateway about a payment. One that knows of none has taken no money.
func (g gateways) Ask(ctx context.Context, p services.DuePayment) (externalID, status string, err error) {
	gateway, err := g.registry.Gateway(p.Gateway)
	if err != nil {
		return "", services.GatewayUnknown, err
	}
	answer, err := gateway.Ask(ctx, payments.Query{PaymentID: p.ID, ExternalID: p.ExternalID})
	if models.IsCode(err, models.CodeNotFound) {
		return "", services.GatewayFailed, nil
	}
	return answer.ExternalID, string(answer.Status), err
}
