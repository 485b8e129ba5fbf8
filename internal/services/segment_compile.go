package services

import (
	"context"
	"fmt"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/internal/store/segmentsql"
	"github.com/orderflow/orderflow/models"
)

// condition is a rule as SQL over the table of its objects.
type condition struct {
	table string
	sql   string
	args  []any
}

// subjectTables are where the objects of rules live.
var subjectTables = map[models.SubjectKind]string{
	models.SubjectCustomer: "customers", models.SubjectOrder: "orders",
	models.SubjectPurchase: "purchases", models.SubjectPayment: "payments",
}

// compile writes the rule as SQL at the present moment in the account's zone, as
// far as the actor sees. Which objects it is about is for the caller to narrow (ownTables).
func (s *Service) compile(ctx context.Context, actor models.Actor, seg *segment.Segment) (condition, error) {
	zone, err := s.Zone(ctx)
	if err != nil {
		return condition{}, err
	}
	return s.compileAt(sightOf(actor), seg, segment.Clock{Now: s.Now(), Zone: zone})
}

func (s *Service) compileAt(sight segmentsql.Sight, seg *segment.Segment, clock segment.Clock) (condition, error) {
	sql, args, err := sight.Compile(seg, segmentsql.Dialect(s.store.Driver()), clock)
	if err != nil {
		return condition{}, fmt.Errorf("compile rule: %w", err)
	}
	return condition{subjectTables[seg.Object()], sql, args}, nil
}

// ids are the objects that the condition selects after the id, ascending, at most limit.
func (c condition) ids(tx *store.Tx, after int64, limit int) ([]int64, error) {
	ids := []int64{}
	args := append([]any{after}, c.args...)
	err := tx.Raw("SELECT id FROM "+c.table+" WHERE id > ? AND "+c.sql+" ORDER BY id LIMIT ?", append(args, limit)...).Scan(&ids).Error
	return ids, wrapped("list segment", err)
}
