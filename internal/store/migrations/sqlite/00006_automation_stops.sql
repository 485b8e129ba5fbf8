-- +goose Up

-- Programs before this one let such an order in once more; whatever enters is
-- ended by the next program that looks at it.
UPDATE schema_compatibility SET oldest = 2 WHERE id = 1;

-- Orders that no process may touch until a person allows it again (ORD-12).
CREATE TABLE automation_stops (
    order_id INTEGER PRIMARY KEY,
    actor_kind TEXT NOT NULL,
    actor_id INTEGER NOT NULL,
    at TIMESTAMP NOT NULL
);

-- +goose Down

DROP TABLE automation_stops;
