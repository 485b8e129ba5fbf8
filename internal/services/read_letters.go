package services

import (
	"context"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// LetterFilter selects letters, the newest first; zero values select all.
type LetterFilter struct {
	State      string
	CustomerID int64
	OrderID    int64
	Template   string
	Page       // After is the last id of the page before
}

// Letters lists letters to customers with their causes and without their bodies (MAIL-4, right letter.read).
func (s *Service) Letters(ctx context.Context, actor models.Actor, f LetterFilter) (rows []models.Letter, more bool, err error) {
	if err := actor.Demand(models.RightLetterRead); err != nil {
		return nil, false, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		q := tx.Omit("html", "text_part").Where("staff_id IS NULL").Order("id DESC").Limit(f.limit() + 1)
		if f.After > 0 {
			q = q.Where("id < ?", f.After)
		}
		if f.State != "" {
			q = q.Where("state = ?", f.State)
		}
		if f.CustomerID != 0 {
			q = q.Where("customer_id = ?", f.CustomerID)
		}
		if f.OrderID != 0 {
			q = q.Where("order_id = ?", f.OrderID)
		}
		if f.Template != "" {
			q = q.Where("template_code = ?", f.Template)
		}
		if own := ownBy(actor, "letters.order_id"); actor.OwnOnly {
			q = q.Where(own.sql, own.args...)
		}
		return q.Find(&rows).Error
	})
	rows, more = cut(rows, f.limit())
	return rows, more, wrapped("list letters", err)
}

// Letter is one letter as it was sent.
func (s *Service) Letter(ctx context.Context, actor models.Actor, id int64) (*models.Letter, error) {
	if err := actor.Demand(models.RightLetterRead); err != nil {
		return nil, err
	}
	row := new(models.Letter)
	return row, s.store.Read(ctx, func(tx *store.Tx) error {
		if err := oneRow(tx, row, "letters", id); err != nil {
			return err
		}
		if row.StaffID != nil {
			return notFound("letters", id)
		}
		return demandOrder(tx, actor, row.OrderID, "letters", id)
	})
}
