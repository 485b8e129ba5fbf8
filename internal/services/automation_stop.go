package services

import (
	"context"
	"fmt"

	"github.com/orderflow/orderflow/models"
)

// StopAutomation ends the order's enrollments; none enters until AllowAutomation.
// Again it changes nothing (ORD-12).
func (s *Service) StopAutomation(ctx context.Context, actor models.Actor, order int64) error {
	return s.automation(ctx, actor, order, func(w *work) error {
		done := w.Exec("INSERT INTO automation_stops (order_id, actor_kind, actor_id, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
			order, actor.Kind, actor.ID, w.now)
		if done.Error != nil || done.RowsAffected == 0 {
			return wrapped("stop automation", done.Error)
		}
		w.note(order, actor, models.HistoryAutomationStopped, data{})
		return stopping{outcomeOrderStopped, actor, "order_id = ?", []any{order}}.run(w)
	})
}

// AllowAutomation lets processes take the order in again. What was ended stays ended.
func (s *Service) AllowAutomation(ctx context.Context, actor models.Actor, order int64) error {
	return s.automation(ctx, actor, order, func(w *work) error {
		done := w.Exec("DELETE FROM automation_stops WHERE order_id = ?", order)
		if done.Error != nil {
			return fmt.Errorf("allow automation: %w", done.Error)
		}
		if done.RowsAffected > 0 {
			w.note(order, actor, models.HistoryAutomationAllowed, data{})
		}
		return nil
	})
}

func (s *Service) automation(ctx context.Context, actor models.Actor, order int64, change func(*work) error) error {
	if err := actor.Demand(models.RightOrderWrite); err != nil {
		return err
	}
	return s.write(ctx, func(w *work) error {
		if _, err := w.takeOrder(actor, order, 0); err != nil {
			return err
		}
		w.made(string(models.SubjectOrder), order)
		return change(w)
	})
}
