//go:build !noembedded

package main

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"github.com/orderflow/orderflow/workflows"
)

var newCode = regexp.MustCompile(`is called (\S+) from now on`)

// openCohorts lists the workflows of cohorts in which somebody waits.
func (t *topology) openCohorts() []string {
	t.tb.Helper()
	return rows[string](t, "SELECT workflow_id FROM cohorts WHERE state = 'open' ORDER BY id")
}

// OPS-1: a restored database gets a code of its own. What its enrollments and
// letters go on with are new workflows; those of before, which Temporal still
// has, touch nothing.
func TestRestoredDatabase(t *testing.T) {
	t.Parallel()
	p, clock := produceLeaping(t)
	offer := p.offer("course", true)
	p.publish(map[string]any{"template": "unpaid_reminders"})
	var orders []placedOrder
	for i := range 4 {
		orders = append(orders, p.orderFor(p.customer(fmt.Sprintf("buyer%d@example.com", i)), offer, fmt.Sprintf("order-%d", i)))
	}
	standing := func(block string, reminders int, orders []placedOrder) {
		for _, o := range orders {
			p.stands(o.ID, block)
			p.reminded(o.ID, reminders)
		}
	}
	standing("before_first", 0, orders)
	p.told(orders...)
	clock.day(t)
	standing("before_second", 1, orders)
	var down sync.WaitGroup
	for i := range p.servers {
		down.Go(p.workers[i].stop)
		down.Go(p.servers[i].stop)
	}
	down.Wait()
	before := p.openCohorts()
	require.NotEmpty(t, before)

	migrate := start(t, p.env, "migrate", "--restored")
	eventually(t, time.Minute, "migrate to end", migrate.dead)
	found := newCode.FindStringSubmatch(migrate.output())
	require.Len(t, found, 2, migrate.output())
	after := p.openCohorts()
	require.Len(t, after, len(before))
	for i, id := range after {
		require.Equal(t, found[1]+id[strings.Index(id, "/"):], id, "it begins with the new code")
		require.Equal(t, before[i][strings.Index(before[i], "/"):], id[strings.Index(id, "/"):])
	}
	for i := range p.servers {
		p.servers[i].up()
		p.workers[i].up()
	}
	p.awaitDoors()
	p.pay(orders[0])
	clock.day(t)
	standing("before_cancel", 2, orders[1:])
	clock.day(t)
	p.settled(longest)

	for _, id := range after {
		eventually(t, time.Minute, "the new run to complete", func() bool {
			state, _ := p.run(id)
			return state == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED
		})
	}
	for _, id := range before {
		state, _ := p.run(id)
		require.Equal(t, enums.WORKFLOW_EXECUTION_STATUS_RUNNING, state, "nobody drives what was begun before the restore")
	}
	require.Equal(t, "payed", p.order(orders[0].ID).Status)
	sent := p.sentLetters()
	require.EqualValues(t, 1, sent[fmt.Sprintf("payment_received/%d", orders[0].ID)], "letters go on")
	for _, o := range orders {
		require.EqualValues(t, 1, sent[fmt.Sprintf("order_created/%d", o.ID)])
		if o != orders[0] {
			require.Equal(t, "cancelled", p.order(o.ID).Status)
			require.EqualValues(t, 2, sent[fmt.Sprintf("payment_reminder/%d", o.ID)])
		}
	}
	require.Zero(t, p.sink.Duplicates())
	require.Empty(t, rows[int64](p, "SELECT enrollment_id FROM steps WHERE result = 'done' GROUP BY enrollment_id, block HAVING count(*) > 1"))
}

// PRC-2: the schedule of a process that was stopped while no worker ran is
// dropped when one runs again.
func TestOrphanedScheduleIsDropped(t *testing.T) {
	t.Parallel()
	p := produce(t)
	c, err := client.Dial(client.Options{HostPort: p.address, Namespace: "default"})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	periodic := func(tag string) (process int64, schedule client.ScheduleHandle) {
		process = (&school{visitor: p.visitor}).drawn("customer", object{"triggers": list{
			object{"kind": "segment", "every_seconds": 3600, "rule": rule("customer.tags", "contains", tag)},
		}}, operation("tag", "add_tag", object{"tag": "greeted", "on": "customer"}))
		code := rows[string](p, "SELECT code FROM installation")[0]
		return process, c.ScheduleClient().GetHandle(t.Context(), workflows.EntrySchedule(code, process, 0, time.Hour).ID)
	}
	exists := func(schedule client.ScheduleHandle) bool {
		_, err := schedule.Describe(t.Context())
		return err == nil
	}
	rested := func(schedule client.ScheduleHandle) bool { // it has fired, and its run is through
		d, err := schedule.Describe(t.Context())
		return err == nil && d.Info.NumActions > 0 && len(d.Info.RunningWorkflows) == 0
	}
	stopped, orphan := periodic("regular")
	_, kept := periodic("curious")
	eventually(t, time.Minute, "the first runs to end", func() bool { return rested(orphan) && rested(kept) })
	for _, w := range p.workers {
		w.stop()
	}
	p.must("POST", fmt.Sprintf("/api/v1/processes/%d/stop", stopped), nil, nil)
	for _, schedule := range []client.ScheduleHandle{orphan, kept} { // an hour has passed
		require.NoError(t, schedule.Trigger(t.Context(), client.ScheduleTriggerOptions{}))
	}
	p.workers[0].up()
	eventually(t, time.Minute, "the orphan to be dropped", func() bool { return !exists(orphan) })
	require.True(t, exists(kept))
}
