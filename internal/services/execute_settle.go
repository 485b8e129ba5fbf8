package services

import (
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// landing is where a group of members goes together: one UPDATE each.
type landing struct {
	block   string
	visit   int // added to the present visit
	entered time.Time
	due     time.Time
	look    int64 // unix microseconds, 0 for none
	woken   bool
	attempt int
	state   string
	failure models.Code
}

// settle writes what was decided: the journal, the tokens, the ended enrollments.
func (r *run) settle() error {
	groups := map[landing][]int64{}
	var order []landing
	ended := map[ending][]int64{}
	var failed []int64
	if err := r.preparePauses(); err != nil {
		return err
	}
	if err := r.nameCauses(); err != nil {
		return err
	}
	for _, m := range r.moves {
		to, err := r.land(m)
		if err != nil {
			return err
		}
		if groups[to] == nil {
			order = append(order, to)
		}
		groups[to] = append(groups[to], m.member.EnrollmentID)
		switch to.state {
		case models.TokenEnded:
			e := ending{m.ends, r.at(m.member)}
			ended[e] = append(ended[e], m.member.EnrollmentID)
		case models.TokenFailed:
			failed = append(failed, m.member.EnrollmentID)
		}
	}
	if err := r.keepSteps(r.steps); err != nil {
		return err
	}
	for _, to := range order {
		if err := r.move(to, groups[to]); err != nil {
			return err
		}
	}
	return r.close(ended, failed)
}

func (r *run) move(to landing, ids []int64) error {
	var look *time.Time
	if to.look != 0 {
		at := time.UnixMicro(to.look).UTC()
		look = &at
	}
	err := r.Exec(`UPDATE tokens SET block = ?, visit = visit + ?, entered_at = ?, due = ?, look_at = ?, woken = ?, attempt = ?, state = ?, error = ?
		WHERE enrollment_id IN ?`, to.block, to.visit, to.entered, to.due, look, to.woken, to.attempt, to.state, string(to.failure), ids).Error
	return wrapped("move members", err)
}

// ending is how and when enrollments end together.
type ending struct {
	outcome string
	at      time.Time
}

func (r *run) close(ended map[ending][]int64, failed []int64) error {
	for e, ids := range ended {
		err := r.Exec("UPDATE enrollments SET state = ?, outcome = ?, ended_at = ? WHERE id IN ?", models.EnrollmentEnded, e.outcome, e.at, ids).Error
		if err != nil {
			return fmt.Errorf("end enrollments: %w", err)
		}
	}
	if len(failed) == 0 {
		return nil
	}
	return wrapped("fail enrollments", r.Exec("UPDATE enrollments SET state = ? WHERE id IN ?", models.EnrollmentFailed, failed).Error)
}

// land turns a decision into a place, and journals it when it is final.
func (r *run) land(m move) (landing, error) {
	t := m.member
	stay := landing{block: t.Block, entered: t.EnteredAt, due: t.Due, attempt: t.Attempt, failure: models.Code(t.Error), state: models.TokenWaiting, look: micros(m.lookAt)}
	switch {
	case m.stays:
		if r.block.Rests() { // the look went well
			stay.attempt, stay.failure = 0, ""
		}
		return stay, nil
	case m.failure != "":
		return r.landFailed(m, stay), nil
	case m.retry != nil:
		stay.due, stay.failure = *m.retry, m.waitsFor
		return stay, nil
	}
	r.journal(m)
	if m.exit == "" {
		return landing{block: t.Block, entered: t.EnteredAt, due: t.Due, state: models.TokenEnded}, nil
	}
	next, ok := process.Next(r.compiled, t.Block, m.exit)
	if !ok {
		return landing{}, fmt.Errorf("block %q has no connection at exit %q", t.Block, m.exit)
	}
	return r.enter(t, r.compiled.BlockByID(next)), nil
}

// landFailed puts the member off, or parks it after the last try. Every failure
// is tried again, also one that somebody must mend: within those minutes the
// missing payment may come, and nobody has to retry it by hand (PRC-8).
func (r *run) landFailed(m move, stay landing) landing {
	stay.attempt, stay.failure = m.member.Attempt+1, m.failure
	pause, again := r.compiled.Definition.Policies.Retry.After(stay.attempt)
	if again {
		return r.putOff(m.member, stay, r.bucketed(r.now.Add(pause)))
	}
	m.result = models.StepFailed
	r.journal(m)
	stay.state = models.TokenFailed
	return stay
}

// putOff has the member tried again then. One that was only looked at while it
// pauses keeps its due time: three days stay three days.
func (r *run) putOff(t *standing, stay landing, until time.Time) landing {
	switch {
	case !r.block.Rests() || t.due(r.now):
		stay.due = until
	case until.Before(t.Due):
		stay.look = until.UnixMicro()
	}
	return stay
}

func (r *run) journal(m move) {
	t := m.member
	kind := string(r.block.Kind)
	if r.block.Kind == process.KindOperation {
		kind = string(r.block.Params.(process.Operation).Operation)
	}
	r.steps = append(r.steps, &models.Step{
		ProcessID: t.ProcessID, EnrollmentID: t.EnrollmentID, Token: t.Token.Token, Visit: t.Visit, Block: t.Block, Kind: kind, Exit: m.exit,
		Result: m.result, Data: encode(m.data), Error: string(m.failure), Attempts: t.Attempt + 1, Due: t.Due, At: r.at(t),
	})
}

// enter computes, once, when the member is due at the block that it comes to.
// Who pauses there after an effect looks at the exit rules at once: its own
// step's events will not wake it.
func (r *run) enter(t *standing, block *process.CompiledBlock) landing {
	return landing{
		block: block.ID, visit: 1, entered: r.at(t), due: r.dueAt(t, block), state: models.TokenWaiting,
		woken: block.Kind == process.KindWait || (block.Kind == process.KindDelay && r.mayHaveToLeave()),
	}
}

// mayHaveToLeave reports that what was just done, or time alone, may have made something true that ends the enrollment.
func (r *run) mayHaveToLeave() bool {
	acted := r.block.Kind == process.KindOperation && len(r.compiled.ExitRules) > 0
	return acted || r.timed() || makesFalse(r.block)
}

// timed reports whether some exit rule can become true by time alone.
func (r *run) timed() bool {
	for _, e := range r.compiled.ExitRules {
		if e.Rule.TimeDependent() {
			return true
		}
	}
	return false
}

// dueAt is counted in the member's zone (PRC-4) and rounded up to the bucket.
func (r *run) dueAt(t *standing, block *process.CompiledBlock) time.Time {
	now := r.at(t)
	due := block.DueAt(now, r.memberZone(t))
	if due.Equal(now) {
		return now
	}
	return r.bucketed(due)
}

// bucketed rounds a due time up, so that members due close together run together.
func (r *run) bucketed(at time.Time) time.Time {
	cut := at.Truncate(r.service.opts.Bucket)
	if cut.Before(at) {
		cut = cut.Add(r.service.opts.Bucket)
	}
	return store.Now(cut)
}

func (r *run) failAll(code models.Code) {
	for _, t := range r.members {
		r.moves = append(r.moves, move{member: t, failure: code})
	}
}

func micros(at *time.Time) int64 {
	if at == nil {
		return 0
	}
	return at.UnixMicro()
}

// processZone is the zone in which the process's rules count.
func (s *Service) processZone(w *work, compiled *process.Compiled) (*time.Location, error) {
	account, err := s.Zone(w.Context())
	if err != nil {
		return nil, err
	}
	return compiled.Definition.Policies.Zone(account, nil), nil
}
