package testgateway

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/orderflow/orderflow/internal/payments"
	"github.com/orderflow/orderflow/models"
)

// SignatureHeader carries "t=<Unix seconds>,v1=<hex HMAC-SHA256 of t.body>".
const SignatureHeader = "Test-Gateway-Signature"

// Tolerance is how far the time of a signature may be from ours unless Config says otherwise.
const Tolerance = 5 * time.Minute

// Body is a notification on the wire. Amount is in minor units.
type Body struct {
	ID         string          `json:"id"`
	Session    string          `json:"session"`
	Reference  string          `json:"reference"`
	Amount     int64           `json:"amount"`
	Currency   models.Currency `json:"currency"`
	Account    string          `json:"account"`
	Status     payments.Status `json:"status"`
	OccurredAt time.Time       `json:"occurred_at"`
}

// Sign gives the value of SignatureHeader for a body sent at a moment.
func Sign(secret string, at time.Time, body []byte) string {
	stamp := strconv.FormatInt(at.Unix(), 10)
	return "t=" + stamp + ",v1=" + hex.EncodeToString(digest(secret, stamp, body))
}

func digest(secret, stamp string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(stamp + "."))
	mac.Write(body)
	return mac.Sum(nil)
}

// ParseNotification implements payments.Gateway.
func (g *Gateway) ParseNotification(header http.Header, body []byte) (payments.Notification, error) {
	if !g.signed(header.Get(SignatureHeader), body) {
		return payments.Notification{}, models.NewError(models.CodeBadSignature)
	}
	return g.ReadNotification(body)
}

// ReadNotification implements payments.Gateway.
func (*Gateway) ReadNotification(body []byte) (payments.Notification, error) {
	var b Body
	decoder := json.NewDecoder(bytes.NewReader(body))
	if err := decoder.Decode(&b); err != nil {
		return payments.Notification{}, models.NewError(models.CodeMalformed).Because(err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return payments.Notification{}, models.NewError(models.CodeMalformed)
	}
	if err := b.check(); err != nil {
		return payments.Notification{}, err
	}
	return payments.Notification{
		EventID: b.ID, ExternalID: b.Session, Reference: b.Reference, Amount: b.Amount, Currency: b.Currency,
		Account: b.Account, Status: b.Status, OccurredAt: b.OccurredAt.UTC().Truncate(time.Microsecond),
	}, nil
}

// check asks only for what makes it a notification; whether it agrees with our books is not asked here.
func (b Body) check() error {
	var faults []models.FieldError
	for field, value := range map[string]string{"id": b.ID, "session": b.Session} {
		if value == "" {
			faults = append(faults, models.Field(field, models.CodeRequired))
		}
	}
	if !b.Status.Valid() {
		faults = append(faults, models.Field("status", models.CodeNotOneOf,
			"value", string(b.Status), "allowed", []string{"succeeded", "failed", "pending"}))
	}
	if b.OccurredAt.IsZero() {
		faults = append(faults, models.Field("occurred_at", models.CodeRequired))
	}
	if len(faults) > 0 {
		return models.Invalid(faults...)
	}
	return nil
}

func (g *Gateway) signed(value string, body []byte) bool {
	stamp, signature := "", ""
	for _, part := range strings.Split(value, ",") {
		switch name, v, _ := strings.Cut(strings.TrimSpace(part), "="); name {
		case "t":
			stamp = v
		case "v1":
			signature = v
		}
	}
	given, err := hex.DecodeString(signature)
	if err != nil || !hmac.Equal(given, digest(g.config.Secret, stamp, body)) {
		return false
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	return err == nil && g.config.Now().Sub(time.Unix(seconds, 0)).Abs() <= g.config.Tolerance
}

// notify tells the shop where a session stands. Repeating it gives the same event id.
func (g *Gateway) notify(ctx context.Context, session models.TestGatewaySession) error {
	now := g.config.Now()
	body, err := json.Marshal(Body{
		ID: "evt_" + g.derive("event", session.ExternalID, session.State), Session: session.ExternalID,
		Reference: session.Reference, Amount: session.Amount, Currency: session.Currency,
		Account: g.config.Account, Status: payments.Status(session.State), OccurredAt: now,
	})
	if err != nil {
		return fmt.Errorf("testgateway: encode: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, g.config.NotifyURL, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("testgateway: notify: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set(SignatureHeader, Sign(g.config.Secret, now, body))
	response, err := g.config.Client.Do(request)
	if err != nil {
		return fmt.Errorf("testgateway: notify: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("testgateway: the shop answered %d", response.StatusCode)
	}
	return nil
}
