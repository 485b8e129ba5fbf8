package api

import (
	"context"
	"errors"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// OpsDeps is what the operations listener serves. It belongs on loopback or on a
// network of operators: nothing here asks for a token.
type OpsDeps struct {
	Service *services.Service
	Ready   func(context.Context) error // nil: the database alone is asked
	Metrics http.Handler                // /metrics; nil for none
	Profile bool                        // /debug/pprof
	// Mounts are handlers by pattern, such as "/dev/letters/"; in serve there are none.
	Mounts map[string]http.Handler
}

// Ops is the handler of the operations listener.
func Ops(deps OpsDeps) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", deps.readiness)
	if deps.Metrics != nil {
		mux.Handle("GET /metrics", deps.Metrics)
	}
	if deps.Profile {
		mux.HandleFunc("GET /debug/pprof/", pprof.Index)
		mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
		mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
		mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	}
	for pattern, handler := range deps.Mounts {
		mux.Handle(pattern, handler)
	}
	return mux
}

func (d OpsDeps) readiness(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := checkReady(ctx, d.Service, d.Ready); err != nil {
		http.Error(w, "not ready: "+unreadiness(err).Text("en"), http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// unreadiness is what outsiders hear of it: that the schema is another one, which
// names what to run, or only that the service is not available.
func unreadiness(err error) *models.Error {
	var e *models.Error
	if errors.As(err, &e) && e.Code == models.CodeSchemaMismatch {
		return e
	}
	return models.NewError(models.CodeUnavailable)
}
