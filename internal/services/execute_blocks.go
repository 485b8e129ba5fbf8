package services

import (
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// behaviours says what each kind of block does with the members that are ready (PRC-4).
var behaviours = map[process.BlockKind]func(*run) error{
	process.KindStart:     (*run).pass,
	process.KindDelay:     (*run).passDue,
	process.KindCondition: (*run).branch,
	process.KindWait:      (*run).await,
	process.KindOperation: (*run).operate,
	process.KindEnd:       (*run).finish,
}

func (r *run) leave(t *standing, exit string, d data) {
	r.moves = append(r.moves, move{member: t, exit: exit, data: d, result: models.StepDone})
}

func (r *run) stay(t *standing, lookAt *time.Time) {
	r.moves = append(r.moves, move{member: t, stays: true, lookAt: lookAt})
}

// pass lets everybody through.
func (r *run) pass() error {
	for _, t := range r.members {
		r.leave(t, process.ExitNext, nil)
	}
	return nil
}

// passDue lets those through whose time has come; a woken one looked at the exit rules and stays.
func (r *run) passDue() error {
	looks, err := r.nextLooks(nil)
	if err != nil {
		return err
	}
	for _, t := range r.members {
		if t.due(r.now) {
			r.leave(t, process.ExitNext, nil)
		} else {
			r.stay(t, looks[t.SubjectID])
		}
	}
	return nil
}

// branch sends each member out by the first branch whose rule is true.
func (r *run) branch() error {
	rest := r.members
	for _, b := range r.block.Branches {
		holds, err := r.holds(b.Rule, rest)
		if err != nil {
			return err
		}
		var others []*standing
		for _, t := range rest {
			if holds[t.SubjectID] {
				r.leave(t, b.Exit, nil)
			} else {
				others = append(others, t)
			}
		}
		rest = others
	}
	for _, t := range rest {
		r.leave(t, process.ExitElse, nil)
	}
	return nil
}

// await asks the database what is true now; the event that woke us only said when to ask.
func (r *run) await() error {
	holds, err := r.holds(r.block.Until, r.members)
	if err != nil {
		return err
	}
	looks, err := r.nextLooks(r.block.Until)
	if err != nil {
		return err
	}
	again, err := r.round(holds)
	if err != nil {
		return err
	}
	r.service.reach("wait-evaluated")
	for _, t := range r.members {
		switch {
		case again[t.EnrollmentID] && !t.due(r.now):
			r.stay(t, new(r.bucketed(t.EnteredAt.Add(process.RoundPause))))
		case holds[t.SubjectID]:
			r.ruled(t, r.block.Until)
		case t.due(r.now):
			r.leave(t, process.ExitTimeout, nil)
		default:
			r.stay(t, looks[t.SubjectID])
		}
	}
	return nil
}

// round finds the members that came round a loop to a wait whose rule is true
// already, less than RoundPause ago: they go on when it is over (PRC-12).
func (r *run) round(holds map[int64]bool) (map[int64]bool, error) {
	var soon, again []int64
	for _, t := range r.members {
		if r.block.Looped && holds[t.SubjectID] && r.now.Before(t.EnteredAt.Add(process.RoundPause)) {
			soon = append(soon, t.EnrollmentID)
		}
	}
	if len(soon) == 0 {
		return nil, nil
	}
	err := r.Raw("SELECT DISTINCT enrollment_id FROM steps WHERE enrollment_id IN ? AND block = ? AND exit <> ''", soon, r.block.ID).Scan(&again).Error
	return set(again), wrapped("find rounds", err)
}

// finish ends the enrollments.
func (r *run) finish() error {
	for _, t := range r.members {
		r.moves = append(r.moves, move{member: t, ends: r.block.Params.(process.End).Outcome, result: models.StepDone})
	}
	return nil
}

// holds evaluates a rule over the members' subjects at the frozen now.
func (r *run) holds(rule *segment.Segment, members []*standing) (map[int64]bool, error) {
	if len(members) == 0 {
		return nil, nil
	}
	return r.service.matching(r.Tx, rule, subjectIDs(members), segment.Clock{Now: r.now, Zone: r.zone})
}

// nextLooks finds for each member the earliest moment at which time alone may
// change an exit rule or the given rule. Rules without relative dates cost nothing.
func (r *run) nextLooks(also *segment.Segment) (map[int64]*time.Time, error) {
	var rules []*segment.Segment
	for _, e := range r.compiled.ExitRules {
		rules = append(rules, e.Rule)
	}
	if also != nil {
		rules = append(rules, also)
	}
	return r.service.nextLooks(r.Tx, rules, r.compiled.Definition.Subject, subjectIDs(r.members), segment.Clock{Now: r.now, Zone: r.zone})
}

func (s *Service) nextLooks(tx *store.Tx, rules []*segment.Segment, kind models.SubjectKind, ids []int64, clock segment.Clock) (map[int64]*time.Time, error) {
	looks := map[int64]*time.Time{}
	var timed []*segment.Segment
	for _, rule := range rules {
		if rule.TimeDependent() {
			timed = append(timed, rule)
		}
	}
	if len(timed) == 0 || len(ids) == 0 {
		return looks, nil
	}
	objects, err := s.loadObjects(tx, everything, kind, ids, timed...)
	if err != nil {
		return nil, fmt.Errorf("load objects: %w", err)
	}
	for id, object := range objects {
		for _, rule := range timed {
			if at, ok := rule.NextChange(object, clock); ok && (looks[id] == nil || at.Before(*looks[id])) {
				looks[id] = &at
			}
		}
	}
	return looks, nil
}

func subjectIDs(members []*standing) []int64 {
	ids := make([]int64, len(members))
	for i, t := range members {
		ids[i] = t.SubjectID
	}
	return ids
}
