package services_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// A gateway that calls a payment pending for ever gives no definite word.
func TestPendingForEver(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		t.Run("ST-9/pending-for-a-day", func(t *testing.T) {
			o := b.order(t)
			started, _ := b.start(t, o, 0)
			pending := func(after time.Duration) []models.MoneyDecision {
				b.clock.MoveTo(epoch.Add(after))
				require.NoError(t, b.GatewayAnswered(b.ctx, started.PaymentID, services.GatewayPending))
				return b.openDecisions(t, o.ID)
			}
			require.Empty(t, pending(30*time.Minute), "it is waited for")
			require.Empty(t, pending(24*time.Hour))
			require.Len(t, pending(24*time.Hour+time.Second), 1, "then a person is asked")
			open := pending(48 * time.Hour)
			require.Len(t, open, 1, "once")
			require.Equal(t, models.DecideGatewaySilence, open[0].Reason)
			require.Equal(t, models.PaymentInFlight, b.payment(t, started.PaymentID).State)
			b.refuse(t, b.process, o.ID, models.StatusCancelled, models.CodeMoneyInFlight)
			_, err := b.ResolveDecision(b.ctx, b.owner, services.ResolveDecisionParams{DecisionID: open[0].ID, Resolution: models.ResolveNotPaid})
			require.NoError(t, err)
			require.Equal(t, models.StatusFalse, b.change(t, b.owner, o.ID, models.StatusFalse).Status)
		})
	})
}

func TestMovedMoneyIsKnown(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		move := func(t *testing.T, p *models.Payment, to int64) {
			t.Helper()
			_, err := b.MovePayment(b.ctx, b.owner, services.MovePaymentParams{PaymentID: p.ID, ToOrderID: to})
			require.NoError(t, err)
		}
		again := func(t *testing.T, n services.Notification) string {
			t.Helper()
			n.EventID = fmt.Sprintf("event-%d", b.next())
			outcome, err := b.AcceptNotification(b.ctx, "test", n)
			require.NoError(t, err)
			return outcome
		}
		paid := func(t *testing.T) (*models.Order, services.Notification, *models.Payment) {
			t.Helper()
			o := b.order(t)
			n := b.notice(o, o.Cost)
			require.Equal(t, services.OutcomeAccepted, again(t, n))
			return o, n, b.paymentByExternal(t, n.ExternalID)
		}
		next := func(t *testing.T, o *models.Order) int64 { return b.orderOf(t, o.CustomerID, b.offer(t).ID).ID }
		t.Run("PAY-3/moved-twice", func(t *testing.T) {
			o, n, p := paid(t)
			move(t, p, next(t, o))
			move(t, p, next(t, o))
			require.Equal(t, services.OutcomeAlready, again(t, n))
			require.Empty(t, b.openDecisions(t, o.ID))
		})
		t.Run("PAY-3/moved-and-put-on-the-deposit", func(t *testing.T) {
			o, n, p := paid(t)
			move(t, p, next(t, o))
			move(t, p, 0)
			require.Equal(t, services.OutcomeAlready, again(t, n))
			require.Empty(t, b.openDecisions(t, o.ID))
			require.Equal(t, o.Cost, b.balance(t, o.CustomerID))
		})
		t.Run("PAY-3/moved-and-disagrees", func(t *testing.T) {
			o, n, p := paid(t)
			move(t, p, next(t, o))
			move(t, p, next(t, o))
			more := n
			more.Amount++
			require.Equal(t, services.OutcomeMismatch, again(t, more))
			strange := n
			strange.Reference = b.order(t).PayToken
			require.Equal(t, services.OutcomeMismatch, again(t, strange), "another customer's order")
		})
	})
}

// Authentic, and not to be believed or borne.
func TestOddNotifications(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		for name, currency := range map[string]models.Currency{"nul": "\x00", "no-utf-8": "\xff", "unknown": "ZZZ", "small": "rub", "none": ""} {
			t.Run("PAY-3/currency/"+name, func(t *testing.T) {
				known, unknown := b.notice(b.order(t), 100), b.notice(b.order(t), 100)
				known.Currency, unknown.Currency, unknown.Reference = currency, currency, "nobody"
				for want, n := range map[string]services.Notification{services.OutcomeMismatch: known, services.OutcomeUnknownOrder: unknown} {
					outcome, err := b.AcceptNotification(b.ctx, "test", n)
					require.NoError(t, err)
					require.Equal(t, want, outcome)
					row := one[models.GatewayNotification](t, b, "SELECT * FROM gateway_notifications WHERE event_id = ?", n.EventID)
					require.Equal(t, models.NotificationProcessed, row.State)
					d := one[models.MoneyDecision](t, b, "SELECT * FROM money_decisions WHERE notification_id = ?", row.ID)
					require.Equal(t, []any{models.DecisionOpen, models.Currency("")}, []any{d.State, d.Currency})
				}
			})
		}
		zone := time.FixedZone("", 3600)
		for name, at := range map[string]time.Time{
			"before-all-years": time.Date(0, 1, 1, 0, 0, 0, 0, zone), "long-ago": time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC),
			"tomorrow": epoch.AddDate(0, 0, 1), "after-all-years": time.Date(9999, 12, 31, 23, 59, 59, 0, zone), "none": {},
		} {
			t.Run("PAY-3/occurred/"+name, func(t *testing.T) {
				n := b.notice(b.order(t), 100)
				n.OccurredAt = at
				outcome, err := b.AcceptNotification(b.ctx, "test", n)
				require.NoError(t, err)
				require.Equal(t, services.OutcomeAccepted, outcome)
				require.Equal(t, b.clock.Now(), *b.paymentByExternal(t, n.ExternalID).PaidAt)
			})
		}
		t.Run("PAY-3/occurred/last-week", func(t *testing.T) {
			n := b.notice(b.order(t), 100)
			n.OccurredAt = epoch.AddDate(0, 0, -7)
			_, err := b.AcceptNotification(b.ctx, "test", n)
			require.NoError(t, err)
			require.Equal(t, n.OccurredAt, *b.paymentByExternal(t, n.ExternalID).PaidAt)
		})
	})
}
