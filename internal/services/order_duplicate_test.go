package services_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

func TestDuplicateGuard(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		place := func(t *testing.T, via, duplicate string, customer, offer int64) services.Placed {
			t.Helper()
			r, err := b.PlaceOrders(b.ctx, []services.OrderSpec{{
				Actor: b.owner, CustomerID: customer, Via: via, Duplicate: duplicate,
				Items: []services.ItemSpec{{OfferID: offer, Quantity: 1}},
			}})
			require.NoError(t, err)
			return r[0]
		}
		having := func(t *testing.T, policy string) (customer, offer int64, found *models.Order) {
			t.Helper()
			customer, offer = b.customer(t), b.offer(t, func(p *services.OfferParams) { p.DuplicatePolicy = policy }).ID
			return customer, offer, b.orderOf(t, customer, offer)
		}
		for name, via := range map[string]string{"api": models.ViaAPI, "by-hand": models.ViaManual} {
			t.Run("ORD-13/"+name, func(t *testing.T) {
				customer, offer, found := having(t, "")
				refused := place(t, via, "", customer, offer)
				requireCode(t, models.CodeDuplicateOrder, refused.Err)
				var e *models.Error
				require.ErrorAs(t, refused.Err, &e)
				require.EqualValues(t, found.Number, e.Params["number"])
				require.Nil(t, refused.Order)
				again := place(t, via, models.DuplicateCreate, customer, offer)
				require.Equal(t, services.PlacedCreated, again.Outcome, "overridable")
			})
		}
		for name, via := range map[string]string{"process": models.ViaProcess, "bulk": models.ViaBulk} {
			t.Run("ORD-13/"+name, func(t *testing.T) {
				customer, offer, found := having(t, "")
				r := place(t, via, "", customer, offer)
				require.NoError(t, r.Err)
				require.Equal(t, services.Placed{Outcome: services.PlacedSkipped, FoundID: found.ID, Why: models.CodeDuplicateOrder}, r)
			})
		}
		t.Run("ORD-13/create", func(t *testing.T) {
			customer, offer, _ := having(t, models.DuplicateCreate)
			require.Equal(t, services.PlacedCreated, place(t, models.ViaProcess, "", customer, offer).Outcome)
		})
		t.Run("ORD-13/skip", func(t *testing.T) {
			customer, offer, found := having(t, models.DuplicateSkip)
			require.Equal(t, services.Placed{Outcome: services.PlacedSkipped, FoundID: found.ID, Why: models.CodeDuplicateOrder}, place(t, models.ViaBulk, "", customer, offer))
			requireCode(t, models.CodeDuplicateOrder, place(t, models.ViaAPI, "", customer, offer).Err)
		})
		t.Run("ORD-13/reuse", func(t *testing.T) {
			customer, offer, found := having(t, models.DuplicateReuse)
			r := place(t, models.ViaAPI, "", customer, offer)
			require.NoError(t, r.Err)
			require.Equal(t, services.PlacedReused, r.Outcome)
			require.Equal(t, found, r.Order)
		})
		t.Run("ORD-13/replace", func(t *testing.T) {
			customer, offer, found := having(t, models.DuplicateReplace)
			r := place(t, models.ViaAPI, "", customer, offer)
			require.NoError(t, r.Err)
			require.Equal(t, services.PlacedReplaced, r.Outcome)
			require.NotEqual(t, found.ID, r.Order.ID)
			require.Equal(t, models.StatusCancelled, b.get(t, found.ID).Status)
			require.Equal(t, models.StatusNew, b.get(t, r.Order.ID).Status)
		})
		t.Run("ORD-13/replace-holds-money", func(t *testing.T) {
			customer, offer, found := having(t, models.DuplicateReplace)
			b.payByGateway(t, found, 100)
			r := place(t, models.ViaAPI, "", customer, offer)
			requireCode(t, models.CodeStatusLockedByMoney, r.Err)
			require.Nil(t, r.Order)
			require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM orders WHERE customer_id = ?", customer))
		})
		t.Run("ORD-13/owns-the-product", func(t *testing.T) {
			customer, offer, found := having(t, "")
			b.pay(t, found.ID, found.Cost)
			other := b.offer(t, func(p *services.OfferParams) {
				p.ProductIDs = []int64{b.purchases(t, found.ID)[0].ProductID}
			}).ID
			for _, id := range []int64{offer, other} {
				r := place(t, models.ViaProcess, "", customer, id)
				require.Equal(t, services.Placed{Outcome: services.PlacedSkipped, FoundID: found.ID, Why: models.CodeProductOwned}, r)
				requireCode(t, models.CodeProductOwned, place(t, models.ViaAPI, "", customer, id).Err)
			}
			require.Equal(t, services.PlacedCreated, place(t, models.ViaAPI, models.DuplicateCreate, customer, offer).Outcome, "overridable")
			requireCode(t, models.CodeDuplicateOrder, place(t, models.ViaAPI, "", customer, offer).Err)
		})
		for _, closed := range []models.Status{models.StatusCancelled, models.StatusFalse} {
			t.Run("ORD-13/not-open/"+string(closed), func(t *testing.T) {
				customer, offer, found := having(t, "")
				b.change(t, b.owner, found.ID, closed)
				require.Equal(t, services.PlacedCreated, place(t, models.ViaAPI, "", customer, offer).Outcome)
			})
		}
		for _, open := range []models.Status{models.StatusInWork, models.StatusPaymentWaiting, models.StatusNotConfirmed, models.StatusPending} {
			t.Run("ORD-13/open/"+string(open), func(t *testing.T) {
				customer, offer, found := having(t, "")
				b.change(t, b.owner, found.ID, open)
				requireCode(t, models.CodeDuplicateOrder, place(t, models.ViaAPI, "", customer, offer).Err)
			})
		}
		t.Run("ORD-13/waiting_for_return", func(t *testing.T) {
			customer := b.customer(t)
			offer := b.offer(t, func(p *services.OfferParams) { p.ProductIDs = nil }).ID
			found := b.orderOf(t, customer, offer)
			b.pay(t, found.ID, found.Cost)
			b.change(t, b.owner, found.ID, models.StatusWaitingForReturn)
			require.Equal(t, services.PlacedCreated, place(t, models.ViaAPI, "", customer, offer).Outcome)
		})
		t.Run("ORD-13/twice-in-one-batch", func(t *testing.T) {
			customer, offer := b.customer(t), b.offer(t).ID
			spec := services.OrderSpec{Actor: b.process, CustomerID: customer, Via: models.ViaProcess, Items: []services.ItemSpec{{OfferID: offer, Quantity: 1}}}
			byAPI, reused := spec, spec
			byAPI.Via, reused.Duplicate = models.ViaAPI, models.DuplicateReuse
			r, err := b.PlaceOrders(b.ctx, []services.OrderSpec{spec, spec, byAPI, reused})
			require.NoError(t, err)
			first := r[0].Order
			require.Equal(t, services.Placed{Outcome: services.PlacedSkipped, FoundID: first.ID, Why: models.CodeDuplicateOrder}, r[1])
			requireCode(t, models.CodeDuplicateOrder, r[2].Err)
			require.Equal(t, first, r[3].Order)
			require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM orders WHERE customer_id = ?", customer))
		})
		t.Run("ORD-13/most-cautious-offer", func(t *testing.T) {
			customer, reuse, found := having(t, models.DuplicateReuse)
			skip := b.offer(t, func(p *services.OfferParams) { p.DuplicatePolicy = models.DuplicateSkip }).ID
			second := place(t, models.ViaBulk, models.DuplicateCreate, customer, skip).Order
			r, err := b.PlaceOrders(b.ctx, []services.OrderSpec{{
				Actor: b.owner, CustomerID: customer, Via: models.ViaBulk,
				Items: []services.ItemSpec{{OfferID: reuse, Quantity: 1}, {OfferID: skip, Quantity: 1}},
			}})
			require.NoError(t, err)
			require.Equal(t, services.Placed{Outcome: services.PlacedSkipped, FoundID: second.ID, Why: models.CodeDuplicateOrder}, r[0])
			require.NotEqual(t, found.ID, second.ID)
		})
	})
}
