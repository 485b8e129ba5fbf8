package services

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// work is one transaction under way: its frozen now, and the history and events
// that will be written together when the use case is through.
type work struct {
	*store.Tx
	service *Service
	now     time.Time
	history []*models.OrderHistory
	people  []*models.CustomerHistory
	events  []*models.Event
	letters []*models.Letter
	audited []*models.AuditEntry

	cohortsLocked bool
	cohorts       []int64     // locked, ascending
	object        func() Made // what a repetition of the request answers with, once ids are drawn
}

// data is the content of a history entry or event: ids, codes and sums, never
// personal data (PRIV-1).
type data map[string]any

// note adds an entry to an order's history.
func (w *work) note(orderID int64, actor models.Actor, kind string, d data) {
	w.history = append(w.history, &models.OrderHistory{
		OrderID: orderID, Kind: kind, ActorKind: actor.Kind, ActorID: actor.ID,
		EnrollmentID: actor.EnrollmentID, Data: encode(withBulk(d, actor)), At: w.now,
	})
}

// noteCustomer adds an entry to a customer's history.
func (w *work) noteCustomer(customerID int64, actor models.Actor, kind string, d data) {
	w.people = append(w.people, &models.CustomerHistory{
		CustomerID: customerID, Kind: kind, ActorKind: actor.Kind, ActorID: actor.ID,
		EnrollmentID: actor.EnrollmentID, Data: encode(withBulk(d, actor)), At: w.now,
	})
}

// subject says what an event is about.
type subject struct {
	kind     models.SubjectKind
	id       int64
	customer int64 // 0 when the event concerns no customer
	order    int64 // 0 when it concerns no order
}

// about makes the subject of an order's event.
func about(o *models.Order) subject {
	return subject{kind: models.SubjectOrder, id: o.ID, customer: o.CustomerID, order: o.ID}
}

// emit adds an event to the outbox.
func (w *work) emit(actor models.Actor, kind models.EventKind, of subject, d data) *models.Event {
	e := &models.Event{
		Kind: kind, SchemaVersion: 1, Lane: actor.EventLane(), SubjectKind: of.kind, SubjectID: of.id,
		CustomerID: reference(of.customer), OrderID: reference(of.order), ActorKind: actor.Kind, ActorID: actor.ID,
		EnrollmentID: actor.EnrollmentID, Data: encode(d), Chain: encodeChain(actor.Chain),
		OccurredAt: w.now,
	}
	w.events = append(w.events, e)
	return e
}

// letter queues a letter; its Cause must be new (MAIL-5). The relay gathers
// queued letters into batches.
func (w *work) letter(l models.Letter) {
	l.State, l.CreatedAt, l.NextTry = models.LetterQueued, w.now, w.now
	w.letters = append(w.letters, &l)
}

// flush writes what was noted. Events come last, so that their ids are drawn
// as late as possible.
func (w *work) flush() error {
	w.auditRequest()
	if err := w.putNotes(); err != nil {
		return err
	}
	if err := w.commitRequest(); err != nil {
		return err
	}
	for _, lane := range w.lanes() {
		w.AfterCommit(func() { w.service.hint(lane) })
	}
	return nil
}

func (w *work) putNotes() error {
	trip := w.Later()
	if err := store.Put(trip, w.history); err != nil {
		return err
	}
	if err := store.Put(trip, w.people); err != nil {
		return err
	}
	if err := store.Put(trip, w.letters); err != nil {
		return err
	}
	if err := store.Put(trip, w.audited); err != nil {
		return err
	}
	return store.PutEvents(trip, w.events)
}

// lanes are those in which the transaction left something for the relay.
func (w *work) lanes() []models.Lane {
	var found []models.Lane
	for _, lane := range []models.Lane{models.LaneInteractive, models.LaneBulk} {
		if slices.ContainsFunc(w.events, func(e *models.Event) bool { return e.Lane == lane }) ||
			slices.ContainsFunc(w.letters, func(l *models.Letter) bool { return l.Lane == lane }) {
			found = append(found, lane)
		}
	}
	return found
}

func withBulk(d data, actor models.Actor) data {
	if actor.BulkID == nil {
		return d
	}
	marked := data{"bulk": *actor.BulkID}
	if actor.ApprovedBy != 0 {
		marked["approved_by"] = actor.ApprovedBy
	}
	for k, v := range d {
		marked[k] = v
	}
	return marked
}

// encode writes ids, codes and sums as JSON; such values always encode.
func encode(v any) string {
	if d, ok := v.(data); ok && len(d) == 0 {
		return "{}"
	}
	text, err := json.Marshal(v)
	if err != nil {
		panic("services: unencodable event data: " + err.Error())
	}
	return string(text)
}

func encodeChain(c models.Chain) string {
	if len(c) == 0 {
		return "[]"
	}
	return encode(c)
}

// reference is a nullable id: nil for 0.
func reference(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}
