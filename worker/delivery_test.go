package worker_test

import (
	"bytes"
	"context"
	"fmt"
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
func (b *blackout) RecordDeliveries(ctx context.Context, turn models.LetterTurn, outcomes []models.LetterOutcome) error {
	err := b.Service.RecordDeliveries(ctx, turn, outcomes)
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
	taken           atomic.Int64 // letters that went out
}

// Deliver implements activities.Mailer.
func (s *slow) Deliver(ctx context.Context, letters []models.LetterDelivery, _ func()) []models.LetterOutcome {
	close(s.inside)
	outcomes := make([]models.LetterOutcome, len(letters))
	select {
	case <-s.release:
		s.taken.Add(int64(len(letters)))
	case <-ctx.Done():
	}
	for i, l := range letters {
		outcomes[i] = models.LetterOutcome{LetterID: l.LetterID, Sent: ctx.Err() == nil, Unreached: ctx.Err() != nil, Subject: "Your order"}
	}
	return outcomes
}

// hung cannot say that it lives.
type hung struct{ *slow }

// HoldLetters implements activities.Letters.
func (hung) HoldLetters(context.Context, models.LetterTurn) (bool, error) {
	return false, models.NewError(models.CodeUnavailable)
}

// swift delivers at once.
type swift struct{ taken atomic.Int64 }

// Deliver implements activities.Mailer.
func (s *swift) Deliver(_ context.Context, letters []models.LetterDelivery, _ func()) []models.LetterOutcome {
	outcomes := make([]models.LetterOutcome, len(letters))
	for i, l := range letters {
		outcomes[i] = models.LetterOutcome{LetterID: l.LetterID, Sent: true, Subject: "Your order"}
	}
	s.taken.Add(int64(len(letters)))
	return outcomes
}

// watcher is who waits for the batch of another attempt, by a clock that the test moves.
type watcher struct {
	*services.Service
	looks, passed atomic.Int64
}

// ResumeLetters implements activities.Letters.
func (w *watcher) ResumeLetters(ctx context.Context, batch int64, silent models.LetterTurn) (models.LetterTurn, bool, error) {
	defer w.looks.Add(1)
	return w.Service.ResumeLetters(ctx, batch, silent)
}

func (w *watcher) now() time.Time { return time.Unix(0, w.passed.Load()) }

// looksTwice waits until a whole look has followed the present moment.
func (w *watcher) looksTwice(t *testing.T) {
	t.Helper()
	before := w.looks.Load()
	require.Eventually(t, func() bool { return w.looks.Load() >= before+2 }, time.Minute, 5*time.Millisecond)
}

// attempt runs the activity as a process of its own does.
func attempt(batch int64, letters activities.Letters, mailer activities.Mailer) func() error {
	return attemptBy(nil, batch, letters, mailer)
}

func attemptBy(now func() time.Time, batch int64, letters activities.Letters, mailer activities.Mailer) func() error {
	delivery := &activities.Delivery{
		Letters: letters, Mailer: mailer, Logger: slog.New(slog.DiscardHandler), BeatEvery: 20 * time.Millisecond, SilentFor: time.Second, Now: now,
	}
	return func() error {
		env := new(testsuite.WorkflowTestSuite).NewTestActivityEnvironment()
		env.RegisterActivityWithOptions(delivery.Deliver, activity.RegisterOptions{Name: activities.DeliverLetters})
		_, err := env.ExecuteActivity(activities.DeliverLetters, batch)
		return err
	}
}

func gathered(t *testing.T) (*slow, int64) {
	t.Helper()
	cluster, err := pgtest.Start(t.Context(), pgtest.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = cluster.Close() })
	service, _ := school(t, cluster)
	batch, found, err := service.GatherLetters(t.Context(), models.LaneInteractive)
	require.NoError(t, err)
	require.True(t, found)
	return &slow{Service: service, inside: make(chan struct{}), release: make(chan struct{})}, batch.ID
}

// Temporal, itself away for a while, gives an attempt up that still has letters
// in its hands, and starts another beside it in another process.
func TestTwoAttemptsAtOneBatch(t *testing.T) {
	t.Parallel()
	first, batch := gathered(t)
	second, waits := new(swift), &watcher{Service: first.Service}
	var attempts errgroup.Group
	attempts.Go(attempt(batch, first, first))
	<-first.inside
	attempts.Go(attemptBy(waits.now, batch, waits, second))
	beats := func() (n int64) {
		require.NoError(t, first.Store().Read(t.Context(), func(tx *store.Tx) error { return tx.Raw("SELECT beats FROM letter_batches").Scan(&n).Error }))
		return n
	}
	for range 3 { // longer in all than a dead one is waited for
		before := beats()
		require.Eventually(t, func() bool { return beats() > before }, time.Minute, 5*time.Millisecond)
		waits.looksTwice(t)
		require.Zero(t, second.taken.Load(), "MAIL-5: the second waits for the first, which lives")
		waits.passed.Add(int64(700 * time.Millisecond))
	}
	close(first.release)
	require.NoError(t, attempts.Wait())
	require.Equal(t, []int64{1, 0}, []int64{first.taken.Load(), second.taken.Load()}, "MAIL-5: no second copy without a kill")
}

// An attempt that died, or lost the database, is followed by the next.
func TestAttemptAfterOneThatDied(t *testing.T) {
	t.Parallel()
	first, batch := gathered(t)
	second := new(swift)
	var dead errgroup.Group
	dead.Go(attempt(batch, hung{first}, first))
	<-first.inside
	require.NoError(t, attempt(batch, first.Service, second)())
	require.EqualValues(t, 1, second.taken.Load(), "MAIL-5: what was in delivery goes again")
	close(first.release)
	_ = dead.Wait()
}

// away is a mail server that takes no letters.
type away struct{ connections, letters int }

// Deliver implements activities.Mailer.
func (a *away) Deliver(_ context.Context, letters []models.LetterDelivery, _ func()) []models.LetterOutcome {
	a.connections++
	a.letters += len(letters)
	outcomes := make([]models.LetterOutcome, len(letters))
	for i, l := range letters {
		outcomes[i] = models.LetterOutcome{LetterID: l.LetterID, Unreached: true, Reason: "login failed: 535 5.7.8"}
	}
	return outcomes
}

// One connection that cannot be made is enough for an attempt.
func TestMailServerAway(t *testing.T) {
	t.Parallel()
	cluster, err := pgtest.Start(t.Context(), pgtest.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = cluster.Close() })
	service, db := school(t, cluster)
	require.NoError(t, db.Write(t.Context(), func(tx *store.Tx) error {
		var letter models.Letter
		if err := tx.Take(&letter).Error; err != nil {
			return err
		}
		var more []*models.Letter
		for i := range 30 {
			next := letter
			next.ID, next.Cause = 0, fmt.Sprint(letter.Cause, i)
			more = append(more, &next)
		}
		return store.Insert(tx, more)
	}))
	batch, _, err := service.GatherLetters(t.Context(), models.LaneInteractive)
	require.NoError(t, err)
	var log bytes.Buffer
	var connected []bool
	a := new(away)
	delivery := &activities.Delivery{
		Letters: service, Mailer: a, Logger: slog.New(slog.NewTextHandler(&log, nil)), Connected: func(ok bool) { connected = append(connected, ok) },
	}
	env := new(testsuite.WorkflowTestSuite).NewTestActivityEnvironment()
	env.RegisterActivityWithOptions(delivery.Deliver, activity.RegisterOptions{Name: activities.DeliverLetters})
	_, err = env.ExecuteActivity(activities.DeliverLetters, batch.ID)
	require.Error(t, err, "MAIL-5: Temporal tries again after a pause")
	require.Equal(t, away{1, 20}, *a, "MAIL-5: no second connection")
	require.Equal(t, []bool{false}, connected)
	require.Contains(t, log.String(), "login failed: 535 5.7.8", "the operator hears of it")
	var reasons []string
	require.NoError(t, db.Read(t.Context(), func(tx *store.Tx) error {
		return tx.Raw("SELECT reason FROM letters WHERE state = 'queued' AND attempts = 0 AND reason <> ''").Scan(&reasons).Error
	}))
	require.Len(t, reasons, 20)
	require.Equal(t, "login failed: 535 5.7.8", reasons[0])
}
