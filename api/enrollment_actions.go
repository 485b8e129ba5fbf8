package api

import (
	"context"
	"net/http"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Chosen names enrollments.
type Chosen struct {
	EnrollmentIDs []int64 `json:"enrollment_ids" minItems:"1" maxItems:"500"`
}

// Failed names failed enrollments one by one, or those of a process.
type Failed struct {
	EnrollmentIDs []int64 `json:"enrollment_ids,omitempty" maxItems:"500" doc:"All of them are taken, or none"`
	ProcessID     int64   `json:"process_id,omitempty" minimum:"0" doc:"Instead of ids: everybody who failed in the process"`
	Block         string  `json:"block,omitempty" maxLength:"100" doc:"Only those who failed at this block"`
	Failure       string  `json:"failure,omitempty" maxLength:"100" doc:"Only those with this failure, a code"`
}

// check demands ids or a process, not both.
func (f *Failed) check() error {
	switch {
	case len(f.EnrollmentIDs) > 0 && f.ProcessID != 0:
		return models.NewFieldError("process_id", models.CodeUnknownField, "field", "process_id", "allowed", []string{"enrollment_ids"})
	case len(f.EnrollmentIDs) == 0 && f.ProcessID == 0:
		return models.NewFieldError("enrollment_ids", models.CodeRequired)
	case f.ProcessID == 0 && f.Block+f.Failure != "":
		return models.NewFieldError("process_id", models.CodeRequired)
	default:
		return nil
	}
}

// Count is how many objects an action was done to.
type Count struct {
	Count int `json:"count"`
}

func (a *api) registerEnrollmentActions(tag string) {
	const post = http.MethodPost
	for _, action := range []struct {
		name, summary string
		run           onSome
		runFailed     onFailed
	}{
		{"retry", "Try failed ones again", a.service.RetryEnrollments, a.service.RetryFailed},
		{"skip", "Let failed ones leave their block without its effect", a.service.SkipEnrollments, a.service.SkipFailed},
		{"stop", "Stop enrollments", a.service.StopEnrollments, nil},
	} {
		repeatable(a, operation{
			method: post, path: "/enrollments/{id}/" + action.name, id: action.name + "-enrollment", tag: tag,
			summary: action.summary,
		}, a.onEnrollment(action.run), byReading(a.enrollment))
		many := operation{
			method: post, path: "/enrollments/" + action.name, id: action.name + "-enrollments", tag: tag,
			summary: action.summary, detail: "At most 500 at once.",
		}
		if action.runFailed == nil {
			repeatable(a, many, onEnrollments(action.run), countedAgain)
			continue
		}
		many.detail = "At most 500 by their ids, or everybody who failed in a process. Repeating the request takes those that are failed still."
		repeatable(a, many, onFailedOnes(action.run, action.runFailed), countedAgain)
	}
}

type (
	onSome   func(context.Context, models.Actor, []int64) error
	onFailed func(context.Context, models.Actor, services.FailedFilter) (int, error)
)

// onEnrollment does an action to one enrollment and answers with it.
func (a *api) onEnrollment(run onSome) func(context.Context, *ByID) (*plain[Enrollment], error) {
	return func(ctx context.Context, in *ByID) (*plain[Enrollment], error) {
		if err := run(ctx, actorOf(ctx), []int64{in.ID}); err != nil {
			return nil, err
		}
		return a.enrollment(ctx, in)
	}
}

// enrollment answers with an enrollment as it now is.
func (a *api) enrollment(ctx context.Context, in *ByID) (*plain[Enrollment], error) {
	e, _, err := a.service.GetEnrollment(ctx, models.System(), in.ID)
	if err != nil {
		return nil, err
	}
	return &plain[Enrollment]{showEnrollment(ctx, &e)}, nil
}

func countedAgain(_ context.Context, made services.Made) (*plain[Count], error) {
	return &plain[Count]{Count{made.Count}}, nil
}

// onEnrollments does an action to many, all or none.
func onEnrollments(run onSome) func(context.Context, *struct{ Body Chosen }) (*plain[Count], error) {
	return func(ctx context.Context, in *struct{ Body Chosen }) (*plain[Count], error) {
		if err := run(ctx, actorOf(ctx), in.Body.EnrollmentIDs); err != nil {
			return nil, err
		}
		return &plain[Count]{Count{len(in.Body.EnrollmentIDs)}}, nil
	}
}

// onFailedOnes does an action to named failed enrollments, or to all of a process.
func onFailedOnes(run onSome, runFailed onFailed) func(context.Context, *struct{ Body Failed }) (*plain[Count], error) {
	return func(ctx context.Context, in *struct{ Body Failed }) (*plain[Count], error) {
		if err := in.Body.check(); err != nil {
			return nil, err
		}
		n, err := len(in.Body.EnrollmentIDs), error(nil)
		if n > 0 {
			err = run(ctx, actorOf(ctx), in.Body.EnrollmentIDs)
		} else {
			n, err = runFailed(ctx, actorOf(ctx), services.FailedFilter{
				ProcessID: in.Body.ProcessID, Block: in.Body.Block, Failure: models.Code(in.Body.Failure),
			})
		}
		if err != nil {
			return nil, err
		}
		return &plain[Count]{Count{n}}, nil
	}
}
