package models

import "time"

// Kinds of bulk operation (BLK-1).
const (
	BulkCreateOrders = "create_orders"
	BulkChangeStatus = "change_status"
)

// States of a bulk operation.
const (
	BulkAwaitingApproval = "awaiting_approval"
	BulkRunning          = "running"
	BulkPaused           = "paused"
	BulkCancelled        = "cancelled"
	BulkDone             = "done"
)

// States of a bulk item.
const (
	ItemPending = "pending"
	ItemDone    = "done"
	ItemSkipped = "skipped"
	ItemFailed  = "failed"
)

// BulkOperation is one action over a segment.
type BulkOperation struct {
	ID            int64
	Kind          string
	Object        SubjectKind
	Rule          string
	Search        string // narrows the orders of Rule, as in the order list
	Params        string // JSON by Kind
	State         string
	WorkflowID    string
	CreatedBy     int64
	SnapshotUntil int64 // highest subject id already looked at by the snapshot
	SnapshotDone  bool
	Total         int64
	Done          int64
	Skipped       int64
	Failed        int64
	Comment       string
	Version       int64
	CreatedAt     time.Time
	StartedAt     *time.Time
	FinishedAt    *time.Time
	ToldAt        *time.Time // when its workflow was last started or hurried
}

// BulkItem is one object of a bulk operation and what became of it (BLK-3).
type BulkItem struct {
	OperationID int64 `gorm:"primaryKey;autoIncrement:false"`
	SubjectID   int64 `gorm:"primaryKey;autoIncrement:false"`
	State       string
	ResultID    *int64
	Reason      string
	At          *time.Time
}
