package services_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// raced is how many orders race, each between its payment and its automatic cancel.
const raced = 500

// race is the orders of one race and both sides of it.
type race struct {
	*bundle
	orders []*models.Order
}

func newRace(t *testing.T) *race {
	t.Helper()
	r := &race{bundle: onPostgres(t)}
	offer := r.offer(t).ID
	specs := make([]services.OrderSpec, raced)
	for i := range specs {
		specs[i] = services.OrderSpec{
			Actor: r.process, CustomerID: r.customer(t), Via: models.ViaProcess, QuietLetter: true,
			Items: []services.ItemSpec{{OfferID: offer, Quantity: 1}},
		}
	}
	results, err := r.PlaceOrders(r.ctx, specs)
	require.NoError(t, err)
	for _, result := range results {
		r.orders = append(r.orders, result.Order)
	}
	return r
}

// cancel is automation at work on some of the orders.
func (r *race) cancel(t *testing.T, orders []*models.Order) {
	changes := make([]services.StatusChange, len(orders))
	for i, o := range orders {
		changes[i] = services.StatusChange{Actor: r.process, OrderID: o.ID, To: models.StatusCancelled}
	}
	errs, err := r.ChangeStatuses(r.ctx, changes)
	if err != nil {
		t.Errorf("cancel: %v", err)
	}
	for i, refused := range errs {
		if refused != nil && !slices.Contains(moneyCame, models.CodeOf(refused)) {
			t.Errorf("cancel of order %d: %v", changes[i].OrderID, refused)
		}
	}
}

// moneyCame are the answers to a cancel that the payment has forestalled.
var moneyCame = []models.Code{models.CodeStatusOnlyPeople, models.CodeStatusHoldsMoney, models.CodeMoneyInFlight}

func (r *race) payBy(t *testing.T, o *models.Order) {
	notice := r.notice(o, o.Cost)
	for try := 1; ; try++ {
		_, err := r.AcceptNotification(r.ctx, "test", notice)
		if models.IsCode(err, models.CodeUnavailable) && try < 10 {
			continue // the lock was held too long: a gateway repeats the same notification
		}
		if err != nil {
			t.Errorf("pay: %v", err)
		}
		return
	}
}

// each runs do for every order on so many workers, once begin is closed.
func (r *race) each(workers *sync.WaitGroup, orders []*models.Order, begin <-chan struct{}, do func(o *models.Order)) {
	queue := make(chan *models.Order, len(orders))
	for _, o := range orders {
		queue <- o
	}
	close(queue)
	for range 12 {
		workers.Go(func() {
			<-begin
			for o := range queue {
				do(o)
			}
		})
	}
}

// requireNoneLost is the promise: no order is left cancelled by automation while
// its money is accepted or in flight.
func (r *race) requireNoneLost(t *testing.T) {
	t.Helper()
	require.Len(t, all[int64](t, r.bundle, "SELECT id FROM orders"), raced)
	require.Empty(t, all[int64](t, r.bundle, `SELECT o.id FROM orders o JOIN payments p ON p.order_id = o.id
		WHERE o.status = 'cancelled' AND o.cancelled_by = 'automation' AND p.state IN ('accepted', 'in_flight')`))
	require.Zero(t, r.Store().Stats().Deadlocks.Load())
}

func (r *race) requireAllPaid(t *testing.T) {
	t.Helper()
	r.requireNoneLost(t)
	require.EqualValues(t, raced, r.count(t, "SELECT COUNT(*) FROM orders WHERE status = 'payed' AND paid = cost"))
	require.EqualValues(t, raced, r.count(t, "SELECT COUNT(*) FROM purchases WHERE status = 'active'"))
}

// hold pauses the first n transactions that reach the point until release is
// closed; held is closed when all of them stand there.
func (r *race) hold(point string, n int64) (held, release chan struct{}) {
	held, release = make(chan struct{}), make(chan struct{})
	var standing atomic.Int64
	r.OnPoint(func(at string) {
		if at != point {
			return
		}
		switch now := standing.Add(1); {
		case now < n:
			<-release
		case now == n:
			close(held)
			<-release
		}
	})
	return held, release
}

// waiting demands that so many transactions wait for a lock.
func (r *race) waiting(t *testing.T, n int64) {
	t.Helper()
	require.Eventually(t, func() bool {
		return r.count(t, "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") >= n
	}, time.Minute, time.Millisecond)
}

func TestPaymentAndCancelRace(t *testing.T) {
	t.Parallel()
	t.Run("ST-9/released-together", func(t *testing.T) {
		t.Parallel()
		r := newRace(t)
		begin := make(chan struct{})
		var workers sync.WaitGroup
		r.each(&workers, r.orders, begin, func(o *models.Order) { r.payBy(t, o) })
		for start := 0; start < raced; start += 50 {
			workers.Go(func() { <-begin; r.cancel(t, r.orders[start:start+50]) })
		}
		close(begin)
		workers.Wait()
		r.requireAllPaid(t)
	})
	t.Run("ST-9/pause-in-the-cancel", func(t *testing.T) {
		t.Parallel()
		r := newRace(t)
		held, release := r.hold("status.read", 1)
		begin := make(chan struct{})
		var workers sync.WaitGroup
		r.each(&workers, r.orders, begin, func(o *models.Order) { r.payBy(t, o) })
		workers.Go(func() { r.cancel(t, r.orders) })
		<-held
		close(begin)
		r.waiting(t, 5)
		close(release)
		workers.Wait()
		r.requireAllPaid(t)
		require.EqualValues(t, raced, r.count(t, "SELECT COUNT(*) FROM order_history WHERE kind = 'late_money'"), "each came after its cancel and reopened the order")
	})
	t.Run("ST-9/pause-in-the-payment", func(t *testing.T) {
		t.Parallel()
		r := newRace(t)
		const early = 10
		held, release := r.hold("payment.locked", early)
		begin := make(chan struct{})
		close(begin)
		var workers sync.WaitGroup
		r.each(&workers, r.orders[:early], begin, func(o *models.Order) { r.payBy(t, o) })
		<-held
		workers.Go(func() { r.cancel(t, r.orders) })
		r.waiting(t, 1)
		r.each(&workers, r.orders[early:], begin, func(o *models.Order) { r.payBy(t, o) })
		close(release)
		workers.Wait()
		r.requireAllPaid(t)
		require.Zero(t, r.count(t, "SELECT COUNT(*) FROM order_history WHERE kind = 'late_money' AND order_id IN ?", ids(r.orders[:early])),
			"the cancel saw the payments it had waited for")
	})
	t.Run("ST-9/going-to-the-gateway", func(t *testing.T) {
		t.Parallel()
		r := newRace(t)
		begin := make(chan struct{})
		var workers sync.WaitGroup
		var closed atomic.Int64
		r.each(&workers, r.orders, begin, func(o *models.Order) {
			_, err := r.StartPayment(r.ctx, services.StartPaymentParams{Token: o.PayToken, Gateway: "test"})
			if models.IsCode(err, models.CodeLinkClosed) {
				closed.Add(1)
			} else if err != nil {
				t.Errorf("start: %v", err)
			}
		})
		for start := 0; start < raced; start += 50 {
			workers.Go(func() { <-begin; r.cancel(t, r.orders[start:start+50]) })
		}
		close(begin)
		workers.Wait()
		r.requireNoneLost(t)
		require.Equal(t, closed.Load(), r.count(t, "SELECT COUNT(*) FROM orders WHERE status = 'cancelled'"))
	})
	t.Run("ORD-13/placed-at-once", func(t *testing.T) {
		t.Parallel()
		b := onPostgres(t)
		customer, offer := b.customer(t), b.offer(t).ID
		var workers sync.WaitGroup
		var refused atomic.Int64
		for range 12 {
			workers.Go(func() {
				_, err := b.PlaceOrder(b.ctx, b.owner, services.PlaceOrderParams{
					CustomerID: customer, Via: models.ViaAPI,
					Items: []services.ItemSpec{{OfferID: offer, Quantity: 1}},
				})
				if models.IsCode(err, models.CodeDuplicateOrder) {
					refused.Add(1)
				} else if err != nil {
					t.Errorf("place: %v", err)
				}
			})
		}
		workers.Wait()
		require.EqualValues(t, 11, refused.Load())
		require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM orders WHERE customer_id = ?", customer))
	})
	t.Run("PAY-3/one-notification-many-times", func(t *testing.T) {
		t.Parallel()
		b := onPostgres(t)
		o := b.order(t)
		n := b.notice(o, o.Cost)
		var workers sync.WaitGroup
		for i := range 16 {
			workers.Go(func() {
				again := n
				if i%2 == 0 {
					again.EventID += "-other"
				}
				if _, err := b.AcceptNotification(b.ctx, "test", again); err != nil {
					t.Errorf("accept: %v", err)
				}
			})
		}
		workers.Wait()
		require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM payments WHERE order_id = ?", o.ID))
		require.Equal(t, o.Cost, b.get(t, o.ID).Paid)
		require.Zero(t, b.balance(t, o.CustomerID))
	})
}

func ids(orders []*models.Order) []int64 {
	list := make([]int64, len(orders))
	for i, o := range orders {
		list[i] = o.ID
	}
	return list
}
