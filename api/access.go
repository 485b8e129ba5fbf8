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

// routes is the whole table: method and path to who may use it. A route that is
// not here is refused to everybody, and New does not register it.
var routes = map[string]access{
	"GET /healthz":                       public,
	"GET /readyz":                        public,
	"GET /openapi.json":                  public,
	"GET /docs":                          public,
	"GET /schemas/process.json":          public,
	"GET /pay/:token":                    public,
	"POST /pay/:token":                   public,
	"GET /pay/:token/return":             public,
	"GET /purchase/:token":               public,
	"POST /gateways/:code/notifications": public,
	"POST /api/v1/setup/first-owner":     public,

	"GET /api/v1/customers":                  needs(models.RightCustomerRead),
	"POST /api/v1/customers":                 needs(models.RightCustomerWrite),
	"GET /api/v1/customers/:id":              needs(models.RightCustomerRead),
	"PATCH /api/v1/customers/:id":            needs(models.RightCustomerWrite),
	"GET /api/v1/customers/:id/profile":      needs(models.RightCustomerRead),
	"POST /api/v1/customers/:id/tags":        needs(models.RightCustomerWrite),
	"GET /api/v1/customers/:id/deposit":      needs(models.RightCustomerRead),
	"POST /api/v1/customers/:id/deposit":     needs(models.RightDepositWrite),
	"GET /api/v1/customers/:id/deposits":     needs(models.RightCustomerRead),
	"GET /api/v1/products":                   needs(models.RightCatalogRead),
	"POST /api/v1/products":                  needs(models.RightCatalogWrite),
	"GET /api/v1/products/:id":               needs(models.RightCatalogRead),
	"PATCH /api/v1/products/:id":             needs(models.RightCatalogWrite),
	"GET /api/v1/offers":                     needs(models.RightCatalogRead),
	"POST /api/v1/offers":                    needs(models.RightCatalogWrite),
	"GET /api/v1/offers/:id":                 needs(models.RightCatalogRead),
	"PATCH /api/v1/offers/:id":               needs(models.RightCatalogWrite),
	"GET /api/v1/boards":                     needs(models.RightCatalogRead),
	"POST /api/v1/boards":                    needs(models.RightCatalogWrite),
	"GET /api/v1/boards/:id":                 needs(models.RightCatalogRead),
	"PATCH /api/v1/boards/:id":               needs(models.RightCatalogWrite),
	"GET /api/v1/refusal-reasons":            needs(models.RightCatalogRead),
	"POST /api/v1/refusal-reasons":           needs(models.RightCatalogWrite),
	"GET /api/v1/refusal-reasons/:id":        needs(models.RightCatalogRead),
	"PATCH /api/v1/refusal-reasons/:id":      needs(models.RightCatalogWrite),
	"GET /api/v1/settings":                   needs(models.RightSettingsRead),
	"PATCH /api/v1/settings":                 needs(models.RightSettingsWrite),
	"GET /api/v1/staff":                      needs(models.RightStaffRead),
	"POST /api/v1/staff":                     needs(models.RightStaffWrite),
	"GET /api/v1/staff/:id":                  anyStaff,
	"PATCH /api/v1/staff/:id":                needs(models.RightStaffWrite),
	"GET /api/v1/staff/:id/grants":           needs(models.RightStaffRead),
	"POST /api/v1/staff/:id/grants":          needs(models.RightBulkApprove),
	"DELETE /api/v1/staff/:id/grants/:right": needs(models.RightBulkApprove),
	"GET /api/v1/staff/:id/tokens":           anyStaff,
	"GET /api/v1/me":                         anyStaff,
	"POST /api/v1/tokens":                    anyStaff,
	"DELETE /api/v1/tokens/:id":              anyStaff,
}

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
