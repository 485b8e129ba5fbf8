//go:build nextversion

package workflows

import "go.temporal.io/sdk/workflow"

// nextVersion makes this the code of an imagined next release, in which cohorts
// have one more version. Tests build a second program with the tag and roll it
// out beside the first (OPS-3).
const nextVersion = 1

// rehearse is what the imagined version does otherwise: a cohort's history begins
// with one more event, on which older code cannot go on.
func rehearse(ctx workflow.Context, v workflow.Version) {
	if v > CohortVersion-nextVersion {
		workflow.SideEffect(ctx, func(workflow.Context) any { return nil })
	}
}
