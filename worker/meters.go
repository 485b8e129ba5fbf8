package worker

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/orderflow/orderflow/models"
)

// meters is what operators watch of the relay.
type meters struct {
	events  *prometheus.CounterVec
	signals prometheus.Counter
}

func newMeters(registry prometheus.Registerer) *meters {
	m := &meters{
		events:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "orderflow_events_dispatched_total", Help: "Events that the relay settled."}, []string{"lane"}),
		signals: prometheus.NewCounter(prometheus.CounterOpts{Name: "orderflow_signals_total", Help: "Signals and starts of cohorts."}),
	}
	if registry != nil {
		registry.MustRegister(m.events, m.signals)
	}
	return m
}

func (m *meters) dispatched(lane models.Lane, n int) {
	m.events.WithLabelValues(string(lane)).Add(float64(n))
}

func (m *meters) signalled() { m.signals.Inc() }
