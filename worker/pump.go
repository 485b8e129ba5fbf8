package worker

import (
	"context"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/workflows"
)

const pumpEvery = 20 * time.Millisecond

// pump signals, while the clock is not the machine's, the cohorts in which
// something has fallen due: Temporal's timers know nothing of such a clock.
type pump struct {
	deps   Deps
	client *workflows.Client
	told   map[int64]time.Time // cohort → the moment for which it was signalled
}

func newPump(deps Deps, client *workflows.Client) *pump {
	return &pump{deps: deps, client: client, told: map[int64]time.Time{}}
}

func (p *pump) run(ctx context.Context) error {
	if !p.deps.Service.Virtual() {
		return nil
	}
	for sleep(ctx, pumpEvery) {
		if err := p.turn(ctx); err != nil && ctx.Err() == nil {
			p.deps.Logger.WarnContext(ctx, "pump", "error", err)
		}
	}
	return nil
}

// turn signals each due cohort once for each moment, and again after a second:
// a signal is only a hint and may come while the cohort is still busy.
func (p *pump) turn(ctx context.Context) error {
	due, err := p.deps.Service.CohortsDue(ctx, 500)
	if err != nil {
		return err
	}
	real := time.Now()
	var fresh []services.CohortSignal
	for _, c := range due {
		if real.Sub(p.told[c.ID]) > time.Second {
			fresh = append(fresh, c)
		}
	}
	if len(due) == 0 {
		clear(p.told)
	}
	for _, c := range fresh {
		p.told[c.ID] = real
		if err := p.client.Look(ctx, c.WorkflowID, c.Lane, c.Claimed); err != nil {
			return err
		}
	}
	return nil
}
