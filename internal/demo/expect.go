package demo

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	_ "modernc.org/sqlite" // the second computation runs in a database of its own
)

// The second computation: what the rules say must have become of every order,
// in plain SQL over the input. Times are microseconds since 1970.

const expectSchema = `
CREATE TABLE o (number TEXT PRIMARY KEY, created INTEGER, cost INTEGER, auto INTEGER, policy TEXT);
CREATE TABLE p (number TEXT, seq INTEGER PRIMARY KEY, amount INTEGER, paid INTEGER);
CREATE TABLE plan (n INTEGER PRIMARY KEY, kind TEXT, unit TEXT, amount INTEGER, nth INTEGER);
CREATE TABLE zone (began INTEGER, ended INTEGER, shift INTEGER);
CREATE INDEX p_number ON p (number, paid, seq);
CREATE TABLE due (number TEXT, n INTEGER, at INTEGER, PRIMARY KEY (number, n));
CREATE TABLE first_paid (number TEXT PRIMARY KEY, at INTEGER);
CREATE TABLE cancelled (number TEXT PRIMARY KEY, at INTEGER);
CREATE TABLE running (number TEXT, seq INTEGER PRIMARY KEY, paid INTEGER, before INTEGER, upto INTEGER);
CREATE INDEX running_number ON running (number, upto);`

// A delay of days has the same local time, the first moment at which the clocks
// show it or more; hours and minutes are exact; the end is rounded up to a second.
// No delay at all changes nothing.
const expectDue = `
INSERT INTO due
WITH RECURSIVE walk (number, n, at) AS (
  SELECT number, 0, created FROM o WHERE cost > 0
  UNION ALL
  SELECT w.number, w.n + 1, CASE plan.amount WHEN 0 THEN w.at ELSE ((CASE plan.unit
      WHEN 'minutes' THEN w.at + plan.amount * 60000000
      WHEN 'hours' THEN w.at + plan.amount * 3600000000
      ELSE (SELECT MIN(MAX(w.at + here.shift + plan.amount * CASE plan.unit WHEN 'weeks' THEN 7 ELSE 1 END * 86400000000 - z.shift, z.began))
            FROM zone here, zone z
            WHERE w.at >= here.began AND w.at < here.ended
              AND w.at + here.shift + plan.amount * CASE plan.unit WHEN 'weeks' THEN 7 ELSE 1 END * 86400000000 - z.shift < z.ended)
      END + 999999) / 1000000) * 1000000 END
  FROM walk w JOIN plan ON plan.n = w.n + 1)
SELECT number, n, at FROM walk WHERE n > 0`

const expectRest = `
INSERT INTO first_paid SELECT number, MIN(paid) FROM p GROUP BY number;
INSERT INTO cancelled
  SELECT d.number, d.at FROM due d JOIN plan ON plan.n = d.n LEFT JOIN first_paid f ON f.number = d.number
  WHERE plan.kind = 'cancel' AND (f.at IS NULL OR f.at > d.at);
INSERT INTO running
  SELECT number, seq, paid,
    SUM(amount) OVER (PARTITION BY number ORDER BY paid, seq) - amount,
    SUM(amount) OVER (PARTITION BY number ORDER BY paid, seq)
  FROM p;`

// Money that came to a cancelled order follows the offer's policy: reopen lets
// it count like any other, deposit takes it out, refund and ask leave it there.
const expectOrders = `
SELECT o.number,
  CASE
    WHEN o.cost = 0 THEN 'payed'
    WHEN c.at IS NOT NULL AND (f.at IS NULL OR o.policy <> 'reopen') THEN 'cancelled'
    WHEN total.sum >= o.cost AND o.auto THEN 'payed'
    WHEN total.sum >= o.cost AND (c.at IS NOT NULL OR EXISTS (SELECT 1 FROM running r WHERE r.number = o.number AND r.before > 0 AND r.before < o.cost)) THEN 'in_work'
    WHEN total.sum >= o.cost THEN 'new'
    WHEN total.sum > 0 THEN 'part_payed'
    ELSE 'new' END,
  CASE WHEN c.at IS NOT NULL AND o.policy = 'deposit' THEN 0 WHEN c.at IS NOT NULL AND o.policy IN ('ask', 'refund') THEN total.sum
    ELSE MIN(total.sum, o.cost) END,
  CASE WHEN o.cost = 0 THEN o.created
    WHEN o.auto AND (c.at IS NULL OR o.policy = 'reopen') THEN (SELECT MIN(r.paid) FROM running r WHERE r.number = o.number AND r.upto >= o.cost) END,
  c.at,
  CASE WHEN c.at IS NULL OR f.at IS NULL THEN 0 WHEN o.policy = 'reopen' THEN 1 ELSE total.n END,
  o.policy
FROM o
LEFT JOIN cancelled c ON c.number = o.number
LEFT JOIN first_paid f ON f.number = o.number
LEFT JOIN (SELECT o2.number, COALESCE(SUM(p.amount), 0) AS sum, COUNT(p.seq) AS n FROM o o2 LEFT JOIN p ON p.number = o2.number GROUP BY o2.number) total ON total.number = o.number`

const expectReminders = `
SELECT d.number, plan.nth, d.at FROM due d JOIN plan ON plan.n = d.n LEFT JOIN first_paid f ON f.number = d.number
WHERE plan.kind = 'remind' AND (f.at IS NULL OR f.at > d.at) ORDER BY d.number, d.n`

// Expect computes what must have become of every order.
func Expect(ctx context.Context, in *Input, plan *Plan) (map[string]Outcome, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, fmt.Errorf("second computation: %w", err)
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	steps := []func() error{
		func() error { return exec(ctx, db, expectSchema) },
		func() error { return loadInput(ctx, db, in) },
		func() error { return loadPlan(ctx, db, plan.steps) },
		func() error { return loadZone(ctx, db, in, plan.zone) },
		func() error { return exec(ctx, db, expectDue) },
		func() error { return exec(ctx, db, expectRest) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, fmt.Errorf("second computation: %w", err)
		}
	}
	return readExpected(ctx, db)
}

func exec(ctx context.Context, db *sql.DB, statement string, args ...any) error {
	_, err := db.ExecContext(ctx, statement, args...)
	return err
}

func loadInput(ctx context.Context, db *sql.DB, in *Input) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	for _, o := range in.Orders {
		_, err := tx.ExecContext(ctx, "INSERT INTO o VALUES (?, ?, ?, ?, ?)", o.Number, o.CreatedAt.UnixMicro(), o.Cost(), o.Offer.AutoComplete, o.Offer.LatePolicy)
		if err != nil {
			return err
		}
	}
	for i, p := range in.Payments {
		_, err := tx.ExecContext(ctx, "INSERT INTO p VALUES (?, ?, ?, ?)", p.Order.Number, i, p.Amount, p.PaidAt.UnixMicro())
		if err != nil {
			return err
		}
	}
	return tx.Commit()
}

// loadPlan writes one row for each delay; only the last one before an operation
// carries its kind. What follows at once gets a delay of nothing.
func loadPlan(ctx context.Context, db *sql.DB, steps []planned) error {
	n, reminders := 0, 0
	for _, p := range steps {
		if p.kind == kindRemind {
			reminders++
		}
		delays := p.delays
		if len(delays) == 0 {
			delays = []delay{{0, "hours"}}
		}
		for i, d := range delays {
			kind := "pause"
			if i == len(delays)-1 {
				kind = p.kind
			}
			n++
			if err := exec(ctx, db, "INSERT INTO plan VALUES (?, ?, ?, ?, ?)", n, kind, d.Unit, d.Amount, reminders); err != nil {
				return err
			}
		}
	}
	return nil
}

// loadZone writes the zone's offsets over the input's span and some years more.
func loadZone(ctx context.Context, db *sql.DB, in *Input, zone *time.Location) error {
	from, to := span(in)
	for at := from.AddDate(-1, 0, 0).In(zone); at.Before(to.AddDate(10, 0, 0)); {
		began, ended := at.ZoneBounds()
		_, offset := at.Zone()
		first, last := int64(-1<<60), int64(1<<60)
		if !began.IsZero() {
			first = began.UnixMicro()
		}
		if !ended.IsZero() {
			last = ended.UnixMicro()
		}
		if err := exec(ctx, db, "INSERT INTO zone VALUES (?, ?, ?)", first, last, int64(offset)*1_000_000); err != nil {
			return err
		}
		if ended.IsZero() {
			return nil
		}
		at = ended
	}
	return nil
}

func span(in *Input) (from, to time.Time) {
	for i, o := range in.Orders {
		if i == 0 || o.CreatedAt.Before(from) {
			from = o.CreatedAt
		}
		if o.CreatedAt.After(to) {
			to = o.CreatedAt
		}
	}
	for _, p := range in.Payments {
		if p.PaidAt.After(to) {
			to = p.PaidAt
		}
	}
	return from, to
}

func readExpected(ctx context.Context, db *sql.DB) (map[string]Outcome, error) {
	outcomes := map[string]Outcome{}
	rows, err := db.QueryContext(ctx, expectOrders)
	if err != nil {
		return nil, fmt.Errorf("second computation: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		o := newOutcome("")
		var completed, cancelled sql.NullInt64
		var late int
		var policy string
		if err := rows.Scan(&o.Number, &o.FinalStatus, &o.Paid, &completed, &cancelled, &late, &policy); err != nil {
			return nil, fmt.Errorf("second computation: %w", err)
		}
		o.CompletedAt = moment(completed)
		if at := moment(cancelled); at != nil {
			o.CancelledAt = append(o.CancelledAt, *at)
		}
		for range late {
			o.Late = append(o.Late, policy)
		}
		outcomes[o.Number] = o
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("second computation: %w", err)
	}
	return outcomes, readReminders(ctx, db, outcomes)
}

func readReminders(ctx context.Context, db *sql.DB, outcomes map[string]Outcome) error {
	rows, err := db.QueryContext(ctx, expectReminders)
	if err != nil {
		return fmt.Errorf("second computation: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var number string
		var r Reminder
		var at int64
		if err := rows.Scan(&number, &r.N, &at); err != nil {
			return fmt.Errorf("second computation: %w", err)
		}
		r.At = time.UnixMicro(at).UTC()
		o := outcomes[number]
		o.Reminders = append(o.Reminders, r)
		outcomes[number] = o
	}
	return rows.Err()
}

func moment(at sql.NullInt64) *time.Time {
	if !at.Valid {
		return nil
	}
	t := time.UnixMicro(at.Int64).UTC()
	return &t
}
