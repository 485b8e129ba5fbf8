package services_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/internal/store/storetest"
	"github.com/orderflow/orderflow/models"
)

// lanesSize is a fiftieth of the 100,000 orders that BLK-5 speaks of.
const lanesSize = 2000

// lanes is an installation with few connections, and a bulk operation that will make
// an order for every customer.
type lanes struct {
	*bundle
	op  int64
	dsn string
}

func newLanes(t *testing.T, customers int) *lanes {
	t.Helper()
	return lanesOn(t, customers, store.Options{})
}

func lanesOn(t *testing.T, customers int, o store.Options) *lanes {
	t.Helper()
	o.Driver, o.DSN, o.Connections = "postgres", storetest.DSN(t), 4
	b := openBundle(t, o)
	b.exec(t, `INSERT INTO customers (email, name, phone, language, time_zone, version, created_at, updated_at)
		SELECT 'crowd' || n || '@example.com', '', '', 'en', '', 1, now(), now() FROM generate_series(1, ?) AS n`, customers)
	op, err := b.StartBulk(b.ctx, b.person(t, models.RoleOwner), creation(b.offer(t).ID, []byte(everybody)))
	require.NoError(t, err)
	b.snapshot(t, op.ID)
	return &lanes{b, op.ID, o.DSN}
}

// timed are lanes whose waits are measured by a clock that stands until the test
// moves it: a machine that is busy with something else makes nobody wait.
type timed struct {
	*lanes
	passed *atomic.Int64
}

func newTimed(t *testing.T, customers int) *timed {
	t.Helper()
	passed := new(atomic.Int64)
	l := lanesOn(t, customers, store.Options{Now: func() time.Time { return epoch.Add(time.Duration(passed.Load())) }})
	return &timed{l, passed}
}

func (l *timed) wait(d time.Duration) { l.passed.Add(int64(d)) }

// alone lets so much time pass that nobody is at work or has waited lately.
func (l *timed) alone() { l.wait(2 * time.Second) }

// confirm is how long a gateway's word takes until it is answered.
func (l *lanes) confirm(t *testing.T, o *models.Order) time.Duration {
	t.Helper()
	began := time.Now()
	outcome, err := l.AcceptNotification(l.ctx, "test", l.notice(o, o.Cost))
	require.NoError(t, err)
	require.Equal(t, services.OutcomeAccepted, outcome)
	return time.Since(began)
}

// confirmations pays orders that are not part of the operation, one after the other, at most so many.
func (l *lanes) confirmations(t *testing.T, orders []*models.Order, over func() bool) []time.Duration {
	t.Helper()
	var took []time.Duration
	for _, o := range orders {
		if over() {
			break
		}
		took = append(took, l.confirm(t, o))
	}
	slices.Sort(took)
	return took
}

// run drives the operation with two chunks at once, as its workflow does, and
// tells how long that took.
func (l *lanes) run(t *testing.T, chunk int) time.Duration {
	t.Helper()
	began := time.Now()
	var drivers sync.WaitGroup
	for range 2 {
		drivers.Go(func() {
			for more := true; more; {
				step, err := l.RunBulkChunk(l.ctx, l.op, chunk)
				if err != nil {
					t.Error(err)
					return
				}
				more = step.More
			}
		})
	}
	drivers.Wait()
	return time.Since(began)
}

// Not parallel: it measures.
func TestLanes(t *testing.T) {
	t.Run("BLK-5/confirmation", confirmsMeanwhile)
	t.Run("BLK-5/connections", sharesNoConnections)
	t.Run("BLK-5/makes-way", makesWay)
	t.Run("BLK-5/smaller-chunks", smallerChunks)
	t.Run("BLK-5/one-at-a-time", oneAtATime)
}

func confirmsMeanwhile(t *testing.T) {
	l := newLanes(t, lanesSize)
	orders := make([]*models.Order, 400)
	for i := range orders {
		orders[i] = l.order(t)
	}
	idle := l.confirmations(t, orders[:100], func() bool { return false })
	var over atomic.Bool
	var busy []time.Duration
	var customer sync.WaitGroup
	customer.Go(func() { busy = l.confirmations(t, orders[100:], over.Load) })
	whole := l.run(t, 250)
	over.Store(true)
	customer.Wait()
	done := l.bulk(t, l.op)
	require.Equal(t, []any{models.BulkDone, int64(0)}, []any{done.State, done.Failed})
	require.NotEmpty(t, busy)
	part := func(took []time.Duration, percent int) time.Duration { return took[len(took)*percent/100] }
	t.Logf("a payment is confirmed: idle median %s, p99 %s; while %d orders are made in %s: median %s, p99 %s (%d payments)",
		part(idle, 50), part(idle, 99), done.Done, whole, part(busy, 50), part(busy, 99), len(busy))
	// A busy machine slows both down; whoever waits for the operation waits for most of it.
	require.Less(t, part(busy, 50), whole/4, "BLK-5")
}

// While every connection of the bulk lane is inside a chunk that does not end, payments are confirmed.
func sharesNoConnections(t *testing.T) {
	l := newLanes(t, 40)
	o := l.order(t)
	inside, release := make(chan struct{}, 2), make(chan struct{})
	var held sync.WaitGroup
	for range 2 { // half of four connections
		held.Go(func() {
			err := l.Store().Write(store.WithPool(l.ctx, store.PoolBulk), func(tx *store.Tx) error {
				inside <- struct{}{}
				<-release
				return tx.Exec("SELECT 1").Error
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	<-inside
	<-inside
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		_, err := l.RunBulkChunk(l.ctx, l.op, 10)
		if err != nil {
			t.Error(err)
		}
	}()
	l.confirm(t, o)
	require.Equal(t, models.StatusPayed, l.get(t, o.ID).Status, "BLK-5")
	over := func() bool {
		select {
		case <-finished:
			return true
		default:
			return false
		}
	}
	require.Never(t, over, 500*time.Millisecond, 20*time.Millisecond, "the chunk took a connection of somebody else's")
	close(release)
	held.Wait()
	<-finished
	require.EqualValues(t, 10, l.bulk(t, l.op).Done)
}

// When interactive work waits, mass work rests between its chunks, and no longer when the wait is over.
func makesWay(t *testing.T) {
	l := newTimed(t, 400)
	var rests atomic.Int64
	l.OnPoint(func(point string) {
		if point == "bulk.yields" {
			rests.Add(1)
		}
	})
	chunk := func() (rested int64) {
		before := rests.Load()
		step, err := l.RunBulkChunk(l.ctx, l.op, 5)
		require.NoError(t, err)
		require.Equal(t, 5, step.Handled, "it never stands still")
		return rests.Load() - before
	}
	l.alone()
	require.Zero(t, chunk(), "nobody waits at first")
	l.crowdTheConnections(t, 200*time.Millisecond)
	require.EqualValues(t, 1, chunk(), "BLK-5: interactive work waited, so this chunk made way")
	l.alone()
	require.Zero(t, chunk(), "and goes on as fast as before")
}

// A chunk is half as large while people are at work and a quarter while they wait.
func smallerChunks(t *testing.T) {
	const whole = 1000
	l := newTimed(t, 4*whole)
	chunk := func() int {
		step, err := l.RunBulkChunk(l.ctx, l.op, whole)
		require.NoError(t, err)
		return step.Handled
	}
	l.alone()
	require.Equal(t, whole, chunk(), "BLK-5: nobody is there")
	l.customer(t)
	require.Equal(t, whole/2, chunk(), "BLK-5: somebody is at work")
	l.crowdTheConnections(t, 100*time.Millisecond)
	require.Equal(t, whole/4, chunk(), "BLK-5: somebody waits")
	l.wait(999 * time.Millisecond)
	require.Equal(t, whole/2, chunk(), "BLK-5: who waited a moment ago is still at work")
	l.alone()
	require.Equal(t, whole, chunk(), "BLK-5: nobody is there any more")
}

// While people wait, of two operations one chunk is at work and the other waits
// outside of the database; otherwise both are.
func oneAtATime(t *testing.T) {
	l := newTimed(t, 100)
	other, err := l.StartBulk(l.ctx, l.person(t, models.RoleOwner), creation(l.offer(t).ID, []byte(everybody)))
	require.NoError(t, err)
	l.snapshot(t, other.ID)
	var yielding atomic.Int64
	l.OnPoint(func(point string) {
		if point == "bulk.yields" {
			yielding.Add(1)
		}
	})
	// held starts a chunk of each operation while somebody else holds all customers, until
	// they have come so far; look is asked while they wait there.
	somebody := storetest.Open(t, store.Options{Driver: "postgres", DSN: l.dsn, Connections: 2})
	held := func(come func() bool, look func()) {
		var chunks sync.WaitGroup
		require.NoError(t, somebody.Write(store.WithPool(l.ctx, store.PoolBulk), func(tx *store.Tx) error {
			if err := tx.Exec("SELECT id FROM customers FOR UPDATE").Error; err != nil {
				return err
			}
			for _, op := range []int64{l.op, other.ID} {
				chunks.Go(func() {
					if _, err := l.RunBulkChunk(l.ctx, op, 5); err != nil {
						t.Error(err)
					}
				})
			}
			require.Eventually(t, come, time.Minute, 5*time.Millisecond)
			look()
			return nil
		}))
		chunks.Wait()
	}
	l.alone()
	held(func() bool { return l.lockWaits(t) == 2 }, func() {})
	require.Zero(t, yielding.Load(), "BLK-5: two at once while nobody waits")
	l.crowdTheConnections(t, 300*time.Millisecond)
	held(func() bool { return l.lockWaits(t) == 1 && yielding.Load() == 2 }, func() {
		require.Never(t, func() bool { return l.lockWaits(t) > 1 }, 300*time.Millisecond, 20*time.Millisecond, "BLK-5: one at a time")
	})
	require.EqualValues(t, 2, yielding.Load(), "both made way")
	require.EqualValues(t, 10, l.bulk(t, other.ID).Done, "and the one that waited was done afterwards")
}

// crowdTheConnections makes one person wait that long: all four connections are taken.
func (l *timed) crowdTheConnections(t *testing.T, wait time.Duration) {
	t.Helper()
	var taken, held sync.WaitGroup
	work := func(inside func()) {
		held.Go(func() {
			err := l.Store().Write(l.ctx, func(tx *store.Tx) error {
				inside()
				return tx.Exec("SELECT 1").Error
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	taken.Add(4)
	release := make(chan struct{})
	for range 4 {
		work(func() { taken.Done(); <-release })
	}
	taken.Wait()
	queued := func() int64 { return l.Store().SQL().Stats().WaitCount }
	before := queued()
	work(func() {}) // and nothing before it that would wait unnoticed, as settings do that are read anew each second
	require.Eventually(t, func() bool { return queued() > before }, time.Minute, time.Millisecond)
	l.wait(wait)
	close(release)
	held.Wait()
}
