package activities

import (
	"context"
	"log/slog"

	"github.com/orderflow/orderflow/internal/failpoint"
	"github.com/orderflow/orderflow/internal/process"
)

// Cohorts is the database side of a cohort.
type Cohorts interface {
	ClaimCohort(ctx context.Context, workflowID, runID string) (process.CohortState, error)
	ExecuteBlock(ctx context.Context, ask process.ExecuteRequest) (process.ExecuteResult, error)
	ChangedMembers(ctx context.Context, cohort int64, run string, after int64) (process.Changes, error)
	CloseCohort(ctx context.Context, cohort int64, run string) (process.CloseResult, error)
}

// Cohort is the activities of a cohort's workflow. All are short and idempotent.
type Cohort struct {
	Cohorts Cohorts
	Logger  *slog.Logger
	// Executed, when given, hears how many members an execution was asked for.
	Executed func(members int)
}

// Claim makes the run the cohort's driver.
func (a *Cohort) Claim(ctx context.Context, workflowID, runID string) (process.CohortState, error) {
	state, err := a.Cohorts.ClaimCohort(ctx, workflowID, runID)
	return state, report(ctx, a.Logger, ClaimCohort, err)
}

// Execute runs one block for a batch of members.
func (a *Cohort) Execute(ctx context.Context, ask process.ExecuteRequest) (process.ExecuteResult, error) {
	result, err := a.Cohorts.ExecuteBlock(ctx, ask)
	if err == nil {
		failpoint.Hit("effect-committed-not-answered")
		if a.Executed != nil {
			a.Executed(len(ask.Members))
		}
	}
	return result, report(ctx, a.Logger, ExecuteBlock, err, "cohort_id", ask.Cohort)
}

// Changed asks for the members that changed after the counter.
func (a *Cohort) Changed(ctx context.Context, cohort int64, run string, after int64) (process.Changes, error) {
	changes, err := a.Cohorts.ChangedMembers(ctx, cohort, run, after)
	return changes, report(ctx, a.Logger, ChangedMembers, err, "cohort_id", cohort)
}

// Close closes the cohort unless somebody waits in it.
func (a *Cohort) Close(ctx context.Context, cohort int64, run string) (process.CloseResult, error) {
	result, err := a.Cohorts.CloseCohort(ctx, cohort, run)
	return result, report(ctx, a.Logger, CloseCohort, err, "cohort_id", cohort)
}
