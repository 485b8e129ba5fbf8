package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Deps is what the API works with. Service is required.
type Deps struct {
	Service  *services.Service
	Gateways Gateways                    // nil when no gateway is switched on
	Ready    func(context.Context) error // nil: the database alone is asked
	Logger   *slog.Logger
	Observer Observer
	Demo     DemoSchool // nil where none can be started
	// Mounts are handlers of others by pattern, such as the test gateway's own
	// pages "/testgateway/*path". They are public and authenticate for themselves.
	Mounts map[string]http.Handler
	// Stopping is closed when the program stops: answers without an end end then.
	Stopping <-chan struct{}
}

// Options are values of the configuration.
type Options struct {
	PublicURL      string        // begins every link, without a trailing slash; https gives sessions a secure cookie
	Version        string        // of the program, for /openapi.json
	RequestTimeout time.Duration // 30 s when zero
	// TrustedProxies are the networks whose word on the client's address (X-Forwarded-For) is believed.
	TrustedProxies []netip.Prefix
	// Demo is a school of invented people on this machine.
	Demo bool
	// Contact is how customers reach the school where its settings say nothing, such as the address that letters are answered to.
	Contact string
}

type api struct {
	deps    Deps
	options Options
	service *services.Service
	logger  *slog.Logger
	huma    huma.API
	door    door
	live    *hub
	// operations names the operation of a route: "GET /api/v1/orders/:id" is get-order.
	operations map[string]string
}

// New is the handler of the public listener.
func New(deps Deps, options Options) http.Handler {
	if deps.Logger == nil {
		deps.Logger = slog.New(slog.DiscardHandler)
	}
	if options.RequestTimeout == 0 {
		options.RequestTimeout = 30 * time.Second
	}
	a := &api{deps: deps, options: options, service: deps.Service, logger: deps.Logger, live: newHub(deps.Service.Mark)}
	door, err := newDoor(options.PublicURL, options.Demo)
	if err != nil {
		panic("api: the public address is none: " + err.Error()) // configuration has looked at it
	}
	a.door = door
	return heads(a.engine())
}

// heads answers HEAD as GET, whose body the server leaves out: who watches a
// service or looks at a link in a letter asks so.
func heads(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			asked := *r
			asked.Method = http.MethodGet
			r = &asked
		}
		next.ServeHTTP(w, r)
	})
}

// engine builds the routes; the doors stand before all of them.
func (a *api) engine() *gin.Engine {
	speakOurProblems()
	a.operations = map[string]string{}
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.RedirectTrailingSlash, engine.HandleMethodNotAllowed = false, true
	engine.NoRoute(nowhere)
	engine.NoMethod(wrongMethod)
	engine.Use(a.serve, a.mounted, a.doors)
	a.huma = humagin.New(engine, description(a.options))
	a.huma.UseMiddleware(a.admit, a.once)
	a.registerPublic(engine)
	a.registerResources()
	orNull(a.huma.OpenAPI().Components.Schemas)
	return engine
}

// mounted serves what was mounted from outside.
func (a *api) mounted(c *gin.Context) {
	if c.FullPath() != "" {
		return
	}
	for prefix, handler := range a.deps.Mounts {
		path := c.Request.URL.Path
		if path == prefix || prefix != "/" && strings.HasPrefix(path, prefix+"/") {
			c.Status(http.StatusOK) // the router has said 404 already
			handler.ServeHTTP(c.Writer, c.Request)
			c.Abort()
			return
		}
	}
	if site := a.deps.Mounts["/"]; site != nil && asksForPage(c.Request) {
		a.lost(c, site)
		c.Abort()
	}
}

// asksForPage reports whether a person's browser wants to show the address, which is none of the API's.
func asksForPage(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(r.URL.Path, "/api/")
}

// lost tells a person that there is no such page: who may have lost a part of a
// link of ours on a page for customers, everybody else on one of the interface.
func (a *api) lost(c *gin.Context, site http.Handler) {
	switch first, _, _ := strings.Cut(strings.TrimPrefix(c.Request.URL.Path, "/"), "/"); first {
	case "pay", "purchase", "buy":
		a.page(func(*visit) error { return models.NewError(models.CodeNotFound) })(c)
	default:
		site.ServeHTTP(c.Writer, c.Request) // the router has said 404 already
	}
}

var speakOnce sync.Once

// speakOurProblems makes the few errors that Huma itself answers look like ours.
// Bodies and parameters are checked before Huma reads them, so that what is left
// are faults of the program and of the network.
func speakOurProblems() {
	speakOnce.Do(func() {
		huma.DefaultArrayNullable = false
		huma.NewError = func(status int, _ string, errs ...error) huma.StatusError {
			return newProblem(context.Background(), humaError(status, errs))
		}
		huma.NewErrorWithContext = func(ctx huma.Context, status int, _ string, errs ...error) huma.StatusError {
			return newProblem(ctx.Context(), humaError(status, errs))
		}
	})
}

func humaError(status int, errs []error) error {
	for _, err := range errs {
		if models.CodeOf(err) != models.CodeInternal {
			return err
		}
	}
	if status < http.StatusInternalServerError {
		return models.NewError(models.CodeInvalid)
	}
	return models.NewError(models.CodeInternal).Because(firstOf(errs))
}

func firstOf(errs []error) error {
	if len(errs) == 0 {
		return nil
	}
	return errs[0]
}

// description is the head of /openapi.json.
func description(options Options) huma.Config {
	config := huma.DefaultConfig("Orderflow", options.Version)
	config.OpenAPI.OpenAPI = "3.1.0"
	config.Info.Description = "Orders and processes of an online school."
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks = nil
	config.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}
	config.Info.Extensions = map[string]any{"x-currencies": models.Exponents()}
	if options.PublicURL != "" {
		config.Servers = []*huma.Server{{URL: options.PublicURL}}
	}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token":   {Type: "http", Scheme: "bearer", BearerFormat: "of_…", Description: "An API token, bound to one member of staff."},
		"session": {Type: "apiKey", In: "cookie", Name: cookieName(options.PublicURL, options.Demo), Description: "The session of a person who has logged in; a request that changes something must come from our own pages. Whoever names the id of the person in the header " + personHeader + " gets another_person, and nothing is done, when somebody else has logged in meanwhile."},
	}
	return config
}
