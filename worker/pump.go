package worker

import (
	"context"
	"errors"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/workflows"
)

const (
	pumpEvery = 20 * time.Millisecond
	// entriesEvery is how often periodic entries are compared with the clock.
	entriesEvery = 500 * time.Millisecond
)

// pump signals, while the clock is not the machine's, the cohorts in which
// something has fallen due, and starts the periodic entries whose time has
// come: Temporal's timers and schedules know nothing of such a clock.
type pump struct {
	deps   Deps
	client *workflows.Client
	told   map[int64]time.Time // cohort → the moment for which it was signalled
	asked  time.Time           // when periodic entries were last looked at
}

func newPump(deps Deps, client *workflows.Client) *pump {
	return &pump{deps: deps, client: client, told: map[int64]time.Time{}}
}

func (p *pump) run(ctx context.Context) error {
	if !p.deps.Service.Virtual() {
		return nil
	}
	for sleep(ctx, pumpEvery) {
		if err := errors.Join(p.turn(ctx), p.enter(ctx)); err != nil && ctx.Err() == nil {
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

// enter starts each periodic entry that is due (PRC-2). One that runs already is
// not started twice: its schedule skips what overlaps.
func (p *pump) enter(ctx context.Context) error {
	if time.Since(p.asked) < entriesEvery {
		return nil
	}
	p.asked = time.Now()
	rows, err := p.deps.Service.EntrySchedules(ctx)
	if err != nil || len(rows) == 0 {
		return err
	}
	account, err := p.deps.Service.Installation(ctx)
	if err != nil {
		return err
	}
	now := p.deps.Service.Now()
	for _, row := range rows {
		if row.NextRun == nil || row.NextRun.After(now) {
			continue
		}
		if err := p.client.Trigger(ctx, workflows.EntrySchedule(account.Code, row.ProcessID, row.TriggerIndex, 0).ID); err != nil {
			return err
		}
	}
	return nil
}
