-- +goose Up

-- Programs before this one neither read nor write what is added, but for a test
-- letter: they withdraw it.
UPDATE schema_compatibility SET oldest = 2 WHERE id = 1;

-- What people who work here call a template.
ALTER TABLE letter_templates ADD COLUMN title TEXT NOT NULL DEFAULT '';
UPDATE letter_templates SET title = CASE code || '/' || language
    WHEN 'order_created/ru' THEN 'Заказ создан'
    WHEN 'order_created/en' THEN 'Order created'
    WHEN 'payment_received/ru' THEN 'Платёж получен'
    WHEN 'payment_received/en' THEN 'Payment received'
    WHEN 'payment_reminder/ru' THEN 'Напоминание об оплате'
    WHEN 'payment_reminder/en' THEN 'Payment reminder'
    WHEN 'payment_thanks/ru' THEN 'Спасибо за оплату'
    WHEN 'payment_thanks/en' THEN 'Thanks for the payment'
    ELSE code END;

-- The letter log is narrowed by these.
CREATE INDEX letters_state ON letters (state, id);
CREATE INDEX letters_template ON letters (template_code, id);
CREATE INDEX letters_created ON letters (created_at, id);

-- +goose Down

DROP INDEX letters_created;
DROP INDEX letters_template;
DROP INDEX letters_state;
ALTER TABLE letter_templates DROP COLUMN title;
