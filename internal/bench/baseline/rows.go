package baseline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Rows is the database side: each method is one transaction.
type Rows struct{ DB *pgxpool.Pool }

// Pass journals a block that only lets the order through and moves it to the next.
func (r *Rows) Pass(ctx context.Context, order int64, block, kind, next string) error {
	return pgx.BeginFunc(ctx, r.DB, func(tx pgx.Tx) error {
		return step(ctx, tx, order, block, kind, "next", next)
	})
}

// Unpaid journals a condition and answers whether nothing was paid.
func (r *Rows) Unpaid(ctx context.Context, order int64) (unpaid bool, err error) {
	err = pgx.BeginFunc(ctx, r.DB, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, "SELECT paid = 0 FROM orders WHERE id = $1", order).Scan(&unpaid); err != nil {
			return fmt.Errorf("read order: %w", err)
		}
		return step(ctx, tx, order, "unpaid", "condition", "unpaid", "cancel")
	})
	return unpaid, err
}

// Cancel changes the order's status with history and event, and ends the enrollment.
func (r *Rows) Cancel(ctx context.Context, order int64) error {
	return pgx.BeginFunc(ctx, r.DB, func(tx pgx.Tx) error {
		var paid int64
		if err := tx.QueryRow(ctx, "SELECT paid FROM orders WHERE id = $1 FOR NO KEY UPDATE", order).Scan(&paid); err != nil {
			return fmt.Errorf("lock order: %w", err)
		}
		if paid > 0 {
			return errors.New("the order was paid")
		}
		now := time.Now()
		for _, statement := range cancelling {
			if _, err := tx.Exec(ctx, statement, order, now); err != nil {
				return fmt.Errorf("cancel: %w", err)
			}
		}
		if err := step(ctx, tx, order, "cancel", "change_status", "next", "end"); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE enrollments SET state = 'ended', outcome = 'cancelled', ended_at = $2 WHERE id = $1", order, now)
		return err
	})
}

// Thank journals the wait that a payment ended and the comment that follows it.
func (r *Rows) Thank(ctx context.Context, order int64) error {
	return pgx.BeginFunc(ctx, r.DB, func(tx pgx.Tx) error {
		if err := step(ctx, tx, order, "wait", "wait", "met", "comment"); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO order_history (order_id, kind, actor_kind, actor_id, enrollment_id, data, comment, at)
			VALUES ($1, 'comment', 'process', 1, $1, '{}', 'paid', $2)`, order, time.Now())
		if err != nil {
			return fmt.Errorf("comment: %w", err)
		}
		return step(ctx, tx, order, "comment", "comment", "next", "end")
	})
}

var cancelling = []string{
	`UPDATE orders SET status = 'cancelled', cancelled_by = 'automation', version = version + 1, updated_at = $2, status_changed_at = $2 WHERE id = $1`,
	`INSERT INTO order_history (order_id, kind, actor_kind, actor_id, enrollment_id, data, comment, at)
		VALUES ($1, 'status_changed', 'process', 1, $1, '{"from":"new","to":"cancelled"}', '', $2)`,
	`INSERT INTO events (kind, schema_version, lane, subject_kind, subject_id, customer_id, order_id, actor_kind, actor_id, enrollment_id,
		data, chain, occurred_at)
		VALUES ('order.status_changed', 1, 'interactive', 'order', $1, $1, $1, 'process', 1, $1, '{"from":"new","to":"cancelled"}', '[]', $2)`,
}

func step(ctx context.Context, tx pgx.Tx, order int64, block, kind, exit, next string) error {
	now := time.Now()
	var visit int
	err := tx.QueryRow(ctx, `UPDATE tokens SET block = $2, visit = visit + 1, entered_at = $3, due = $3 WHERE enrollment_id = $1 AND token = 0
		RETURNING visit`, order, next, now).Scan(&visit)
	if err != nil {
		return fmt.Errorf("move: %w", err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO steps (enrollment_id, token, visit, block, kind, exit, result, data, error, attempts, due, at)
		VALUES ($1, 0, $2, $3, $4, $5, 'done', '{}', '', 1, $6, $6)`, order, visit, block, kind, exit, now)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}
