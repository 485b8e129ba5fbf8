package store

import (
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/orderflow/orderflow/models"
)

// outboxColumns are those of a new entry whose other columns follow from the event.
const outboxColumns = "(lane, event_id, occurred_at, parked, attempts, error)"

// PutEvents adds events and, in the same breath, their entries in the outbox;
// the events have their ids once the trip is over.
func PutEvents(t *Trip, events []*models.Event) error {
	if len(events) == 0 {
		return nil
	}
	if len(events) < copyFrom && t.pipelined() {
		return t.putFewEvents(events)
	}
	if err := t.Go(); err != nil {
		return err
	}
	if err := Insert(t.tx, events); err != nil {
		return err
	}
	entries := make([]*models.OutboxEntry, len(events))
	for i, e := range events {
		entries[i] = &models.OutboxEntry{Lane: e.Lane, EventID: e.ID, OccurredAt: e.OccurredAt}
	}
	return Insert(t.tx, entries)
}

// putFewEvents takes the ids from the insertion on to the outbox without a round trip between them.
func (t *Trip) putFewEvents(events []*models.Event) error {
	sch, err := schemaOf(t.tx.DB, events[0])
	if err != nil {
		return err
	}
	id := generated(sch)
	insert, args := insertStatement(t.tx, sch, columns(t.tx, sch, id, events[0]), events)
	var sql strings.Builder
	sql.WriteString("WITH added AS (" + numbered(insert) + " RETURNING id, lane, occurred_at), ")
	sql.WriteString("queued AS (INSERT INTO outbox " + outboxColumns + " SELECT lane, id, occurred_at, FALSE, 0, '' FROM added) ")
	sql.WriteString("SELECT id FROM added ORDER BY id")
	t.calls = append(t.calls, call{queue: func(batch *pgx.Batch) {
		batch.Queue(sql.String(), args...).Query(func(answer pgx.Rows) error {
			ids, err := pgx.CollectRows(answer, pgx.RowTo[int64])
			if err != nil {
				return err
			}
			return setIDs(t.tx, id, events, ids)
		})
	}})
	return nil
}
