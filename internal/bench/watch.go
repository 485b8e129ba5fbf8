package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/orderflow/orderflow/models"
)

// watchEvery is how often a run is looked at; no figure is read from these looks.
const watchEvery = 50 * time.Millisecond

// until waits for a query to give at least n.
func (s *stand) until(ctx context.Context, limit time.Duration, n int, query string, args ...any) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for last := 0; ; {
		if err := s.db.QueryRow(ctx, query, args...).Scan(&last); err != nil && ctx.Err() == nil {
			return fmt.Errorf("watch: %w", err)
		}
		if last >= n {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: %d of %d after %s (%s)", errTooSlow, last, n, limit, query)
		case <-time.After(watchEvery):
		}
	}
}

// moment is the time that a query gives, such as a commit timestamp.
func (s *stand) moment(ctx context.Context, query string, args ...any) (time.Time, error) {
	var at *time.Time
	if err := s.db.QueryRow(ctx, query, args...).Scan(&at); err != nil {
		return time.Time{}, fmt.Errorf("read time: %w", err)
	}
	if at == nil {
		return time.Time{}, fmt.Errorf("read time: nothing found (%s)", query)
	}
	return *at, nil
}

// number is the number that a query gives.
func (s *stand) number(ctx context.Context, query string, args ...any) (int, error) {
	var n int
	if err := s.db.QueryRow(ctx, query, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return n, nil
}

// demand answers with an error unless the query gives n: a fast run that did something else is no result.
func (s *stand) demand(ctx context.Context, what string, n int, query string, args ...any) error {
	got, err := s.number(ctx, query, args...)
	if err == nil && got != n {
		err = fmt.Errorf("%s: %d instead of %d", what, got, n)
	}
	return err
}

// dispatchAll settles the whole outbox as the relay does, before the worker runs.
func (s *stand) dispatchAll(ctx context.Context) error {
	for _, lane := range []models.Lane{models.LaneInteractive, models.LaneBulk} {
		for {
			n, err := s.Service.Dispatch(ctx, lane, 500)
			if err != nil {
				return fmt.Errorf("dispatch: %w", err)
			}
			if n == 0 {
				break
			}
		}
	}
	return nil
}
