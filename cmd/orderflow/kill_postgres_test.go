//go:build !noembedded

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/failpoint"
)

// outageDays: a day takes four seconds, so that a killed process is back
// before the next thing is due, mostly.
var outageDays = []string{"ORDERFLOW_CLOCK_MODE=scaled", "ORDERFLOW_CLOCK_TIME_SCALE=21600"}

const (
	killDay    = 4 * time.Second
	killRounds = 15
)

// The places where a process must have died at least once, and whose process that is.
var killPoints = []struct{ name, where string }{
	{"order-committed-not-relayed", "serve"},
	{"claimed-not-started", "worker"},
	{"joined-not-signalled", "worker"},
	{"effect-committed-not-answered", "worker"},
	{"letter-accepted-not-recorded", "worker"},
	{"before-continue-as-new", "worker"},
	{"closing-while-joining", "worker"},
}

// Who pays, by the order's turn.
const (
	paysAtOnce = iota
	paysBetween
	paysNever
)

// killing is one kill test under way.
type killing struct {
	*topology
	t        *testing.T
	dice     *rand.Rand
	begun    time.Time
	pointLog string
	offer    int64
	people   []int64
	clients  sync.WaitGroup
	mu       sync.Mutex
	orders   map[int64]int // id → who pays
	placed   int
}

// TestKillPostgres kills workers, servers and the Temporal server in turn, and
// stops PostgreSQL as a loss of power would, while orders and payments come in.
func TestKillPostgres(t *testing.T) {
	t.Parallel()
	if !failpoint.Built {
		t.Log("built without the tag failpoints: the named points are not reached, kills are at random times only")
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	n := scale(1000)
	k := &killing{
		t: t, dice: rand.New(rand.NewPCG(seed, 0)), orders: map[int64]int{}, //nolint:gosec // a seed that is printed
		pointLog: filepath.Join(t.TempDir(), "failpoints.log"),
		// Small cohorts close while others fill; all workers continue runs as new equally often, as replays demand.
		topology: produce(t, append(slices.Clone(outageDays), "ORDERFLOW_TEST_CONTINUE_EVERY=5",
			fmt.Sprintf("ORDERFLOW_WORKER_COHORT_SIZE=%d", max(5, n/20)))...),
	}
	k.offer = k.offerThatReopens()
	k.publish(map[string]any{"template": "unpaid_reminders"})
	for i := range 10 {
		k.people = append(k.people, k.customer(fmt.Sprintf("buyer%d@example.com", i)))
	}
	k.begun = time.Now()
	for round := range killRounds {
		k.placeSome(n*(round+1)/killRounds - n*round/killRounds)
		k.round(round)
	}
	k.reachTheRest()
	k.clients.Wait()
	require.False(t, t.Failed(), "a client was refused")
	k.settled(longest)
	k.assertOrders()
	k.assertLetters()
	k.assertJournal()
}

func (k *killing) offerThatReopens() int64 {
	var made struct{ ID int64 }
	k.must("POST", "/api/v1/offers", map[string]any{
		"code": "course", "title": "course", "currency": "RUB", "price": 10000, "auto_complete": true,
		"duplicate_policy": "create", "late_policy": "reopen",
	}, &made)
	return made.ID
}

// placeSome starts clients, each of which places an order and pays it, or not.
func (k *killing) placeSome(n int) {
	for range n {
		turn := k.placed
		k.placed++
		k.clients.Add(1)
		go func() {
			defer k.clients.Done()
			k.buy(turn)
		}()
	}
}

func (k *killing) buy(turn int) {
	o := k.orderFor(k.people[turn%len(k.people)], k.offer, fmt.Sprintf("order-%d", turn))
	who := turn % 3
	k.mu.Lock()
	k.orders[o.ID] = who
	k.mu.Unlock()
	switch who {
	case paysAtOnce:
		k.pay(o)
	case paysBetween:
		timer := time.NewTimer(killDay * 3 / 2)
		defer timer.Stop()
		<-timer.C
		k.pay(o)
	}
}

// round kills one process and starts it again, with a failpoint as long as some are left to reach.
func (k *killing) round(round int) {
	targets := []*program{k.workers[0], k.workers[1], k.servers[0], k.servers[1], k.temporal}
	target := targets[round%len(targets)]
	k.after(time.Second)
	if target.dead() {
		target.up()
		k.after(time.Second)
	}
	target.kill()
	k.t.Logf("kill %2d at %s: %s", round+1, k.since(), k.name(target))
	if round == killRounds/2 {
		k.losePower()
	}
	k.after(500 * time.Millisecond)
	target.up(k.nextPoint(target.args[0])...)
}

func (k *killing) losePower() {
	require.NoError(k.t, k.cluster.Stop(true))
	k.t.Logf("pg_ctl stop -m immediate at %s", k.since())
	k.after(time.Second)
	require.NoError(k.t, k.cluster.StartAgain(context.Background()))
}

func (k *killing) since() time.Duration { return time.Since(k.begun).Truncate(time.Millisecond) }

func (k *killing) name(p *program) string {
	for i := range k.workers {
		switch p {
		case k.workers[i]:
			return fmt.Sprintf("worker %d", i+1)
		case k.servers[i]:
			return fmt.Sprintf("server %d", i+1)
		}
	}
	return "Temporal server"
}

// after lets the set-up work for a random time, half of the given one at least.
func (k *killing) after(most time.Duration) {
	timer := time.NewTimer(most/2 + time.Duration(k.dice.Int64N(int64(most/2))))
	defer timer.Stop()
	<-timer.C
}

// nextPoint is the environment of a process that will die at a point that nobody has died at yet.
func (k *killing) nextPoint(where string) []string {
	reached := k.reached()
	for _, p := range killPoints {
		if failpoint.Built && p.where == where && reached[p.name] == 0 {
			return k.dieAt(p.name, 1+k.dice.IntN(3))
		}
	}
	return nil
}

func (k *killing) dieAt(name string, hit int) []string {
	return []string{fmt.Sprintf("ORDERFLOW_FAILPOINT=%s:%d", name, hit), "ORDERFLOW_FAILPOINT_LOG=" + k.pointLog}
}

// reached counts how often processes died at each point.
func (k *killing) reached() map[string]int {
	text, _ := os.ReadFile(k.pointLog)
	counts := map[string]int{}
	for _, name := range strings.Fields(string(text)) {
		counts[name]++
	}
	return counts
}

// reachTheRest has processes die at the points that chance left out, while
// further orders come in, and ends with everything running.
func (k *killing) reachTheRest() {
	for _, p := range killPoints {
		if !failpoint.Built || k.reached()[p.name] > 0 {
			continue
		}
		pair := k.workers
		if p.where == "serve" {
			pair = k.servers
		}
		for _, process := range pair {
			process.kill()
			process.up(k.dieAt(p.name, 1)...)
		}
		k.placeSome(3)
		eventually(k.t, 2*time.Minute, "a process to die at "+p.name, func() bool { return k.reached()[p.name] > 0 })
		k.t.Logf("died at %s, %s", p.name, k.since())
		for _, process := range pair {
			process.kill()
			process.up()
		}
	}
	for _, process := range slices.Concat(k.workers[:], k.servers[:], []*program{k.temporal}) {
		process.kill()
		process.up()
	}
	k.awaitDoors()
	k.awaitTemporal()
	k.t.Logf("failpoints: %v", k.reached())
}

// TestOutagePostgres stops the Temporal server during a stream of orders and
// payments: all are taken at the first attempt, and what is due is done once afterwards.
func TestOutagePostgres(t *testing.T) {
	t.Parallel()
	k := &killing{t: t, orders: map[int64]int{}, topology: produce(t, outageDays...)}
	k.offer = k.offerThatReopens()
	k.publish(map[string]any{"template": "unpaid_reminders"})
	k.people = []int64{k.customer("buyer@example.com")}
	outage := 5 * time.Second
	if os.Getenv("ORDERFLOW_TEST_SCALE") == "1" {
		outage = 30 * time.Second
	}
	during := 0
	k.temporal.kill()
	for end := time.Now().Add(outage); time.Now().Before(end); during++ {
		var o placedOrder
		k.must("POST", "/api/v1/orders", map[string]any{
			"customer_id": k.people[0], "items": []any{map[string]any{"offer_id": k.offer}},
		}, &o)
		k.orders[o.ID] = []int{paysAtOnce, paysNever}[during%2]
		if during%2 == 0 {
			status, text := k.notify(o)
			require.Equal(t, 200, status, text)
		}
	}
	require.False(t, k.workers[0].dead() || k.workers[1].dead(), "a worker waits for Temporal")
	k.temporal.up()
	k.awaitTemporal()
	t.Logf("%d orders taken while Temporal was away for %s", during, outage)
	k.settled(longest)
	k.assertOrders()
	k.assertLetters()
	k.assertJournal()
	require.Zero(t, k.sink.Duplicates(), "nobody was killed in delivery")
}
