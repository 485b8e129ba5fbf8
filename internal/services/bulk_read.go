package services

import (
	"context"
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// BulkView is an operation with its progress (BLK-3).
type BulkView struct {
	models.BulkOperation
	Create     *BulkCreate
	Status     *BulkStatus
	Segment    SegmentName // the segment of whose rule this is a copy; of id 0 for another rule
	Actions    []string    // what the person may do with it now
	ApprovedBy int64       // 0 when nobody had to approve
	Pending    int64
	PerSecond  float64        // objects settled in a second of the run, pauses left out
	TimeLeft   *time.Duration // nil while it cannot be told
}

// SegmentName is a saved segment by name; one that was forgotten has none.
type SegmentName struct {
	ID    int64
	Title string
}

// Bulk is one operation with its progress (right bulk.read).
func (s *Service) Bulk(ctx context.Context, actor models.Actor, id int64) (*BulkView, error) {
	if err := actor.Demand(models.RightBulkRead); err != nil {
		return nil, err
	}
	var view *BulkView
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		op, err := seenBulk(tx, actor, id)
		if err != nil {
			return err
		}
		view, err = s.viewBulk(tx, actor, op)
		return err
	})
	return view, err
}

// TakeBulkItems asks whether the person may take the results of an operation away
// as a file, and notes it (see WithAudit).
func (s *Service) TakeBulkItems(ctx context.Context, actor models.Actor, id int64) error {
	if _, err := s.Bulk(ctx, actor, id); err != nil {
		return err
	}
	return s.noteTaken(ctx)
}

// seenBulk reads an operation; who works with their own orders only sees what
// they started themselves (ROLE-2).
func seenBulk(tx *store.Tx, actor models.Actor, id int64) (*bulkRow, error) {
	op, err := readBulk(tx, id)
	if err == nil && actor.OwnOnly && op.CreatedBy != actor.ID {
		return nil, notFound("bulk_operations", id)
	}
	return op, err
}

func (s *Service) viewBulk(tx *store.Tx, actor models.Actor, op *bulkRow) (*BulkView, error) {
	view := &BulkView{
		BulkOperation: op.BulkOperation, Create: op.settings.Create, Status: op.settings.Status, ApprovedBy: op.settings.ApprovedBy,
		Actions: op.actions(actor),
	}
	if id := op.settings.SegmentID; id != 0 {
		view.Segment.ID = id
		if err := tx.Raw("SELECT title FROM segments WHERE id = ?", id).Scan(&view.Segment.Title).Error; err != nil {
			return nil, fmt.Errorf("read segment's name: %w", err)
		}
	}
	if view.Status != nil {
		view.Status.Comment = op.Comment
	}
	if op.FinishedAt == nil {
		counts, err := countItems(tx, op.ID)
		if err != nil {
			return nil, err
		}
		view.Done, view.Skipped, view.Failed = counts[models.ItemDone], counts[models.ItemSkipped], counts[models.ItemFailed]
	}
	settled := view.Done + view.Skipped + view.Failed
	view.Pending = view.Total - settled
	view.pace(settled, &op.settings, s.Now())
	return view, nil
}

// pace fills in rate and time left.
func (v *BulkView) pace(settled int64, settings *bulkSettings, now time.Time) {
	if v.StartedAt == nil || settled == 0 {
		return
	}
	end := now
	if v.FinishedAt != nil {
		end = *v.FinishedAt
	}
	seconds := settings.running(*v.StartedAt, end).Seconds()
	if seconds <= 0 {
		return
	}
	v.PerSecond = float64(settled) / seconds
	if v.State == models.BulkRunning {
		left := time.Duration(float64(v.Pending) / v.PerSecond * float64(time.Second)).Round(time.Second)
		v.TimeLeft = &left
	}
}

// Bulks lists operations, the newest first, in one state or in all for "".
func (s *Service) Bulks(ctx context.Context, actor models.Actor, state string, page Page) (views []*BulkView, more bool, err error) {
	if err := actor.Demand(models.RightBulkRead); err != nil {
		return nil, false, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		var rows []models.BulkOperation
		list := tx.Order("id DESC").Limit(page.limit() + 1)
		if page.After > 0 {
			list = list.Where("id < ?", page.After)
		}
		if state != "" {
			list = list.Where("state = ?", state)
		}
		if actor.OwnOnly {
			list = list.Where("created_by = ?", actor.ID)
		}
		if err := list.Find(&rows).Error; err != nil {
			return fmt.Errorf("list bulk operations: %w", err)
		}
		rows, more = cut(rows, page.limit())
		for _, row := range rows {
			op := &bulkRow{BulkOperation: row}
			if err := op.parse(); err != nil {
				return err
			}
			view, err := s.viewBulk(tx, actor, op)
			if err != nil {
				return err
			}
			views = append(views, view)
		}
		return nil
	})
	return views, more, err
}

// BulkItems lists what became of the objects, by ascending id, in one state or
// in all for "" (BLK-3).
func (s *Service) BulkItems(ctx context.Context, actor models.Actor, id int64, state string, page Page) (items []models.BulkItem, more bool, err error) {
	if err := actor.Demand(models.RightBulkRead); err != nil {
		return nil, false, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := seenBulk(tx, actor, id); err != nil {
			return err
		}
		return tx.Where("operation_id = ? AND subject_id > ? AND (state = ? OR ? = '')", id, page.After, state, state).
			Order("subject_id").Limit(page.limit() + 1).Find(&items).Error
	})
	items, more = cut(items, page.limit())
	return items, more, err
}
