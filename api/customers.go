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
	Tags      []string  `json:"tags"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

func showCustomer(c *services.CustomerView) Customer {
	return Customer{
		ID: c.ID, Email: c.Email, Name: c.Name, Phone: c.Phone, Language: c.Language, TimeZone: c.TimeZone, Tags: list(c.Tags),
		Version: c.Version, CreatedAt: c.CreatedAt.UTC(), UpdatedAt: c.UpdatedAt.UTC(),
	}
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

// customerSearch is the input of the list.
type customerSearch struct {
	Paging
	Filter string `query:"filter" doc:"A segment rule about customers, as JSON"`
	Search string `query:"search" maxLength:"200" doc:"Part of an e-mail, a name or a phone"`
}

func (a *api) registerCustomers() {
	const tag = "Customers"
	endpoint(a, operation{method: http.MethodGet, path: "/customers", id: "list-customers", tag: tag, summary: "List customers, the newest first"}, a.listCustomers)
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
	repeatable(a, operation{method: http.MethodPost, path: "/customers/{id}/tags", id: "tag-customer", tag: tag, summary: "Add and remove tags"}, a.tagCustomer, byReading(a.tagsOfCustomer))
}

func (a *api) listCustomers(ctx context.Context, in *customerSearch) (*plain[Page[Customer]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	aboutCustomers := func(text []byte) (*segment.Segment, error) { return segment.Parse(text, models.SubjectCustomer) }
	if err := checkFilter(in.Filter, aboutCustomers); err != nil {
		return nil, err
	}
	rows, more, err := a.service.Customers(ctx, actorOf(ctx), services.CustomerQuery{
		Filter: []byte(in.Filter), Search: in.Search, Page: services.Page{After: after, Limit: in.limit()},
	})
	if err != nil {
		return nil, models.Under("query", err)
	}
	return paged(rows, more, showCustomer, func(c *services.CustomerView) int64 { return c.ID }), nil
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
