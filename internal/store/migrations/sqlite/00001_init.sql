-- +goose Up

-- One row: who this installation is. Workflow ids begin with its code, so that a
-- restored copy, which gets a new code, never meets the workflows of the original.
CREATE TABLE installation (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    code TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    language TEXT NOT NULL,
    account_name TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

-- One row: the clock that every process of the installation shares.
CREATE TABLE clock (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    mode TEXT NOT NULL,
    scale REAL NOT NULL,
    virtual_at TIMESTAMP NOT NULL,
    real_at TIMESTAMP NOT NULL
);

CREATE TABLE staff (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE staff_grants (
    staff_id BIGINT NOT NULL,
    grant_right TEXT NOT NULL,
    cap BIGINT NOT NULL,
    granted_by BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (staff_id, grant_right)
);

CREATE TABLE api_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    staff_id BIGINT NOT NULL,
    title TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    bootstrap BOOLEAN NOT NULL,
    expires_at TIMESTAMP,
    revoked_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE idempotency_keys (
    staff_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    request TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    run TEXT NOT NULL,
    state TEXT NOT NULL,
    status INTEGER NOT NULL,
    response TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (staff_id, key)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);

CREATE TABLE customers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    language TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE customer_tags (
    customer_id BIGINT NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (customer_id, tag)
);
CREATE INDEX customer_tags_tag ON customer_tags (tag, customer_id);

CREATE TABLE customer_history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    enrollment_id BIGINT,
    data TEXT NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE INDEX customer_history_customer ON customer_history (customer_id, id);

CREATE TABLE products (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    instructions TEXT NOT NULL,
    link TEXT NOT NULL,
    archived BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE offers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    currency TEXT NOT NULL,
    price BIGINT NOT NULL CHECK (price >= 0),
    auto_complete BOOLEAN NOT NULL,
    late_policy TEXT NOT NULL,
    late_person_policy TEXT NOT NULL,
    duplicate_policy TEXT NOT NULL,
    letter_on_create BOOLEAN NOT NULL,
    deadline_days BIGINT,
    deadline_action TEXT NOT NULL,
    smallest_part BIGINT NOT NULL,
    paid_text TEXT NOT NULL,
    paid_url TEXT NOT NULL,
    order_again BOOLEAN NOT NULL,
    access_start TEXT NOT NULL,
    access_start_days BIGINT NOT NULL,
    access_start_at TIMESTAMP,
    access_end TEXT NOT NULL,
    access_end_days BIGINT NOT NULL,
    access_end_at TIMESTAMP,
    archived BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE offer_products (
    offer_id BIGINT NOT NULL,
    product_id BIGINT NOT NULL,
    PRIMARY KEY (offer_id, product_id)
);

CREATE TABLE boards (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    is_default BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE stages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    board_id BIGINT NOT NULL,
    title TEXT NOT NULL,
    color TEXT NOT NULL,
    ordinal BIGINT NOT NULL
);
CREATE INDEX stages_board ON stages (board_id, ordinal);

CREATE TABLE refusal_reasons (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    ordinal BIGINT NOT NULL,
    archived BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number BIGINT NOT NULL UNIQUE,
    foreign_number TEXT,
    customer_id BIGINT NOT NULL,
    currency TEXT NOT NULL,
    list_cost BIGINT NOT NULL,
    cost BIGINT NOT NULL CHECK (cost >= 0),
    paid BIGINT NOT NULL CHECK (paid >= 0),
    paid_in_full BOOLEAN NOT NULL,
    status TEXT NOT NULL,
    board_id BIGINT NOT NULL,
    stage_id BIGINT NOT NULL,
    manager_id BIGINT,
    created_via TEXT NOT NULL,
    created_by_kind TEXT NOT NULL,
    created_by_id BIGINT NOT NULL,
    created_by_enrollment_id BIGINT,
    source TEXT NOT NULL,
    refusal_reason_id BIGINT,
    cancel_comment TEXT NOT NULL,
    cancelled_by TEXT NOT NULL,
    pay_token TEXT NOT NULL UNIQUE,
    part_asked BIGINT NOT NULL,
    auto_complete BOOLEAN NOT NULL,
    late_policy TEXT NOT NULL,
    late_person_policy TEXT NOT NULL,
    payment_deadline TIMESTAMP,
    deadline_action TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    status_changed_at TIMESTAMP NOT NULL,
    paid_at TIMESTAMP,
    completed_at TIMESTAMP
);
CREATE UNIQUE INDEX orders_foreign_number ON orders (foreign_number) WHERE foreign_number IS NOT NULL;
CREATE INDEX orders_customer ON orders (customer_id, id);
CREATE INDEX orders_status ON orders (status, id);
CREATE INDEX orders_created ON orders (created_at, id);
CREATE INDEX orders_deadline ON orders (payment_deadline) WHERE payment_deadline IS NOT NULL;


-- The terms of the offer are copied at the time of ordering (ORD-4).
CREATE TABLE order_items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id BIGINT NOT NULL,
    offer_id BIGINT NOT NULL,
    title TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    price BIGINT NOT NULL CHECK (price >= 0),
    list_price BIGINT NOT NULL,
    auto_complete BOOLEAN NOT NULL,
    late_policy TEXT NOT NULL,
    late_person_policy TEXT NOT NULL,
    smallest_part BIGINT NOT NULL,
    products TEXT NOT NULL DEFAULT '[]',
    access_start TEXT NOT NULL,
    access_start_days BIGINT NOT NULL,
    access_start_at TIMESTAMP,
    access_end TEXT NOT NULL,
    access_end_days BIGINT NOT NULL,
    access_end_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX order_items_order ON order_items (order_id, id);
CREATE INDEX order_items_offer ON order_items (offer_id, order_id);

CREATE TABLE order_tags (
    order_id BIGINT NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (order_id, tag)
);
CREATE INDEX order_tags_tag ON order_tags (tag, order_id);

-- Append-only (ORD-7). data holds ids, codes and sums; comment is the only free text (ORD-8).
CREATE TABLE order_history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    enrollment_id BIGINT,
    data TEXT NOT NULL,
    comment TEXT NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE INDEX order_history_order ON order_history (order_id, id);

CREATE TABLE payments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id BIGINT,
    customer_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    method TEXT NOT NULL,
    gateway TEXT NOT NULL,
    external_id TEXT,
    state TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    comment TEXT NOT NULL,
    moved_from_order_id BIGINT,
    refund_wanted BOOLEAN NOT NULL,
    void_reason TEXT NOT NULL,
    redirect_url TEXT NOT NULL,
    ask_after TIMESTAMP,
    created_by_kind TEXT NOT NULL,
    created_by_id BIGINT NOT NULL,
    paid_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX payments_external ON payments (gateway, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX payments_order ON payments (order_id, id);
CREATE INDEX payments_customer ON payments (customer_id, id);
CREATE INDEX payments_in_flight ON payments (ask_after) WHERE state = 'in_flight';

-- Stored before it is answered (PAY-3). body is what the gateway sent.
CREATE TABLE gateway_notifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    gateway TEXT NOT NULL,
    event_id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    outcome TEXT NOT NULL,
    payment_id BIGINT,
    received_at TIMESTAMP NOT NULL,
    processed_at TIMESTAMP,
    UNIQUE (gateway, event_id)
);
CREATE INDEX gateway_notifications_received ON gateway_notifications (id) WHERE state = 'received';

-- The test gateway's own books; a real gateway keeps them on its side.
CREATE TABLE test_gateway_sessions (
    external_id TEXT PRIMARY KEY,
    reference TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    description TEXT NOT NULL,
    return_url TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE money_decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reason TEXT NOT NULL,
    order_id BIGINT,
    customer_id BIGINT,
    payment_id BIGINT,
    notification_id BIGINT,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    resolution TEXT NOT NULL,
    closed_by BIGINT,
    closed_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX money_decisions_open ON money_decisions (state, id);
CREATE INDEX money_decisions_order ON money_decisions (order_id);

-- The balance is kept beside the ledger and locked before an entry is written (PAY-5).
CREATE TABLE deposits (
    customer_id BIGINT NOT NULL,
    currency TEXT NOT NULL,
    balance BIGINT NOT NULL CHECK (balance >= 0),
    PRIMARY KEY (customer_id, currency)
);

CREATE TABLE deposit_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id BIGINT NOT NULL,
    currency TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount BIGINT NOT NULL,
    balance_after BIGINT NOT NULL,
    order_id BIGINT,
    payment_id BIGINT,
    comment TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE INDEX deposit_entries_customer ON deposit_entries (customer_id, currency, id);

CREATE TABLE purchases (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id BIGINT NOT NULL,
    item_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    product_id BIGINT NOT NULL,
    title TEXT NOT NULL,
    link_token TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    starts_at TIMESTAMP,
    ends_at TIMESTAMP,
    next_change TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    UNIQUE (item_id, product_id)
);
CREATE INDEX purchases_order ON purchases (order_id);
CREATE INDEX purchases_customer ON purchases (customer_id, product_id);
CREATE INDEX purchases_next_change ON purchases (next_change) WHERE next_change IS NOT NULL;

CREATE TABLE segments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    object TEXT NOT NULL,
    rule TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

-- Every save of a template is a new revision; letters point at the one they used (MAIL-3).
CREATE TABLE letter_templates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL,
    language TEXT NOT NULL,
    revision BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    html TEXT NOT NULL,
    text_part TEXT NOT NULL,
    created_by BIGINT,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (code, language, revision)
);

-- One cause, one row (MAIL-5). The body is rendered when the letter is sent.
CREATE TABLE letters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    cause TEXT NOT NULL UNIQUE,
    cause_kind TEXT NOT NULL,
    process_id BIGINT,
    enrollment_id BIGINT,
    block TEXT NOT NULL,
    event_id BIGINT,
    customer_id BIGINT NOT NULL,
    order_id BIGINT,
    purchase_id BIGINT,
    template_code TEXT NOT NULL,
    template_id BIGINT,
    kind TEXT NOT NULL,
    guard TEXT NOT NULL,
    part BIGINT NOT NULL,
    lane TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    message_id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    html TEXT NOT NULL,
    text_part TEXT NOT NULL,
    batch_id BIGINT,
    attempts INTEGER NOT NULL,
    next_try TIMESTAMP NOT NULL,
    created_at TIMESTAMP NOT NULL,
    sending_at TIMESTAMP,
    sent_at TIMESTAMP
);
CREATE INDEX letters_order ON letters (order_id, id);
CREATE INDEX letters_customer ON letters (customer_id, id);
CREATE INDEX letters_enrollment ON letters (enrollment_id);
CREATE INDEX letters_batch ON letters (batch_id, id);
CREATE INDEX letters_queue ON letters (lane, next_try, id) WHERE state = 'queued';

-- A batch of letters is delivered by one workflow.
CREATE TABLE letter_batches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lane TEXT NOT NULL,
    workflow_id TEXT NOT NULL,
    state TEXT NOT NULL,
    started_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX letter_batches_open ON letter_batches (id) WHERE state = 'open';

CREATE TABLE processes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    draft TEXT NOT NULL,
    revision_id BIGINT,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE process_revisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    process_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    definition TEXT NOT NULL,
    hash TEXT NOT NULL,
    published_by BIGINT NOT NULL,
    published_at TIMESTAMP NOT NULL,
    UNIQUE (process_id, number)
);

-- Periodic entry by segment: what the schedule last looked at (PRC-2).
CREATE TABLE process_schedules (
    process_id BIGINT NOT NULL,
    trigger_index INTEGER NOT NULL,
    revision_id BIGINT NOT NULL,
    every_seconds BIGINT NOT NULL,
    sweep_revision_id BIGINT,
    next_run TIMESTAMP,
    last_run TIMESTAMP,
    active BOOLEAN NOT NULL,
    PRIMARY KEY (process_id, trigger_index)
);

-- Objects that a periodic entry leaves out, because they matched its rule when it was published.
CREATE TABLE segment_matches (
    process_id BIGINT NOT NULL,
    trigger_index INTEGER NOT NULL,
    subject_id BIGINT NOT NULL,
    PRIMARY KEY (process_id, trigger_index, subject_id)
);

CREATE TABLE cohorts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    process_id BIGINT NOT NULL,
    revision_id BIGINT NOT NULL,
    lane TEXT NOT NULL,
    workflow_id TEXT NOT NULL UNIQUE,
    run_id TEXT NOT NULL,
    state TEXT NOT NULL,
    joined BIGINT NOT NULL,
    wake BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    signalled_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    closed_at TIMESTAMP
);
CREATE INDEX cohorts_open ON cohorts (revision_id, lane, id) WHERE state = 'open';
CREATE INDEX cohorts_unanswered ON cohorts (id) WHERE state = 'open' AND wake > answered;

CREATE TABLE enrollments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    process_id BIGINT NOT NULL,
    revision_id BIGINT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    order_id BIGINT,
    entry_key TEXT NOT NULL,
    exclusive BOOLEAN NOT NULL,
    lane TEXT NOT NULL,
    state TEXT NOT NULL,
    outcome TEXT NOT NULL,
    cause_event_id BIGINT,
    cause_kind TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    chain TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    UNIQUE (process_id, subject_kind, subject_id, entry_key)
);
CREATE UNIQUE INDEX enrollments_exclusive ON enrollments (process_id, subject_kind, subject_id)
    WHERE exclusive AND state IN ('active', 'failed');
CREATE INDEX enrollments_customer ON enrollments (customer_id) WHERE state IN ('active', 'failed');
CREATE INDEX enrollments_order ON enrollments (order_id, id);
CREATE INDEX enrollments_subject ON enrollments (subject_kind, subject_id, id);
CREATE INDEX enrollments_process ON enrollments (process_id, state, id);

-- Where an enrollment stands. Token 0 until a fork.
CREATE TABLE tokens (
    enrollment_id BIGINT NOT NULL,
    token INTEGER NOT NULL,
    process_id BIGINT NOT NULL,
    revision_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    cohort_id BIGINT NOT NULL,
    block TEXT NOT NULL,
    visit INTEGER NOT NULL,
    entered_at TIMESTAMP NOT NULL,
    due TIMESTAMP NOT NULL,
    look_at TIMESTAMP,
    woken BOOLEAN NOT NULL,
    attempt INTEGER NOT NULL,
    state TEXT NOT NULL,
    error TEXT NOT NULL,
    wake BIGINT NOT NULL,
    PRIMARY KEY (enrollment_id, token)
);
CREATE INDEX tokens_cohort ON tokens (cohort_id, wake);
CREATE INDEX tokens_customer ON tokens (customer_id) WHERE state = 'waiting';
CREATE INDEX tokens_due ON tokens (due) WHERE state = 'waiting';
CREATE INDEX tokens_block ON tokens (process_id, block, state);

-- The journal: one row for each block that an enrollment passed, written once (PRC-7).
CREATE TABLE steps (
    enrollment_id BIGINT NOT NULL,
    token INTEGER NOT NULL,
    visit INTEGER NOT NULL,
    block TEXT NOT NULL,
    kind TEXT NOT NULL,
    exit TEXT NOT NULL,
    result TEXT NOT NULL,
    data TEXT NOT NULL,
    error TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due TIMESTAMP NOT NULL,
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (enrollment_id, token, visit)
);

-- Why an object did not enter (PRC-14): the last refusal of each process and subject.
CREATE TABLE entry_refusals (
    process_id BIGINT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    event_id BIGINT,
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (process_id, subject_kind, subject_id)
);

-- What happened, for good. data and chain hold ids, codes and sums only.
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    lane TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    customer_id BIGINT,
    order_id BIGINT,
    actor_kind TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    enrollment_id BIGINT,
    data TEXT NOT NULL,
    chain TEXT NOT NULL,
    occurred_at TIMESTAMP NOT NULL
);
CREATE INDEX events_customer ON events (customer_id, id);
CREATE INDEX events_order ON events (order_id, id) WHERE order_id IS NOT NULL;

-- The outbox: events that no relay has settled. A settled one's row is deleted.
CREATE TABLE outbox (
    lane TEXT NOT NULL,
    event_id BIGINT NOT NULL,
    occurred_at TIMESTAMP NOT NULL,
    parked BOOLEAN NOT NULL,
    attempts INTEGER NOT NULL,
    next_try TIMESTAMP,
    error TEXT NOT NULL,
    PRIMARY KEY (lane, event_id)
);

CREATE TABLE bulk_operations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    rule TEXT NOT NULL,
    params TEXT NOT NULL,
    state TEXT NOT NULL,
    workflow_id TEXT NOT NULL UNIQUE,
    created_by BIGINT NOT NULL,
    snapshot_until BIGINT NOT NULL,
    snapshot_done BOOLEAN NOT NULL,
    total BIGINT NOT NULL,
    done BIGINT NOT NULL,
    skipped BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    comment TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    started_at TIMESTAMP,
    finished_at TIMESTAMP,
    told_at TIMESTAMP
);

CREATE TABLE bulk_items (
    operation_id BIGINT NOT NULL,
    subject_id BIGINT NOT NULL,
    state TEXT NOT NULL,
    result_id BIGINT,
    reason TEXT NOT NULL,
    at TIMESTAMP,
    PRIMARY KEY (operation_id, subject_id)
);
CREATE INDEX bulk_items_pending ON bulk_items (operation_id, subject_id) WHERE state = 'pending';

-- +goose Down
DROP TABLE bulk_items;
DROP TABLE bulk_operations;
DROP TABLE outbox;
DROP TABLE events;
DROP TABLE entry_refusals;
DROP TABLE steps;
DROP TABLE tokens;
DROP TABLE enrollments;
DROP TABLE cohorts;
DROP TABLE segment_matches;
DROP TABLE process_schedules;
DROP TABLE process_revisions;
DROP TABLE processes;
DROP TABLE letter_batches;
DROP TABLE letters;
DROP TABLE letter_templates;
DROP TABLE segments;
DROP TABLE purchases;
DROP TABLE deposit_entries;
DROP TABLE deposits;
DROP TABLE money_decisions;
DROP TABLE test_gateway_sessions;
DROP TABLE gateway_notifications;
DROP TABLE payments;
DROP TABLE order_history;
DROP TABLE order_tags;
DROP TABLE order_items;
DROP TABLE orders;
DROP TABLE refusal_reasons;
DROP TABLE stages;
DROP TABLE boards;
DROP TABLE offer_products;
DROP TABLE offers;
DROP TABLE products;
DROP TABLE customer_history;
DROP TABLE customer_tags;
DROP TABLE customers;
DROP TABLE idempotency_keys;
DROP TABLE api_tokens;
DROP TABLE staff_grants;
DROP TABLE staff;
DROP TABLE clock;
DROP TABLE installation;
