package services

import (
	"context"
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// one reads one row by its id, or answers CodeNotFound.
func (s *Service) one(ctx context.Context, into any, table string, id int64) error {
	return s.store.Read(ctx, func(tx *store.Tx) error { return oneRow(tx, into, table, id) })
}

func oneRow(tx *store.Tx, into any, table string, id int64) error {
	found := tx.Limit(1).Find(into, "id = ?", id)
	if found.Error != nil {
		return fmt.Errorf("read %s: %w", table, found.Error)
	}
	if found.RowsAffected == 0 {
		return notFound(table, id)
	}
	return nil
}

// demandFree answers CodeAlreadyExists, naming the id of the row that has the
// value in a unique column, unless that is the row itself.
func (w *work) demandFree(table, column, value string, self int64) error {
	var holders []int64
	err := w.Raw("SELECT id FROM "+table+" WHERE "+column+" = ? AND id <> ?", value, self).Scan(&holders).Error
	if err != nil {
		return fmt.Errorf("look for %s: %w", column, err)
	}
	if len(holders) > 0 {
		return &models.Error{
			Code:   models.CodeAlreadyExists,
			Params: map[string]any{"kind": kindOf(table), "id": holders[0]},
			Fields: []models.FieldError{models.Field(column, models.CodeAlreadyExists, "kind", kindOf(table), "id", holders[0])},
		}
	}
	return nil
}

// taken gives the database's refusal of a second row with one unique value its
// code: the check before it saw none, because the other one came at the same moment.
func (s *Service) taken(err error, table string) error {
	if err != nil && store.IsUnique(err) {
		return models.NewError(models.CodeAlreadyExists, "kind", kindOf(table)).Because(err)
	}
	return err
}

// Page is a part of a list by keyset: at most Limit rows after the id.
type Page struct {
	After int64
	Limit int
}

// maxPage is the largest page.
const maxPage = 200

// limit is the asked number of rows, within bounds.
func (p Page) limit() int {
	if p.Limit <= 0 {
		return 50
	}
	return min(p.Limit, maxPage)
}

// cut drops the row that was read only to learn whether there are more.
func cut[T any](rows []T, limit int) (page []T, more bool) {
	if len(rows) > limit {
		return rows[:limit], true
	}
	return rows, false
}

// demandRows answers CodeUnknownReference at the field for every id that the table lacks.
func (w *work) demandRows(table, field string, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	var found []int64
	if err := w.Raw("SELECT id FROM "+table+" WHERE id IN ?", ids).Scan(&found).Error; err != nil {
		return fmt.Errorf("look for %s: %w", table, err)
	}
	known := set(found)
	var f faults
	for i, id := range ids {
		if !known[id] {
			f.add(indexed(field, i), models.CodeUnknownReference, "kind", kindOf(table), "id", id)
		}
	}
	return f.err()
}

// tagsOf are the tags of the owners, sorted. Table and column are names of this package, never an input.
func tagsOf(tx *store.Tx, table, column string, owners []int64) (map[int64][]string, error) {
	tags := map[int64][]string{}
	if len(owners) == 0 {
		return tags, nil
	}
	var rows []struct {
		Owner int64
		Tag   string
	}
	err := tx.Raw("SELECT "+column+" AS owner, tag FROM "+table+" WHERE "+column+" IN ? ORDER BY 1, 2", owners).Scan(&rows).Error
	for _, row := range rows {
		tags[row.Owner] = append(tags[row.Owner], row.Tag)
	}
	return tags, wrapped("load tags", err)
}

func groupBy[T any](rows []T, key func(T) int64) map[int64][]T {
	groups := map[int64][]T{}
	for _, row := range rows {
		groups[key(row)] = append(groups[key(row)], row)
	}
	return groups
}
