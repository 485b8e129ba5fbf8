package services_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

func TestEditItems(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		items := func(t *testing.T, order int64) []*models.OrderItem {
			t.Helper()
			d, err := b.OrderDetails(b.ctx, b.owner, order)
			require.NoError(t, err)
			return d.Items
		}
		edit := func(actor models.Actor, p services.EditItemsParams) (*models.Order, error) {
			return b.EditItems(b.ctx, actor, p)
		}
		reprice := func(t *testing.T, order, price int64) services.EditItemsParams {
			return services.EditItemsParams{OrderID: order, Change: []services.ItemChange{{ItemID: items(t, order)[0].ID, Price: &price}}}
		}
		t.Run("ORD-5/add-remove-reprice-recount", func(t *testing.T) {
			o := b.orderOf(t, b.customer(t), b.offer(t).ID, b.offer(t).ID)
			rows := items(t, o.ID)
			got, err := edit(b.manager, services.EditItemsParams{
				OrderID: o.ID, Add: []services.ItemSpec{{OfferID: b.offer(t).ID, Quantity: 1}}, Remove: []int64{rows[0].ID},
				Change: []services.ItemChange{{ItemID: rows[1].ID, Quantity: ptr[int64](3), Price: ptr[int64](2000)}},
			})
			require.NoError(t, err)
			require.Equal(t, []int64{16000, 40000, 2}, []int64{got.Cost, got.ListCost, int64(len(items(t, o.ID)))})
			require.Contains(t, b.events(t, o.ID), models.EventOrderItemsChanged)
			entry := one[models.OrderHistory](t, b, "SELECT * FROM order_history WHERE order_id = ? AND kind = 'items_changed'", o.ID)
			require.Contains(t, entry.Data, `"before"`)
			require.Contains(t, entry.Data, `"after"`)
		})
		t.Run("ORD-5/never-the-last", func(t *testing.T) {
			o := b.order(t)
			_, err := edit(b.owner, services.EditItemsParams{OrderID: o.ID, Remove: []int64{items(t, o.ID)[0].ID}})
			requireCode(t, models.CodeLastItem, err)
			require.Len(t, items(t, o.ID), 1)
		})
		t.Run("ORD-5/cost-falls-to-paid", func(t *testing.T) {
			o := b.order(t)
			b.pay(t, o.ID, 6000)
			p := reprice(t, o.ID, 4000)
			p.Confirmed = true
			got, err := edit(b.admin, p)
			require.NoError(t, err)
			require.Equal(t, models.StatusPayed, got.Status)
			require.Equal(t, []int64{4000, 4000, 2000}, []int64{got.Cost, got.Paid, b.balance(t, o.CustomerID)})
		})
		t.Run("ORD-5/cost-falls-to-zero", func(t *testing.T) {
			o := b.order(t)
			got, err := edit(b.owner, reprice(t, o.ID, 0))
			require.NoError(t, err)
			require.Equal(t, models.StatusPayed, got.Status)
		})
		t.Run("ORD-5/cost-rises-over-paid", func(t *testing.T) {
			o := b.order(t)
			b.pay(t, o.ID, o.Cost)
			p := reprice(t, o.ID, 20000)
			_, err := edit(b.owner, p)
			requireCode(t, models.CodeAccessWouldEnd, err)
			require.Equal(t, models.StatusPayed, b.get(t, o.ID).Status)
			p.Confirmed = true
			got, err := edit(b.owner, p)
			require.NoError(t, err)
			require.Equal(t, models.StatusPartPayed, got.Status)
			require.Equal(t, models.PurchaseCancelled, b.purchases(t, o.ID)[0].Status)
			require.False(t, got.PaidInFull)
		})
		for _, status := range []models.Status{models.StatusPayed, models.StatusPartPayed} {
			t.Run("ORD-5/right-and-confirmation/"+string(status), func(t *testing.T) {
				o := b.order(t)
				b.pay(t, o.ID, map[models.Status]int64{models.StatusPayed: o.Cost, models.StatusPartPayed: 1}[status])
				p := reprice(t, o.ID, 5000)
				p.Confirmed = true
				_, err := edit(b.manager, p)
				requireCode(t, models.CodeForbidden, err)
				p.Confirmed = false
				_, err = edit(b.admin, p)
				requireCode(t, models.CodeConfirmRequired, err)
				p.Confirmed = true
				_, err = edit(b.admin, p)
				require.NoError(t, err)
			})
		}
		t.Run("ORD-5/access-of-added-and-removed", func(t *testing.T) {
			o := b.order(t)
			b.pay(t, o.ID, o.Cost)
			first := items(t, o.ID)[0].ID
			_, err := edit(b.owner, services.EditItemsParams{
				OrderID: o.ID, Confirmed: true, Remove: []int64{first},
				Add: []services.ItemSpec{{OfferID: b.offer(t).ID, Quantity: 1}},
			})
			require.NoError(t, err)
			rows := b.purchases(t, o.ID)
			require.Equal(t, []string{models.PurchaseCancelled, models.PurchaseActive}, []string{rows[0].Status, rows[1].Status})
			b.change(t, b.owner, o.ID, models.StatusInWork)
			b.change(t, b.owner, o.ID, models.StatusPayed)
			rows = b.purchases(t, o.ID)
			require.Equal(t, []string{models.PurchaseCancelled, models.PurchaseActive}, []string{rows[0].Status, rows[1].Status}, "a removed item's purchase does not return")
		})
		t.Run("CUS-3/added-after-completion", func(t *testing.T) { laterItemOpensNow(t, b) })
		t.Run("ORD-7/deadline-follows-the-items", func(t *testing.T) { deadlineFollowsItems(t, b) })
		t.Run("PAY-7/counted-from-the-order's-date", func(t *testing.T) {
			ordered := b.clock.Now().AddDate(0, 0, -2)
			placed, err := b.PlaceOrder(b.ctx, b.owner, services.PlaceOrderParams{
				CustomerID: b.customer(t), Via: models.ViaAPI, CreatedAt: &ordered, Items: []services.ItemSpec{
					{OfferID: b.offer(t, dueIn(9, models.DeadlineKeep)).ID, Quantity: 1}, {OfferID: b.offer(t, dueIn(3, models.DeadlineKeep)).ID, Quantity: 1},
				},
			})
			require.NoError(t, err)
			got, err := edit(b.owner, services.EditItemsParams{OrderID: placed.Order.ID, Remove: []int64{items(t, placed.Order.ID)[1].ID}})
			require.NoError(t, err)
			require.Equal(t, ordered.AddDate(0, 0, 9), *got.PaymentDeadline)
		})
		t.Run("ORD-4/deadline-of-an-edited-offer", func(t *testing.T) {
			offer := b.offer(t, dueIn(9, models.DeadlineKeep))
			o := b.orderOf(t, b.customer(t), offer.ID, b.offer(t).ID)
			shorter := services.OfferParams(offer)
			shorter.DeadlineDays = ptr[int64](1)
			_, err := b.EditOffer(b.ctx, b.owner, offer.ID, shorter)
			require.NoError(t, err)
			got, err := edit(b.owner, services.EditItemsParams{OrderID: o.ID, Remove: []int64{items(t, o.ID)[1].ID}})
			require.NoError(t, err)
			require.Equal(t, *o.PaymentDeadline, *got.PaymentDeadline, "an item without a deadline takes none away")
		})
		t.Run("PAY-7/set-by-hand-stays", func(t *testing.T) {
			o := b.orderOf(t, b.customer(t), b.offer(t, dueIn(9, models.DeadlineKeep)).ID, b.offer(t, dueIn(3, models.DeadlineKeep)).ID)
			at := b.clock.Now().Add(5 * 24 * time.Hour)
			_, err := b.SetDeadline(b.ctx, b.manager, services.OrderRef{ID: o.ID}, &at)
			require.NoError(t, err)
			got, err := edit(b.owner, services.EditItemsParams{
				OrderID: o.ID, Remove: []int64{items(t, o.ID)[1].ID},
				Add: []services.ItemSpec{{OfferID: b.offer(t, dueIn(1, models.DeadlineCancel)).ID, Quantity: 1}},
			})
			require.NoError(t, err)
			require.Equal(t, []any{at, models.DeadlineKeep}, []any{*got.PaymentDeadline, got.DeadlineAction})
			require.Len(t, b.deadlines(t, o.ID), 1)
		})
		t.Run("ORD-5/refuses", func(t *testing.T) {
			o := b.order(t)
			dollars := b.offer(t, func(p *services.OfferParams) { p.Currency = "USD" }).ID
			add := func(s services.ItemSpec) services.EditItemsParams {
				return services.EditItemsParams{OrderID: o.ID, Add: []services.ItemSpec{s}}
			}
			for code, p := range map[models.Code]services.EditItemsParams{
				models.CodeMixedCurrency:    add(services.ItemSpec{OfferID: dollars, Quantity: 1}),
				models.CodeUnknownReference: add(services.ItemSpec{OfferID: 1 << 40, Quantity: 1}),
				models.CodeOutOfRange:       add(services.ItemSpec{OfferID: b.offer(t).ID, Quantity: -1}),
				models.CodeSumTooLarge:      add(services.ItemSpec{OfferID: b.offer(t).ID, Quantity: 2, Price: ptr(models.MaxAmount)}),
				models.CodeStale:            {OrderID: o.ID, Version: 77},
			} {
				_, err := edit(b.owner, p)
				requireCode(t, code, err)
				require.Equal(t, o, b.get(t, o.ID))
			}
		})
	})
}

// laterItemOpensNow: access of what was added to an order that was completed long
// ago begins with the adding, and stays when the date of completion is changed.
func laterItemOpensNow(t *testing.T, b *bundle) {
	terms := func(start string) func(*services.OfferParams) {
		return func(p *services.OfferParams) {
			p.AccessTerms = models.AccessTerms{AccessStart: start, AccessEnd: models.AccessAfterStart, AccessEndDays: 30}
		}
	}
	o := b.order(t)
	b.pay(t, o.ID, o.Cost)
	b.pass(60 * 24 * time.Hour)
	now := b.clock.Now()
	_, err := b.EditItems(b.ctx, b.owner, services.EditItemsParams{
		OrderID: o.ID, Confirmed: true, Add: []services.ItemSpec{
			{OfferID: b.offer(t, terms(models.AccessAtOnce)).ID, Quantity: 1, Price: ptr[int64](0)},
			{OfferID: b.offer(t, terms(models.AccessAfterPayment)).ID, Quantity: 1, Price: ptr[int64](0)},
		},
	})
	require.NoError(t, err)
	added := func() []models.Purchase { return b.purchases(t, o.ID)[1:] }
	for _, p := range added() {
		require.Equal(t, []any{models.PurchaseActive, now, now.AddDate(0, 0, 30)}, []any{p.Status, *p.StartsAt, *p.EndsAt})
	}
	_, err = b.ChangeCompletionDate(b.ctx, b.owner, services.OrderRef{ID: o.ID}, now.AddDate(0, 0, -50))
	require.NoError(t, err)
	require.Equal(t, now.AddDate(0, 0, -50), *b.purchases(t, o.ID)[0].StartsAt)
	require.Equal(t, []any{models.PurchaseActive, now}, []any{added()[0].Status, *added()[0].StartsAt})
}

// deadlineFollowsItems: an added item brings its deadline, takes it away again,
// and another removed one takes none that is not its own.
func deadlineFollowsItems(t *testing.T, b *bundle) {
	start := b.clock.Now()
	o := b.orderOf(t, b.customer(t), b.offer(t, dueIn(9, models.DeadlineKeep)).ID, b.offer(t).ID)
	edit := func(p services.EditItemsParams) *models.Order {
		t.Helper()
		p.OrderID = o.ID
		got, err := b.EditItems(b.ctx, b.manager, p)
		require.NoError(t, err)
		return got
	}
	item := func(at int) int64 {
		d, err := b.OrderDetails(b.ctx, b.owner, o.ID)
		require.NoError(t, err)
		return d.Items[at].ID
	}
	b.pass(24 * time.Hour)
	hasty := b.offer(t, dueIn(3, models.DeadlineCancel))
	got := edit(services.EditItemsParams{Add: []services.ItemSpec{{OfferID: hasty.ID, Quantity: 1}}})
	require.Equal(t, []any{start.AddDate(0, 0, 4), models.DeadlineCancel}, []any{*got.PaymentDeadline, got.DeadlineAction})
	got = edit(services.EditItemsParams{Remove: []int64{item(1)}})
	require.Equal(t, start.AddDate(0, 0, 4), *got.PaymentDeadline)
	b.pass(24 * time.Hour)
	got = edit(services.EditItemsParams{Remove: []int64{item(1)}})
	require.Equal(t, []any{start.AddDate(0, 0, 9), models.DeadlineKeep}, []any{*got.PaymentDeadline, got.DeadlineAction}, "counted from the order's creation")
	got = edit(services.EditItemsParams{Remove: []int64{item(0)}, Add: []services.ItemSpec{{OfferID: b.offer(t).ID, Quantity: 1}}})
	require.Equal(t, []any{(*time.Time)(nil), ""}, []any{got.PaymentDeadline, got.DeadlineAction})
	noted := b.deadlines(t, o.ID)
	require.Len(t, noted, 3)
	day := func(n int) string { return start.AddDate(0, 0, n).Format(time.RFC3339) }
	require.JSONEq(t, `{"from":"`+day(9)+`","to":"`+day(4)+`","cause":"items"}`, noted[0])
	require.JSONEq(t, `{"from":"`+day(4)+`","to":"`+day(9)+`","cause":"items"}`, noted[1])
	require.JSONEq(t, `{"from":"`+day(9)+`","to":null,"cause":"items"}`, noted[2])
}

func TestEditOrder(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		t.Run("ORD-7", func(t *testing.T) { historySaysWho(t, b) })
		t.Run("ORD-7/customer-and-service", func(t *testing.T) { historySaysWhatCameByItself(t, b) })
		t.Run("ORD-8", func(t *testing.T) {
			o := b.order(t)
			row, err := b.AddComment(b.ctx, b.manager, o.ID, "see https://example.com")
			require.NoError(t, err)
			stored := one[models.OrderHistory](t, b, "SELECT * FROM order_history WHERE id = ?", row.ID)
			require.Equal(t, "see https://example.com", stored.Comment)
			require.NotContains(t, stored.Data, "example")
			_, err = b.AddComment(b.ctx, b.manager, o.ID, "  ")
			requireCode(t, models.CodeRequired, err)
		})
		t.Run("ORD-9", func(t *testing.T) { completionDateMovesAccess(t, b) })
		t.Run("ORD-9/access-with-its-own-start", func(t *testing.T) { completionDateLeavesAccess(t, b) })
		t.Run("ORD-11/stage", func(t *testing.T) {
			o := b.order(t)
			to := one[models.Stage](t, b, "SELECT * FROM stages WHERE id <> ? ORDER BY id LIMIT 1", o.StageID)
			got, err := b.MoveStage(b.ctx, b.manager, services.OrderRef{ID: o.ID, Version: o.Version}, to.ID)
			require.NoError(t, err)
			require.Equal(t, []any{to.ID, models.StatusNew}, []any{got.StageID, got.Status})
			require.Contains(t, b.events(t, o.ID), models.EventOrderStageMoved)
			_, err = b.MoveStage(b.ctx, b.manager, services.OrderRef{ID: o.ID, Version: o.Version}, o.StageID)
			requireCode(t, models.CodeStale, err)
		})
		t.Run("ORD-1/tags", func(t *testing.T) {
			o := b.order(t)
			tags, err := b.TagOrder(b.ctx, b.manager, o.ID, services.TagParams{Add: []string{"vip", "spring", "vip"}})
			require.NoError(t, err)
			require.Equal(t, []string{"spring", "vip"}, tags)
			tags, err = b.TagOrder(b.ctx, b.manager, o.ID, services.TagParams{Add: []string{"vip"}, Remove: []string{"spring", "absent"}})
			require.NoError(t, err)
			require.Equal(t, []string{"vip"}, tags)
			kinds := b.events(t, o.ID)
			require.Equal(t, []models.EventKind{models.EventOrderTagAdded, models.EventOrderTagAdded, models.EventOrderTagRemoved}, kinds[len(kinds)-3:])
		})
		t.Run("ORD-1/manager", func(t *testing.T) {
			o := b.order(t)
			staff, err := b.CreateStaff(b.ctx, b.owner, services.StaffParams{Name: "M", Email: "mm@example.com", Role: models.RoleManager})
			require.NoError(t, err)
			got, err := b.AssignManager(b.ctx, b.owner, services.OrderRef{ID: o.ID}, &staff.ID)
			require.NoError(t, err)
			require.Equal(t, staff.ID, *got.ManagerID)
			_, err = b.AssignManager(b.ctx, b.owner, services.OrderRef{ID: o.ID}, ptr[int64](1<<40))
			requireCode(t, models.CodeUnknownReference, err)
		})
	})
}

func historySaysWho(t *testing.T, b *bundle) {
	o := b.order(t)
	enrollment := int64(55)
	actor := b.process
	actor.EnrollmentID = &enrollment
	b.change(t, actor, o.ID, models.StatusInWork)
	b.payByGateway(t, o, 10)
	rows, _, err := b.OrderHistory(b.ctx, b.owner, o.ID, services.HistoryPage{})
	require.NoError(t, err)
	who := map[string]models.ActorKind{}
	for _, row := range rows {
		who[row.Kind+"/"+string(row.ActorKind)] = row.ActorKind
		if row.ActorKind == models.ActorProcess {
			require.Equal(t, enrollment, *row.EnrollmentID, "a link to the enrollment")
		}
	}
	require.Contains(t, who, "created/person")
	require.Contains(t, who, "status_changed/process")
	require.Contains(t, who, "payment/gateway")
	_, more, err := b.OrderHistory(b.ctx, b.owner, o.ID, services.HistoryPage{Page: services.Page{Limit: 2}})
	require.NoError(t, err)
	require.True(t, more)

	var back []models.OrderHistory // the same, told backwards
	for page, more := (services.HistoryPage{Page: services.Page{Limit: 1}, Newest: true}), true; more; {
		var part []models.OrderHistory
		part, more, err = b.OrderHistory(b.ctx, b.owner, o.ID, page)
		require.NoError(t, err)
		back = append(back, part...)
		page.After = part[len(part)-1].ID
	}
	slices.Reverse(back)
	require.Equal(t, rows, back)
}

// historySaysWhatCameByItself: what no person, process or gateway did was done by
// the customer on the link's page, or by the service where a deadline had passed.
func historySaysWhatCameByItself(t *testing.T, b *bundle) {
	last := func(o *models.Order) []any {
		row := all[models.OrderHistory](t, b, "SELECT * FROM order_history WHERE order_id = ? ORDER BY id DESC LIMIT 1", o.ID)[0]
		return []any{row.Kind, row.ActorKind, row.ActorID}
	}
	expired := func(action string) *models.Order {
		o := b.order(t, dueIn(1, action), func(p *services.OfferParams) { p.OrderAgain, p.LetterOnCreate = true, false })
		b.pass(25 * time.Hour)
		return o
	}
	overdue := expired(models.DeadlineCancel)
	_, err := b.CancelOverdue(b.ctx, 100)
	require.NoError(t, err)
	require.Equal(t, []any{models.HistoryStatus, models.ActorSystem, int64(0)}, last(overdue))
	replaced := expired(models.DeadlineKeep)
	token, err := b.OrderAgain(b.ctx, replaced.PayToken)
	require.NoError(t, err)
	require.Equal(t, []any{models.HistoryStatus, models.ActorSystem, int64(0)}, last(replaced))
	again := one[models.Order](t, b, "SELECT * FROM orders WHERE pay_token = ?", token)
	require.Equal(t, []any{models.HistoryCreated, models.ActorCustomer, replaced.CustomerID}, last(again))
}

func completionDateMovesAccess(t *testing.T, b *bundle) {
	o := b.order(t, func(p *services.OfferParams) { p.AccessEnd, p.AccessEndDays = models.AccessAfterStart, 10 })
	b.pay(t, o.ID, o.Cost)
	at := b.clock.Now().AddDate(0, 0, -4)
	got, err := b.ChangeCompletionDate(b.ctx, b.manager, services.OrderRef{ID: o.ID}, at)
	require.NoError(t, err)
	require.Equal(t, at, *got.CompletedAt)
	p := b.purchases(t, o.ID)[0]
	require.Equal(t, []any{at, at.AddDate(0, 0, 10), models.PurchaseActive}, []any{*p.StartsAt, *p.EndsAt, p.Status})
	_, err = b.ChangeCompletionDate(b.ctx, b.manager, services.OrderRef{ID: o.ID}, at.AddDate(0, 0, -30))
	require.NoError(t, err)
	require.Equal(t, models.PurchaseEnded, b.purchases(t, o.ID)[0].Status)
	require.Contains(t, b.events(t, o.ID), models.EventPurchaseEnded)
	_, err = b.ChangeCompletionDate(b.ctx, b.manager, services.OrderRef{ID: o.ID}, b.clock.Now().AddDate(0, 0, 1))
	requireCode(t, models.CodeTimeToCome, err)
}

// completionDateLeavesAccess: only access that starts at completion moves with it.
func completionDateLeavesAccess(t *testing.T, b *bundle) {
	now := b.clock.Now()
	from := now.AddDate(0, 0, 2)
	offer := func(start string) int64 {
		return b.offer(t, func(p *services.OfferParams) {
			p.AccessTerms = models.AccessTerms{AccessStart: start, AccessEnd: models.AccessAfterStart, AccessEndDays: 10}
			switch start {
			case models.AccessAfterPayment:
				p.AccessStartDays = 1
			case models.AccessOnDate:
				p.AccessStartAt = &from
			}
		}).ID
	}
	o := b.orderOf(t, b.customer(t), offer(models.AccessAtOnce), offer(models.AccessAfterPayment), offer(models.AccessOnDate))
	b.pay(t, o.ID, o.Cost)
	before := b.purchases(t, o.ID)
	_, err := b.ChangeCompletionDate(b.ctx, b.manager, services.OrderRef{ID: o.ID}, now.AddDate(0, 0, -4))
	require.NoError(t, err)
	after := b.purchases(t, o.ID)
	require.Equal(t, now.AddDate(0, 0, -4), *after[0].StartsAt)
	require.Equal(t, []time.Time{now.AddDate(0, 0, 1), from}, []time.Time{*after[1].StartsAt, *after[2].StartsAt})
	require.Equal(t, before[1:], after[1:])
}
