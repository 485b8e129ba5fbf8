// Package testgateway is a payment gateway that moves no money: its own books,
// its own pay page where a visitor chooses what happens, and signed
// notifications, so that everything around a payment can be tried for real.
//
// It imports payments and models. It must never run unless it was configured by name.
package testgateway

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/orderflow/orderflow/internal/payments"
	"github.com/orderflow/orderflow/models"
)

// Code is the gateway's name.
const Code = "test"

// Lifetime is how long a session waits for its visitor, by Config.Now. One that
// was left alone for longer has failed when the gateway is asked about it, so that
// an abandoned payment gets a definite "not paid" (ST-9).
const Lifetime = time.Hour

// silence is the state of a session about which the gateway never says a word,
// so that what becomes of an unclear payment can be tried (ST-9).
const silence payments.Status = "silent"

// Sessions is the gateway's books.
type Sessions interface {
	// Open writes a new session and leaves an existing one of the same ExternalID as it is.
	Open(ctx context.Context, session models.TestGatewaySession) error
	// Session finds one; CodeNotFound when there is none.
	Session(ctx context.Context, externalID string) (models.TestGatewaySession, error)
	// Decide moves a session that is still pending to the state, in one step,
	// and gives the session as it then stands.
	Decide(ctx context.Context, externalID, state string) (models.TestGatewaySession, error)
}

// Config of a test gateway.
type Config struct {
	Account string // our account's id there
	Secret  string // signs notifications
	BaseURL string // where Handler can be reached from outside, such as "http://127.0.0.1:8080"
	// NotifyURL receives the notifications.
	NotifyURL string
	Language  string // of the pay page when the visitor's browser names neither ru nor en
	Now       func() time.Time
	// Tolerance is how far the time of a signature may be from Now: 5 minutes
	// when 0. A clock that runs faster needs more.
	Tolerance time.Duration
	Client    *http.Client // delivers notifications; nil means one with a 10 s timeout
}

// Gateway is the test gateway; safe for concurrent use.
type Gateway struct {
	config   Config
	sessions Sessions
}

var _ payments.Gateway = (*Gateway)(nil)

// New fails, naming all faults, on an incomplete configuration.
func New(config Config, sessions Sessions) (*Gateway, error) {
	var faults []error
	for name, value := range map[string]string{
		"account": config.Account, "secret": config.Secret, "base URL": config.BaseURL, "notify URL": config.NotifyURL,
	} {
		if value == "" {
			faults = append(faults, fmt.Errorf("testgateway: the %s is missing", name))
		}
	}
	if config.Now == nil {
		faults = append(faults, errors.New("testgateway: the clock is missing"))
	}
	if config.Client == nil {
		config.Client = &http.Client{Timeout: 10 * time.Second}
	}
	if config.Tolerance == 0 {
		config.Tolerance = Tolerance
	}
	config.BaseURL = strings.TrimSuffix(config.BaseURL, "/")
	return &Gateway{config, sessions}, errors.Join(faults...)
}

// Code implements payments.Gateway.
func (g *Gateway) Code() string { return Code }

// Account implements payments.Gateway.
func (g *Gateway) Account() string { return g.config.Account }

// Start implements payments.Gateway: the session waits on the gateway's pay page.
func (g *Gateway) Start(ctx context.Context, intent payments.Intent) (payments.Session, error) {
	id := g.sessionID(intent.PaymentID)
	err := g.sessions.Open(ctx, models.TestGatewaySession{
		ExternalID: id, Reference: intent.OrderPublicToken, Amount: intent.Amount, Currency: intent.Currency,
		Description: strconv.FormatInt(intent.Order, 10), ReturnURL: intent.ReturnURL, State: string(payments.Pending), CreatedAt: g.config.Now(),
	})
	if err != nil {
		return payments.Session{}, fmt.Errorf("testgateway: open a session: %w", err)
	}
	return payments.Session{ExternalID: id, RedirectURL: g.config.BaseURL + path(id)}, nil
}

// Ask implements payments.Gateway from the gateway's own books. It ends a session
// whose Lifetime has passed, and fails for one that was left in silence.
func (g *Gateway) Ask(ctx context.Context, query payments.Query) (payments.Answer, error) {
	id := query.ExternalID
	if id == "" {
		id = g.sessionID(query.PaymentID)
	}
	session, err := g.sessions.Session(ctx, id)
	if err == nil && session.State == string(payments.Pending) && g.config.Now().Sub(session.CreatedAt) >= Lifetime {
		session, err = g.sessions.Decide(ctx, id, string(payments.Failed))
	}
	if err != nil {
		return payments.Answer{}, fmt.Errorf("testgateway: ask: %w", err)
	}
	if session.State == string(silence) {
		return payments.Answer{}, fmt.Errorf("testgateway: ask: %w", models.NewError(models.CodeUnavailable))
	}
	return payments.Answer{ExternalID: session.ExternalID, Status: payments.Status(session.State)}, nil
}

func (g *Gateway) sessionID(paymentID int64) string {
	return "tg_" + g.derive("session", fmt.Sprint(paymentID))
}

// derive makes an id that is the same on every repetition and cannot be guessed from outside.
func (g *Gateway) derive(parts ...string) string {
	mac := hmac.New(sha256.New, []byte(g.config.Secret))
	mac.Write([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(mac.Sum(nil))[:32]
}
