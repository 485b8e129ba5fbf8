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
	watchEvery = 10 * time.Second
	careEvery  = 30 * time.Second
	// careEveryVirtual: a clock that runs ahead brings deadlines sooner.
	careEveryVirtual = time.Second
	// renewEvery is how often all schedules are brought in step whatever is known of
	// them: another worker may have dropped one that is wanted again.
	renewEvery = 10 * time.Minute
)

// watchdog finds what should have moved and did not, and keeps the schedules in
// step with the processes. It is also the recovery from a Temporal that lost its storage.
type watchdog struct {
	deps   Deps
	client *workflows.Client
	relay  *relay
	meters *meters
	swept  bool                     // everything open was told since Temporal came back
	known  map[string]time.Duration // schedules that Temporal has → their period
	firing *firing
	// renewed is when every schedule was last brought in step.
	renewed time.Time
}

func newWatchdog(deps Deps, client *workflows.Client, r *relay, m *meters, f *firing) *watchdog {
	return &watchdog{deps: deps, client: client, relay: r, meters: m, firing: f}
}

func (d *watchdog) run(ctx context.Context) error {
	ctx = services.ForLane(ctx, models.LaneInteractive)
	for {
		if err := errors.Join(d.measure(ctx), d.look(ctx)); err != nil && ctx.Err() == nil {
			d.deps.Logger.WarnContext(ctx, "watchdog", "error", err)
		}
		if !sleep(ctx, d.pause()) {
			return nil
		}
	}
}

// pause is short until the first sweep has worked: after a start people wait for it.
func (d *watchdog) pause() time.Duration {
	if !d.swept {
		return time.Second
	}
	return watchEvery
}

func (d *watchdog) measure(ctx context.Context) error {
	backlog, err := d.deps.Service.Backlogs(ctx)
	if err == nil {
		d.meters.waiting(backlog, d.deps.Service.Now())
	}
	return err
}

func (d *watchdog) look(ctx context.Context) error {
	if err := d.client.Healthy(ctx); err != nil {
		d.swept, d.known = false, nil // whoever was away may come back empty
		return err
	}
	if !d.swept {
		if err := d.sweep(ctx); err != nil {
			return err
		}
		d.swept = true
	}
	stray, err := d.deps.Service.StrayCohorts(ctx, 500)
	if err != nil {
		return err
	}
	if len(stray) > 0 {
		d.meters.strays.Add(float64(len(stray)))
		d.deps.Logger.WarnContext(ctx, "stray cohorts", "count", len(stray))
	}
	if err := d.relay.look(ctx, unclaimed(stray)); err != nil {
		return err
	}
	return d.schedules(ctx)
}

// sweep makes every open cohort look once, and has letters and bulk operations
// told again: those whose workflow is gone are started again.
func (d *watchdog) sweep(ctx context.Context) error {
	if err := d.deps.Service.TellAgain(ctx); err != nil {
		return err
	}
	for after := int64(0); ; {
		open, err := d.deps.Service.OpenCohorts(ctx, after, 500)
		if err != nil || len(open) == 0 {
			return err
		}
		if err := d.relay.look(ctx, unclaimed(open)); err != nil {
			return err
		}
		after = open[len(open)-1].ID
	}
}

// unclaimed has them signalled with a start: their workflow may be gone.
func unclaimed(list []services.CohortSignal) []services.CohortSignal {
	for i := range list {
		list[i].Claimed = false
	}
	return list
}

// schedules brings Temporal's schedules to what the rows say.
func (d *watchdog) schedules(ctx context.Context) error {
	account, err := d.deps.Service.Installation(ctx)
	if err != nil {
		return err
	}
	rows, err := d.deps.Service.EntrySchedules(ctx)
	if err != nil {
		return err
	}
	wanted := []workflows.Schedule{workflows.CareSchedule(account.Code, d.careEvery())}
	for _, row := range rows {
		wanted = append(wanted, scheduleOf(account.Code, row))
	}
	d.recall(account.Code)
	return d.bring(ctx, wanted)
}

// recall adds the schedules that have fired to the known ones: those of a process
// that was stopped while no worker ran make themselves felt so, and are dropped.
func (d *watchdog) recall(installation string) {
	if d.known == nil {
		d.known = map[string]time.Duration{}
	}
	if time.Since(d.renewed) > renewEvery {
		d.renewed = time.Now()
		for id := range d.known {
			d.known[id] = 0
		}
	}
	for _, e := range d.firing.take() {
		if id := workflows.EntrySchedule(installation, e.process, e.trigger, 0).ID; d.known[id] == 0 {
			d.known[id] = 0
		}
	}
}

func (d *watchdog) careEvery() time.Duration {
	if d.deps.Service.Virtual() {
		return careEveryVirtual
	}
	return careEvery
}

func (d *watchdog) bring(ctx context.Context, wanted []workflows.Schedule) error {
	now := make(map[string]time.Duration, len(wanted))
	for _, s := range wanted {
		now[s.ID] = s.Every
		if d.known[s.ID] == s.Every {
			continue
		}
		if err := d.client.Ensure(ctx, s); err != nil {
			return err
		}
	}
	for id := range d.known {
		if _, still := now[id]; !still {
			if err := d.client.Drop(ctx, id); err != nil {
				return err
			}
		}
	}
	d.known = now
	return nil
}
