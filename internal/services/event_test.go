package services_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

func TestSendEvent(t *testing.T) {
	t.Parallel()
	t.Run("PRC-2/custom", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			id := b.customer(t)
			_, err := b.SendEvent(b.ctx, b.manager, services.EventParams{Name: "test_passed", CustomerID: id})
			requireCode(t, models.CodeForbidden, err)
			event, err := b.SendEvent(b.ctx, b.admin, services.EventParams{
				Name: "test_passed", Email: "PERSON1@example.com", Payload: map[string]any{"course": "go-1", "score": json.Number("93"), "first": true},
			})
			require.NoError(t, err)
			row, err := b.Event(b.ctx, b.owner, event)
			require.NoError(t, err)
			require.Equal(t, models.EventCustom, row.Kind)
			require.Equal(t, id, *row.CustomerID)
			require.JSONEq(t, `{"name":"test_passed","course":"go-1","score":93,"first":true}`, row.Data)
		})
	})
	t.Run("PRIV-1/custom-event", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			id := b.customer(t)
			b.exec(t, "DELETE FROM outbox")
			b.exec(t, "DELETE FROM events")
			_, err := b.SendEvent(b.ctx, b.owner, services.EventParams{Name: "test passed!", Email: "nobody", Payload: map[string]any{
				"who": "Ivan Petrov", "list": []any{1}, "half": 0.5, "Name": "x", "name": "y",
			}})
			requireFields(t, err, "name", "email", "payload.who", "payload.list", "payload.half", "payload.Name", "payload.name")
			_, err = b.SendEvent(b.ctx, b.owner, services.EventParams{Name: "test", Email: "unknown@example.com"})
			requireFields(t, err, "email")
			_, err = b.SendEvent(b.ctx, b.owner, services.EventParams{Name: "test", CustomerID: 999})
			requireFields(t, err, "customer_id")
			_, err = b.SendEvent(b.ctx, b.owner, services.EventParams{Name: "test"})
			requireFields(t, err, "customer_id")
			_, err = b.SendEvent(b.ctx, b.owner, services.EventParams{Name: "test", CustomerID: id, Email: "other@example.com"})
			requireFields(t, err, "email")
			require.Zero(t, b.count(t, "SELECT COUNT(*) FROM events"))
		})
	})
}

func TestEventsForWhoeverIsOnCall(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		first, second := b.customer(t), b.customer(t)
		rows, more, err := b.Events(b.ctx, b.owner, services.EventQuery{Page: services.Page{Limit: 1}})
		require.NoError(t, err)
		require.True(t, more)
		require.Equal(t, second, rows[0].SubjectID)
		b.exec(t, "UPDATE outbox SET parked = TRUE, attempts = 5, error = 'internal' WHERE event_id IN (SELECT id FROM events WHERE subject_id = ?)", first)
		parked, _, err := b.Events(b.ctx, b.owner, services.EventQuery{State: models.EventParked})
		require.NoError(t, err)
		require.Len(t, parked, 1)
		requireCode(t, models.CodeForbidden, b.RetryEvent(b.ctx, b.manager, parked[0].ID))
		require.NoError(t, b.RetryEvent(b.ctx, b.admin, parked[0].ID))
		requireCode(t, models.CodeConflict, b.RetryEvent(b.ctx, b.admin, parked[0].ID))
		again, err := b.Event(b.ctx, b.owner, parked[0].ID)
		require.NoError(t, err)
		require.Equal(t, models.EventPending, again.State)
		require.Zero(t, again.Attempts)
	})
}

func TestRepeatedEvent(t *testing.T) {
	t.Parallel()
	t.Run("API-1/idempotency/event", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			p := services.EventParams{Name: "test_passed", CustomerID: b.customer(t)}
			id, err := b.SendEvent(services.WithRequestKey(b.ctx, 1, "k", begin(t, b).Run), b.owner, p)
			require.NoError(t, err)
			require.Equal(t, services.Made{Kind: "event", ID: id}, begin(t, b).Made)
		})
	})
}

// Dispatched events are readable for 30 days; one that was parked stays until somebody looked at it.
func TestPruneEvents(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		old, parked := b.customer(t), b.customer(t)
		b.exec(t, "UPDATE outbox SET parked = TRUE WHERE event_id IN (SELECT id FROM events WHERE subject_id = ?)", parked)
		b.dispatch(t)
		b.pass(30*day + time.Minute)
		young := b.customer(t)
		b.dispatch(t)
		_, err := b.PruneEvents(b.ctx)
		require.NoError(t, err)
		left := all[int64](t, b, "SELECT subject_id FROM events WHERE kind = 'customer.created' ORDER BY id")
		require.NotContains(t, left, old)
		require.Equal(t, []int64{parked, young}, left)
	})
}
