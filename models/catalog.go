package models

import "time"

// Product is what the customer receives (CUS-3). Link is shown only while the purchase is active.
type Product struct {
	ID           int64
	Title        string
	Instructions string
	Link         string
	Archived     bool
	Version      int64
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// Values of Offer.LatePolicy and LatePersonPolicy (ST-8), the least cautious first.
const (
	LateReopen  = "reopen"
	LateDeposit = "deposit"
	LateRefund  = "refund"
	LateAsk     = "ask"
)

// LatePolicies lists the policies by growing caution: of several offers the last wins.
var LatePolicies = []string{LateReopen, LateDeposit, LateRefund, LateAsk}

// Values of Offer.DuplicatePolicy (ORD-13); "" means the default of the way of creation.
const (
	DuplicateDefault = ""
	DuplicateCreate  = "create"
	DuplicateSkip    = "skip"
	DuplicateReuse   = "reuse"
	DuplicateReplace = "replace"
)

// Values of Offer.DeadlineAction (PAY-7).
const (
	DeadlineKeep   = "keep"
	DeadlineCancel = "cancel"
)

// Values of access start and end rules (CUS-3).
const (
	AccessAtOnce       = "at_once"
	AccessOnDate       = "on_date"
	AccessAfterPayment = "days_after_payment"
	AccessNever        = "never"
	AccessAfterStart   = "days_after_start"
)

// AccessTerms says when a purchase opens and ends.
type AccessTerms struct {
	AccessStart     string     // AccessAtOnce, AccessOnDate, AccessAfterPayment
	AccessStartDays int64      // for AccessAfterPayment
	AccessStartAt   *time.Time // for AccessOnDate
	AccessEnd       string     // AccessNever, AccessAfterStart, AccessOnDate
	AccessEndDays   int64      // for AccessAfterStart
	AccessEndAt     *time.Time // for AccessOnDate
}

// Offer says at which price and on which terms products are sold.
type Offer struct {
	ID               int64
	Code             string
	Title            string
	Currency         Currency
	Price            int64 // minor units
	AutoComplete     bool
	LatePolicy       string // money on an order that automation cancelled
	LatePersonPolicy string // money on an order that a person cancelled, or false: ask, deposit or refund
	DuplicatePolicy  string
	LetterOnCreate   bool
	DeadlineDays     *int64 // calendar days in the account's zone from ordering to the payment deadline
	DeadlineAction   string
	SmallestPart     int64 // smallest part that may be paid; 0 means only in full
	PaidText         string
	PaidURL          string
	OrderAgain       bool
	AccessTerms      `gorm:"embedded"`
	Archived         bool
	Version          int64
	CreatedAt        time.Time
	UpdatedAt        time.Time
}

// OfferProduct is one product of an offer.
type OfferProduct struct {
	OfferID   int64
	ProductID int64
}

// Board is a kanban of orders, independent of status.
type Board struct {
	ID        int64
	Title     string
	IsDefault bool
	Version   int64
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Stage is a column of a board.
type Stage struct {
	ID      int64
	BoardID int64
	Title   string
	Color   string
	Ordinal int64
	// Archived: it went while closed orders had ended on it; no board shows it and nothing moves there.
	Archived bool
}

// RefusalReason is one entry of the account's list (ST-11).
type RefusalReason struct {
	ID        int64
	Name      string
	Ordinal   int64
	Archived  bool
	Version   int64
	CreatedAt time.Time
	UpdatedAt time.Time
}
