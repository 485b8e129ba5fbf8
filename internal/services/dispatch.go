package services

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// eventTries is how often an event is tried before it is parked.
const eventTries = 5

// Dispatch takes up to limit pending events of the lane, the oldest first, and
// does in one transaction what follows from them: objects enter processes,
// enrollments of the customers are woken, the events are marked done. It
// returns how many events it settled. Several relays at once share the work.
func (s *Service) Dispatch(ctx context.Context, lane models.Lane, limit int) (int, error) {
	events, err := s.dispatchBatch(ctx, lane, limit)
	if errors.Is(err, errRepublished) {
		s.forgetTriggers()
		events, err = s.dispatchBatch(ctx, lane, limit)
	}
	n := len(events)
	switch {
	case err == nil:
		s.sweepOutbox(ctx, n)
		return n, nil
	case n == 0 || !store.IsData(err) && !errors.Is(err, errPanicked):
		return n, err
	case n > 1:
		return s.Dispatch(ctx, lane, n/2)
	default:
		return 1, s.setAside(ctx, lane, events[0], err)
	}
}

// sweepEvery is after how many settled events the outbox is swept: a claim that
// walks past so many takes 0.3 ms.
const sweepEvery = 5000

func (s *Service) sweepOutbox(ctx context.Context, n int) {
	if s.unswept.Add(int64(n)) < sweepEvery {
		return
	}
	s.unswept.Store(0)
	if err := s.store.Sweep(ctx, "outbox"); err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "outbox not swept", "error", err)
	}
}

// dispatchBatch is one transaction; claimed are the events that it took, also when it failed.
func (s *Service) dispatchBatch(ctx context.Context, lane models.Lane, limit int) (claimed []*models.Event, err error) {
	err = s.write(ctx, func(w *work) (err error) {
		defer s.rescue(ctx, &err)
		claimed, err = claimEvents(w, lane, limit)
		if err != nil || len(claimed) == 0 {
			return err
		}
		short, err := parkLongChains(w, claimed)
		if err != nil {
			return err
		}
		return s.carryOut(w, claimed, short)
	})
	return claimed, err
}

// carryOut wakes those whom the events concern, and lets in what the entering
// ones bring about: an event that may start nothing more still happened.
func (s *Service) carryOut(w *work, events, entering []*models.Event) error {
	entries, err := s.entries(w, entering)
	if err != nil {
		return err
	}
	customers, except := awakened(events)
	asleep, err := cohortsAsleep(w, customers, except)
	if err != nil {
		return err
	}
	if _, err := s.enroll(w, entries, asleep...); err != nil {
		return err
	}
	if err := wake(w, customers, except, asleep); err != nil {
		return err
	}
	return s.releaseFailed(w, customers)
}

// claimEvents takes the oldest events that nobody else has out of the outbox.
func claimEvents(w *work, lane models.Lane, limit int) (events []*models.Event, err error) {
	const due = "SELECT event_id FROM outbox WHERE lane = ? AND NOT parked AND (next_try IS NULL OR next_try <= ?) AND occurred_at <= ? ORDER BY event_id LIMIT ?"
	args := []any{lane, lane, w.now, w.service.heldAfter(), limit}
	if w.Postgres() {
		err = w.Raw("WITH taken AS (DELETE FROM outbox WHERE lane = ? AND event_id = ANY(ARRAY("+due+` FOR UPDATE SKIP LOCKED)) RETURNING event_id)
			SELECT e.* FROM taken JOIN events e ON e.id = taken.event_id ORDER BY e.id`, args...).Scan(&events).Error
		return events, wrapped("claim events", err)
	}
	var ids []int64
	err = w.Raw("DELETE FROM outbox WHERE lane = ? AND event_id IN ("+due+") RETURNING event_id", args...).Scan(&ids).Error
	if err != nil || len(ids) == 0 {
		return nil, wrapped("claim events", err)
	}
	err = w.Raw("SELECT * FROM events WHERE id IN ? ORDER BY id", ids).Scan(&events).Error
	return events, wrapped("read events", err)
}

// setAside raises the tries of the event and parks it after the last one. A
// parked event lets nobody in, but it still wakes those whom it concerns.
func (s *Service) setAside(ctx context.Context, lane models.Lane, e *models.Event, cause error) error {
	parked := false
	err := s.write(ctx, func(w *work) error {
		var attempts []int
		err := w.Raw("SELECT attempts FROM outbox WHERE lane = ? AND event_id = ? AND NOT parked"+w.LockClause(), lane, e.ID).Scan(&attempts).Error
		if err != nil || len(attempts) == 0 { // another relay settled it
			return wrapped("read tries", err)
		}
		parked = attempts[0]+1 >= eventTries
		return w.Exec("UPDATE outbox SET attempts = attempts + 1, next_try = ?, parked = ?, error = ? WHERE lane = ? AND event_id = ?",
			w.now.Add(time.Second<<min(attempts[0], 8)), parked, string(models.CodeOf(cause)), lane, e.ID).Error
	})
	if err != nil || !parked {
		return err
	}
	s.log.ErrorContext(ctx, "event parked", "event_id", e.ID, "kind", e.Kind, "error", cause)
	return s.write(ctx, func(w *work) (err error) {
		defer s.rescue(ctx, &err)
		return s.carryOut(w, []*models.Event{e}, nil)
	})
}

// parkLongChains puts claimed events whose chain of causes is longer than
// MaxChain back, parked, and answers with the others (PRC-17).
func parkLongChains(w *work, events []*models.Event) (short []*models.Event, err error) {
	var long []*models.OutboxEntry
	var ids []int64
	for _, e := range events {
		if len(chainOf(e)) > models.MaxChain {
			long = append(long, &models.OutboxEntry{
				Lane: e.Lane, EventID: e.ID, OccurredAt: e.OccurredAt, Parked: true, Error: string(models.CodeChainTooLong),
			})
			ids = append(ids, e.ID)
		} else {
			short = append(short, e)
		}
	}
	if len(long) > 0 {
		w.service.log.WarnContext(w.Context(), "chain of causes too long", "event_ids", ids)
	}
	return short, store.Insert(w.Tx, long)
}

// awakened gathers whose enrollments the events wake. An enrollment whose own
// steps alone caused its customer's events is left out: a step looks at the exit rules itself.
func awakened(events []*models.Event) (customers, except []int64) {
	own := map[int64]int64{}
	for _, e := range events {
		if e.CustomerID == nil {
			continue
		}
		by := int64(0)
		if e.EnrollmentID != nil {
			by = *e.EnrollmentID
		}
		if before, seen := own[*e.CustomerID]; seen && before != by {
			by = 0
		}
		own[*e.CustomerID] = by
	}
	for customer, by := range own {
		customers = append(customers, customer)
		if by != 0 {
			except = append(except, by)
		}
	}
	slices.Sort(customers)
	slices.Sort(except)
	return customers, except
}

// entries finds which objects the events let into which processes. The trigger
// matches the event's data; its rule asks the present state.
func (s *Service) entries(w *work, events []*models.Event) ([]entry, error) {
	active, err := s.activeTriggers(w.Tx)
	if err != nil {
		return nil, err
	}
	var entries []entry
	for _, t := range active {
		var candidates []entry
		for _, e := range events {
			if of, ok := t.subjectOf(e); ok {
				candidates = append(candidates, t.entry(e, of))
			}
		}
		if t.rule != nil {
			if candidates, err = s.holding(w, t, candidates); err != nil {
				return nil, err
			}
		}
		entries = append(entries, candidates...)
	}
	return entries, nil
}

// holding keeps the candidates for which the trigger's rule is true now, in the process's zone.
func (s *Service) holding(w *work, t trigger, candidates []entry) ([]entry, error) {
	ids := make([]int64, len(candidates))
	for i, c := range candidates {
		ids[i] = c.of.id
	}
	zone, err := s.processZone(w, t.compiled)
	if err != nil {
		return nil, err
	}
	match, err := s.matching(w.Tx, t.rule, ids, segment.Clock{Now: w.now, Zone: zone})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(candidates, func(e entry) bool { return !match[e.of.id] }), nil
}

// subjectOf says which object of the process's kind the event lets in, if its
// kind and data match the trigger.
func (t trigger) subjectOf(e *models.Event) (subject, bool) {
	if e.CustomerID == nil || !t.accepts.Accepts(e.Kind, []byte(e.Data)) {
		return subject{}, false
	}
	of := subject{customer: *e.CustomerID}
	if e.OrderID != nil {
		of.order = *e.OrderID
	}
	switch t.subject {
	case models.SubjectCustomer:
		of.kind, of.id, of.order = models.SubjectCustomer, of.customer, 0
	case models.SubjectOrder:
		of.kind, of.id = models.SubjectOrder, of.order
	default:
		of.kind, of.id = e.SubjectKind, e.SubjectID
	}
	return of, of.id != 0 && of.kind == t.subject
}

func (t trigger) entry(e *models.Event, of subject) entry {
	return entry{
		process: t.process, revision: t.revision, compiled: t.compiled, of: of, lane: e.Lane,
		cause: string(e.Kind), causeEvent: e.ID, at: e.OccurredAt,
		actor: models.Actor{Kind: e.ActorKind, ID: e.ActorID, EnrollmentID: e.EnrollmentID, Chain: chainOf(e)},
	}
}

func chainOf(e *models.Event) models.Chain {
	var chain models.Chain
	_ = json.Unmarshal([]byte(e.Chain), &chain)
	return chain
}
