package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/services"
)

func (a *api) registerPublic(engine *gin.Engine) {
	engine.GET("/healthz", alive)
	engine.GET("/readyz", a.ready)
	engine.GET("/openapi.json", a.openAPI())
	engine.GET("/docs", a.docs())
	engine.POST("/gateways/:code/notifications", a.notified)
	a.registerPages(engine)
	engine.GET("/schemas/process.json", processSchema())
}

// alive says that the process serves.
func alive(c *gin.Context) { c.String(http.StatusOK, "ok\n") }

// ready says that what requests need answers: the database with our schema.
func (a *api) ready(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), 2*time.Second)
	defer cancel()
	if err := checkReady(ctx, a.service, a.deps.Ready); err != nil {
		callOf(c.Request.Context()).fault = err
		refuse(c.Writer, c.Request, unreadiness(err))
		return
	}
	c.String(http.StatusOK, "ready\n")
}

// checkReady asks what was given to be asked, else the database.
func checkReady(ctx context.Context, service *services.Service, ask func(context.Context) error) error {
	if ask != nil {
		return ask(ctx)
	}
	_, err := service.HasStaff(ctx)
	return err
}

func (a *api) openAPI() gin.HandlerFunc {
	return later(func() (string, []byte, error) {
		text, err := a.huma.OpenAPI().MarshalJSON()
		return "application/openapi+json", text, err
	})
}

func processSchema() gin.HandlerFunc {
	return later(func() (string, []byte, error) { return "application/schema+json", process.Schema(), nil })
}
