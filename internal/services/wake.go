package services

import (
	"fmt"

	"github.com/orderflow/orderflow/models"
)

// cohortsAsleep are those in which members of the customers wait. except holds
// enrollments that need no waking: their own steps were the only cause.
func cohortsAsleep(w *work, customers, except []int64) (cohorts []int64, err error) {
	if len(customers) == 0 {
		return nil, nil
	}
	err = w.Raw("SELECT DISTINCT cohort_id FROM tokens WHERE customer_id IN ? AND state = ? AND enrollment_id NOT IN ?",
		customers, models.TokenWaiting, orNone(except)).Scan(&cohorts).Error
	return cohorts, wrapped("find members to wake", err)
}

// orNone is the ids, or one that no row has: SQLite knows no empty list after NOT IN.
func orNone(ids []int64) []int64 {
	if len(ids) == 0 {
		return []int64{0}
	}
	return ids
}

// wake marks every waiting token of the customers in the cohorts, which are
// locked, for a look before its due time and raises the cohorts' counters. It
// carries no condition on block or rule: it queues behind an evaluation that is
// under way, so that none is missed.
func wake(w *work, customers, except, cohorts []int64) error {
	if len(cohorts) == 0 {
		return nil
	}
	var members []int64
	err := w.Raw("SELECT id FROM enrollments WHERE customer_id IN ? AND state IN ('active', 'failed') AND id NOT IN ? ORDER BY id"+w.LockClause(),
		customers, orNone(except)).Scan(&members).Error
	if err != nil || len(members) == 0 {
		return wrapped("lock members to wake", err)
	}
	if err := w.Exec("UPDATE cohorts SET wake = wake + 1 WHERE id IN ?", cohorts).Error; err != nil {
		return fmt.Errorf("raise wake: %w", err)
	}
	return wrapped("wake members", w.Exec(`UPDATE tokens SET woken = TRUE, wake = (SELECT c.wake FROM cohorts c WHERE c.id = tokens.cohort_id)
		WHERE enrollment_id IN ? AND cohort_id IN ? AND state = ?`, members, cohorts, models.TokenWaiting).Error)
}

// touch makes cohorts look at members that were changed from outside: an
// operator's retry, skip or stop. The members' enrollments are locked already,
// so the cohorts' rows must have been locked before them.
func touch(w *work, enrollments []int64) error {
	err := w.Exec(`UPDATE cohorts SET wake = wake + 1 WHERE id IN (SELECT cohort_id FROM tokens WHERE enrollment_id IN ?)`, enrollments).Error
	if err != nil {
		return fmt.Errorf("raise wake: %w", err)
	}
	return wrapped("touch members", w.Exec(`UPDATE tokens SET wake = (SELECT c.wake FROM cohorts c WHERE c.id = tokens.cohort_id)
		WHERE enrollment_id IN ?`, enrollments).Error)
}

// wrapped adds the operation to an error and leaves nil alone.
func wrapped(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
