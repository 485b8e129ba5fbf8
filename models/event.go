package models

// EventKind is what happened, in the past tense. Triggers, webhooks and the
// documentation share this one list.
type EventKind string

// The events of the system.
const (
	EventOrderCreated       EventKind = "order.created"
	EventOrderStatusChanged EventKind = "order.status_changed"
	EventOrderItemsChanged  EventKind = "order.items_changed"
	EventOrderPaidInFull    EventKind = "order.paid_in_full"
	EventOrderStageMoved    EventKind = "order.stage_moved"
	EventOrderDateChanged   EventKind = "order.completion_date_changed"
	EventOrderManager       EventKind = "order.manager_changed"
	EventOrderDeadline      EventKind = "order.deadline_changed"
	EventPaymentReceived    EventKind = "payment.received"
	EventPaymentStarted     EventKind = "payment.started"
	EventPaymentFailed      EventKind = "payment.failed"
	EventPaymentVoided      EventKind = "payment.voided"
	EventPaymentMoved       EventKind = "payment.moved"
	EventPaymentRefunded    EventKind = "payment.refunded"
	EventCustomerCreated    EventKind = "customer.created"
	EventCustomerUpdated    EventKind = "customer.updated"
	EventCustomerTagAdded   EventKind = "customer.tag_added"
	EventCustomerTagRemoved EventKind = "customer.tag_removed"
	EventOrderTagAdded      EventKind = "order.tag_added"
	EventOrderTagRemoved    EventKind = "order.tag_removed"
	EventPurchaseStarted    EventKind = "purchase.started"
	EventPurchaseEnded      EventKind = "purchase.ended"
	EventDepositChanged     EventKind = "deposit.changed"
	EventCustom             EventKind = "custom"
	EventSegmentMatched     EventKind = "segment.matched"
)

// EventKinds lists every kind; Triggering tells which may start a process.
var EventKinds = []EventKind{
	EventOrderCreated, EventOrderStatusChanged, EventOrderItemsChanged, EventOrderPaidInFull, EventOrderStageMoved,
	EventOrderDateChanged, EventOrderManager, EventOrderDeadline, EventPaymentReceived, EventPaymentStarted, EventPaymentFailed, EventPaymentVoided,
	EventPaymentMoved, EventPaymentRefunded, EventCustomerCreated, EventCustomerUpdated, EventCustomerTagAdded, EventCustomerTagRemoved,
	EventOrderTagAdded, EventOrderTagRemoved, EventPurchaseStarted, EventPurchaseEnded, EventDepositChanged,
	EventCustom, EventSegmentMatched,
}

// triggering maps each kind that may start a process to the kind of object it is about.
var triggering = map[EventKind]SubjectKind{
	EventOrderCreated: SubjectOrder, EventOrderStatusChanged: SubjectOrder, EventOrderItemsChanged: SubjectOrder,
	EventOrderPaidInFull: SubjectOrder, EventOrderStageMoved: SubjectOrder, EventPaymentReceived: SubjectOrder,
	EventOrderTagAdded: SubjectOrder, EventCustomerCreated: SubjectCustomer, EventCustomerTagAdded: SubjectCustomer,
	EventPurchaseStarted: SubjectPurchase, EventPurchaseEnded: SubjectPurchase, EventCustom: SubjectCustomer,
}

// Triggering reports whether a process may start on the kind, and which object the event is about.
func (k EventKind) Triggering() (SubjectKind, bool) {
	s, ok := triggering[k]
	return s, ok
}

// SubjectKind is what a process, a segment or an event is about (PRC-1).
type SubjectKind string

// Kinds of subject.
const (
	SubjectCustomer   SubjectKind = "customer"
	SubjectOrder      SubjectKind = "order"
	SubjectPurchase   SubjectKind = "purchase"
	SubjectPayment    SubjectKind = "payment"
	SubjectLetter     SubjectKind = "letter"
	SubjectBulk       SubjectKind = "bulk"
	SubjectEnrollment SubjectKind = "enrollment"
)

// Lane separates people's traffic from mass work (BLK-5).
type Lane string

// The two lanes.
const (
	LaneInteractive Lane = "interactive"
	LaneBulk        Lane = "bulk"
)
