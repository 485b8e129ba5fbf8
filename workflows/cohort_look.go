package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/orderflow/orderflow/activities"
	"github.com/orderflow/orderflow/internal/process"
)

// listen turns every signal, and a request to cancel, into a turn. Signals that
// arrive together are one look.
func (c *cohort) listen(ctx workflow.Context) {
	signals := workflow.GetSignalChannel(ctx, SignalLook)
	workflow.Go(ctx, func(ctx workflow.Context) {
		for signals.Receive(ctx, nil) {
			for signals.ReceiveAsync(nil) {
			}
			c.results.Send(ctx, turn{func() []process.Command { return c.look(ctx) }})
		}
	})
	workflow.Go(ctx, func(ctx workflow.Context) {
		c.outer.Done().Receive(ctx, nil)
		c.results.Send(ctx, turn{func() []process.Command { return nil }})
	})
}

// look asks for the members that changed. One question about the membership is
// under way at a time; a look that comes meanwhile follows its answer. A run
// that ends asks no more: the next one claims, and thereby looks.
func (c *cohort) look(ctx workflow.Context) []process.Command {
	if c.again = c.asking; c.asking || c.ending {
		return nil
	}
	c.asking = true
	after := c.wake
	workflow.Go(ctx, func(ctx workflow.Context) {
		var changes process.Changes
		err := c.ask(ctx, activities.ChangedMembers, &changes, c.id, c.runID, after)
		c.results.Send(ctx, turn{func() []process.Command { return c.changed(ctx, changes, err) }})
	})
	return nil
}

// changed takes in an answer about the membership, or its absence.
func (c *cohort) changed(ctx workflow.Context, changes process.Changes, err error) []process.Command {
	c.asking = false
	if err != nil || c.again {
		// After an outage this is also what closes a cohort that could not be closed.
		defer c.look(ctx)
	}
	if err != nil {
		return nil
	}
	if c.gone = changes.Gone; c.gone {
		return nil
	}
	c.wake, c.clock = max(c.wake, changes.Wake), changes.Clock
	return c.engine.Changed(c.now(ctx), changes.Positions)
}

// close ends the cohort unless somebody has joined meanwhile. While a look is
// under way its answer decides first whether there is still anything to close.
func (c *cohort) close(ctx workflow.Context) {
	if c.asking {
		return
	}
	c.asking = true
	workflow.Go(ctx, func(ctx workflow.Context) {
		var result process.CloseResult
		err := c.ask(ctx, activities.CloseCohort, &result, c.id, c.runID)
		c.results.Send(ctx, turn{func() []process.Command {
			if err == nil && result.Closed {
				c.gone = true
				return nil
			}
			return c.changed(ctx, result.Changes, err)
		}})
	})
}

// drain takes the signals that nobody will read any more: what they hint at, the
// next run or another workflow finds by itself, and left over they would be reported as lost.
func drain(ctx workflow.Context, signal string) {
	signals := workflow.GetSignalChannel(ctx, signal)
	for left := true; left; {
		left = signals.ReceiveAsync(nil)
	}
}
