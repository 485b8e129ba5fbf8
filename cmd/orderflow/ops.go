package main

import (
	"context"
	"net"
	"net/http"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/orderflow/orderflow/api"
)

// serveOps listens for those who run the machine; dev adds its own pages.
func (a *app) serveOps(ctx context.Context, door net.Listener, dev http.Handler) error {
	deps := api.OpsDeps{Ready: a.ready, Metrics: promhttp.HandlerFor(a.metrics, promhttp.HandlerOpts{}), Mounts: map[string]http.Handler{}}
	if dev != nil {
		deps.Mounts["/dev/"] = dev
	}
	return serveAt(ctx, door, api.Ops(deps))
}
