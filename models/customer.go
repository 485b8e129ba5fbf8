package models

import (
	"net/mail"
	"regexp"
	"strings"
	"time"
)

// Customer is a person in the base: one e-mail, one customer (CUS-1).
type Customer struct {
	ID       int64
	Email    string // as NormalizeEmail leaves it
	Name     string
	Phone    string
	Language string
	TimeZone string // IANA name, "" when unknown
	SortName string // the name as lists sort by it
	Source   string // by what channel they first came (ORD-1), "" when unknown
	// WordsVersion is the version whose words stand in customer_words.
	WordsVersion int64
	Version      int64
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// CustomerWord is one word by whose beginning a customer is found (ORD-10).
type CustomerWord struct {
	Word       string
	CustomerID int64
}

// CustomerTag is one tag of one customer.
type CustomerTag struct {
	CustomerID int64
	Tag        string
}

// CustomerHistory is one append-only entry of a customer's history.
type CustomerHistory struct {
	ID           int64
	CustomerID   int64
	Kind         string
	ActorKind    ActorKind
	ActorID      int64
	EnrollmentID *int64
	Data         string
	At           time.Time
}

// TableName is the singular: a history is one thing.
func (CustomerHistory) TableName() string { return "customer_history" }

// NormalizeEmail brings an address to the form that is compared: trimmed and in
// lower case. It fails with CodeInvalidEmail on anything but a bare address.
func NormalizeEmail(text string) (string, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	address, err := mail.ParseAddress(text)
	if err != nil || address.Address != text || len(text) > 254 || !strings.Contains(text[strings.LastIndex(text, "@")+1:], ".") {
		return "", NewError(CodeInvalidEmail)
	}
	return text, nil
}

// phone is digits with the signs that people write between them, and an extension
// behind them: "8 (495) 123-45-67, доб. 12".
var phone = regexp.MustCompile(`(?i)^[+(]?\(?[0-9][0-9\s\x{00a0}\x{202f}().‐‑–—-]*(?:[,;]?\s*(?:доб|вн|ext|x|#)\.?\s*[0-9]{1,6})?$`)

// leastDigits is how many digits the shortest phone has that can be called from elsewhere in its town.
const leastDigits = 5

// LooksLikePhone reports whether a text can be a phone, however it is written.
// Which countries have numbers of which length it does not know.
func LooksLikePhone(text string) bool {
	digits := 0
	for _, r := range text {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return digits >= leastDigits && phone.MatchString(text)
}

// Deposit is the balance of a customer in one currency, kept beside its ledger.
type Deposit struct {
	CustomerID int64
	Currency   Currency
	Balance    int64
}

// Kinds of ledger entry (PAY-5, PAY-6).
const (
	DepositTopUp       = "top_up"
	DepositDebit       = "debit"
	DepositReturn      = "return"
	DepositOverpayment = "overpayment"
	DepositLateMoney   = "late_money"
	DepositMoved       = "moved"
)

// DepositEntry is one line of the ledger; Amount is signed.
type DepositEntry struct {
	ID           int64
	CustomerID   int64
	Currency     Currency
	Kind         string
	Amount       int64
	BalanceAfter int64
	OrderID      *int64
	PaymentID    *int64
	Comment      string
	ActorKind    ActorKind
	ActorID      int64
	At           time.Time
}
