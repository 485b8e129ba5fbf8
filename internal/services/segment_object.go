package services

import (
	"maps"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/internal/store/segmentsql"
	"github.com/orderflow/orderflow/models"
)

// loadObjects reads objects with all that the rules may ask of them, by a number
// of statements that does not depend on how many there are: for rules that are
// evaluated in memory, to foresee when time changes an answer and to explain
// one. Ids that do not exist are missing in the answer.
func (s *Service) loadObjects(tx *store.Tx, sight segmentsql.Sight, kind models.SubjectKind, ids []int64, rules ...*segment.Segment) (map[int64]segment.Object, error) {
	objects := make(map[int64]segment.Object, len(ids))
	for start := 0; start < len(ids); start += 1000 {
		found, err := sight.Load(tx.DB, kind, ids[start:min(start+1000, len(ids))], rules...)
		if err != nil {
			return nil, err
		}
		maps.Copy(objects, found)
	}
	return objects, nil
}
