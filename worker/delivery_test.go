package worker_test

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/testsuite"
	"golang.org/x/sync/errgroup"

	"github.com/orderflow/orderflow/activities"
	"github.com/orderflow/orderflow/internal/pgtest"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// blackout stops PostgreSQL when the mail server has taken the letters, and
// starts it again when two attempts to record them have failed.
type blackout struct {
	*services.Service
	tb      testing.TB
	cluster *pgtest.Cluster
	taken   int // letters that the mail server took
	failed  int // attempts to record them
}

// Deliver implements activities.Mailer.
func (b *blackout) Deliver(_ context.Context, letters []models.LetterDelivery, beat func()) []models.LetterOutcome {
	outcomes := make([]models.LetterOutcome, len(letters))
	for i, l := range letters {
		outcomes[i] = models.LetterOutcome{LetterID: l.LetterID, Sent: true, Subject: "Your order"}
		b.taken++
		beat()
	}
	if b.failed == 0 {
		require.NoError(b.tb, b.cluster.Stop(true))
	}
	return outcomes
}

// RecordDeliveries implements activities.Letters.
func (b *blackout) RecordDeliveries(ctx context.Context, outcomes []models.LetterOutcome) error {
	err := b.Service.RecordDeliveries(ctx, outcomes)
	if err != nil {
		b.failed++
	}
	if b.failed == 2 {
		require.NoError(b.tb, b.cluster.StartAgain(context.WithoutCancel(ctx)))
	}
	return err
}

// school opens a service on a fresh database of the cluster and places an order, which writes a letter.
func school(t *testing.T, cluster *pgtest.Cluster) (*services.Service, *store.Store) {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Driver: "postgres", DSN: cluster.CreateDatabase(t)})
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	require.NoError(t, db.Migrate(t.Context()))
	s := services.New(db, services.RealClock{}, services.Options{PublicURL: "https://school.example", MailDomain: "school.example"})
	require.NoError(t, s.Setup(t.Context(), services.SetupParams{Language: "en", Templates: []models.LetterTemplate{{
		Code: models.TemplateOrderCreated, Language: "en", Revision: 1, Kind: models.TemplateService, Subject: "Your order", HTML: "<p>It is here.</p>", TextPart: "It is here.",
	}}}))
	owner := models.Actor{Kind: models.ActorPerson, ID: 1, Role: models.RoleOwner}
	customer, err := s.CreateCustomer(t.Context(), owner, services.CustomerParams{Email: "anna@example.com"})
	require.NoError(t, err)
	offer, err := s.CreateOffer(t.Context(), owner, services.OfferParams{Offer: models.Offer{Code: "course", Title: "Course", Currency: "RUB", Price: 10000, LetterOnCreate: true}})
	require.NoError(t, err)
	_, err = s.PlaceOrder(t.Context(), owner, services.PlaceOrderParams{
		CustomerID: customer.ID, Via: models.ViaAPI, Items: []services.ItemSpec{{OfferID: offer.ID, Quantity: 1}},
	})
	require.NoError(t, err)
	return s, db
}

// PostgreSQL goes away between the mail server's answer and its record.
func TestDeliveredLettersAreRecordedAfterAnOutage(t *testing.T) {
	t.Parallel()
	cluster, err := pgtest.Start(t.Context(), pgtest.Options{Durable: true})
	require.NoError(t, err)
	t.Cleanup(func() { _ = cluster.Close() })
	service, db := school(t, cluster)
	batch, found, err := service.GatherLetters(t.Context(), models.LaneInteractive)
	require.NoError(t, err)
	require.True(t, found)
	b := &blackout{Service: service, tb: t, cluster: cluster}
	env := new(testsuite.WorkflowTestSuite).NewTestActivityEnvironment()
	delivery := &activities.Delivery{Letters: b, Mailer: b, Logger: slog.New(slog.DiscardHandler)}
	env.RegisterActivityWithOptions(delivery.Deliver, activity.RegisterOptions{Name: activities.DeliverLetters})

	answer, err := env.ExecuteActivity(activities.DeliverLetters, batch.ID)
	require.NoError(t, err, "MAIL-5: the same attempt writes down what was taken")
	var left bool
	require.NoError(t, answer.Get(&left))
	require.False(t, left)
	require.GreaterOrEqual(t, b.failed, 2, "the outage was met")
	require.Equal(t, 1, b.taken, "MAIL-5: the letter went out once")
	var states []string
	require.NoError(t, db.Read(t.Context(), func(tx *store.Tx) error { return tx.Raw("SELECT state FROM letters").Scan(&states).Error }))
	require.Equal(t, []string{models.LetterSent}, states)
}

// slow keeps the first letters in its hands until it is released.
type slow struct {
	*services.Service
	inside, release chan struct{}
	resumed         atomic.Int64
	taken           atomic.Int64
}

// ResumeLetters implements activities.Letters.
func (s *slow) ResumeLetters(ctx context.Context, batch int64) error {
	s.resumed.Add(1)
	return s.Service.ResumeLetters(ctx, batch)
}

// Deliver implements activities.Mailer.
func (s *slow) Deliver(_ context.Context, letters []models.LetterDelivery, _ func()) []models.LetterOutcome {
	close(s.inside)
	<-s.release
	outcomes := make([]models.LetterOutcome, len(letters))
	for i, l := range letters {
		outcomes[i] = models.LetterOutcome{LetterID: l.LetterID, Sent: true, Subject: "Your order"}
	}
	s.taken.Add(int64(len(letters)))
	return outcomes
}

// Temporal, itself away for a while, gives an attempt up that still has letters
// in its hands, and starts another beside it.
func TestTwoAttemptsAtOneBatch(t *testing.T) {
	t.Parallel()
	cluster, err := pgtest.Start(t.Context(), pgtest.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = cluster.Close() })
	service, _ := school(t, cluster)
	batch, found, err := service.GatherLetters(t.Context(), models.LaneInteractive)
	require.NoError(t, err)
	require.True(t, found)
	s := &slow{Service: service, inside: make(chan struct{}), release: make(chan struct{})}
	delivery := &activities.Delivery{Letters: s, Mailer: s, Logger: slog.New(slog.DiscardHandler)}
	attempt := func() error {
		env := new(testsuite.WorkflowTestSuite).NewTestActivityEnvironment()
		env.RegisterActivityWithOptions(delivery.Deliver, activity.RegisterOptions{Name: activities.DeliverLetters})
		_, err := env.ExecuteActivity(activities.DeliverLetters, batch.ID)
		return err
	}
	var attempts errgroup.Group
	attempts.Go(attempt)
	<-s.inside
	attempts.Go(attempt)
	require.Never(t, func() bool { return s.resumed.Load() > 1 }, 300*time.Millisecond, 20*time.Millisecond, "MAIL-5: the second waits for the first")
	close(s.release)
	require.NoError(t, attempts.Wait())
	require.EqualValues(t, 1, s.taken.Load(), "MAIL-5: no second copy without a kill")
}
