package segmenttest

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/models"
)

// words differ in case, alphabet and in characters that SQL patterns would take for their own.
var words = []string{"vip", "VIP", "Анна", "анна", "Ёлкина АННА", "100%", "a_b", "a'b", "ип", "ё"}

var (
	sums       = []int64{0, 1, 100, 4990, 4991, 10_000}
	currencies = []string{"RUB", "USD"}
)

// Shop is rows that belong together, linked in every direction that rules may go.
type Shop struct {
	OfferCodes map[int64]string
	Customers  []*segment.Customer
	Orders     []*segment.Order
	Items      []*segment.Item
	Payments   []*segment.Payment
	Purchases  []*segment.Purchase
}

// NewShop draws up to five customers with up to four orders each.
func NewShop(r *rapid.T) *Shop {
	s := &Shop{OfferCodes: map[int64]string{1: "vip", 2: "VIP", 3: "анна"}}
	for range rapid.IntRange(1, 5).Draw(r, "customers") {
		s.customer(r)
	}
	return s
}

// Objects lists the shop's objects of a kind with their ids.
func (s *Shop) Objects(kind models.SubjectKind) map[int64]segment.Object {
	out := map[int64]segment.Object{}
	switch kind {
	case models.SubjectCustomer:
		for _, c := range s.Customers {
			out[c.ID] = c
		}
	case models.SubjectOrder:
		for _, o := range s.Orders {
			out[o.ID] = o
		}
	case models.SubjectPurchase:
		for _, p := range s.Purchases {
			out[p.ID] = p
		}
	case models.SubjectPayment:
		for _, p := range s.Payments {
			out[p.ID] = p
		}
	case models.SubjectLetter, models.SubjectBulk, models.SubjectEnrollment: // rules are not about these
	}
	return out
}

func (s *Shop) customer(r *rapid.T) {
	c := &segment.Customer{Tags: tags(r)}
	c.ID = int64(len(s.Customers) + 1)
	c.Email = fmt.Sprintf("%s%d@example.com", rapid.SampledFrom([]string{"vip", "anna", "a_b"}).Draw(r, "email"), c.ID)
	c.Name, c.Phone, c.Language, c.TimeZone = word(r), word(r), word(r), word(r)
	c.Version, c.CreatedAt, c.UpdatedAt = 1, Moment(r), Moment(r)
	s.Customers = append(s.Customers, c)
	for range rapid.IntRange(0, 4).Draw(r, "orders") {
		s.order(r, c)
	}
	for range rapid.IntRange(0, 1).Draw(r, "payments without an order") {
		s.payment(r, c, nil)
	}
}

func (s *Shop) order(r *rapid.T, c *segment.Customer) {
	o := &segment.Order{Tags: tags(r), Customer: c}
	o.ID = int64(len(s.Orders) + 1)
	o.Number, o.CustomerID, o.PayToken = o.ID+2, c.ID, fmt.Sprint("token", o.ID)
	if rapid.Bool().Draw(r, "foreign") {
		o.ForeignNumber = ptr(fmt.Sprint(word(r), o.ID))
	}
	o.Currency = models.Currency(rapid.SampledFrom(currencies).Draw(r, "currency"))
	o.Cost, o.Paid = rapid.SampledFrom(sums).Draw(r, "cost"), rapid.SampledFrom(sums).Draw(r, "paid")
	o.PaidInFull = rapid.Bool().Draw(r, "paid in full")
	o.Status = rapid.SampledFrom(models.Statuses).Draw(r, "status")
	o.BoardID, o.StageID = id(r), id(r)
	o.ManagerID, o.RefusalReasonID = maybe(r, id(r)), maybe(r, id(r))
	o.CreatedVia = rapid.SampledFrom(models.Vias).Draw(r, "via")
	if rapid.Bool().Draw(r, "sourced") {
		o.Source = word(r)
	}
	o.Version, o.CreatedAt, o.UpdatedAt, o.StatusChangedAt = 1, Moment(r), Moment(r), Moment(r)
	o.PaidAt, o.CompletedAt, o.PaymentDeadline = maybe(r, Moment(r)), maybe(r, Moment(r)), maybe(r, Moment(r))
	s.Orders, c.Orders = append(s.Orders, o), append(c.Orders, o)
	s.parts(r, o)
}

func (s *Shop) parts(r *rapid.T, o *segment.Order) {
	for range rapid.IntRange(1, 2).Draw(r, "items") {
		item := &segment.Item{}
		item.ID, item.OrderID, item.OfferID = int64(len(s.Items)+1), o.ID, rapid.Int64Range(1, 3).Draw(r, "offer")
		item.Quantity, item.Price, item.CreatedAt = id(r), rapid.SampledFrom(sums).Draw(r, "price"), o.CreatedAt
		item.OfferCode = s.OfferCodes[item.OfferID]
		s.Items, o.Items = append(s.Items, item), append(o.Items, item)
	}
	for range rapid.IntRange(0, 2).Draw(r, "payments") {
		s.payment(r, o.Customer, o)
	}
	for range rapid.IntRange(0, 2).Draw(r, "purchases") {
		s.purchase(r, o)
	}
}

func (s *Shop) payment(r *rapid.T, c *segment.Customer, o *segment.Order) {
	p := &segment.Payment{Customer: c, Order: o}
	p.ID, p.CustomerID = int64(len(s.Payments)+1), c.ID
	if o != nil {
		p.OrderID = &o.ID
		o.Payments = append(o.Payments, p)
	}
	p.Kind = rapid.SampledFrom([]string{models.PaymentGateway, models.PaymentManual, models.PaymentDeposit}).Draw(r, "kind")
	p.Gateway = word(r)
	p.State = rapid.SampledFrom([]string{models.PaymentInFlight, models.PaymentAccepted, models.PaymentFailed}).Draw(r, "state")
	p.Amount, p.Currency = rapid.SampledFrom(sums[1:]).Draw(r, "amount"), models.Currency(rapid.SampledFrom(currencies).Draw(r, "currency"))
	p.PaidAt, p.CreatedAt, p.UpdatedAt = maybe(r, Moment(r)), Moment(r), Moment(r)
	s.Payments, c.Payments = append(s.Payments, p), append(c.Payments, p)
}

func (s *Shop) purchase(r *rapid.T, o *segment.Order) {
	p := &segment.Purchase{Customer: o.Customer, Order: o}
	p.ID, p.OrderID, p.CustomerID = int64(len(s.Purchases)+1), o.ID, o.CustomerID
	p.ItemID, p.ProductID, p.LinkToken = p.ID, id(r), fmt.Sprint("link", p.ID)
	p.Status = rapid.SampledFrom([]string{models.PurchaseActive, models.PurchaseNotStarted, models.PurchaseEnded}).Draw(r, "status")
	p.StartsAt, p.EndsAt, p.CreatedAt, p.UpdatedAt = maybe(r, Moment(r)), maybe(r, Moment(r)), Moment(r), Moment(r)
	s.Purchases, o.Purchases = append(s.Purchases, p), append(o.Purchases, p)
	o.Customer.Purchases = append(o.Customer.Purchases, p)
}

func word(r *rapid.T) string {
	return rapid.SampledFrom(append([]string{"", ""}, words...)).Draw(r, "word")
}

func id(r *rapid.T) int64 { return rapid.Int64Range(1, 6).Draw(r, "id") }

func tags(r *rapid.T) []string {
	drawn := rapid.SliceOfNDistinct(rapid.SampledFrom(words), 0, 3, rapid.ID[string]).Draw(r, "tags")
	slices.Sort(drawn)
	return drawn
}

func maybe[T int64 | time.Time](r *rapid.T, v T) *T {
	if rapid.Bool().Draw(r, "absent") {
		return nil
	}
	return &v
}

func ptr[T any](v T) *T { return &v }
