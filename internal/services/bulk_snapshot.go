package services

import (
	"context"
	"fmt"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// Objects are taken into an operation in ranges of ids, so that no transaction
// is long; SQLite's single writer gets smaller ones.
const (
	snapshotRange       = 10_000
	snapshotRangeSQLite = 1_000
)

// SnapshotBulk takes one more range of the segment's objects into the operation,
// as the segment stood when the operation started; more is false when there is
// nothing left to take. Repeating it after a crash takes nobody twice. A run
// that turns out larger than the person's grant waits for approval (ROLE-1).
func (s *Service) SnapshotBulk(ctx context.Context, id int64) (more bool, err error) {
	where, err := s.bulkCondition(ctx, id)
	if err != nil || where == nil {
		return false, err
	}
	err = s.write(store.WithPool(ctx, store.PoolBulk), func(w *work) error {
		more = false
		op, err := w.takeBulk(id, 0)
		if err != nil || op.State != models.BulkRunning || op.SnapshotDone {
			return err
		}
		more, err = w.takeRange(op, *where)
		if err == nil && !more {
			w.AfterCommit(func() { s.analyzeItems(ctx) })
		}
		return err
	})
	return more, err
}

// analyzeItems lets chunks claim the new items by the index's order; before, as
// far as PostgreSQL knows, nearly nothing is pending.
func (s *Service) analyzeItems(ctx context.Context) {
	if err := s.store.Analyze(store.WithPool(ctx, store.PoolBulk), "bulk_items"); err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "bulk items not analyzed", "error", err)
	}
}

// bulkCondition is whom the operation is done to, as its rule stood when it
// started; nil for one that does not run. A search is looked up before the
// transaction, which must be short.
func (s *Service) bulkCondition(ctx context.Context, id int64) (*condition, error) {
	var op *bulkRow
	err := s.store.Read(store.WithPool(ctx, store.PoolBulk), func(tx *store.Tx) (err error) {
		op, err = readBulk(tx, id)
		return err
	})
	if err != nil || op.State != models.BulkRunning {
		return nil, err
	}
	seg, err := parseBulkRule(op.Kind, []byte(op.Rule))
	if err != nil {
		return nil, fmt.Errorf("read rule of bulk operation %d: %w", op.ID, err)
	}
	zone, err := s.Zone(ctx)
	if err != nil {
		return nil, err
	}
	where, err := s.whom(ctx, op.actor(), seg, op.Search, segment.Clock{Now: *op.StartedAt, Zone: zone})
	return &where, err
}

func (w *work) takeRange(op *bulkRow, where condition) (more bool, err error) {
	var next *int64
	err = w.Raw("SELECT MIN(id) FROM "+where.table+" WHERE id > ?", op.SnapshotUntil).Scan(&next).Error
	if err != nil {
		return false, fmt.Errorf("find next range: %w", err)
	}
	if next == nil {
		return false, wrapped("end snapshot", w.Exec("UPDATE bulk_operations SET snapshot_done = TRUE WHERE id = ?", op.ID).Error)
	}
	until := *next + snapshotRange - 1
	if !w.Postgres() {
		until = *next + snapshotRangeSQLite - 1
	}
	args := append([]any{op.ID, models.ItemPending, *next, until}, where.args...)
	taken := w.Exec(`INSERT INTO bulk_items (operation_id, subject_id, state, reason)
		SELECT ?, id, ?, '' FROM `+where.table+` WHERE id BETWEEN ? AND ? AND `+where.sql+` ON CONFLICT DO NOTHING`, args...)
	if taken.Error != nil {
		return false, fmt.Errorf("take objects: %w", taken.Error)
	}
	total, state := op.Total+taken.RowsAffected, op.State
	if op.settings.Cap > 0 && op.settings.ApprovedBy == 0 && total > op.settings.Cap {
		state = models.BulkAwaitingApproval
	}
	err = w.Exec("UPDATE bulk_operations SET snapshot_until = ?, total = ?, state = ? WHERE id = ?", until, total, state, op.ID).Error
	return state == models.BulkRunning, wrapped("write snapshot", err)
}
