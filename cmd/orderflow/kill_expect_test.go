//go:build !noembedded

package main

import (
	"encoding/json"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/process"
)

// cancelledAfterMoney are cancels that follow a payment; history ids of one order are drawn under its lock.
const cancelledAfterMoney = `SELECT count(*) FROM order_history c WHERE c.kind = 'status_changed' AND c.data::json->>'to' = 'cancelled'
	AND EXISTS (SELECT 1 FROM order_history p WHERE p.order_id = c.order_id AND p.kind = 'payment' AND p.id < c.id)`

// assertOrders: every paid one completed, every unpaid one cancelled, none twice.
func (k *killing) assertOrders() {
	found := map[int64]string{}
	for _, o := range rows[struct {
		ID     int64
		Status string
	}](k.topology, "SELECT id, status FROM orders") {
		found[o.ID] = o.Status
	}
	require.Len(k.t, found, len(k.orders), "an order was created twice, or lost")
	tally := map[string]int{}
	for id, who := range k.orders {
		want := "payed"
		if who == paysNever {
			want = "cancelled"
		}
		require.Equal(k.t, want, found[id], "order %d, payer %d", id, who)
		tally[found[id]]++
	}
	late := k.number("SELECT count(DISTINCT order_id) FROM order_history WHERE kind = 'late_money'")
	require.Zero(k.t, k.number(cancelledAfterMoney), "cancelled with its money accepted")
	require.Zero(k.t, k.number("SELECT count(*) FROM (SELECT order_id FROM payments GROUP BY order_id HAVING count(*) > 1) d"), "paid twice")
	require.Zero(k.t, k.number("SELECT count(*) FROM gateway_notifications WHERE state <> 'processed' OR outcome <> 'accepted'"), "money not taken")
	require.Zero(k.t, k.number("SELECT count(*) FROM outbox"), "an event was parked")
	// Who paid before the relay came by never enters: the trigger asks for unpaid orders.
	require.Zero(k.t, k.number(`SELECT count(*) FROM orders o WHERE (SELECT count(*) FROM enrollments e WHERE e.order_id = o.id)
		NOT BETWEEN (CASE WHEN status = 'cancelled' THEN 1 ELSE 0 END) AND 1`), "an order not enrolled, or twice")
	k.t.Logf("%d orders: %v, %d of them paid after their cancel", len(found), tally, late)
}

// afterMoney are reminders whose marking began after the payment was committed.
// The letter's time is the clock's at the begin of its transaction.
const afterMoney = `SELECT count(*) FROM letters l JOIN clock c ON c.id = 1
	JOIN payments p ON p.order_id = l.order_id JOIN gateway_notifications n ON n.payment_id = p.id
	WHERE l.template_code = 'payment_reminder' AND l.sending_at IS NOT NULL
	AND c.real_at + (l.sending_at - c.virtual_at) / c.scale > pg_xact_commit_timestamp(n.xmin)`

// assertLetters: one row for one cause, none missing, and at the mail server a
// second copy only of what was in delivery when a process died.
func (k *killing) assertLetters() {
	require.Zero(k.t, k.number("SELECT count(*) FROM (SELECT cause FROM letters GROUP BY cause HAVING count(*) > 1) d"), "MAIL-5: two letters of one cause")
	require.Zero(k.t, k.number(afterMoney), "MAIL-6: a reminder was marked after the payment")
	require.Zero(k.t, k.number(`SELECT count(*) FROM orders o WHERE
		(SELECT count(*) FROM letters l WHERE l.order_id = o.id AND template_code = 'order_created') <> 1`), "no letter about the order")
	require.Zero(k.t, k.number(`SELECT count(*) FROM orders o WHERE status = 'payed' AND
		(SELECT count(*) FROM letters l WHERE l.order_id = o.id AND template_code = 'payment_received') <> 1`), "no letter about the payment")
	require.Zero(k.t, k.number(`SELECT count(*) FROM orders o WHERE status = 'cancelled' AND
		(SELECT count(*) FROM letters l WHERE l.order_id = o.id AND template_code = 'payment_reminder') <> 2`), "not reminded twice")
	copies, states, again := k.sink.Counts(), map[string]int{}, 0
	for _, l := range rows[struct {
		ID               int64
		MessageID, State string
		Attempts         int
	}](k.topology, "SELECT id, message_id, state, attempts FROM letters") {
		states[l.State]++
		header := "<" + l.MessageID + ">"
		n := copies[header]
		delete(copies, header)
		switch l.State {
		case "sent":
			require.Positive(k.t, n, "letter %d is missing at the mail server", l.ID)
		case "withdrawn":
			require.Zero(k.t, n, "letter %d was withdrawn and sent", l.ID)
		default:
			require.Equal(k.t, "unknown", l.State, "letter %d", l.ID)
		}
		require.LessOrEqual(k.t, n, max(l.Attempts, 0), "letter %d came more often than it was tried", l.ID)
		again += max(n-1, 0)
	}
	require.Empty(k.t, copies, "letters that nobody wrote")
	k.t.Logf("letters %v, second copies at the mail server %d", states, again)
}

// assertJournal: the steps of every ended enrollment are a path from the start
// to an end, or to where an exit rule took it, without a gap.
func (k *killing) assertJournal() {
	graph := k.graph()
	steps := map[int64][]journalled{}
	for _, s := range rows[journalled](k.topology, `SELECT s.enrollment_id, s.visit, s.block, s.kind, s.exit, s.result FROM steps s
		ORDER BY s.enrollment_id, s.token, s.visit`) {
		steps[s.EnrollmentID] = append(steps[s.EnrollmentID], s)
	}
	ended := rows[int64](k.topology, "SELECT id FROM enrollments WHERE state = 'ended'")
	require.Len(k.t, ended, int(k.number("SELECT count(*) FROM enrollments")), "an enrollment did not end")
	total := 0
	for _, id := range ended {
		path := steps[id]
		require.NotEmpty(k.t, path, "enrollment %d", id)
		require.Equal(k.t, "start", path[0].Kind, "enrollment %d", id)
		for i, s := range path[1:] {
			require.Equal(k.t, path[i].Visit+1, s.Visit, "enrollment %d: a gap", id)
			require.Equal(k.t, graph[place{path[i].Block, path[i].Exit}], s.Block, "enrollment %d after %s", id, path[i].Block)
		}
		last := path[len(path)-1]
		require.True(k.t, last.Kind == "end" || last.Result == "exited", "enrollment %d ends at %+v", id, last)
		total += len(path)
	}
	k.t.Logf("journal: %d enrollments, %d steps", len(ended), total)
}

type (
	journalled struct {
		EnrollmentID              int64
		Visit                     int
		Block, Kind, Exit, Result string
	}
	place struct{ block, exit string }
)

// graph is where each exit of the published process leads.
func (k *killing) graph() map[place]string {
	var definition process.Definition
	require.NoError(k.t, json.Unmarshal([]byte(rows[string](k.topology, "SELECT definition FROM process_revisions")[0]), &definition))
	graph := map[place]string{}
	for _, c := range definition.Connections {
		graph[place{c.From, c.Exit}] = c.To
	}
	return graph
}

func (k *killing) number(query string) int64 {
	k.t.Helper()
	return count(k.t, k.db, query)
}

// longest is how long anything may take to settle after the last kill: a lost
// key a minute, a lost delivery half of one, and the days of the process.
const longest = 5 * time.Minute
