package pages

import (
	"time"

	"github.com/orderflow/orderflow/models"
)

// PaymentState is what the payment link shows (PAY-2).
type PaymentState string

// States of the payment link. An order that is `false` has no page: show Failure with 404.
const (
	PaymentOpen      PaymentState = "open"
	PaymentPaid      PaymentState = "paid"
	PaymentLate      PaymentState = "late" // the deadline has passed
	PaymentCancelled PaymentState = "cancelled"
	PaymentChecking  PaymentState = "checking" // money is in flight (ST-9); whoever left without paying may go on
)

// Payment is the payment page of one order; sums are minor units of Currency.
// Its form posts "what" (all, asked or part), "part" (a decimal, for part) and
// "gateway" (a code of Gateways) to Action.
type Payment struct {
	Account  string // the school's name
	State    PaymentState
	Number   int64
	Currency models.Currency
	Items    []Item
	Cost     int64
	Paid     int64
	Left     int64
	// Asked is the part that staff asked for; 0 when none.
	Asked int64
	// SmallestPart lets the customer choose a part from it up; 0 means only in full.
	SmallestPart int64
	Deadline     time.Time // in the account's zone; zero when none
	Action       string
	Gateways     []Gateway
	// Fault says what was wrong with the last form, and Part is what it held.
	Fault, Part string
	// PurchaseURL, when paid; OrderAgainURL, where ordering again is allowed.
	PurchaseURL, OrderAgainURL string
	// While money is checked: RefreshURL is this page, UnpaidURL the one with the form.
	RefreshURL, UnpaidURL string
}

// Item is one line of the order; Sum is for the whole quantity.
type Item struct {
	Title    string
	Quantity int64
	Sum      int64
}

// Gateway is one way to pay.
type Gateway struct{ Code, Title string }

// ReturnState is how the visit to the gateway ended, as far as is known.
type ReturnState string

// States of the page after payment.
const (
	ReturnPaid     ReturnState = "paid"
	ReturnChecking ReturnState = "checking"
	ReturnFailed   ReturnState = "failed"
	// ReturnPurchase is no visit to a gateway: the page that a purchase's own link opens.
	ReturnPurchase ReturnState = "purchase"
	ReturnReceived ReturnState = "received" // the money came, the order was closed meanwhile or the money is elsewhere (ST-8)
)

// Return is the page after payment: what was bought and how to open it.
type Return struct {
	Account   string
	State     ReturnState
	Number    int64
	Currency  models.Currency
	Paid      int64  // what has arrived so far, minor units
	Left      int64  // still to pay, minor units
	Text      string // the offer's own words, "" for ours
	Purchases []Purchase
	// PaymentURL is the payment link; RefreshURL this page; UnpaidURL the form, for who left the gateway without paying.
	PaymentURL, RefreshURL, UnpaidURL string
}

// Purchase is one thing bought. Link is given only while it is active (CUS-3).
type Purchase struct {
	Title        string
	Instructions string
	Status       string // a value of models.Purchase.Status
	Link         string
	Starts, Ends time.Time // zero: at once; never
}

// Failure is the error page. Message is a sentence for users, "" for the usual words.
type Failure struct {
	Account string
	Status  int // the HTTP status
	Message string
}

// NotFound reports whether the page says that there is nothing here.
func (f Failure) NotFound() bool { return f.Status == 404 }

// Choice reports whether the customer chooses between sums.
func (p Payment) Choice() bool { return p.SmallestPart > 0 || p.AskedPart() }

// Kept reports whether money lies in an order that is not to be paid any more (ST-8).
func (p Payment) Kept() bool { return p.State == PaymentCancelled && p.Paid > 0 }

// AskedPart reports whether staff asked for less than what is left.
func (p Payment) AskedPart() bool { return p.Asked > 0 && p.Asked < p.Left }

// PartHint is the smallest part as one types it.
func (p Payment) PartHint() string { return models.FormatAmount(p.SmallestPart, p.Currency) }

func (Payment) file() string { return "payment.html" }
func (Return) file() string  { return "return.html" }
func (Failure) file() string { return "failure.html" }
