package services

import (
	"context"

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

// Events lists the outbox (right settings.read). Parked events are those whose
// state is models.EventParked.
func (s *Service) Events(ctx context.Context, actor models.Actor, q EventQuery) (rows []models.Event, more bool, err error) {
	if err := actor.Demand(models.RightSettingsRead); err != nil {
		return nil, false, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		list := tx.Order("id DESC").Limit(q.Page.limit() + 1)
		if q.Page.After > 0 {
			list = list.Where("id < ?", q.Page.After)
		}
		if q.State != "" {
			list = list.Where("state = ?", q.State)
		}
		if q.Kind != "" {
			list = list.Where("kind = ?", q.Kind)
		}
		if q.CustomerID != 0 {
			list = list.Where("customer_id = ?", q.CustomerID)
		}
		if q.OrderID != 0 {
			list = list.Where("order_id = ?", q.OrderID)
		}
		return list.Find(&rows).Error
	})
	rows, more = cut(rows, q.Page.limit())
	return rows, more, wrapped("list events", err)
}

// Event is one event of the outbox.
func (s *Service) Event(ctx context.Context, actor models.Actor, id int64) (*models.Event, error) {
	if err := actor.Demand(models.RightSettingsRead); err != nil {
		return nil, err
	}
	row := new(models.Event)
	return row, s.one(ctx, row, "events", id)
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
		done := w.Exec("UPDATE events SET state = ?, attempts = 0, next_try = NULL, error = '' WHERE id = ? AND state = ?",
			models.EventPending, id, models.EventParked)
		if done.Error == nil && done.RowsAffected == 0 {
			return models.NewError(models.CodeConflict)
		}
		w.AfterCommit(func() { s.hint(row.Lane) })
		return wrapped("retry event", done.Error)
	})
}
