package pages

import "github.com/orderflow/orderflow/models"

// Sales is a sales page (ORD-2). Its form posts "offer" (ids), "name", "email",
// "phone", "consent", "advertising", "key", "source" and "website", which only
// programs fill in, to Action. It shows what the visitor typed and nothing that we know.
type Sales struct {
	School
	Title         string
	Text          string
	Action        string
	Offers        []SalesOffer
	Several       bool // several offers may be chosen, not just one
	PhoneRequired bool
	Consent       string // to the processing of personal data
	Advertising   string // consent to advertising; "" asks for none
	FormKey       string
	Source        string
	Preview       bool // visitors do not see the page, staff do

	// What was typed, and what is wrong with it by field; Fault is about the whole form.
	Name, Email, Phone string
	Agreed, Welcome    bool
	Faults             map[string]string
	Fault              string
}

// SalesOffer is one offer of the page; Price is minor units.
type SalesOffer struct {
	ID           int64
	Title        string
	Price        int64
	Currency     models.Currency
	SmallestPart int64 // may be paid in parts from this sum up; 0: in full
	DeadlineDays int64 // to pay; 0: no deadline
	Chosen       bool
}

// Parts reports whether less than the price may be paid at first.
func (o SalesOffer) Parts() bool { return o.SmallestPart > 0 && o.SmallestPart < o.Price }

// Single is the only offer of the page, nil when there are several.
func (s Sales) Single() *SalesOffer {
	if len(s.Offers) == 1 {
		return &s.Offers[0]
	}
	return nil
}

// Faulty reports whether anything has to be corrected.
func (s Sales) Faulty() bool { return s.Fault != "" || len(s.Faults) > 0 }

func (Sales) file() string { return "sales.html" }

func (s Sales) titled(func(string) string) string { return s.title(s.Title) }

// FieldFault is what a visitor reads beside a field, "" where the code's own
// sentence says it well enough.
func FieldFault(lang, path, code string) string {
	text, err := say(lang, "fault_"+path+"_"+code)
	if err != nil {
		return ""
	}
	return text
}
