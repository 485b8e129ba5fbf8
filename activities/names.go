// Package activities is the retryable effects that workflows ask for: thin,
// batched, one effect each. It declares the small interfaces that it needs;
// services, mail and payments satisfy them.
package activities

// Names under which the activities are registered.
const (
	ClaimCohort    = "ClaimCohort"
	ExecuteBlock   = "ExecuteBlock"
	ChangedMembers = "ChangedMembers"
	CloseCohort    = "CloseCohort"
	DeliverLetters = "DeliverLetters"
	SnapshotBulk   = "SnapshotBulk"
	RunBulkChunk   = "RunBulkChunk"
	TakeCare       = "TakeCare"
	EnterSegment   = "EnterSegment"
)
