package services

import (
	"slices"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// decideExits ends the members for which an exit rule is true, whose order became
// false (ST-6), or whose order a person took out of all processes (ORD-12).
func (r *run) decideExits() error {
	gone, err := closedSubjects(r.Tx, r.members)
	if err != nil {
		return err
	}
	for _, outcome := range []string{outcomeFalse, outcomeOrderStopped} {
		r.end(func(t *standing) bool { return t.OrderID != nil && gone[*t.OrderID] == outcome }, move{ends: outcome})
	}
	rules := r.compiled.ExitRules
	holds := make([]map[int64]bool, len(rules))
	// The last is asked first: what comes true meanwhile is then seen by an
	// earlier rule too, and the first that holds names the outcome (PRC-6).
	for i, rule := range slices.Backward(rules) {
		if holds[i], err = r.holds(rule.Rule, r.members); err != nil {
			return err
		}
		r.service.reach("exit-rule-asked")
	}
	for i, rule := range rules {
		r.end(func(t *standing) bool { return holds[i][t.SubjectID] }, move{ends: rule.Outcome, rule: rule.Rule, data: data{"rule": rule.ID}})
	}
	return nil
}

// closedSubjects tells which of the members' orders no process may touch any more, and why.
func closedSubjects(tx *store.Tx, members []*standing) (map[int64]string, error) {
	var orders []int64
	for _, t := range members {
		if t.OrderID != nil {
			orders = append(orders, *t.OrderID)
		}
	}
	return closedTo(tx, orders)
}

// end takes the members that satisfy out of the batch and ends their enrollments.
func (r *run) end(satisfy func(*standing) bool, as move) {
	as.result = models.StepExited
	r.members = slices.DeleteFunc(r.members, func(t *standing) bool {
		if !satisfy(t) {
			return false
		}
		as.member = t
		r.moves = append(r.moves, as)
		return true
	})
}

func memberIDs(members []process.Position) []int64 {
	ids := make([]int64, len(members))
	for i, p := range members {
		ids[i] = p.Enrollment
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
