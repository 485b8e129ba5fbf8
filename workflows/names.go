// Package workflows is what Temporal drives: cohorts of enrollments, batches of
// letters, bulk operations, periodic care and entry. A workflow holds no rule:
// it asks the engine or the database what to do and does it. Only ids, codes
// and times pass through here (PRIV-1).
//
// It imports activities (for what they take and give), process and models; it
// never reads a clock, randomness, files or the network by itself.
package workflows

import (
	"strings"

	"github.com/orderflow/orderflow/models"
)

// Task queues: one for each lane (BLK-5), followed by the installation's code.
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

// QueueOf is the task queue of an installation's lane. Nobody else's worker polls
// it: neither that of a neighbour in the namespace nor, for what was begun before
// a restore, that of the restored database, whose code is another (OPS-1).
func QueueOf(installation string, lane models.Lane) string {
	if lane == models.LaneBulk {
		return QueueBulk + "-" + installation
	}
	return QueueInteractive + "-" + installation
}

// LettersOf is the queue of the activities that deliver a lane's letters. A mail
// server that hangs then takes no slot from anything else (BLK-5).
func LettersOf(queue string) string { return queue + "-letters" }

// installationOf is the code with which every id of a workflow or schedule begins.
func installationOf(id string) string {
	code, _, _ := strings.Cut(id, "/")
	return code
}
