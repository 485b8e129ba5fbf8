package services_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// holdAt makes the first transaction that comes to the point wait until released.
func (b *bundle) holdAt(point string) (reached <-chan struct{}, release func()) {
	at, gate := make(chan struct{}), make(chan struct{})
	var once atomic.Bool
	b.OnPoint(func(name string) {
		if name == point && once.CompareAndSwap(false, true) {
			close(at)
			<-gate
		}
	})
	return at, sync.OnceFunc(func() { close(gate) })
}

// blocked waits until so many sessions of the database wait for a lock.
func (b *bundle) blocked(t *testing.T, sessions int64) {
	t.Helper()
	require.Eventually(t, func() bool { return b.lockWaits(t) >= sessions }, time.Minute, 5*time.Millisecond)
}

// lockWaits is how many sessions of the database wait for a lock.
func (b *bundle) lockWaits(t *testing.T) int64 {
	t.Helper()
	return b.count(t, "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
}

// A block that may cancel an order for a new one (ORD-13) has it locked before
// the enrollments, as everybody else takes these locks.
func TestReplacedOrderIsLockedAheadOfMembers(t *testing.T) {
	t.Parallel()
	for policy, free := range map[string]int64{models.DuplicateReplace: 0, models.DuplicateReuse: 1} {
		t.Run("ORD-13/locks/"+policy, func(t *testing.T) {
			t.Parallel()
			b := onPostgres(t)
			offer := b.offer(t, func(p *services.OfferParams) { p.DuplicatePolicy = policy })
			b.publish(t, line("order", onOrder, operation("again", "create_order", object{"offer": offer.Code})))
			first := b.orderOf(t, b.customer(t), offer.ID)
			b.dispatch(t)
			hits, unlocked := 0, int64(-1)
			b.OnPoint(func(name string) {
				if name != "members-locked" {
					return
				}
				if hits++; hits == 2 { // the block; the first is the start
					require.NoError(t, b.Store().Write(b.ctx, func(tx *store.Tx) error {
						return tx.Raw("SELECT COUNT(*) FROM (SELECT id FROM orders WHERE id = ? FOR NO KEY UPDATE SKIP LOCKED) o", first.ID).Scan(&unlocked).Error
					}))
				}
			})
			b.settle(t)
			require.Equal(t, free, unlocked)
		})
	}
}

// A payment that commits between a wait's evaluation and its parking is noticed:
// the wake queues behind the evaluation and finds the member parked.
func TestPaymentBetweenEvaluationAndParking(t *testing.T) {
	t.Parallel()
	b := onPostgres(t)
	b.publish(t, line("order", onOrder, wait("payment", object{"field": "order.paid_in_full", "op": "is", "value": true}, 48)))
	o := b.order(t)
	b.dispatch(t)
	reached, release := b.holdAt("wait-evaluated")
	defer release()
	var group errgroup.Group
	group.Go(func() error { b.settle(t); return nil })
	<-reached
	b.pay(t, o.ID, 10000)
	group.Go(func() error { _, err := b.Dispatch(b.ctx, models.LaneInteractive, 100); return err })
	b.blocked(t, 1)
	release()
	require.NoError(t, group.Wait())
	b.settle(t)
	require.Equal(t, "through", b.enrollment(t, o.ID).Outcome, "PRC-6")
}

// A payment that commits while the exit rules are asked one by one makes two of
// them true: the first names the outcome, however late it came true.
func TestPaymentBetweenExitRules(t *testing.T) {
	t.Parallel()
	b := onPostgres(t)
	def := line("order", onOrder, delay("rest", 1, "hours"))
	def["exit_rules"] = []any{
		object{"id": "paid", "outcome": "paid", "rule": object{"field": "order.paid", "op": "gt", "value": 0}},
		object{"id": "closed", "outcome": "closed", "rule": object{"field": "order.status", "op": "is_not", "value": "new"}},
	}
	b.publish(t, def)
	o := b.order(t)
	b.dispatch(t)
	reached, release := b.holdAt("exit-rule-asked")
	defer release()
	var group errgroup.Group
	group.Go(func() error { b.settle(t); return nil })
	<-reached
	b.pay(t, o.ID, 10000)
	release()
	require.NoError(t, group.Wait())
	b.settle(t)
	require.Equal(t, "paid", b.enrollment(t, o.ID).Outcome, "PRC-6")
}

// A step that is asked again while its first attempt still runs loses nobody and does nothing twice.
func TestRetriedWhileRunning(t *testing.T) {
	t.Parallel()
	b := onPostgres(t)
	b.publish(t, line("order", onOrder, operation("note", "comment", object{"text": "once"})))
	offer := b.offer(t)
	for range 20 {
		b.orderOf(t, b.customer(t), offer.ID)
	}
	b.dispatch(t)
	open, err := b.OpenCohorts(b.ctx, 0, 10)
	require.NoError(t, err)
	state, err := b.ClaimCohort(b.ctx, open[0].WorkflowID, "test")
	require.NoError(t, err)
	started, err := b.ExecuteBlock(b.ctx, process.ExecuteRequest{Cohort: state.Cohort, Run: "test", Block: state.Positions[0].Block, Members: state.Positions})
	require.NoError(t, err)
	ask := process.ExecuteRequest{Cohort: state.Cohort, Run: "test", Block: started.Positions[0].Block, Members: started.Positions}
	results := make([]process.ExecuteResult, 4)
	var group errgroup.Group
	for i := range results {
		group.Go(func() (err error) {
			results[i], err = b.ExecuteBlock(b.ctx, ask)
			return err
		})
	}
	require.NoError(t, group.Wait())
	for _, r := range results {
		require.Equal(t, results[0].Positions, r.Positions, "every attempt answers with where the members are now")
		require.Len(t, r.Positions, 20)
	}
	require.EqualValues(t, 20, b.count(t, "SELECT COUNT(*) FROM order_history WHERE kind = 'comment'"), "PRC-7")
	require.EqualValues(t, 20, b.count(t, "SELECT COUNT(*) FROM steps WHERE block = 'note'"))
}

// Many ways in at the same moment make one enrollment.
func TestTwoRelaysEnrollOne(t *testing.T) {
	t.Parallel()
	b := onPostgres(t)
	id := b.publish(t, line("order", onOrder, delay("pause", 1, "days")))
	orders := []*models.Order{b.order(t), b.order(t), b.order(t)}
	var group errgroup.Group
	for range 4 {
		group.Go(func() error { _, err := b.Dispatch(b.ctx, models.LaneInteractive, 100); return err })
		group.Go(func() error {
			_, err := b.EnrollByHand(b.ctx, b.owner, services.EnrollParams{ProcessID: id, SubjectIDs: []int64{orders[2].ID, orders[0].ID, orders[1].ID}})
			return err
		})
	}
	require.NoError(t, group.Wait())
	b.dispatch(t)
	for _, o := range orders {
		require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM enrollments WHERE order_id = ?", o.ID), "PRC-3/once")
		require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM tokens t JOIN enrollments e ON e.id = t.enrollment_id WHERE e.order_id = ?", o.ID))
	}
}

// Who joins while a cohort closes sits in another one: the lock that closing holds is the one that joining takes.
func TestJoinWhileClosing(t *testing.T) {
	t.Parallel()
	b := onPostgres(t)
	b.publish(t, line("order", onOrder, operation("note", "comment", object{"text": "here"})))
	first := b.order(t)
	b.dispatch(t)
	reached, release := b.holdAt("closing-while-joining")
	defer release()
	var group errgroup.Group
	group.Go(func() error { b.settle(t); return nil })
	<-reached
	second := b.order(t)
	group.Go(func() error { _, err := b.Dispatch(b.ctx, models.LaneInteractive, 100); return err })
	b.blocked(t, 1)
	release()
	require.NoError(t, group.Wait())
	b.settle(t)
	for _, o := range []*models.Order{first, second} {
		require.Equal(t, "through", b.enrollment(t, o.ID).Outcome)
	}
	require.EqualValues(t, 2, b.count(t, "SELECT COUNT(*) FROM cohorts"))
}

// The guard is asked in the transaction that marks the letter: what was paid in
// the meantime is not reminded of.
func TestGuardBeforeSending(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		b.withLetters(t).fromTemplate(t, "unpaid_reminders", nil)
		paid, unpaid := b.order(t), b.order(t)
		b.settle(t)
		b.pass(day)
		b.settle(t)
		b.pay(t, paid.ID, 10000)
		batch, ok, err := b.GatherLetters(b.ctx, models.LaneInteractive)
		require.NoError(t, err)
		require.True(t, ok)
		letters, err := b.ClaimLetters(b.ctx, b.turn(t, batch.ID), 100)
		require.NoError(t, err)
		for _, l := range letters {
			require.False(t, l.Template.Code == models.TemplatePaymentReminder && l.Content.Order.ID == paid.ID, "MAIL-6")
		}
		require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM letters WHERE order_id = ? AND state = 'withdrawn' AND cause_kind = 'process'", paid.ID))
		require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM letters WHERE order_id = ? AND state = 'sending' AND cause_kind = 'process'", unpaid.ID))
	})
}

// Letters that their guards withdraw do not hold up those behind them.
func TestWithdrawnLettersMakeRoom(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		b.withLetters(t).fromTemplate(t, "unpaid_reminders", nil)
		orders := make([]*models.Order, 5)
		for i := range orders {
			orders[i] = b.order(t)
		}
		b.settle(t)
		b.exec(t, "UPDATE letters SET state = 'sent' WHERE template_code = 'order_created'")
		b.pass(day)
		b.settle(t)
		batch, ok, err := b.GatherLetters(b.ctx, models.LaneInteractive)
		require.NoError(t, err)
		require.True(t, ok)
		for _, o := range orders[:4] {
			b.pay(t, o.ID, 10000)
		}
		letters, err := b.ClaimLetters(b.ctx, b.turn(t, batch.ID), 2)
		require.NoError(t, err)
		require.Len(t, letters, 1, "MAIL-6")
		require.Equal(t, orders[4].ID, letters[0].Content.Order.ID)
		require.EqualValues(t, 4, b.count(t, "SELECT COUNT(*) FROM letters WHERE state = 'withdrawn'"))
	})
}

// Each receipt tells of the payment that caused it, not of the latest.
func TestReceiptsOfTwoPayments(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		b.withLetters(t)
		o := b.order(t)
		first, second := b.pay(t, o.ID, 3000), b.pay(t, o.ID, 7000)
		batch, _, err := b.GatherLetters(b.ctx, models.LaneInteractive)
		require.NoError(t, err)
		letters, err := b.ClaimLetters(b.ctx, b.turn(t, batch.ID), 20)
		require.NoError(t, err)
		var told []int64
		for _, l := range letters {
			if l.Template.Code == models.TemplatePaymentReceived {
				told = append(told, l.Content.Payment.ID)
			}
		}
		require.Equal(t, []int64{first.ID, second.ID}, told, "MAIL-1")
	})
}

// A letter that was in delivery when its sender died goes again under the same
// Message-ID; a mailing does not.
func TestInterruptedDelivery(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		b.withLetters(t)
		b.order(t)
		b.order(t)
		batch, _, err := b.GatherLetters(b.ctx, models.LaneInteractive)
		require.NoError(t, err)
		turn := b.turn(t, batch.ID)
		first, err := b.ClaimLetters(b.ctx, turn, 20)
		require.NoError(t, err)
		require.Len(t, first, 2)
		b.exec(t, "UPDATE letters SET kind = 'mailing' WHERE id = ?", first[1].LetterID)
		turn = b.turn(t, batch.ID)
		again, err := b.ClaimLetters(b.ctx, turn, 20)
		require.NoError(t, err)
		require.Len(t, again, 1, "MAIL-5")
		require.Equal(t, first[0].MessageID, again[0].MessageID)
		require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM letters WHERE state = 'unknown'"))
		outcome := models.LetterOutcome{LetterID: again[0].LetterID, Reason: "451"}
		require.NoError(t, b.RecordDeliveries(b.ctx, turn, []models.LetterOutcome{outcome}))
		done, err := b.CloseBatch(b.ctx, batch.ID)
		require.NoError(t, err)
		require.True(t, done)
		b.pass(6 * time.Minute)
		b.clock.Release()
		later, ok, err := b.GatherLetters(b.ctx, models.LaneInteractive)
		require.NoError(t, err)
		require.True(t, ok, "MAIL-5: 4xx is tried again")
		turn = b.turn(t, later.ID)
		third, err := b.ClaimLetters(b.ctx, turn, 20)
		require.NoError(t, err)
		require.NoError(t, b.RecordDeliveries(b.ctx, turn, []models.LetterOutcome{{LetterID: third[0].LetterID, Final: true, Reason: "550"}}))
		require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM letters WHERE state = 'failed' AND reason = '550'"), "MAIL-5: 5xx is final")
	})
}
