package models

import "time"

// LetterDelivery is one letter that is marked as being sent: all that a
// renderer and a mail server need. It never leaves the process that claimed it.
type LetterDelivery struct {
	LetterID  int64
	MessageID string
	Recipient string
	Template  LetterTemplate
	Written   *LetterText // the text is there already, as of a template tried out; nil fills Template
	Content   LetterContent
}

// LetterTurn is one attempt's turn at delivering a batch. Beats rise while it lives.
type LetterTurn struct {
	Batch int64
	Run   string // "" when nobody has the batch
	Beats int64
}

// LetterContent is the rows that one letter speaks of, and its links.
type LetterContent struct {
	Language     string // of the customer, else the account's
	Zone         *time.Location
	AccountName  string
	PublicURL    string
	Customer     Customer
	Order        *Order
	Items        []OrderItem
	Purchases    []Purchase
	Products     map[int64]Product // of the purchases, by id
	Payment      *Payment
	Purchase     *Purchase
	Part         int64 // what the letter asks for, 0 for all that is left
	PaymentLink  string
	PurchaseLink map[int64]string // by purchase id
	Staff        *Staff           // of a letter to somebody who works here; Customer is empty then
	StaffLink    string
	StaffUntil   time.Time // when StaffLink ends
}

// LetterOutcome is what became of one letter in the SMTP exchange; with none of
// the four it was refused for now.
type LetterOutcome struct {
	LetterID   int64
	Subject    string
	HTML       string
	TextPart   string
	Sent       bool
	Final      bool   // refused for good
	Unreached  bool   // never offered: the server was away, or the time was over
	Unanswered bool   // handed over whole, and no answer came
	Reason     string // a code or an SMTP status, never the server's text
}
