package services

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// StartPaymentParams is a customer's wish to pay by the order's link. Amount 0
// means all that the link asks for.
type StartPaymentParams struct {
	Token   string
	Gateway string
	Amount  int64
}

// StartedPayment is a payment that is about to go to the gateway. RedirectURL is
// set when the same payment went there already and waits for the customer.
type StartedPayment struct {
	PaymentID   int64
	OrderID     int64
	Number      int64
	Reference   string // the order's payment token, which the notification carries
	Amount      int64
	Currency    models.Currency
	RedirectURL string
}

// StartPayment records, before the customer goes to the gateway, that a payment
// is in flight, under the order's lock: from then on automation does not cancel
// the order until the gateway's final word (ST-9). It answers CodeNotFound,
// CodeLinkClosed with the reason, or CodePartTooSmall.
func (s *Service) StartPayment(ctx context.Context, p StartPaymentParams) (*StartedPayment, error) {
	order, err := s.orderByToken(ctx, p.Token)
	if err != nil {
		return nil, err
	}
	var started *StartedPayment
	err = s.write(ctx, func(w *work) error {
		o, err := w.takeOrder(models.System(), order, 0)
		if err != nil {
			return err
		}
		s.reach("payment.locked")
		row, err := w.startPayment(o, p)
		if err != nil {
			return err
		}
		started = &StartedPayment{
			PaymentID: row.ID, OrderID: o.ID, Number: o.Number, Reference: o.PayToken,
			Amount: row.Amount, Currency: row.Currency, RedirectURL: row.RedirectURL,
		}
		return nil
	})
	return started, err
}

func (w *work) startPayment(o *models.Order, p StartPaymentParams) (*models.Payment, error) {
	items, err := w.itemsOf(o.ID)
	if err != nil {
		return nil, err
	}
	amount, err := chooseAmount(o, items, p.Amount, w.now)
	if err != nil {
		return nil, err
	}
	if waiting, err := w.sameInFlight(o, p.Gateway, amount); err != nil || waiting != nil {
		return waiting, err
	}
	actor := models.Actor{Kind: models.ActorCustomer, ID: o.CustomerID}
	row := gatewayPayment(w, o, p.Gateway, amount, actor)
	if err := store.Insert(w.Tx, []*models.Payment{row}); err != nil {
		return nil, err
	}
	w.begun(o, row, actor)
	return row, nil
}

// sameInFlight finds a payment of the same sum that still waits at the gateway,
// so that a second click makes no second payment, also one that comes before the
// gateway has answered the first: starting the same payment again gives the same
// session. What the gateway told us of and we never started is another payment.
func (w *work) sameInFlight(o *models.Order, gateway string, amount int64) (*models.Payment, error) {
	var rows []*models.Payment
	err := w.Raw(`SELECT * FROM payments WHERE order_id = ? AND gateway = ? AND amount = ? AND state = ? AND (redirect_url <> '' OR external_id IS NULL)
		AND ask_after > ? ORDER BY id DESC LIMIT 1`, o.ID, gateway, amount, models.PaymentInFlight, w.now).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, wrapped("find payment in flight", err)
	}
	return rows[0], nil
}

// PaymentStarted writes the gateway's answer to a started payment: its id there
// and where the customer goes; "" leaves that as it is known. Another id than the
// one that we have answers CodeConflict.
func (s *Service) PaymentStarted(ctx context.Context, paymentID int64, externalID, redirectURL string) error {
	err := s.write(ctx, func(w *work) error {
		p, _, err := w.takePayment(models.System(), paymentID)
		if err != nil {
			return err
		}
		if p.ExternalID != nil && *p.ExternalID != externalID {
			return models.NewError(models.CodeConflict)
		}
		p.ExternalID, p.RedirectURL = &externalID, cmp.Or(redirectURL, p.RedirectURL)
		return w.savePayment(p)
	})
	return s.taken(err, "payments")
}

// DuePayment is a payment in flight about which the gateway is to be asked.
// ExternalID is empty when the gateway's answer to the start was lost.
type DuePayment struct {
	ID         int64
	Gateway    string
	ExternalID string
}

// ReconcileDue lists at most n payments in flight whose gateway is to be asked
// now, those first that wait longest or were asked longest ago (ST-9, PAY-3).
func (s *Service) ReconcileDue(ctx context.Context, n int) ([]DuePayment, error) {
	var rows []DuePayment
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw(`SELECT id, gateway, COALESCE(external_id, '') AS external_id FROM payments
			WHERE state = ? AND ask_after <= ? ORDER BY ask_after, id LIMIT ?`,
			models.PaymentInFlight, s.Now(), n).Scan(&rows).Error
	})
	return rows, wrapped("read payments in flight", err)
}

// AskedInVain puts a payment that could not be reconciled behind the others that
// are due: those that never can be hold back nobody.
func (s *Service) AskedInVain(ctx context.Context, paymentID int64) error {
	return s.write(ctx, func(w *work) error {
		return wrapped("put payment back", w.Exec("UPDATE payments SET ask_after = ? WHERE id = ? AND state = ?", w.now, paymentID, models.PaymentInFlight).Error)
	})
}

// undecidedFor is how long a gateway may call a payment pending before a person
// is asked what became of it (ST-9).
const undecidedFor = 24 * time.Hour

// GatewayAnswered writes what the gateway said when asked. An unclear answer, or
// one that is still not final undecidedFor after the payment's start, goes, once,
// to Money to decide; the payment stays in flight and is asked about again.
func (s *Service) GatewayAnswered(ctx context.Context, paymentID int64, status string) error {
	var f faults
	f.oneOf("status", status, GatewaySucceeded, GatewayFailed, GatewayPending, GatewayUnknown)
	if err := f.err(); err != nil {
		return err
	}
	return s.write(ctx, func(w *work) error {
		p, o, err := w.takePayment(models.System(), paymentID)
		if err != nil || p.State != models.PaymentInFlight {
			return err
		}
		s.reach("payment.locked")
		switch status {
		case GatewaySucceeded:
			return w.acceptPayment(o, p, time.Time{})
		case GatewayFailed:
			return w.failPayment(o, p)
		}
		if status == GatewayUnknown || w.now.Sub(p.CreatedAt) > undecidedFor {
			if err := w.silent(o, p); err != nil {
				return err
			}
		}
		again := store.Now(w.now.Add(s.opts.InFlightWait))
		p.AskAfter = &again
		return w.savePayment(p)
	})
}

func (w *work) silent(o *models.Order, p *models.Payment) error {
	var open int64
	err := w.Raw("SELECT COUNT(*) FROM money_decisions WHERE payment_id = ? AND reason = ? AND state = ?",
		p.ID, models.DecideGatewaySilence, models.DecisionOpen).Scan(&open).Error
	if err != nil || open > 0 {
		return wrapped("look for decision", err)
	}
	return store.Insert(w.Tx, []*models.MoneyDecision{{
		Reason: models.DecideGatewaySilence, OrderID: &o.ID, CustomerID: &o.CustomerID, PaymentID: &p.ID,
		Amount: p.Amount, Currency: p.Currency, State: models.DecisionOpen, CreatedAt: w.now,
	}})
}

func (s *Service) orderByToken(ctx context.Context, token string) (id int64, err error) {
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw("SELECT id FROM orders WHERE pay_token = ? AND status <> ?", token, models.StatusFalse).Scan(&id).Error
	})
	if err != nil {
		return 0, fmt.Errorf("find order by link: %w", err)
	}
	if id == 0 {
		return 0, errNoLink()
	}
	return id, nil
}

func errNoLink() error { return models.NewError(models.CodeNotFound, "kind", "payment_link") }
