package services

import (
	"context"
	"time"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// Failures are those enrollments that failed at one block of one process with one fault (PRC-8).
type Failures struct {
	ProcessID    int64
	ProcessTitle string
	Block        process.Block // as the newest revision in which somebody failed there has it
	Failure      models.Code
	Count        int64
	Since        time.Time // when the oldest enrollment of them was tried last
}

// Failed groups the enrollments that wait for a person, the largest group first.
// Who works with own orders only gets those.
func (s *Service) Failed(ctx context.Context, actor models.Actor) (groups []Failures, err error) {
	if err := actor.Demand(models.RightProcessRead); err != nil {
		return nil, err
	}
	own := ownBy(actor, "e.order_id")
	err = s.store.Browse(ctx, func(tx *store.Tx) error {
		var rows []failureRow
		err := tx.Raw(`SELECT e.process_id, p.title, t.block, t.error AS failure, COUNT(*) AS count, MIN(e.id) AS oldest, MAX(e.revision_id) AS revision_id
			FROM enrollments e JOIN tokens t ON t.enrollment_id = e.id AND t.state = 'failed' JOIN processes p ON p.id = e.process_id
			WHERE e.state = 'failed' AND `+own.sql+` GROUP BY e.process_id, p.title, t.block, t.error
			ORDER BY COUNT(*) DESC, e.process_id, t.block, t.error`, own.args...).Scan(&rows).Error
		if err != nil {
			return wrapped("group failures", err)
		}
		for _, row := range rows {
			group, err := s.failures(tx, row)
			if err != nil {
				return err
			}
			groups = append(groups, group)
		}
		return nil
	})
	return groups, err
}

type failureRow struct {
	ProcessID  int64
	Title      string
	Block      string
	Failure    string
	Count      int64
	Oldest     int64 // the first of the enrollments
	RevisionID int64
}

// failures names the block of a group.
func (s *Service) failures(tx *store.Tx, row failureRow) (Failures, error) {
	group := Failures{
		ProcessID: row.ProcessID, ProcessTitle: row.Title, Block: process.Block{ID: row.Block}, Failure: models.Code(row.Failure), Count: row.Count,
	}
	if err := tx.Raw("SELECT due FROM tokens WHERE enrollment_id = ? AND state = 'failed'", row.Oldest).Scan(&group.Since).Error; err != nil {
		return group, wrapped("read when it failed", err)
	}
	compiled, err := s.revision(tx, row.RevisionID)
	if err != nil {
		return group, err
	}
	if block := compiled.BlockByID(row.Block); block != nil {
		group.Block = block.Block
	}
	return group, nil
}
