package bench

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

var lanesRow = kind{
	id: "lanes", unit: "ms p99", rule: "at most 3 × baseline, 30 ms at least", less: true, run: runLanes,
	goal:    func(idle float64) float64 { return max(3*idle, 30) },
	what:    "a signed payment notification, p99 while a bulk operation creates orders",
	against: "the same while nothing else runs",
}

const (
	// confirmationsPerSecond is more than a busy school gets.
	confirmationsPerSecond = 50
	keptShare              = 0.5
)

func runLanes(ctx context.Context, b *bench) (Sample, error) {
	var sample Sample
	s, shop, err := b.furnished(ctx)
	if err != nil {
		return sample, err
	}
	defer s.close()
	n := b.options.count(100_000, 4000)
	if err := s.orders(ctx, shop, n); err != nil {
		return sample, err
	}
	if err := s.dispatchAll(ctx); err != nil {
		return sample, err
	}
	stop := s.work(ctx)
	defer func() { _ = stop() }()
	m := &lanes{stand: s, shop: shop, api: s.caller(shop), customers: n}
	if err := m.measure(ctx, &sample); err != nil {
		return sample, err
	}
	return sample, stop()
}

// lanes is one run of the row.
type lanes struct {
	*stand
	shop      *shop
	api       *caller
	customers int
	paid      int
}

func (m *lanes) measure(ctx context.Context, sample *Sample) error {
	atLeast := max(int(confirmationsPerSecond*m.options.atLeast().Seconds()), 50)
	idle, err := m.confirm(ctx, atLeast, never)
	if err != nil {
		return err
	}
	sample.Baseline = millis(percentile(idle, 0.99))
	alone, err := m.createForAll(ctx, m.shop, m.shop.second, m.customers)
	if err != nil {
		return err
	}
	if err := m.outboxEmpty(ctx); err != nil {
		return err
	}
	return m.together(ctx, alone, sample)
}

// together pays while a second operation, for a third offer, runs over the same customers.
func (m *lanes) together(ctx context.Context, alone time.Duration, sample *Sample) error {
	var over atomic.Bool
	var busy time.Duration
	var took []time.Duration
	group, within := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		defer over.Store(true)
		busy, err = m.createForAll(within, m.shop, m.shop.third, m.customers)
		return err
	})
	group.Go(func() (err error) {
		took, err = m.confirm(within, m.customers-m.paid, over.Load)
		return err
	})
	if err := group.Wait(); err != nil {
		return err
	}
	sample.Figure = millis(percentile(took, 0.99))
	sample.note("median", "ms", millis(percentile(took, 0.5)))
	sample.note("bulk alone", "orders/s", float64(m.customers)/alone.Seconds())
	kept := alone.Seconds() / busy.Seconds()
	sample.note("rate kept by bulk", "of its own", kept)
	if kept < keptShare {
		sample.Broken = fmt.Sprintf("bulk kept only %.2f of its rate", kept)
	}
	return nil
}

// confirm pays cloned orders that were not paid yet, n of them or until over.
func (m *lanes) confirm(ctx context.Context, n int, over func() bool) ([]time.Duration, error) {
	first := m.paid
	took, err := paced(ctx, n, confirmationsPerSecond, over, func(ctx context.Context, i int) error {
		return m.api.confirm(ctx, fmt.Sprintf("lanes%d", first+i), token(first+i+1), price)
	})
	m.paid += len(took)
	return took, err
}
