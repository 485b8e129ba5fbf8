package api_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// settle does what relay and cohorts do, until nothing is due any more.
func (k *kit) settle(t *testing.T) {
	t.Helper()
	k.clock.Release()
	for moved := true; moved; {
		for _, lane := range []models.Lane{models.LaneInteractive, models.LaneBulk} {
			for n := 1; n > 0; {
				var err error
				n, err = k.Dispatch(context.Background(), lane, 100)
				require.NoError(t, err)
			}
		}
		open, err := k.OpenCohorts(context.Background(), 0, 100)
		require.NoError(t, err)
		moved = false
		for _, cohort := range open {
			moved = k.drive(t, cohort) || moved
		}
	}
}

// drive executes what is due in one cohort, as its workflow would.
func (k *kit) drive(t *testing.T, cohort services.CohortSignal) (moved bool) {
	t.Helper()
	ctx := context.Background()
	state, err := k.ClaimCohort(ctx, cohort.WorkflowID, "test")
	require.NoError(t, err)
	for next := state.Positions; len(next) > 0; {
		byBlock := map[int][]process.Position{}
		for _, p := range next {
			if p.State == process.StateWaiting && (p.Woken || p.Due <= state.Clock.Now) {
				byBlock[p.Block] = append(byBlock[p.Block], p)
			}
		}
		next = nil
		for block, members := range byBlock {
			result, err := k.ExecuteBlock(ctx, process.ExecuteRequest{Cohort: state.Cohort, Run: "test", Block: block, Members: members})
			require.NoError(t, err)
			next, moved = append(next, result.Positions...), true
		}
	}
	_, err = k.CloseCohort(ctx, state.Cohort, "test")
	require.NoError(t, err)
	return moved
}

// publish publishes a process about the subject with these triggers and blocks,
// one after the other. Blocks are JSON objects whose id comes first.
func (k *kit) publish(t *testing.T, subject, triggers, more string, blocks ...string) string {
	t.Helper()
	all, connections, from := `{"id":"start","kind":"start"}`, "", "start"
	for _, block := range append(blocks, `{"id":"end","kind":"end"}`) {
		id := between(block, `{"id":"`, `"`)
		all += "," + block
		if connections != "" {
			connections += ","
		}
		connections += `{"from":"` + from + `","exit":"next","to":"` + id + `"}`
		from = id
	}
	made := k.post("owner", "/processes", `{"definition":{"schema":1,"title":"Test","subject":"`+subject+`","triggers":[`+triggers+`],
		"blocks":[`+all+`],"connections":[`+connections+`]`+more+`}}`).want(t, 201)
	k.post("owner", "/processes/"+made.text("id")+"/publish", "").want(t, 200)
	return made.text("id")
}
