package services_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// tries are the moments at which the order's block is tried until it parks, counted from the first.
func (b *bundle) tries(t *testing.T, order int64) (at []time.Duration) {
	t.Helper()
	began := b.clock.Now()
	for {
		b.settle(t)
		e := b.enrollment(t, order)
		at = append(at, b.clock.Now().Sub(began))
		require.Equal(t, len(at), e.Attempt)
		if e.State == models.EnrollmentFailed {
			return at
		}
		require.NotEmpty(t, e.Failure, "why it is tried again is shown meanwhile")
		b.clock.MoveTo(e.Due)
	}
}

// failing is a process whose only operation is refused: nobody completes an unpaid order.
func failing(policies object) object {
	def := line("order", onOrder, operation("complete", "change_status", object{"status": "payed"}))
	def["policies"] = policies
	return def
}

func TestTries(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(t *testing.T, b *bundle){
		"five-in-ten-minutes": func(t *testing.T, b *bundle) {
			b.publish(t, failing(object{}))
			o := b.order(t)
			require.Equal(t, []time.Duration{0, 40 * time.Second, 2 * time.Minute, 280 * time.Second, 10 * time.Minute}, b.tries(t, o.ID))
			e := b.enrollment(t, o.ID)
			require.Equal(t, string(models.CodeStatusNeedsMoney), e.Failure)
			require.Equal(t, []string{"start:done", "complete:failed"}, b.path(t, e.ID))
			require.EqualValues(t, 5, b.count(t, "SELECT attempts FROM steps WHERE enrollment_id = ? AND block = 'complete'", e.ID))
		},
		"whatever-fails": func(t *testing.T, b *bundle) {
			offer := b.offer(t)
			b.publish(t, line("order", onOrder, operation("again", "create_order", object{"offer": offer.Code})))
			p := services.OfferParams{Offer: offer.Offer}
			p.Archived = true
			_, err := b.EditOffer(b.ctx, b.owner, offer.ID, p)
			require.NoError(t, err)
			o := b.order(t)
			require.Len(t, b.tries(t, o.ID), 5)
			require.Equal(t, string(models.CodeOfferArchived), b.enrollment(t, o.ID).Failure)
		},
		"as-its-process-says": func(t *testing.T, b *bundle) {
			b.publish(t, failing(object{"retry": object{"tries": 2, "over": object{"amount": 1, "unit": "minutes"}}}))
			require.Equal(t, []time.Duration{0, time.Minute}, b.tries(t, b.order(t).ID))
		},
		"mended-meanwhile": func(t *testing.T, b *bundle) {
			b.publish(t, failing(object{}))
			o := b.order(t, func(p *services.OfferParams) { p.AutoComplete = false })
			b.settle(t)
			b.pay(t, o.ID, 10000)
			b.settle(t)
			require.Equal(t, "complete", b.enrollment(t, o.ID).Block, "an event hurries no try")
			b.pass(time.Minute)
			b.settle(t)
			require.Equal(t, models.StatusPayed, b.get(t, o.ID).Status)
			e := b.enrollment(t, o.ID)
			require.Equal(t, []string{"start:done", "complete:done", "end:done"}, b.path(t, e.ID))
			require.EqualValues(t, 2, b.count(t, "SELECT attempts FROM steps WHERE enrollment_id = ? AND block = 'complete'", e.ID))
		},
		"money-under-way-is-no-failure": func(t *testing.T, b *bundle) {
			b.publish(t, line("order", onOrder, operation("cancel", "change_status", object{"status": "cancelled"})))
			o := b.order(t)
			started, _ := b.start(t, o, 10000)
			b.settle(t)
			e := b.enrollment(t, o.ID)
			require.Zero(t, e.Attempt)
			require.Equal(t, string(models.CodeMoneyInFlight), e.Failure, "why it waits is shown")
			require.Equal(t, b.clock.Now().Add(30*time.Minute), e.Due.UTC())
			require.NoError(t, b.GatewayAnswered(b.ctx, started.PaymentID, services.GatewayFailed))
			b.settle(t)
			require.Equal(t, models.StatusCancelled, b.get(t, o.ID).Status, "a definite no")
			require.Equal(t, []string{"start:done", "cancel:done", "end:done"}, b.path(t, e.ID))
		},
		"holds-back-nobody": func(t *testing.T, b *bundle) {
			b.publish(t, line("order", onOrder, delay("pause", 1, "days"), operation("complete", "change_status", object{"status": "payed"})))
			bad, good := b.order(t), b.order(t)
			b.settle(t)
			b.pay(t, good.ID, 10000)
			b.pass(day)
			b.settle(t)
			require.Equal(t, "through", b.enrollment(t, good.ID).Outcome)
			require.Equal(t, 1, b.enrollment(t, bad.ID).Attempt)
		},
	} {
		t.Run("PRC-8/"+name, func(t *testing.T) {
			t.Parallel()
			both(t, test)
		})
	}
}

// park makes orders whose enrollments stand failed at "complete", in a process that tries once.
func (b *bundle) park(t *testing.T, n int) (process int64, orders []*models.Order) {
	t.Helper()
	process = b.publish(t, line("order", onOrder, operation("complete", "change_status", object{"status": "payed"}), delay("rest", 1, "days")))
	offer := b.offer(t, func(p *services.OfferParams) { p.AutoComplete = false })
	for range n {
		orders = append(orders, b.orderOf(t, b.customer(t), offer.ID))
	}
	for range 5 {
		b.settle(t)
		b.pass(10 * time.Minute)
	}
	require.EqualValues(t, n, b.count(t, "SELECT COUNT(*) FROM enrollments WHERE state = 'failed'"))
	return process, orders
}

func TestRevive(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(t *testing.T, b *bundle){
		"listed": func(t *testing.T, b *bundle) {
			process, orders := b.park(t, 2)
			list, err := b.ListEnrollments(b.ctx, b.manager, services.EnrollmentFilter{ProcessID: process, State: models.EnrollmentFailed})
			require.NoError(t, err)
			require.Len(t, list, 2)
			require.Equal(t, orders[0].ID, *list[0].OrderID)
			require.Equal(t, "complete", list[0].Block)
			require.Equal(t, string(models.CodeStatusNeedsMoney), list[0].Failure)
			requireCode(t, models.CodeForbidden, b.RetryEnrollments(b.ctx, models.Actor{Kind: models.ActorPerson, ID: 9}, []int64{list[0].ID}))
		},
		"retry": func(t *testing.T, b *bundle) {
			_, orders := b.park(t, 1)
			e := b.enrollment(t, orders[0].ID)
			b.pay(t, orders[0].ID, 10000)
			require.NoError(t, b.RetryEnrollments(b.ctx, b.owner, []int64{e.ID}))
			requireCode(t, models.CodeNotFailed, b.RetryEnrollments(b.ctx, b.owner, []int64{e.ID}))
			b.settle(t)
			require.Equal(t, models.StatusPayed, b.get(t, orders[0].ID).Status)
			require.Equal(t, []string{"start:done", "complete:failed", "complete:retried", "complete:done"}, b.path(t, e.ID))
		},
		"retry-fails-again": func(t *testing.T, b *bundle) {
			_, orders := b.park(t, 1)
			require.NoError(t, b.RetryEnrollments(b.ctx, b.owner, []int64{b.enrollment(t, orders[0].ID).ID}))
			require.Len(t, b.tries(t, orders[0].ID), 5, "it has all its tries again")
		},
		"skip": func(t *testing.T, b *bundle) {
			_, orders := b.park(t, 1)
			e := b.enrollment(t, orders[0].ID)
			require.NoError(t, b.SkipEnrollments(b.ctx, b.owner, []int64{e.ID}))
			b.settle(t)
			require.Equal(t, models.StatusNew, b.get(t, orders[0].ID).Status, "without the effect")
			require.Equal(t, []string{"start:done", "complete:failed", "complete:skipped"}, b.path(t, e.ID))
			e = b.enrollment(t, orders[0].ID)
			require.Equal(t, "rest", e.Block)
			require.Equal(t, b.clock.Now().Add(day), e.Due.UTC(), "what follows counts from the person's word")
		},
		"all-or-none": func(t *testing.T, b *bundle) {
			_, orders := b.park(t, 2)
			first, second := b.enrollment(t, orders[0].ID).ID, b.enrollment(t, orders[1].ID).ID
			require.NoError(t, b.SkipEnrollments(b.ctx, b.owner, []int64{first}))
			requireCode(t, models.CodeNotFailed, b.RetryEnrollments(b.ctx, b.owner, []int64{first, second}))
			requireCode(t, models.CodeNotFound, b.RetryEnrollments(b.ctx, b.owner, []int64{999, second}))
			require.Equal(t, models.EnrollmentFailed, b.enrollment(t, orders[1].ID).State)
		},
		"retry-in-bulk": func(t *testing.T, b *bundle) {
			process, orders := b.park(t, 520)
			for _, o := range orders {
				b.pay(t, o.ID, 10000)
			}
			n, err := b.RetryFailed(b.ctx, b.owner, services.FailedFilter{ProcessID: process})
			require.NoError(t, err)
			require.Equal(t, len(orders), n)
			b.settle(t)
			require.EqualValues(t, len(orders), b.count(t, "SELECT COUNT(*) FROM orders WHERE status = 'payed'"))
			n, err = b.RetryFailed(b.ctx, b.owner, services.FailedFilter{ProcessID: process})
			require.NoError(t, err)
			require.Zero(t, n)
		},
		"skip-in-bulk": func(t *testing.T, b *bundle) {
			process, orders := b.park(t, 3)
			for filter, want := range map[services.FailedFilter]int{
				{ProcessID: process, Block: "rest"}:                                           0,
				{ProcessID: process, Failure: models.CodeOfferArchived}:                       0,
				{ProcessID: process, Block: "complete", Failure: models.CodeStatusNeedsMoney}: len(orders),
			} {
				n, err := b.SkipFailed(b.ctx, b.owner, filter)
				require.NoError(t, err)
				require.Equal(t, want, n)
			}
			b.settle(t)
			require.EqualValues(t, len(orders), b.count(t, "SELECT COUNT(*) FROM tokens WHERE block = 'rest' AND state = 'waiting'"))
			_, err := b.SkipFailed(b.ctx, b.owner, services.FailedFilter{ProcessID: 999})
			requireCode(t, models.CodeNotFound, err)
			_, err = b.SkipFailed(b.ctx, models.Actor{Kind: models.ActorPerson, ID: 9}, services.FailedFilter{ProcessID: process})
			requireCode(t, models.CodeForbidden, err)
		},
	} {
		t.Run("PRC-8/"+name, func(t *testing.T) {
			t.Parallel()
			both(t, test)
		})
	}
}

// Two operators and a whole-process retry come at once: each member goes on once.
func TestReviveAtOnce(t *testing.T) {
	t.Parallel()
	b := onPostgres(t)
	process, orders := b.park(t, 20)
	var ids []int64
	for _, o := range orders {
		b.pay(t, o.ID, 10000)
		ids = append(ids, b.enrollment(t, o.ID).ID)
	}
	var group errgroup.Group
	for range 3 {
		group.Go(func() error {
			_, err := b.RetryFailed(b.ctx, b.owner, services.FailedFilter{ProcessID: process})
			return err
		})
		group.Go(func() error {
			if err := b.SkipEnrollments(b.ctx, b.owner, ids); err != nil && !models.IsCode(err, models.CodeNotFailed) {
				return err
			}
			return nil
		})
	}
	require.NoError(t, group.Wait())
	b.settle(t)
	for _, id := range ids {
		path := b.path(t, id)
		require.Contains(t, []string{
			fmt.Sprint([]string{"start:done", "complete:failed", "complete:retried", "complete:done"}),
			fmt.Sprint([]string{"start:done", "complete:failed", "complete:skipped"}),
		}, fmt.Sprint(path), "PRC-8")
	}
}
