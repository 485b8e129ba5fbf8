package services

import (
	"context"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// CancelOverdue cancels at most n unpaid orders whose payment deadline has passed
// and whose offer says so (PAY-7), under the guards of a process: an order that
// took money, or has some in flight, stays (ST-9). It answers how many it cancelled.
func (s *Service) CancelOverdue(ctx context.Context, n int) (cancelled int, err error) {
	ids, err := s.overdue(ctx, n)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	err = s.write(ctx, func(w *work) error {
		cancelled = 0
		changes, err := s.stillOverdue(w, ids)
		if err != nil {
			return err
		}
		errs, err := s.changeStatuses(w, changes)
		for _, refused := range errs {
			if refused == nil {
				cancelled++
			}
		}
		return err
	})
	return cancelled, err
}

const overdueWhere = `o.payment_deadline <= ? AND o.deadline_action = ? AND o.status IN ? AND o.paid = 0
	AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id AND p.state = ?)`

func overdueArgs(s *Service) []any {
	return []any{s.Now(), models.DeadlineCancel, openStatuses, models.PaymentInFlight}
}

// openStatuses are those of orders that still await their outcome.
var openStatuses = func() (open []models.Status) {
	for _, status := range models.Statuses {
		if status.Open() {
			open = append(open, status)
		}
	}
	return open
}()

func (s *Service) overdue(ctx context.Context, n int) (ids []int64, err error) {
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw("SELECT o.id FROM orders o WHERE "+overdueWhere+" ORDER BY o.payment_deadline, o.id LIMIT ?",
			append(overdueArgs(s), n)...).Scan(&ids).Error
	})
	return ids, wrapped("find overdue orders", err)
}

// stillOverdue locks the orders and looks again: a deadline may have been moved.
func (s *Service) stillOverdue(w *work, ids []int64) ([]statusChange, error) {
	if _, err := w.Lock("orders", ids...); err != nil {
		return nil, err
	}
	var still []int64
	err := w.Raw("SELECT o.id FROM orders o WHERE "+overdueWhere+" AND o.id IN ? ORDER BY o.id", append(overdueArgs(s), ids)...).Scan(&still).Error
	if err != nil {
		return nil, wrapped("look at overdue orders", err)
	}
	changes := make([]statusChange, len(still))
	for i, id := range still {
		changes[i] = statusChange{Actor: models.System(), OrderID: id, To: models.StatusCancelled}
	}
	return changes, nil
}
