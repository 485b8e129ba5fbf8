package process_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/models"
)

func template(t *testing.T, code string) process.Template {
	t.Helper()
	for _, tpl := range process.Templates() {
		if tpl.Code == code {
			return tpl
		}
	}
	require.Fail(t, "no template "+code)
	return process.Template{}
}

func TestTemplates(t *testing.T) {
	t.Parallel()
	require.Len(t, process.Templates(), 4)
	for _, tpl := range process.Templates() {
		t.Run("PRC-13/"+tpl.Code, func(t *testing.T) {
			t.Parallel()
			faults, warnings := process.Check(tpl.Definition, shop{})
			require.Empty(t, faults)
			require.Empty(t, warnings)
			require.Regexp(t, `\p{Cyrillic}`, tpl.Title.RU+tpl.About.RU)
			require.NotRegexp(t, `\p{Cyrillic}`, tpl.Title.EN+tpl.About.EN)
			require.NotContains(t, string(tpl.Definition.Canonical()), "${")
			again, err := tpl.With(nil)
			require.NoError(t, err)
			require.Equal(t, tpl.Definition, again)
			_, err = json.Marshal(tpl)
			require.NoError(t, err)
			_, err = tpl.With(map[string]any{"colour": "red"})
			var fault *models.Error
			require.ErrorAs(t, err, &fault)
			require.Equal(t, models.CodeUnknownField, fault.Code)
			require.Equal(t, "values.colour", fault.Fields[0].Path, "where it stands in the request")
		})
	}
}

// path is the way of an order for which nothing happens: every pause runs out.
func path(t *testing.T, def process.Definition) []string {
	t.Helper()
	c, err := process.Compile(def)
	require.NoError(t, err)
	var out []string
	for at, ok := c.Start().ID, true; ok; at, ok = process.Next(c, at, process.ExitNext) {
		out = append(out, at)
	}
	return out
}

func TestUnpaidReminders(t *testing.T) {
	t.Parallel()
	tpl := template(t, "unpaid_reminders")
	require.Equal(t, []string{
		"start", "before_first", "first_reminder", "before_second", "second_reminder", "before_cancel", "cancel", "end",
	}, path(t, tpl.Definition))

	def, err := tpl.With(map[string]any{"first_after": 2, "cancel_after": int64(5), "letter": "payment_thanks"})
	require.NoError(t, err)
	days := map[string]int64{}
	for _, b := range def.Blocks {
		if delay, ok := b.Params.(process.Delay); ok {
			require.Equal(t, models.UnitDays, delay.For.Unit)
			days[b.ID] = delay.For.Amount
		}
	}
	require.Equal(t, map[string]int64{"before_first": 2, "before_second": 1, "before_cancel": 5}, days)

	_, err = tpl.With(map[string]any{"first_after": "soon"})
	require.True(t, models.IsCode(err, models.CodeProcessInvalid), "a value of the wrong type is refused: %v", err)
}

func TestOrderOnEvent(t *testing.T) {
	t.Parallel()
	def, err := template(t, "order_on_event").With(map[string]any{"event": "webinar_seen", "offer": "yoga"})
	require.NoError(t, err)
	require.True(t, def.Triggers[0].Params.(process.EventTrigger).Accepts(models.EventCustom, []byte(`{"name":"webinar_seen"}`)))
	faults, _ := process.Check(def, shop{})
	require.Equal(t, []string{"order blocks[1].params.offer unknown_reference"}, lines(faults), "the shop has no such offer yet")
}
