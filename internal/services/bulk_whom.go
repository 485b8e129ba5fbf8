package services

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// BulkList is a list of orders as a person sees it: its whole filter, or the
// orders that were ticked (ORD-10).
type BulkList struct {
	OrderQuery
	IDs []int64 // of these alone, at most MaxSelected
}

// settle finds whom the operation is done to, said in one of three ways: a rule,
// a saved segment, a list of orders.
func (s *Service) settle(ctx context.Context, actor models.Actor, p *BulkParams) error {
	var f faults
	if p.SegmentID != 0 && p.List != nil {
		f.add("list", models.CodeUnknownField, "field", "list", "allowed", []string{"segment_id"})
	}
	if len(p.Rule) > 0 && (p.SegmentID != 0 || p.List != nil) {
		f.add("rule", models.CodeUnknownField, "field", "rule", "allowed", []string{"segment_id", "list"})
	}
	if err := f.err(); err != nil {
		return err
	}
	switch {
	case p.SegmentID != 0:
		return s.settleSegment(ctx, actor, p)
	case p.List != nil:
		return p.settleList()
	default:
		return nil
	}
}

// settleSegment takes the rule of a saved segment: a copy, which later edits do not change.
func (s *Service) settleSegment(ctx context.Context, actor models.Actor, p *BulkParams) error {
	row, err := s.Segment(ctx, actor, p.SegmentID)
	if models.CodeOf(err) == models.CodeNotFound {
		return models.NewFieldError("segment_id", models.CodeUnknownReference, "kind", "segment", "id", p.SegmentID)
	}
	if err != nil {
		return err
	}
	if wanted, known := bulkObjects[p.Kind]; known && row.Object != wanted {
		return models.NewFieldError("segment_id", models.CodeWrongSubject, "expected", []string{string(wanted)})
	}
	p.Rule = []byte(row.Rule)
	return nil
}

// settleList writes the list as a rule; what is searched for stands beside it.
func (p *BulkParams) settleList() error {
	var f faults
	if bulkObjects[p.Kind] == models.SubjectCustomer {
		f.add("list", models.CodeWrongSubject, "expected", []string{string(models.SubjectCustomer)})
	}
	if len(p.List.IDs) > MaxSelected {
		f.add("list.ids", models.CodeTooMany, "max", MaxSelected)
	}
	if len(p.List.Filter) > 0 {
		_, err := segment.ParseFilterAt("list.filter", p.List.Filter)
		f.gather(err)
	}
	f.gather(p.List.validate())
	if err := f.err(); err != nil {
		return err
	}
	rule, err := json.Marshal(map[string]any{"all": p.List.conditions()})
	p.Rule, p.search = rule, p.List.Search
	return wrapped("write list as rule", err)
}

// conditions are the query, but for its search, as conditions of a rule.
func (l *BulkList) conditions() []any {
	is := func(field, op string, value any) any { return map[string]any{"field": field, "op": op, "value": value} }
	all := []any{}
	if len(l.Filter) > 0 {
		all = append(all, json.RawMessage(l.Filter))
	}
	if len(l.Statuses) > 0 {
		all = append(all, is("order.status", "one_of", l.Statuses))
	}
	for field, id := range map[string]int64{"order.manager_id": l.ManagerID, "order.board_id": l.BoardID, "order.stage_id": l.StageID} {
		if id != 0 {
			all = append(all, is(field, "is", id))
		}
	}
	if l.CustomerID != 0 {
		all = append(all, map[string]any{"belongs_to": "customer", "where": is("customer.id", "is", l.CustomerID)})
	}
	if l.CreatedFrom != nil {
		all = append(all, map[string]any{"not": is("order.created_at", "before", store.Now(*l.CreatedFrom))})
	}
	if l.CreatedTo != nil {
		all = append(all, is("order.created_at", "before", store.Now(*l.CreatedTo)))
	}
	if len(l.IDs) > 0 {
		all = append(all, is("order.id", "one_of", l.IDs))
	}
	return all
}

// whom is the condition of the objects that an operation is done to, as the actor
// sees them at the moment of the clock.
func (s *Service) whom(ctx context.Context, actor models.Actor, seg *segment.Segment, search string, clock segment.Clock) (condition, error) {
	where, err := s.compileAt(sightOf(actor), seg, clock)
	if err != nil {
		return condition{}, err
	}
	where = where.and(ownTables(actor, seg.Object()))
	if search == "" {
		return where, nil
	}
	found, err := s.searchOrders(ctx, search)
	if err != nil {
		return condition{}, fmt.Errorf("search for a bulk operation: %w", err)
	}
	return where.and(found.condition()), nil
}

// admitted checks the wish and finds whom it is about.
func (s *Service) admitted(ctx context.Context, actor models.Actor, p *BulkParams) (*segment.Segment, condition, error) {
	if err := p.demand(actor); err != nil {
		return nil, condition{}, err
	}
	if err := s.settle(ctx, actor, p); err != nil {
		return nil, condition{}, err
	}
	seg, err := p.admit()
	if err != nil {
		return nil, condition{}, err
	}
	zone, err := s.Zone(ctx)
	if err != nil {
		return nil, condition{}, err
	}
	where, err := s.whom(ctx, actor, seg, p.search, segment.Clock{Now: s.Now(), Zone: zone})
	return seg, where, err
}
