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

// leftOutWords say why an operation leaves an object out, where the words for a
// single order speak of what one can do about it there.
var leftOutWords = map[Code]sentence{
	CodeDuplicateOrder:  {"There is an open order for this offer already.", "Уже есть открытый заказ на это предложение."},
	CodeProductOwned:    {"The customer owns already what the offer opens.", "У пользователя уже есть то, что открывает предложение."},
	CodeConfirmRequired: {"Access ends with this change, so it has to be confirmed.", "При этом закроется доступ, поэтому нужно подтверждение."},
	CodeMoneyInFlight:   {"A payment for this order is under way.", "По заказу сейчас идёт платёж."},
}

// LeftOutText says, in "ru" or "en", why an object was or would be left out; the
// statuses are those of an order's change, empty when there is none.
func LeftOutText(code Code, from, to Status, lang string) string {
	if words, ok := leftOutWords[code]; ok {
		return words.in(lang)
	}
	var params []any
	if from != "" {
		params = append(params, "from", from)
	}
	if to != "" {
		params = append(params, "to", to)
	}
	return NewError(code, params...).Text(lang)
}
