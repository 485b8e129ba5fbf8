package api

import (
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Customer is a person in the base (CUS-1).
type Customer struct {
	ID        int64     `json:"id"`
	Email     string    `json:"email"`
	Name      string    `json:"name"`
	Phone     string    `json:"phone"`
	Language  string    `json:"language" enum:"ru,en"`
	TimeZone  string    `json:"time_zone" doc:"IANA name; empty when unknown"`
	Source    string    `json:"source" doc:"By what channel they first came; empty when unknown"`
	Tags      []string  `json:"tags"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

func showCustomer(c *services.CustomerView) Customer {
	return Customer{
		ID: c.ID, Email: c.Email, Name: c.Name, Phone: c.Phone, Language: c.Language, TimeZone: c.TimeZone, Source: c.Source, Tags: list(c.Tags),
		Version: c.Version, CreatedAt: c.CreatedAt.UTC(), UpdatedAt: c.UpdatedAt.UTC(),
	}
}

// CustomerLine is a customer in a list, with what they ordered: the orders that you may see, false ones left out.
type CustomerLine struct {
	Customer
	Orders      int64      `json:"orders" doc:"How many"`
	Paid        []Sum      `json:"paid" doc:"One for each currency"`
	LastOrderID *int64     `json:"last_order_id" doc:"Of the order that came last"`
	LastOrderAt *time.Time `json:"last_order_at"`
}

// Sum is an amount in the currency's minor units.
type Sum struct {
	Currency string `json:"currency"`
	Amount   int64  `json:"amount"`
}

func showCustomerLine(c *services.CustomerRow) CustomerLine {
	line := CustomerLine{
		Customer: showCustomer(&c.CustomerView), Orders: c.Orders, LastOrderAt: inUTC(c.LastOrderAt),
		Paid: each(c.Paid, func(s *models.Sum) Sum { return Sum{string(s.Currency), s.Amount} }),
	}
	if c.LastOrderID != 0 {
		line.LastOrderID = &c.LastOrderID
	}
	return line
}

// CustomerCount is how many customers a list holds.
type CustomerCount struct {
	Count       int64 `json:"count"`
	Approximate bool  `json:"approximate" doc:"An estimate: counting exactly would have taken too long"`
}

// NewCustomer is the body that creates a customer.
type NewCustomer struct {
	Email    string   `json:"email" maxLength:"254"`
	Name     string   `json:"name,omitempty" maxLength:"200"`
	Phone    string   `json:"phone,omitempty" maxLength:"40"`
	Language string   `json:"language,omitempty" enum:"ru,en" doc:"The account's when absent"`
	TimeZone string   `json:"time_zone,omitempty" maxLength:"100" doc:"IANA name"`
	Tags     []string `json:"tags,omitempty" maxItems:"50"`
}

// CustomerPatch is the body that changes one; fields that are absent stay.
type CustomerPatch struct {
	Email    *string `json:"email,omitempty" maxLength:"254"`
	Name     *string `json:"name,omitempty" maxLength:"200"`
	Phone    *string `json:"phone,omitempty" maxLength:"40"`
	Language *string `json:"language,omitempty" enum:"ru,en"`
	TimeZone *string `json:"time_zone,omitempty" maxLength:"100"`
}

// TagChange adds tags and takes others off.
type TagChange struct {
	Add    []string `json:"add,omitempty" maxItems:"50"`
	Remove []string `json:"remove,omitempty" maxItems:"50"`
}

// Tags are all tags of an object.
type Tags struct {
	Tags []string `json:"tags"`
}

// CustomerFilter is what narrows lists of customers.
type CustomerFilter struct {
	Filter string `query:"filter" doc:"A segment rule about customers, as JSON"`
	Search string `query:"search" maxLength:"200" doc:"Beginnings of words of the name, e-mail and phone, all of which must be found; of a phone its end will do"`
}

func (in *CustomerFilter) query() (services.CustomerQuery, error) {
	about := func(text []byte) (*segment.Segment, error) { return segment.Parse(text, models.SubjectCustomer) }
	return services.CustomerQuery{Filter: []byte(in.Filter), Search: in.Search}, checkFilter(in.Filter, about)
}

// customerSearch is the input of the list.
type customerSearch struct {
	Paging
	CustomerFilter
}

func (a *api) registerCustomers() {
	const tag = "Customers"
	endpoint(a, operation{method: http.MethodGet, path: "/customers", id: "list-customers", tag: tag, summary: "List customers, the newest first"}, a.listCustomers)
	endpoint(a, operation{
		method: http.MethodGet, path: "/customers/count", id: "count-customers", tag: tag, summary: "Count the customers of a list",
		detail: "Exact, or an estimate that says so when counting would take longer than a moment.",
	}, a.countCustomers)
	repeatable(a, operation{
		method: http.MethodPost, path: "/customers", id: "create-customer", tag: tag, summary: "Create a customer",
		detail: "One e-mail, one customer: an e-mail that is known, whatever its case, answers already_exists with its holder's id.",
		status: http.StatusCreated,
	}, a.createCustomer, byReading(a.getCustomer))
	endpoint(a, operation{method: http.MethodGet, path: "/customers/{id}", id: "get-customer", tag: tag, summary: "Read a customer"}, a.getCustomer)
	endpoint(a, operation{method: http.MethodPatch, path: "/customers/{id}", id: "edit-customer", tag: tag, summary: "Change a customer"}, a.editCustomer)
	endpoint(a, operation{
		method: http.MethodGet, path: "/customers/{id}/profile", id: "get-customer-profile", tag: tag,
		summary: "Everything about a customer", detail: "Orders, purchases, payments, deposit, letters, enrollments and history: at most 50 of each, the newest first.",
	}, a.getProfile)
	endpoint(a, operation{
		method: http.MethodGet, path: "/customers/{id}/automation", id: "get-customer-automation", tag: tag, summary: "What processes will do next for a customer",
		detail: "The enrollments that go on, those about the customer's orders and purchases too: where each stands, when it leaves, and what it then does if nothing changes. At most 50, oldest first.",
	}, a.customerAutomation)
	repeatable(a, operation{method: http.MethodPost, path: "/customers/{id}/tags", id: "tag-customer", tag: tag, summary: "Add and remove tags"}, a.tagCustomer, byReading(a.tagsOfCustomer))
}

func (a *api) listCustomers(ctx context.Context, in *customerSearch) (*plain[Page[CustomerLine]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	q, err := in.query()
	if err != nil {
		return nil, err
	}
	q.Page = services.Page{After: after, Limit: in.limit()}
	rows, more, err := a.service.Customers(ctx, actorOf(ctx), q)
	if err != nil {
		return nil, models.Under("query", err)
	}
	return paged(rows, more, showCustomerLine, func(c *services.CustomerRow) int64 { return c.ID }), nil
}

func (a *api) countCustomers(ctx context.Context, in *CustomerFilter) (*plain[CustomerCount], error) {
	q, err := in.query()
	if err != nil {
		return nil, err
	}
	count, approximate, err := a.service.CountCustomers(ctx, actorOf(ctx), q)
	if err != nil {
		return nil, models.Under("query", err)
	}
	return &plain[CustomerCount]{CustomerCount{count, approximate}}, nil
}

func (a *api) createCustomer(ctx context.Context, in *struct{ Body NewCustomer }) (*one[Customer], error) {
	b := in.Body
	c, err := a.service.CreateCustomer(ctx, actorOf(ctx), services.CustomerParams{
		Email: b.Email, Name: b.Name, Phone: b.Phone, Language: b.Language, TimeZone: b.TimeZone, Tags: b.Tags,
	})
	if err != nil {
		return nil, err
	}
	return a.customer(ctx, c.ID)
}

// customer answers with a customer as it now is.
func (a *api) customer(ctx context.Context, id int64) (*one[Customer], error) {
	c, err := a.service.Customer(ctx, models.System(), id)
	if err != nil {
		return nil, err
	}
	return versioned(showCustomer(c), c.Version), nil
}

func (a *api) getCustomer(ctx context.Context, in *ByID) (*one[Customer], error) {
	return a.customer(ctx, in.ID)
}

func (a *api) editCustomer(ctx context.Context, in *struct {
	ByID
	Edit
	Body CustomerPatch
},
) (*one[Customer], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	now, err := a.service.Customer(ctx, models.System(), in.ID)
	if err != nil {
		return nil, err
	}
	p := services.CustomerParams{
		Email: now.Email, Name: now.Name, Phone: now.Phone, Language: now.Language, TimeZone: now.TimeZone, Version: pick(version, now.Version),
	}
	keep(&p.Email, in.Body.Email)
	keep(&p.Name, in.Body.Name)
	keep(&p.Phone, in.Body.Phone)
	keep(&p.Language, in.Body.Language)
	keep(&p.TimeZone, in.Body.TimeZone)
	row, err := a.service.EditCustomer(ctx, actorOf(ctx), in.ID, p)
	if err != nil {
		return nil, err
	}
	return versioned(showCustomer(&services.CustomerView{Customer: *row, Tags: now.Tags}), row.Version), nil
}

func (a *api) tagCustomer(ctx context.Context, in *struct {
	ByID
	Body TagChange
},
) (*plain[Tags], error) {
	tags, err := a.service.TagCustomer(ctx, actorOf(ctx), in.ID, services.TagParams{Add: in.Body.Add, Remove: in.Body.Remove})
	if err != nil {
		return nil, err
	}
	return &plain[Tags]{Tags{list(tags)}}, nil
}

func (a *api) tagsOfCustomer(ctx context.Context, in *ByID) (*plain[Tags], error) {
	c, err := a.service.Customer(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &plain[Tags]{Tags{list(c.Tags)}}, nil
}

func (a *api) customerAutomation(ctx context.Context, in *ByID) (*plain[Page[AutomationLine]], error) {
	found, err := a.service.CustomerAutomation(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &plain[Page[AutomationLine]]{Page[AutomationLine]{Items: each(found, showAutomationLine(ctx))}}, nil
}
