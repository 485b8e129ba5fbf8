package main

import (
	"context"
	"net/http"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/orderflow/orderflow/api"
)

// serveOps listens for those who run the machine; dev adds its own pages.
func (a *app) serveOps(ctx context.Context, dev http.Handler) error {
	deps := api.OpsDeps{Ready: a.ready, Metrics: promhttp.HandlerFor(a.metrics, promhttp.HandlerOpts{}), Mounts: map[string]http.Handler{}}
	if dev != nil {
		deps.Mounts["/dev/"] = dev
	}
	return listen(ctx, a.config.HTTP.OpsListen, api.Ops(deps), nil)
}
