package mail

import (
	"time"

	"github.com/orderflow/orderflow/models"
)

// Bindings is what one letter is about. Order, Payment and Purchase are nil
// where the letter has none; a template may then not name their variables.
type Bindings struct {
	// Lang is "ru" or "en": money and dates are written in it.
	Lang string
	// Location is the account's time zone; nil means UTC.
	Location *time.Location
	Account  Account
	Customer Customer
	Order    *Order
	Payment  *Payment
	Purchase *Purchase
	// Staff is who reads a letter to those who work here; such a letter has no customer.
	Staff *Staff
}

// Staff is the recipient of a letter that opens an account, with the link that does.
type Staff struct {
	Name, Email, Link string
	Until             time.Time // when the link ends
}

// Account is the school.
type Account struct {
	Name string
	Link string // its public address
}

// Customer is the recipient.
type Customer struct {
	Name, Email, Phone string
}

// Order is the order that the letter is about; sums are minor units of Currency.
type Order struct {
	Number   int64
	Currency models.Currency
	Status   models.Status
	// Asked is the sum that this letter asks for (PAY-2); zero asks for all that is left.
	Cost, Discount, Paid, Left, Asked int64
	PaymentLink                       string
	CreatedAt                         time.Time
	Deadline                          time.Time // zero: none
	Items                             []Item
	Purchases                         []Purchase
}

// Item is a line of the order; Price is for one, Sum for all, in the order's currency.
type Item struct {
	Title      string
	Quantity   int64
	Price, Sum int64
}

// Payment is money that has arrived.
type Payment struct {
	Amount   int64 // minor units
	Currency models.Currency
	At       time.Time
}

// Purchase is what the customer receives (CUS-3).
type Purchase struct {
	Title, Instructions, Link string
	StartsAt, EndsAt          time.Time // zero: at once; never
}

// variables says which roots the bindings hold.
func (b Bindings) variables() VariableSet {
	set := VariableSet{"account": true, "customer": b.Staff == nil, "staff": b.Staff != nil}
	set["order"] = b.Order != nil
	set["payment"] = b.Payment != nil
	set["purchase"] = b.Purchase != nil
	return set
}
