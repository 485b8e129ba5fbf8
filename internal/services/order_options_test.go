package services_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// situations are orders in every kind of state that the transition table tells apart.
var situations = map[string]func(t *testing.T, b *bundle) *models.Order{
	"new":               func(t *testing.T, b *bundle) *models.Order { return b.order(t) },
	"part paid by hand": func(t *testing.T, b *bundle) *models.Order { o := b.order(t); b.pay(t, o.ID, 1); return o },
	"part paid online":  func(t *testing.T, b *bundle) *models.Order { o := b.order(t); b.payByGateway(t, o, 1); return o },
	"completed":         func(t *testing.T, b *bundle) *models.Order { o := b.order(t); b.pay(t, o.ID, o.Cost); return o },
	"paid, not completed": func(t *testing.T, b *bundle) *models.Order {
		o := b.order(t, byHandComplete)
		b.pay(t, o.ID, o.Cost)
		return o
	},
	"money under way": func(t *testing.T, b *bundle) *models.Order { o := b.order(t); b.start(t, o, o.Cost); return o },
	"cancelled": func(t *testing.T, b *bundle) *models.Order {
		return b.change(t, b.owner, b.order(t).ID, models.StatusCancelled)
	},
	"cancelled, a refund is under way": func(t *testing.T, b *bundle) *models.Order {
		o := b.order(t, byHandComplete)
		b.pay(t, o.ID, o.Cost/2)
		_, err := b.MarkForRefund(b.ctx, b.owner, b.pay(t, o.ID, o.Cost/2).ID)
		require.NoError(t, err)
		return b.change(t, b.owner, o.ID, models.StatusCancelled)
	},
	"false": func(t *testing.T, b *bundle) *models.Order {
		return b.change(t, b.owner, b.order(t).ID, models.StatusFalse)
	},
}

func (b *bundle) options(t *testing.T, actor models.Actor, order int64) []services.StatusOption {
	t.Helper()
	d, err := b.OrderDetails(b.ctx, actor, order)
	require.NoError(t, err)
	return d.Statuses
}

// What an order says of its statuses is what happens when one tries.
func TestStatusOptions(t *testing.T) {
	t.Parallel()
	for name, prepare := range situations {
		t.Run("ST-12/options/"+name, func(t *testing.T) {
			t.Parallel()
			both(t, func(t *testing.T, b *bundle) {
				o := prepare(t, b)
				options := b.options(t, b.owner, o.ID)
				require.Len(t, options, len(models.Statuses)-1)
				for _, option := range options {
					fresh := prepare(t, b)
					plain := services.ChangeStatusParams{OrderID: fresh.ID, To: option.To}
					_, err := b.ChangeStatus(b.ctx, b.owner, plain)
					require.Equal(t, option.Confirm, models.IsCode(err, models.CodeConfirmRequired), option.To)
					plain.Confirmed = true
					if _, err = b.ChangeStatus(b.ctx, b.owner, plain); option.Refusal == nil {
						require.NoError(t, err, option.To)
					} else {
						require.Equal(t, models.CodeOf(option.Refusal), models.CodeOf(err), option.To)
					}
				}
				reader := b.owner
				reader.Scopes = models.Rights{models.RightOrderRead}
				for _, option := range b.options(t, reader, o.ID) {
					requireCode(t, models.CodeForbidden, option.Refusal)
				}
			})
		})
	}
}
