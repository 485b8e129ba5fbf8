package services_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

// What a person does to an operation is not lost on the workflow, nor on a chunk that fails.
func TestBulkSteeredMeanwhile(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(t *testing.T, b *bundle){
		"BLK-3/resume/while-it-is-told":    resumesWhileTold,
		"BLK-3/cancel/while-an-item-fails": cancelsWhileFailing,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both(t, test)
		})
	}
}

func resumesWhileTold(t *testing.T, b *bundle) {
	op := startCreation(t, b, 1)
	found, err := b.UnstartedBulks(b.ctx, 20)
	require.NoError(t, err)
	require.Len(t, found, 1)
	_, err = b.PauseBulk(b.ctx, b.owner, op.ID, 0)
	require.NoError(t, err)
	_, err = b.ResumeBulk(b.ctx, b.owner, op.ID, 0)
	require.NoError(t, err)
	require.NoError(t, b.MarkBulkStarted(b.ctx, found[0]), "of what was before the pause")
	again, err := b.UnstartedBulks(b.ctx, 20)
	require.NoError(t, err)
	require.Len(t, again, 1, "the workflow has to hear of the resumption")
	require.NoError(t, b.MarkBulkStarted(b.ctx, again[0]))
	again, err = b.UnstartedBulks(b.ctx, 20)
	require.NoError(t, err)
	require.Empty(t, again)
}

func cancelsWhileFailing(t *testing.T, b *bundle) {
	op := startCreation(t, b, 1)
	b.snapshot(t, op.ID)
	bad := b.count(t, "SELECT subject_id FROM bulk_items")
	if b.driver == "sqlite" {
		b.exec(t, fmt.Sprintf(`CREATE TRIGGER bad BEFORE INSERT ON orders WHEN NEW.customer_id = %d BEGIN SELECT RAISE(ABORT, 'bad'); END`, bad))
	} else {
		b.exec(t, fmt.Sprintf("ALTER TABLE orders ADD CONSTRAINT bad CHECK (customer_id <> %d)", bad))
	}
	b.OnPoint(func(point string) {
		if point == "item-to-fail" {
			_, err := b.CancelBulk(b.ctx, b.owner, op.ID, 0)
			require.NoError(t, err)
		}
	})
	step, err := b.RunBulkChunk(b.ctx, op.ID, 10)
	require.NoError(t, err)
	require.Equal(t, models.BulkCancelled, step.State)
	require.Zero(t, b.bulk(t, op.ID).Failed)
	require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM bulk_items WHERE state = 'pending'"), "the counters are those of the items")
}
