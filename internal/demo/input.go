package demo

import (
	"fmt"
	"path/filepath"
	"time"

	"github.com/orderflow/orderflow/models"
)

// Input is a shop's history, checked: every reference exists and every sum fits its currency.
type Input struct {
	Customers []Customer
	Offers    []Offer
	Orders    []Order
	Payments  []Payment
}

// Customer is a row of customers.csv.
type Customer struct {
	Email, Name, Phone string
	Tags               []string // separated by semicolons
}

// Offer is a row of offers.csv; Price is in minor units.
type Offer struct {
	Code, Title  string
	Price        int64
	Currency     models.Currency
	AutoComplete bool
	LatePolicy   string
}

// Order is a row of orders.csv; Price is for one, in minor units.
type Order struct {
	Number    string
	Email     string
	Offer     *Offer
	Quantity  int64
	Price     int64
	CreatedAt time.Time
}

// Payment is a row of payments.csv; Amount is in minor units of the order's offer.
type Payment struct {
	Order  *Order
	Amount int64
	PaidAt time.Time
	Kind   string // models.PaymentGateway or models.PaymentManual
}

// Cost is what the order costs, in minor units.
func (o *Order) Cost() int64 { return o.Price * o.Quantity }

// Fault is one bad value: where it stands and what it should be.
type Fault struct {
	File   string
	Line   int
	Column string
	Reason string
}

// Error names the place as editors understand it.
func (f Fault) Error() string {
	return fmt.Sprintf("%s:%d: %s: %s", f.File, f.Line, f.Column, f.Reason)
}

// Read reads the four files of a folder. All faults are reported at once; with
// any, nothing is to be played.
func Read(dir string) (*Input, []error) {
	r := reader{input: &Input{}, emails: map[string]bool{}, offers: map[string]*Offer{}, orders: map[string]*Order{}}
	known := true
	for _, file := range []struct {
		name    string
		columns []string
		row     func(line)
	}{
		{"customers.csv", []string{"email", "name", "phone", "tags"}, r.customer},
		{"offers.csv", []string{"code", "title", "price", "currency", "auto_complete", "late_policy"}, r.offer},
		{"orders.csv", []string{"number", "email", "offer_code", "quantity", "price", "created_at"}, r.order},
		{"payments.csv", []string{"order_number", "amount", "paid_at", "kind"}, r.payment},
	} {
		known = r.read(filepath.Join(dir, file.name), file.columns, file.row, known)
	}
	return r.input, r.faults
}

// Begins is when the first order was created; without orders, the beginning of 2026.
func (in *Input) Begins() time.Time {
	if len(in.Orders) == 0 {
		return time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	first := in.Orders[0].CreatedAt
	for _, o := range in.Orders {
		if o.CreatedAt.Before(first) {
			first = o.CreatedAt
		}
	}
	return first
}
