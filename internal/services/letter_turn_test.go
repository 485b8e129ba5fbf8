package services_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

// turn takes the batch, from whoever had it: he is dead.
func (b *bundle) turn(t *testing.T, batch int64) models.LetterTurn {
	t.Helper()
	turn, mine, err := b.ResumeLetters(b.ctx, batch, models.LetterTurn{})
	require.NoError(t, err)
	if !mine {
		turn, mine, err = b.ResumeLetters(b.ctx, batch, turn)
		require.NoError(t, err)
		require.True(t, mine)
	}
	return turn
}

func TestTurnsAtABatch(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(*testing.T, *bundle, models.LetterTurn, []models.LetterDelivery){
		"MAIL-5/turn/kept-while-it-beats":    keptWhileItBeats,
		"MAIL-5/turn/given-back":             givenBack,
		"MAIL-5/turn/lost-claims-nothing":    lostClaimsNothing,
		"MAIL-5/turn/lost-records-the-truth": lostRecordsTheTruth,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both(t, func(t *testing.T, b *bundle) {
				b.withLetters(t)
				b.order(t)
				b.order(t)
				batch, _, err := b.GatherLetters(b.ctx, models.LaneInteractive)
				require.NoError(t, err)
				turn := b.turn(t, batch.ID)
				letters, err := b.ClaimLetters(b.ctx, turn, 1)
				require.NoError(t, err)
				require.Len(t, letters, 1)
				test(t, b, turn, letters)
			})
		})
	}
}

func keptWhileItBeats(t *testing.T, b *bundle, turn models.LetterTurn, _ []models.LetterDelivery) {
	seen, mine, err := b.ResumeLetters(b.ctx, turn.Batch, models.LetterTurn{})
	require.NoError(t, err)
	require.False(t, mine, "another attempt has it")
	held, err := b.HoldLetters(b.ctx, turn)
	require.NoError(t, err)
	require.True(t, held)
	_, mine, err = b.ResumeLetters(b.ctx, turn.Batch, seen)
	require.NoError(t, err)
	require.False(t, mine, "it has beaten since")
	require.Equal(t, []string{models.LetterSending, models.LetterQueued}, b.letterStates(t))
}

func givenBack(t *testing.T, b *bundle, turn models.LetterTurn, _ []models.LetterDelivery) {
	require.NoError(t, b.ReleaseLetters(b.ctx, turn))
	_, mine, err := b.ResumeLetters(b.ctx, turn.Batch, models.LetterTurn{})
	require.NoError(t, err)
	require.True(t, mine)
	require.NoError(t, b.ReleaseLetters(b.ctx, turn), "of what another has now")
	_, mine, err = b.ResumeLetters(b.ctx, turn.Batch, models.LetterTurn{})
	require.NoError(t, err)
	require.False(t, mine)
}

func lostClaimsNothing(t *testing.T, b *bundle, turn models.LetterTurn, _ []models.LetterDelivery) {
	b.turn(t, turn.Batch)
	held, err := b.HoldLetters(b.ctx, turn)
	require.NoError(t, err)
	require.False(t, held)
	letters, err := b.ClaimLetters(b.ctx, turn, 20)
	require.NoError(t, err)
	require.Empty(t, letters)
	require.Equal(t, []string{models.LetterQueued, models.LetterQueued}, b.letterStates(t))
}

func lostRecordsTheTruth(t *testing.T, b *bundle, turn models.LetterTurn, letters []models.LetterDelivery) {
	now := b.turn(t, turn.Batch)
	again, err := b.ClaimLetters(b.ctx, now, 1)
	require.NoError(t, err)
	require.Equal(t, letters[0].MessageID, again[0].MessageID)
	outcome := models.LetterOutcome{LetterID: letters[0].LetterID, Final: true, Reason: "550"}
	require.NoError(t, b.RecordDeliveries(b.ctx, turn, []models.LetterOutcome{outcome}))
	require.Equal(t, models.LetterSending, b.letterStates(t)[0], "the word of an attempt whose turn is over does not count")
	b.turn(t, turn.Batch)
	outcome = models.LetterOutcome{LetterID: letters[0].LetterID, Sent: true}
	require.NoError(t, b.RecordDeliveries(b.ctx, turn, []models.LetterOutcome{outcome}))
	require.Equal(t, models.LetterSent, b.letterStates(t)[0], "unless the letter went out: then it does not go again")
}
