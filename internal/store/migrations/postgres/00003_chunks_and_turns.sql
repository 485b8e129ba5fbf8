-- +goose Up

-- Programs before this one neither read nor write what is added.
UPDATE schema_compatibility SET oldest = 2 WHERE id = 1;

-- Which attempt delivers the batch, and a counter that rises while it lives.
ALTER TABLE letter_batches ADD COLUMN run TEXT NOT NULL DEFAULT '';
ALTER TABLE letter_batches ADD COLUMN beats BIGINT NOT NULL DEFAULT 0;

-- Letters that wait in a batch are no longer walked past to find those without one.
DROP INDEX letters_queue;
CREATE INDEX letters_unbatched ON letters (lane, next_try, id) WHERE state = 'queued' AND batch_id IS NULL;

-- An order's page and a payment link show the payments that were moved away.
CREATE INDEX payments_moved ON payments (moved_from_order_id) WHERE moved_from_order_id IS NOT NULL;

-- Refusals are forgotten after a while, the oldest first.
CREATE INDEX entry_refusals_at ON entry_refusals (at);

-- Whose failed enrollments an event may end.
CREATE INDEX enrollments_failed ON enrollments (customer_id) WHERE state = 'failed';

-- Processes that were stopped and whose enrollments have not all been ended yet, and by whom.
CREATE TABLE process_stops (
    process_id BIGINT PRIMARY KEY,
    actor_kind TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);

-- Objects are claimed along the primary key, so what became of them changes no
-- index: with room on its page an item is marked in place.
DROP INDEX bulk_items_pending;
ALTER TABLE bulk_items SET (fillfactor = 50);

-- +goose Down

ALTER TABLE bulk_items RESET (fillfactor);
CREATE INDEX bulk_items_pending ON bulk_items (operation_id, subject_id) WHERE state = 'pending';
DROP TABLE process_stops;
DROP INDEX enrollments_failed;
DROP INDEX payments_moved;
DROP INDEX letters_unbatched;
CREATE INDEX letters_queue ON letters (lane, next_try, id) WHERE state = 'queued';
DROP INDEX entry_refusals_at;
ALTER TABLE letter_batches DROP COLUMN beats;
ALTER TABLE letter_batches DROP COLUMN run;
UPDATE schema_compatibility SET oldest = 2 WHERE id = 1;
