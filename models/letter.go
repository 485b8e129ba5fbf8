package models

import (
	"strings"
	"time"
)

// States of a letter (MAIL-5). Queued letters wait for a batch; unknown is a
// mailing that was in delivery when the process died.
const (
	LetterQueued    = "queued"
	LetterSending   = "sending"
	LetterSent      = "sent"
	LetterFailed    = "failed"
	LetterWithdrawn = "withdrawn" // the guard no longer held (MAIL-6)
	LetterUnknown   = "unknown"
)

// Kinds of letter template (MAIL-3).
const (
	TemplateService = "service"
	TemplateMailing = "mailing"
)

// What caused a letter (MAIL-4).
const (
	CauseEvent   = "event"
	CauseProcess = "process"
	CausePerson  = "person"
	CauseBulk    = "bulk"
	CauseStaff   = "staff" // opens an account; to somebody who works here
	CauseTest    = "test"  // a template tried out; to the person who edits it
)

// Codes of the system's own templates.
const (
	TemplateOrderCreated    = "order_created"
	TemplatePaymentLink     = "payment_link"
	TemplatePaymentReceived = "payment_received"
	TemplatePaymentReminder = "payment_reminder"
	TemplatePaymentThanks   = "payment_thanks"
)

// Codes of the letters to those who work here. They carry what opens an account:
// nobody edits them, and their text is not kept.
const (
	TemplateStaffInvitation = "staff_invitation"
	TemplatePasswordReset   = "password_reset"
)

// LetterTemplate is one saved revision of a template in one language.
type LetterTemplate struct {
	ID        int64
	Code      string
	Language  string
	Revision  int64
	Title     string // what people who work here call it, in its language
	Kind      string
	Subject   string
	HTML      string `gorm:"column:html"`
	TextPart  string
	CreatedBy *int64
	CreatedAt time.Time
}

// AsksForMoney reports whether a letter of the template asks for payment: it
// names the payment link. A receipt does so only where something is left, and asks for nothing.
func (t LetterTemplate) AsksForMoney() bool {
	const link = "order.payment_link"
	return t.Code != TemplatePaymentReceived && (strings.Contains(t.HTML, link) || strings.Contains(t.TextPart, link))
}

// TemplateVariable is one thing that a template may write, as its author reads it.
type TemplateVariable struct {
	Name    string // "order.number"; of a loop's element "order.items[].title"
	Title   string
	Example string // as a letter shows it; "" of a list
	List    bool   // for a loop
}

// TemplateHelp is what a template may use.
type TemplateHelp struct {
	Variables     []TemplateVariable
	Tags, Filters []string
}

// LetterText is a letter's filled template.
type LetterText struct {
	Subject, HTML, Text string
}

// Letter is one message and its cause. Cause is the unique key that makes one
// cause one row: "enrollment:12:0:3", "event:77:order_created", ….
type Letter struct {
	ID           int64
	Cause        string
	CauseKind    string // CauseEvent, …; CauseStaff or CauseTest where StaffID is set
	ProcessID    *int64
	EnrollmentID *int64
	Block        string
	EventID      *int64
	CustomerID   int64  // 0 for a letter to staff
	StaffID      *int64 // who works here and is written to
	OrderID      *int64
	PurchaseID   *int64
	TemplateCode string
	TemplateID   *int64
	Kind         string
	Guard        string // JSON rule about the order or customer, "" for none (MAIL-6)
	Part         int64  // part of the sum that the payment link asks for, 0 for all
	Lane         Lane
	State        string
	Reason       string
	MessageID    string
	Recipient    string
	Subject      string
	HTML         string `gorm:"column:html"`
	TextPart     string
	BatchID      *int64
	Attempts     int
	NextTry      time.Time
	CreatedAt    time.Time
	SendingAt    *time.Time
	SentAt       *time.Time
}

// LetterBatch is letters that one workflow delivers.
type LetterBatch struct {
	ID         int64
	Lane       Lane
	WorkflowID string
	State      string // "open" or "done"
	StartedAt  *time.Time
	CreatedAt  time.Time
}
