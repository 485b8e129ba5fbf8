package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/orderflow/orderflow/internal/payments"
	"github.com/orderflow/orderflow/internal/payments/testgateway"
)

// caller speaks to the API as a client program does, on kept connections.
type caller struct {
	http   *http.Client
	url    string
	token  string
	secret string
	acct   string
}

func (s *stand) caller(of *shop) *caller {
	transport := &http.Transport{MaxIdleConns: 256, MaxIdleConnsPerHost: 256}
	return &caller{http: &http.Client{Transport: transport, Timeout: time.Minute}, url: s.url, token: of.token, secret: s.secret, acct: s.account}
}

// placed is what a client reads of the answer.
type placed struct {
	ID          int64  `json:"id"`
	PaymentLink string `json:"payment_link"`
}

// lastElement is the payment token at the end of a payment link.
func lastElement(link string) string { return link[strings.LastIndex(link, "/")+1:] }

// place makes one order of one offer.
func (c *caller) place(ctx context.Context, customer, offer int64) (placed, error) {
	body, err := json.Marshal(map[string]any{"customer_id": customer, "items": []map[string]any{{"offer_id": offer}}})
	if err != nil {
		return placed{}, fmt.Errorf("write order: %w", err)
	}
	var out placed
	err = c.post(ctx, "/api/v1/orders", http.Header{"Authorization": {"Bearer " + c.token}}, body, &out)
	return out, err
}

// confirm is the test gateway's signed word that an order was paid.
func (c *caller) confirm(ctx context.Context, key, reference string, amount int64) error {
	now := time.Now()
	body, err := json.Marshal(testgateway.Body{
		ID: "evt_" + key, Session: "tg_" + key, Reference: reference, Amount: amount, Currency: "RUB",
		Account: c.acct, Status: payments.Succeeded, OccurredAt: now,
	})
	if err != nil {
		return fmt.Errorf("write notification: %w", err)
	}
	var out struct {
		Outcome string `json:"outcome"`
	}
	header := http.Header{testgateway.SignatureHeader: {testgateway.Sign(c.secret, now, body)}}
	if err := c.post(ctx, "/gateways/"+testgateway.Code+"/notifications", header, body, &out); err != nil {
		return err
	}
	if out.Outcome != "accepted" {
		return fmt.Errorf("the notification was %q", out.Outcome)
	}
	return nil
}

// get reads an answer whole; into may be nil.
func (c *caller) get(ctx context.Context, path string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url+path, http.NoBody)
	if err != nil {
		return fmt.Errorf("get %s: %w", path, err)
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	return c.send(request, path, into)
}

func (c *caller) post(ctx context.Context, path string, header http.Header, body []byte, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("post %s: %w", path, err)
	}
	request.Header = header
	request.Header.Set("Content-Type", "application/json")
	return c.send(request, path, into)
}

func (c *caller) send(request *http.Request, path string, into any) error {
	response, err := c.http.Do(request)
	if err != nil {
		return fmt.Errorf("ask %s: %w", path, err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("ask %s: %w", path, err)
	}
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("ask %s: %s: %s", path, response.Status, text)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("ask %s: %w", path, err)
	}
	return nil
}
