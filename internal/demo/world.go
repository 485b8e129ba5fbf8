package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// StoreWorld reads the installation's database; it never writes.
type StoreWorld struct{ Store *store.Store }

var _ World = StoreWorld{}

// A letter that is being delivered, or is to be again, belongs to an open batch: looking
// for letters without a batch and for open batches finds every one that is not done.
const unfinished = `SELECT
	(SELECT COUNT(*) FROM outbox WHERE NOT parked AND (next_try IS NULL OR next_try <= @now)) +
	(SELECT COUNT(*) FROM tokens WHERE state = 'waiting' AND (due <= @now OR look_at <= @now OR woken)) +
	(SELECT COUNT(*) FROM cohorts WHERE state = 'open' AND wake > answered) +
	(SELECT COUNT(*) FROM letters WHERE state = 'queued' AND batch_id IS NULL AND next_try <= @now) +
	(SELECT COUNT(*) FROM letter_batches WHERE state = 'open')`

// Busy implements World.
func (w StoreWorld) Busy(ctx context.Context, now time.Time) (n int64, err error) {
	err = w.read(ctx, "count what is unfinished", func(tx *store.Tx) error {
		return tx.Raw(unfinished, map[string]any{"now": store.Now(now)}).Scan(&n).Error
	})
	return n, err
}

// nextMoments are the tables that wait for the clock, each asked for its earliest row.
var nextMoments = []string{
	"SELECT due AS at FROM tokens WHERE state = 'waiting' ORDER BY due LIMIT 1",
	"SELECT look_at AS at FROM tokens WHERE state = 'waiting' AND look_at IS NOT NULL ORDER BY look_at LIMIT 1",
	"SELECT next_try AS at FROM letters WHERE state = 'queued' AND batch_id IS NULL ORDER BY next_try LIMIT 1",
	"SELECT next_try AS at FROM outbox WHERE NOT parked AND next_try IS NOT NULL ORDER BY next_try LIMIT 1",
}

// NextDue implements World.
func (w StoreWorld) NextDue(ctx context.Context) (at time.Time, ok bool, err error) {
	err = w.read(ctx, "find the next due time", func(tx *store.Tx) error {
		for _, query := range nextMoments {
			var rows []struct{ At time.Time }
			if err := tx.Raw(query).Scan(&rows).Error; err != nil {
				return err
			}
			if len(rows) > 0 && (!ok || rows[0].At.Before(at)) {
				at, ok = rows[0].At.UTC(), true
			}
		}
		return nil
	})
	return at, ok, err
}

// Dues implements World.
func (w StoreWorld) Dues(ctx context.Context, until time.Time) (map[string]time.Time, error) {
	var rows []struct {
		ForeignNumber string
		Due           time.Time
	}
	err := w.read(ctx, "read due times", func(tx *store.Tx) error {
		return tx.Raw(`SELECT o.foreign_number, t.due FROM tokens t
			JOIN enrollments e ON e.id = t.enrollment_id JOIN orders o ON o.id = e.order_id
			WHERE t.state = 'waiting' AND t.due <= ? ORDER BY t.due DESC`, until).Scan(&rows).Error
	})
	dues := make(map[string]time.Time, len(rows))
	for _, r := range rows {
		dues[r.ForeignNumber] = r.Due.UTC()
	}
	return dues, err
}

// Outcomes is what became of every order, by its number in the input.
func (w StoreWorld) Outcomes(ctx context.Context) (map[string]Outcome, error) {
	found := map[int64]*Outcome{}
	err := w.read(ctx, "read outcomes", func(tx *store.Tx) error {
		for _, read := range []func(*store.Tx, map[int64]*Outcome) error{readOrders, readHistory, readSentReminders} {
			if err := read(tx, found); err != nil {
				return err
			}
		}
		return nil
	})
	outcomes := make(map[string]Outcome, len(found))
	for _, o := range found {
		outcomes[o.Number] = *o
	}
	return outcomes, err
}

func readOrders(tx *store.Tx, found map[int64]*Outcome) error {
	var rows []struct {
		ID            int64
		ForeignNumber string
		Status        string
		Paid          int64
		CompletedAt   *time.Time
	}
	err := tx.Raw("SELECT id, foreign_number, status, paid, completed_at FROM orders").Scan(&rows).Error
	for _, r := range rows {
		o := newOutcome(r.ForeignNumber)
		o.FinalStatus, o.Paid = r.Status, r.Paid
		if r.CompletedAt != nil {
			at := r.CompletedAt.UTC()
			o.CompletedAt = &at
		}
		found[r.ID] = &o
	}
	return err
}

// readHistory finds the cancels and what was decided about late money.
func readHistory(tx *store.Tx, found map[int64]*Outcome) error {
	var rows []struct {
		OrderID int64
		Kind    string
		Data    string
		At      time.Time
	}
	err := tx.Raw("SELECT order_id, kind, data, at FROM order_history WHERE kind IN ? ORDER BY id",
		[]string{models.HistoryStatus, models.HistoryLateMoney}).Scan(&rows).Error
	if err != nil {
		return err
	}
	for _, r := range rows {
		var data struct{ To, Policy string }
		if err := json.Unmarshal([]byte(r.Data), &data); err != nil {
			return fmt.Errorf("history of order %d: %w", r.OrderID, err)
		}
		switch o := found[r.OrderID]; {
		case r.Kind == models.HistoryLateMoney:
			o.Late = append(o.Late, data.Policy)
		case data.To == string(models.StatusCancelled):
			o.CancelledAt = append(o.CancelledAt, r.At.UTC())
		}
	}
	return nil
}

// readSentReminders counts the letters that the process wrote and the mail server took.
func readSentReminders(tx *store.Tx, found map[int64]*Outcome) error {
	var rows []struct {
		OrderID   int64
		CreatedAt time.Time
	}
	err := tx.Raw("SELECT order_id, created_at FROM letters WHERE cause_kind = 'process' AND state = ? ORDER BY id", models.LetterSent).Scan(&rows).Error
	for _, r := range rows {
		o := found[r.OrderID]
		o.Reminders = append(o.Reminders, Reminder{N: len(o.Reminders) + 1, At: r.CreatedAt.UTC()})
	}
	return err
}

// Failed names the enrollments that were set aside: the order, the block and why.
func (w StoreWorld) Failed(ctx context.Context) (faults []string, err error) {
	var rows []struct{ ForeignNumber, Block, Error string }
	err = w.read(ctx, "read failed enrollments", func(tx *store.Tx) error {
		return tx.Raw(`SELECT o.foreign_number, t.block, t.error FROM enrollments e JOIN tokens t ON t.enrollment_id = e.id
			JOIN orders o ON o.id = e.order_id WHERE e.state = ? ORDER BY o.id`, models.EnrollmentFailed).Scan(&rows).Error
	})
	for _, r := range rows {
		faults = append(faults, fmt.Sprintf("order %s: its enrollment failed at block %q (%s)", r.ForeignNumber, r.Block, r.Error))
	}
	return faults, err
}

// CheckLetters holds the letters' rows against what the mail server took, by
// Message-ID, and names every letter that was not sent exactly once. A letter that
// asks for money is held back when there is none to pay any more; whether a
// reminder was to be sent is for Compare to say.
func (w StoreWorld) CheckLetters(ctx context.Context, copies map[string]int) (sent int, faults []string, err error) {
	var rows []struct {
		ID        int64
		Template  string
		Number    int64
		Status    string // of the order
		State     string
		Reason    string
		MessageID string
		Needless  bool
	}
	err = w.read(ctx, "read letters", func(tx *store.Tx) error {
		return tx.Raw(`SELECT l.id, l.template_code AS template, o.number, o.status, l.state, l.reason, l.message_id,
			l.guard <> '' AND l.state = 'withdrawn' AND (o.paid_in_full OR o.status IN ('payed', 'cancelled')) AS needless
			FROM letters l LEFT JOIN orders o ON o.id = l.order_id ORDER BY l.id`).Scan(&rows).Error
	})
	known := make(map[string]bool, len(rows))
	for _, r := range rows {
		id := "<" + r.MessageID + ">"
		known[id] = true
		switch n := copies[id]; {
		case r.Needless && n == 0:
		case r.State != models.LetterSent:
			faults = append(faults, fmt.Sprintf("letter %d, %s of order %d, which is %s: is %s (%s)", r.ID, r.Template, r.Number, r.Status, r.State, r.Reason))
		case n != 1:
			faults = append(faults, fmt.Sprintf("letter %d: reached the mail server %d times", r.ID, n))
		default:
			sent++
		}
	}
	for id, n := range copies {
		if !known[id] {
			faults = append(faults, fmt.Sprintf("letter %s: reached the mail server %d times and has no row", id, n))
		}
	}
	return sent, faults, err
}

// Workflows counts the workflows that were needed: a cohort or a batch of letters each.
func (w StoreWorld) Workflows(ctx context.Context) (n int64, err error) {
	err = w.read(ctx, "count workflows", func(tx *store.Tx) error {
		return tx.Raw("SELECT COALESCE(SUM(seq), 0) FROM sqlite_sequence WHERE name IN ('cohorts', 'letter_batches')").Scan(&n).Error
	})
	return n, err
}

func (w StoreWorld) read(ctx context.Context, what string, fn func(*store.Tx) error) error {
	if err := w.Store.Read(ctx, fn); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
