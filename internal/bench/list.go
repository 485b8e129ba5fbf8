package bench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

var listRow = kind{
	id: "list", unit: "ms", rule: "at most", goal: fixed(50), less: true, run: runList,
	what: "p99 of a page of the order list or of a board, the slowest of twelve queries, at 1,000,000 orders; each count within 1 s",
}

// slowestCount is how long a count may take.
const slowestCount = time.Second

// school is a seeded shop that answers requests; no worker runs.
type school struct {
	*stand
	api *caller
}

func runList(ctx context.Context, b *bench) (Sample, error) {
	var sample Sample
	s, err := b.seeded(ctx)
	if err != nil {
		return sample, err
	}
	queries, err := s.queries(ctx)
	if err != nil {
		return sample, err
	}
	for _, q := range queries {
		took, err := s.time(ctx, q.path, b.options.count(300, 3))
		if err != nil {
			return sample, fmt.Errorf("%s: %w", q.name, err)
		}
		p99 := millis(percentile(took, 0.99))
		sample.note(q.name+", p99", "ms", p99)
		sample.Figure = max(sample.Figure, p99)
	}
	return sample, s.timeCounts(ctx, &sample)
}

// timeCounts times what stands beside the lists, how many and their sums, and the
// reports, which nobody waits for at every click: they are shown and not judged.
func (s *school) timeCounts(ctx context.Context, sample *Sample) error {
	counts := s.counts()
	for i, q := range append(counts, reports()...) {
		took, err := s.time(ctx, q.path, s.options.count(20, 2))
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		slowest := percentile(took, 1)
		sample.note(q.name+", slowest", "ms", millis(slowest))
		if i < len(counts) && slowest > slowestCount {
			sample.Broken = q.name + " took over a second"
		}
	}
	return nil
}

// seeded is the school, the same for all runs.
func (b *bench) seeded(ctx context.Context) (*school, error) {
	if b.school != nil {
		return b.school, nil
	}
	s, err := b.openSchool(ctx)
	if err != nil {
		s.close()
		return nil, fmt.Errorf("seed: %w", err)
	}
	b.school = s
	return s, nil
}

// openSchool seeds a database of its own and serves it without Temporal.
func (b *bench) openSchool(ctx context.Context) (*school, error) {
	b.stands++
	name := fmt.Sprintf("bench_%d", b.stands)
	s := &school{stand: &stand{bench: b, dsn: b.cluster.DSN(name)}}
	if err := b.createDatabase(ctx, name); err != nil {
		return s, err
	}
	s.closers = append(s.closers, func() { b.drop(name) })
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return s, err
	}
	s.url = "http://" + listener.Addr().String()
	if s.db, err = pgxpool.New(ctx, s.dsn); err != nil {
		return s, errors.Join(err, listener.Close())
	}
	s.closers = append(s.closers, s.db.Close)
	if s.Installation, err = s.options.Shop(ctx, Site{DSN: s.dsn, PublicURL: s.url, Connections: 8}); err != nil {
		return s, errors.Join(err, listener.Close())
	}
	s.closers = append(s.closers, s.Close)
	s.listen(listener)
	shop, err := s.seed(ctx)
	if err == nil {
		s.api = s.caller(shop)
	}
	return s, err
}

// time asks so many times, after some to warm up, each time for the next path.
func (s *school) time(ctx context.Context, path func(int) string, n int) ([]time.Duration, error) {
	took := make([]time.Duration, 0, n)
	for i := range n + 3 {
		started := time.Now()
		if err := s.api.get(ctx, path(i), nil); err != nil {
			return nil, err
		}
		if i >= 3 {
			took = append(took, time.Since(started))
		}
	}
	return took, nil
}
