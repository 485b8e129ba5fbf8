package services_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

func TestLettersAreTriedForADay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(*testing.T, *bundle){
		"MAIL-5/a-server-that-is-away-costs-no-try":        serverAway,
		"MAIL-5/refused-for-now-is-tried-for-a-day":        greylisted,
		"MAIL-5/handed-over-without-an-answer":             unanswered,
		"MAIL-5/a-text-that-cannot-be-kept-harms-no-other": unstorable,
		"MAIL-5/interrupted-again-and-again":               interruptedOften,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both(t, func(t *testing.T, b *bundle) {
				b.withLetters(t)
				test(t, b)
			})
		})
	}
}

// offer claims all letters whose time has come and records the outcome for each.
func (b *bundle) offerLetters(t *testing.T, outcome models.LetterOutcome) (claimed int) {
	t.Helper()
	b.clock.Release()
	batch, ok, err := b.GatherLetters(b.ctx, models.LaneInteractive)
	require.NoError(t, err)
	if !ok {
		return 0
	}
	turn := b.turn(t, batch.ID)
	letters, err := b.ClaimLetters(b.ctx, turn, 100)
	require.NoError(t, err)
	results := make([]models.LetterOutcome, len(letters))
	for i, l := range letters {
		results[i] = outcome
		results[i].LetterID = l.LetterID
	}
	require.NoError(t, b.RecordDeliveries(b.ctx, turn, results))
	done, err := b.CloseBatch(b.ctx, batch.ID)
	require.NoError(t, err)
	require.True(t, done)
	return len(letters)
}

func (b *bundle) letterStates(t *testing.T) []string {
	t.Helper()
	return all[string](t, b, "SELECT state FROM letters ORDER BY id")
}

func serverAway(t *testing.T, b *bundle) {
	b.order(t)
	for range 60 {
		require.Equal(t, 1, b.offerLetters(t, models.LetterOutcome{Unreached: true, Reason: "no answer"}))
		b.pass(time.Minute)
	}
	require.Equal(t, 1, b.offerLetters(t, models.LetterOutcome{Sent: true}))
	l := one[models.Letter](t, b, "SELECT * FROM letters")
	require.Equal(t, []any{models.LetterSent, 1}, []any{l.State, l.Attempts})
}

func greylisted(t *testing.T, b *bundle) {
	b.order(t)
	began, tries := b.clock.Now(), 0
	for b.letterStates(t)[0] == models.LetterQueued {
		tries += b.offerLetters(t, models.LetterOutcome{Reason: "451 4.7.1"})
		b.pass(time.Minute)
	}
	require.Equal(t, models.LetterFailed, b.letterStates(t)[0], "visible")
	require.Equal(t, 8, tries)
	require.Greater(t, b.clock.Now().Sub(began), 22*time.Hour)
}

func unanswered(t *testing.T, b *bundle) {
	b.order(t)
	b.order(t)
	b.exec(t, "UPDATE letters SET kind = 'mailing' WHERE id = (SELECT MAX(id) FROM letters)")
	require.Equal(t, 2, b.offerLetters(t, models.LetterOutcome{Unanswered: true, Reason: "no answer"}))
	require.Equal(t, []string{models.LetterQueued, models.LetterUnknown}, b.letterStates(t), "a mailing does not go twice")
}

func unstorable(t *testing.T, b *bundle) {
	b.order(t)
	b.order(t)
	require.Equal(t, 2, b.offerLetters(t, models.LetterOutcome{Sent: true, Subject: "Your order", HTML: "\x00", TextPart: "Your order"}))
	require.Equal(t, []string{models.LetterSent, models.LetterSent}, b.letterStates(t), "what was sent is never sent again")
}

func interruptedOften(t *testing.T, b *bundle) {
	b.order(t)
	batch, _, err := b.GatherLetters(b.ctx, models.LaneInteractive)
	require.NoError(t, err)
	for range 8 {
		letters, err := b.ClaimLetters(b.ctx, b.turn(t, batch.ID), 20)
		require.NoError(t, err)
		require.Len(t, letters, 1)
	}
	b.turn(t, batch.ID)
	require.Equal(t, []string{models.LetterUnknown}, b.letterStates(t))
}
