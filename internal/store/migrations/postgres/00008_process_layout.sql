-- +goose Up

-- Programs before this one neither read nor write what is added. A draft that is
-- not finished they refuse to publish, as this one does.
UPDATE schema_compatibility SET oldest = 2 WHERE id = 1;

-- How a process is drawn, beside its definition; and who changed it last.
ALTER TABLE processes ADD COLUMN layout TEXT NOT NULL DEFAULT '{"blocks":{},"notes":[]}';
ALTER TABLE processes ADD COLUMN updated_by BIGINT;

-- +goose Down

UPDATE schema_compatibility SET oldest = 2 WHERE id = 1;
ALTER TABLE processes DROP COLUMN updated_by;
ALTER TABLE processes DROP COLUMN layout;
