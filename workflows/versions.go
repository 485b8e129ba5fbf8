package workflows

import "go.temporal.io/sdk/workflow"

// Versions of the workflows' code, one integer for each type, read once at the
// start of a run. A release first understands N+1 while its workers record N; a
// setting of the workers switches after all of them were replaced (OPS-3).
const (
	// CohortVersion 1: the first.
	CohortVersion = 1 + nextVersion
	// LettersVersion 1: the first.
	LettersVersion = 1
	// BulkVersion 1: the first.
	BulkVersion = 1
	// CareVersion 1: the first.
	CareVersion = 1
	// EntryVersion 1: the first.
	EntryVersion = 1
)

// codeVersion is the numbers of one workflow type's code.
type codeVersion struct {
	newest workflow.Version // that this release understands
	before workflow.Version // that the release before understood as well
}

// codeVersions names them for every type. A release that adds a number raises
// newest alone; the release after it raises before.
var codeVersions = map[string]codeVersion{
	CohortType:  {CohortVersion, 1},
	LettersType: {LettersVersion, 1},
	BulkType:    {BulkVersion, 1},
	CareType:    {CareVersion, 1},
	EntryType:   {EntryVersion, 1},
}

// Recorded is, by workflow type, the version that new runs record: what workers of
// the release before understand too or, once there are none of them, the newest (OPS-3).
func Recorded(newest bool) map[string]int {
	versions := make(map[string]int, len(codeVersions))
	for kind, v := range codeVersions {
		versions[kind] = int(v.before)
		if newest {
			versions[kind] = int(v.newest)
		}
	}
	return versions
}

// oldest is the earliest version that this code can still go on with.
const oldest = 1

// versionChange is the name under which a run's version is recorded.
const versionChange = "version"

// version is the code version of this run, which it keeps to its end.
func version(ctx workflow.Context, kind string) workflow.Version {
	return workflow.GetVersion(ctx, versionChange, oldest, codeVersions[kind].newest)
}
