package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// OrderQuery is what a list of orders asks for, kept in a view or handed to a
// bulk operation; what is absent narrows nothing.
type OrderQuery struct {
	Filter      json.RawMessage `json:"filter,omitempty" doc:"A segment rule about orders"`
	Status      []string        `json:"status,omitempty" maxItems:"10"`
	CustomerID  int64           `json:"customer_id,omitempty" minimum:"0"`
	ManagerID   int64           `json:"manager_id,omitempty" minimum:"0"`
	BoardID     int64           `json:"board_id,omitempty" minimum:"0"`
	StageID     int64           `json:"stage_id,omitempty" minimum:"0"`
	CreatedFrom *time.Time      `json:"created_from,omitempty" doc:"Inclusive"`
	CreatedTo   *time.Time      `json:"created_to,omitempty" doc:"Exclusive"`
	Search      string          `json:"search,omitempty" maxLength:"200"`
	Sort        string          `json:"sort,omitempty" enum:"created_at,id,number,updated_at,status_changed_at,paid_at,completed_at,cost,paid,left,status,customer,manager,stage"`
	Ascending   bool            `json:"ascending,omitempty"`
}

func (q *OrderQuery) view() services.ViewQuery {
	return services.ViewQuery{
		Filter: q.Filter, Statuses: each(q.Status, func(s *string) models.Status { return models.Status(*s) }),
		CustomerID: q.CustomerID, ManagerID: q.ManagerID, BoardID: q.BoardID, StageID: q.StageID,
		CreatedFrom: q.CreatedFrom, CreatedTo: q.CreatedTo, Search: q.Search, Sort: q.Sort, Ascending: q.Ascending,
	}
}

func showViewQuery(v *services.ViewQuery) OrderQuery {
	return OrderQuery{
		Filter: v.Filter, Status: each(v.Statuses, func(s *models.Status) string { return string(*s) }),
		CustomerID: v.CustomerID, ManagerID: v.ManagerID, BoardID: v.BoardID, StageID: v.StageID,
		CreatedFrom: inUTC(v.CreatedFrom), CreatedTo: inUTC(v.CreatedTo), Search: v.Search, Sort: v.Sort, Ascending: v.Ascending,
	}
}

// OrderView is a saved view of the order list (ORD-10).
type OrderView struct {
	ID        int64      `json:"id"`
	Title     string     `json:"title"`
	Query     OrderQuery `json:"query"`
	Columns   []string   `json:"columns" doc:"In the order in which they are shown; none: the usual ones"`
	Shared    bool       `json:"shared" doc:"Everybody who reads orders has it"`
	Own       bool       `json:"own"`
	Editable  bool       `json:"editable" doc:"Whether you may change and delete it"`
	Owner     ViewOwner  `json:"owner"`
	Version   int64      `json:"version"`
	CreatedAt time.Time  `json:"created_at"`
	UpdatedAt time.Time  `json:"updated_at"`
}

// ViewOwner is the person whose view it is.
type ViewOwner struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

func showView(v *services.OrderView) OrderView {
	return OrderView{
		ID: v.ID, Title: v.Title, Query: showViewQuery(&v.Query), Columns: list(v.Columns), Shared: v.Shared, Own: v.Own, Editable: v.Editable,
		Owner: ViewOwner{v.StaffID, v.OwnerName}, Version: v.Version, CreatedAt: v.CreatedAt.UTC(), UpdatedAt: v.UpdatedAt.UTC(),
	}
}

// NewOrderView is the body that saves a view.
type NewOrderView struct {
	Title   string     `json:"title" maxLength:"200"`
	Query   OrderQuery `json:"query"`
	Columns []string   `json:"columns,omitempty" maxItems:"50"`
	Shared  bool       `json:"shared,omitempty" doc:"Needs the right settings.write"`
}

// OrderViewPatch is the body that changes one; fields that are absent stay.
type OrderViewPatch struct {
	Title   *string     `json:"title,omitempty" maxLength:"200"`
	Query   *OrderQuery `json:"query,omitempty"`
	Columns *[]string   `json:"columns,omitempty" maxItems:"50"`
	Shared  *bool       `json:"shared,omitempty"`
}

func (a *api) registerOrderViews() {
	const tag = "Views of the order list"
	endpoint(a, operation{method: http.MethodGet, path: "/order-views", id: "list-order-views", tag: tag, summary: "List your own views and those shared"}, a.listViews)
	repeatable(a, operation{
		method: http.MethodPost, path: "/order-views", id: "create-order-view", tag: tag, summary: "Save a view", status: http.StatusCreated,
	}, a.createView, a.viewAgain)
	endpoint(a, operation{method: http.MethodGet, path: "/order-views/{id}", id: "get-order-view", tag: tag, summary: "Read a view"}, a.getView)
	endpoint(a, operation{
		method: http.MethodPatch, path: "/order-views/{id}", id: "edit-order-view", tag: tag, summary: "Change a view",
		detail: "A shared one needs the right settings.write.",
	}, a.editView)
	endpoint(a, operation{
		method: http.MethodDelete, path: "/order-views/{id}", id: "delete-order-view", tag: tag, summary: "Forget a view", status: http.StatusNoContent,
	}, a.deleteView)
}

func (a *api) listViews(ctx context.Context, _ *nothing) (*plain[Page[OrderView]], error) {
	rows, err := a.service.OrderViews(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return listed(rows, showView), nil
}

func savedView(v *services.OrderView, err error) (*one[OrderView], error) {
	if err != nil {
		return nil, err
	}
	return versioned(showView(v), v.Version), nil
}

func (a *api) createView(ctx context.Context, in *struct{ Body NewOrderView }) (*one[OrderView], error) {
	return savedView(a.service.SaveOrderView(ctx, actorOf(ctx), services.ViewParams{
		Title: in.Body.Title, Query: in.Body.Query.view(), Columns: in.Body.Columns, Shared: in.Body.Shared,
	}))
}

// viewAgain shows the view as the person sees it: whose it is is part of the answer.
func (a *api) viewAgain(ctx context.Context, made services.Made) (*one[OrderView], error) {
	return savedView(a.service.OrderView(ctx, callOf(ctx).actor, made.ID))
}

func (a *api) getView(ctx context.Context, in *ByID) (*one[OrderView], error) {
	return savedView(a.service.OrderView(ctx, actorOf(ctx), in.ID))
}

func (a *api) editView(ctx context.Context, in *struct {
	ByID
	Edit
	Body OrderViewPatch
},
) (*one[OrderView], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	now, err := a.service.OrderView(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	p := services.ViewParams{Title: now.Title, Query: now.Query, Columns: now.Columns, Shared: now.Shared, Version: pick(version, now.Version)}
	keep(&p.Title, in.Body.Title)
	keep(&p.Columns, in.Body.Columns)
	keep(&p.Shared, in.Body.Shared)
	if in.Body.Query != nil {
		p.Query = in.Body.Query.view()
	}
	return savedView(a.service.EditOrderView(ctx, actorOf(ctx), in.ID, p))
}

func (a *api) deleteView(ctx context.Context, in *struct {
	ByID
	Wish
},
) (*nothing, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return &nothing{}, a.service.DeleteOrderView(ctx, actorOf(ctx), in.ID, version)
}
