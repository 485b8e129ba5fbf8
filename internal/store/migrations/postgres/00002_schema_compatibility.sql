-- +goose Up

-- The schema of the oldest programs that may still run on this database (OPS-3).
-- Every later migration sets it: to what it was when it only adds what they leave
-- alone, to its own number when they would go wrong.
CREATE TABLE schema_compatibility (
    id     SMALLINT PRIMARY KEY CHECK (id = 1),
    oldest BIGINT NOT NULL
);

INSERT INTO schema_compatibility (id, oldest) VALUES (1, 2);

-- +goose Down

DROP TABLE schema_compatibility;
