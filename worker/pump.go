package worker

import (
	"context"
	"errors"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
	"github.com/orderflow/orderflow/workflows"
)

const (
	// pumpEvery is how often the pump looks for what has fallen due.
	pumpEvery = 20 * time.Millisecond
	// pumpAgain is after how long a cohort that is still due is signalled again:
	// a signal is only a hint and may come while the cohort is busy.
	pumpAgain = 200 * time.Millisecond
	// entriesEvery is how often the pump looks for periodic entries.
	entriesEvery = 500 * time.Millisecond
)

// pump signals, while the clock is not the machine's, the cohorts in which
// something has fallen due, and starts what schedules would start: Temporal's
// timers know nothing of such a clock.
type pump struct {
	deps    Deps
	client  *workflows.Client
	hints   chan struct{}
	told    map[int64]time.Time // cohorts that are due → when they were signalled
	entered time.Time           // when entries were last looked for
}

func newPump(deps Deps, client *workflows.Client) *pump {
	return &pump{deps: deps, client: client, hints: make(chan struct{}, 1)}
}

func (p *pump) run(ctx context.Context) error {
	if !p.deps.Service.Virtual() {
		return nil
	}
	ctx = services.ForLane(ctx, models.LaneInteractive)
	pause := newBackoff()
	for ctx.Err() == nil {
		if err := errors.Join(p.cohorts(ctx), p.entries(ctx)); err != nil {
			if ctx.Err() == nil {
				p.deps.Logger.WarnContext(ctx, "pump", "error", err)
			}
			pause.wait(ctx)
			continue
		}
		pause.reset()
		p.idle(ctx)
	}
	return nil
}

func (p *pump) idle(ctx context.Context) {
	timer := time.NewTimer(pumpEvery)
	defer timer.Stop()
	select {
	case <-p.hints:
	case <-timer.C:
	case <-ctx.Done():
	}
}

// cohorts signals each due cohort once, and again while it stays due.
func (p *pump) cohorts(ctx context.Context) error {
	due, err := p.deps.Service.CohortsDue(ctx, 500)
	if err != nil {
		return err
	}
	now, told := time.Now(), make(map[int64]time.Time, len(due))
	for _, c := range due {
		told[c.ID] = p.told[c.ID]
		if now.Sub(told[c.ID]) < pumpAgain {
			continue
		}
		if err := p.client.Look(ctx, c.WorkflowID, c.Lane, c.Claimed); err != nil {
			return err
		}
		told[c.ID] = now
	}
	p.told = told
	return nil
}

// entries starts the periodic entries whose next run has come (PRC-2).
func (p *pump) entries(ctx context.Context) error {
	if time.Since(p.entered) < entriesEvery {
		return nil
	}
	p.entered = time.Now()
	account, err := p.deps.Service.Installation(ctx)
	if err != nil {
		return err
	}
	rows, err := p.deps.Service.EntrySchedules(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.NextRun == nil || row.NextRun.After(p.deps.Service.Now()) {
			continue
		}
		if err := p.client.Trigger(ctx, scheduleOf(account.Code, row).ID); err != nil {
			return err
		}
	}
	return nil
}

// scheduleOf is the schedule of one periodic entry.
func scheduleOf(installation string, row services.EntrySchedule) workflows.Schedule {
	every := time.Duration(max(row.EverySeconds, 60)) * time.Second
	return workflows.EntrySchedule(installation, row.ProcessID, row.TriggerIndex, every)
}
