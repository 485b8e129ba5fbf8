package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/orderflow/orderflow/models"
)

// Observer hears of every request that was served: the pattern of its route
// ("" when there is none), never the address itself.
type Observer interface {
	Served(method, route string, status int, took time.Duration)
}

// serve surrounds everything else: it names the request, bounds its time,
// catches panics, and writes the one log line.
func (a *api) serve(c *gin.Context) {
	began := time.Now()
	request := &call{
		id: newRequestID(), language: languageOf(c.GetHeader("Accept-Language")), session: a.door.secret(c.Request), secure: a.door.usable(c.Request),
		agent: c.GetHeader("User-Agent"), address: addressOf(c.Request, a.options.TrustedProxies),
	}
	ctx, cancel := context.WithTimeout(context.WithValue(c.Request.Context(), callKey{}, request), a.timeFor(c))
	defer cancel()
	c.Request = c.Request.WithContext(ctx)
	a.guardHeaders(c.Writer.Header(), request.id)
	defer func() {
		if fault := recover(); fault != nil {
			request.fault = fmt.Errorf("panic: %v\n%s", fault, debug.Stack())
			if !c.Writer.Written() {
				c.Writer.Header().Del("ETag")
				refuse(c.Writer, c.Request, models.NewError(models.CodeInternal))
			}
			c.Abort()
		}
		a.noteRefusal(c, request)
		a.log(c, request, time.Since(began))
	}()
	c.Next()
}

// noteRefusal writes down that somebody lacked a right.
func (a *api) noteRefusal(c *gin.Context, request *call) {
	if request.refused == "" || request.actor.Kind != models.ActorPerson {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request.Context()), finishWithin)
	defer cancel()
	if err := a.service.NoteRefusal(ctx, a.auditOf(c, request.actor), request.refused); err != nil && request.fault == nil {
		request.fault = err
	}
}

// guardHeaders are right for every answer; pages loosen them for themselves.
func (a *api) guardHeaders(h http.Header, id string) {
	if a.door.secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	h.Set("X-Request-Id", id)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
}

// log writes no address, no parameter and no header: they may hold personal data and secrets (PRIV-1).
func (a *api) log(c *gin.Context, request *call, took time.Duration) {
	status := c.Writer.Status()
	if a.deps.Observer != nil && c.FullPath() != livePath { // how long somebody listened is no latency
		a.deps.Observer.Served(c.Request.Method, c.FullPath(), status, took)
	}
	level, attributes := slog.LevelInfo, []slog.Attr{
		slog.String("request_id", request.id), slog.String("method", shortened(c.Request.Method)), slog.String("route", c.FullPath()),
		slog.Int("status", status), slog.Float64("ms", float64(took.Microseconds())/1000),
	}
	if request.actor.ID != 0 {
		attributes = append(attributes, slog.Int64("staff_id", request.actor.ID))
	}
	if request.fault != nil {
		level, attributes = slog.LevelError, append(attributes, slog.Any("error", request.fault))
	}
	a.logger.LogAttrs(c.Request.Context(), level, "request served", attributes...)
}
