package services

import (
	"context"
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// What a gateway says about a payment.
const (
	GatewaySucceeded = "succeeded"
	GatewayFailed    = "failed"
	GatewayPending   = "pending"
	GatewayUnknown   = "unknown" // no clear answer
)

// Notification is what a gateway says, authenticated and read into our words.
type Notification struct {
	EventID    string // the gateway's id of this message; one event, one effect
	ExternalID string // the gateway's id of the payment
	Reference  string // the order's payment token
	Amount     int64
	Currency   models.Currency
	// Account is whose money it is by the notification, AccountWanted ours.
	Account       string
	AccountWanted string
	Status        string // GatewaySucceeded, GatewayFailed or GatewayPending
	OccurredAt    time.Time
	Body          string // as it came
}

// Outcomes of a notification.
const (
	OutcomeAccepted     = "accepted"
	OutcomeAlready      = "already_known"
	OutcomeFailed       = "failed"
	OutcomePending      = "pending"
	OutcomeMismatch     = "mismatch"
	OutcomeUnknownOrder = "unknown_order"
)

func (n *Notification) validate() error {
	var f faults
	for path, value := range map[string]string{"event_id": n.EventID, "external_id": n.ExternalID} {
		if value == "" {
			f.add(path, models.CodeRequired)
		}
		f.short(path, value, maxTitle)
	}
	f.oneOf("status", n.Status, GatewaySucceeded, GatewayFailed, GatewayPending)
	return f.err()
}

// earliest is before any payment, and as early as both databases and JSON can tell.
var earliest = time.Date(1900, time.January, 1, 0, 0, 0, 0, time.UTC)

// clean leaves out what is authentic and cannot be true, and that a database or a
// reader of ours may not bear: a currency or a sum that is none, a time that
// cannot be. The first two then disagree with every order.
func (n *Notification) clean(now time.Time) {
	if !n.Currency.Known() {
		n.Currency = ""
	}
	if n.Amount < 0 || n.Amount > models.MaxAmount {
		n.Amount = 0
	}
	if n.OccurredAt.Before(earliest) || n.OccurredAt.After(now) {
		n.OccurredAt = now
	}
}

// AcceptNotification stores what a gateway said, commits, and only then acts on
// it, so that nothing said is lost (PAY-3). The same event again, another event
// about the same payment, and events out of order change nothing twice. One whose
// order, sum, currency or account disagrees pays nothing and goes to Money to decide.
// It answers with one of the outcomes.
func (s *Service) AcceptNotification(ctx context.Context, gateway string, n Notification) (string, error) {
	if err := n.validate(); err != nil {
		return "", err
	}
	n.clean(s.Now())
	id, err := s.storeNotification(ctx, gateway, n)
	if err != nil {
		return "", err
	}
	s.reach("notification.stored")
	var outcome string
	err = s.write(ctx, func(w *work) error {
		outcome, err = w.processNotification(id, gateway, n)
		return err
	})
	return outcome, err
}

func (s *Service) storeNotification(ctx context.Context, gateway string, n Notification) (id int64, err error) {
	err = s.write(ctx, func(w *work) error {
		var ids []int64
		trip := w.Trip()
		trip.Do(`INSERT INTO gateway_notifications (gateway, event_id, external_id, body, state, outcome, received_at)
			VALUES (?, ?, ?, ?, ?, '', ?) ON CONFLICT (gateway, event_id) DO NOTHING`,
			gateway, n.EventID, n.ExternalID, n.Body, models.NotificationReceived, w.now)
		store.Ask(trip, &ids, "SELECT id FROM gateway_notifications WHERE gateway = ? AND event_id = ?", gateway, n.EventID)
		if err := trip.Go(); err != nil {
			return fmt.Errorf("store notification: %w", err)
		}
		id = ids[0]
		return nil
	})
	return id, err
}

// unsettledFor is how long after its arrival a stored notification is left to
// the request that brought it.
const unsettledFor = 5 * time.Second

// UnprocessedNotifications are at most n stored notifications after the given
// id, in the order of their ids, that nobody acted on in time: the process died
// between the two, or the database was busy. Reading them again and calling
// AcceptNotification finishes them (PAY-3).
func (s *Service) UnprocessedNotifications(ctx context.Context, after int64, n int) ([]models.GatewayNotification, error) {
	var rows []models.GatewayNotification
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw("SELECT * FROM gateway_notifications WHERE state = ? AND received_at <= ? AND id > ? ORDER BY id LIMIT ?",
			models.NotificationReceived, store.Now(s.Now().Add(-unsettledFor)), after, n).Scan(&rows).Error
	})
	return rows, wrapped("read notifications", err)
}

// processNotification acts on one stored notification. Its own row is locked
// before everything else, then customer and order.
func (w *work) processNotification(id int64, gateway string, n Notification) (string, error) {
	var ids []int64
	var rows []models.GatewayNotification
	trip := w.Trip()
	trip.AskLock(&ids, "gateway_notifications", []int64{id})
	store.Ask(trip, &rows, "SELECT * FROM gateway_notifications WHERE id = ?", id)
	if err := trip.Go(); err != nil {
		return "", fmt.Errorf("read notification: %w", err)
	}
	if len(rows) == 0 {
		return "", notFound("gateway_notifications", id)
	}
	row := rows[0]
	if row.State == models.NotificationProcessed {
		return row.Outcome, nil
	}
	outcome, payment, err := w.actOn(id, gateway, n)
	if err != nil {
		return "", err
	}
	err = w.Exec("UPDATE gateway_notifications SET state = ?, outcome = ?, payment_id = ?, processed_at = ? WHERE id = ?",
		models.NotificationProcessed, outcome, reference(payment), w.now, id).Error
	return outcome, wrapped("mark notification", err)
}

func (w *work) actOn(id int64, gateway string, n Notification) (outcome string, payment int64, err error) {
	var order int64
	if err := w.Raw("SELECT id FROM orders WHERE pay_token = ?", n.Reference).Scan(&order).Error; err != nil {
		return "", 0, fmt.Errorf("find order: %w", err)
	}
	if order == 0 {
		return OutcomeUnknownOrder, 0, w.dispute(id, gateway, n, models.DecideUnknownOrder, nil, nil)
	}
	o, err := w.takeOrder(models.System(), order, 0)
	if err != nil {
		return "", 0, err
	}
	w.service.reach("payment.locked")
	p, agrees, err := w.paymentOf(o, gateway, n)
	if err != nil {
		return "", 0, err
	}
	if !agrees {
		return OutcomeMismatch, idOf(p), w.dispute(id, gateway, n, models.DecideMismatch, o, p)
	}
	return w.hear(o, p, gateway, n)
}

// paymentOf finds the payment that the notification is about: the one with its
// external id, or one that went to the gateway and never got its answer. One whose
// money came agrees wherever it lies by now: it may have been moved more than once.
// A nil payment that agrees is money that we had not heard of.
func (w *work) paymentOf(o *models.Order, gateway string, n Notification) (p *models.Payment, agrees bool, err error) {
	var rows []*models.Payment
	err = w.Raw(`SELECT * FROM payments WHERE gateway = ? AND (external_id = ? OR (order_id = ? AND external_id IS NULL AND state = ?))
		ORDER BY id`, gateway, n.ExternalID, o.ID, models.PaymentInFlight).Scan(&rows).Error
	if err != nil {
		return nil, false, fmt.Errorf("find payment: %w", err)
	}
	if n.Currency != o.Currency || n.Account != n.AccountWanted || n.Amount == 0 {
		return nil, false, nil
	}
	var unanswered []*models.Payment
	for _, row := range rows {
		if row.ExternalID != nil {
			return row, row.Amount == n.Amount && row.CustomerID == o.CustomerID && (final(row) || belongsTo(row, o.ID)), nil
		}
		unanswered = append(unanswered, row)
	}
	for _, row := range unanswered {
		if row.Amount == n.Amount {
			row.ExternalID = &n.ExternalID
			return row, true, nil
		}
	}
	return nil, len(unanswered) == 0, nil
}

// final reports whether no word of the gateway changes the payment any more.
func final(p *models.Payment) bool {
	return p.State != models.PaymentInFlight && p.State != models.PaymentFailed
}

func belongsTo(p *models.Payment, order int64) bool {
	return (p.OrderID != nil && *p.OrderID == order) || (p.MovedFromOrderID != nil && *p.MovedFromOrderID == order)
}

func idOf(p *models.Payment) int64 {
	if p == nil {
		return 0
	}
	return p.ID
}

// dispute opens a question about money that the notification claims. A failure
// claims nothing, and whatever else the gateway says of the same payment while the
// question is open belongs to it.
func (w *work) dispute(notification int64, gateway string, n Notification, reason string, o *models.Order, p *models.Payment) error {
	if n.Status != GatewaySucceeded {
		return nil
	}
	var open int64
	err := w.Raw(`SELECT COUNT(*) FROM money_decisions d JOIN gateway_notifications n ON n.id = d.notification_id
		WHERE d.state = ? AND n.gateway = ? AND n.external_id = ?`, models.DecisionOpen, gateway, n.ExternalID).Scan(&open).Error
	if err != nil || open > 0 {
		return wrapped("look for decision", err)
	}
	d := &models.MoneyDecision{
		Reason: reason, PaymentID: reference(idOf(p)), NotificationID: &notification,
		Amount: n.Amount, Currency: n.Currency, State: models.DecisionOpen, CreatedAt: w.now,
	}
	if o != nil {
		d.OrderID, d.CustomerID = &o.ID, &o.CustomerID
	}
	return store.Insert(w.Tx, []*models.MoneyDecision{d})
}

// hear applies what the gateway said. Success is final; a failure may still turn
// into success, never the reverse.
func (w *work) hear(o *models.Order, p *models.Payment, gateway string, n Notification) (outcome string, payment int64, err error) {
	unheard := p == nil
	if unheard {
		p = gatewayPayment(w, o, gateway, n.Amount, models.Actor{Kind: models.ActorGateway})
		p.ExternalID = &n.ExternalID
		if err := store.Insert(w.Tx, []*models.Payment{p}); err != nil {
			return "", 0, err
		}
	}
	switch {
	case final(p), n.Status == GatewayPending && p.State == models.PaymentFailed, n.Status == GatewayFailed && p.State == models.PaymentFailed:
		return OutcomeAlready, p.ID, nil
	case n.Status == GatewaySucceeded:
		return OutcomeAccepted, p.ID, w.acceptPayment(o, p, n.OccurredAt)
	case n.Status == GatewayFailed:
		return OutcomeFailed, p.ID, w.failPayment(o, p)
	default:
		if unheard {
			w.begun(o, p, models.Actor{Kind: models.ActorGateway})
		}
		return OutcomePending, p.ID, w.savePayment(p)
	}
}

// begun tells that a payment is in flight.
func (w *work) begun(o *models.Order, p *models.Payment, actor models.Actor) {
	w.emit(actor, models.EventPaymentStarted, about(o), data{"payment": p.ID, "amount": p.Amount, "currency": p.Currency})
}

func gatewayPayment(w *work, o *models.Order, gateway string, amount int64, actor models.Actor) *models.Payment {
	ask := store.Now(w.now.Add(w.service.opts.InFlightWait))
	return &models.Payment{
		OrderID: &o.ID, CustomerID: o.CustomerID, Kind: models.PaymentGateway, Gateway: gateway, State: models.PaymentInFlight,
		Amount: amount, Currency: o.Currency, AskAfter: &ask, CreatedByKind: actor.Kind, CreatedByID: actor.ID,
		CreatedAt: w.now, UpdatedAt: w.now,
	}
}

// acceptPayment takes a gateway's money; at is when it was paid.
func (w *work) acceptPayment(o *models.Order, p *models.Payment, at time.Time) error {
	paid := store.Now(at)
	if at.IsZero() || paid.After(w.now) {
		paid = w.now
	}
	p.State, p.PaidAt, p.AskAfter = models.PaymentAccepted, &paid, nil
	if err := w.savePayment(p); err != nil {
		return err
	}
	actor := models.Actor{Kind: models.ActorGateway}
	if err := w.closeDecisions(actor, models.ResolveSucceeded, "payment_id = ? AND reason = ?", p.ID, models.DecideGatewaySilence); err != nil {
		return err
	}
	return w.receive(o, p, actor)
}

// failPayment ends a payment in flight: the gateway's definite "not paid".
func (w *work) failPayment(o *models.Order, p *models.Payment) error {
	p.State, p.AskAfter = models.PaymentFailed, nil
	if err := w.savePayment(p); err != nil {
		return err
	}
	actor := models.Actor{Kind: models.ActorGateway}
	w.emit(actor, models.EventPaymentFailed, about(o), data{"payment": p.ID, "amount": p.Amount, "currency": p.Currency})
	return w.closeDecisions(actor, models.ResolveFailed, "payment_id = ? AND reason = ?", p.ID, models.DecideGatewaySilence)
}
