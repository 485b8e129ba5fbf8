package worker_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/activities"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/internal/store/storetest"
	"github.com/orderflow/orderflow/models"
	"github.com/orderflow/orderflow/worker"
)

// word is what a gateway says of a payment.
type word struct {
	externalID, status string
	err                error
}

// spoken is gateways that say what the test wrote, by payment.
type spoken struct {
	words map[int64]word
	asked []services.DuePayment
}

func (s *spoken) Ask(_ context.Context, p services.DuePayment) (externalID, status string, err error) {
	s.asked = append(s.asked, p)
	w := s.words[p.ID]
	return w.externalID, w.status, w.err
}

func (s *spoken) Read(string, []byte) (services.Notification, error) {
	return services.Notification{}, errors.New("nothing was kept")
}

// tended is a school with a customer and an offer at 100.00 RUB, the gateways that it asks, and its care.
type tended struct {
	*services.Service
	clock           *services.DrivenClock
	owner           models.Actor
	customer, offer int64
	gateways        *spoken
	care            activities.Care
}

func tend(t *testing.T) *tended {
	t.Helper()
	ctx := t.Context()
	db, err := store.Open(ctx, store.Options{Driver: "sqlite", DSN: storetest.File(t)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(ctx))
	clock := services.NewDrivenClock(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	s := &tended{
		Service: services.New(db, clock, services.Options{PublicURL: "https://school.example"}), clock: clock,
		owner:    models.Actor{Kind: models.ActorPerson, ID: 1, Role: models.RoleOwner},
		gateways: &spoken{words: map[int64]word{}},
	}
	require.NoError(t, s.Setup(ctx, services.SetupParams{Language: "en"}))
	customer, err := s.CreateCustomer(ctx, s.owner, services.CustomerParams{Email: "anna@example.com"})
	require.NoError(t, err)
	offer, err := s.CreateOffer(ctx, s.owner, services.OfferParams{Offer: models.Offer{Code: "course", Title: "Course", Currency: "RUB", Price: 10000, AutoComplete: true}})
	require.NoError(t, err)
	s.customer, s.offer = customer.ID, offer.ID
	s.care = worker.NewCare(s.Service, s.gateways, slog.New(slog.DiscardHandler))
	return s
}

// leaves is an order whose customer goes to the gateway; external is the gateway's answer, "" when that was lost.
func (s *tended) leaves(t *testing.T, external string) (*models.Order, int64) {
	t.Helper()
	placed, err := s.PlaceOrder(t.Context(), s.owner, services.PlaceOrderParams{
		CustomerID: s.customer, Via: models.ViaAPI, Duplicate: models.DuplicateCreate, Items: []services.ItemSpec{{OfferID: s.offer, Quantity: 1}},
	})
	require.NoError(t, err)
	started, err := s.StartPayment(t.Context(), services.StartPaymentParams{Token: placed.Order.PayToken, Gateway: "test"})
	require.NoError(t, err)
	if external != "" {
		require.NoError(t, s.PaymentStarted(t.Context(), started.PaymentID, external, "https://gateway.example"))
	}
	return placed.Order, started.PaymentID
}

func (s *tended) get(t *testing.T, o *models.Order) *models.Order {
	t.Helper()
	got, err := s.GetOrder(t.Context(), s.owner, o.ID)
	require.NoError(t, err)
	return got
}

// later is half an hour on, when gateways are asked.
func (s *tended) later() { s.clock.MoveTo(s.clock.Now().Add(31 * time.Minute)) }

func TestCareAsksGateways(t *testing.T) {
	t.Parallel()
	t.Run("PAY-3/one-that-cannot-be-settled", func(t *testing.T) {
		t.Parallel()
		s := tend(t)
		_, bad := s.leaves(t, "s1")
		silent, unheard := s.leaves(t, "s2")
		paid, good := s.leaves(t, "s3")
		s.gateways.words = map[int64]word{bad: {"s1", "perhaps", nil}, unheard: {"", "", errors.New("refused")}, good: {"s3", services.GatewaySucceeded, nil}}
		s.later()
		_, err := s.care.TakeCare(t.Context())
		require.Error(t, err)
		require.Equal(t, []int64{bad, unheard, good}, []int64{s.gateways.asked[0].ID, s.gateways.asked[1].ID, s.gateways.asked[2].ID})
		require.Equal(t, models.StatusPayed, s.get(t, paid).Status)
		open, _, err := s.ListDecisions(t.Context(), s.owner, services.DecisionFilter{})
		require.NoError(t, err)
		require.Len(t, open, 1)
		require.Equal(t, []any{models.DecideGatewaySilence, silent.ID}, []any{open[0].Reason, *open[0].OrderID})
	})
	t.Run("PAY-3/many-that-cannot-be-settled", func(t *testing.T) {
		t.Parallel()
		s := tend(t)
		for range worker.AtOnce {
			_, bad := s.leaves(t, fmt.Sprintf("s%d", len(s.gateways.words)))
			s.gateways.words[bad] = word{"", "perhaps", nil}
		}
		paid, good := s.leaves(t, "paid")
		s.gateways.words[good] = word{"paid", services.GatewaySucceeded, nil}
		for range 2 {
			s.later()
			_, err := s.care.TakeCare(t.Context())
			require.Error(t, err)
		}
		require.Equal(t, models.StatusPayed, s.get(t, paid).Status, "the younger one has its turn")
		require.Len(t, s.gateways.asked, 2*worker.AtOnce, "and the others are asked again")
	})
	t.Run("ST-9/lost-start", func(t *testing.T) {
		t.Parallel()
		s := tend(t)
		o, payment := s.leaves(t, "")
		s.gateways.words[payment] = word{"found", services.GatewaySucceeded, nil}
		s.later()
		_, err := s.care.TakeCare(t.Context())
		require.NoError(t, err)
		require.Equal(t, []services.DuePayment{{ID: payment, Gateway: "test"}}, s.gateways.asked)
		require.Equal(t, models.StatusPayed, s.get(t, o).Status)
		outcome, err := s.AcceptNotification(t.Context(), "test", services.Notification{
			EventID: "late", ExternalID: "found", Reference: o.PayToken, Amount: o.Cost, Currency: o.Currency, Status: services.GatewaySucceeded, OccurredAt: s.clock.Now(),
		})
		require.NoError(t, err)
		require.Equal(t, services.OutcomeAlready, outcome, "the same money, not more of it")
	})
	t.Run("PAY-3/start-answered-while-asked", func(t *testing.T) {
		t.Parallel()
		s := tend(t)
		o, payment := s.leaves(t, "")
		s.gateways.words[payment] = word{"found", services.GatewayPending, nil}
		s.later()
		_, err := s.care.TakeCare(t.Context())
		require.NoError(t, err)
		address := fmt.Sprintf("https://gateway.example/%d", payment)
		require.NoError(t, s.PaymentStarted(t.Context(), payment, "found", address))
		require.NoError(t, s.PaymentStarted(t.Context(), payment, "found", ""))
		again, err := s.StartPayment(t.Context(), services.StartPaymentParams{Token: o.PayToken, Gateway: "test"})
		require.NoError(t, err)
		require.Equal(t, address, again.RedirectURL, "the customer finds the way there")
	})
}
