package services_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

func TestSavedSegments(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		_, err := b.CreateSegment(b.ctx, b.manager, services.SegmentParams{
			Object: models.SubjectOrder, Rule: []byte(`{"all":[{"field":"order.status","op":"is","value":"sold"},{"field":"order.size","op":"is","value":1}]}`),
		})
		requireFields(t, err, "title", "rule.all[0].value", "rule.all[1].field")
		row, err := b.CreateSegment(b.ctx, b.manager, services.SegmentParams{
			Title: "New ones", Object: models.SubjectOrder, Rule: []byte(`{ "value":"new", "op":"is","field":"order.status"}`),
		})
		require.NoError(t, err)
		edited, err := b.EditSegment(b.ctx, b.manager, row.ID, services.SegmentParams{Title: "Old", Rule: []byte(everybody), Version: 1})
		require.NoError(t, err)
		require.Equal(t, models.SubjectOrder, edited.Object)
		require.JSONEq(t, everybody, edited.Rule)
		_, err = b.EditSegment(b.ctx, b.manager, row.ID, services.SegmentParams{Title: "Old", Rule: []byte(everybody), Version: 1})
		requireCode(t, models.CodeStale, err)
		list, _, err := b.Segments(b.ctx, b.manager, models.SubjectCustomer, services.Page{})
		require.NoError(t, err)
		require.Empty(t, list)
		require.NoError(t, b.DeleteSegment(b.ctx, b.manager, row.ID, 2))
		_, err = b.Segment(b.ctx, b.manager, row.ID)
		requireCode(t, models.CodeNotFound, err)
	})
}

func TestAskSegment(t *testing.T) {
	t.Parallel()
	t.Run("SEG-3/count", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			var ids []int64
			for range 4 {
				ids = append(ids, b.order(t).ID)
			}
			b.change(t, b.owner, ids[0], models.StatusInWork)
			b.change(t, b.owner, ids[3], models.StatusFalse)
			q := services.SegmentQuery{Object: models.SubjectOrder, Rule: []byte(`{"field":"order.status","op":"is_not","value":"in_work"}`)}
			n, err := b.CountSegment(b.ctx, b.manager, q)
			require.NoError(t, err)
			require.EqualValues(t, 2, n, "false orders are in no segment (ST-6)")
			found, err := b.ListSegment(b.ctx, b.manager, q, 0, 1)
			require.NoError(t, err)
			require.Equal(t, []int64{ids[1]}, found)
			found, err = b.ListSegment(b.ctx, b.manager, q, found[0], 10)
			require.NoError(t, err)
			require.Equal(t, []int64{ids[2]}, found)
			blind := b.manager
			blind.Scopes = models.Rights{models.RightSegmentRead}
			_, err = b.CountSegment(b.ctx, blind, q)
			requireCode(t, models.CodeForbidden, err)
		})
	})
}

func TestExplainSegment(t *testing.T) {
	t.Parallel()
	t.Run("SEG-3/explain", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			o := b.order(t)
			b.pay(t, o.ID, 100)
			b.pass(49 * time.Hour)
			q := services.SegmentQuery{Object: models.SubjectOrder, Rule: []byte(`{"all":[
				{"field":"order.created_at","op":"more_than_ago","value":{"amount":2,"unit":"days"}},
				{"has":"payments","count":{"op":"at_least","value":2},"where":{"field":"payment.status","op":"is","value":"accepted"}}]}`)}
			why, err := b.ExplainSegment(b.ctx, b.manager, q, o.ID)
			require.NoError(t, err)
			require.False(t, why.Matches)
			require.True(t, why.Reasons[0].Holds)
			require.False(t, why.Reasons[1].Holds)
			require.EqualValues(t, 1, why.Reasons[1].Seen)
			n, err := b.CountSegment(b.ctx, b.manager, q)
			require.NoError(t, err)
			require.Zero(t, n)
			b.pay(t, o.ID, 100)
			why, err = b.ExplainSegment(b.ctx, b.manager, q, o.ID)
			require.NoError(t, err)
			require.True(t, why.Matches)
			_, err = b.ExplainSegment(b.ctx, b.manager, q, 999)
			requireCode(t, models.CodeNotFound, err)
		})
	})
}
