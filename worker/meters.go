package worker

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// meters is what operators watch of a worker.
type meters struct {
	events   *prometheus.CounterVec
	pending  *prometheus.GaugeVec
	lag      *prometheus.GaugeVec
	signals  *prometheus.CounterVec
	strays   prometheus.Counter
	mail     *prometheus.CounterVec
	activity *prometheus.HistogramVec
	members  prometheus.Histogram
}

func newMeters(registry prometheus.Registerer) *meters {
	m := &meters{
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "orderflow_events_dispatched_total", Help: "Events that the relay settled.",
		}, []string{"lane"}),
		pending: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "orderflow_events_pending", Help: "Events that no relay has settled yet.",
		}, []string{"lane"}),
		lag: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "orderflow_relay_lag_seconds", Help: "Age of the oldest event that is not settled.",
		}, []string{"lane"}),
		signals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "orderflow_signals_total", Help: "Signals and starts of cohorts.",
		}, []string{"result"}),
		strays: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "orderflow_stray_cohorts_total", Help: "Cohorts that the watchdog found idle though something was due.",
		}),
		mail: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "orderflow_mail_connections_total", Help: "Connections to the mail server.",
		}, []string{"result"}),
		activity: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "orderflow_activity_seconds", Help: "Activities by name and result.",
			Buckets: []float64{.002, .005, .01, .025, .05, .1, .2, .5, 1, 5, 20, 60, 300},
		}, []string{"activity", "result"}),
		members: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "orderflow_step_members", Help: "Members in one execution of a block; the sum is all member steps asked for.",
			Buckets: []float64{1, 5, 20, 50, 100, 200, 350, 500},
		}),
	}
	if registry != nil {
		registry.MustRegister(m.events, m.pending, m.lag, m.signals, m.strays, m.mail, m.activity, m.members)
	}
	m.begin()
	return m
}

// begin names what is counted before anything was, so that a rate has a first point.
func (m *meters) begin() {
	for _, lane := range []models.Lane{models.LaneInteractive, models.LaneBulk} {
		m.events.WithLabelValues(string(lane))
	}
	for _, result := range []string{"done", "failed"} {
		m.signals.WithLabelValues(result)
		m.mail.WithLabelValues(result)
	}
}

func (m *meters) dispatched(lane models.Lane, n int) {
	m.events.WithLabelValues(string(lane)).Add(float64(n))
}

// signalled counts one signal that went out or did not.
func (m *meters) signalled(err error) { m.signals.WithLabelValues(resultOf(err)).Inc() }

// connected counts one connection to the mail server that could be made or not.
func (m *meters) connected(ok bool) {
	result := "done"
	if !ok {
		result = "failed"
	}
	m.mail.WithLabelValues(result).Inc()
}

func (m *meters) ran(name string, took time.Duration, err error) {
	m.activity.WithLabelValues(name, resultOf(err)).Observe(took.Seconds())
}

// executed notes how many members one execution was asked for.
func (m *meters) executed(members int) { m.members.Observe(float64(members)) }

// waiting shows how much is pending and for how long, at the installation's time now.
func (m *meters) waiting(backlog []services.Backlog, now time.Time) {
	for _, lane := range []models.Lane{models.LaneInteractive, models.LaneBulk} {
		var n, age float64
		for _, b := range backlog {
			if b.Lane == lane {
				n, age = float64(b.Pending), now.Sub(b.Oldest).Seconds()
			}
		}
		m.pending.WithLabelValues(string(lane)).Set(n)
		m.lag.WithLabelValues(string(lane)).Set(max(age, 0))
	}
}

func resultOf(err error) string {
	if err != nil {
		return "failed"
	}
	return "done"
}
