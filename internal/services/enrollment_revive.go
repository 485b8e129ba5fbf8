package services

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// reviveAtOnce is how many failed enrollments one transaction puts back.
const reviveAtOnce = 500

// FailedFilter selects failed enrollments of one process; zero values of the rest select all.
type FailedFilter struct {
	ProcessID int64
	Block     string
	Failure   models.Code
}

// RetryEnrollments puts failed enrollments back on the block where they failed,
// all of them or none. They join an open cohort again (PRC-8).
func (s *Service) RetryEnrollments(ctx context.Context, actor models.Actor, ids []int64) error {
	return s.revive(ctx, actor, ids, retried)
}

// SkipEnrollments lets failed enrollments leave their block by its normal exit,
// without its effect, all of them or none (PRC-8).
func (s *Service) SkipEnrollments(ctx context.Context, actor models.Actor, ids []int64) error {
	return s.revive(ctx, actor, ids, skipped)
}

// RetryFailed retries every enrollment that the filter selects, in transactions
// of five hundred, and tells how many there were (PRC-8).
func (s *Service) RetryFailed(ctx context.Context, actor models.Actor, f FailedFilter) (int, error) {
	return s.reviveFailed(ctx, actor, f, retried)
}

// SkipFailed skips every enrollment that the filter selects; see RetryFailed.
func (s *Service) SkipFailed(ctx context.Context, actor models.Actor, f FailedFilter) (int, error) {
	return s.reviveFailed(ctx, actor, f, skipped)
}

// reviveFailed takes those that have failed by now: who fails again while it
// runs is not taken twice. One that somebody else revives meanwhile is left to him.
func (s *Service) reviveFailed(ctx context.Context, actor models.Actor, f FailedFilter, how reviving) (total int, err error) {
	if err := actor.Demand(models.RightEnrollmentWrite); err != nil {
		return 0, err
	}
	if err := s.one(ctx, new(models.Process), "processes", f.ProcessID); err != nil {
		return 0, err
	}
	ids, err := s.failed(ctx, f)
	if err != nil {
		return 0, err
	}
	for chunk := range slices.Chunk(ids, reviveAtOnce) {
		n, err := s.reviveChunk(ctx, actor, chunk, total, how)
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}

// reviveChunk revives those of the enrollments that are failed still, after so
// many of other chunks; it looks again when somebody else came between.
func (s *Service) reviveChunk(ctx context.Context, actor models.Actor, ids []int64, before int, how reviving) (n int, err error) {
	for {
		err = s.write(ctx, func(w *work) error {
			members, err := failedAmong(w, ids)
			n = len(members)
			if err != nil {
				return err
			}
			w.madeAll(Made{Kind: "enrollment", Count: before + n})
			return s.reviveAll(w, actor, members, how)
		})
		if !models.IsCode(err, models.CodeNotFailed) {
			return n, err
		}
	}
}

func (s *Service) failed(ctx context.Context, f FailedFilter) (ids []int64, err error) {
	where, args := "e.process_id = ? AND e.state = ?", []any{f.ProcessID, models.EnrollmentFailed}
	if f.Block != "" {
		where, args = where+" AND t.block = ?", append(args, f.Block)
	}
	if f.Failure != "" {
		where, args = where+" AND t.error = ?", append(args, string(f.Failure))
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw("SELECT e.id FROM enrollments e JOIN tokens t ON t.enrollment_id = e.id AND t.token = 0 WHERE "+where+" ORDER BY e.id", args...).Scan(&ids).Error
	})
	return ids, wrapped("find failed enrollments", err)
}

// reviving is a way in which a failed member goes on: it journals who let it
// and says where it lands.
type reviving func(r *run, actor models.Actor, t *standing) (landing, error)

// retried lands on the same block again. The failed visit has its entry; who
// tried again gets one of his own.
func retried(r *run, actor models.Actor, t *standing) (landing, error) {
	t.Visit++
	r.steps = append(r.steps, &models.Step{
		ProcessID: t.ProcessID, EnrollmentID: t.EnrollmentID, Token: t.Token.Token, Visit: t.Visit, Block: t.Block, Kind: "retry",
		Result: models.StepRetried, Data: encode(byWhom(actor)), Due: r.now, At: r.now,
	})
	to := landing{block: t.Block, visit: 2, entered: r.now, due: r.now, state: models.TokenWaiting}
	if r.block.Rests() && !t.due(r.now) { // the rest of the pause
		to.due, to.woken = t.Due, true
	}
	return to, nil
}

// skipped leaves as one for whom nothing was done and no rule came true. At an
// end there is nothing to skip.
func skipped(r *run, actor models.Actor, t *standing) (landing, error) {
	exit, ok := r.block.SkipExit()
	if !ok {
		return retried(r, actor, t)
	}
	t.Visit++
	t.Due = r.now // what follows counts from the person's word
	to, err := r.land(move{member: t, exit: exit, result: models.StepSkipped, data: byWhom(actor)})
	to.visit++
	return to, err
}

// byWhom names the author of a step that no block took.
func byWhom(actor models.Actor) data {
	d := data{"by": string(actor.Kind)}
	if actor.ID != 0 {
		d["id"] = actor.ID
	}
	return d
}

func (s *Service) revive(ctx context.Context, actor models.Actor, ids []int64, how reviving) error {
	if err := actor.Demand(models.RightEnrollmentWrite); err != nil {
		return err
	}
	return s.write(ctx, func(w *work) error {
		members, err := failedOnly(w, ids)
		if err != nil {
			return err
		}
		w.madeSome(ids)
		return s.reviveAll(w, actor, members, how)
	})
}

// madeSome names enrollments to which an action is done: the first, and how many.
func (w *work) madeSome(ids []int64) {
	if len(ids) > 0 {
		w.madeAll(Made{Kind: "enrollment", ID: ids[0], Count: len(ids)})
	}
}

// reviveAll takes seats in open cohorts, then locks the enrollments and looks
// again: who was revived or stopped meanwhile makes the call a CodeNotFailed.
func (s *Service) reviveAll(w *work, actor models.Actor, members []*models.Enrollment, how reviving) error {
	ids := idsOfEnrollments(members)
	if len(ids) == 0 {
		return nil
	}
	seats, err := s.takeSeats(w, members)
	if err != nil {
		return err
	}
	if _, err := w.Lock("enrollments", ids...); err != nil {
		return err
	}
	s.reach("failed-locked")
	if _, err := failedOnly(w, ids); err != nil {
		return err
	}
	if err := s.replace(w, actor, ids, how); err != nil {
		return err
	}
	if err := takePlaces(w, members, seats); err != nil {
		return err
	}
	s.log.InfoContext(w.Context(), "enrollments revived", "count", len(ids), "staff_id", actor.ID)
	return wrapped("revive enrollments", w.Exec("UPDATE enrollments SET state = ? WHERE id IN ?", models.EnrollmentActive, ids).Error)
}

// replace puts the failed tokens where they go on, those of one block together.
func (s *Service) replace(w *work, actor models.Actor, ids []int64, how reviving) error {
	rows, err := standings(w.Tx, "t.enrollment_id IN ? AND t.state = ?", ids, models.TokenFailed)
	if err != nil {
		return err
	}
	return s.byPlace(w, rows, func(r *run, members []*standing) error {
		return r.reviveTogether(actor, members, how)
	})
}

func (r *run) reviveTogether(actor models.Actor, members []*standing, how reviving) error {
	if err := r.readZones(members); err != nil {
		return err
	}
	groups := map[landing][]int64{}
	var order []landing
	for _, t := range members {
		to, err := how(r, actor, t)
		if err != nil {
			return err
		}
		if groups[to] == nil {
			order = append(order, to)
		}
		groups[to] = append(groups[to], t.EnrollmentID)
	}
	if err := r.keepSteps(r.steps); err != nil {
		return err
	}
	for _, to := range order {
		if err := r.move(to, groups[to]); err != nil {
			return err
		}
	}
	return nil
}

// takePlaces seats the members' tokens.
func takePlaces(w *work, members []*models.Enrollment, seats []seat) error {
	groups := map[seat][]int64{}
	for i, e := range members {
		groups[seats[i]] = append(groups[seats[i]], e.ID)
	}
	for _, at := range slices.SortedFunc(maps.Keys(groups), seat.compare) {
		err := w.Exec("UPDATE tokens SET cohort_id = ?, wake = ? WHERE enrollment_id IN ?", at.cohort, at.wake, groups[at]).Error
		if err != nil {
			return fmt.Errorf("seat members: %w", err)
		}
	}
	return nil
}

// failedAmong are those of the enrollments that are failed now, ascending.
func failedAmong(w *work, ids []int64) (rows []*models.Enrollment, err error) {
	err = w.Where("id IN ? AND state = ?", ids, models.EnrollmentFailed).Order("id").Find(&rows).Error
	return rows, wrapped("read enrollments", err)
}

// revivable refuses an enrollment that has not failed.
func revivable(id int64, state string) error {
	if state != models.EnrollmentFailed {
		return models.NewError(models.CodeNotFailed, "id", id, "state", state)
	}
	return nil
}

// EnrollmentMay is what a person may do with an enrollment (PRC-8).
type EnrollmentMay struct {
	Retry Permission
	Skip  Permission
	Stop  Permission // of one that is over it changes nothing
}

// MayWithEnrollment tells what the actor may do with an enrollment that they see.
func MayWithEnrollment(actor models.Actor, e *models.Enrollment) EnrollmentMay {
	write := actor.Demand(models.RightEnrollmentWrite)
	again := Permission{Refusal: cmp.Or(write, revivable(e.ID, e.State))}
	return EnrollmentMay{Retry: again, Skip: again, Stop: Permission{Refusal: write}}
}

// failedOnly reads the enrollments, ascending, and refuses those that have not failed.
func failedOnly(w *work, ids []int64) ([]*models.Enrollment, error) {
	var rows []*models.Enrollment
	if err := w.Where("id IN ?", ids).Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read enrollments: %w", err)
	}
	found := map[int64]string{}
	for _, e := range rows {
		found[e.ID] = e.State
	}
	for _, id := range ids {
		if found[id] == "" {
			return nil, models.NewError(models.CodeNotFound, "kind", "enrollment", "id", id)
		}
		if err := revivable(id, found[id]); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func idsOfEnrollments(rows []*models.Enrollment) []int64 {
	ids := make([]int64, len(rows))
	for i, e := range rows {
		ids[i] = e.ID
	}
	return ids
}
