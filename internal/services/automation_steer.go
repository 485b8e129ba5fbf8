package services

import (
	"context"
	"time"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// Steering names one enrollment of an order, and the visit that the person saw:
// when the process has gone on meanwhile the action is refused with CodeMovedOn,
// where it has failed with CodeHasFailed.
type Steering struct {
	OrderID      int64
	EnrollmentID int64
	Visit        int
}

// farthestSnooze bounds how long an action can be put off.
const farthestSnooze = 366 * 24 * time.Hour

// Snooze puts off what an enrollment does next: the block where it stands is due
// at that time (ORD-12).
func (s *Service) Snooze(ctx context.Context, actor models.Actor, p Steering, until time.Time) error {
	return s.snooze(ctx, actor, p, "until", func(*run, *standing) time.Time { return until })
}

// SnoozeDays puts it off by so many days of the school's calendar: to the same
// time of day, counted from when it is due, or from now when it is due already.
func (s *Service) SnoozeDays(ctx context.Context, actor models.Actor, p Steering, days int) error {
	zone, err := s.Zone(ctx)
	if err != nil {
		return err
	}
	return s.snooze(ctx, actor, p, "days", func(r *run, t *standing) time.Time {
		from := t.Due
		if from.Before(r.now) {
			from = r.now
		}
		return from.In(zone).AddDate(0, 0, days)
	})
}

// snooze puts off until a time that is known where the enrollment stands; field is what the person gave.
func (s *Service) snooze(ctx context.Context, actor models.Actor, p Steering, field string, when func(*run, *standing) time.Time) error {
	return s.steer(ctx, actor, p, models.HistoryAutomationSnoozed, func(r *run, t *standing) (landing, data, error) {
		until := store.Now(when(r, t))
		switch {
		case !until.After(r.now):
			return landing{}, nil, models.NewFieldError(field, models.CodeTimePassed, "value", until.Format(time.RFC3339))
		case until.After(r.now.Add(farthestSnooze)):
			return landing{}, nil, models.NewFieldError(field, models.CodeInvalidTime, "value", until.Format(time.RFC3339))
		}
		d := data{"from": t.Due, "until": until}
		r.noteSteering(t, "snooze", models.StepSnoozed, d)
		to := r.again(t)
		to.due = r.bucketed(until)
		return to, d, nil
	})
}

// DoNow makes the block where an enrollment stands due at once. Exit rules and
// guards hold as ever (ORD-12).
func (s *Service) DoNow(ctx context.Context, actor models.Actor, p Steering) error {
	return s.steer(ctx, actor, p, models.HistoryAutomationHurried, func(r *run, t *standing) (landing, data, error) {
		d := data{"from": t.Due}
		r.noteSteering(t, "do_now", models.StepHurried, d)
		to := r.again(t)
		to.due = r.now
		return to, d, nil
	})
}

// SkipNext leaves out what an enrollment does next: it goes on behind the next
// operation, by its normal exit, without its effect. Pauses behind it count from
// the time at which it would have been done, so that nothing comes earlier (ORD-12).
func (s *Service) SkipNext(ctx context.Context, actor models.Actor, p Steering) error {
	return s.steer(ctx, actor, p, models.HistoryAutomationSkipped, func(r *run, t *standing) (landing, data, error) {
		ahead, err := r.ahead(t)
		if err != nil {
			return landing{}, nil, err
		}
		if err := skippable(ahead); err != nil {
			return landing{}, nil, err
		}
		return r.behind(t, ahead)
	})
}

// skippable refuses where no operation comes any more.
func skippable(ahead process.Ahead) error {
	if ahead.Block == nil || ahead.Block.Kind != process.KindOperation {
		return models.NewError(models.CodeNothingToSkip)
	}
	return nil
}

// behind journals the way to the operation and past it, and lands behind it.
func (r *run) behind(t *standing, ahead process.Ahead) (landing, data, error) {
	exit, _ := ahead.Block.SkipExit()
	way := append(ahead.Passed, process.Passed{Block: ahead.Block, Exit: exit})
	d := data{"skipped": ahead.Block.ID}
	visit, now := t.Visit, r.now
	for _, passed := range way {
		r.steps = append(r.steps, &models.Step{
			ProcessID: t.ProcessID, EnrollmentID: t.EnrollmentID, Token: t.Token.Token, Visit: visit, Block: passed.Block.ID, Kind: "skip", Exit: passed.Exit,
			Result: models.StepSkipped, Data: encode(r.byPerson(d)), Due: t.Due, At: now,
		})
		visit++
	}
	next, _ := process.Next(r.compiled, ahead.Block.ID, exit)
	r.now = ahead.At // what follows keeps its time
	to := r.enter(t, r.compiled.BlockByID(next))
	r.now = now
	to.visit, to.entered, to.woken = len(way), now, true
	return to, d, nil
}

// again is the same block at a new visit: whatever was asked of the visit before is void.
func (r *run) again(t *standing) landing {
	return landing{block: t.Block, visit: 1, entered: t.EnteredAt, due: t.Due, woken: r.block.Rests(), state: models.TokenWaiting}
}

// noteSteering journals a person's word about the present visit.
func (r *run) noteSteering(t *standing, kind, result string, d data) {
	r.steps = append(r.steps, &models.Step{
		ProcessID: t.ProcessID, EnrollmentID: t.EnrollmentID, Token: t.Token.Token, Visit: t.Visit, Block: t.Block, Kind: kind,
		Result: result, Data: encode(r.byPerson(d)), Due: t.Due, At: r.now,
	})
}

func (r *run) byPerson(d data) data {
	all := byWhom(r.person)
	for key, value := range d {
		all[key] = value
	}
	return all
}

// steer changes where one enrollment stands, under the locks that a running
// block takes, and makes its cohort look.
func (s *Service) steer(ctx context.Context, actor models.Actor, p Steering, kind string, how func(*run, *standing) (landing, data, error)) error {
	if err := actor.Demand(models.RightOrderWrite); err != nil {
		return err
	}
	return s.write(ctx, func(w *work) error {
		if _, err := w.takeOrder(actor, p.OrderID, 0); err != nil {
			return err
		}
		if err := lockCohortsOf(w, "id = ?", p.EnrollmentID); err != nil {
			return err
		}
		if _, err := w.Lock("enrollments", p.EnrollmentID); err != nil {
			return err
		}
		t, err := steered(w, p)
		if err != nil {
			return err
		}
		err = s.byPlace(w, []*standing{t}, func(r *run, _ []*standing) error {
			r.person = actor
			return r.steerTo(t, kind, how)
		})
		if err != nil {
			return err
		}
		w.made(string(models.SubjectOrder), p.OrderID)
		return touch(w, []int64{t.EnrollmentID})
	})
}

func (r *run) steerTo(t *standing, kind string, how func(*run, *standing) (landing, data, error)) error {
	if err := r.readZones([]*standing{t}); err != nil {
		return err
	}
	to, d, err := how(r, t)
	if err != nil {
		return err
	}
	if err := r.keepSteps(r.steps); err != nil {
		return err
	}
	d["process"], d["enrollment"], d["block"] = t.ProcessID, t.EnrollmentID, t.Block
	r.note(*t.OrderID, r.person, kind, d)
	return r.move(to, []int64{t.EnrollmentID})
}

// steered is the order's enrollment where the person saw it.
func steered(w *work, p Steering) (*standing, error) {
	rows, err := standings(w.Tx, "t.enrollment_id = ? AND e.order_id = ?", p.EnrollmentID, p.OrderID)
	switch {
	case err != nil:
		return nil, err
	case len(rows) == 0:
		return nil, models.NewError(models.CodeNotFound, "kind", "enrollment", "id", p.EnrollmentID)
	case rows[0].Visit != p.Visit:
		return nil, models.NewError(models.CodeMovedOn, "id", p.EnrollmentID)
	default:
		return rows[0], steerable(rows[0])
	}
}

// steerable refuses an enrollment that does not wait: it has failed, or is over.
func steerable(t *standing) error {
	switch {
	case t.EnrollmentState == models.EnrollmentFailed:
		return models.NewError(models.CodeHasFailed, "id", t.EnrollmentID)
	case t.EnrollmentState != models.EnrollmentActive, t.State != models.TokenWaiting:
		return models.NewError(models.CodeMovedOn, "id", t.EnrollmentID)
	default:
		return nil
	}
}
