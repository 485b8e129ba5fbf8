package services_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

const post = "POST /api/v1/customers"

func TestIdempotency(t *testing.T) {
	t.Parallel()
	cases := map[string]func(t *testing.T, b *bundle){
		"API-1/idempotency":                  answersAgain,
		"API-1/idempotency/reused":           refusesOtherBody,
		"API-1/idempotency/running":          refusesWhileRunning,
		"API-1/idempotency/failed":           freesTheKeyOfAFailure,
		"API-1/idempotency/crash":            rendersWhatACrashLeft,
		"API-1/idempotency/dead-before":      takesOverADeadRequest,
		"API-1/idempotency/overtaken":        undoesAnOvertakenRequest,
		"API-1/idempotency/seven-days":       forgetsAfterSevenDays,
		"API-1/idempotency/other-persons":    keepsPeopleApart,
		"API-1/idempotency/one-of-two-wins":  letsOneOfTwoIn,
		"API-1/idempotency/rolled-back-keys": keepsTheKeyRunningAfterRollback,
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both(t, test)
		})
	}
}

func begin(t *testing.T, b *bundle) services.Request {
	t.Helper()
	r, err := b.BeginRequest(b.ctx, 1, "k", post, "h")
	require.NoError(t, err)
	return r
}

func createUnder(b *bundle, run, email string) (*models.Customer, error) {
	return b.CreateCustomer(services.WithRequestKey(b.ctx, 1, "k", run), b.owner, services.CustomerParams{Email: email})
}

func answersAgain(t *testing.T, b *bundle) {
	r := begin(t, b)
	require.Equal(t, models.KeyRunning, r.State)
	_, err := createUnder(b, r.Run, "a@example.com")
	require.NoError(t, err)
	require.NoError(t, b.FinishRequest(b.ctx, 1, "k", r.Run, 201, `{"id":1}`))
	again := begin(t, b)
	require.Equal(t, models.KeyDone, again.State)
	require.Equal(t, 201, again.Status)
	require.JSONEq(t, `{"id":1}`, again.Response)
}

func refusesOtherBody(t *testing.T, b *bundle) {
	begin(t, b)
	_, err := b.BeginRequest(b.ctx, 1, "k", post, "other")
	requireCode(t, models.CodeKeyReused, err)
	_, err = b.BeginRequest(b.ctx, 1, "k", "POST /api/v1/orders", "h")
	requireCode(t, models.CodeKeyReused, err)
}

func refusesWhileRunning(t *testing.T, b *bundle) {
	begin(t, b)
	_, err := b.BeginRequest(b.ctx, 1, "k", post, "h")
	requireCode(t, models.CodeKeyRunning, err)
}

func freesTheKeyOfAFailure(t *testing.T, b *bundle) {
	r := begin(t, b)
	_, err := createUnder(b, r.Run, "broken")
	require.Error(t, err)
	require.NoError(t, b.AbandonRequest(b.ctx, 1, "k", r.Run))
	require.Equal(t, models.KeyRunning, begin(t, b).State)
}

// A process that dies between the commit and the answer leaves what it made behind, by name.
func rendersWhatACrashLeft(t *testing.T, b *bundle) {
	r := begin(t, b)
	c, err := createUnder(b, r.Run, "a@example.com")
	require.NoError(t, err)
	again := begin(t, b)
	require.Equal(t, models.KeyCommitted, again.State)
	require.Equal(t, services.Made{Kind: "customer", ID: c.ID}, again.Made)
	require.NoError(t, b.AbandonRequest(b.ctx, 1, "k", r.Run))
	require.Equal(t, models.KeyCommitted, begin(t, b).State, "what is committed cannot be abandoned")
}

func takesOverADeadRequest(t *testing.T, b *bundle) {
	first := begin(t, b)
	b.exec(t, "UPDATE idempotency_keys SET created_at = ?", time.Now().Add(-61*time.Second))
	second := begin(t, b)
	require.Equal(t, models.KeyRunning, second.State)
	require.NotEqual(t, first.Run, second.Run)
	_, err := createUnder(b, second.Run, "a@example.com")
	require.NoError(t, err)
}

func undoesAnOvertakenRequest(t *testing.T, b *bundle) {
	slow := begin(t, b)
	b.exec(t, "UPDATE idempotency_keys SET created_at = ?", time.Now().Add(-61*time.Second))
	quick := begin(t, b)
	_, err := createUnder(b, quick.Run, "a@example.com")
	require.NoError(t, err)
	_, err = createUnder(b, slow.Run, "b@example.com")
	requireCode(t, models.CodeKeyRunning, err)
	require.NoError(t, b.FinishRequest(b.ctx, 1, "k", slow.Run, 201, "slow"))
	require.Equal(t, models.KeyCommitted, begin(t, b).State)
	require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM customers"))
}

func forgetsAfterSevenDays(t *testing.T, b *bundle) {
	r := begin(t, b)
	require.NoError(t, b.FinishRequest(b.ctx, 1, "k", r.Run, 200, "{}"))
	more, err := b.PruneIdempotency(b.ctx)
	require.NoError(t, err)
	require.False(t, more)
	require.Equal(t, models.KeyDone, begin(t, b).State)
	b.exec(t, "UPDATE idempotency_keys SET created_at = ?", time.Now().Add(-7*24*time.Hour-time.Minute))
	_, err = b.PruneIdempotency(b.ctx)
	require.NoError(t, err)
	require.Equal(t, models.KeyRunning, begin(t, b).State)
}

func keepsPeopleApart(t *testing.T, b *bundle) {
	begin(t, b)
	other, err := b.BeginRequest(b.ctx, 2, "k", "POST /api/v1/orders", "z")
	require.NoError(t, err)
	require.Equal(t, models.KeyRunning, other.State)
}

func letsOneOfTwoIn(t *testing.T, b *bundle) {
	results := make(chan error, 8)
	for range cap(results) {
		go func() {
			_, err := b.BeginRequest(b.ctx, 1, "k", post, "h")
			results <- err
		}()
	}
	won := 0
	for range cap(results) {
		if err := <-results; err == nil {
			won++
		} else {
			requireCode(t, models.CodeKeyRunning, err)
		}
	}
	require.Equal(t, 1, won)
}

func keepsTheKeyRunningAfterRollback(t *testing.T, b *bundle) {
	r := begin(t, b)
	_, err := createUnder(b, r.Run, "a@example.com")
	require.NoError(t, err)
	b.exec(t, "UPDATE idempotency_keys SET state = 'running'")
	_, err = createUnder(b, r.Run, "a@example.com")
	requireCode(t, models.CodeAlreadyExists, err)
	require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM idempotency_keys WHERE state = 'running'"))
}
