//go:build !noembedded

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"

	"github.com/orderflow/orderflow/config"
	"github.com/orderflow/orderflow/internal/failpoint"
)

// nextRelease builds the program of an imagined next release, whose cohorts have
// one more version. It lacks the embedded Temporal server.
func nextRelease(tb testing.TB) string {
	tb.Helper()
	tags, binary := "noembedded,nextversion", filepath.Join(tb.TempDir(), "orderflow-next")
	if failpoint.Built {
		tags += ",failpoints"
	}
	build := exec.CommandContext(tb.Context(), "go", "build", "-tags", tags, "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	text, err := build.CombinedOutput()
	require.NoError(tb, err, string(text))
	return binary
}

// rollout is a production set-up in which one release replaces another. Each
// enrollment has a cohort to itself, so that each shows what its time recorded.
type rollout struct {
	*topology
	next     string // the program of the next release
	temporal client.Client
	offer    int64
	entered  int
}

// waiting is an order whose enrollment waits for its payment.
type waiting struct {
	placedOrder
	enrollment int64
	workflow   string
}

// nextWorker starts a worker of the next release.
func (r *rollout) nextWorker(more ...string) *program {
	r.tb.Helper()
	return startBinary(r.tb, r.next, r.and(append(more, "ORDERFLOW_HTTP_OPS_LISTEN="+freePort(r.tb))...), "worker")
}

// enter has a new customer order and waits until the enrollment waits for the payment.
func (r *rollout) enter() (w waiting) {
	r.tb.Helper()
	r.entered++
	w.placedOrder = r.orderFor(r.customer(fmt.Sprintf("buyer%d@example.com", r.entered)), r.offer, fmt.Sprintf("order-%d", r.entered))
	eventually(r.tb, time.Minute, "the enrollment to wait", func() bool {
		found := rows[struct {
			EnrollmentID int64
			WorkflowID   string
		}](r.topology, `SELECT t.enrollment_id, c.workflow_id FROM tokens t JOIN cohorts c ON c.id = t.cohort_id JOIN enrollments e ON e.id = t.enrollment_id
			WHERE e.order_id = ? AND t.block = 'before_first' AND t.state = 'waiting'`, w.ID)
		if len(found) == 0 {
			return false
		}
		w.enrollment, w.workflow = found[0].EnrollmentID, found[0].WorkflowID
		return true
	})
	return w
}

// leave has the orders paid and waits until their enrollments are through.
func (r *rollout) leave(list ...waiting) {
	r.tb.Helper()
	for _, w := range list {
		r.told(w.placedOrder)
		r.must("POST", fmt.Sprintf("/api/v1/orders/%d/payments", w.ID), object{"amount": 10000, "currency": "RUB", "method": "cash"}, nil)
	}
	for _, w := range list {
		eventually(r.tb, 3*time.Minute, "the enrollment of a paid order to end", func() bool {
			return rows[string](r.topology, "SELECT state FROM enrollments WHERE id = ?", w.enrollment)[0] == "ended"
		})
	}
}

// recorded is the version that the run of the enrollment's cohort recorded: its
// history has it a moment after the enrollment stands in the database.
func (r *rollout) recorded(w waiting) (version int) {
	r.tb.Helper()
	eventually(r.tb, time.Minute, "the run to record its version", func() bool {
		version = r.marked(w)
		return version != 0
	})
	return version
}

// marked is the version in the history of the latest run; 0 while there is none.
func (r *rollout) marked(w waiting) (version int) {
	r.tb.Helper()
	events := r.temporal.GetWorkflowHistory(r.tb.Context(), w.workflow, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		event, err := events.Next()
		require.NoError(r.tb, err)
		if marker := event.GetMarkerRecordedEventAttributes(); marker.GetMarkerName() == "Version" {
			require.NoError(r.tb, converter.GetDefaultDataConverter().FromPayloads(marker.GetDetails()["version"], &version))
		}
	}
	return version
}

// OPS-3: the next release, which understands one more version of cohorts,
// replaces this one worker by worker; a setting switches once all are replaced;
// then all goes back to this release.
func TestRollingUpgrade(t *testing.T) {
	t.Parallel()
	r := &rollout{topology: produce(t, "ORDERFLOW_WORKER_COHORT_SIZE=1"), next: nextRelease(t)}
	temporal, err := client.Dial(client.Options{HostPort: r.address, Namespace: "default"})
	require.NoError(t, err)
	t.Cleanup(temporal.Close)
	r.temporal, r.offer = temporal, r.topology.offer("course", true)
	r.publish(map[string]any{"template": "unpaid_reminders"})

	old := []waiting{r.enter(), r.enter(), r.enter(), r.enter()}
	r.workers[0].stop()
	first := r.nextWorker()
	mixed := []waiting{r.enter(), r.enter(), r.enter(), r.enter()}
	r.leave(old[0], mixed[0])
	r.workers[1].stop()
	second := r.nextWorker()
	replaced := r.enter()
	for _, w := range append(append(old[1:], mixed[1:]...), replaced) {
		require.Equal(t, 1, r.recorded(w), "OPS-3: until the setting says otherwise, runs record what the old workers understand")
	}
	r.leave(old[1], mixed[1])

	newest := "ORDERFLOW_TEMPORAL_WORKFLOW_VERSIONS=" + config.NewestVersions
	first.stop()
	first = r.nextWorker(newest)
	second.stop()
	second = r.nextWorker(newest)
	switched := []waiting{r.enter(), r.enter(), r.enter(), r.enter()}
	for _, w := range switched {
		require.Equal(t, 2, r.recorded(w), "OPS-3: after the switch")
	}
	r.leave(old[2], mixed[2], switched[0])

	// An old worker that should not be there holds up what it does not understand, and loses none of it.
	second.stop()
	r.workers[0].up()
	stray := []waiting{r.enter(), r.enter()}
	r.leave(append(stray, switched[1], mixed[3])...)

	// Back to the old release: the runs that it does not understand are ended, and begin anew from the rows.
	first.stop()
	r.workers[0].stop()
	for _, w := range switched[2:] {
		require.NoError(t, temporal.TerminateWorkflow(t.Context(), w.workflow, "", "back to the release before"))
	}
	r.workers[0].up()
	r.workers[1].up()
	for _, w := range switched[2:] {
		eventually(t, time.Minute, "the run to begin anew", func() bool { return r.marked(w) == 1 })
	}
	r.leave(append(switched[2:], old[3], replaced, r.enter())...)
	r.settled(2 * time.Minute)
	for key, n := range r.sentLetters() {
		require.EqualValues(t, 1, n, key)
	}
	require.Len(t, r.sentLetters(), 2*r.entered, "a letter for each order and one for each payment")
	require.Zero(t, r.sink.Duplicates())
}
