-- +goose Up

-- Programs before this one neither read nor write what is added, but for a letter to
-- staff: it has no customer, and they record that it could not be rendered.
UPDATE schema_compatibility SET oldest = 2 WHERE id = 1;

-- The language that a person reads; empty for the account's.
ALTER TABLE staff ADD COLUMN language TEXT NOT NULL DEFAULT '';

-- Passwords, as argon2id with its parameters. Who has no row cannot log in.
CREATE TABLE passwords (
    staff_id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL,
    changed_at TIMESTAMP NOT NULL
);

-- Who is logged in, where. The cookie's secret is kept as its SHA-256. Browser and
-- system are words of a fixed list.
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    staff_id BIGINT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    browser TEXT NOT NULL,
    system TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX sessions_staff ON sessions (staff_id, id);
CREATE INDEX sessions_expires ON sessions (expires_at);

-- Invitations and password resets.
CREATE TABLE staff_links (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    staff_id BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    created_by BIGINT,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX staff_links_staff ON staff_links (staff_id, id);
CREATE INDEX staff_links_expires ON staff_links (expires_at);

-- What opens a link: one row for each time that its letter was given to the mail
-- server, so that a letter that arrives twice opens it twice over. SHA-256 alone.
CREATE TABLE staff_link_keys (
    hash TEXT PRIMARY KEY,
    link_id BIGINT NOT NULL
);
CREATE INDEX staff_link_keys_link ON staff_link_keys (link_id);

-- A letter to somebody who works here has no customer; its text is not kept.
ALTER TABLE letters ADD COLUMN staff_id BIGINT;

-- Keys that the installation made for itself.
CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Failed attempts to log in or to have a letter sent, by account and by address.
-- The key is a keyed hash of either.
CREATE TABLE attempts (
    key TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at TIMESTAMP NOT NULL,
    next_at TIMESTAMP NOT NULL
);
CREATE INDEX attempts_last ON attempts (last_at);

-- What people did here.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TIMESTAMP NOT NULL,
    staff_id BIGINT,
    credential_kind TEXT NOT NULL,
    credential_id BIGINT NOT NULL,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    code TEXT NOT NULL,
    request_id TEXT NOT NULL
);
CREATE INDEX audit_at ON audit (at, id);
CREATE INDEX audit_staff ON audit (staff_id, at, id);
CREATE INDEX audit_action ON audit (action, at, id);
CREATE INDEX audit_subject ON audit (subject_kind, subject_id, at, id);

-- +goose Down

DROP TABLE audit;
DROP TABLE attempts;
DROP TABLE secrets;
ALTER TABLE letters DROP COLUMN staff_id;
DROP TABLE staff_link_keys;
DROP TABLE staff_links;
DROP TABLE sessions;
DROP TABLE passwords;
ALTER TABLE staff DROP COLUMN language;
UPDATE schema_compatibility SET oldest = 2 WHERE id = 1;
