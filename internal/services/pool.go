package services

import (
	"context"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// ForLane makes every transaction under the context use the connections of the
// cohorts or of mass work, so that people's requests never wait for theirs (BLK-5).
func ForLane(ctx context.Context, lane models.Lane) context.Context {
	if lane == models.LaneBulk {
		return store.WithPool(ctx, store.PoolBulk)
	}
	return store.WithPool(ctx, store.PoolCohort)
}
