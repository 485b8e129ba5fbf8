package services_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// door is one of the ways in which a status changes.
type door func(t *testing.T, b *bundle, order int64, to models.Status)

// The API and the order's card call ChangeStatus; bulk operations and process
// blocks come through their own machinery.
var doors = map[string]door{
	"card-and-api": func(t *testing.T, b *bundle, order int64, to models.Status) {
		t.Helper()
		b.change(t, b.owner, order, to)
	},
	"bulk": func(t *testing.T, b *bundle, order int64, to models.Status) {
		t.Helper()
		op, err := b.StartBulk(b.ctx, b.owner, services.BulkParams{
			Kind: models.BulkChangeStatus, Rule: []byte(fmt.Sprintf(`{"field":"order.id","op":"is","value":%d}`, order)),
			Status: &services.BulkStatus{To: to, Confirmed: true},
		})
		require.NoError(t, err)
		require.EqualValues(t, 1, b.finish(t, op.ID, 10).Done)
	},
	"process": func(t *testing.T, b *bundle, order int64, to models.Status) {
		t.Helper()
		id := b.publish(t, line("order", []any{object{"kind": "by_hand"}}, operation("change", "change_status", object{"status": string(to)})))
		_, err := b.EnrollByHand(b.ctx, b.owner, services.EnrollParams{ProcessID: id, SubjectIDs: []int64{order}})
		require.NoError(t, err)
		b.settle(t)
	},
}

// trace is what a status change left behind, whoever made it.
type trace struct {
	Status    models.Status
	From, To  string
	Events    []models.EventKind
	Letters   []string
	Purchases []string
	Completed bool
}

func (b *bundle) trace(t *testing.T, order int64) trace {
	t.Helper()
	o := b.get(t, order)
	left := trace{Status: o.Status, Events: b.events(t, order), Letters: b.letters(t, order), Completed: o.CompletedAt != nil}
	var change struct{ From, To string }
	text := *one[string](t, b, "SELECT data FROM order_history WHERE order_id = ? AND kind = 'status_changed' ORDER BY id DESC LIMIT 1", order)
	require.NoError(t, json.Unmarshal([]byte(text), &change))
	left.From, left.To = change.From, change.To
	for _, p := range b.purchases(t, order) {
		left.Purchases = append(left.Purchases, p.Status)
	}
	return left
}

// The same change through every door gives the same result, history, events, letters and access (ST-10, ST-7).
func TestSameChangeThroughEveryDoor(t *testing.T) {
	t.Parallel()
	for _, change := range []struct {
		to   models.Status
		paid bool
	}{
		{models.StatusInWork, false},
		{models.StatusPaymentWaiting, false},
		{models.StatusPending, false},
		{models.StatusNotConfirmed, false},
		{models.StatusCancelled, false},
		{models.StatusFalse, false},
		{models.StatusPayed, true},
	} {
		t.Run(string(change.to), func(t *testing.T) {
			t.Parallel()
			both(t, func(t *testing.T, b *bundle) {
				var first *trace
				for _, name := range []string{"card-and-api", "bulk", "process"} {
					o := b.order(t, func(p *services.OfferParams) { p.AutoComplete = false })
					if change.paid {
						b.pay(t, o.ID, 10000)
					}
					doors[name](t, b, o.ID, change.to)
					left := b.trace(t, o.ID)
					require.Equal(t, change.to, left.Status, "ST-10/%s", name)
					if first == nil {
						first = &left
					}
					require.Equal(t, *first, left, "ST-10/%s", name)
				}
			})
		})
	}
}

// Leaving completion ends access and coming back restores its dates, from the card and in bulk; a process may not (ST-7).
func TestLeavingCompletionThroughEveryDoor(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		for _, name := range []string{"card-and-api", "bulk"} {
			for _, to := range []models.Status{models.StatusInWork, models.StatusWaitingForReturn} {
				t.Run("ST-7/"+name+"/"+string(to), func(t *testing.T) {
					o := b.order(t)
					b.pay(t, o.ID, o.Cost)
					opened := b.purchases(t, o.ID)
					require.Equal(t, models.PurchaseActive, opened[0].Status)
					b.pass(24 * time.Hour)
					doors[name](t, b, o.ID, to)
					left := b.trace(t, o.ID)
					require.Equal(t, []any{to, []string{models.PurchaseCancelled}}, []any{left.Status, left.Purchases})
					require.Contains(t, left.Events, models.EventPurchaseEnded)
					doors[name](t, b, o.ID, models.StatusPayed)
					again := b.purchases(t, o.ID)
					require.Equal(t, models.PurchaseActive, again[0].Status)
					require.Equal(t, []any{opened[0].ID, opened[0].StartsAt, opened[0].EndsAt}, []any{again[0].ID, again[0].StartsAt, again[0].EndsAt})
				})
			}
		}
		o := b.order(t)
		b.pay(t, o.ID, o.Cost)
		b.refuse(t, b.process, o.ID, models.StatusInWork, models.CodeStatusOnlyPeople)
	})
}

// A chain of causes longer than ten is parked and listed (PRC-17).
func TestLongChainIsParked(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		var chain models.Chain
		for i := range int64(models.MaxChain + 1) {
			chain = chain.With(models.Link{Process: i + 1, Enrollment: i + 1})
		}
		text, err := json.Marshal(chain)
		require.NoError(t, err)
		b.publish(t, line("order", onOrder))
		short, long := b.order(t), b.order(t)
		b.exec(t, "UPDATE events SET chain = ? WHERE order_id = ?", string(text), long.ID)
		b.settle(t)
		require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM enrollments WHERE order_id = ?", short.ID))
		require.Zero(t, b.count(t, "SELECT COUNT(*) FROM enrollments WHERE order_id = ?", long.ID))
		require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM outbox o JOIN events e ON e.id = o.event_id WHERE e.order_id = ? AND o.parked AND o.error = 'chain_too_long'", long.ID))
	})
}
