package main

import (
	"sync/atomic"
	"time"

	"go.temporal.io/sdk/client"
)

// sdkCount counts the activities that the Temporal SDK says it ran.
type sdkCount struct{ regular, local atomic.Int64 }

var _ client.MetricsHandler = (*sdkCount)(nil)

// WithTags implements client.MetricsHandler: all tags are counted together.
func (c *sdkCount) WithTags(map[string]string) client.MetricsHandler { return c }

// Counter implements client.MetricsHandler.
func (c *sdkCount) Counter(name string) client.MetricsCounter {
	if name == "temporal_local_activity_total" {
		return counted(func(n int64) { c.local.Add(n) })
	}
	return counted(func(int64) {})
}

// Gauge implements client.MetricsHandler.
func (c *sdkCount) Gauge(string) client.MetricsGauge { return gauged{} }

// Timer implements client.MetricsHandler: regular activities are timed, one by one.
func (c *sdkCount) Timer(name string) client.MetricsTimer {
	if name == "temporal_activity_execution_latency" {
		return timed(func() { c.regular.Add(1) })
	}
	return timed(func() {})
}

type counted func(int64)

func (f counted) Inc(n int64) { f(n) }

type gauged struct{}

func (gauged) Update(float64) {}

type timed func()

func (f timed) Record(time.Duration) { f() }
