package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/orderflow/orderflow/internal/payments"
	"github.com/orderflow/orderflow/internal/payments/testgateway"
	"github.com/orderflow/orderflow/models"
)

// ShopOptions say where the doors are and what opens them.
type ShopOptions struct {
	Address string // base of the API, such as http://127.0.0.1:8080
	// Bootstrap is the one-time token that makes the first owner.
	Bootstrap string
	// Account and Secret are the test gateway's, which signs its notifications.
	Account, Secret string
}

// HTTPShop plays through the API with a token and, for gateway payments, as the
// test gateway itself. It is for one player.
type HTTPShop struct {
	door, gateway door
	options       ShopOptions
	offers        map[string]int64 // by code
	customers     map[string]int64 // by e-mail
	orders        map[string]placed
	payments      int
}

var _ Shop = (*HTTPShop)(nil)

// placed is what a payment must know of its order.
type placed struct {
	id        int64
	reference string // in the payment link
}

// NewHTTPShop makes the client; nothing is called yet.
func NewHTTPShop(o ShopOptions) *HTTPShop {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}}
	return &HTTPShop{
		door: door{client: client, base: o.Address}, gateway: door{client: client, base: o.Address}, options: o,
		offers: map[string]int64{}, customers: map[string]int64{}, orders: map[string]placed{},
	}
}

// fields is a body in JSON.
type fields map[string]any

// Open implements Shop. The first owner is made with the one-time token and does everything else.
func (s *HTTPShop) Open(ctx context.Context, in *Input, process []byte, zone string) error {
	var owner struct {
		Token string `json:"token"`
	}
	err := s.door.call(ctx, http.MethodPost, "/api/v1/setup/first-owner", nil,
		fields{"bootstrap_token": s.options.Bootstrap, "name": "Demo", "email": "demo@orderflow.example"}, &owner)
	if err != nil {
		return err
	}
	s.door.token = owner.Token
	err = s.door.call(ctx, http.MethodPatch, "/api/v1/settings", http.Header{"If-Match": {"*"}}, fields{"time_zone": zone}, nil)
	if err != nil {
		return err
	}
	for i := range in.Offers {
		if err := s.offer(ctx, &in.Offers[i]); err != nil {
			return fmt.Errorf("offer %s: %w", in.Offers[i].Code, err)
		}
	}
	for i := range in.Customers {
		if err := s.customer(ctx, &in.Customers[i]); err != nil {
			return fmt.Errorf("customer %d of customers.csv: %w", i+1, err)
		}
	}
	return s.publish(ctx, process)
}

// made is the part of an answer that is needed later.
type made struct {
	ID int64 `json:"id"`
}

func (s *HTTPShop) offer(ctx context.Context, o *Offer) error {
	var answer made
	err := s.door.call(ctx, http.MethodPost, "/api/v1/offers", nil, fields{
		"code": o.Code, "title": o.Title, "price": o.Price, "currency": o.Currency, "auto_complete": o.AutoComplete,
		"late_policy": o.LatePolicy, "duplicate_policy": "create",
	}, &answer)
	s.offers[o.Code] = answer.ID
	return err
}

func (s *HTTPShop) customer(ctx context.Context, c *Customer) error {
	var answer made
	body := fields{"email": c.Email, "name": c.Name, "phone": c.Phone}
	if len(c.Tags) > 0 {
		body["tags"] = c.Tags
	}
	err := s.door.call(ctx, http.MethodPost, "/api/v1/customers", nil, body, &answer)
	s.customers[c.Email] = answer.ID
	return err
}

func (s *HTTPShop) publish(ctx context.Context, process []byte) error {
	var draft made
	err := s.door.call(ctx, http.MethodPost, "/api/v1/processes", nil, fields{"definition": json.RawMessage(process)}, &draft)
	if err != nil {
		return fmt.Errorf("process: %w", err)
	}
	path := fmt.Sprintf("/api/v1/processes/%d/publish", draft.ID)
	if err := s.door.call(ctx, http.MethodPost, path, http.Header{"If-Match": {"*"}}, nil, nil); err != nil {
		return fmt.Errorf("process: %w", err)
	}
	return nil
}

// Place implements Shop.
func (s *HTTPShop) Place(ctx context.Context, o *Order) error {
	var answer struct {
		made
		PaymentLink string `json:"payment_link"`
	}
	err := s.door.call(ctx, http.MethodPost, "/api/v1/orders", nil, fields{
		"customer_id": s.customers[o.Email], "foreign_number": o.Number,
		"items": []fields{{"offer_id": s.offers[o.Offer.Code], "quantity": o.Quantity, "price": o.Price}},
	}, &answer)
	if err != nil {
		return err
	}
	s.orders[o.Number] = placed{answer.ID, answer.PaymentLink[strings.LastIndex(answer.PaymentLink, "/")+1:]}
	return nil
}

// Pay implements Shop.
func (s *HTTPShop) Pay(ctx context.Context, p *Payment) error {
	s.payments++
	order := s.orders[p.Order.Number]
	if p.Kind == models.PaymentManual {
		return s.door.call(ctx, http.MethodPost, fmt.Sprintf("/api/v1/orders/%d/payments", order.id), nil, fields{
			"method": "transfer", "amount": p.Amount, "currency": p.Order.Offer.Currency, "paid_at": p.PaidAt, "confirm": true, // as it was
		}, nil)
	}
	return s.notify(ctx, p, order.reference)
}

// notify tells of a payment as the test gateway does, with its signature.
func (s *HTTPShop) notify(ctx context.Context, p *Payment, reference string) error {
	body, err := json.Marshal(testgateway.Body{
		ID: fmt.Sprintf("evt_demo_%d", s.payments), Session: fmt.Sprintf("demo_%d", s.payments), Reference: reference,
		Amount: p.Amount, Currency: p.Order.Offer.Currency, Account: s.options.Account, Status: payments.Succeeded, OccurredAt: p.PaidAt,
	})
	if err != nil {
		return fmt.Errorf("encode notification: %w", err)
	}
	var answer struct {
		Outcome string `json:"outcome"`
	}
	header := http.Header{testgateway.SignatureHeader: {testgateway.Sign(s.options.Secret, p.PaidAt, body)}}
	if err := s.gateway.send(ctx, http.MethodPost, "/gateways/"+testgateway.Code+"/notifications", header, body, &answer); err != nil {
		return err
	}
	if answer.Outcome != "accepted" {
		return fmt.Errorf("the notification was answered %q", answer.Outcome)
	}
	return nil
}
