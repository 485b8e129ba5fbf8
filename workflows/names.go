// Package workflows is what Temporal drives: cohorts of enrollments, batches of
// letters, bulk operations, periodic care and entry. A workflow holds no rule:
// it asks the engine or the database what to do and does it. Only ids, codes
// and times pass through here (PRIV-1).
//
// It imports activities (for what they take and give), process and models; it
// never reads a clock, randomness, files or the network by itself.
package workflows

import "github.com/orderflow/orderflow/models"

// Task queues: one for each lane (BLK-5).
const (
	QueueInteractive = "orderflow-interactive"
	QueueBulk        = "orderflow-bulk"
)

// Workflow types.
const (
	CohortType  = "Cohort"
	LettersType = "Letters"
	BulkType    = "BulkOperation"
	CareType    = "Care"
	EntryType   = "SegmentEntry"
)

// Signals and queries.
const (
	// SignalLook says only: ask the database what has changed.
	SignalLook = "look"
	// QueryState answers with counts, for the engineer on call.
	QueryState = "state"
)

// QueueOf is the task queue of a lane.
func QueueOf(lane models.Lane) string {
	if lane == models.LaneBulk {
		return QueueBulk
	}
	return QueueInteractive
}
