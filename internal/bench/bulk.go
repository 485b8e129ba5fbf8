package bench

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

var bulkRow = kind{
	id: "bulk", unit: "rows/s", rule: "50 % of baseline", goal: times(0.5), run: runBulk,
	what:    "a bulk operation that creates orders on a segment, relay on: rows of orders, items, history and events",
	against: "COPY of the same rows into the same tables with their indexes",
}

func runBulk(ctx context.Context, b *bench) (Sample, error) {
	var sample Sample
	s, shop, err := b.furnished(ctx)
	if err != nil {
		return sample, err
	}
	defer s.close()
	n := b.options.count(100_000, 2000)
	if err := s.customers(ctx, shop, n); err != nil {
		return sample, err
	}
	if err := s.dispatchAll(ctx); err != nil {
		return sample, err
	}
	if err := s.calm(ctx); err != nil {
		return sample, err
	}
	stop := s.work(ctx)
	defer func() { _ = stop() }()
	run, orders, err := s.createLongEnough(ctx, shop, n)
	if err != nil {
		return sample, err
	}
	if err := stop(); err != nil {
		return sample, err
	}
	rows, took, err := s.copyAgain(ctx)
	if err != nil {
		return sample, err
	}
	sample.Figure, sample.Baseline = float64(rows)/run.Seconds(), float64(rows)/took.Seconds()
	sample.note("orders", "orders/s", float64(orders)/run.Seconds())
	return sample, nil
}

// createLongEnough repeats the operation, each time for a new offer, until
// enough was measured; the relay's work of one is over before the next begins.
func (s *stand) createLongEnough(ctx context.Context, of *shop, n int) (took time.Duration, orders int, err error) {
	for i := 0; took < s.options.atLeast(); i++ {
		offer, err := s.offer(ctx, of.owner, extraOffers+i)
		if err != nil {
			return 0, 0, err
		}
		once, err := s.createForAll(ctx, of, offer, n)
		if err != nil {
			return 0, 0, err
		}
		took, orders = took+once, orders+n
		if err := s.outboxEmpty(ctx); err != nil {
			return 0, 0, err
		}
	}
	return took, orders, nil
}

// extraOffers keeps the codes of further offers apart from those of the shop.
const extraOffers = 100

// everybody selects every customer.
const everybody = `{"all": []}`

// createForAll gives each cloned customer an order in bulk and measures from
// the first chunk's beginning to the commit of the last item's mark.
func (s *stand) createForAll(ctx context.Context, of *shop, offer int64, n int) (time.Duration, error) {
	op, err := s.Service.StartBulk(ctx, of.owner, services.BulkParams{
		Kind: models.BulkCreateOrders, Rule: []byte(everybody), Create: &services.BulkCreate{OfferID: offer, Quantity: 1},
	})
	if err != nil {
		return 0, fmt.Errorf("start bulk: %w", err)
	}
	err = s.until(ctx, 10*time.Minute, 1, "SELECT count(*) FROM bulk_operations WHERE id = $1 AND state = 'done'", op.ID)
	if err != nil {
		return 0, err
	}
	made, err := s.number(ctx, "SELECT count(*) FROM bulk_items WHERE operation_id = $1 AND state = 'done'", op.ID)
	if err == nil && made < n {
		err = fmt.Errorf("bulk made %d orders instead of %d", made, n)
	}
	if err != nil {
		return 0, err
	}
	first, err := s.moment(ctx, "SELECT min(at) FROM bulk_items WHERE operation_id = $1", op.ID)
	if err != nil {
		return 0, err
	}
	last, err := s.moment(ctx, "SELECT max(pg_xact_commit_timestamp(xmin)) FROM bulk_items WHERE operation_id = $1", op.ID)
	return last.Sub(first), err
}

func (s *stand) outboxEmpty(ctx context.Context) error {
	return s.until(ctx, 10*time.Minute, 1, "SELECT (NOT EXISTS (SELECT 1 FROM outbox))::int")
}

// copied are the tables whose rows a creation writes.
var copied = []string{"orders", "order_items", "order_history", "events"}

// copyAgain takes all rows out of the tables and copies them back, table by
// table, on one connection, without anything else running.
func (s *stand) copyAgain(ctx context.Context) (rows int64, took time.Duration, err error) {
	texts := make([]bytes.Buffer, len(copied))
	err = s.db.AcquireFunc(ctx, func(c *pgxpool.Conn) error {
		for i, table := range copied {
			if _, err := c.Conn().PgConn().CopyTo(ctx, &texts[i], "COPY "+table+" TO STDOUT"); err != nil {
				return fmt.Errorf("take out %s: %w", table, err)
			}
		}
		return nil
	})
	if err != nil {
		return 0, 0, err
	}
	if _, err := s.db.Exec(ctx, "TRUNCATE "+strings.Join(copied, ", ")); err != nil {
		return 0, 0, fmt.Errorf("empty tables: %w", err)
	}
	if err := s.calm(ctx); err != nil {
		return 0, 0, err
	}
	started := time.Now()
	err = s.db.AcquireFunc(ctx, func(c *pgxpool.Conn) error {
		for i, table := range copied {
			tag, err := c.Conn().PgConn().CopyFrom(ctx, &texts[i], "COPY "+table+" FROM STDIN")
			if err != nil {
				return fmt.Errorf("copy %s: %w", table, err)
			}
			rows += tag.RowsAffected()
		}
		return nil
	})
	return rows, time.Since(started), err
}
