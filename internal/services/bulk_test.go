package services_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

const everybody = `{"all":[]}`

// crowd makes n customers with a tag and gives their ids.
func (b *bundle) crowd(t *testing.T, n int, tag string) []int64 {
	t.Helper()
	ids := make([]int64, n)
	for i := range ids {
		c, err := b.CreateCustomer(b.ctx, b.owner, services.CustomerParams{Email: fmt.Sprintf("%s%d@example.com", tag, b.next()), Tags: []string{tag}})
		require.NoError(t, err)
		ids[i] = c.ID
	}
	return ids
}

func tagged(tag string) []byte {
	return []byte(`{"field":"customer.tags","op":"contains","value":"` + tag + `"}`)
}

func creation(offer int64, rule []byte) services.BulkParams {
	return services.BulkParams{Kind: models.BulkCreateOrders, Rule: rule, Create: &services.BulkCreate{OfferID: offer, Quantity: 1}}
}

func (b *bundle) snapshot(t *testing.T, id int64) {
	t.Helper()
	for more := true; more; {
		var err error
		more, err = b.SnapshotBulk(b.ctx, id)
		require.NoError(t, err)
	}
}

// finish drives the operation to its end, as the bulk workflow does.
func (b *bundle) finish(t *testing.T, id int64, chunk int) services.BulkView {
	t.Helper()
	b.snapshot(t, id)
	for more := true; more; {
		step, err := b.RunBulkChunk(b.ctx, id, chunk)
		require.NoError(t, err)
		more = step.More
	}
	return b.bulk(t, id)
}

func (b *bundle) bulk(t *testing.T, id int64) services.BulkView {
	t.Helper()
	view, err := b.Bulk(b.ctx, b.owner, id)
	require.NoError(t, err)
	return *view
}

func TestBulkCreateOrders(t *testing.T) {
	t.Parallel()
	t.Run("BLK-1/create-orders", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			offer := b.offer(t)
			ids := b.crowd(t, 9, "in")
			b.crowd(t, 3, "out")
			b.orderOf(t, ids[2], offer.ID)
			for _, id := range ids[7:] { // of these two one has both: an order that he paid and one that is open
				b.pay(t, b.orderOf(t, id, offer.ID).ID, offer.Price)
			}
			_, err := b.PlaceOrders(b.ctx, []services.OrderSpec{{
				Actor: b.owner, CustomerID: ids[8], Via: models.ViaAPI, Duplicate: models.DuplicateCreate,
				Items: []services.ItemSpec{{OfferID: offer.ID, Quantity: 1}},
			}})
			require.NoError(t, err)
			before := b.count(t, "SELECT COUNT(*) FROM orders")
			boss := b.person(t, models.RoleOwner)

			p := creation(offer.ID, tagged("in"))
			p.Create.Quantity = 3
			preview, err := b.PreviewBulk(b.ctx, boss, p)
			require.NoError(t, err)
			require.EqualValues(t, 9, preview.Matched)
			require.EqualValues(t, 6, preview.WillDo)
			require.Equal(t, []services.LeftOut{{Reason: models.CodeDuplicateOrder, Count: 2}, {Reason: models.CodeProductOwned, Count: 1}}, preview.LeftOut)
			require.False(t, preview.NeedsApproval)
			require.Equal(t, before, b.count(t, "SELECT COUNT(*) FROM orders"), "a preview changes nothing")

			op, err := b.StartBulk(b.ctx, boss, p)
			require.NoError(t, err)
			require.Equal(t, models.BulkRunning, op.State)
			runs, err := b.UnstartedBulks(b.ctx, 10)
			require.NoError(t, err)
			require.Equal(t, []services.BulkRun{{ID: op.ID, WorkflowID: op.WorkflowID, Version: 1}}, runs)
			done := b.finish(t, op.ID, 3)
			require.Equal(t, models.BulkDone, done.State)
			require.Equal(t, []int64{9, 6, 3, 0, 0}, []int64{done.Total, done.Done, done.Skipped, done.Failed, done.Pending})

			items, _, err := b.BulkItems(b.ctx, boss, op.ID, "", services.Page{})
			require.NoError(t, err)
			require.Len(t, items, 9)
			for at, why := range map[int]models.Code{2: models.CodeDuplicateOrder, 7: models.CodeProductOwned, 8: models.CodeDuplicateOrder} {
				require.Equal(t, []string{models.ItemSkipped, string(why)}, []string{items[at].State, items[at].Reason})
			}
			o := b.get(t, *items[0].ResultID)
			require.Equal(t, ids[0], o.CustomerID)
			require.Equal(t, models.ViaBulk, o.CreatedVia)
			require.EqualValues(t, 30000, o.Cost)
			require.Empty(t, b.letters(t, o.ID), "in bulk the letter is a visible choice (MAIL-1)")
			require.Equal(t, []string{"bulk"}, all[string](t, b, "SELECT DISTINCT lane FROM events WHERE order_id = ?", o.ID))
			created := one[models.OrderHistory](t, b, "SELECT * FROM order_history WHERE order_id = ? AND kind = 'created'", o.ID)
			require.Equal(t, boss.ID, created.ActorID)
			require.Contains(t, created.Data, fmt.Sprintf(`"bulk":%d`, op.ID))
		})
	})
}

func TestBulkChangeStatus(t *testing.T) {
	t.Parallel()
	t.Run("BLK-1/change-status", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			fresh, paid := b.order(t), b.order(t)
			b.pay(t, paid.ID, paid.Cost)
			reasons, err := b.RefusalReasons(b.ctx, b.owner, false)
			require.NoError(t, err)
			p := services.BulkParams{Kind: models.BulkChangeStatus, Rule: []byte(everybody), Status: &services.BulkStatus{
				To: models.StatusCancelled, ReasonID: &reasons[0].ID, Comment: "Season is over",
			}}
			preview, err := b.PreviewBulk(b.ctx, b.manager, p)
			require.NoError(t, err)
			require.EqualValues(t, 2, preview.Matched)
			require.EqualValues(t, 1, preview.WillDo)
			require.Equal(t, []services.LeftOut{{Reason: models.CodeStatusHoldsMoney, From: models.StatusPayed, Count: 1}}, preview.LeftOut)
			op, err := b.StartBulk(b.ctx, b.manager, p)
			require.NoError(t, err)
			done := b.finish(t, op.ID, 500)
			require.EqualValues(t, 1, done.Done)
			require.EqualValues(t, 1, done.Skipped)
			o := b.get(t, fresh.ID)
			require.Equal(t, models.StatusCancelled, o.Status)
			require.Equal(t, reasons[0].ID, *o.RefusalReasonID)
			require.Equal(t, "Season is over", o.CancelComment)
			require.Equal(t, models.CancelledByPerson, o.CancelledBy)
			require.Equal(t, models.StatusPayed, b.get(t, paid.ID).Status)
			skipped, _, err := b.BulkItems(b.ctx, b.manager, op.ID, models.ItemSkipped, services.Page{})
			require.NoError(t, err)
			require.Equal(t, []int64{paid.ID}, []int64{skipped[0].SubjectID})
			require.Equal(t, string(models.CodeStatusHoldsMoney), skipped[0].Reason)
		})
	})
}

func TestBulkRefusesBadInput(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		_, err := b.StartBulk(b.ctx, b.owner, services.BulkParams{Kind: "explode"})
		requireFields(t, err, "kind")
		_, err = b.StartBulk(b.ctx, b.owner, services.BulkParams{Kind: models.BulkCreateOrders})
		requireFields(t, err, "rule", "create")
		p := creation(999, []byte(everybody))
		p.Create.StageID, p.Create.BoardID = 999, 999
		_, err = b.StartBulk(b.ctx, b.owner, p)
		requireFields(t, err, "create.offer_id", "create.board_id", "create.stage_id")
		p.Create.Quantity = 0
		_, err = b.StartBulk(b.ctx, b.owner, p)
		requireFields(t, err, "create.quantity")
		reason := int64(1)
		_, err = b.StartBulk(b.ctx, b.owner, services.BulkParams{
			Kind: models.BulkChangeStatus, Rule: []byte(everybody), Status: &services.BulkStatus{To: models.StatusInWork, ReasonID: &reason},
		})
		requireFields(t, err, "status.refusal_reason_id")
		_, err = b.StartBulk(b.ctx, b.owner, services.BulkParams{
			Kind: models.BulkChangeStatus, Rule: []byte(`{"field":"order.color","op":"is","value":1}`), Status: &services.BulkStatus{To: "sold"},
		})
		requireFields(t, err, "rule.field", "status.to")
		require.Zero(t, b.count(t, "SELECT COUNT(*) FROM bulk_operations"))
	})
}

func TestBulkSteering(t *testing.T) {
	t.Parallel()
	cases := map[string]func(t *testing.T, b *bundle){
		"BLK-3/pause":               pausesAndResumes,
		"BLK-3/cancel":              cancels,
		"BLK-3/pause/snapshot":      takesTheRestOfTheSnapshot,
		"BLK-3/progress":            showsProgress,
		"BLK-3/no-object-twice":     doesNobodyTwice,
		"BLK-3/restart":             goesOnAfterARestart,
		"BLK-3/bad-object":          leavesABadObjectBehind,
		"BLK-3/snapshot-is-dynamic": takesWhoMatchedAtTheStart,
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both(t, test)
		})
	}
}

func startCreation(t *testing.T, b *bundle, n int) *models.BulkOperation {
	t.Helper()
	b.crowd(t, n, "in")
	op, err := b.StartBulk(b.ctx, b.owner, creation(b.offer(t).ID, tagged("in")))
	require.NoError(t, err)
	return op
}

func pausesAndResumes(t *testing.T, b *bundle) {
	op := startCreation(t, b, 6)
	b.snapshot(t, op.ID)
	step, err := b.RunBulkChunk(b.ctx, op.ID, 2)
	require.NoError(t, err)
	require.Equal(t, services.BulkStep{State: models.BulkRunning, Handled: 2, More: true}, step)
	view, err := b.PauseBulk(b.ctx, b.owner, op.ID, 0)
	require.NoError(t, err)
	require.Equal(t, models.BulkPaused, view.State)
	step, err = b.RunBulkChunk(b.ctx, op.ID, 2)
	require.NoError(t, err)
	require.Equal(t, services.BulkStep{State: models.BulkPaused}, step)
	require.EqualValues(t, 2, b.count(t, "SELECT COUNT(*) FROM orders"))
	_, err = b.PauseBulk(b.ctx, b.owner, op.ID, 0)
	requireCode(t, models.CodeBulkState, err)
	_, err = b.ResumeBulk(b.ctx, b.owner, op.ID, 1)
	requireCode(t, models.CodeStale, err)
	_, err = b.ResumeBulk(b.ctx, b.owner, op.ID, view.Version)
	require.NoError(t, err)
	require.EqualValues(t, 6, b.finish(t, op.ID, 2).Done)
}

func cancels(t *testing.T, b *bundle) {
	op := startCreation(t, b, 6)
	b.snapshot(t, op.ID)
	_, err := b.RunBulkChunk(b.ctx, op.ID, 2)
	require.NoError(t, err)
	_, err = b.CancelBulk(b.ctx, b.manager, op.ID, 0)
	requireCode(t, models.CodeForbidden, err)
	view, err := b.CancelBulk(b.ctx, b.owner, op.ID, 0)
	require.NoError(t, err)
	require.Equal(t, []int64{2, 4}, []int64{view.Done, view.Pending})
	step, err := b.RunBulkChunk(b.ctx, op.ID, 2)
	require.NoError(t, err)
	require.Equal(t, services.BulkStep{State: models.BulkCancelled}, step)
	require.EqualValues(t, 2, b.count(t, "SELECT COUNT(*) FROM orders"))
	_, err = b.ResumeBulk(b.ctx, b.owner, op.ID, 0)
	requireCode(t, models.CodeBulkState, err)
}

// The workflow takes the snapshot first; one that was paused meanwhile is taken by the chunks.
func takesTheRestOfTheSnapshot(t *testing.T, b *bundle) {
	op := startCreation(t, b, 3)
	_, err := b.PauseBulk(b.ctx, b.owner, op.ID, 0)
	require.NoError(t, err)
	b.snapshot(t, op.ID)
	require.Zero(t, b.bulk(t, op.ID).Total)
	_, err = b.ResumeBulk(b.ctx, b.owner, op.ID, 0)
	require.NoError(t, err)
	for range 10 {
		step, err := b.RunBulkChunk(b.ctx, op.ID, 10)
		require.NoError(t, err)
		if !step.More {
			break
		}
	}
	require.EqualValues(t, 3, b.bulk(t, op.ID).Done)
}

func showsProgress(t *testing.T, b *bundle) {
	op := startCreation(t, b, 8)
	b.snapshot(t, op.ID)
	require.Nil(t, b.bulk(t, op.ID).TimeLeft)
	_, err := b.RunBulkChunk(b.ctx, op.ID, 2)
	require.NoError(t, err)
	b.pass(time.Second)
	view := b.bulk(t, op.ID)
	require.InDelta(t, 2, view.PerSecond, 0.001)
	require.Equal(t, 3*time.Second, *view.TimeLeft)
	require.EqualValues(t, 6, view.Pending)
	for range 2 { // pauses are no part of the pace
		_, err = b.PauseBulk(b.ctx, b.owner, op.ID, 0)
		require.NoError(t, err)
		b.pass(time.Hour)
		require.InDelta(t, 2, b.bulk(t, op.ID).PerSecond, 0.001)
		_, err = b.ResumeBulk(b.ctx, b.owner, op.ID, 0)
		require.NoError(t, err)
	}
	view = b.bulk(t, op.ID)
	require.InDelta(t, 2, view.PerSecond, 0.001)
	require.Equal(t, 3*time.Second, *view.TimeLeft)
}

func doesNobodyTwice(t *testing.T, b *bundle) {
	op := startCreation(t, b, 60)
	b.snapshot(t, op.ID)
	b.snapshot(t, op.ID)
	errs := make([]error, 4)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			for more := true; more && errs[i] == nil; {
				var step services.BulkStep
				step, errs[i] = b.RunBulkChunk(b.ctx, op.ID, 7)
				more = step.More
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.EqualValues(t, 60, b.bulk(t, op.ID).Done)
	require.EqualValues(t, 60, b.count(t, "SELECT COUNT(*) FROM orders"))
	require.EqualValues(t, 60, b.count(t, "SELECT COUNT(DISTINCT customer_id) FROM orders"))
}

// A new process knows nothing but the rows.
func goesOnAfterARestart(t *testing.T, b *bundle) {
	op := startCreation(t, b, 5)
	b.snapshot(t, op.ID)
	_, err := b.RunBulkChunk(b.ctx, op.ID, 2)
	require.NoError(t, err)
	b.Service = services.New(b.Store(), b.clock, services.Options{PublicURL: "https://school.example"})
	require.EqualValues(t, 5, b.finish(t, op.ID, 2).Done)
	require.EqualValues(t, 5, b.count(t, "SELECT COUNT(*) FROM orders"))
}

func leavesABadObjectBehind(t *testing.T, b *bundle) {
	op := startCreation(t, b, 9)
	b.snapshot(t, op.ID)
	bad := b.count(t, "SELECT MAX(subject_id) - 3 FROM bulk_items")
	if b.driver == "sqlite" {
		b.exec(t, fmt.Sprintf(`CREATE TRIGGER bad BEFORE INSERT ON orders WHEN NEW.customer_id = %d BEGIN SELECT RAISE(ABORT, 'bad'); END`, bad))
	} else {
		b.exec(t, fmt.Sprintf("ALTER TABLE orders ADD CONSTRAINT bad CHECK (customer_id <> %d)", bad))
	}
	done := b.finish(t, op.ID, 9)
	require.Equal(t, []int64{8, 1}, []int64{done.Done, done.Failed})
	failed, _, err := b.BulkItems(b.ctx, b.owner, op.ID, models.ItemFailed, services.Page{})
	require.NoError(t, err)
	require.Equal(t, bad, failed[0].SubjectID)
}

// Rules with relative dates are asked as of the start, however long the snapshot takes.
func takesWhoMatchedAtTheStart(t *testing.T, b *bundle) {
	b.crowd(t, 2, "in")
	b.pass(23 * time.Hour)
	rule := []byte(`{"field":"customer.created_at","op":"less_than_ago","value":{"amount":1,"unit":"days"}}`)
	op, err := b.StartBulk(b.ctx, b.owner, creation(b.offer(t).ID, rule))
	require.NoError(t, err)
	b.pass(48 * time.Hour)
	require.EqualValues(t, 2, b.finish(t, op.ID, 10).Done)
}

func TestBulkApproval(t *testing.T) {
	t.Parallel()
	cases := map[string]func(t *testing.T, b *bundle){
		"ROLE-1/bulk.create_orders/approval":  waitsForApproval,
		"ROLE-1/bulk.create_orders/grant":     startsWithinTheGrant,
		"ROLE-1/bulk.create_orders/cap":       waitsBeyondTheCap,
		"ROLE-1/bulk.create_orders/scope":     needsTheScopeToo,
		"ROLE-1/bulk.create_orders/terms":     needsTheRightToTermsToo,
		"ROLE-1/bulk.create_orders/late-join": asksAgainWhenTheSnapshotIsLarger,
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both(t, test)
		})
	}
}

func waitsForApproval(t *testing.T, b *bundle) {
	manager, boss := b.person(t, models.RoleManager), b.person(t, models.RoleAdministrator)
	b.crowd(t, 3, "in")
	p := creation(b.offer(t).ID, tagged("in"))
	preview, err := b.PreviewBulk(b.ctx, manager, p)
	require.NoError(t, err)
	require.True(t, preview.NeedsApproval)
	op, err := b.StartBulk(b.ctx, manager, p)
	require.NoError(t, err)
	require.Equal(t, models.BulkAwaitingApproval, op.State)
	b.finish(t, op.ID, 10)
	require.Zero(t, b.count(t, "SELECT COUNT(*) FROM orders"))
	_, err = b.ApproveBulk(b.ctx, manager, op.ID, 0)
	requireCode(t, models.CodeForbidden, err)
	_, err = b.ApproveBulk(b.ctx, boss, op.ID, op.Version)
	require.NoError(t, err)
	done := b.finish(t, op.ID, 10)
	require.EqualValues(t, 3, done.Done)
	require.Equal(t, []int64{manager.ID, boss.ID}, []int64{done.CreatedBy, done.ApprovedBy})
	created := all[models.OrderHistory](t, b, "SELECT * FROM order_history WHERE kind = 'created'")[0]
	require.Equal(t, manager.ID, created.ActorID)
	require.Contains(t, created.Data, fmt.Sprintf(`"approved_by":%d`, boss.ID), "history names both")
}

func startsWithinTheGrant(t *testing.T, b *bundle) {
	manager := b.person(t, models.RoleManager)
	_, err := b.Grant(b.ctx, b.owner, services.GrantParams{StaffID: manager.ID, Right: models.RightBulkCreate, Cap: 3})
	require.NoError(t, err)
	b.crowd(t, 3, "in")
	op, err := b.StartBulk(b.ctx, manager, creation(b.offer(t).ID, tagged("in")))
	require.NoError(t, err)
	require.Equal(t, models.BulkRunning, op.State)
	require.EqualValues(t, 3, b.finish(t, op.ID, 10).Done)
}

func waitsBeyondTheCap(t *testing.T, b *bundle) {
	manager := b.person(t, models.RoleManager)
	_, err := b.Grant(b.ctx, b.owner, services.GrantParams{StaffID: manager.ID, Right: models.RightBulkCreate, Cap: 2})
	require.NoError(t, err)
	b.crowd(t, 3, "in")
	op, err := b.StartBulk(b.ctx, manager, creation(b.offer(t).ID, tagged("in")))
	require.NoError(t, err)
	require.Equal(t, models.BulkAwaitingApproval, op.State)
}

func needsTheScopeToo(t *testing.T, b *bundle) {
	boss := b.person(t, models.RoleOwner)
	boss.Scopes = models.Rights{models.RightOrderWrite}
	b.crowd(t, 1, "in")
	op, err := b.StartBulk(b.ctx, boss, creation(b.offer(t).ID, tagged("in")))
	require.NoError(t, err)
	require.Equal(t, models.BulkAwaitingApproval, op.State)
	boss.Scopes = models.Rights{models.RightOrderRead}
	_, err = b.StartBulk(b.ctx, boss, creation(b.offer(t).ID, tagged("in")))
	requireCode(t, models.CodeForbidden, err)
}

// What a person may not wish for one order is not theirs to wish for many (ORD-3).
func needsTheRightToTermsToo(t *testing.T, b *bundle) {
	manager, boss := b.person(t, models.RoleManager), b.person(t, models.RoleAdministrator)
	_, err := b.Grant(b.ctx, b.owner, services.GrantParams{StaffID: manager.ID, Right: models.RightBulkCreate, Cap: 10})
	require.NoError(t, err)
	narrow := boss
	narrow.Scopes = models.Rights{models.RightOrderWrite, models.RightBulkCreate}
	b.crowd(t, 1, "in")
	offer := b.offer(t).ID
	for name, wish := range map[string]func(*services.BulkCreate){
		"quantity": func(c *services.BulkCreate) { c.Quantity = 2 },
		"deposit":  func(c *services.BulkCreate) { c.TryDeposit = true },
	} {
		p := creation(offer, tagged("in"))
		wish(p.Create)
		for _, c := range []struct {
			actor models.Actor
			want  string
		}{{manager, models.BulkAwaitingApproval}, {narrow, models.BulkAwaitingApproval}, {boss, models.BulkRunning}} {
			op, err := b.StartBulk(b.ctx, c.actor, p)
			require.NoError(t, err, name)
			require.Equal(t, c.want, op.State, name)
			preview, err := b.PreviewBulk(b.ctx, c.actor, p)
			require.NoError(t, err, name)
			require.Equal(t, c.want == models.BulkAwaitingApproval, preview.NeedsApproval, name)
		}
	}
}

func asksAgainWhenTheSnapshotIsLarger(t *testing.T, b *bundle) {
	manager := b.person(t, models.RoleManager)
	_, err := b.Grant(b.ctx, b.owner, services.GrantParams{StaffID: manager.ID, Right: models.RightBulkCreate, Cap: 3})
	require.NoError(t, err)
	b.crowd(t, 3, "in")
	op, err := b.StartBulk(b.ctx, manager, creation(b.offer(t).ID, tagged("in")))
	require.NoError(t, err)
	b.crowd(t, 2, "in")
	require.Equal(t, models.BulkAwaitingApproval, b.finish(t, op.ID, 10).State)
	require.Zero(t, b.count(t, "SELECT COUNT(*) FROM orders"))
	_, err = b.ApproveBulk(b.ctx, b.admin, op.ID, 0)
	require.NoError(t, err)
	require.EqualValues(t, 5, b.finish(t, op.ID, 10).Done)
}
