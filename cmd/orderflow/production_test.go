//go:build !noembedded

package main

import (
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"github.com/orderflow/orderflow/internal/mail/mailsink"
	"github.com/orderflow/orderflow/internal/pgtest"
	"github.com/orderflow/orderflow/internal/store"
)

const (
	gatewaySecret  = "whisper it to nobody"
	gatewayAccount = "school-7"
)

// topology is the production set-up in processes: two servers, two workers, one
// PostgreSQL and a Temporal server on it. Letters end in the test's own sink.
type topology struct {
	tb       testing.TB
	cluster  *pgtest.Cluster
	db       *store.Store
	sink     *mailsink.Sink
	temporal *program
	address  string // of Temporal
	servers  [2]*program
	workers  [2]*program
	doors    [2]string // of the servers
	turn     atomic.Int64
	env      []string
	prepared string        // what `migrate` printed
	leaps    *leapingClock // nil where the processes have another clock
	*visitor
}

// produce starts the whole set-up and makes its owner.
func produce(tb testing.TB, env ...string) *topology {
	tb.Helper()
	cluster, err := pgtest.Start(tb.Context(), pgtest.Options{Durable: true, Settings: map[string]string{"track_commit_timestamp": "on"}})
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = cluster.Close() })
	sink, err := mailsink.Start(mailsink.Rules{OnRecipient: moody()}, mailsink.Options{})
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = sink.Close() })
	t := &topology{
		tb: tb, cluster: cluster, sink: sink, address: freePort(tb),
		doors: [2]string{freePort(tb), freePort(tb)},
	}
	t.env = append(t.settings(cluster.CreateDatabase(tb)), env...)
	t.visitor = &visitor{tb: tb, base: t.door}
	t.open()
	t.firstOwner(t.prepared)
	return t
}

// produceLeaping starts the whole set-up on a leaping clock.
func produceLeaping(tb testing.TB, env ...string) (*topology, leapingClock) {
	tb.Helper()
	clock := leaping(tb)
	t := produce(tb, append(env, clock.given())...)
	t.leaps = &clock
	return t, clock
}

// settings are what all processes share.
func (t *topology) settings(dsn string) []string {
	t.db = openStore(t.tb, store.Options{Driver: "postgres", DSN: dsn})
	host, port, err := net.SplitHostPort(t.sink.Address())
	require.NoError(t.tb, err)
	return []string{
		"ORDERFLOW_DATABASE_DRIVER=postgres", "ORDERFLOW_DATABASE_DSN=" + dsn, "ORDERFLOW_DATABASE_CONNECTIONS=8",
		"ORDERFLOW_TEMPORAL_HOST_PORT=" + t.address, "ORDERFLOW_HTTP_PUBLIC_URL=http://" + t.doors[0],
		"ORDERFLOW_SMTP_HOST=" + host, "ORDERFLOW_SMTP_PORT=" + port, "ORDERFLOW_SMTP_ENCRYPTION=none",
		"ORDERFLOW_PAYMENTS_TEST_GATEWAY_ENABLED=true", "ORDERFLOW_PAYMENTS_TEST_GATEWAY_SECRET=" + gatewaySecret,
		"ORDERFLOW_PAYMENTS_TEST_GATEWAY_ACCOUNT=" + gatewayAccount, "ORDERFLOW_LOG_LEVEL=warn",
	}
}

// open migrates and starts every process.
func (t *topology) open() {
	_, port, err := net.SplitHostPort(t.address)
	require.NoError(t.tb, err)
	t.temporal = start(t.tb, []string{
		"ORDERFLOW_TEST_TEMPORAL_DSN=" + t.cluster.DSN("postgres"), "ORDERFLOW_TEST_TEMPORAL_PORT=" + port,
	}, "temporal")
	migrate := start(t.tb, t.env, "migrate")
	eventually(t.tb, time.Minute, "migrate to end", migrate.dead)
	t.prepared = migrate.output()
	require.NotEmpty(t.tb, t.prepared, "migrate failed")
	for i := range t.servers {
		t.servers[i] = start(t.tb, t.and("ORDERFLOW_HTTP_LISTEN="+t.doors[i], "ORDERFLOW_HTTP_OPS_LISTEN="+freePort(t.tb)), "serve")
		t.workers[i] = start(t.tb, t.and("ORDERFLOW_HTTP_OPS_LISTEN="+freePort(t.tb)), "worker")
	}
	t.awaitDoors()
	t.awaitTemporal()
}

func (t *topology) and(more ...string) []string { return append(slices.Clone(t.env), more...) }

func (t *topology) awaitDoors() {
	t.tb.Helper()
	for _, door := range t.doors {
		c := &visitor{tb: t.tb, base: func() string { return "http://" + door }}
		eventually(t.tb, time.Minute, "the server to be ready", func() bool {
			status, _ := c.call("GET", "/readyz", nil, nil, nil)
			return status == http.StatusOK
		})
	}
}

func (t *topology) awaitTemporal() {
	t.tb.Helper()
	eventually(t.tb, 2*time.Minute, "the Temporal server to be ready", func() bool {
		return strings.Contains(t.temporal.output(), "temporal ready")
	})
}

// door is a server, each in turn: who repeats a request asks the other one.
func (t *topology) door() string {
	return "http://" + t.doors[t.turn.Add(1)%int64(len(t.doors))]
}

// pay tells one of the servers that the order was paid in full, until it is
// answered: the gateway's signed word, the same event however often it is said.
func (t *topology) pay(order placedOrder) {
	t.tb.Helper()
	eventually(t.tb, 2*time.Minute, "the payment to be taken", func() bool {
		status, text := t.notify(order)
		require.False(t.tb, status >= 400 && status < 500, "%d %s", status, text)
		require.NotEqual(t.tb, http.StatusInternalServerError, status, text)
		return status == http.StatusOK
	})
}

// notify says once that the order was paid.
func (t *topology) notify(order placedOrder) (status int, text string) {
	t.tb.Helper()
	return t.says(order, 10000, t.now())
}

// now is the present of the set-up's clock.
func (t *topology) now() time.Time {
	if t.leaps != nil {
		return t.leaps.Now()
	}
	return t.clock().now()
}

// sharedClock is the scaled clock of the installation.
type sharedClock struct {
	Scale             float64
	VirtualAt, RealAt time.Time
}

func (c sharedClock) now() time.Time {
	return c.VirtualAt.Add(time.Duration(float64(time.Since(c.RealAt)) * c.Scale))
}

// placedOrder is what the answer to a new order tells.
type placedOrder struct {
	ID          int64
	PaymentLink string `json:"payment_link"`
}

func (o placedOrder) token() string { return o.PaymentLink[strings.LastIndex(o.PaymentLink, "/")+1:] }

// orderFor places an order under an Idempotency-Key and insists on an answer.
func (t *topology) orderFor(customer, offer int64, key string) (o placedOrder) {
	t.tb.Helper()
	t.insist("POST", "/api/v1/orders", key, map[string]any{
		"customer_id": customer, "items": []any{map[string]any{"offer_id": offer}},
	}, &o)
	return o
}

// run is the workflow on the Temporal server.
func (t *topology) run(workflow string) (state enums.WorkflowExecutionStatus, kind string) {
	t.tb.Helper()
	c, err := client.Dial(client.Options{HostPort: t.address, Namespace: "default"})
	require.NoError(t.tb, err)
	defer c.Close()
	found, err := c.DescribeWorkflowExecution(t.tb.Context(), workflow, "")
	require.NoError(t.tb, err)
	return found.GetWorkflowExecutionInfo().GetStatus(), found.GetWorkflowExecutionInfo().GetType().GetName()
}

// The main job on the production set-up: reminded and cancelled, or paid and
// completed, and the run is on the Temporal server under the id that the order shows.
func TestProduction(t *testing.T) {
	t.Parallel()
	p, clock := produceLeaping(t)
	offer := p.offer("course", true)
	said := p.saidOnce(p.customer("said-once@example.com"), offer, 10000)
	busy := p.orderFor(p.customer("busy@example.com"), offer, "busy")
	never := p.orderFor(p.customer("never@example.com"), offer, "never")
	for range timesBusy { // he is told when the mail server has put it off for minutes, twice
		p.putOff(busy)
		clock.leap(t, time.Hour)
	}
	p.told(busy, never)
	p.pay(busy)
	p.pay(never)
	p.publish(map[string]any{"template": "unpaid_reminders"})
	unpaid := p.private("unpaid@example.com")
	paid := p.orderFor(p.customer("paid@example.com"), offer, "paid")
	p.stands(unpaid.ID, "before_first")
	p.stands(paid.ID, "before_first")
	workflow := p.order(unpaid.ID).Enrollments[0].WorkflowID
	require.NotEmpty(t, workflow)
	p.told(unpaid, paid)
	p.pay(paid)
	require.Equal(t, "payed", p.order(paid.ID).Status)
	state, kind := p.run(workflow)
	require.Equal(t, enums.WORKFLOW_EXECUTION_STATUS_RUNNING, state)
	require.Equal(t, "Cohort", kind)

	for reminder, block := range []string{"before_second", "before_cancel"} {
		clock.day(t)
		p.stands(unpaid.ID, block)
		p.reminded(unpaid.ID, reminder+1)
	}
	clock.day(t)
	eventually(t, time.Minute, "the unpaid order to be cancelled", func() bool { return p.order(unpaid.ID).Status == "cancelled" })
	eventually(t, time.Minute, "PRC-6: both enrollments to end", func() bool {
		return p.order(paid.ID).Enrollments[0].State == "ended" && p.order(unpaid.ID).Enrollments[0].State == "ended"
	})
	require.Equal(t, "paid", p.order(paid.ID).Enrollments[0].Outcome)
	eventually(t, time.Minute, "the cohort's run to complete", func() bool {
		state, _ := p.run(workflow)
		return state == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED
	})
	p.settled(2 * time.Minute)
	require.Equal(t, map[string]int64{
		"payment_reminder/" + strconv.FormatInt(unpaid.ID, 10): 2,
		"order_created/" + strconv.FormatInt(unpaid.ID, 10):    1,
		"order_created/" + strconv.FormatInt(paid.ID, 10):      1, "payment_received/" + strconv.FormatInt(paid.ID, 10): 1,
		"order_created/" + strconv.FormatInt(said.ID, 10): 1, "payment_received/" + strconv.FormatInt(said.ID, 10): 1,
		"order_created/" + strconv.FormatInt(busy.ID, 10): 1, "payment_received/" + strconv.FormatInt(busy.ID, 10): 1,
	}, p.sentLetters())
	require.Zero(t, p.sink.Duplicates())
	p.saysWhatBecameOf(busy, never)
	p.tellsTemporalNothing(unpaid, workflow)
}
