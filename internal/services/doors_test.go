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

// door is one of the ways in which a status changes: by the owner, who means the
// consequences, or by a process.
type door func(t *testing.T, b *bundle, c services.StatusChange)

// The API and the order's card call ChangeStatus; bulk operations and process
// blocks come through their own machinery.
var doors = map[string]door{
	"card-and-api": func(t *testing.T, b *bundle, c services.StatusChange) {
		t.Helper()
		_, err := b.ChangeStatus(b.ctx, b.owner, services.ChangeStatusParams{
			OrderID: c.OrderID, To: c.To, ReasonID: c.ReasonID, Comment: c.Comment, Confirmed: true,
		})
		require.NoError(t, err)
	},
	"bulk": func(t *testing.T, b *bundle, c services.StatusChange) {
		t.Helper()
		op, err := b.StartBulk(b.ctx, b.owner, services.BulkParams{
			Kind: models.BulkChangeStatus, Rule: []byte(fmt.Sprintf(`{"field":"order.id","op":"is","value":%d}`, c.OrderID)),
			Status: &services.BulkStatus{To: c.To, ReasonID: c.ReasonID, Comment: c.Comment, Confirmed: true},
		})
		require.NoError(t, err)
		require.EqualValues(t, 1, b.finish(t, op.ID, 10).Done)
	},
	"process": func(t *testing.T, b *bundle, c services.StatusChange) {
		t.Helper()
		params := object{"status": string(c.To), "comment": c.Comment}
		if c.ReasonID != nil {
			params["refusal_reason_id"] = *c.ReasonID
		}
		id := b.publish(t, line("order", []any{object{"kind": "by_hand"}}, operation("change", "change_status", params)))
		_, err := b.EnrollByHand(b.ctx, b.owner, services.EnrollParams{ProcessID: id, SubjectIDs: []int64{c.OrderID}})
		require.NoError(t, err)
		b.settle(t)
	},
}

// trace is what a status change left behind, whoever made it.
type trace struct {
	Status        models.Status
	Reason        *int64
	Comment       string
	Noted         notedChange
	NotedComment  string
	Events        []models.EventKind
	Letters       []string
	Purchases     []string
	MoneyToDecide []string
	Paid          int64
	Completed     bool
}

// notedChange is what an order's history says of a change, apart from who made it.
type notedChange struct {
	From, To models.Status
	Reason   *int64
}

func (b *bundle) trace(t *testing.T, order int64) trace {
	t.Helper()
	o := b.get(t, order)
	noted := one[models.OrderHistory](t, b, "SELECT * FROM order_history WHERE order_id = ? AND kind = 'status_changed' ORDER BY id DESC LIMIT 1", order)
	left := trace{
		Status: o.Status, Reason: o.RefusalReasonID, Comment: o.CancelComment, NotedComment: noted.Comment,
		Events: b.events(t, order), Letters: b.letters(t, order), Paid: o.Paid, Completed: o.CompletedAt != nil,
	}
	require.NoError(t, json.Unmarshal([]byte(noted.Data), &left.Noted))
	for _, p := range b.purchases(t, order) {
		left.Purchases = append(left.Purchases, p.Status)
	}
	for _, d := range b.openDecisions(t, order) {
		left.MoneyToDecide = append(left.MoneyToDecide, d.Reason)
	}
	return left
}

// throughDoors is a change and the order that it is made to: one that staff
// complete, for which so much was paid by hand and which then got the status from.
type throughDoors struct {
	paid    int64
	from    models.Status
	to      models.Status
	because bool // with a reason and a comment
	people  bool // processes may not
}

// The same change through every door gives the same result, history, events, letters and access (ST-10, ST-7, ST-11).
func TestSameChangeThroughEveryDoor(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]throughDoors{
		"in_work":             {to: models.StatusInWork},
		"payment_waiting":     {to: models.StatusPaymentWaiting},
		"pending":             {to: models.StatusPending},
		"not_confirmed":       {to: models.StatusNotConfirmed},
		"cancelled":           {to: models.StatusCancelled},
		"cancelled-because":   {to: models.StatusCancelled, because: true},
		"false-because":       {to: models.StatusFalse, because: true},
		"payed":               {paid: 10000, to: models.StatusPayed},
		"part_payed/cancel":   {paid: 3000, to: models.StatusCancelled, because: true, people: true},
		"cancelled/reopen":    {from: models.StatusCancelled, to: models.StatusInWork, people: true},
		"cancelled/with-part": {paid: 3000, from: models.StatusCancelled, to: models.StatusNew, people: true},
		"payed/in_work":       {paid: 10000, from: models.StatusPayed, to: models.StatusInWork, people: true},
		"payed/return":        {paid: 10000, from: models.StatusPayed, to: models.StatusWaitingForReturn, people: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both(t, func(t *testing.T, b *bundle) {
				expected := b.throughDoor(t, "card-and-api", change)
				for _, door := range []string{"bulk", "process"} {
					t.Run("ST-10/"+door, func(t *testing.T) {
						if door == "process" && change.people {
							b.refuse(t, b.process, b.prepared(t, change), change.to, change.refusal())
							return
						}
						require.Equal(t, expected, b.throughDoor(t, door, change))
					})
				}
			})
		})
	}
}

func (b *bundle) prepared(t *testing.T, change throughDoors) int64 {
	t.Helper()
	o := b.order(t, byHandComplete)
	if change.paid > 0 {
		b.pay(t, o.ID, change.paid)
	}
	if change.from != "" {
		b.change(t, b.owner, o.ID, change.from)
	}
	return o.ID
}

// throughDoor makes the change, looks at what is written on the order, and gives its trace.
func (b *bundle) throughDoor(t *testing.T, name string, change throughDoors) trace {
	t.Helper()
	wanted := services.StatusChange{OrderID: b.prepared(t, change), To: change.to}
	if change.because {
		wanted.ReasonID, wanted.Comment = one[int64](t, b, "SELECT MIN(id) FROM refusal_reasons"), "too dear"
	}
	doors[name](t, b, wanted)
	left := b.trace(t, wanted.OrderID)
	require.Equal(t, []*int64{wanted.ReasonID, wanted.ReasonID}, []*int64{left.Reason, left.Noted.Reason}, "ST-11")
	require.Equal(t, []string{wanted.Comment, wanted.Comment}, []string{left.Comment, left.NotedComment}, "ST-5")
	by := map[bool]string{true: models.CancelledByAutomation, false: models.CancelledByPerson}[name == "process"]
	if change.to != models.StatusCancelled && change.to != models.StatusFalse {
		by = models.CancelledByNobody
	}
	require.Equal(t, by, b.get(t, wanted.OrderID).CancelledBy)
	return left
}

// refusal is why a process may not make the change.
func (c *throughDoors) refusal() models.Code {
	if c.from == "" {
		return models.CodeStatusHoldsMoney
	}
	return models.CodeStatusOnlyPeople
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
					doors[name](t, b, services.StatusChange{OrderID: o.ID, To: to})
					left := b.trace(t, o.ID)
					require.Equal(t, []any{to, []string{models.PurchaseCancelled}}, []any{left.Status, left.Purchases})
					require.Contains(t, left.Events, models.EventPurchaseEnded)
					doors[name](t, b, services.StatusChange{OrderID: o.ID, To: models.StatusPayed})
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
