package services

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// signalAgainAfter is how long a cohort's signal may stay unanswered before it is sent again.
const signalAgainAfter = 30 * time.Second

// ClaimCohort makes the run the driver of the cohort and tells it where the
// members stand. The latest claim wins; a closed cohort answers Gone.
func (s *Service) ClaimCohort(ctx context.Context, workflowID, runID string) (process.CohortState, error) {
	var state process.CohortState
	err := s.write(ctx, func(w *work) error {
		state = process.CohortState{Bucket: s.opts.Bucket.Microseconds()}
		var c models.Cohort
		err := w.Raw("SELECT * FROM cohorts WHERE workflow_id = ?"+w.LockClause(), workflowID).Take(&c).Error
		if errors.Is(err, gorm.ErrRecordNotFound) || (err == nil && c.State != models.CohortOpen) {
			state.Gone = true
			return nil
		}
		if err != nil {
			return fmt.Errorf("claim cohort: %w", err)
		}
		compiled, err := s.revision(w.Tx, c.RevisionID)
		if err != nil {
			return err
		}
		state.Cohort, state.Wake, state.Skeleton = c.ID, c.Wake, compiled.Skeleton()
		state.Positions, err = positionsOf(w.Tx, compiled, "t.cohort_id = ? AND t.state = ?", c.ID, models.TokenWaiting)
		if err != nil {
			return err
		}
		return w.Exec("UPDATE cohorts SET run_id = ?, answered = ?, signalled_at = NULL WHERE id = ?", runID, c.Wake, c.ID).Error
	})
	state.Clock = s.wireClock()
	return state, err
}

// ChangedMembers answers a signal: the members that joined, moved or were woken
// after the counter. Asking clears nothing, so an answer that got lost is asked for again.
func (s *Service) ChangedMembers(ctx context.Context, cohort int64, run string, after int64) (process.Changes, error) {
	var changes process.Changes
	err := s.write(ctx, func(w *work) error {
		c, err := lockCohort(w, cohort)
		if err != nil {
			return err
		}
		changes, err = s.changes(w, c, run, after)
		return err
	})
	changes.Clock = s.wireClock()
	return changes, err
}

func (s *Service) changes(w *work, c *models.Cohort, run string, after int64) (process.Changes, error) {
	changes := process.Changes{Wake: c.Wake}
	if c.State != models.CohortOpen || c.RunID != run {
		changes.Gone = true
		return changes, nil
	}
	compiled, err := s.revision(w.Tx, c.RevisionID)
	if err != nil {
		return changes, err
	}
	changes.Positions, err = positionsOf(w.Tx, compiled, "t.cohort_id = ? AND t.wake > ?", c.ID, after)
	if err != nil {
		return changes, err
	}
	return changes, w.Exec("UPDATE cohorts SET answered = ?, signalled_at = NULL WHERE id = ?", c.Wake, c.ID).Error
}

// CloseCohort closes the cohort unless somebody waits in it. It holds the lock
// that joining takes: who joins later finds it closed and sits elsewhere.
// Closing twice is closing once.
func (s *Service) CloseCohort(ctx context.Context, cohort int64, run string) (process.CloseResult, error) {
	var result process.CloseResult
	err := s.write(ctx, func(w *work) error {
		result = process.CloseResult{}
		c, err := lockCohort(w, cohort)
		if err != nil {
			return err
		}
		waiting, err := countWaiting(w, c)
		if err != nil {
			return err
		}
		s.reach("closing-while-joining")
		if c.State == models.CohortClosed || (waiting == 0 && c.RunID == run) {
			result.Closed = true
			return w.Exec("UPDATE cohorts SET state = ?, closed_at = COALESCE(closed_at, ?) WHERE id = ?", models.CohortClosed, w.now, cohort).Error
		}
		result.Changes, err = s.changes(w, c, run, 0)
		return err
	})
	result.Changes.Clock = s.wireClock()
	return result, err
}

// countWaiting counts who is to go on in the cohort: in a process that is stopped nobody.
func countWaiting(w *work, c *models.Cohort) (waiting int64, err error) {
	err = w.Raw(`SELECT COUNT(*) FROM tokens WHERE cohort_id = ? AND state = ?
		AND NOT EXISTS (SELECT 1 FROM processes WHERE id = ? AND state = ?)`, c.ID, models.TokenWaiting, c.ProcessID, models.ProcessStopped).Scan(&waiting).Error
	return waiting, wrapped("count members", err)
}

func lockCohort(w *work, id int64) (*models.Cohort, error) {
	if _, err := w.Lock("cohorts", id); err != nil {
		return nil, err
	}
	c := new(models.Cohort)
	return c, wrapped("read cohort", w.Take(c, id).Error)
}

// standing is a token joined with what its enrollment adds.
type standing struct {
	models.Token
	EnrollmentState string
	SubjectKind     models.SubjectKind
	SubjectID       int64
	OrderID         *int64
	Chain           string
	Lane            models.Lane
	CauseEventID    *int64
}

// In a process that is stopped nobody is active any more, ended already or not.
const standingColumns = `t.*, CASE WHEN p.state = 'stopped' THEN 'stopped' ELSE e.state END AS enrollment_state, e.subject_kind, e.subject_id, e.order_id, e.chain, e.lane, e.cause_event_id`

func standings(tx *store.Tx, where string, args ...any) ([]*standing, error) {
	var rows []*standing
	err := tx.Raw("SELECT "+standingColumns+" FROM tokens t JOIN enrollments e ON e.id = t.enrollment_id JOIN processes p ON p.id = e.process_id WHERE "+where+
		" ORDER BY t.enrollment_id, t.token", args...).Scan(&rows).Error
	return rows, wrapped("read members", err)
}

func positionsOf(tx *store.Tx, compiled *process.Compiled, where string, args ...any) ([]process.Position, error) {
	rows, err := standings(tx, where, args...)
	if err != nil {
		return nil, err
	}
	positions := make([]process.Position, len(rows))
	for i, row := range rows {
		positions[i] = row.position(compiled)
	}
	return positions, nil
}

// position is the token as the workflow sees it: due is the earlier of its due
// time and the moment at which time alone may change a rule.
func (t *standing) position(compiled *process.Compiled) process.Position {
	due := t.Due
	if t.LookAt != nil && t.LookAt.Before(due) {
		due = *t.LookAt
	}
	number, _ := compiled.Number(t.Block)
	p := process.Position{
		Enrollment: t.EnrollmentID, Token: int32(t.Token.Token), Block: number, Visit: int32(t.Visit), //nolint:gosec // bounded by the definition
		Due: due.UnixMicro(), Woken: t.Woken, Wake: t.Wake, State: process.StateWaiting,
	}
	switch {
	case t.State == models.TokenFailed:
		p.State = process.StateFailed
	case t.State != models.TokenWaiting || t.EnrollmentState != models.EnrollmentActive:
		p.State = process.StateEnded
	}
	return p
}

// wireClock is read after the positions that it goes with: what they say is due
// at once is then not in its future.
func (s *Service) wireClock() process.Clock {
	return process.Clock{Now: s.horizon().UnixMicro(), Virtual: s.virtual()}
}

// virtual reports whether due times are on another clock than the machine's.
func (s *Service) virtual() bool {
	v, ok := s.clock.(interface{ Virtual() bool })
	return ok && v.Virtual()
}

// horizon is up to where due times are carried out.
func (s *Service) horizon() time.Time {
	if d, ok := s.clock.(interface{ Horizon() time.Time }); ok {
		return store.Now(d.Horizon())
	}
	return s.Now()
}

// endOfTime is later than anything that happens.
var endOfTime = time.Date(9999, time.January, 1, 0, 0, 0, 0, time.UTC)

// heldAfter is the moment past which a driven clock holds events back. A clock
// that runs holds nothing back: clocks of two machines are never compared.
func (s *Service) heldAfter() time.Time {
	if _, driven := s.clock.(interface{ Horizon() time.Time }); driven {
		return s.horizon()
	}
	return endOfTime
}

// CohortSignal is a cohort whose workflow should look: by a plain signal once a
// run has claimed it, by starting it otherwise.
type CohortSignal struct {
	ID         int64
	WorkflowID string
	Lane       models.Lane
	Claimed    bool
}

// DueSignals lists open cohorts with an unanswered wake that no fresh signal is
// under way for, up to limit.
func (s *Service) DueSignals(ctx context.Context, limit int) ([]CohortSignal, error) {
	return s.signals(ctx, limit, "c.wake > c.answered AND (c.signalled_at IS NULL OR c.signalled_at < ?)", realNow().Add(-signalAgainAfter))
}

// StrayCohorts lists open cohorts that should have moved by now: a due time, or a
// moment at which time alone may change a rule, is more than 30 s past, or a wake
// is unanswered for as long.
func (s *Service) StrayCohorts(ctx context.Context, limit int) ([]CohortSignal, error) {
	late := s.Now().Add(-signalAgainAfter)
	return s.signals(ctx, limit, `(c.wake > c.answered AND c.signalled_at < ?) OR EXISTS (
		SELECT 1 FROM tokens t WHERE t.cohort_id = c.id AND t.state = 'waiting' AND (t.due < ? OR t.look_at < ?))`, realNow().Add(-signalAgainAfter), late, late)
}

// CohortsDue lists open cohorts with a member due by now; the pump of a virtual clock signals them.
func (s *Service) CohortsDue(ctx context.Context, limit int) ([]CohortSignal, error) {
	now := s.horizon()
	return s.signals(ctx, limit, `EXISTS (SELECT 1 FROM tokens t WHERE t.cohort_id = c.id AND t.state = 'waiting'
		AND (t.due <= ? OR t.look_at <= ?))`, now, now)
}

// OpenCohorts lists open cohorts after the id, for the sweep after a start.
func (s *Service) OpenCohorts(ctx context.Context, after int64, limit int) ([]CohortSignal, error) {
	return s.signals(ctx, limit, "c.id > ?", after)
}

func (s *Service) signals(ctx context.Context, limit int, where string, args ...any) ([]CohortSignal, error) {
	var list []CohortSignal
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw("SELECT c.id, c.workflow_id, c.lane, c.run_id <> '' AS claimed FROM cohorts c WHERE c.state = 'open' AND ("+where+
			") ORDER BY c.id LIMIT ?", append(args, limit)...).Scan(&list).Error
	})
	return list, wrapped("list cohorts to signal", err)
}

// MarkSignalled notes that a signal is under way, so that at most one is unanswered.
func (s *Service) MarkSignalled(ctx context.Context, ids []int64) error {
	return s.write(ctx, func(w *work) error {
		if _, err := w.Lock("cohorts", ids...); err != nil { // an UPDATE alone takes the rows in no order
			return err
		}
		return w.Exec("UPDATE cohorts SET signalled_at = ? WHERE id IN ? AND wake > answered", realNow(), ids).Error
	})
}

// realNow is the machine's clock: waiting for Temporal's answer is real waiting, whatever clock the orders follow.
func realNow() time.Time { return store.Now(time.Now()) }

// UnmarkSignalled makes a cohort whose signal could not be sent due again at once.
func (s *Service) UnmarkSignalled(ctx context.Context, id int64) error {
	return s.write(ctx, func(w *work) error {
		return w.Exec("UPDATE cohorts SET signalled_at = NULL WHERE id = ?", id).Error
	})
}

// Virtual reports whether due times are on another clock than the machine's.
func (s *Service) Virtual() bool { return s.virtual() }
