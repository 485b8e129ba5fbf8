package services

import (
	"context"
	"fmt"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// SegmentParams is a saved selection: rules, not members.
type SegmentParams struct {
	Title   string
	Object  models.SubjectKind
	Rule    []byte // JSON of internal/segment
	Version int64  // of an edit: the version that was read; 0 changes whatever stands
}

// admit parses the rule; faults carry their path below "rule".
func (p SegmentParams) admit(actor models.Actor) (*segment.Segment, error) {
	if err := actor.Demand(models.RightSegmentWrite); err != nil {
		return nil, err
	}
	var f faults
	f.title("title", p.Title)
	seg, err := parseRule(p.Object, p.Rule)
	f.gather(err)
	return seg, f.err()
}

// parseRule reads a rule that came in a field named rule.
func parseRule(object models.SubjectKind, rule []byte) (*segment.Segment, error) {
	if len(rule) == 0 {
		return nil, models.NewFieldError("rule", models.CodeRequired)
	}
	return segment.ParseAt("rule", rule, object)
}

// CreateSegment saves a selection (right segment.write).
func (s *Service) CreateSegment(ctx context.Context, actor models.Actor, p SegmentParams) (*models.Segment, error) {
	seg, err := p.admit(actor)
	if err != nil {
		return nil, err
	}
	var row *models.Segment
	err = s.write(ctx, func(w *work) error {
		row = &models.Segment{Title: p.Title, Object: p.Object, Rule: string(seg.Raw()), Version: 1, CreatedAt: w.now, UpdatedAt: w.now}
		if err := store.Insert(w.Tx, []*models.Segment{row}); err != nil {
			return err
		}
		w.made("segment", row.ID)
		return nil
	})
	return row, err
}

// EditSegment replaces title and rule; the kind of object stays.
func (s *Service) EditSegment(ctx context.Context, actor models.Actor, id int64, p SegmentParams) (*models.Segment, error) {
	row := new(models.Segment)
	if err := s.one(ctx, row, "segments", id); err != nil {
		return nil, err
	}
	p.Object = row.Object
	seg, err := p.admit(actor)
	if err != nil {
		return nil, err
	}
	err = s.write(ctx, func(w *work) error {
		if err := w.lockVersion("segments", id, p.Version); err != nil {
			return err
		}
		err := w.Exec("UPDATE segments SET title = ?, rule = ?, version = version + 1, updated_at = ? WHERE id = ?",
			p.Title, string(seg.Raw()), w.now, id).Error
		if err != nil {
			return fmt.Errorf("write segment: %w", err)
		}
		*row = models.Segment{}
		return oneRow(w.Tx, row, "segments", id)
	})
	return row, err
}

// DeleteSegment forgets a selection. Processes and bulk operations hold their own
// copies of its rule; while an operation that was made for it is not at its end,
// people look here for whom it is done to, and CodeSegmentInUse is the answer.
func (s *Service) DeleteSegment(ctx context.Context, actor models.Actor, id, version int64) error {
	if err := actor.Demand(models.RightSegmentWrite); err != nil {
		return err
	}
	return s.write(ctx, func(w *work) error {
		if err := w.lockVersion("segments", id, version); err != nil {
			return err
		}
		if err := w.demandUnused(id); err != nil {
			return err
		}
		return wrapped("delete segment", w.Exec("DELETE FROM segments WHERE id = ?", id).Error)
	})
}

// demandUnused refuses a segment for which operations were made that have not ended.
func (w *work) demandUnused(id int64) error {
	var open []models.BulkOperation
	err := w.Find(&open, "state IN ?", []string{models.BulkAwaitingApproval, models.BulkRunning, models.BulkPaused}).Error
	if err != nil {
		return fmt.Errorf("list bulk operations: %w", err)
	}
	count := 0
	for _, row := range open {
		op := &bulkRow{BulkOperation: row}
		if err := op.parse(); err != nil {
			return err
		}
		if op.settings.SegmentID == id {
			count++
		}
	}
	if count == 0 {
		return nil
	}
	return models.NewError(models.CodeSegmentInUse, "count", count)
}

// Segments lists the saved selections, of one kind of object or of all (right segment.read).
func (s *Service) Segments(ctx context.Context, actor models.Actor, object models.SubjectKind, page Page) (rows []models.Segment, more bool, err error) {
	if err := actor.Demand(models.RightSegmentRead); err != nil {
		return nil, false, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Where("id > ? AND (object = ? OR ? = '')", page.After, object, object).Order("id").Limit(page.limit() + 1).Find(&rows).Error
	})
	rows, more = cut(rows, page.limit())
	return rows, more, wrapped("list segments", err)
}

// Segment is one saved selection.
func (s *Service) Segment(ctx context.Context, actor models.Actor, id int64) (*models.Segment, error) {
	if err := actor.Demand(models.RightSegmentRead); err != nil {
		return nil, err
	}
	row := new(models.Segment)
	return row, s.one(ctx, row, "segments", id)
}
