package segmentsql_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/pgtest"
	"github.com/orderflow/orderflow/internal/segment/segmenttest"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/internal/store/storetest"
	"github.com/orderflow/orderflow/models"
)

// drivers opens a migrated, empty database of each kind.
var drivers = map[string]func(*testing.T) *store.Store{"sqlite": openSQLite, "postgres": openPostgres}

func openSQLite(t *testing.T) *store.Store {
	t.Helper()
	return open(t, store.Options{Driver: "sqlite", DSN: storetest.File(t)})
}

func openPostgres(t *testing.T) *store.Store {
	t.Helper()
	return open(t, store.Options{Driver: "postgres", DSN: pgtest.Use(t).CreateDatabase(t), Connections: 2})
}

func open(t *testing.T, options store.Options) *store.Store {
	t.Helper()
	db, err := store.Open(context.Background(), options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(context.Background()))
	return db
}

// fill replaces what the database holds by the shop.
func fill(r require.TestingT, db *store.Store, shop *segmenttest.Shop) {
	require.NoError(r, db.Write(context.Background(), func(tx *store.Tx) error {
		for _, table := range []string{"customers", "customer_tags", "offers", "orders", "order_tags", "order_items", "payments", "purchases"} {
			require.NoError(r, tx.Exec("DELETE FROM "+table).Error)
		}
		for id, code := range shop.OfferCodes {
			insert(r, tx, &models.Offer{ID: id, Code: code})
		}
		for _, c := range shop.Customers {
			insert(r, tx, &c.Customer)
			for _, tag := range c.Tags {
				insert(r, tx, &models.CustomerTag{CustomerID: c.ID, Tag: tag})
			}
		}
		for _, o := range shop.Orders {
			insert(r, tx, &o.Order)
			for _, tag := range o.Tags {
				insert(r, tx, &models.OrderTag{OrderID: o.ID, Tag: tag})
			}
		}
		for _, item := range shop.Items {
			insert(r, tx, &item.OrderItem)
		}
		for _, p := range shop.Payments {
			insert(r, tx, &p.Payment)
		}
		for _, p := range shop.Purchases {
			insert(r, tx, &p.Purchase)
		}
		return nil
	}))
}

func insert[T any](r require.TestingT, tx *store.Tx, row *T) {
	require.NoError(r, store.Insert(tx, []*T{row}))
}
