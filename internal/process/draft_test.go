package process_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/models"
)

// unfinished has a block of each kind with nothing filled in.
func unfinished() file {
	return sample().
		with("blocks", `
			{"id":"start","kind":"start"},
			{"id":"rest","kind":"delay","params":{}},
			{"id":"wait","kind":"wait","params":{}},
			{"id":"big","kind":"condition","params":{"branches":[{"exit":"yes"}]}},
			{"id":"letter","kind":"operation","params":{"operation":"send_letter","template":""}},
			{"id":"status","kind":"operation","params":{"operation":"change_status"}},
			{"id":"tag","kind":"operation","params":{"operation":"add_tag","tag":" "}},
			{"id":"end","kind":"end"}`).
		with("triggers", `[{"kind":"segment"},{"kind":"event","event":""}]`).
		with("exits", `[{"id":"paid"}]`).
		with("links", "start.next>rest rest.next>wait wait.met>big wait.timeout>big big.yes>letter big.else>letter letter.next>status status.next>tag tag.next>end")
}

func TestDraft(t *testing.T) {
	t.Parallel()
	missing := []string{
		"rest blocks[1].params.for required",
		"wait blocks[2].params.until required",
		"wait blocks[2].params.timeout required",
		"big blocks[3].params.branches[0].rule required",
		"letter blocks[4].params.template required",
		"status blocks[5].params.status required",
		"tag blocks[6].params.tag required",
		"tag blocks[6].params.on required",
		" triggers[0].rule required",
		" triggers[1].event required",
		" exit_rules[0].rule required",
	}
	t.Run("PRC-1/draft/unfinished", func(t *testing.T) {
		t.Parallel()
		_, err := process.Decode(unfinished().json())
		require.Equal(t, models.CodeProcessInvalid, models.CodeOf(err))
		def, found, err := process.DecodeDraft(unfinished().json())
		require.NoError(t, err)
		require.ElementsMatch(t, missing, lines(found))
		require.True(t, json.Valid(def.Canonical()))
		again, found, err := process.DecodeDraft(def.Canonical())
		require.NoError(t, err)
		require.ElementsMatch(t, missing, lines(found), "what is missing stays missing")
		require.Equal(t, def, again)
	})
	t.Run("PRC-12/draft", func(t *testing.T) {
		t.Parallel()
		draft := unfinished().replacing("links", "tag.next>end", "")
		_, faults, _, err := process.CheckDraft(draft.json(), shop{})
		require.NoError(t, err)
		require.ElementsMatch(t, append(missing, "tag blocks[6] dead_end", "end blocks[7] unreachable"), lines(faults),
			"what is missing and what the checker finds, each place once")
	})
	t.Run("PRC-12/draft/finished", func(t *testing.T) {
		t.Parallel()
		def, faults, _, err := process.CheckDraft(sample().json(), shop{})
		require.NoError(t, err)
		require.Empty(t, faults)
		whole, err := process.Decode(sample().json())
		require.NoError(t, err)
		require.Equal(t, whole.Hash(), def.Hash())
	})
}

func TestDraftRefuses(t *testing.T) {
	t.Parallel()
	s := sample()
	for name, c := range map[string]struct {
		draft file
		want  string
	}{
		"no-operation": {s.operating(`{}`), "act blocks[3].params.operation required"},
		"no-kind":      {s.replacing("blocks", `{"id":"end","kind":"end"}`, `{"id":"end"}`), "end blocks[4].kind required"},
		"no-exit":      {s.replacing("blocks", `"exit":"yes",`, ``), "big blocks[2].params.branches[0].exit required"},
		"half-a-time":  {s.replacing("blocks", `{"amount":2,"unit":"days"}`, `{"unit":"days"}`), "wait blocks[1].params.timeout.amount required"},
		"wrong-type":   {s.operating(`{"operation":"comment","text":5}`), "act blocks[3].params.text wrong_type"},
		"unknown-key":  {s.operating(`{"operation":"comment","text":"x","colour":"red"}`), "act blocks[3].params.colour unknown_field"},
	} {
		t.Run("PRC-1/draft/"+name, func(t *testing.T) {
			t.Parallel()
			_, _, err := process.DecodeDraft(c.draft.json())
			var e *models.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, []string{c.want}, lines(e.Fields))
		})
	}
}
