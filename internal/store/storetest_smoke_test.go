package store_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

func TestSmoke(t *testing.T) {
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{Driver: "sqlite", DSN: filepath.Join(t.TempDir(), "a.db")})
	require.NoError(t, err)
	defer s.Close()
	require.NoError(t, s.Migrate(ctx))
	require.NoError(t, s.CheckSchema(ctx))
	now := store.Now(time.Now())
	require.NoError(t, s.Write(ctx, func(tx *store.Tx) error {
		c := []*models.Customer{{Email: "a@b.co", CreatedAt: now, UpdatedAt: now}, {Email: "a2@b.co", CreatedAt: now, UpdatedAt: now}}
		if err := store.Insert(tx, c); err != nil {
			return err
		}
		t.Log(c[0].ID, c[1].ID)
		ids, err := tx.Lock("customers", 2, 1, 2)
		t.Log(ids, err)
		i2, err := store.NextIDs(tx, "customers", 3)
		t.Log(i2, err)
		var back models.Customer
		require.NoError(t, tx.First(&back, 1).Error)
		require.Equal(t, now, back.CreatedAt)
		var m *time.Time
		t.Log(tx.Raw("select max(created_at) from customers").Scan(&m).Error, m)
		var n int64
		require.NoError(t, tx.Raw("select count(*) from customers where created_at >= ?", now).Scan(&n).Error)
		require.EqualValues(t, 2, n)
		require.NoError(t, tx.Raw("select count(*) from customers where created_at > ?", now).Scan(&n).Error)
		require.EqualValues(t, 0, n)
		return nil
	}))
}
