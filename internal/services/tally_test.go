package services_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// recounted are the numbers of a process's blocks, counted anew from the journal and from where everybody stands.
func (b *bundle) recounted(t *testing.T, id int64) []string {
	t.Helper()
	return all[string](t, b, `SELECT block || ' ' || SUM(waiting) || ' ' || SUM(passed) || ' ' || SUM(failed) FROM (
		SELECT t.block, CASE WHEN t.state = 'waiting' THEN 1 ELSE 0 END AS waiting, 0 AS passed, CASE WHEN t.state = 'failed' THEN 1 ELSE 0 END AS failed
		FROM tokens t JOIN enrollments e ON e.id = t.enrollment_id WHERE e.process_id = ? AND t.state <> 'ended'
		UNION ALL SELECT s.block, 0, CASE WHEN s.result IN ('done', 'skipped') THEN 1 ELSE 0 END, 0 FROM steps s JOIN enrollments e ON e.id = s.enrollment_id WHERE e.process_id = ?
		) AS every GROUP BY block ORDER BY block`, id, id)
}

func (b *bundle) numbers(t *testing.T, id int64) (rows []string) {
	t.Helper()
	n, err := b.ProcessNumbers(b.ctx, b.manager, id)
	require.NoError(t, err)
	for _, block := range n.Blocks {
		rows = append(rows, fmt.Sprintf("%s %d %d %d", block.Block, block.Waiting, block.Passed, block.Failed))
	}
	return rows
}

// The numbers of blocks are those of the journal, whatever people do meanwhile.
func TestBlockNumbers(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		process, orders := b.park(t, 4)
		same := func(t *testing.T, want ...string) {
			t.Helper()
			require.Equal(t, want, b.numbers(t, process))
			require.Equal(t, want, b.recounted(t, process))
		}
		t.Run("PRC-11/failed", func(t *testing.T) { same(t, "complete 0 0 4", "start 0 4 0") })
		t.Run("PRC-11/skipped", func(t *testing.T) {
			require.NoError(t, b.SkipEnrollments(b.ctx, b.owner, []int64{b.enrollment(t, orders[0].ID).ID}))
			same(t, "complete 0 1 3", "rest 1 0 0", "start 0 4 0")
		})
		t.Run("PRC-11/retried", func(t *testing.T) {
			b.pay(t, orders[1].ID, 10000)
			require.NoError(t, b.RetryEnrollments(b.ctx, b.owner, []int64{b.enrollment(t, orders[1].ID).ID}))
			same(t, "complete 1 1 2", "rest 1 0 0", "start 0 4 0")
			b.settle(t)
			same(t, "complete 0 2 2", "rest 2 0 0", "start 0 4 0")
		})
		t.Run("PRC-11/left out by a person", func(t *testing.T) {
			e := b.enrollment(t, orders[0].ID)
			require.NoError(t, b.DoNow(b.ctx, b.owner, services.Steering{OrderID: orders[0].ID, EnrollmentID: e.ID, Visit: int(b.count(t, "SELECT visit FROM tokens WHERE enrollment_id = ?", e.ID))}))
			b.settle(t)
			same(t, "complete 0 2 2", "end 0 1 0", "rest 1 1 0", "start 0 4 0")
		})
		t.Run("PRC-11/stopped", func(t *testing.T) {
			require.NoError(t, b.StopEnrollments(b.ctx, b.owner, []int64{b.enrollment(t, orders[2].ID).ID}))
			same(t, "complete 0 2 1", "end 0 1 0", "rest 1 1 0", "start 0 4 0")
		})
		t.Run("PRC-11/folded", func(t *testing.T) {
			for range 40 {
				b.orderOf(t, b.customer(t), b.offer(t).ID)
				b.settle(t)
			}
			before := b.numbers(t, process)
			rows := b.count(t, "SELECT COUNT(*) FROM tallies")
			steps := b.count(t, "SELECT SUM(steps) FROM tallies")
			_, err := b.FoldTallies(b.ctx)
			require.NoError(t, err)
			require.Less(t, b.count(t, "SELECT COUNT(*) FROM tallies"), rows-30)
			require.Equal(t, steps, b.count(t, "SELECT SUM(steps) FROM tallies"))
			require.EqualValues(t, steps, b.count(t, "SELECT COUNT(*) FROM steps"))
			same(t, before...)
		})
		t.Run("PRC-11/who they are", func(t *testing.T) {
			for at, want := range map[string]int{services.AtWaiting: 1, services.AtPassed: 1, services.AtFailed: 0} {
				rows, err := b.ListEnrollments(b.ctx, b.manager, services.EnrollmentFilter{ProcessID: process, Block: "rest", At: at})
				require.NoError(t, err)
				require.Len(t, rows, want, at)
			}
		})
		t.Run("PRC-11/of nobody", func(t *testing.T) {
			_, err := b.ProcessNumbers(b.ctx, b.manager, 999)
			require.True(t, models.IsCode(err, models.CodeNotFound))
		})
	})
}
