package api

import (
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Product is what a customer receives (CUS-3).
type Product struct {
	ID           int64     `json:"id"`
	Title        string    `json:"title"`
	Instructions string    `json:"instructions"`
	Link         string    `json:"link" doc:"Shown to the customer only while the purchase is active"`
	Archived     bool      `json:"archived"`
	Version      int64     `json:"version"`
	CreatedAt    time.Time `json:"created_at"`
	UpdatedAt    time.Time `json:"updated_at"`
}

func showProduct(p *models.Product) Product {
	return Product{
		ID: p.ID, Title: p.Title, Instructions: p.Instructions, Link: p.Link, Archived: p.Archived,
		Version: p.Version, CreatedAt: p.CreatedAt.UTC(), UpdatedAt: p.UpdatedAt.UTC(),
	}
}

// NewProduct is the body that creates a product.
type NewProduct struct {
	Title        string `json:"title" maxLength:"200"`
	Instructions string `json:"instructions,omitempty" maxLength:"20000"`
	Link         string `json:"link,omitempty" maxLength:"2000"`
	Archived     bool   `json:"archived,omitempty"`
}

// ProductPatch is the body that changes one; fields that are absent stay.
type ProductPatch struct {
	Title        *string `json:"title,omitempty" maxLength:"200"`
	Instructions *string `json:"instructions,omitempty" maxLength:"20000"`
	Link         *string `json:"link,omitempty" maxLength:"2000"`
	Archived     *bool   `json:"archived,omitempty"`
}

// shelf is the input of lists that leave archived objects out.
type shelf struct {
	Paging
	Archived bool `query:"archived" doc:"true lists archived ones too"`
}

func (a *api) registerProducts() {
	const tag = "Products"
	endpoint(a, operation{method: http.MethodGet, path: "/products", id: "list-products", tag: tag, summary: "List products"}, a.listProducts)
	repeatable(a, operation{
		method: http.MethodPost, path: "/products", id: "create-product", tag: tag, summary: "Create a product",
		status: http.StatusCreated,
	}, a.createProduct, byReading(a.getProduct))
	endpoint(a, operation{method: http.MethodGet, path: "/products/{id}", id: "get-product", tag: tag, summary: "Read a product"}, a.getProduct)
	endpoint(a, operation{method: http.MethodPatch, path: "/products/{id}", id: "edit-product", tag: tag, summary: "Change a product"}, a.editProduct)
}

func (a *api) listProducts(ctx context.Context, in *shelf) (*plain[Page[Product]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, more, err := a.service.Products(ctx, actorOf(ctx), in.Archived, services.Page{After: after, Limit: in.limit()})
	if err != nil {
		return nil, err
	}
	return paged(rows, more, showProduct, func(p *models.Product) int64 { return p.ID }), nil
}

func (a *api) createProduct(ctx context.Context, in *struct{ Body NewProduct }) (*one[Product], error) {
	b := in.Body
	p, err := a.service.CreateProduct(ctx, actorOf(ctx), services.ProductParams{
		Title: b.Title, Instructions: b.Instructions, Link: b.Link, Archived: b.Archived,
	})
	if err != nil {
		return nil, err
	}
	return versioned(showProduct(p), p.Version), nil
}

func (a *api) getProduct(ctx context.Context, in *ByID) (*one[Product], error) {
	p, err := a.service.Product(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return versioned(showProduct(p), p.Version), nil
}

func (a *api) editProduct(ctx context.Context, in *struct {
	ByID
	Edit
	Body ProductPatch
},
) (*one[Product], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	now, err := a.service.Product(ctx, models.System(), in.ID)
	if err != nil {
		return nil, err
	}
	p := services.ProductParams{
		Title: now.Title, Instructions: now.Instructions, Link: now.Link, Archived: now.Archived, Version: pick(version, now.Version),
	}
	keep(&p.Title, in.Body.Title)
	keep(&p.Instructions, in.Body.Instructions)
	keep(&p.Link, in.Body.Link)
	keep(&p.Archived, in.Body.Archived)
	row, err := a.service.EditProduct(ctx, actorOf(ctx), in.ID, p)
	if err != nil {
		return nil, err
	}
	return versioned(showProduct(row), row.Version), nil
}
