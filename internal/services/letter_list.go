package services

import (
	"context"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// LetterFilter selects letters, the newest first; zero values select all.
type LetterFilter struct {
	States      []string
	CustomerID  int64
	OrderID     int64
	OrderNumber int64
	ProcessID   int64
	Template    string
	CauseKind   string
	From, Until *time.Time // when the letter was written; Until is not included
	Page                   // After is the last id of the page before
}

// Letters lists letters to customers with their causes and without their bodies (MAIL-4, right letter.read).
func (s *Service) Letters(ctx context.Context, actor models.Actor, f LetterFilter) (views []LetterView, more bool, err error) {
	if err := actor.Demand(models.RightLetterRead); err != nil {
		return nil, false, err
	}
	if err := f.validate(); err != nil {
		return nil, false, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		q := tx.Omit("html", "text_part").Where("staff_id IS NULL").Order("id DESC").Limit(f.limit() + 1)
		for _, c := range f.conditions(actor) {
			q = q.Where(c.sql, c.args...)
		}
		var rows []models.Letter
		if err := q.Find(&rows).Error; err != nil {
			return wrapped("list letters", err)
		}
		rows, more = cut(rows, f.limit())
		views, err = s.letterViews(tx, rows)
		return err
	})
	return views, more, err
}

func (f LetterFilter) validate() error {
	var found faults
	for _, state := range f.States {
		found.oneOf("state", state, models.LetterQueued, models.LetterSending, models.LetterSent, models.LetterFailed, models.LetterWithdrawn, models.LetterUnknown)
	}
	return found.err()
}

func (f LetterFilter) conditions(actor models.Actor) (list []condition) {
	for _, c := range []struct {
		used bool
		sql  string
		arg  any
	}{
		{f.After > 0, "id < ?", f.After},
		{len(f.States) > 0, "state IN ?", f.States},
		{f.CustomerID != 0, "customer_id = ?", f.CustomerID},
		{f.OrderID != 0, "order_id = ?", f.OrderID},
		{f.OrderNumber != 0, "order_id = (SELECT o.id FROM orders o WHERE o.number = ?)", f.OrderNumber},
		{f.ProcessID != 0, "process_id = ?", f.ProcessID},
		{f.Template != "", "template_code = ?", f.Template},
		{f.CauseKind != "", "cause_kind = ?", f.CauseKind},
		{f.From != nil, "created_at >= ?", f.From},
		{f.Until != nil, "created_at < ?", f.Until},
	} {
		if c.used {
			list = append(list, condition{sql: c.sql, args: []any{c.arg}})
		}
	}
	if actor.OwnOnly {
		list = append(list, ownBy(actor, "letters.order_id"))
	}
	return list
}
