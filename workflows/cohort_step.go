package workflows

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/orderflow/orderflow/activities"
	"github.com/orderflow/orderflow/internal/process"
)

const (
	// stepTimeout bounds one database step; such steps are planned for 200 ms.
	stepTimeout = 20 * time.Second
	// outsideTimeout bounds one execution that reaches the world.
	outsideTimeout = 5 * time.Minute
	// The pause after a question to the database that went unanswered, doubled
	// up to the longest; without a claim there is nothing to be late for.
	firstPause, longestPause, longestClaimPause = time.Second, 10 * time.Second, time.Minute
)

// execute runs one block for a batch. Its outcome, or failure, is a turn.
func (c *cohort) execute(ctx workflow.Context, command process.Execute) {
	request := process.ExecuteRequest{Cohort: c.id, Run: c.runID, Block: command.Block, Members: command.Members}
	workflow.Go(ctx, func(ctx workflow.Context) {
		var result process.ExecuteResult
		err := step(ctx, command.Class, activities.ExecuteBlock, &result, request)
		c.results.Send(ctx, turn{func() []process.Command {
			if err != nil {
				return c.engine.Failed(c.now(ctx), command.Batch)
			}
			c.clock = result.Clock
			return c.engine.Outcome(c.now(ctx), command.Batch, result.Positions)
		}})
	})
}

// wakeAt keeps one timer, for the earliest moment that matters. On a virtual
// clock nothing is timed here: a pump signals when something falls due.
func (c *cohort) wakeAt(ctx workflow.Context, at int64) {
	if c.timer != nil {
		c.timer()
		c.timer = nil
	}
	if c.clock.Virtual {
		return
	}
	at = min(at, c.until)
	timed, cancel := workflow.WithCancel(ctx)
	c.timer = cancel
	future := workflow.NewTimer(timed, time.Duration(max(at-c.now(ctx), 0))*time.Microsecond)
	workflow.Go(ctx, func(ctx workflow.Context) {
		if future.Get(ctx, nil) != nil {
			return
		}
		// The moment has come, also where another server's clock says that it has not quite.
		c.results.Send(ctx, turn{func() []process.Command { return c.engine.Due(max(c.now(ctx), at)) }})
	})
}

// ask puts one question to the database; without an answer it returns after a
// pause, so that who asks again at once does not spin.
func (c *cohort) ask(ctx workflow.Context, name string, answer any, args ...any) error {
	err := step(ctx, process.ClassLocal, name, answer, args...)
	if err == nil {
		c.pause = 0
		return nil
	}
	c.pause = min(max(2*c.pause, firstPause), longestPause)
	_ = workflow.Sleep(ctx, c.pause)
	return err
}

// insist runs a local step until it works, as a new run when this one becomes
// long: without a claim there is nothing to drive.
func (c *cohort) insist(ctx workflow.Context, name string, result any, args ...any) error {
	for pause := firstPause; ; pause = min(2*pause, longestClaimPause) {
		if step(ctx, process.ClassLocal, name, result, args...) == nil {
			return nil
		}
		if err := workflow.Sleep(c.outer, pause); err != nil {
			return err
		}
		if workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			return workflow.NewContinueAsNewError(ctx, CohortType, CohortInput{})
		}
	}
}

// step runs one activity: local and tried once when it stays in our database,
// regular when it may take longer. What did not work is tried again by who asked for it.
func step(ctx workflow.Context, class process.Class, name string, result any, args ...any) error {
	once := &temporal.RetryPolicy{MaximumAttempts: 1}
	if class == process.ClassRegular {
		ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
			StartToCloseTimeout: outsideTimeout, HeartbeatTimeout: heartbeat, RetryPolicy: once,
		})
		return workflow.ExecuteActivity(ctx, name, args...).Get(ctx, result)
	}
	ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{ScheduleToCloseTimeout: stepTimeout, RetryPolicy: once})
	return workflow.ExecuteLocalActivity(ctx, name, args...).Get(ctx, result)
}
