package services

import (
	"context"
	"fmt"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// SegmentQuery is a rule to be asked now; it need not be saved.
type SegmentQuery struct {
	Object models.SubjectKind
	Rule   []byte // JSON of internal/segment
}

// readable says which right shows the objects of a kind.
var readable = map[models.SubjectKind]models.Right{
	models.SubjectCustomer: models.RightCustomerRead, models.SubjectOrder: models.RightOrderRead,
	models.SubjectPurchase: models.RightOrderRead, models.SubjectPayment: models.RightOrderRead,
}

// parse reads the rule of somebody who may see such objects.
func (q SegmentQuery) parse(actor models.Actor) (*segment.Segment, error) {
	if err := actor.Demand(models.RightSegmentRead); err != nil {
		return nil, err
	}
	if right, known := readable[q.Object]; known {
		if err := actor.Demand(right); err != nil {
			return nil, err
		}
	}
	return parseRule(q.Object, q.Rule)
}

// CountSegment tells how many objects the rule selects now (SEG-3).
func (s *Service) CountSegment(ctx context.Context, actor models.Actor, q SegmentQuery) (count int64, err error) {
	seg, err := q.parse(actor)
	if err != nil {
		return 0, err
	}
	where, err := s.compile(ctx, actor, seg)
	if err != nil {
		return 0, err
	}
	where = where.and(ownTables(actor, q.Object))
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw("SELECT COUNT(*) FROM "+where.table+" WHERE "+where.sql, where.args...).Scan(&count).Error
	})
	return count, wrapped("count segment", err)
}

// ListSegment gives the ids of selected objects after the given one, ascending, at most limit.
func (s *Service) ListSegment(ctx context.Context, actor models.Actor, q SegmentQuery, after int64, limit int) (ids []int64, err error) {
	seg, err := q.parse(actor)
	if err != nil {
		return nil, err
	}
	where, err := s.compile(ctx, actor, seg)
	if err != nil {
		return nil, err
	}
	where = where.and(ownTables(actor, q.Object))
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		ids, err = where.ids(tx, after, limit)
		return err
	})
	return ids, err
}

// Explanation says why an object is in a segment or not (SEG-3).
type Explanation struct {
	Matches bool
	Reasons []segment.Reason
}

// ExplainSegment shows each condition of the rule with the value that it saw in
// one object. An object that does not exist answers CodeNotFound.
func (s *Service) ExplainSegment(ctx context.Context, actor models.Actor, q SegmentQuery, id int64) (*Explanation, error) {
	seg, err := q.parse(actor)
	if err != nil {
		return nil, err
	}
	zone, err := s.Zone(ctx)
	if err != nil {
		return nil, err
	}
	var object segment.Object
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		if seen, err := sees(tx, actor, q.Object, id); err != nil || !seen {
			return err
		}
		objects, err := s.loadObjects(tx, sightOf(actor), q.Object, []int64{id}, seg)
		object = objects[id]
		return err
	})
	if err != nil {
		return nil, err
	}
	if object == nil {
		return nil, models.NewError(models.CodeNotFound, "kind", string(q.Object), "id", id)
	}
	clock := segment.Clock{Now: s.Now(), Zone: zone}
	return &Explanation{Matches: seg.Match(object, clock), Reasons: seg.Explain(object, clock)}, nil
}

// sees tells whether the actor may ask about the object (ROLE-2).
func sees(tx *store.Tx, actor models.Actor, object models.SubjectKind, id int64) (bool, error) {
	own := ownTables(actor, object)
	if own.sql == "TRUE" {
		return true, nil
	}
	var found []int64
	table := subjectTables[object]
	err := tx.Raw("SELECT id FROM "+table+" WHERE id = ? AND "+own.sql, append([]any{id}, own.args...)...).Scan(&found).Error
	return len(found) > 0, wrapped("look for own object", err)
}

// matching tells which of the objects the rule selects, by one statement per thousand.
func (s *Service) matching(tx *store.Tx, seg *segment.Segment, ids []int64, clock segment.Clock) (map[int64]bool, error) {
	where, err := s.compileAt(everything, seg, clock)
	if err != nil {
		return nil, err
	}
	match := make(map[int64]bool, len(ids))
	for start := 0; start < len(ids); start += 1000 {
		chunk := ids[start:min(start+1000, len(ids))]
		var found []int64
		args := append([]any{chunk}, where.args...)
		err := tx.Raw("SELECT id FROM "+where.table+" WHERE id IN ? AND "+where.sql, args...).Scan(&found).Error
		if err != nil {
			return nil, fmt.Errorf("match rule: %w", err)
		}
		for _, id := range found {
			match[id] = true
		}
	}
	return match, nil
}
