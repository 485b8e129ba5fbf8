package baseline

import (
	"time"

	"go.temporal.io/sdk/workflow"
)

// Input is what one order's workflow does.
type Input struct {
	Order int64
	Due   time.Time // when the delay is over
	Local bool      // local activities instead of regular ones
	Short bool      // one activity after the delay, which looks and cancels in one transaction
	Waits bool      // waits for a signal of payment instead of the delay
}

// SignalPaid says that the order was paid.
const SignalPaid = "paid"

// flow is one order's workflow under way.
type flow struct {
	ctx workflow.Context
	in  Input
}

// Order takes one order through start → delay → condition → change of status, or through a wait for its payment.
func Order(ctx workflow.Context, in Input) error {
	f := &flow{workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: time.Minute}), in}
	f.ctx = workflow.WithLocalActivityOptions(f.ctx, workflow.LocalActivityOptions{ScheduleToCloseTimeout: time.Minute})
	if in.Waits {
		return f.wait()
	}
	return f.cancel()
}

func (f *flow) cancel() error {
	if err := f.do("Pass", nil, f.in.Order, "start", "start", "delay"); err != nil {
		return err
	}
	if pause := f.in.Due.Sub(workflow.Now(f.ctx)); pause > 0 {
		if err := workflow.Sleep(f.ctx, pause); err != nil {
			return err
		}
	}
	if f.in.Short {
		return f.do("Cancel", nil, f.in.Order)
	}
	if err := f.do("Pass", nil, f.in.Order, "delay", "delay", "unpaid"); err != nil {
		return err
	}
	var unpaid bool
	if err := f.do("Unpaid", &unpaid, f.in.Order); err != nil || !unpaid {
		return err
	}
	return f.do("Cancel", nil, f.in.Order)
}

// wait holds until the payment or three days, as the service's process does.
func (f *flow) wait() error {
	if err := f.do("Pass", nil, f.in.Order, "start", "start", "wait"); err != nil {
		return err
	}
	paid := false
	timed, stop := workflow.WithCancel(f.ctx)
	defer stop()
	workflow.NewSelector(f.ctx).
		AddReceive(workflow.GetSignalChannel(f.ctx, SignalPaid), func(c workflow.ReceiveChannel, _ bool) { c.Receive(f.ctx, nil); paid = true }).
		AddFuture(workflow.NewTimer(timed, 72*time.Hour), func(workflow.Future) {}).
		Select(f.ctx)
	if !paid {
		return nil
	}
	return f.do("Thank", nil, f.in.Order)
}

func (f *flow) do(name string, result any, args ...any) error {
	if f.in.Local {
		return workflow.ExecuteLocalActivity(f.ctx, name, args...).Get(f.ctx, result)
	}
	return workflow.ExecuteActivity(f.ctx, name, args...).Get(f.ctx, result)
}
