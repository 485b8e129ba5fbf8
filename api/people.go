package api

import (
	"context"
	"net/http"

	"github.com/orderflow/orderflow/internal/services"
)

// Colleague is somebody who works here, by name.
type Colleague struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	Role   string `json:"role" enum:"owner,administrator,manager"`
	Active bool   `json:"active" doc:"Can be an order's manager"`
}

func showColleague(c *services.Colleague) Colleague {
	return Colleague{c.ID, c.Name, string(c.Role), c.Active}
}

func (a *api) registerPeople() {
	endpoint(a, operation{
		method: http.MethodGet, path: "/colleagues", id: "list-colleagues", tag: "Staff", summary: "Who works here, by name",
		detail: "The names behind the ids of histories and managers.",
	}, a.listColleagues)
}

func (a *api) listColleagues(ctx context.Context, _ *nothing) (*plain[Page[Colleague]], error) {
	rows, err := a.service.Colleagues(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return listed(rows, showColleague), nil
}
