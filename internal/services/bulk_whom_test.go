package services_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

func changing(list services.BulkList) services.BulkParams {
	return services.BulkParams{Kind: models.BulkChangeStatus, List: &list, Status: &services.BulkStatus{To: models.StatusInWork}}
}

// subjects are whom an operation took.
func (b *bundle) subjects(t *testing.T, id int64) []int64 {
	t.Helper()
	return all[int64](t, b, "SELECT subject_id FROM bulk_items WHERE operation_id = ? ORDER BY subject_id", id)
}

func TestBulkOnAList(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		anna, err := b.CreateCustomer(b.ctx, b.owner, services.CustomerParams{Email: "anna@example.com", Name: "Анна Иванова"})
		require.NoError(t, err)
		early := b.orderOf(t, anna.ID, b.offer(t).ID)
		b.pass(time.Hour)
		late, other := b.orderOf(t, anna.ID, b.offer(t).ID), b.order(t)
		wrong := b.change(t, b.owner, b.order(t).ID, models.StatusFalse)
		b.pass(time.Minute)
		noon := b.Now()
		cases := map[string]struct {
			list services.BulkList
			want []int64
		}{
			"selection":     {services.BulkList{IDs: []int64{other.ID, early.ID}}, []int64{early.ID, other.ID}},
			"search":        {services.BulkList{OrderQuery: services.OrderQuery{Search: "анна"}}, []int64{early.ID, late.ID}},
			"search-number": {services.BulkList{OrderQuery: services.OrderQuery{Search: strconv.FormatInt(other.Number, 10)}}, []int64{other.ID}},
			"nobody":        {services.BulkList{OrderQuery: services.OrderQuery{Search: "nobody"}}, nil},
			"whole":         {services.BulkList{}, []int64{early.ID, late.ID, other.ID}},
			"customer":      {services.BulkList{OrderQuery: services.OrderQuery{CustomerID: anna.ID}}, []int64{early.ID, late.ID}},
			"board":         {services.BulkList{OrderQuery: services.OrderQuery{BoardID: other.BoardID, StageID: other.StageID}}, []int64{early.ID, late.ID, other.ID}},
			"period":        {services.BulkList{OrderQuery: services.OrderQuery{CreatedFrom: &late.CreatedAt, CreatedTo: &noon, CustomerID: anna.ID}}, []int64{late.ID}},
			"filter": {services.BulkList{OrderQuery: services.OrderQuery{
				Filter: []byte(`{"field":"order.id","op":"is_not","value":` + strconv.FormatInt(late.ID, 10) + `}`), Search: "анна",
			}}, []int64{early.ID}},
			"false": {services.BulkList{OrderQuery: services.OrderQuery{Statuses: []models.Status{models.StatusFalse}}}, []int64{wrong.ID}},
		}
		for name, c := range cases {
			t.Run("ORD-10/bulk-on-"+name, func(t *testing.T) {
				b.pass(time.Second)
				page, err := b.ListOrders(b.ctx, b.owner, c.list.OrderQuery)
				require.NoError(t, err)
				if len(c.list.IDs) == 0 {
					require.Len(t, page.Orders, len(c.want), "what the list shows is what is taken")
				}
				preview, err := b.PreviewBulk(b.ctx, b.owner, changing(c.list))
				require.NoError(t, err)
				require.EqualValues(t, len(c.want), preview.Matched)
				require.Len(t, preview.Sample, len(c.want))
				op, err := b.StartBulk(b.ctx, b.owner, changing(c.list))
				require.NoError(t, err)
				b.snapshot(t, op.ID)
				require.Equal(t, c.want, b.subjects(t, op.ID))
			})
		}
	})
}

func TestBulkOnASegment(t *testing.T) {
	t.Parallel()
	t.Run("BLK-1/segment", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			ids := b.crowd(t, 2, "in")
			segment, err := b.CreateSegment(b.ctx, b.owner, services.SegmentParams{Title: "Ours", Object: models.SubjectCustomer, Rule: tagged("in")})
			require.NoError(t, err)
			p := creation(b.offer(t).ID, nil)
			p.SegmentID = segment.ID
			op, err := b.StartBulk(b.ctx, b.owner, p)
			require.NoError(t, err)
			_, err = b.EditSegment(b.ctx, b.owner, segment.ID, services.SegmentParams{Title: "Others", Rule: []byte(everybody)})
			require.NoError(t, err)
			require.Equal(t, services.SegmentName{ID: segment.ID, Title: "Others"}, b.bulk(t, op.ID).Segment)

			requireCode(t, models.CodeSegmentInUse, b.DeleteSegment(b.ctx, b.owner, segment.ID, 0))
			require.EqualValues(t, len(ids), b.finish(t, op.ID, 10).Done, "the operation keeps the rule that it was made with")
			require.NoError(t, b.DeleteSegment(b.ctx, b.owner, segment.ID, 0))
			require.Equal(t, services.SegmentName{ID: segment.ID}, b.bulk(t, op.ID).Segment)
		})
	})
	t.Run("BLK-1/whom-once", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			orders, err := b.CreateSegment(b.ctx, b.owner, services.SegmentParams{Title: "Orders", Object: models.SubjectOrder, Rule: []byte(everybody)})
			require.NoError(t, err)
			p := creation(b.offer(t).ID, []byte(everybody))
			p.SegmentID = orders.ID
			_, err = b.PreviewBulk(b.ctx, b.owner, p)
			requireFields(t, err, "rule")
			p.Rule = nil
			_, err = b.PreviewBulk(b.ctx, b.owner, p)
			requireFields(t, err, "segment_id")
			p.SegmentID = 999
			_, err = b.PreviewBulk(b.ctx, b.owner, p)
			requireFields(t, err, "segment_id")
			p.SegmentID, p.List = 0, &services.BulkList{}
			_, err = b.PreviewBulk(b.ctx, b.owner, p)
			requireFields(t, err, "list")
			q := changing(services.BulkList{OrderQuery: services.OrderQuery{Filter: []byte(`{"field":"order.colour","op":"is","value":1}`)}})
			_, err = b.PreviewBulk(b.ctx, b.owner, q)
			requireFields(t, err, "list.filter.field")
		})
	})
}

func TestBulkActions(t *testing.T) {
	t.Parallel()
	t.Run("ROLE-1/actions", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			author, boss := b.person(t, models.RoleManager), b.person(t, models.RoleAdministrator)
			op, err := b.StartBulk(b.ctx, author, creation(b.offer(t).ID, []byte(everybody)))
			require.NoError(t, err)
			may := func(who models.Actor) []string {
				view, err := b.Bulk(b.ctx, who, op.ID)
				require.NoError(t, err)
				return view.Actions
			}
			require.Equal(t, []string{"cancel"}, may(author))
			require.Equal(t, []string{"approve", "cancel"}, may(boss))
			require.Empty(t, may(b.person(t, models.RoleManager)))
			waiting, _, err := b.Bulks(b.ctx, boss, models.BulkAwaitingApproval, services.Page{})
			require.NoError(t, err)
			require.Len(t, waiting, 1)
			_, err = b.ApproveBulk(b.ctx, boss, op.ID, 0)
			require.NoError(t, err)
			require.Equal(t, []string{"pause", "cancel"}, may(author))
			waiting, _, err = b.Bulks(b.ctx, boss, models.BulkAwaitingApproval, services.Page{})
			require.NoError(t, err)
			require.Empty(t, waiting)
			b.finish(t, op.ID, 10)
			require.Empty(t, may(boss))
		})
	})
}

func TestNameBulkItems(t *testing.T) {
	t.Parallel()
	t.Run("BLK-3/names", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			offer := b.offer(t)
			customer := b.customer(t)
			found := b.orderOf(t, customer, offer.ID)
			op, err := b.StartBulk(b.ctx, b.owner, creation(offer.ID, []byte(everybody)))
			require.NoError(t, err)
			b.finish(t, op.ID, 10)
			items, _, err := b.BulkItems(b.ctx, b.owner, op.ID, models.ItemSkipped, services.Page{})
			require.NoError(t, err)
			named := func(who models.Actor) services.BulkItemView {
				views, err := b.NameBulkItems(b.ctx, who, op.ID, items)
				require.NoError(t, err)
				require.Len(t, views, 1)
				return views[0]
			}
			require.Equal(t, customer, named(b.owner).Name.CustomerID)
			require.Equal(t, found.Number, named(b.owner).ResultNumber)
			blind := b.owner
			blind.Scopes = models.Rights{models.RightBulkRead}
			require.Nil(t, named(blind).Name, "a token that may not read customers is not told who they are")
			limited := b.owner
			limited.OwnOnly = true
			require.Nil(t, named(limited).ResultID, "another manager's order does not exist (ROLE-2)")
		})
	})
}
