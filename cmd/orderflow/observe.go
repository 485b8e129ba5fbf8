package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.26.0"

	"github.com/orderflow/orderflow/config"
	"github.com/orderflow/orderflow/internal/store"
)

// observer measures requests by the pattern of their route.
type observer struct{ seconds *prometheus.HistogramVec }

func newObserver(registry *prometheus.Registry) observer {
	o := observer{prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "orderflow_http_request_seconds", Help: "Requests by method, route and status.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
	}, []string{"method", "route", "status"})}
	registry.MustRegister(o.seconds)
	return o
}

// Served hears of one request.
func (o observer) Served(method, route string, status int, took time.Duration) {
	o.seconds.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
}

// watchStore shows the transactions that had to be repeated.
func watchStore(registry *prometheus.Registry, db *store.Store) {
	stats := db.Stats()
	registry.MustRegister(
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "orderflow_transaction_retries_total", Help: "Transactions run again after a conflict."},
			func() float64 { return float64(stats.Retries.Load()) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "orderflow_deadlocks_total", Help: "Transactions that the database ended to break a deadlock."},
			func() float64 { return float64(stats.Deadlocks.Load()) }),
	)
}

// startTracing exports traces when an endpoint is configured; stop flushes them.
func startTracing(ctx context.Context, c config.OTel, service string) (stop func(), err error) {
	if c.Endpoint == "" {
		return func() {}, nil
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(c.Endpoint))
	if err != nil {
		return nil, fmt.Errorf("open traces: %w", err)
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(exporter),
		trace.WithResource(resource.NewSchemaless(semconv.ServiceName(service), semconv.ServiceVersion(version))))
	otel.SetTracerProvider(provider)
	return func() {
		flush, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = provider.Shutdown(flush)
	}, nil
}
