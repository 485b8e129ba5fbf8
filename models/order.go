package models

import "time"

// How an order came to be (ORD-1, ORD-2).
const (
	ViaManual  = "manual"
	ViaBulk    = "bulk"
	ViaProcess = "process"
	ViaAPI     = "api"
	ViaLink    = "link" // "order again" on the payment page
	ViaPage    = "page" // the form of a sales page
)

// Vias lists every way of creation.
var Vias = []string{ViaManual, ViaBulk, ViaProcess, ViaAPI, ViaLink, ViaPage}

// Values of Order.CancelledBy.
const (
	CancelledByNobody     = ""
	CancelledByPerson     = "person"
	CancelledByAutomation = "automation"
)

// Order is who buys what, when, on which terms, with its money (ORD-1). Sums are
// minor units of Currency. It is never deleted (ORD-6).
type Order struct {
	ID               int64
	Number           int64
	ForeignNumber    *string
	CustomerID       int64
	Currency         Currency
	ListCost         int64 // before discounts
	Cost             int64
	Paid             int64 // accepted payments less the surplus that went to the deposit; undecided late money counts
	PaidInFull       bool
	Status           Status
	BoardID          int64
	StageID          int64
	ManagerID        *int64
	CreatedVia       string
	CreatedByKind    ActorKind
	CreatedByID      int64
	Source           string
	RefusalReasonID  *int64
	CancelComment    string
	CancelledBy      string
	PayToken         string // opaque; the payment link's last element (PAY-2)
	PartAsked        int64  // part asked by staff, 0 when none
	AutoComplete     bool   // every item completes when paid (ST-2)
	LatePolicy       string // the most cautious of the items (ST-8)
	LatePersonPolicy string
	PaymentDeadline  *time.Time
	DeadlineAction   string
	Version          int64
	CreatedAt        time.Time
	UpdatedAt        time.Time
	StatusChangedAt  time.Time
	PaidAt           *time.Time
	CompletedAt      *time.Time

	CreatedByEnrollmentID *int64 // the enrollment that placed it, when a process did (ORD-7)
}

// Left is what remains to be paid, never negative.
func (o *Order) Left() int64 { return max(o.Cost-o.Paid, 0) }

// Awaited is what of Left the school still expects: nothing of an order that is
// completed, cancelled, false or waits for its refund.
func (o *Order) Awaited() int64 {
	if !o.Status.Open() {
		return 0
	}
	return o.Left()
}

// Discount is by how much the cost is below the list cost, never negative: own
// prices may be above the list's.
func (o *Order) Discount() int64 { return max(o.ListCost-o.Cost, 0) }

// OrderItem is one line of an order with the offer's terms as they were (ORD-4).
type OrderItem struct {
	ID               int64
	OrderID          int64
	OfferID          int64
	Title            string
	Quantity         int64
	Price            int64
	ListPrice        int64
	AutoComplete     bool
	LatePolicy       string
	LatePersonPolicy string
	SmallestPart     int64
	Products         string // JSON array of the ids of the offer's products
	AccessTerms      `gorm:"embedded"`
	CreatedAt        time.Time
}

// OrderTag is one tag of one order.
type OrderTag struct {
	OrderID int64
	Tag     string
}

// Kinds of history entry (ORD-7).
const (
	HistoryCreated        = "created"
	HistoryStatus         = "status_changed"
	HistoryStage          = "stage_moved"
	HistoryItems          = "items_changed"
	HistoryPayment        = "payment"
	HistoryPaymentVoided  = "payment_voided"
	HistoryPaymentMoved   = "payment_moved"
	HistoryLateMoney      = "late_money"
	HistoryOverpayment    = "overpayment"
	HistoryDecision       = "money_decided"
	HistoryTag            = "tag_added"
	HistoryTagRemoved     = "tag_removed"
	HistoryManager        = "manager_changed"
	HistoryDeadline       = "deadline_changed"
	HistoryCompletionDate = "completion_date_changed"
	HistoryLetter         = "letter"
	HistoryComment        = "comment"
	HistoryPartAsked      = "part_asked"
	HistoryOrderedAgain   = "ordered_again" // a form of a sales page led to this order, which was there

	HistoryAutomationSnoozed = "automation_snoozed"
	HistoryAutomationHurried = "automation_hurried"
	HistoryAutomationSkipped = "automation_skipped"
	HistoryAutomationStopped = "automation_stopped"
	HistoryAutomationAllowed = "automation_allowed"
)

// OrderHistory is one append-only entry (ORD-7). Data is JSON of ids, codes and
// sums; Comment is the only free text (ORD-8).
type OrderHistory struct {
	ID           int64
	OrderID      int64
	Kind         string
	ActorKind    ActorKind
	ActorID      int64
	EnrollmentID *int64
	Data         string
	Comment      string
	At           time.Time
}

// TableName is the singular: a history is one thing.
func (OrderHistory) TableName() string { return "order_history" }

// Values of Purchase.Status.
const (
	PurchaseActive     = "active"
	PurchaseNotStarted = "not_started"
	PurchaseEnded      = "ended"
	PurchaseCancelled  = "cancelled"
)

// Purchase is the right that a paid order opens (CUS-3).
type Purchase struct {
	ID         int64
	OrderID    int64
	ItemID     int64
	CustomerID int64
	ProductID  int64
	Title      string
	LinkToken  string
	Status     string
	StartsAt   *time.Time
	EndsAt     *time.Time
	NextChange *time.Time // when time alone changes the status
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// OrderView is a saved view of the order list (ORD-10): a person's own, or shared
// with everybody who reads orders.
type OrderView struct {
	ID        int64
	StaffID   int64
	Title     string
	Query     string // JSON of what is asked for
	Columns   string // JSON array of names of columns
	Shared    bool
	Version   int64
	CreatedAt time.Time
	UpdatedAt time.Time
}
