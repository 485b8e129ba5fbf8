package bench

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/orderflow/orderflow/models"
)

var createRow = kind{
	id: "create", unit: "orders/s", rule: "60 % of baseline", goal: times(0.6), run: runCreate,
	what:    "one order a request by the API with a token, 16 clients, event included, relay on",
	against: "a bare GORM transaction with the same rows, 16 writers, relay on",
}

// clients is how many create orders at once.
const clients = 16

func runCreate(ctx context.Context, b *bench) (Sample, error) {
	var sample Sample
	s, shop, err := b.furnished(ctx)
	if err != nil {
		return sample, err
	}
	defer s.close()
	n := b.options.count(100_000, 4000)
	if err := s.sold(ctx, shop, n); err != nil {
		return sample, err
	}
	stop := s.work(ctx)
	defer func() { _ = stop() }()
	api := s.caller(shop)
	sample.Figure, err = s.flood(ctx, n, func(ctx context.Context, customer int64) error {
		_, err := api.place(ctx, customer, shop.second)
		return err
	})
	if err != nil {
		return sample, err
	}
	if err := s.betweenCreations(ctx, firstClone+n); err != nil {
		return sample, err
	}
	bare, err := s.bareOrders(ctx, shop)
	if err != nil {
		return sample, err
	}
	if sample.Baseline, err = s.flood(ctx, n, bare); err != nil {
		return sample, err
	}
	return sample, stop()
}

// sold gives each of n customers a completed order, so that neither side creates
// into empty tables, whose plans are those of empty tables.
func (s *stand) sold(ctx context.Context, of *shop, n int) error {
	if err := s.orders(ctx, of, n); err != nil {
		return err
	}
	for _, statement := range []string{
		"UPDATE orders SET status = 'payed', paid = cost, paid_in_full = TRUE WHERE id > (SELECT min(id) FROM orders)",
		"DELETE FROM outbox",
	} {
		if _, err := s.db.Exec(ctx, statement); err != nil {
			return fmt.Errorf("sell: %w", err)
		}
	}
	return s.calm(ctx)
}

// betweenCreations lets the relay finish and takes what was created after the
// last order out of the way, so that the baseline begins where ours did.
func (s *stand) betweenCreations(ctx context.Context, last int) error {
	if err := s.outboxEmpty(ctx); err != nil {
		return err
	}
	for _, table := range []string{"events", "order_history", "order_items", "orders"} {
		column := "order_id"
		if table == "orders" {
			column = "id"
		}
		if _, err := s.db.Exec(ctx, "DELETE FROM "+table+" WHERE "+column+" > $1", last); err != nil {
			return fmt.Errorf("clear %s: %w", table, err)
		}
	}
	if _, err := s.db.Exec(ctx, "VACUUM FULL"); err != nil {
		return fmt.Errorf("clear: %w", err)
	}
	return s.calm(ctx)
}

// flood lets the clients create for the given time, each time for another
// customer, and answers with how many a second.
func (s *stand) flood(ctx context.Context, customers int, create func(ctx context.Context, customer int64) error) (float64, error) {
	var next, done atomic.Int64
	started := time.Now()
	end := started.Add(max(s.options.atLeast(), 500*time.Millisecond))
	group, ctx := errgroup.WithContext(ctx)
	for range clients {
		group.Go(func() error {
			for time.Now().Before(end) {
				n := next.Add(1)
				if int(n) > customers {
					return nil
				}
				if err := create(ctx, firstClone+n); err != nil {
					return err
				}
				done.Add(1)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return 0, err
	}
	return float64(done.Load()) / time.Since(started).Seconds(), nil
}

// bareOrders writes what the service writes of a new order: order, item, history and event, by GORM's own Create.
func (s *stand) bareOrders(ctx context.Context, of *shop) (func(context.Context, int64) error, error) {
	db, err := gorm.Open(postgres.Open(s.dsn), &gorm.Config{SkipDefaultTransaction: true, Logger: logger.Discard})
	if err != nil {
		return nil, fmt.Errorf("open gorm: %w", err)
	}
	pool, err := db.DB()
	if err != nil {
		return nil, fmt.Errorf("open gorm: %w", err)
	}
	pool.SetMaxOpenConns(clients)
	pool.SetMaxIdleConns(clients)
	s.closers = append(s.closers, func() { _ = pool.Close() })
	like, err := s.sample(ctx, db, of)
	if err != nil {
		return nil, err
	}
	var number atomic.Int64
	number.Store(10 * firstClone)
	return func(ctx context.Context, customer int64) error {
		return like.create(db.WithContext(ctx), customer, number.Add(1))
	}, nil
}

// sheet is one order with what belongs to it, to be written again for others.
type sheet struct {
	order   models.Order
	item    models.OrderItem
	history models.OrderHistory
	event   models.Event
}

func (s *stand) sample(ctx context.Context, db *gorm.DB, of *shop) (*sheet, error) {
	like := new(sheet)
	for _, row := range []any{&like.item, &like.history, &like.event} {
		if err := db.WithContext(ctx).Where("order_id = ?", of.order).Take(row).Error; err != nil {
			return nil, fmt.Errorf("read sample: %w", err)
		}
	}
	if err := db.WithContext(ctx).Take(&like.order, of.order).Error; err != nil {
		return nil, fmt.Errorf("read sample: %w", err)
	}
	like.item.ID, like.history.ID, like.event.ID, like.order.ID = 0, 0, 0, 0
	return like, nil
}

func (l *sheet) create(db *gorm.DB, customer, number int64) error {
	order, item, history, event := l.order, l.item, l.history, l.event
	order.CustomerID, order.Number, order.PayToken = customer, number, fmt.Sprintf("bare-%d", number)
	event.CustomerID = &customer
	err := db.Transaction(func(tx *gorm.DB) error {
		if err := tx.Create(&order).Error; err != nil {
			return err
		}
		item.OrderID, history.OrderID, event.OrderID, event.SubjectID = order.ID, order.ID, &order.ID, order.ID
		for _, row := range []any{&item, &history, &event} {
			if err := tx.Create(row).Error; err != nil {
				return err
			}
		}
		return tx.Create(&models.OutboxEntry{Lane: event.Lane, EventID: event.ID, OccurredAt: event.OccurredAt}).Error
	})
	if err != nil {
		return fmt.Errorf("bare order: %w", err)
	}
	return nil
}
