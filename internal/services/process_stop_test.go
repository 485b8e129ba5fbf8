package services_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// large is a process that 600 customers wait in, with a tag to come.
func large(t *testing.T, b *bundle) (id int64) {
	t.Helper()
	b.crowd(t, 600, "regular")
	id = b.publish(t, line("customer",
		[]any{object{"kind": "segment", "rule": object{"field": "customer.tags", "op": "contains", "value": "regular"}, "every_seconds": 0, "existing": true}},
		delay("pause", 1, "days"), operation("tag", "add_tag", object{"tag": "greeted", "on": "customer"})))
	b.sweep(t, id, 0)
	b.settle(t)
	require.EqualValues(t, 600, b.count(t, "SELECT COUNT(*) FROM enrollments WHERE state = 'active'"))
	return id
}

// The enrollments of a process that is stopped end some at a time; what has not
// ended yet does nothing more.
func TestStopLargeProcess(t *testing.T) {
	t.Parallel()
	t.Run("PRC-1/stop/some-at-a-time", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			id := large(t, b)
			_, err := b.StopProcess(b.ctx, b.owner, id, 0)
			require.NoError(t, err)
			require.EqualValues(t, 100, b.count(t, "SELECT COUNT(*) FROM enrollments WHERE state = 'active'"), "the rest is for care")
			b.pass(2 * day)
			b.settle(t)
			require.Zero(t, b.count(t, "SELECT COUNT(*) FROM customer_tags WHERE tag = 'greeted'"), "nothing runs")
			require.Zero(t, b.count(t, "SELECT COUNT(*) FROM cohorts WHERE state = 'open'"), "nobody drives them")

			more, err := b.EndStopped(b.ctx)
			require.NoError(t, err)
			require.False(t, more)
			require.EqualValues(t, 600, b.count(t, "SELECT COUNT(*) FROM enrollments WHERE state = 'stopped' AND outcome = 'process_stopped'"))
			require.Zero(t, b.count(t, "SELECT COUNT(*) FROM tokens WHERE state <> 'ended'"))
			steps := all[string](t, b, "SELECT DISTINCT data FROM steps WHERE kind = 'stop'")
			require.Len(t, steps, 1, "PRC-7: care acts for who stopped it")
			require.JSONEq(t, `{"by":"person","id":1,"reason":"process_stopped"}`, steps[0])
			require.EqualValues(t, 600, b.count(t, "SELECT COUNT(*) FROM steps WHERE kind = 'stop'"), "each once")
		})
	})
	t.Run("PRC-1/stop/published-again-at-once", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			id := large(t, b)
			_, err := b.StopProcess(b.ctx, b.owner, id, 0)
			require.NoError(t, err)
			_, err = b.PublishProcess(b.ctx, b.owner, id, 0)
			require.NoError(t, err)
			require.EqualValues(t, 600, b.count(t, "SELECT COUNT(*) FROM enrollments WHERE state = 'stopped'"))
			b.pass(2 * day)
			b.settle(t)
			require.Zero(t, b.count(t, "SELECT COUNT(*) FROM customer_tags WHERE tag = 'greeted'"))
		})
	})
	t.Run("API-1/idempotency/publication-refused-while-others-end", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			id := large(t, b)
			_, err := b.StopProcess(b.ctx, b.owner, id, 0)
			require.NoError(t, err)
			loose := line("customer", []any{object{"kind": "by_hand"}}, delay("pause", 1, "days"))
			loose["connections"] = []any{}
			draft, err := json.Marshal(loose)
			require.NoError(t, err)
			_, err = b.SaveDraft(b.ctx, b.owner, id, services.Draft{Definition: draft})
			require.NoError(t, err)
			r := begin(t, b)
			_, err = b.PublishProcess(services.WithRequestKey(b.ctx, 1, "k", r.Run), b.owner, id, 0)
			requireCode(t, models.CodeProcessInvalid, err)
			require.EqualValues(t, 600, b.count(t, "SELECT COUNT(*) FROM enrollments WHERE state = 'stopped'"))
			require.NoError(t, b.AbandonRequest(b.ctx, 1, "k", r.Run))
			require.Equal(t, models.KeyRunning, begin(t, b).State, "nothing was published: the request runs anew")
		})
	})
	t.Run("MAIL-6/stopped-and-not-ended-yet", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			id := b.withLetters(t).fromTemplate(t, "unpaid_reminders", nil)
			o := b.order(t)
			b.settle(t)
			b.exec(t, "UPDATE letters SET state = 'sent'")
			b.pass(day)
			b.settle(t)
			b.exec(t, "UPDATE letters SET guard = ''")
			b.exec(t, "UPDATE processes SET state = 'stopped' WHERE id = ?", id)
			require.Empty(t, b.claimed(t))
			require.EqualValues(t, 1, b.count(t, "SELECT COUNT(*) FROM letters WHERE order_id = ? AND state = ?", o.ID, models.LetterWithdrawn))
		})
	})
}
