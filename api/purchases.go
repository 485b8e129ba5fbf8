package api

import (
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Purchase is the right that a paid order opens (CUS-3).
type Purchase struct {
	ID         int64      `json:"id"`
	OrderID    int64      `json:"order_id"`
	ItemID     int64      `json:"item_id"`
	CustomerID int64      `json:"customer_id"`
	ProductID  int64      `json:"product_id"`
	Title      string     `json:"title"`
	Link       string     `json:"link" doc:"The customer's page of the purchase"`
	Status     string     `json:"status" enum:"active,not_started,ended,cancelled"`
	StartsAt   *time.Time `json:"starts_at"`
	EndsAt     *time.Time `json:"ends_at" doc:"null: never"`
	CreatedAt  time.Time  `json:"created_at"`
	UpdatedAt  time.Time  `json:"updated_at"`
}

func (a *api) showPurchase(p *models.Purchase) Purchase {
	return Purchase{
		ID: p.ID, OrderID: p.OrderID, ItemID: p.ItemID, CustomerID: p.CustomerID, ProductID: p.ProductID, Title: p.Title,
		Link: a.service.PurchaseLink(p.LinkToken), Status: p.Status, StartsAt: inUTC(p.StartsAt), EndsAt: inUTC(p.EndsAt),
		CreatedAt: p.CreatedAt.UTC(), UpdatedAt: p.UpdatedAt.UTC(),
	}
}

func (a *api) registerPurchases() {
	endpoint(a, operation{method: http.MethodGet, path: "/purchases", id: "list-purchases", tag: "Purchases", summary: "List purchases"}, a.listPurchases)
}

func (a *api) listPurchases(ctx context.Context, in *struct {
	Paging
	CustomerID int64  `query:"customer_id" minimum:"1"`
	OrderID    int64  `query:"order_id" minimum:"1"`
	Status     string `query:"status" enum:"active,not_started,ended,cancelled"`
},
) (*plain[Page[Purchase]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, more, err := a.service.ListPurchases(ctx, actorOf(ctx), services.PurchaseFilter{
		CustomerID: in.CustomerID, OrderID: in.OrderID, Status: in.Status, Page: services.Page{After: after, Limit: in.limit()},
	})
	if err != nil {
		return nil, err
	}
	return paged(rows, more, a.showPurchase, func(p *models.Purchase) int64 { return p.ID }), nil
}
