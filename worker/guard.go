package worker

import (
	"context"
	"log/slog"
	"runtime/debug"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/temporal"

	"github.com/orderflow/orderflow/models"
)

// guard stands before every activity: it measures, and it keeps the text of a
// panic, which may quote personal data, out of Temporal (PRIV-1).
type guard struct {
	interceptor.WorkerInterceptorBase
	log    *slog.Logger
	meters *meters
}

// InterceptActivity implements interceptor.WorkerInterceptor.
func (g *guard) InterceptActivity(_ context.Context, next interceptor.ActivityInboundInterceptor) interceptor.ActivityInboundInterceptor {
	guarded := &guardedActivity{guard: g}
	guarded.Next = next
	return guarded
}

type guardedActivity struct {
	interceptor.ActivityInboundInterceptorBase
	guard *guard
}

// ExecuteActivity implements interceptor.ActivityInboundInterceptor.
func (a *guardedActivity) ExecuteActivity(ctx context.Context, in *interceptor.ExecuteActivityInput) (out any, err error) {
	name, began := activity.GetInfo(ctx).ActivityType.Name, time.Now()
	defer func() {
		if cause := recover(); cause != nil {
			a.guard.log.ErrorContext(ctx, "activity panicked", "activity", name, "panic", cause, "stack", string(debug.Stack()))
			out, err = nil, temporal.NewApplicationError(string(models.CodeInternal), string(models.CodeInternal))
		}
		a.guard.meters.ran(name, time.Since(began), err)
	}()
	return a.Next.ExecuteActivity(ctx, in)
}
