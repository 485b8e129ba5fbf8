package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/orderflow/orderflow/models"
)

// base begins every path of the REST API.
const base = "/api/v1"

// access says who may use a route: everybody, any member of staff, or staff with a right (ROLE-1).
type access struct {
	public bool
	right  models.Right // "" for any member of staff
}

var (
	public = access{public: true}
	// anyStaff marks routes about oneself; the use case looks at whose object it is.
	anyStaff = access{}
)

func needs(right models.Right) access { return access{right: right} }

// accessOf finds a route in the table.
func accessOf(method, pattern string) (access, bool) {
	a, known := routes[method+" "+pattern]
	return a, known
}

// doors lets a request through only by the table: a public route to everybody,
// any other with a token in force whose person has the route's right. Without a
// token nothing is told, not even which addresses exist.
func (a *api) doors(c *gin.Context) {
	route, known := accessOf(c.Request.Method, c.FullPath())
	if known && route.public {
		return
	}
	actor, err := a.authenticate(c.Request.Context(), c.Request)
	if err == nil {
		callOf(c.Request.Context()).actor = actor
		err = demand(c, route, known, actor)
	}
	if err != nil {
		refuse(c.Writer, c.Request, err)
		c.Abort()
	}
}

func demand(c *gin.Context, route access, known bool, actor models.Actor) error {
	switch {
	case c.FullPath() == "": // nothing is registered: the router answers 404 or 405
		return nil
	case !known:
		return models.NewError(models.CodeForbidden)
	case route.right == "":
		return nil
	default:
		return actor.Demand(route.right)
	}
}

func (a *api) authenticate(ctx context.Context, r *http.Request) (models.Actor, error) {
	token, ok := bearer(r)
	if !ok {
		return models.Actor{}, models.NewError(models.CodeUnauthenticated)
	}
	return a.service.Authenticate(ctx, token)
}

// bearer is the token of the Authorization header.
func bearer(r *http.Request) (string, bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	token = strings.TrimSpace(token)
	return token, strings.EqualFold(scheme, "Bearer") && strings.HasPrefix(token, "of_") && len(token) < 200
}

// nowhere answers for addresses that do not exist.
func nowhere(c *gin.Context) {
	refuse(c.Writer, c.Request, models.NewError(models.CodeNotFound, "kind", "address"))
}

// wrongMethod answers for methods that an address does not take.
func wrongMethod(c *gin.Context) {
	refuse(c.Writer, c.Request, models.NewError(models.CodeMethodNotAllowed, "method", shortened(c.Request.Method), "allowed", c.Writer.Header().Get("Allow")))
}
