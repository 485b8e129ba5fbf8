package services

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/orderflow/orderflow/models"
)

// ArrangeRefusalReasons puts the reasons into the order of the ids; those that
// are not named follow in the order that they had (right catalog.write).
func (s *Service) ArrangeRefusalReasons(ctx context.Context, actor models.Actor, ids []int64) error {
	if err := actor.Demand(models.RightCatalogWrite); err != nil {
		return err
	}
	return s.write(ctx, func(w *work) error {
		var all []int64
		if err := w.Raw("SELECT id FROM refusal_reasons ORDER BY id" + w.LockClause()).Scan(&all).Error; err != nil {
			return fmt.Errorf("lock reasons: %w", err)
		}
		if err := w.demandRows("refusal_reasons", "ids", ids); err != nil {
			return err
		}
		var rows []models.RefusalReason
		if err := w.Order("id").Find(&rows).Error; err != nil {
			return fmt.Errorf("read reasons: %w", err)
		}
		place := map[int64]int{}
		for i, id := range ids {
			place[id] = i - len(ids)
		}
		slices.SortStableFunc(rows, func(a, b models.RefusalReason) int {
			return cmp.Or(cmp.Compare(place[a.ID], place[b.ID]), cmp.Compare(a.Ordinal, b.Ordinal))
		})
		return w.number(rows)
	})
}

// number writes the places of the reasons where they differ.
func (w *work) number(rows []models.RefusalReason) error {
	for i, row := range rows {
		ordinal := int64(i + 1)
		if row.Ordinal == ordinal {
			continue
		}
		err := w.Exec("UPDATE refusal_reasons SET ordinal = ?, version = version + 1, updated_at = ? WHERE id = ?", ordinal, w.now, row.ID).Error
		if err != nil {
			return fmt.Errorf("write reason: %w", err)
		}
	}
	return nil
}
