package services

import (
	"context"
	"fmt"
	"slices"

	"github.com/orderflow/orderflow/models"
)

// Outcomes of enrollments that did not end by a block or an exit rule.
const (
	outcomePerson       = "stopped_by_person"
	outcomeProcess      = "process_stopped"
	outcomeFalse        = "order_is_false"
	outcomeOrderStopped = "automation_stopped"
)

// stopping is whose enrollments end, how, and by whom.
type stopping struct {
	outcome string
	actor   models.Actor
	where   string // over enrollments
	args    []any
}

// StopEnrollments ends enrollments on a person's word. Those that ended already stay as they are.
func (s *Service) StopEnrollments(ctx context.Context, actor models.Actor, ids []int64) error {
	if err := actor.Demand(models.RightEnrollmentWrite); err != nil {
		return err
	}
	return s.write(ctx, func(w *work) error {
		w.madeSome(ids)
		return stopping{outcomePerson, actor, "id IN ?", []any{ids}}.run(w)
	})
}

// endEnrollmentsOf ends all enrollments of orders that have become false (ST-6),
// those that wait for somebody after a failure, too. except are enrollments that
// made their orders false: their own step is under way, and the next one ends them.
func (w *work) endEnrollmentsOf(orders []int64, actor models.Actor, except []int64) error {
	where, args := "order_id IN ?", []any{orders}
	if len(except) > 0 {
		where, args = where+" AND id NOT IN ?", append(args, except)
	}
	return stopping{outcomeFalse, actor, where, args}.run(w)
}

// run ends the active and failed enrollments that the condition selects, and
// lets their cohorts know. Cohorts are locked before enrollments.
func (s stopping) run(w *work) error {
	inside := s.where + " AND state IN ('active', 'failed')"
	var ids []int64
	if err := lockCohortsOf(w, inside, s.args...); err != nil {
		return err
	}
	err := w.Raw("SELECT id FROM enrollments WHERE "+inside+" ORDER BY id"+w.LockClause(), s.args...).Scan(&ids).Error
	if err != nil {
		return fmt.Errorf("find enrollments: %w", err)
	}
	for chunk := range slices.Chunk(ids, 1000) {
		if err := s.chunk(w, chunk); err != nil {
			return err
		}
	}
	return nil
}

// lockCohortsOf locks the cohorts in which the selected enrollments sit.
func lockCohortsOf(w *work, where string, args ...any) error {
	var cohorts []int64
	err := w.Raw("SELECT DISTINCT cohort_id FROM tokens WHERE enrollment_id IN (SELECT id FROM enrollments WHERE "+where+")", args...).Scan(&cohorts).Error
	if err != nil {
		return fmt.Errorf("find cohorts: %w", err)
	}
	_, err = w.Lock("cohorts", cohorts...)
	return err
}

func (s stopping) chunk(w *work, ids []int64) error {
	rows, err := standings(w.Tx, "t.enrollment_id IN ? AND t.state IN ('waiting', 'failed')", ids)
	if err != nil {
		return err
	}
	steps := make([]*models.Step, len(rows))
	for i, t := range rows {
		steps[i] = s.step(w, t)
	}
	if err := w.keepSteps(steps); err != nil {
		return err
	}
	err = w.Exec("UPDATE enrollments SET state = ?, outcome = ?, ended_at = ? WHERE id IN ?", models.EnrollmentStopped, s.outcome, w.now, ids).Error
	if err != nil {
		return fmt.Errorf("stop enrollments: %w", err)
	}
	if err := w.Exec("UPDATE tokens SET state = ? WHERE enrollment_id IN ?", models.TokenEnded, ids).Error; err != nil {
		return fmt.Errorf("stop members: %w", err)
	}
	return touch(w, ids)
}

func (s stopping) step(w *work, t *standing) *models.Step {
	visit := t.Visit
	if t.State == models.TokenFailed {
		visit++ // the failed visit has its entry already
	}
	why := byWhom(s.actor)
	why["reason"] = s.outcome
	return &models.Step{
		ProcessID: t.ProcessID, EnrollmentID: t.EnrollmentID, Token: t.Token.Token, Visit: visit, Block: t.Block, Kind: "stop",
		Result: models.StepStopped, Data: encode(why), Due: t.Due, At: w.now,
	}
}
