package workflows

import "go.temporal.io/sdk/workflow"

// Versions of the workflows' code, one integer for each type, read once at the
// start of a run. A release first understands N+1 while its workers record N; a
// setting of the workers switches after all of them were replaced (OPS-3).
const (
	// CohortVersion 1: the first.
	CohortVersion = 1
	// LettersVersion 1: the first.
	LettersVersion = 1
	// BulkVersion 1: the first.
	BulkVersion = 1
	// CareVersion 1: the first.
	CareVersion = 1
	// EntryVersion 1: the first.
	EntryVersion = 1
)

// oldest is the earliest version that this code can still go on with.
const oldest = 1

// versionChange is the name under which a run's version is recorded.
const versionChange = "version"

// version is the code version of this run, which it keeps to its end.
func version(ctx workflow.Context, newest workflow.Version) workflow.Version {
	return workflow.GetVersion(ctx, versionChange, oldest, newest)
}
