-- +goose Up

-- Programs before this one neither read nor write what is added.
UPDATE schema_compatibility SET oldest = 2 WHERE id = 1;

-- Who takes the money and how to reach them, as the public pages say it; a school
-- of invented people, to try things out on.
ALTER TABLE installation ADD COLUMN seller TEXT NOT NULL DEFAULT '';
ALTER TABLE installation ADD COLUMN contact TEXT NOT NULL DEFAULT '';
ALTER TABLE installation ADD COLUMN demo BOOLEAN NOT NULL DEFAULT FALSE;

-- By what channel the customer first came (ORD-1).
ALTER TABLE customers ADD COLUMN source TEXT NOT NULL DEFAULT '';

-- Public pages on which visitors order (ORD-2).
CREATE TABLE sales_pages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    language TEXT NOT NULL,
    several BOOLEAN NOT NULL,
    phone_required BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE TABLE sales_page_offers (
    page_id BIGINT NOT NULL,
    offer_id BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    PRIMARY KEY (page_id, offer_id)
);

-- Every wording of a consent that a page asked for; the last of a kind is the one
-- that it asks for now, an empty one asks for nothing (PRIV-4).
CREATE TABLE consent_texts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    page_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    number BIGINT NOT NULL,
    text TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (page_id, kind, number)
);

-- Forms that became an order. The key makes a repeated form the same one.
CREATE TABLE sales_forms (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    page_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    order_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE INDEX sales_forms_order ON sales_forms (order_id, id);
CREATE INDEX sales_forms_customer ON sales_forms (customer_id, id);

-- Who agreed to which wording, in which form, and when they took it back.
CREATE TABLE consents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id BIGINT NOT NULL,
    text_id BIGINT NOT NULL,
    form_id BIGINT NOT NULL,
    given_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP
);
CREATE INDEX consents_customer ON consents (customer_id, id);

-- +goose Down

DROP TABLE consents;
DROP TABLE sales_forms;
DROP TABLE consent_texts;
DROP TABLE sales_page_offers;
DROP TABLE sales_pages;
ALTER TABLE customers DROP COLUMN source;
ALTER TABLE installation DROP COLUMN demo;
ALTER TABLE installation DROP COLUMN contact;
ALTER TABLE installation DROP COLUMN seller;
UPDATE schema_compatibility SET oldest = 2 WHERE id = 1;
