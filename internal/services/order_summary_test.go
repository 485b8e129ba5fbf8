package services_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Nobody expects the money of an order that is over, though it was never paid.
func TestTotals(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		priced := func(price int64) *models.Order {
			return b.order(t, func(p *services.OfferParams) { p.Price, p.AutoComplete = price, false })
		}
		open, cancelled := priced(1_000), priced(20_000)
		b.pay(t, open.ID, 400)
		_, err := b.ChangeStatus(b.ctx, b.manager, services.ChangeStatusParams{OrderID: cancelled.ID, To: models.StatusCancelled})
		require.NoError(t, err)
		t.Run("ORD-10/totals", func(t *testing.T) {
			sum, err := b.SummarizeOrders(b.ctx, b.manager, services.OrderQuery{})
			require.NoError(t, err)
			require.Equal(t, []services.Totals{{Currency: open.Currency, Count: 2, Cost: 21_000, Paid: 400, Awaited: 600}}, sum.Totals)
		})
	})
}
