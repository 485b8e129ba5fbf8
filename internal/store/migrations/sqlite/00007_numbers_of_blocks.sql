-- +goose Up

-- Steps that programs before this one write meanwhile are not counted.
UPDATE schema_compatibility SET oldest = 2 WHERE id = 1;

-- How many steps were taken at a block and how many of them passed it (PRC-11):
-- a row for each transaction and block, folded into few by and by. The sum counts.
CREATE TABLE tallies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    process_id BIGINT NOT NULL,
    block TEXT NOT NULL,
    steps BIGINT NOT NULL,
    passed BIGINT NOT NULL
);
INSERT INTO tallies (process_id, block, steps, passed)
SELECT e.process_id, s.block, COUNT(*), SUM(CASE WHEN s.result IN ('done', 'skipped') THEN 1 ELSE 0 END)
FROM steps s JOIN enrollments e ON e.id = s.enrollment_id GROUP BY e.process_id, s.block;
CREATE INDEX tallies_block ON tallies (process_id, block, id);

-- Who has passed a block, and who stands there.
CREATE INDEX steps_passed ON steps (block, enrollment_id) WHERE result IN ('done', 'skipped');
DROP INDEX tokens_block;
CREATE INDEX tokens_block ON tokens (process_id, state, block, enrollment_id) WHERE state <> 'ended';

-- +goose Down

DROP INDEX tokens_block;
CREATE INDEX tokens_block ON tokens (process_id, block, state);
DROP INDEX steps_passed;
DROP TABLE tallies;
