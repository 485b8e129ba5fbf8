package services

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// EventQuery selects events for whoever is on call, the newest first.
type EventQuery struct {
	State      string // models.EventPending, …; "" for all
	Kind       models.EventKind
	CustomerID int64
	OrderID    int64
	Page       Page // After is the last id of the page before
}

// EventView is an event and how far the relay is with it.
type EventView struct {
	models.Event
	State    string // models.EventPending, …
	Attempts int
	NextTry  *time.Time
	Error    string
}

// eventViews joins the outbox, from which settled events are gone.
const eventViews = `SELECT e.*, CASE WHEN o.event_id IS NULL THEN 'done' WHEN o.parked THEN 'parked' ELSE 'pending' END AS state,
	COALESCE(o.attempts, 0) AS attempts, o.next_try, COALESCE(o.error, '') AS error
	FROM events e LEFT JOIN outbox o ON o.lane = e.lane AND o.event_id = e.id WHERE `

// inState selects events by their state.
var inState = map[string]string{
	models.EventDone: "o.event_id IS NULL", models.EventPending: "o.event_id IS NOT NULL AND NOT o.parked", models.EventParked: "o.event_id IS NOT NULL AND o.parked",
}

// Events lists what happened (right settings.read). Parked events are those whose
// state is models.EventParked.
func (s *Service) Events(ctx context.Context, actor models.Actor, q EventQuery) (rows []EventView, more bool, err error) {
	if err := actor.Demand(models.RightSettingsRead); err != nil {
		return nil, false, err
	}
	where, args := q.where()
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		own := ownEvents(tx, actor)
		where, args = where+" AND "+own.sql, append(args, own.args...)
		if err := tx.Raw(eventViews+where+" ORDER BY e.id DESC LIMIT ?", append(args, q.Page.limit()+1)...).Scan(&rows).Error; err != nil {
			return fmt.Errorf("list events: %w", err)
		}
		return hideOrders(tx, actor, dataOfEvents(rows)...)
	})
	rows, more = cut(rows, q.Page.limit())
	return rows, more, err
}

func (q EventQuery) where() (string, []any) {
	conditions, args := []string{"TRUE"}, []any{}
	and := func(asked bool, condition string, values ...any) {
		if asked {
			conditions, args = append(conditions, condition), append(args, values...)
		}
	}
	and(q.Page.After > 0, "e.id < ?", q.Page.After)
	and(q.State != "", inState[q.State])
	and(q.Kind != "", "e.kind = ?", q.Kind)
	and(q.CustomerID != 0, "e.customer_id = ?", q.CustomerID)
	and(q.OrderID != 0, "e.order_id = ?", q.OrderID)
	return strings.Join(conditions, " AND "), args
}

// ownEvents is the condition of the events e that the actor sees. A change of the
// deposit is the customer's; which order it hangs on stands in its data.
func ownEvents(tx *store.Tx, actor models.Actor) condition {
	if !actor.OwnOnly {
		return condition{sql: "TRUE"}
	}
	order := "json_extract(e.data, '$.order')"
	if tx.Postgres() {
		order = "(e.data::json->>'order')::bigint"
	}
	named := ownBy(actor, order)
	named.sql = "CASE WHEN e.kind = '" + string(models.EventDepositChanged) + "' THEN " + named.sql + " ELSE TRUE END"
	return ownBy(actor, "e.order_id").and(named)
}

// Event is one event.
func (s *Service) Event(ctx context.Context, actor models.Actor, id int64) (*EventView, error) {
	if err := actor.Demand(models.RightSettingsRead); err != nil {
		return nil, err
	}
	var rows []EventView
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		own := ownEvents(tx, actor)
		if err := tx.Raw(eventViews+"e.id = ? AND "+own.sql, append([]any{id}, own.args...)...).Scan(&rows).Error; err != nil {
			return fmt.Errorf("read event: %w", err)
		}
		return hideOrders(tx, actor, dataOfEvents(rows)...)
	})
	if err == nil && len(rows) == 0 {
		return nil, notFound("events", id)
	}
	if err != nil {
		return nil, err
	}
	return &rows[0], nil
}

// RetryEvent gives a parked event its tries anew (right settings.write). An event
// that is not parked answers CodeConflict.
func (s *Service) RetryEvent(ctx context.Context, actor models.Actor, id int64) error {
	if err := actor.Demand(models.RightSettingsWrite); err != nil {
		return err
	}
	return s.write(ctx, func(w *work) error {
		var row models.Event
		if err := oneRow(w.Tx, &row, "events", id); err != nil {
			return err
		}
		done := w.Exec("UPDATE outbox SET parked = FALSE, attempts = 0, next_try = NULL, error = '' WHERE lane = ? AND event_id = ? AND parked", row.Lane, id)
		if done.Error == nil && done.RowsAffected == 0 {
			return models.NewError(models.CodeConflict)
		}
		w.made("event", id)
		w.AfterCommit(func() { s.hint(row.Lane) })
		return wrapped("retry event", done.Error)
	})
}
