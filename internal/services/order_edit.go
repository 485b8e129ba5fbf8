package services

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// OrderRef names an order that is about to be edited. Version is the one that was
// read; 0 changes whatever stands (API-1).
type OrderRef struct {
	ID      int64
	Version int64
}

// editOrder is one edit of one order by a person: right, locks, version, the edit itself.
func (s *Service) editOrder(ctx context.Context, actor models.Actor, ref OrderRef, edit func(w *work, o *models.Order) error) (*models.Order, error) {
	if err := actor.Demand(models.RightOrderWrite); err != nil {
		return nil, err
	}
	var o *models.Order
	err := s.write(ctx, func(w *work) (err error) {
		if o, err = w.takeOrder(actor, ref.ID, ref.Version); err != nil {
			return err
		}
		w.made(string(models.SubjectOrder), o.ID)
		return edit(w, o)
	})
	return o, err
}

// AddComment writes a comment into an order's history, where it stays as it is (ORD-8).
func (s *Service) AddComment(ctx context.Context, actor models.Actor, orderID int64, text string) (*models.OrderHistory, error) {
	var f faults
	if strings.TrimSpace(text) == "" {
		f.add("text", models.CodeRequired)
	}
	f.short("text", text, maxComment)
	if err := f.err(); err != nil {
		return nil, err
	}
	var row *models.OrderHistory
	_, err := s.editOrder(ctx, actor, OrderRef{ID: orderID}, func(w *work, o *models.Order) error {
		w.note(o.ID, actor, models.HistoryComment, nil)
		row = w.history[len(w.history)-1]
		row.Comment = text
		w.object = func() Made { return Made{Kind: "history_entry", ID: row.ID} }
		return nil
	})
	return row, err
}

// MoveStage puts an order on another stage, of its board or of another one; its
// status stays. The same stage again changes nothing.
func (s *Service) MoveStage(ctx context.Context, actor models.Actor, ref OrderRef, stageID int64) (*models.Order, error) {
	return s.editOrder(ctx, actor, ref, func(w *work, o *models.Order) error {
		if o.StageID == stageID {
			return nil
		}
		var stage models.Stage
		if err := w.Raw("SELECT id, board_id FROM stages WHERE id = ? AND NOT archived", stageID).Scan(&stage).Error; err != nil {
			return fmt.Errorf("read stage: %w", err)
		}
		if stage.ID == 0 {
			return models.NewFieldError("stage_id", models.CodeUnknownReference, "kind", "stage", "id", stageID)
		}
		d := data{"from": o.StageID, "to": stage.ID, "board": stage.BoardID}
		o.StageID, o.BoardID = stage.ID, stage.BoardID
		w.note(o.ID, actor, models.HistoryStage, d)
		w.emit(actor, models.EventOrderStageMoved, about(o), d)
		return w.saveOrder(o)
	})
}

// AssignManager gives an order a manager, or none with nil. Who works with their
// own orders only keeps them: CodeOwnOrdersOnly.
func (s *Service) AssignManager(ctx context.Context, actor models.Actor, ref OrderRef, managerID *int64) (*models.Order, error) {
	return s.editOrder(ctx, actor, ref, func(w *work, o *models.Order) error {
		if same(o.ManagerID, managerID) {
			return nil
		}
		if err := demandManagers(actor); err != nil {
			return err
		}
		if managerID != nil {
			var active int64
			if err := w.Raw("SELECT COUNT(*) FROM staff WHERE id = ? AND active", *managerID).Scan(&active).Error; err != nil {
				return fmt.Errorf("read manager: %w", err)
			}
			if active == 0 {
				return models.NewFieldError("manager_id", models.CodeUnknownReference, "kind", "staff", "id", *managerID)
			}
		}
		d := data{"from": o.ManagerID, "to": managerID}
		w.note(o.ID, actor, models.HistoryManager, d)
		w.emit(actor, models.EventOrderManager, about(o), d)
		o.ManagerID = managerID
		return w.saveOrder(o)
	})
}

// demandManagers refuses those who work with their own orders only: they keep them (ROLE-2).
func demandManagers(actor models.Actor) error {
	if actor.OwnOnly {
		return models.NewError(models.CodeOwnOrdersOnly)
	}
	return nil
}

func same[T comparable](a, b *T) bool {
	return (a == nil && b == nil) || (a != nil && b != nil && *a == *b)
}

// TagOrder changes an order's tags and gives them all. A tag that is there
// already, or not there, changes nothing and makes no event.
func (s *Service) TagOrder(ctx context.Context, actor models.Actor, id int64, p TagParams) (tags []string, err error) {
	if err := p.clean(); err != nil {
		return nil, err
	}
	_, err = s.editOrder(ctx, actor, OrderRef{ID: id}, func(w *work, o *models.Order) error {
		for _, tag := range p.Add {
			if err := w.tagOrder(actor, o.ID, o.CustomerID, tag); err != nil {
				return err
			}
		}
		for _, tag := range p.Remove {
			if err := w.untagOrder(actor, o, tag); err != nil {
				return err
			}
		}
		all, err := tagsOf(w.Tx, "order_tags", "order_id", []int64{o.ID})
		tags = all[o.ID]
		return err
	})
	return tags, err
}

// untagOrder takes a tag off; one that is not there changes nothing.
func (w *work) untagOrder(actor models.Actor, o *models.Order, tag string) error {
	done := w.Exec("DELETE FROM order_tags WHERE order_id = ? AND tag = ?", o.ID, tag)
	if done.Error != nil || done.RowsAffected == 0 {
		return wrapped("untag order", done.Error)
	}
	w.note(o.ID, actor, models.HistoryTagRemoved, data{"tag": tag})
	w.emit(actor, models.EventOrderTagRemoved, about(o), data{"tag": tag})
	return nil
}

// Why a deadline changed, unless somebody set it.
const (
	deadlineReopened = "reopened"
	deadlineItems    = "items"
)

// noteDeadline writes that the order's payment deadline is another one than it
// was (ORD-7), and tells those who wait for that. cause is "" when a person set it.
func (w *work) noteDeadline(o *models.Order, actor models.Actor, from, to *time.Time, cause string) {
	d := data{"from": from, "to": to}
	if cause != "" {
		d["cause"] = cause
	}
	w.note(o.ID, actor, models.HistoryDeadline, d)
	w.emit(actor, models.EventOrderDeadline, about(o), d)
}

// SetDeadline gives an order another payment deadline, or none with nil. What
// processes count from it moves along (ORD-12). One that is not to come answers
// CodeTimePassed: it would cancel the order at once (PAY-7). An order from which no
// money is awaited gets none: CodeNothingToPay.
func (s *Service) SetDeadline(ctx context.Context, actor models.Actor, ref OrderRef, at *time.Time) (*models.Order, error) {
	return s.editOrder(ctx, actor, ref, func(w *work, o *models.Order) error {
		if at != nil {
			if err := awaitsMoney(o); err != nil {
				return err
			}
			cut := store.Now(*at)
			at = &cut
			if !at.After(w.now) {
				return models.NewFieldError("payment_deadline", models.CodeTimePassed, "value", at.Format(time.RFC3339))
			}
		}
		w.noteDeadline(o, actor, o.PaymentDeadline, at, "")
		if o.PaymentDeadline = at; o.DeadlineAction == "" {
			o.DeadlineAction = models.DeadlineKeep
		}
		return w.saveOrder(o)
	})
}

// awaitsMoney refuses an order that is over, or paid in full.
func awaitsMoney(o *models.Order) error {
	if o.Awaited() == 0 {
		return models.NewError(models.CodeNothingToPay)
	}
	return nil
}

// AskPart makes the payment link ask for a part of the sum, or for all with 0
// (PAY-2), while it takes money. Of offers that take no parts by themselves staff may ask for any; of the
// others for none below their smallest: that answers CodePartTooSmall.
func (s *Service) AskPart(ctx context.Context, actor models.Actor, ref OrderRef, amount int64) (*models.Order, error) {
	return s.editOrder(ctx, actor, ref, func(w *work, o *models.Order) error {
		if err := takesMoney(o, w.now); err != nil {
			return err
		}
		var f faults
		f.within("amount", amount, 0, o.Left())
		if err := f.err(); err != nil {
			return err
		}
		items, err := w.itemsOf(o.ID)
		if err != nil {
			return err
		}
		if least := smallestAsked(o, items); amount != 0 && amount < least {
			return models.NewFieldError("amount", models.CodePartTooSmall, "min", models.Sum{Amount: least, Currency: o.Currency})
		}
		w.note(o.ID, actor, models.HistoryPartAsked, data{"from": o.PartAsked, "to": amount, "currency": o.Currency})
		o.PartAsked = amount
		return w.saveOrder(o)
	})
}

// ChangeCompletionDate moves the completion of a completed order; access that
// starts at completion moves with it (ORD-9). An order that is not completed
// answers CodeConflict, a date to come CodeTimeToCome.
func (s *Service) ChangeCompletionDate(ctx context.Context, actor models.Actor, ref OrderRef, at time.Time) (*models.Order, error) {
	return s.editOrder(ctx, actor, ref, func(w *work, o *models.Order) error {
		at = store.Now(at)
		if at.After(w.now) {
			return models.NewFieldError("completed_at", models.CodeTimeToCome, "value", at.Format(time.RFC3339))
		}
		if o.CompletedAt == nil {
			return models.NewError(models.CodeConflict)
		}
		d := data{"from": o.CompletedAt, "to": at}
		o.CompletedAt = &at
		w.note(o.ID, actor, models.HistoryCompletionDate, d)
		w.emit(actor, models.EventOrderDateChanged, about(o), d)
		if err := w.shiftPurchases(o, actor); err != nil {
			return err
		}
		return w.saveOrder(o)
	})
}

// HistoryPage selects a part of an order's history.
type HistoryPage struct {
	Page
	Newest bool // the newest first
}

// OrderHistory is a page of an order's history, oldest first or the newest first
// (ORD-7); more tells that it goes on after the last id.
func (s *Service) OrderHistory(ctx context.Context, actor models.Actor, orderID int64, page HistoryPage) (rows []models.OrderHistory, more bool, err error) {
	if err := actor.Demand(models.RightOrderRead); err != nil {
		return nil, false, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := seenOrder(tx, actor, orderID); err != nil {
			return err
		}
		found := tx.Where("order_id = ?", orderID)
		switch {
		case !page.Newest:
			found = found.Where("id > ?", page.After).Order("id")
		case page.After != 0:
			found = found.Where("id < ?", page.After).Order("id DESC")
		default:
			found = found.Order("id DESC")
		}
		if err := found.Limit(page.limit() + 1).Find(&rows).Error; err != nil {
			return fmt.Errorf("read history: %w", err)
		}
		return hideOrders(tx, actor, dataOf(rows)...)
	})
	rows, more = cut(rows, page.limit())
	return rows, more, err
}
