package services

import (
	"context"
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// BulkItemView is an object of an operation as people know it, and what became of it.
type BulkItemView struct {
	models.BulkItem
	Name         *ObjectName   // nil when the person does not see the object (any more)
	ResultNumber int64         // of the order that came of it or that was found; 0 without one
	From         models.Status // of an order that is left out: the status that it stands in now
	To           models.Status // what the operation would have given it
}

// NameBulkItems adds to items of one operation what people know them by (BLK-3).
func (s *Service) NameBulkItems(ctx context.Context, actor models.Actor, id int64, items []models.BulkItem) ([]BulkItemView, error) {
	views := each(items, func(i models.BulkItem) BulkItemView { return BulkItemView{BulkItem: i} })
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		op, err := seenBulk(tx, actor, id)
		if err != nil {
			return err
		}
		names := map[int64]ObjectName{}
		if actor.Can(readable[op.Object]) {
			list, err := s.NameObjects(ctx, actor, op.Object, each(items, func(i models.BulkItem) int64 { return i.SubjectID }))
			if err != nil {
				return err
			}
			names = byID(list, func(n ObjectName) int64 { return n.ID })
		}
		numbers, err := resultNumbers(tx, actor, items)
		for i := range views {
			views[i].show(op, names)
			views[i].result(actor, numbers)
		}
		return err
	})
	return views, err
}

func (v *BulkItemView) show(op *bulkRow, names map[int64]ObjectName) {
	if name, seen := names[v.SubjectID]; seen {
		v.Name = &name
		if op.Object == models.SubjectOrder {
			v.From = models.Status(name.Status)
		}
	}
	if op.settings.Status != nil {
		v.To = op.settings.Status.To
	}
}

// result names the order that came of the item. The order of another manager that
// the duplicate guard found does not exist for who sees only their own (ROLE-2).
func (v *BulkItemView) result(actor models.Actor, numbers map[int64]int64) {
	if v.ResultID == nil {
		return
	}
	if v.ResultNumber = numbers[*v.ResultID]; v.ResultNumber == 0 && actor.OwnOnly {
		v.ResultID = nil
	}
}

// resultNumbers are the numbers of the orders that came of the items, as far as
// the actor sees them.
func resultNumbers(tx *store.Tx, actor models.Actor, items []models.BulkItem) (map[int64]int64, error) {
	ids := []int64{}
	for _, item := range items {
		if item.ResultID != nil {
			ids = append(ids, *item.ResultID)
		}
	}
	numbers := make(map[int64]int64, len(ids))
	if len(ids) == 0 {
		return numbers, nil
	}
	var rows []struct{ ID, Number int64 }
	own := ownOrders(actor)
	args := append([]any{ids}, own.args...)
	if err := tx.Raw("SELECT id, number FROM orders WHERE id IN ? AND "+own.sql, args...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read numbers: %w", err)
	}
	for _, row := range rows {
		numbers[row.ID] = row.Number
	}
	return numbers, nil
}
