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

const (
	// taskTimeout bounds one workflow task; a worker that died is found out after it.
	taskTimeout = 10 * time.Second
	// healthTimeout bounds the question whether the cluster answers.
	healthTimeout = 5 * time.Second
	// catchUp is how late a schedule may still start what it missed.
	catchUp = 10 * time.Second
)

// Client is every start, signal and schedule that we ask of Temporal.
type Client struct{ temporal client.Client }

// NewClient speaks through a connected or lazy client.
func NewClient(c client.Client) *Client { return &Client{c} }

func (c *Client) options(id string, lane models.Lane) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		ID: id, TaskQueue: QueueOf(installationOf(id), lane), WorkflowTaskTimeout: taskTimeout,
		WorkflowIDReusePolicy: enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
	}
}

// Look makes a cohort look: by a signal when a run has claimed it, by starting
// it with the signal otherwise, or when there is no such run any more.
func (c *Client) Look(ctx context.Context, id string, lane models.Lane, claimed bool) error {
	if claimed {
		err := c.temporal.SignalWorkflow(ctx, id, "", SignalLook, nil)
		if !notFound(err) {
			return translated("signal cohort", err)
		}
	}
	_, err := c.temporal.SignalWithStartWorkflow(ctx, id, SignalLook, nil, c.options(id, lane), CohortType, CohortInput{})
	return translated("start cohort", err)
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
	if notFound(err) {
		return nil
	}
	return translated("hurry bulk operation", err)
}

func (c *Client) start(ctx context.Context, id string, lane models.Lane, kind string, in any) error {
	o := c.options(id, lane)
	o.WorkflowIDConflictPolicy = enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING
	_, err := c.temporal.ExecuteWorkflow(ctx, o, kind, in)
	return translated("start "+kind, err)
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
	return Schedule{ID: id, Every: every, Lane: models.LaneBulk, Type: EntryType, Input: EntryInput{Process: process, Trigger: trigger}}
}

// Ensure makes the schedule, or brings it to what is given.
func (c *Client) Ensure(ctx context.Context, s Schedule) error {
	_, err := c.temporal.ScheduleClient().Create(ctx, client.ScheduleOptions{
		ID: s.ID, Spec: s.spec(), Action: s.action(),
		Overlap: enums.SCHEDULE_OVERLAP_POLICY_SKIP, CatchupWindow: catchUp, TriggerImmediately: true,
	})
	if errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
		handle := c.temporal.ScheduleClient().GetHandle(ctx, s.ID)
		return translated("update schedule", handle.Update(ctx, client.ScheduleUpdateOptions{
			DoUpdate: func(in client.ScheduleUpdateInput) (*client.ScheduleUpdate, error) {
				spec := s.spec()
				in.Description.Schedule.Spec, in.Description.Schedule.Action = &spec, s.action()
				return &client.ScheduleUpdate{Schedule: &in.Description.Schedule}, nil
			},
		}))
	}
	return translated("create schedule", err)
}

// Drop removes a schedule; one that is not there is dropped already.
func (c *Client) Drop(ctx context.Context, id string) error {
	err := c.temporal.ScheduleClient().GetHandle(ctx, id).Delete(ctx)
	if notFound(err) {
		return nil
	}
	return translated("drop schedule", err)
}

// Trigger starts what the schedule would start, now; the pump of a virtual clock
// does. A schedule that is not made yet starts by itself when it is.
func (c *Client) Trigger(ctx context.Context, id string) error {
	err := c.temporal.ScheduleClient().GetHandle(ctx, id).Trigger(ctx, client.ScheduleTriggerOptions{})
	if notFound(err) {
		return nil
	}
	return translated("trigger schedule", err)
}

func (s Schedule) spec() client.ScheduleSpec {
	return client.ScheduleSpec{Intervals: []client.ScheduleIntervalSpec{{Every: s.Every}}}
}

func (s Schedule) action() *client.ScheduleWorkflowAction {
	action := &client.ScheduleWorkflowAction{ID: s.ID, Workflow: s.Type, TaskQueue: QueueOf(installationOf(s.ID), s.Lane)}
	if s.Input != nil {
		action.Args = []any{s.Input}
	}
	return action
}

// Healthy asks whether the cluster answers.
func (c *Client) Healthy(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	_, err := c.temporal.CheckHealth(ctx, &client.CheckHealthRequest{})
	if err == nil {
		return nil
	}
	return fmt.Errorf("temporal: %w", models.NewError(models.CodeUnavailable).Because(err))
}

// notFound reports that there is no such workflow or schedule. A namespace that
// is not there is another matter.
func notFound(err error) bool {
	var gone *serviceerror.NotFound
	return errors.As(err, &gone)
}

// translated names the operation; an error that passes when Temporal is back
// gets CodeUnavailable.
func translated(what string, err error) error {
	if err == nil {
		return nil
	}
	if away(err) {
		err = models.NewError(models.CodeUnavailable).Because(err)
	}
	return fmt.Errorf("%s: %w", what, err)
}

func away(err error) bool {
	var (
		down      *serviceerror.Unavailable
		late      *serviceerror.DeadlineExceeded
		busy      *serviceerror.ResourceExhausted
		forgetful *serviceerror.NamespaceNotFound
	)
	return errors.As(err, &down) || errors.As(err, &late) || errors.As(err, &busy) || errors.As(err, &forgetful) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}
