package workflows

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/orderflow/orderflow/activities"
	"github.com/orderflow/orderflow/internal/failpoint"
	"github.com/orderflow/orderflow/internal/process"
)

const (
	// stepTimeout bounds one database step; such steps are planned for 200 ms.
	stepTimeout = 20 * time.Second
	// idleRun is how long a run lasts at most, so that old versions die in days.
	idleRun = 24 * time.Hour
	// afterFailure is the pause after a question to the database went unanswered.
	afterFailure = 2 * time.Second
)

// Workflows are the workflow functions with the settings of their worker.
type Workflows struct {
	// ContinueEvery makes a cohort continue as new after so many turns of its
	// loop; 0 leaves that to the length of its history. Tests force it.
	ContinueEvery int
}

// CohortInput is empty: what a cohort needs, the database knows under its workflow id.
type CohortInput struct{}

// CohortView answers the query QueryState.
type CohortView struct {
	Cohort  int64 `json:"cohort"`
	Waiting int   `json:"waiting"`
	Wake    int64 `json:"wake"`
	Turns   int   `json:"turns"`
}

// Cohort drives the enrollments that sit in one cohort until nobody waits any more.
func (w *Workflows) Cohort(ctx workflow.Context, _ CohortInput) error {
	c := &cohort{forced: w.ContinueEvery, results: workflow.NewBufferedChannel(ctx, 1024)}
	if err := c.setup(ctx); err != nil || c.gone {
		return err
	}
	return c.run(ctx)
}

// cohort is one run. All that lasts longer is in the database.
type cohort struct {
	id      int64
	runID   string
	engine  *process.Engine
	wake    int64
	clock   process.Clock
	results workflow.Channel
	timer   workflow.CancelFunc
	asking  bool // a question for changes is under way
	again   bool // a signal came meanwhile
	gone    bool // another run drives the cohort, or it is closed
	drained bool
	turns   int
	forced  int
	until   int64 // the end of this run, microseconds
}

// turn is something that happened: apply tells the engine and returns what to do.
type turn struct{ apply func() []process.Command }

func (c *cohort) setup(ctx workflow.Context) error {
	_ = workflow.GetVersion(ctx, versionChange, CohortVersion, CohortVersion)
	info := workflow.GetInfo(ctx)
	c.runID = info.WorkflowExecution.RunID
	err := workflow.SetQueryHandler(ctx, QueryState, func() (CohortView, error) {
		return CohortView{c.id, c.waiting(), c.wake, c.turns}, nil
	})
	if err != nil {
		return err
	}
	var state process.CohortState
	if err := c.insist(ctx, activities.ClaimCohort, &state, info.WorkflowExecution.ID, c.runID); err != nil {
		return err
	}
	if c.gone = state.Gone; c.gone {
		return nil
	}
	c.id, c.wake, c.clock = state.Cohort, state.Wake, state.Clock
	c.engine = process.NewEngine(state.Skeleton, state.Bucket)
	c.until = workflow.Now(ctx).Add(idleRun).UnixMicro()
	c.listen(ctx)
	c.do(ctx, c.engine.Load(c.now(ctx), state.Positions))
	return nil
}

// run takes one turn after another: a batch's outcome, an answer, a timer, a signal.
func (c *cohort) run(ctx workflow.Context) error {
	for {
		if c.gone {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if c.drained = c.drained || c.due(ctx); c.drained {
			c.engine.Drain()
			if c.engine.Quiet() && !c.asking {
				return c.renew(ctx)
			}
		}
		var t turn
		c.results.Receive(ctx, &t)
		c.turns++
		c.do(ctx, t.apply())
	}
}

// due reports that the run has lasted long enough.
func (c *cohort) due(ctx workflow.Context) bool {
	return workflow.GetInfo(ctx).GetContinueAsNewSuggested() || (c.forced > 0 && c.turns >= c.forced) ||
		workflow.Now(ctx).UnixMicro() >= c.until
}

// renew continues as a new run, which reads everything anew. A signal that is
// lost between the runs is no loss: the new run claims, and thereby looks.
func (c *cohort) renew(ctx workflow.Context) error {
	if failpoint.Built {
		workflow.SideEffect(ctx, func(workflow.Context) any { failpoint.Hit("before-continue-as-new"); return nil })
	}
	return workflow.NewContinueAsNewError(ctx, CohortType, CohortInput{})
}

// now is the present: the machine's, or what the database side last said of a virtual clock.
func (c *cohort) now(ctx workflow.Context) int64 {
	if c.clock.Virtual {
		return c.clock.Now
	}
	return workflow.Now(ctx).UnixMicro()
}

func (c *cohort) waiting() int {
	if c.engine == nil {
		return 0
	}
	return c.engine.Waiting()
}

// do carries out what the engine decided.
func (c *cohort) do(ctx workflow.Context, commands []process.Command) {
	for _, command := range commands {
		switch command := command.(type) {
		case process.Execute:
			c.execute(ctx, command)
		case process.WakeAt:
			c.wakeAt(ctx, command.At)
		case process.Finish:
			c.close(ctx)
		}
	}
}

func (c *cohort) execute(ctx workflow.Context, command process.Execute) {
	ask := process.ExecuteRequest{Cohort: c.id, Run: c.runID, Block: command.Block, Members: command.Members}
	workflow.Go(ctx, func(ctx workflow.Context) {
		var result process.ExecuteResult
		err := c.step(ctx, command.Class, activities.ExecuteBlock, &result, ask)
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
		if future.Get(ctx, nil) == nil {
			c.results.Send(ctx, turn{func() []process.Command { return c.engine.Due(c.now(ctx)) }})
		}
	})
}

// listen turns every signal into a look. Looks are gathered: while one question
// is under way, the next waits for its answer.
func (c *cohort) listen(ctx workflow.Context) {
	workflow.Go(ctx, func(ctx workflow.Context) {
		ctx.Done().Receive(ctx, nil) // a run that is cancelled must turn once more to see it
		c.results.Send(ctx, turn{func() []process.Command { return nil }})
	})
	signals := workflow.GetSignalChannel(ctx, SignalLook)
	workflow.Go(ctx, func(ctx workflow.Context) {
		for signals.Receive(ctx, nil) {
			for signals.ReceiveAsync(nil) {
			}
			c.results.Send(ctx, turn{func() []process.Command { return c.look(ctx) }})
		}
	})
}

func (c *cohort) look(ctx workflow.Context) []process.Command {
	if c.again = c.asking; c.asking {
		return nil
	}
	c.asking = true
	after := c.wake
	workflow.Go(ctx, func(ctx workflow.Context) {
		var changes process.Changes
		err := c.step(ctx, process.ClassLocal, activities.ChangedMembers, &changes, c.id, c.runID, after)
		if err != nil {
			_ = workflow.Sleep(ctx, afterFailure)
		}
		c.results.Send(ctx, turn{func() []process.Command { return c.changed(ctx, changes, err) }})
	})
	return nil
}

func (c *cohort) changed(ctx workflow.Context, changes process.Changes, err error) []process.Command {
	c.asking = false
	if err != nil || c.again {
		c.again = false
		defer func() { c.look(ctx) }()
	}
	if err != nil {
		return nil
	}
	return c.adopt(ctx, changes)
}

// adopt takes in what changed in the database.
func (c *cohort) adopt(ctx workflow.Context, changes process.Changes) []process.Command {
	if c.gone = changes.Gone; c.gone {
		return nil
	}
	c.wake, c.clock = max(c.wake, changes.Wake), changes.Clock
	return c.engine.Changed(c.now(ctx), changes.Positions)
}

// close ends the cohort unless somebody has joined meanwhile.
func (c *cohort) close(ctx workflow.Context) {
	c.asking = true
	workflow.Go(ctx, func(ctx workflow.Context) {
		var result process.CloseResult
		err := c.step(ctx, process.ClassLocal, activities.CloseCohort, &result, c.id, c.runID)
		if err != nil {
			_ = workflow.Sleep(ctx, afterFailure)
		}
		c.results.Send(ctx, turn{func() []process.Command {
			if err == nil && result.Closed {
				c.gone = true
				return nil
			}
			return c.changed(ctx, result.Changes, err)
		}})
	})
}

// step runs one activity: local and tried once when it stays in our database,
// regular when it may take longer. What did not work the engine tries again.
func (c *cohort) step(ctx workflow.Context, class process.Class, name string, result any, args ...any) error {
	once := &temporal.RetryPolicy{MaximumAttempts: 1}
	if class == process.ClassRegular {
		ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
			StartToCloseTimeout: 5 * time.Minute, HeartbeatTimeout: 30 * time.Second, RetryPolicy: once,
		})
		return workflow.ExecuteActivity(ctx, name, args...).Get(ctx, result)
	}
	ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{ScheduleToCloseTimeout: stepTimeout, RetryPolicy: once})
	return workflow.ExecuteLocalActivity(ctx, name, args...).Get(ctx, result)
}

// insist runs a local step until it works: without a claim there is nothing to drive.
func (c *cohort) insist(ctx workflow.Context, name string, result any, args ...any) error {
	for pause := afterFailure; ; pause = min(2*pause, time.Minute) {
		if c.step(ctx, process.ClassLocal, name, result, args...) == nil {
			return nil
		}
		if err := workflow.Sleep(ctx, pause); err != nil {
			return err
		}
	}
}
