package services

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// ExecuteBlock runs one block for the asked members, those that stand at the
// asked block and visit and are due or woken, in one transaction with journal,
// effects, history and events. It answers for every member asked where the
// database has it now, so that a retry, an operator's move and a second driver are one case.
//
// One bad member never holds back the rest: when the fault lies in the data,
// the batch is halved down to the member, which is tried again later (PRC-8).
func (s *Service) ExecuteBlock(ctx context.Context, ask process.ExecuteRequest) (process.ExecuteResult, error) {
	if s.virtual() {
		return s.executeMoments(ctx, ask)
	}
	positions, err := s.executeBatch(ctx, ask, nil)
	if err != nil && isMemberFault(err) {
		positions, err = s.executeHalves(ctx, ask, err)
	}
	return process.ExecuteResult{Positions: positions, Clock: s.wireClock()}, err
}

// executeMoments runs, on a virtual clock, the members of each due time by
// themselves, at that time: however far the clock was moved at once, everything
// is dated when it fell due. Blocks whose effect is dated member by member take
// them all at once.
func (s *Service) executeMoments(ctx context.Context, ask process.ExecuteRequest) (process.ExecuteResult, error) {
	result := process.ExecuteResult{Clock: s.wireClock()}
	together, err := s.datesMembers(ctx, ask)
	if err != nil {
		return result, err
	}
	moments := map[int64][]process.Position{}
	for _, p := range ask.Members {
		key := p.Due
		if together {
			key = 0
		}
		moments[key] = append(moments[key], p)
	}
	for _, due := range slices.Sorted(maps.Keys(moments)) {
		part := ask
		part.Members = moments[due]
		positions, err := s.executeBatch(ctx, part, nil)
		if err != nil && isMemberFault(err) {
			positions, err = s.executeHalves(ctx, part, err)
		}
		if err != nil {
			return result, err
		}
		result.Positions = append(result.Positions, positions...)
	}
	return result, nil
}

// datesMembers reports whether the block writes nothing but rows that carry
// each member's own moment, and looks at no rule that time alone may change.
func (s *Service) datesMembers(ctx context.Context, ask process.ExecuteRequest) (dates bool, err error) {
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		var cohort models.Cohort
		if err := tx.Take(&cohort, ask.Cohort).Error; err != nil {
			return fmt.Errorf("read cohort %d: %w", ask.Cohort, err)
		}
		compiled, err := s.revision(tx, cohort.RevisionID)
		if err != nil {
			return err
		}
		block := compiled.Block(ask.Block)
		dates = block != nil && datedByMember(block) &&
			!slices.ContainsFunc(compiled.ExitRules, func(e process.CompiledExitRule) bool { return e.Rule.TimeDependent() })
		return nil
	})
	return dates, err
}

func datedByMember(b *process.CompiledBlock) bool {
	switch b.Kind {
	case process.KindStart, process.KindDelay, process.KindEnd:
		return true
	case process.KindOperation:
		switch b.Params.(process.Operation).Operation {
		case process.OpSendLetter, process.OpSendPaymentLink, process.OpComment:
			return true
		default:
			return false
		}
	default:
		return false
	}
}

func (s *Service) executeHalves(ctx context.Context, ask process.ExecuteRequest, cause error) ([]process.Position, error) {
	if len(ask.Members) == 1 {
		return s.executeBatch(ctx, ask, cause)
	}
	var all []process.Position
	half := len(ask.Members) / 2
	for _, members := range [][]process.Position{ask.Members[:half], ask.Members[half:]} {
		part := ask
		part.Members = members
		result, err := s.ExecuteBlock(ctx, part)
		if err != nil {
			return nil, err
		}
		all = append(all, result.Positions...)
	}
	return all, nil
}

// isMemberFault tells a fault of some member's data, which a smaller batch
// leaves behind, from trouble with the database itself.
func isMemberFault(err error) bool {
	var domain *models.Error
	return store.IsData(err) || errors.As(err, &domain) && domain.Code != models.CodeUnavailable
}

// run is one execution under way.
type run struct {
	*work
	compiled *process.Compiled
	block    *process.CompiledBlock
	zone     *time.Location
	members  []*standing // ready ones that are still to be decided
	moves    []move
	steps    []*models.Step
	zones    map[int64]*time.Location // of customers, when days are counted there
	person   models.Actor             // who steers; empty for a step of the process
}

// move is what became of a ready member.
type move struct {
	member *standing
	exit   string           // leaves the block here; "" for the other cases
	data   data             // for the journal
	rule   *segment.Segment // that was found true, for the journal's cause
	result string           // models.StepDone unless said otherwise

	ends    string     // ends the enrollment with this outcome
	lookAt  *time.Time // stays where it is, to be looked at again
	stays   bool
	retry   *time.Time // stays and is due then
	failure models.Code

	waitsFor models.Code // why it is due again at retry, which is no failure
}

// executeBatch is one transaction. fault is nil, or what the only member is
// known to break: then it is not tried but counted and put off.
func (s *Service) executeBatch(ctx context.Context, ask process.ExecuteRequest, fault error) ([]process.Position, error) {
	var positions []process.Position
	ids := memberIDs(ask.Members)
	err := s.write(ctx, func(w *work) (err error) {
		defer s.rescue(ctx, &err)
		r, err := s.begin(w, ask, ids)
		if err != nil || r == nil {
			return err
		}
		if fault != nil {
			r.failAll(models.CodeOf(fault))
		} else if err := r.decide(); err != nil {
			return err
		}
		if err := r.settle(); err != nil {
			return err
		}
		positions, err = positionsOf(w.Tx, r.compiled, "t.enrollment_id IN ?", ids)
		return err
	})
	return positions, err
}

// begin takes the locks in their order, then reads in a later statement where the members stand.
func (s *Service) begin(w *work, ask process.ExecuteRequest, ids []int64) (*run, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var cohort models.Cohort
	if err := w.Take(&cohort, ask.Cohort).Error; err != nil {
		return nil, fmt.Errorf("read cohort %d: %w", ask.Cohort, err)
	}
	compiled, err := s.revision(w.Tx, cohort.RevisionID)
	if err != nil {
		return nil, err
	}
	block := compiled.Block(ask.Block)
	if block == nil {
		return nil, fmt.Errorf("revision %d has no block %d", cohort.RevisionID, ask.Block)
	}
	if err := lockSubjects(w, block, ids); err != nil {
		return nil, err
	}
	if _, err := w.Lock("enrollments", ids...); err != nil {
		return nil, err
	}
	s.reach("members-locked")
	rows, err := standings(w.Tx, "t.enrollment_id IN ?", ids)
	if err != nil {
		return nil, err
	}
	w.now = s.frozen(w.now, ask.Members)
	zone, err := s.processZone(w, compiled)
	r := &run{work: w, compiled: compiled, block: block, zone: zone}
	r.members = ready(rows, ask, block.ID, w.now)
	return r, err
}

// lockSubjects locks what the block's effect will lock anyway, ahead of the
// enrollments. Which rows those are is read unlocked: an enrollment never changes its object.
func lockSubjects(w *work, block *process.CompiledBlock, ids []int64) error {
	table, column := "", ""
	operation, ok := block.Params.(process.Operation)
	switch {
	case !ok:
		return nil
	case operation.Operation == process.OpCreateOrder:
		table, column = "customers", "customer_id"
	case operation.Operation == process.OpChangeStatus:
		table, column = "orders", "order_id"
	default:
		return nil
	}
	var rows []int64
	err := w.Raw("SELECT DISTINCT "+column+" FROM enrollments WHERE id IN ? AND "+column+" IS NOT NULL", ids).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("find subjects: %w", err)
	}
	if _, err = w.Lock(table, rows...); err != nil {
		return err
	}
	switch {
	case operation.Operation == process.OpCreateOrder:
		return lockReplaced(w, operation.Params.(process.CreateOrder).Offer, rows)
	case makesFalse(block):
		return lockCohortsOf(w, "order_id IN ? AND state IN ('active', 'failed')", rows)
	default:
		return nil
	}
}

// lockReplaced locks the open orders of the customers where the offer's policy
// cancels one of them for the new one (ORD-13).
func lockReplaced(w *work, offer string, customers []int64) error {
	var policies []string
	if err := w.Raw("SELECT duplicate_policy FROM offers WHERE code = ?", offer).Scan(&policies).Error; err != nil {
		return fmt.Errorf("find offer: %w", err)
	}
	if !slices.Contains(policies, models.DuplicateReplace) {
		return nil
	}
	var orders []int64
	err := w.Raw("SELECT id FROM orders WHERE customer_id IN ? AND status || '' NOT IN ?", customers, closedStatuses).Scan(&orders).Error
	if err != nil {
		return fmt.Errorf("find open orders: %w", err)
	}
	_, err = w.Lock("orders", orders...)
	return err
}

// makesFalse reports a block that makes orders false, which ends all that goes on about them (ST-6).
func makesFalse(block *process.CompiledBlock) bool {
	operation, _ := block.Params.(process.Operation)
	change, ok := operation.Params.(process.ChangeStatus)
	return ok && change.Status == models.StatusFalse
}

// frozen is the batch's now: the clock or the latest asked due time, so that no
// decision compares the clocks of two machines. On a virtual clock it is the
// latest due time that has come.
func (s *Service) frozen(now time.Time, asked []process.Position) time.Time {
	if s.virtual() {
		return latestDue(now, asked)
	}
	for _, p := range asked {
		if due := time.UnixMicro(p.Due).UTC(); !p.Woken && due.After(now) {
			now = due
		}
	}
	return now
}

// latestDue is the latest due time up to now; now itself where nothing is due.
func latestDue(now time.Time, asked []process.Position) time.Time {
	latest := time.Time{}
	for _, p := range asked {
		if due := time.UnixMicro(p.Due).UTC(); due.After(latest) && !due.After(now) {
			latest = due
		}
	}
	if latest.IsZero() {
		return now
	}
	return latest
}

// at is the member's own moment: on a virtual clock when it fell due.
func (r *run) at(t *standing) time.Time {
	if r.service.virtual() && t.due(r.now) {
		return t.Due
	}
	return r.now
}

// dated runs fn, which notes things about the member, at the member's own moment.
func (r *run) dated(t *standing, fn func()) {
	now := r.now
	r.now = r.at(t)
	fn()
	r.now = now
}

// ready keeps the members that stand where they were asked for and may act.
func ready(rows []*standing, ask process.ExecuteRequest, block string, now time.Time) []*standing {
	asked := make(map[int64]process.Position, len(ask.Members))
	for _, p := range ask.Members {
		asked[p.Enrollment] = p
	}
	return slices.DeleteFunc(rows, func(t *standing) bool {
		p := asked[t.EnrollmentID]
		stands := t.State == models.TokenWaiting && t.EnrollmentState == models.EnrollmentActive &&
			t.Block == block && t.Visit == int(p.Visit)
		return !stands || (!t.Woken && !t.due(now) && !t.looks(now))
	})
}

func (t *standing) due(now time.Time) bool   { return !t.Due.After(now) }
func (t *standing) looks(now time.Time) bool { return t.LookAt != nil && !t.LookAt.After(now) }

// decide applies exit rules first, then the block (PRC-6). An end needs none:
// it has no effect, and what led there should name the outcome.
func (r *run) decide() error {
	if r.block.Kind != process.KindEnd {
		if err := r.decideExits(); err != nil {
			return err
		}
	}
	if len(r.members) == 0 {
		return nil
	}
	behave, ok := behaviours[r.block.Kind]
	if !ok {
		return fmt.Errorf("block kind %q has no behaviour", r.block.Kind)
	}
	return behave(r)
}
