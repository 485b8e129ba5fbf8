package api

import (
	"context"
	"net/http"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
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

// RoleRights is what a role may do (ROLE-1).
type RoleRights struct {
	Role      string  `json:"role" enum:"owner,administrator,manager"`
	Rights    []Right `json:"rights"`
	Grantable []Right `json:"grantable" doc:"Rights that one person of the role may be given, with a cap"`
}

func showRole(role *models.Role) RoleRights {
	r := RoleRights{Role: string(*role), Rights: []Right{}, Grantable: []Right{}}
	for _, right := range role.Rights() {
		r.Rights = append(r.Rights, Right(right))
	}
	if *role == models.RoleManager {
		r.Grantable = each(models.Grantable, func(right *models.Right) Right { return Right(*right) })
	}
	return r
}

func (a *api) registerPeople() {
	endpoint(a, operation{
		method: http.MethodGet, path: "/roles", id: "list-roles", tag: "Staff", summary: "What each role may do",
	}, func(context.Context, *nothing) (*plain[Page[RoleRights]], error) {
		return listed(models.Roles, showRole), nil
	})
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
