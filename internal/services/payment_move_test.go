package services_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// What is offered for a payment is what a move accepts, over orders of every
// status, currency, customer and manager.
func TestDestinations(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		from := b.order(t)
		payment := b.pay(t, from.ID, 100)
		limited := models.Actor{Kind: models.ActorPerson, ID: 77, Role: models.RoleManager, OwnOnly: true}
		for _, customer := range []int64{from.CustomerID, b.customer(t)} {
			for _, status := range models.Statuses {
				for _, currency := range []models.Currency{from.Currency, "USD"} {
					for _, manager := range []any{limited.ID, nil} {
						o := b.orderOf(t, customer, b.offer(t).ID)
						b.exec(t, "UPDATE orders SET status = ?, currency = ?, manager_id = ? WHERE id = ?", status, currency, manager, o.ID)
					}
				}
			}
		}
		b.exec(t, "UPDATE orders SET manager_id = ? WHERE id = ?", limited.ID, from.ID)
		var all []models.Order
		require.NoError(t, b.Read(b.ctx, func(tx *store.Tx) error { return tx.Order("id DESC").Find(&all).Error }))
		from = b.get(t, from.ID)
		for name, actor := range map[string]models.Actor{"PAY-4/destinations": b.owner, "ROLE-2/destinations": limited} {
			t.Run(name, func(t *testing.T) {
				want := []int64{}
				for i := range all {
					if services.Accepts(from, &all[i]) == nil && actor.Sees(&all[i]) {
						want = append(want, all[i].ID)
					}
				}
				require.NotEmpty(t, want)
				got := []int64{}
				for more, after := true, int64(0); more; {
					page, next, err := b.Destinations(b.ctx, actor, payment.ID, services.Page{After: after, Limit: 3})
					require.NoError(t, err)
					for _, o := range page {
						got = append(got, o.ID)
					}
					more, after = next, page[len(page)-1].ID
				}
				require.Equal(t, want, got)
			})
		}
	})
}
