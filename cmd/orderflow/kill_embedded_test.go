//go:build !noembedded

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/mail/mailsink"
	"github.com/orderflow/orderflow/internal/store"
)

// inDelivery bounds the letters that are between the mail server and their row at
// one kill: connections × 20.
const inDelivery = 4 * 20

// crowd is the orders of the kill test; every third is paid before the first
// reminder, every third between the two, every third never.
type crowd struct {
	*visitor
	clock  leapingClock
	offer  int64
	orders []int64
	kills  int   // of the process
	late   int64 // reminders whose order was cancelled before they could go out
}

// crowded is a one-process set-up with a crowd of so many on a leaping clock.
func crowded(t *testing.T, sink *mailsink.Sink, folder string, size int, env ...string) (*program, *crowd) {
	t.Helper()
	clock := leaping(t)
	p, c := dev(t, folder, append(append(mailTo(t, sink), clock.given()), env...)...)
	return p, &crowd{visitor: c, clock: clock, offer: c.offer("course", true), orders: make([]int64, size)}
}

const (
	paidEarly = iota
	paidBetween
	paidNever
)

// killSeed is random, or ORDERFLOW_TEST_SEED to see a failure again.
func killSeed(t *testing.T) uint64 {
	t.Helper()
	seed, err := strconv.ParseUint(os.Getenv("ORDERFLOW_TEST_SEED"), 10, 64)
	if err != nil {
		seed = rand.Uint64()
	}
	t.Logf("seed: ORDERFLOW_TEST_SEED=%d", seed)
	return seed
}

func mailTo(tb testing.TB, sink *mailsink.Sink) []string {
	tb.Helper()
	host, port, err := net.SplitHostPort(sink.Address())
	require.NoError(tb, err)
	return []string{"ORDERFLOW_SMTP_HOST=" + host, "ORDERFLOW_SMTP_PORT=" + port, "ORDERFLOW_SMTP_ENCRYPTION=none"}
}

func letterSink(tb testing.TB) *mailsink.Sink {
	tb.Helper()
	sink, err := mailsink.Start(mailsink.Rules{}, mailsink.Options{})
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = sink.Close() })
	return sink
}

// The one process is killed at a random moment while orders arrive, while they are
// paid, and on each of the three days on which they are reminded and cancelled.
// Afterwards nothing is missing and nothing was done twice.
func TestKillEmbedded(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(killSeed(t), 0))
	sink, folder := letterSink(t), t.TempDir()
	p, crowd := crowded(t, sink, folder, scale(1000)/3*3)
	crowd.publish(object{"template": "unpaid_reminders"})
	for _, work := range []func(){
		func() { crowd.arrive(paidEarly); crowd.stand("before_first") },
		func() { crowd.day("before_second") },
		func() { crowd.pay(paidBetween) },
		func() { crowd.day("before_cancel") },
		func() { crowd.day("") },
	} {
		crowd.harass(p, random, work)
	}
	crowd.settle()
	p.stop()

	db := look(t, folder)
	crowd.checkOrders(db)
	crowd.checkJournal(db)
	crowd.checkLetters(db, sink)
}

// harass kills the process at a random moment of the work, or soon after it, and starts it again.
func (c *crowd) harass(p *program, random *rand.Rand, work func()) {
	most := time.Second / 2
	if scale(1000) == 1000 {
		most = 10 * time.Second
	}
	begin, moment := time.Now(), time.Duration(random.Int64N(int64(most)))
	var killer sync.WaitGroup
	killer.Go(func() {
		<-time.After(moment)
		p.kill()
		p.up()
	})
	work()
	killer.Wait()
	c.kills++
	c.tb.Logf("kill %d after %s of work that took %s", c.kills, moment.Round(time.Millisecond), time.Since(begin).Round(time.Millisecond))
}

// each does something to every order of the third, several at once.
func (c *crowd) each(third func(i int) bool, do func(i int)) {
	var clients sync.WaitGroup
	next := make(chan int)
	for range 8 {
		clients.Add(1)
		go func() {
			defer clients.Done()
			for i := range next {
				do(i)
			}
		}()
	}
	for i := range c.orders {
		if third(i) {
			next <- i
		}
	}
	close(next)
	clients.Wait()
}

// arrive places all orders and pays for the given third at once.
func (c *crowd) arrive(third int) {
	c.each(func(int) bool { return true }, func(i int) {
		var customer, order struct{ ID int64 }
		name := fmt.Sprintf("buyer-%d", i)
		c.insist("POST", "/api/v1/customers", "customer-"+name, object{"email": name + "@example.com"}, &customer)
		c.insist("POST", "/api/v1/orders", "order-"+name, object{"customer_id": customer.ID, "items": list{object{"offer_id": c.offer}}}, &order)
		c.orders[i] = order.ID
		if i%3 == third {
			c.settleBill(i)
		}
	})
}

func (c *crowd) pay(third int) {
	c.each(func(i int) bool { return i%3 == third }, c.settleBill)
}

func (c *crowd) settleBill(i int) {
	c.insist("POST", fmt.Sprintf("/api/v1/orders/%d/payments", c.orders[i]), fmt.Sprintf("payment-%d", i),
		object{"amount": 10000, "currency": "RUB", "method": "cash"}, nil)
}

// answered asks until the process, killed meanwhile or not, answers.
func (c *crowd) answered(path string, into any) bool {
	status, _ := c.call("GET", path, nil, nil, into)
	return status == 200
}

// blocksOfReminders are those of the process at which somebody may stand.
var blocksOfReminders = []string{"start", "before_first", "first_reminder", "before_second", "second_reminder", "before_cancel", "cancel", "end"}

// day lets a day pass and waits until everybody who is still in the process stands
// at the block; without one, until nobody is in it.
func (c *crowd) day(block string) {
	c.tb.Helper()
	c.clock.day(c.tb)
	c.stand(block)
}

// stand waits for that. Blocks are asked for in their order: who goes on meanwhile is met at a later one.
func (c *crowd) stand(block string) {
	c.tb.Helper()
	paths := []string{"events?state=pending"}
	for _, other := range blocksOfReminders {
		if other != block {
			paths = append(paths, "enrollments?state=active&block="+other)
		}
	}
	c.none("everybody to stand at "+block, paths...)
}

// settle waits until nothing is under way.
func (c *crowd) settle() {
	c.tb.Helper()
	c.stand("")
	c.told()
}

// told waits until no letter is under way. One that the mail server refuses for
// now goes from sending back to queued: asked for in one pass, it is found.
func (c *crowd) told() {
	c.tb.Helper()
	c.none("no letter under way", "letters?state=queued", "letters?state=sending", "letters?state=queued")
}

// none waits until every list is empty, asked for in one pass.
func (c *crowd) none(what string, paths ...string) {
	c.tb.Helper()
	eventually(c.tb, 4*time.Minute, what, func() bool {
		return !slices.ContainsFunc(paths, func(path string) bool {
			page := struct{ Items list }{Items: list{nil}}
			return !c.answered("/api/v1/"+path, &page) || len(page.Items) > 0
		})
	})
}

func (c *crowd) checkOrders(db *store.Store) {
	c.tb.Helper()
	n, third := int64(len(c.orders)), int64(len(c.orders)/3)
	require.Equal(c.tb, n, count(c.tb, db, "SELECT count(*) FROM orders"), "an order created twice")
	require.Equal(c.tb, n, count(c.tb, db, "SELECT count(DISTINCT customer_id) FROM orders"))
	require.Equal(c.tb, 2*third, count(c.tb, db, "SELECT count(*) FROM payments WHERE state = 'accepted'"), "money taken twice")
	for i, id := range c.orders {
		want := "payed"
		if i%3 == paidNever {
			want = "cancelled"
		}
		require.EqualValues(c.tb, 1, count(c.tb, db, "SELECT count(*) FROM orders WHERE id = ? AND status = ?", id, want), "order %d, third %d, should be %s", id, i%3, want)
	}
}

// checkJournal holds every enrollment to a journal without gaps: one step for
// each visit. An order that was paid before its event was relayed never entered.
func (c *crowd) checkJournal(db *store.Store) {
	c.tb.Helper()
	require.Zero(c.tb, count(c.tb, db, "SELECT count(*) FROM enrollments WHERE state <> 'ended'"))
	require.Zero(c.tb, count(c.tb, db, "SELECT count(*) - count(DISTINCT order_id) FROM enrollments"), "an order entered twice")
	for i, id := range c.orders {
		entered := count(c.tb, db, "SELECT count(*) FROM enrollments WHERE order_id = ?", id)
		require.True(c.tb, entered == 1 || i%3 == paidEarly, "order %d, third %d, never entered", id, i%3)
		if i%3 == paidNever {
			steps := count(c.tb, db, "SELECT count(*) FROM steps WHERE result = 'done' AND enrollment_id IN (SELECT id FROM enrollments WHERE order_id = ?)", id)
			require.EqualValues(c.tb, 8, steps, "order %d was cancelled: it passed all eight blocks", id)
		}
	}
	require.Zero(c.tb, count(c.tb, db, `SELECT count(*) FROM (SELECT enrollment_id FROM steps GROUP BY enrollment_id
		HAVING max(visit) - min(visit) + 1 <> count(*) OR count(DISTINCT block) <> count(*)) AS broken`), "a gap in a journal, or a block passed twice")
}

// unfinished names each letter that is still under way or failed, with its reason.
func unfinished(tb testing.TB, db *store.Store) []string {
	tb.Helper()
	var found []string
	require.NoError(tb, db.Read(context.Background(), func(tx *store.Tx) error {
		return tx.Raw(`SELECT template_code || ' ' || id || ' ' || state || ' ' || reason FROM letters
			WHERE state NOT IN ('sent', 'withdrawn', 'unknown') ORDER BY id`).Scan(&found).Error
	}))
	return found
}

func (c *crowd) checkLetters(db *store.Store, sink *mailsink.Sink) {
	c.tb.Helper()
	third := int64(len(c.orders) / 3)
	letters := func(where string) int64 { return count(c.tb, db, "SELECT count(*) FROM letters WHERE "+where) }
	require.Empty(c.tb, unfinished(c.tb, db), "letters that were neither sent nor given up for a reason")
	require.Equal(c.tb, 3*third, letters("template_code = 'order_created' AND (state = 'sent' OR reason = 'guard' AND order_id IN (SELECT id FROM orders WHERE status <> 'new'))"))
	require.Equal(c.tb, 2*third, letters("template_code = 'payment_received' AND state = 'sent'"))
	const reminders = "template_code = 'payment_reminder' AND order_id IN (SELECT id FROM orders WHERE status = 'cancelled')"
	require.Equal(c.tb, 2*third, letters(reminders), "a reminder is missing")
	require.Equal(c.tb, 2*third, letters(reminders+" AND (state = 'sent' OR reason IN ('guard', 'interrupted'))"))
	c.late = letters(reminders + " AND state <> 'sent'")
	require.Zero(c.tb, letters("state = 'unknown' AND template_code = 'payment_received'"))
	require.Zero(c.tb, count(c.tb, db, "SELECT count(*) - count(DISTINCT cause) FROM letters"), "a second row for one cause")
	require.Zero(c.tb, count(c.tb, db, `SELECT count(*) FROM letters l JOIN payments p ON p.order_id = l.order_id
		WHERE l.template_code = 'payment_reminder' AND p.state = 'accepted' AND l.sending_at > p.created_at`), "a reminder marked as being sent after its payment")
	c.checkMail(db, sink)
}

// checkMail compares what the mail server took with what the rows say.
func (c *crowd) checkMail(db *store.Store, sink *mailsink.Sink) {
	c.tb.Helper()
	var rows []struct{ MessageID, State string }
	require.NoError(c.tb, db.Read(context.Background(), func(tx *store.Tx) error {
		return tx.Raw("SELECT message_id, state FROM letters WHERE message_id <> ''").Scan(&rows).Error
	}))
	known, got := map[string]bool{}, map[string]int{}
	for id, n := range sink.Counts() {
		got[bare(id)] = n
	}
	for _, r := range rows {
		require.False(c.tb, known[bare(r.MessageID)], "two letters under one Message-ID")
		known[bare(r.MessageID)] = true
		if r.State == "sent" {
			require.Positive(c.tb, got[bare(r.MessageID)], "a letter is sent by its row and never came")
		}
	}
	for id := range got {
		require.True(c.tb, known[id], "a letter without a row came")
	}
	c.tb.Logf("%d orders, %d letters, %d second copies of service letters in delivery at a kill, %d reminders that came too late to be sent",
		len(c.orders), len(got), sink.Duplicates(), c.late)
	require.LessOrEqual(c.tb, sink.Duplicates(), c.kills*inDelivery)
}

// bare is a Message-ID without its brackets.
func bare(id string) string { return strings.Trim(id, "<>") }
