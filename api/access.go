package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/orderflow/orderflow/models"
)

// base begins every path of the REST API.
const base = "/api/v1"

// access says who may use a route: everybody, any member of staff, or staff with a right (ROLE-1).
type access struct {
	public   bool
	entrance bool         // public, and opens or ends a session: never for another site's pages
	session  bool         // for people who are logged in, not for tokens
	right    models.Right // "" for any member of staff
}

var (
	public   = access{public: true}
	entrance = access{public: true, entrance: true}
	// ownSession marks what people do with their own account.
	ownSession = access{session: true}
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
// any other with a session or a token in force whose person has the route's right.
// Without either nothing is told, not even which addresses exist.
func (a *api) doors(c *gin.Context) {
	route, known := accessOf(c.Request.Method, c.FullPath())
	var err error
	switch {
	case known && route.entrance:
		err = a.door.sameOrigin(c.Request)
	case known && route.public:
	default:
		err = a.admitStaff(c, route, known)
	}
	if err != nil {
		refuse(c.Writer, c.Request, err)
		c.Abort()
	}
}

func (a *api) admitStaff(c *gin.Context, route access, known bool) error {
	actor, err := a.authenticate(c.Request.Context(), c.Request)
	if err != nil {
		return err
	}
	callOf(c.Request.Context()).actor = actor
	if err := samePerson(c.Request, actor); err != nil {
		return err
	}
	if actor.Credential.Kind == models.CredentialSession {
		if err := a.door.sameOrigin(c.Request); err != nil {
			return err
		}
	}
	if err := demand(c, route, known, actor); err != nil {
		return err
	}
	a.audited(c, actor)
	return nil
}

func demand(c *gin.Context, route access, known bool, actor models.Actor) error {
	switch {
	case c.FullPath() == "": // nothing is registered: the router answers 404 or 405
		return nil
	case !known:
		return models.NewError(models.CodeForbidden)
	case route.session:
		return actor.DemandSession()
	case route.right == "":
		return nil
	default:
		return actor.Demand(route.right)
	}
}

// authenticate takes the token of a request that names one, else the session of its cookie.
func (a *api) authenticate(ctx context.Context, r *http.Request) (models.Actor, error) {
	if token, named := bearer(r); named {
		if !strings.HasPrefix(token, "of_") || len(token) >= 200 {
			return models.Actor{}, models.NewError(models.CodeUnauthenticated)
		}
		return a.service.Authenticate(ctx, token)
	}
	if secret := callOf(ctx).session; secret != "" {
		return a.service.AuthenticateSession(ctx, secret)
	}
	return models.Actor{}, models.NewError(models.CodeUnauthenticated)
}

// bearer is the token of the Authorization header; a proxy may use it for a scheme of its own.
func bearer(r *http.Request) (token string, named bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), strings.EqualFold(scheme, "Bearer")
}

// personHeader names, by id, whom the client believes to be logged in.
const personHeader = "Orderflow-Person"

// samePerson refuses what a client does for one person while another is logged in:
// at another tab of the browser somebody else has taken over the cookie (AUTH-2).
func samePerson(r *http.Request, actor models.Actor) error {
	if named := r.Header.Get(personHeader); named != "" && named != strconv.FormatInt(actor.ID, 10) {
		return models.NewError(models.CodeAnotherPerson)
	}
	return nil
}

// nowhere answers for addresses that do not exist.
func nowhere(c *gin.Context) {
	refuse(c.Writer, c.Request, models.NewError(models.CodeNotFound, "kind", "address"))
}

// wrongMethod answers for methods that an address does not take.
func wrongMethod(c *gin.Context) {
	refuse(c.Writer, c.Request, models.NewError(models.CodeMethodNotAllowed, "method", shortened(c.Request.Method), "allowed", c.Writer.Header().Get("Allow")))
}
