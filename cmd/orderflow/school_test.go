//go:build !noembedded

package main

import (
	"context"
	"fmt"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"github.com/orderflow/orderflow/workflows"
)

type (
	// object and list shorten what a client sends as JSON.
	object = map[string]any
	list   = []any
)

// school is a running one-process set-up, seen through its API and its Temporal server.
type school struct {
	*visitor
	temporal client.Client
	offer    int64 // 100 roubles, completed by staff or by a process
}

var temporalLine = regexp.MustCompile(`Temporal +(\S+), namespace (\S+)`)

// schoolIn makes a school in an empty folder.
func schoolIn(tb testing.TB, folder string, env ...string) (*program, *school) {
	tb.Helper()
	p, c := dev(tb, folder, env...)
	return p, &school{visitor: c, temporal: dialed(tb, p), offer: c.offer("course", false)}
}

// dialed is connected to the Temporal server that the process says it runs.
func dialed(tb testing.TB, p *program) client.Client {
	tb.Helper()
	found := temporalLine.FindStringSubmatch(p.output())
	require.Len(tb, found, 3, "dev names its Temporal server")
	c, err := client.Dial(client.Options{HostPort: found[1], Namespace: found[2]})
	require.NoError(tb, err)
	tb.Cleanup(c.Close)
	return c
}

// in reports to another test.
func (s *school) in(tb testing.TB) *school {
	c := *s.visitor
	c.tb = tb
	return &school{visitor: &c, temporal: s.temporal, offer: s.offer}
}

// buyer places an order of the school's offer for a new customer.
func (s *school) buyer(name string) int64 {
	s.tb.Helper()
	return s.place(s.customer(name+"@example.com"), s.offer)
}

func (s *school) pay(order, amount int64) {
	s.tb.Helper()
	s.must("POST", fmt.Sprintf("/api/v1/orders/%d/payments", order), object{"amount": amount, "currency": "RUB", "method": "cash"}, nil)
}

// enter lets objects into a process by hand and answers with the new enrollments.
func (s *school) enter(process int64, subjects ...int64) []int64 {
	s.tb.Helper()
	var made struct {
		IDs []int64 `json:"enrollment_ids"`
	}
	s.must("POST", fmt.Sprintf("/api/v1/processes/%d/enrollments", process), object{"subject_ids": subjects}, &made)
	return made.IDs
}

// passage is an enrollment with its journal, as the API shows it.
type passage struct {
	ID         int64
	State      string
	Outcome    string
	Block      string
	Failure    string
	Attempt    int
	SubjectID  int64     `json:"subject_id"`
	OrderID    int64     `json:"order_id"`
	WorkflowID string    `json:"workflow_id"`
	CreatedAt  time.Time `json:"created_at"`
	Journal    []struct {
		Block, Exit, Result, Error string
		Attempts                   int
		Data                       object
		Due, At                    time.Time
	}
}

func (s *school) passage(id int64) (p passage) {
	s.tb.Helper()
	s.must("GET", fmt.Sprintf("/api/v1/enrollments/%d", id), nil, &p)
	return p
}

// inside lists who is or was in the process.
func (s *school) inside(process int64) []passage {
	s.tb.Helper()
	var page struct{ Items []passage }
	s.must("GET", fmt.Sprintf("/api/v1/enrollments?limit=200&process_id=%d", process), nil, &page)
	return page.Items
}

// results is the journal in short: what became of each block passed.
func (p *passage) results() map[string]string {
	got := map[string]string{}
	for _, step := range p.Journal {
		got[step.Block] = step.Result
	}
	return got
}

// at is when the block was passed.
func (p *passage) at(block string) (at time.Time) {
	for _, step := range p.Journal {
		if step.Block == block {
			at = step.At
		}
	}
	return at
}

// through waits until the enrollment is in the state.
func (s *school) through(id int64, state string) passage {
	s.tb.Helper()
	var p passage
	eventually(s.tb, time.Minute, fmt.Sprintf("enrollment %d to be %s", id, state), func() bool {
		p = s.passage(id)
		return p.State == state
	})
	return p
}

// ended waits until the only enrollment of the process has ended, and finds its
// finished run on the Temporal server.
func (s *school) ended(process int64) passage {
	s.tb.Helper()
	eventually(s.tb, time.Minute, "somebody to enter", func() bool { return len(s.inside(process)) > 0 })
	all := s.inside(process)
	require.Len(s.tb, all, 1)
	p := s.through(all[0].ID, "ended")
	s.finished(p.WorkflowID)
	return p
}

// finished waits until the workflow that an order or enrollment shows has completed on the server.
func (s *school) finished(workflow string) {
	s.tb.Helper()
	require.NotEmpty(s.tb, workflow)
	eventually(s.tb, time.Minute, "the run "+workflow+" to complete", func() bool {
		found, err := s.temporal.DescribeWorkflowExecution(context.Background(), workflow, "")
		require.NoError(s.tb, err)
		run := found.GetWorkflowExecutionInfo()
		require.Equal(s.tb, workflows.CohortType, run.GetType().GetName())
		return run.GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED
	})
}

// drawn publishes a process whose blocks follow one another by their first exit.
// An exit "next", "met" and the like is written into the block under "exit";
// a "timeout" or "else" leads to the end.
func (s *school) drawn(subject string, more object, blocks ...object) int64 {
	s.tb.Helper()
	all := append([]object{{"id": "start", "kind": "start"}}, blocks...)
	all = append(all, object{"id": "end", "kind": "end", "params": object{"outcome": "done"}})
	var connections list
	for i, b := range all[:len(all)-1] {
		for exit, to := range exitsOf(b, fmt.Sprint(all[i+1]["id"])) {
			connections = append(connections, object{"from": b["id"], "exit": exit, "to": to})
		}
	}
	definition := object{
		"schema": 1, "title": s.tb.Name(), "subject": subject, "blocks": all, "connections": connections,
		"triggers": list{object{"kind": "by_hand"}},
	}
	for key, value := range more {
		definition[key] = value
	}
	return s.publish(object{"definition": definition})
}

func exitsOf(block object, next string) map[string]string {
	exits, drawn := block["exits"].(map[string]string)
	delete(block, "exits")
	if !drawn {
		return map[string]string{"next": next}
	}
	for exit, to := range exits {
		if to == "" {
			exits[exit] = next
		}
	}
	return exits
}

func operation(id, name string, settings object) object {
	params := object{"operation": name}
	for key, value := range settings {
		params[key] = value
	}
	return object{"id": id, "kind": "operation", "params": params}
}

// pause is a delay of so many days.
func pause(id string, days int) object {
	return object{"id": id, "kind": "delay", "params": object{"for": object{"amount": days, "unit": "days"}}}
}

func rule(field, op string, value any) object {
	return object{"field": field, "op": op, "value": value}
}

// onEvent are the triggers of a process that events start.
func onEvent(event string, match object) object {
	trigger := object{"kind": "event", "event": event}
	if match != nil {
		trigger["match"] = match
	}
	return object{"triggers": list{trigger}}
}
