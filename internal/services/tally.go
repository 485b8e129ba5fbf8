package services

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// keepSteps writes journal entries and counts them by process and block, in the
// same transaction: counting a million steps anew takes seconds (PRC-11). Nobody
// waits for anybody, since each transaction adds rows of its own; FoldTallies
// puts them together.
func (w *work) keepSteps(steps []*models.Step) error {
	if err := store.Insert(w.Tx, steps); err != nil {
		return err
	}
	return store.Put(w.Later(), tallied(steps))
}

// tallied sums steps by process and block, in the order in which they came.
func tallied(steps []*models.Step) []*models.Tally {
	var rows []*models.Tally
	for _, step := range steps {
		at := slices.IndexFunc(rows, func(t *models.Tally) bool { return t.ProcessID == step.ProcessID && t.Block == step.Block })
		if at < 0 {
			at, rows = len(rows), append(rows, &models.Tally{ProcessID: step.ProcessID, Block: step.Block})
		}
		rows[at].Steps++
		if step.Passed() {
			rows[at].Passed++
		}
	}
	return rows
}

const (
	// foldFrom is how many rows of one block are worth folding.
	foldFrom = 32
	// foldBlocks and foldRows bound one round.
	foldBlocks, foldRows = 100, 1000
)

// FoldTallies replaces many rows of a block by one that holds their sums; more
// tells whether some may be left. Whoever reads meanwhile sees the same sums.
func (s *Service) FoldTallies(ctx context.Context) (more bool, err error) {
	var found []models.Tally
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw("SELECT process_id, block, COUNT(*) AS steps FROM tallies GROUP BY process_id, block HAVING COUNT(*) >= ? LIMIT ?", foldFrom, foldBlocks).Scan(&found).Error
	})
	if err != nil {
		return false, fmt.Errorf("find tallies: %w", err)
	}
	more = len(found) == foldBlocks
	for _, t := range found {
		if err := s.foldTally(ctx, t.ProcessID, t.Block); err != nil {
			return more, err
		}
		more = more || t.Steps > foldRows
	}
	return more, nil
}

func (s *Service) foldTally(ctx context.Context, process int64, block string) error {
	return s.write(ctx, func(w *work) error {
		var rows []models.Tally
		err := w.Raw(`DELETE FROM tallies WHERE id IN (SELECT id FROM tallies WHERE process_id = ? AND block = ? ORDER BY id LIMIT ?)
			RETURNING steps, passed`, process, block, foldRows).Scan(&rows).Error
		if err != nil || len(rows) == 0 {
			return wrapped("take tallies", err)
		}
		sum := &models.Tally{ProcessID: process, Block: block}
		for _, row := range rows {
			sum.Steps, sum.Passed = sum.Steps+row.Steps, sum.Passed+row.Passed
		}
		return store.Insert(w.Tx, []*models.Tally{sum})
	})
}

// BlockNumbers is how many stand at a block and how often it was passed, over
// all revisions of the process (PRC-11).
type BlockNumbers struct {
	Block   string
	Waiting int64
	Passed  int64 // once for each time that somebody left it by an exit or came to an end there
	Failed  int64
}

// ProcessNumbers are the numbers of a process and of its blocks, in the order of
// their ids; a block at which nothing ever happened is left out. At is when they were read.
type ProcessNumbers struct {
	Active, Failed, Ended, Stopped int64
	Blocks                         []BlockNumbers
	At                             time.Time
}

// ProcessNumbers counts exactly, as things are at one moment each: who stands
// somewhere from where they stand, what was passed from the tallies. Who works
// with own orders only gets the numbers of the enrollments that they see, which
// no tally keeps apart (ROLE-2).
func (s *Service) ProcessNumbers(ctx context.Context, actor models.Actor, id int64) (*ProcessNumbers, error) {
	view, err := s.Process(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	n := &ProcessNumbers{Active: view.Active, Failed: view.Failed, Ended: view.Ended, Stopped: view.Stopped, At: s.Now()}
	counted := allAtBlocks(id)
	if actor.OwnOnly {
		counted = ownAtBlocks(actor, id)
	}
	err = s.store.Browse(ctx, func(tx *store.Tx) error {
		return tx.Raw("SELECT block, SUM(waiting) AS waiting, SUM(passed) AS passed, SUM(failed) AS failed FROM ("+counted.sql+") AS counted GROUP BY block ORDER BY block",
			counted.args...).Scan(&n.Blocks).Error
	})
	return n, wrapped("count at blocks", err)
}

// allAtBlocks counts everybody at the blocks of a process.
func allAtBlocks(id int64) condition {
	return condition{sql: `SELECT block, COUNT(*) AS waiting, 0 AS passed, 0 AS failed FROM tokens WHERE process_id = ? AND state = 'waiting' GROUP BY block
		UNION ALL SELECT block, 0, 0, COUNT(*) FROM tokens WHERE process_id = ? AND state = 'failed' GROUP BY block
		UNION ALL SELECT block, 0, SUM(passed), 0 FROM tallies WHERE process_id = ? GROUP BY block`, args: []any{id, id, id}}
}

// ownAtBlocks counts those whom the actor sees, what they passed from the journal.
func ownAtBlocks(actor models.Actor, id int64) condition {
	own := condition{sql: "e.process_id = ?", args: []any{id}}.and(ownBy(actor, "e.order_id"))
	return condition{sql: `SELECT t.block, SUM(CASE WHEN t.state = 'waiting' THEN 1 ELSE 0 END) AS waiting, 0 AS passed, SUM(CASE WHEN t.state = 'failed' THEN 1 ELSE 0 END) AS failed
		FROM enrollments e JOIN tokens t ON t.enrollment_id = e.id WHERE t.state <> 'ended' AND ` + own.sql + ` GROUP BY t.block
		UNION ALL SELECT s.block, 0, SUM(CASE WHEN s.result IN ('done', 'skipped') THEN 1 ELSE 0 END), 0
		FROM enrollments e JOIN steps s ON s.enrollment_id = e.id WHERE ` + own.sql + ` GROUP BY s.block`, args: slices.Concat(own.args, own.args)}
}
