-- +goose Up

-- Programs before this one do not know the column and need not.
UPDATE schema_compatibility SET oldest = 2 WHERE id = 1;

-- When an API token was last used, to some minutes: one that nobody uses can be revoked.
ALTER TABLE api_tokens ADD COLUMN last_used_at TIMESTAMP;

-- +goose Down

ALTER TABLE api_tokens DROP COLUMN last_used_at;
