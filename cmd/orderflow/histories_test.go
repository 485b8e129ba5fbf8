//go:build !noembedded

package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/api/temporalproto"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"github.com/orderflow/orderflow/workflows"
)

var update = flag.Bool("update", false, "record the histories of real runs into workflows/testdata")

// TestRecordHistories records a run of each type of workflow for the replay test
// of workflows. It runs only with -update, before a change of the workflows' code.
func TestRecordHistories(t *testing.T) {
	if !*update {
		t.Log("nothing recorded: -update records")
		return
	}
	_, s := schoolIn(t, t.TempDir(), fastDays...)
	process := s.publish(object{"template": "unpaid_reminders"})
	paid := s.buyer("paid")
	s.buyer("unpaid")
	eventually(t, time.Minute, "two to enter", func() bool { return len(s.inside(process)) == 2 })
	s.letterSent(paid, "payment_reminder")
	s.pay(paid, 10000)
	s.putInWork()
	entersBySegment(s)
	for _, e := range s.inside(process) {
		s.finished(s.through(e.ID, "ended").WorkflowID)
	}
	for kind, file := range map[string]string{
		workflows.CohortType: "cohort", workflows.LettersType: "letters", workflows.BulkType: "bulk",
		workflows.CareType: "care", workflows.EntryType: "entry",
	} {
		record(t, s.temporal, kind, filepath.Join("..", "..", "workflows", "testdata", file+".json"))
	}
}

// putInWork is a bulk operation over the new orders.
func (s *school) putInWork() {
	s.tb.Helper()
	s.must("POST", "/api/v1/bulk-operations", object{
		"kind": "change_status", "rule": rule("order.status", "is", "new"), "status": object{"to": "in_work"},
	}, nil)
}

// completed is the id of a run of the type that is through.
func completed(tb testing.TB, c client.Client, kind string) (id string) {
	tb.Helper()
	eventually(tb, time.Minute, kind+" to complete", func() bool {
		found, err := c.ListWorkflow(context.Background(), &workflowservice.ListWorkflowExecutionsRequest{
			Query: fmt.Sprintf("WorkflowType = '%s' AND ExecutionStatus = 'Completed'", kind),
		})
		require.NoError(tb, err)
		for _, run := range found.GetExecutions() {
			id = run.GetExecution().GetWorkflowId()
		}
		return id != ""
	})
	return id
}

// record writes the history of a completed run in the form that the SDK's replayer reads.
func record(tb testing.TB, c client.Client, kind, file string) {
	tb.Helper()
	id := completed(tb, c, kind)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var whole history.History
	for events := c.GetWorkflowHistory(ctx, id, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); events.HasNext(); {
		event, err := events.Next()
		require.NoError(tb, err)
		whole.Events = append(whole.Events, event)
	}
	text, err := temporalproto.CustomJSONMarshalOptions{Indent: "  "}.Marshal(&whole)
	require.NoError(tb, err)
	require.NoError(tb, os.MkdirAll(filepath.Dir(file), 0o750))
	require.NoError(tb, os.WriteFile(file, append(text, '\n'), 0o600))
}
