package workflows

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/orderflow/orderflow/models"
)

// Client is every start, signal and schedule that we ask of Temporal.
type Client struct{ temporal client.Client }

// NewClient speaks through a connected or lazy client.
func NewClient(c client.Client) *Client { return &Client{c} }

func (c *Client) options(id string, lane models.Lane) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		ID: id, TaskQueue: QueueOf(lane), WorkflowTaskTimeout: 10 * time.Second,
		WorkflowIDReusePolicy: enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
	}
}

// Look makes a cohort look: by a signal when a run has claimed it, by starting
// it with the signal otherwise, or when there is no such run any more.
func (c *Client) Look(ctx context.Context, id string, lane models.Lane, claimed bool) error {
	if claimed {
		err := c.temporal.SignalWorkflow(ctx, id, "", SignalLook, nil)
		var gone *serviceerror.NotFound
		if !errors.As(err, &gone) {
			return wrapped("signal cohort", err)
		}
	}
	_, err := c.temporal.SignalWithStartWorkflow(ctx, id, SignalLook, nil, c.options(id, lane), CohortType, CohortInput{})
	return wrapped("start cohort", err)
}

// StartLetters starts the delivery of a batch; one that runs already is left alone.
func (c *Client) StartLetters(ctx context.Context, id string, lane models.Lane, batch int64) error {
	return c.start(ctx, id, lane, LettersType, LettersInput{batch})
}

// StartBulk starts a bulk operation; one that runs already is left alone.
func (c *Client) StartBulk(ctx context.Context, id string, operation int64) error {
	return c.start(ctx, id, models.LaneBulk, BulkType, BulkInput{operation})
}

// Hurry makes a paused bulk operation look at once; one that does not run needs no hurry.
func (c *Client) Hurry(ctx context.Context, id string) error {
	err := c.temporal.SignalWorkflow(ctx, id, "", SignalLook, nil)
	var gone *serviceerror.NotFound
	if errors.As(err, &gone) {
		return nil
	}
	return wrapped("hurry bulk operation", err)
}

func (c *Client) start(ctx context.Context, id string, lane models.Lane, kind string, in any) error {
	o := c.options(id, lane)
	o.WorkflowIDConflictPolicy = enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING
	_, err := c.temporal.ExecuteWorkflow(ctx, o, kind, in)
	return wrapped("start "+kind, err)
}

// Schedule is something periodic.
type Schedule struct {
	ID    string
	Every time.Duration
	Lane  models.Lane
	Type  string
	Input any // nil for none
}

// CareSchedule is the service's own care.
func CareSchedule(installation string, every time.Duration) Schedule {
	return Schedule{ID: installation + "/care", Every: every, Lane: models.LaneInteractive, Type: CareType}
}

// EntrySchedule is the periodic entry of one segment trigger.
func EntrySchedule(installation string, process int64, trigger int, every time.Duration) Schedule {
	id := installation + "/entry/" + strconv.FormatInt(process, 10) + "-" + strconv.Itoa(trigger)
	return Schedule{ID: id, Every: every, Lane: models.LaneBulk, Type: EntryType, Input: EntryInput{process, trigger}}
}

// Ensure makes the schedule, or brings it to the given period.
func (c *Client) Ensure(ctx context.Context, s Schedule) error {
	_, err := c.temporal.ScheduleClient().Create(ctx, client.ScheduleOptions{
		ID: s.ID, Spec: s.spec(), Action: s.action(),
		Overlap: enums.SCHEDULE_OVERLAP_POLICY_SKIP, CatchupWindow: 10 * time.Second, TriggerImmediately: true,
	})
	if errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
		handle := c.temporal.ScheduleClient().GetHandle(ctx, s.ID)
		return wrapped("update schedule", handle.Update(ctx, client.ScheduleUpdateOptions{
			DoUpdate: func(in client.ScheduleUpdateInput) (*client.ScheduleUpdate, error) {
				spec := s.spec()
				in.Description.Schedule.Spec = &spec
				return &client.ScheduleUpdate{Schedule: &in.Description.Schedule}, nil
			},
		}))
	}
	return wrapped("create schedule", err)
}

// Drop removes a schedule; one that is not there is dropped already.
func (c *Client) Drop(ctx context.Context, id string) error {
	err := c.temporal.ScheduleClient().GetHandle(ctx, id).Delete(ctx)
	var gone *serviceerror.NotFound
	if errors.As(err, &gone) {
		return nil
	}
	return wrapped("drop schedule", err)
}

// Trigger starts what the schedule would start, now; the pump of a virtual clock
// does. A schedule that is not made yet starts by itself when it is.
func (c *Client) Trigger(ctx context.Context, id string) error {
	err := c.temporal.ScheduleClient().GetHandle(ctx, id).Trigger(ctx, client.ScheduleTriggerOptions{})
	var gone *serviceerror.NotFound
	if errors.As(err, &gone) {
		return nil
	}
	return wrapped("trigger schedule", err)
}

func (s Schedule) spec() client.ScheduleSpec {
	return client.ScheduleSpec{Intervals: []client.ScheduleIntervalSpec{{Every: s.Every}}}
}

func (s Schedule) action() *client.ScheduleWorkflowAction {
	action := &client.ScheduleWorkflowAction{ID: s.ID, Workflow: s.Type, TaskQueue: QueueOf(s.Lane)}
	if s.Input != nil {
		action.Args = []any{s.Input}
	}
	return action
}

// Healthy asks whether the cluster answers.
func (c *Client) Healthy(ctx context.Context) error {
	_, err := c.temporal.CheckHealth(ctx, &client.CheckHealthRequest{})
	return wrapped("temporal", err)
}

func wrapped(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
