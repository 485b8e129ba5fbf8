package services_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

// What nobody asks for any more is forgotten.
func TestPrune(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(t *testing.T, b *bundle){
		"PRC-14/refusals": forgetsRefusals, "MAIL-5/batches": forgetsBatches, "PRC-2/matches": forgetsMatches,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both(t, test)
		})
	}
}

func forgetsRefusals(t *testing.T, b *bundle) {
	insert := "INSERT INTO entry_refusals (process_id, subject_kind, subject_id, reason, at) VALUES (1, 'order', ?, 'cool_down', ?)"
	b.exec(t, insert, 1, b.clock.Now())
	b.pass(90 * day)
	b.exec(t, insert, 2, b.clock.Now())
	b.pass(time.Minute)
	more, err := b.PruneRefusals(b.ctx)
	require.NoError(t, err)
	require.False(t, more)
	require.Equal(t, []int64{2}, all[int64](t, b, "SELECT subject_id FROM entry_refusals"))
}

func forgetsBatches(t *testing.T, b *bundle) {
	b.withLetters(t)
	b.order(t)
	b.offerLetters(t, models.LetterOutcome{Sent: true})
	b.order(t)
	open, ok, err := b.GatherLetters(b.ctx, models.LaneInteractive)
	require.NoError(t, err)
	require.True(t, ok)
	_, err = b.PruneBatches(b.ctx)
	require.NoError(t, err)
	require.EqualValues(t, 2, b.count(t, "SELECT COUNT(*) FROM letter_batches"))
	b.pass(day + time.Minute)
	_, err = b.PruneBatches(b.ctx)
	require.NoError(t, err)
	require.Equal(t, []int64{open.ID}, all[int64](t, b, "SELECT id FROM letter_batches"), "whose letters wait stays")
}

func forgetsMatches(t *testing.T, b *bundle) {
	const vip = `{"field":"customer.tags","op":"contains","value":"vip"}`
	b.tagged(t, "regular", "vip")
	id := b.published(t, 0, entering(false, 60, regular, vip))
	require.EqualValues(t, 2, b.count(t, "SELECT COUNT(*) FROM segment_matches"))
	b.published(t, id, entering(false, 60, regular))
	require.Equal(t, []int64{0}, all[int64](t, b, "SELECT trigger_index FROM segment_matches"), "of a trigger that is no more")
	b.published(t, id, []byte(strings.Replace(string(entering(true, 0, regular)), "Greeting", "Once", 1)))
	b.sweep(t, id, 0)
	require.Len(t, b.entered(t, id), 1)
	require.Zero(t, b.count(t, "SELECT COUNT(*) FROM segment_matches"), "an entry at the start alone asks once")
}
