package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Event is something that happened. Data and chain hold ids, codes and sums only.
type Event struct {
	ID          int64           `json:"id"`
	Kind        string          `json:"kind"`
	Lane        string          `json:"lane" enum:"interactive,bulk"`
	SubjectKind string          `json:"subject_kind"`
	SubjectID   int64           `json:"subject_id"`
	CustomerID  *int64          `json:"customer_id"`
	OrderID     *int64          `json:"order_id"`
	Actor       Author          `json:"actor"`
	Data        json.RawMessage `json:"data"`
	Chain       json.RawMessage `json:"chain" doc:"The processes and enrollments that led here (PRC-17)"`
	State       string          `json:"state" enum:"pending,done,parked" doc:"pending: no relay has settled it; parked: it failed five times"`
	Attempts    int             `json:"attempts"`
	NextTry     *time.Time      `json:"next_try"`
	Error       string          `json:"error" doc:"A code"`
	OccurredAt  time.Time       `json:"occurred_at"`
}

func showEvent(e *services.EventView) Event {
	return Event{
		ID: e.ID, Kind: string(e.Kind), Lane: string(e.Lane), SubjectKind: string(e.SubjectKind), SubjectID: e.SubjectID,
		CustomerID: e.CustomerID, OrderID: e.OrderID, Actor: Author{string(e.ActorKind), e.ActorID, e.EnrollmentID}, Data: raw(e.Data),
		Chain: raw(e.Chain), State: e.State, Attempts: e.Attempts, NextTry: inUTC(e.NextTry), Error: e.Error,
		OccurredAt: e.OccurredAt.UTC(),
	}
}

// NewEvent is something that happened to a customer outside (PRC-2).
type NewEvent struct {
	Name       string         `json:"name" doc:"A code, such as test_passed; triggers match on it"`
	CustomerID int64          `json:"customer_id,omitempty" minimum:"0"`
	Email      string         `json:"email,omitempty" maxLength:"254" doc:"The e-mail of a known customer, instead of customer_id or agreeing with it"`
	Payload    map[string]any `json:"payload,omitempty" doc:"At most ten codes, whole numbers or flags by name; never text about people"`
}

// Sent is the event that was stored.
type Sent struct {
	ID int64 `json:"id"`
}

func (a *api) registerEvents() {
	const tag = "Events"
	endpoint(a, operation{
		method: http.MethodGet, path: "/events", id: "list-events", tag: tag, summary: "List events, the newest first",
		detail: "state=parked lists those that failed five times.",
	}, a.listEvents)
	repeatable(a, operation{
		method: http.MethodPost, path: "/events", id: "send-event", tag: tag, summary: "Send a custom event about a customer",
		status: http.StatusCreated,
	}, a.sendEvent, byReading(sentEvent))
	endpoint(a, operation{method: http.MethodGet, path: "/events/{id}", id: "get-event", tag: tag, summary: "Read an event"}, a.getEvent)
	repeatable(a, operation{
		method: http.MethodPost, path: "/events/{id}/retry", id: "retry-event", tag: tag, summary: "Give a parked event its tries anew",
	}, a.retryEvent, byReading(a.getEvent))
}

func (a *api) listEvents(ctx context.Context, in *struct {
	Paging
	State      string `query:"state" enum:"pending,done,parked"`
	Kind       string `query:"kind" maxLength:"100"`
	CustomerID int64  `query:"customer_id" minimum:"1"`
	OrderID    int64  `query:"order_id" minimum:"1"`
},
) (*plain[Page[Event]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, more, err := a.service.Events(ctx, actorOf(ctx), services.EventQuery{
		State: in.State, Kind: models.EventKind(in.Kind), CustomerID: in.CustomerID, OrderID: in.OrderID,
		Page: services.Page{After: after, Limit: in.limit()},
	})
	if err != nil {
		return nil, err
	}
	return paged(rows, more, showEvent, func(e *services.EventView) int64 { return e.ID }), nil
}

func (a *api) sendEvent(ctx context.Context, in *struct{ Body NewEvent }) (*plain[Sent], error) {
	id, err := a.service.SendEvent(ctx, actorOf(ctx), services.EventParams{
		Name: in.Body.Name, CustomerID: in.Body.CustomerID, Email: in.Body.Email, Payload: in.Body.Payload,
	})
	if err != nil {
		return nil, err
	}
	return sentEvent(ctx, &ByID{id})
}

func sentEvent(_ context.Context, in *ByID) (*plain[Sent], error) {
	return &plain[Sent]{Sent{in.ID}}, nil
}

func (a *api) getEvent(ctx context.Context, in *ByID) (*plain[Event], error) {
	return shownEvent(a.service.Event(ctx, actorOf(ctx), in.ID))
}

func shownEvent(e *services.EventView, err error) (*plain[Event], error) {
	if err != nil {
		return nil, err
	}
	return &plain[Event]{showEvent(e)}, nil
}

func (a *api) retryEvent(ctx context.Context, in *ByID) (*plain[Event], error) {
	if err := a.service.RetryEvent(ctx, actorOf(ctx), in.ID); err != nil {
		return nil, err
	}
	return shownEvent(a.service.Event(ctx, models.System(), in.ID))
}
