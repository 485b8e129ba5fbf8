package pages

import (
	"html/template"
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/orderflow/orderflow/models"
)

// School is whose page it is; every page says so.
type School struct {
	Account string // the school's name
	Seller  string // who takes the money; "" for Account
	Contact string // an e-mail, a phone or an address of the web; "" for none
	Demo    bool   // nothing here is real
}

// Payee is who takes the money.
func (s School) Payee() string {
	if s.Seller != "" {
		return s.Seller
	}
	return s.Account
}

// Letter is the first letter of the school's name, for its mark.
func (s School) Letter() string {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(s.Account, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
	if r == utf8.RuneError {
		return ""
	}
	return string(unicode.ToUpper(r))
}

// ContactLink is where a click on Contact leads, "" when it is none that we know.
// Only what has the shape of an e-mail, a web address or a phone becomes a link.
func (s School) ContactLink() template.URL {
	if address, err := mail.ParseAddress(s.Contact); err == nil && address.Address == s.Contact {
		return template.URL("mailto:" + s.Contact) //nolint:gosec // an address, as parsed
	}
	if strings.HasPrefix(s.Contact, "https://") || strings.HasPrefix(s.Contact, "http://") {
		return template.URL(s.Contact) //nolint:gosec // the school's own
	}
	digits := strings.Map(func(r rune) rune {
		switch {
		case r == '+' || (r >= '0' && r <= '9'):
			return r
		case strings.ContainsRune(" ()-\u00a0", r):
			return -1
		default:
			return 'x'
		}
	}, s.Contact)
	if len(digits) >= 6 && !strings.Contains(digits, "x") {
		return template.URL("tel:" + digits) //nolint:gosec // digits alone
	}
	return ""
}

// PaymentState is what the payment link shows (PAY-2).
type PaymentState string

// States of the payment link. An order that is `false` has no page: show Failure with 404.
const (
	PaymentOpen      PaymentState = "open"
	PaymentPaid      PaymentState = "paid"
	PaymentLate      PaymentState = "late" // the deadline has passed
	PaymentCancelled PaymentState = "cancelled"
	PaymentReturning PaymentState = "returning" // its money goes back, or has gone
	PaymentChecking  PaymentState = "checking"  // money is in flight (ST-9); whoever left without paying may go on
)

// Payment is the payment page of one order; sums are minor units of Currency.
// Its form posts "what" (all, asked or part), "part" (a decimal, for part) and
// "gateway" (a code of Gateways) to Action.
type Payment struct {
	School
	State    PaymentState
	Number   int64
	Currency models.Currency
	Items    []Item
	Cost     int64
	Paid     int64
	Left     int64
	// Returning is to be given back, Refunded was.
	Returning, Refunded int64
	// Asked is the part that staff asked for; 0 when none.
	Asked int64
	// SmallestPart lets the customer choose a part from it up; 0 means only in full.
	SmallestPart int64
	Deadline     time.Time // in the account's zone; zero when none
	Now          time.Time
	Action       string
	Gateways     []Gateway
	// Fault says what was wrong with the last form; What and Part are what it held.
	Fault, What, Part string
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
	School
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
	School
	Status  int // the HTTP status
	Message string
	Sales   bool // a sales page was asked for: there is no letter to look at or to answer
}

// NotFound reports whether the page says that there is nothing here.
func (f Failure) NotFound() bool { return f.Status == 404 }

// Choice reports whether the customer chooses between sums.
func (p Payment) Choice() bool { return p.SmallestPart > 0 || p.AskedPart() }

// Picked is the sum that is chosen at first, a value of "what": what the last form chose, else what is asked for.
func (p Payment) Picked() string {
	switch {
	case p.What == "all", p.What == "part" && p.SmallestPart > 0:
		return p.What
	case p.AskedPart():
		return "asked"
	default:
		return "all"
	}
}

// Kept is the money in an order that is not to be paid any more, of which nobody has said yet what becomes of it (ST-8).
func (p Payment) Kept() int64 {
	if p.State != PaymentCancelled {
		return 0
	}
	return max(p.Paid-p.Returning, 0)
}

// Returned reports whether all that was to be given back was.
func (p Payment) Returned() bool { return p.Refunded > 0 && p.Returning == 0 }

// AskedPart reports whether staff asked for less than what is left.
func (p Payment) AskedPart() bool { return p.Asked > 0 && p.Asked < p.Left }

// Due is what is to be paid now: the part that was agreed on, else all that is left.
func (p Payment) Due() int64 {
	if p.AskedPart() {
		return p.Asked
	}
	return p.Left
}

// PartHint is the smallest part as one types it.
func (p Payment) PartHint() string {
	whole, cents, _ := strings.Cut(models.FormatAmount(p.SmallestPart, p.Currency), ".")
	if strings.Trim(cents, "0") == "" {
		return whole
	}
	return whole + "." + cents
}

func (Payment) file() string { return "payment.html" }
func (Return) file() string  { return "return.html" }
func (Failure) file() string { return "failure.html" }

func (p Payment) titled(say func(string) string) string { return p.title(say("payment_titled")) }

func (r Return) titled(say func(string) string) string {
	if r.State == ReturnPurchase {
		return r.title(say("purchase_title"))
	}
	return r.title(say("payment_titled"))
}

func (f Failure) titled(say func(string) string) string {
	if f.NotFound() {
		return f.title(say("missing_title"))
	}
	return f.title(say("failure_title"))
}

// title is that of the browser's tab: what it is, and whose.
func (s School) title(what string) string {
	if s.Account == "" {
		return what
	}
	return what + " — " + s.Account
}
