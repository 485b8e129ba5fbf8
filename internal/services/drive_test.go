package services_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// publish publishes a definition written as nested maps, by the owner.
func (b *bundle) publish(t *testing.T, definition map[string]any) int64 {
	t.Helper()
	raw, err := json.Marshal(definition)
	require.NoError(t, err)
	row, err := b.CreateProcess(b.ctx, b.owner, services.Draft{Definition: raw})
	require.NoError(t, err)
	_, err = b.PublishProcess(b.ctx, b.owner, row.ID, row.Version)
	require.NoError(t, err)
	return row.ID
}

// fromTemplate publishes a template with its defaults, or with values for its parameters.
func (b *bundle) fromTemplate(t *testing.T, code string, values map[string]any) int64 {
	t.Helper()
	row, err := b.CreateProcessFromTemplate(b.ctx, b.owner, code, values)
	require.NoError(t, err)
	_, err = b.PublishProcess(b.ctx, b.owner, row.ID, row.Version)
	require.NoError(t, err)
	return row.ID
}

type object = map[string]any

// line is a definition of blocks in one line; each goes on by its first exit.
func line(subject string, triggers []any, blocks ...object) object {
	all := []any{object{"id": "start", "kind": "start"}}
	var connections []any
	from, exit := "start", "next"
	for _, block := range blocks {
		all = append(all, block)
		connections = append(connections, object{"from": from, "exit": exit, "to": block["id"]})
		from, exit = block["id"].(string), "next"
		if block["kind"] == "wait" {
			connections = append(connections, object{"from": from, "exit": "timeout", "to": "late"})
			exit = "met"
		}
	}
	all = append(all, object{"id": "end", "kind": "end", "params": object{"outcome": "through"}}, object{"id": "late", "kind": "end", "params": object{"outcome": "late"}})
	connections = append(connections, object{"from": from, "exit": exit, "to": "end"})
	if !hasWait(blocks) {
		all = all[:len(all)-1]
	}
	return object{"schema": 1, "title": "Test", "subject": subject, "blocks": all, "connections": connections, "triggers": triggers, "policies": object{}}
}

func hasWait(blocks []object) bool {
	for _, b := range blocks {
		if b["kind"] == "wait" {
			return true
		}
	}
	return false
}

var onOrder = []any{object{"kind": "event", "event": "order.created"}, object{"kind": "by_hand"}}

func operation(id, name string, params object) object {
	settings := object{"operation": name}
	for k, v := range params {
		settings[k] = v
	}
	return object{"id": id, "kind": "operation", "params": settings}
}

func delay(id string, amount int, unit string) object {
	return object{"id": id, "kind": "delay", "params": object{"for": object{"amount": amount, "unit": unit}}}
}

func wait(id string, rule object, hours int) object {
	return object{"id": id, "kind": "wait", "params": object{"until": rule, "timeout": object{"amount": hours, "unit": "hours"}}}
}

// dispatch lets the relay's first half work until nothing is pending.
func (b *bundle) dispatch(t *testing.T) {
	t.Helper()
	for _, lane := range []models.Lane{models.LaneInteractive, models.LaneBulk} {
		for n := 1; n > 0; {
			var err error
			n, err = b.Dispatch(b.ctx, lane, 500)
			require.NoError(t, err)
		}
	}
}

// settle drives every open cohort as its workflow would, until nothing is due
// any more, and tells how many times a block was executed.
func (b *bundle) settle(t *testing.T) (executions int) {
	t.Helper()
	b.clock.Release()
	for moved := true; moved; {
		b.dispatch(t)
		open, err := b.OpenCohorts(b.ctx, 0, 500)
		require.NoError(t, err)
		moved = false
		for _, c := range open {
			n := b.drive(t, c)
			executions += n
			moved = moved || n > 0
		}
	}
	return executions
}

func (b *bundle) drive(t *testing.T, c services.CohortSignal) (executions int) {
	t.Helper()
	state, err := b.ClaimCohort(b.ctx, c.WorkflowID, "test")
	require.NoError(t, err)
	ready := func(list []process.Position) (due []process.Position) {
		for _, p := range list {
			if p.State == process.StateWaiting && (p.Woken || p.Due <= state.Clock.Now) {
				due = append(due, p)
			}
		}
		return due
	}
	for due := ready(state.Positions); len(due) > 0; {
		byBlock := map[int][]process.Position{}
		for _, p := range due {
			byBlock[p.Block] = append(byBlock[p.Block], p)
		}
		due = nil
		for block, members := range byBlock {
			result, err := b.ExecuteBlock(b.ctx, process.ExecuteRequest{Cohort: state.Cohort, Run: "test", Block: block, Members: members})
			require.NoError(t, err)
			require.Len(t, result.Positions, len(members), "an answer for every member asked")
			due = append(due, ready(result.Positions)...)
			executions++
		}
	}
	_, err = b.CloseCohort(b.ctx, state.Cohort, "test")
	require.NoError(t, err)
	return executions
}

// enrollment is the order's only one.
func (b *bundle) enrollment(t *testing.T, order int64) services.EnrollmentView {
	t.Helper()
	list, err := b.ListEnrollments(b.ctx, b.owner, services.EnrollmentFilter{OrderID: order, Limit: 10})
	require.NoError(t, err)
	require.Len(t, list, 1)
	return list[0]
}

// path is the blocks that an enrollment passed, with their results.
func (b *bundle) path(t *testing.T, enrollment int64) (path []string) {
	t.Helper()
	_, steps, err := b.GetEnrollment(b.ctx, b.owner, enrollment)
	require.NoError(t, err)
	for i, s := range steps {
		require.Equal(t, i, s.Visit, "PRC-7: the journal has no gap")
		path = append(path, s.Block+":"+s.Result)
	}
	return path
}
