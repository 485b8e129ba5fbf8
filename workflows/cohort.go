package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/orderflow/orderflow/activities"
	"github.com/orderflow/orderflow/internal/failpoint"
	"github.com/orderflow/orderflow/internal/process"
)

// idleRun is how long a run lasts at most, so that old versions die in days.
const idleRun = 24 * time.Hour

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
//
// A request to cancel is obeyed as soon as nothing is in flight. It harms
// nobody: the next signal, or the watchdog, starts another run, which goes on
// where the database has the members.
func (w *Workflows) Cohort(ctx workflow.Context, _ CohortInput) error {
	c := &cohort{outer: ctx, forced: w.ContinueEvery}
	defer drain(ctx, SignalLook)
	// Steps must not fail because somebody asks to cancel: what they did is in the database.
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	if err := c.setup(ctx); err != nil || c.gone {
		return err
	}
	return c.run(ctx)
}

// cohort is one run. All that lasts longer is in the database.
type cohort struct {
	outer   workflow.Context // cancelled when somebody asks for it
	id      int64
	runID   string
	engine  *process.Engine
	wake    int64
	clock   process.Clock
	results workflow.Channel
	timer   workflow.CancelFunc
	pause   time.Duration // after the last question that went unanswered
	asking  bool          // a question about the membership is under way
	again   bool          // a signal came meanwhile
	gone    bool          // another run drives the cohort, or it is closed
	ending  bool          // nothing new is begun in this run
	turns   int
	forced  int
	until   int64 // the end of this run, microseconds since 1970
}

// turn is something that happened: apply tells the engine and returns what to do.
type turn struct{ apply func() []process.Command }

func (c *cohort) setup(ctx workflow.Context) error {
	rehearse(ctx, version(ctx, CohortType))
	info := workflow.GetInfo(ctx)
	c.runID = info.WorkflowExecution.RunID
	c.results = workflow.NewBufferedChannel(ctx, 1024)
	c.until = workflow.Now(ctx).Add(idleRun).UnixMicro()
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
	c.listen(ctx)
	c.do(ctx, c.engine.Load(c.now(ctx), state.Positions))
	return nil
}

// run takes one turn after another: a batch's outcome, an answer, a timer, a
// signal. It ends with nothing in flight, whatever signals wait.
func (c *cohort) run(ctx workflow.Context) error {
	for !c.gone {
		if c.ending = c.ending || c.mustEnd(ctx); c.ending {
			c.engine.Drain()
			if c.engine.Quiet() && !c.asking {
				return c.handOver(ctx)
			}
		}
		var t turn
		c.results.Receive(ctx, &t)
		c.turns++
		c.do(ctx, t.apply())
	}
	return nil
}

// mustEnd reports that the run has lasted long enough, or was asked to cancel.
func (c *cohort) mustEnd(ctx workflow.Context) bool {
	return c.outer.Err() != nil || workflow.GetInfo(ctx).GetContinueAsNewSuggested() ||
		(c.forced > 0 && c.turns >= c.forced) || workflow.Now(ctx).UnixMicro() >= c.until
}

// handOver continues as a new run, which reads everything anew. A signal that is
// lost between the runs is no loss: the new run claims, and thereby looks.
func (c *cohort) handOver(ctx workflow.Context) error {
	if err := c.outer.Err(); err != nil {
		return err
	}
	if failpoint.Built {
		workflow.SideEffect(ctx, func(workflow.Context) any { failpoint.Hit("before-continue-as-new"); return nil })
	}
	return workflow.NewContinueAsNewError(ctx, CohortType, CohortInput{})
}

// now is the present: what the database side last said of a virtual clock; else
// the server's or the database side's, whichever is later. What a step made due
// at once would by the server's clock alone be due a moment later, and wait for its bucket.
func (c *cohort) now(ctx workflow.Context) int64 {
	if c.clock.Virtual {
		return c.clock.Now
	}
	return max(workflow.Now(ctx).UnixMicro(), c.clock.Now)
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
