-- +goose Up

-- Programs before this one neither read nor write what is added. What they leave
-- out, the words of a customer whom they add or change, is filled in later.
UPDATE schema_compatibility SET oldest = 2 WHERE id = 1;

-- A manager who sees and changes only orders whose manager they are (ROLE-2).
ALTER TABLE staff ADD COLUMN own_orders_only BOOLEAN NOT NULL DEFAULT FALSE;

-- What people search customers by: each word of name, e-mail and phone, by its
-- beginning. words_version is the version of the customer whose words they are.
ALTER TABLE customers ADD COLUMN sort_name TEXT NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN words_version BIGINT NOT NULL DEFAULT 0;
CREATE INDEX customers_name ON customers (sort_name, id);
CREATE INDEX customers_unworded ON customers (id) WHERE words_version <> version;
CREATE TABLE customer_words (
    word TEXT NOT NULL,
    customer_id BIGINT NOT NULL,
    PRIMARY KEY (word, customer_id)
) WITHOUT ROWID;
CREATE INDEX customer_words_customer ON customer_words (customer_id, word);

-- Saved views of the order list (ORD-10).
CREATE TABLE order_views (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    staff_id BIGINT NOT NULL,
    title TEXT NOT NULL,
    query TEXT NOT NULL,
    columns TEXT NOT NULL,
    shared BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX order_views_staff ON order_views (staff_id);

-- A stage that went while closed orders had ended on it.
ALTER TABLE stages ADD COLUMN archived BOOLEAN NOT NULL DEFAULT FALSE;

-- The search that narrows a bulk operation beside its rule.
ALTER TABLE bulk_operations ADD COLUMN search TEXT NOT NULL DEFAULT '';

-- Each sorting of the order list walks an index, and so do its usual filters.
-- Those that sums are counted along carry them.
DROP INDEX orders_status;
CREATE INDEX orders_status ON orders (status, created_at, id, currency, cost, paid);
CREATE INDEX orders_manager ON orders (manager_id, created_at, id, status, currency, cost, paid);
CREATE INDEX orders_stage ON orders (stage_id, created_at, id);
CREATE INDEX orders_board ON orders (stage_id, updated_at, id, status, manager_id, currency, cost, paid)
    WHERE status NOT IN ('payed', 'cancelled', 'false');
CREATE INDEX orders_updated ON orders (updated_at, id);
CREATE INDEX orders_status_changed ON orders (status_changed_at, id);
CREATE INDEX orders_paid_at ON orders (paid_at, id) WHERE paid_at IS NOT NULL;
CREATE INDEX orders_completed ON orders (completed_at, id) WHERE completed_at IS NOT NULL;
CREATE INDEX orders_cost ON orders (cost, id);
CREATE INDEX orders_paid ON orders (paid, id);
CREATE INDEX orders_left ON orders ((CASE WHEN cost > paid THEN cost - paid ELSE 0 END), id);

-- +goose Down

DROP INDEX orders_left;
DROP INDEX orders_paid;
DROP INDEX orders_cost;
DROP INDEX orders_completed;
DROP INDEX orders_paid_at;
DROP INDEX orders_status_changed;
DROP INDEX orders_updated;
DROP INDEX orders_board;
DROP INDEX orders_stage;
DROP INDEX orders_manager;
DROP INDEX orders_status;
CREATE INDEX orders_status ON orders (status, id);
ALTER TABLE bulk_operations DROP COLUMN search;
ALTER TABLE stages DROP COLUMN archived;
DROP TABLE order_views;
DROP TABLE customer_words;
DROP INDEX customers_unworded;
DROP INDEX customers_name;
ALTER TABLE customers DROP COLUMN words_version;
ALTER TABLE customers DROP COLUMN sort_name;
ALTER TABLE staff DROP COLUMN own_orders_only;
UPDATE schema_compatibility SET oldest = 2 WHERE id = 1;
