package services

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// entry is one object that may enter one process, and why.
type entry struct {
	process    int64
	revision   int64
	compiled   *process.Compiled
	of         subject
	lane       models.Lane
	cause      string // event kind, "segment" or "by_hand"
	causeEvent int64
	actor      models.Actor // who caused it; its chain leads here
	key        string       // makes entries of an "always" process distinct
	at         time.Time    // when the cause happened
}

// Reasons why an object did not enter (PRC-14).
const (
	refusedEntered  = "already_entered"
	refusedCoolDown = "cool_down"
	refusedChain    = "already_in_chain"
	refusedFalse    = "order_is_false"
	refusedStopped  = "process_not_active"
	refusedForbid   = "automation_stopped"
)

// enroll lets the entries in under each process's re-entry policy (PRC-3) and
// chain rule (PRC-17). Entries that may not enter are kept with their reason.
// It returns the enrollments made, in the order of the locks. The named cohorts
// are locked together with those that the enrollments may join.
func (s *Service) enroll(w *work, entries []entry, named ...int64) ([]*models.Enrollment, error) {
	slices.SortStableFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.process, b.process), cmp.Compare(a.of.id, b.of.id))
	})
	if len(entries) > 0 {
		s.reach("entries-found")
	}
	admitted, refusals, err := s.admit(w, entries)
	if err != nil {
		return nil, err
	}
	s.reach("entries-admitted")
	if err := s.lockCohorts(w, parties(admitted), named); err != nil {
		return nil, err
	}
	rows := make([]*models.Enrollment, len(admitted))
	for i, e := range admitted {
		rows[i] = e.row()
	}
	fresh, err := store.InsertNew(w.Tx, rows)
	if err != nil {
		return nil, err
	}
	var made []*models.Enrollment
	for i, row := range rows {
		if fresh[row.ID] {
			made = append(made, row)
		} else {
			refusals = append(refusals, admitted[i].refusal(refusedEntered, w.now))
		}
	}
	if err := keepRefusals(w.Tx, refusals); err != nil {
		return nil, err
	}
	return made, s.seat(w, made, admitted)
}

func (e entry) row() *models.Enrollment {
	key, exclusive := e.entryKey()
	return &models.Enrollment{
		ProcessID: e.process, RevisionID: e.revision, SubjectKind: e.of.kind, SubjectID: e.of.id,
		CustomerID: e.of.customer, OrderID: reference(e.of.order), EntryKey: key, Exclusive: exclusive, Lane: e.lane,
		State: models.EnrollmentActive, CauseEventID: reference(e.causeEvent), CauseKind: e.cause,
		ActorKind: e.actor.Kind, ActorID: e.actor.ID, Chain: encodeChain(e.actor.Chain), CreatedAt: e.at,
	}
}

// entryKey is what the database keeps unique per process and object: entering
// once ever, once at a time, or once per cause.
func (e entry) entryKey() (key string, exclusive bool) {
	policy := e.compiled.Definition.Policies.Reentry
	if policy == process.ReentryOnce || policy == "" {
		return "once", false
	}
	key = e.key
	if e.causeEvent != 0 {
		key = "event:" + strconv.FormatInt(e.causeEvent, 10)
	}
	return key, policy == process.ReentryAfterEnd
}

func (e entry) refusal(reason string, now time.Time) *models.EntryRefusal {
	return &models.EntryRefusal{
		ProcessID: e.process, SubjectKind: e.of.kind, SubjectID: e.of.id,
		Reason: reason, EventID: reference(e.causeEvent), At: now,
	}
}

// admit applies the rules that a unique index cannot: the process still runs,
// the order is not false, the chain, the cool-down.
func (s *Service) admit(w *work, entries []entry) (admitted []entry, refusals []*models.EntryRefusal, err error) {
	running, err := runningProcesses(w, entries)
	if err != nil {
		return nil, nil, err
	}
	gone, err := closedTo(w.Tx, ordersOf(entries))
	if err != nil {
		return nil, nil, err
	}
	recent, err := coolingDown(w, entries)
	if err != nil {
		return nil, nil, err
	}
	last := map[[2]int64]time.Time{} // process and object → when it entered in this very call
	for i, e := range entries {
		object := [2]int64{e.process, e.of.id}
		if current := running[e.process]; current != 0 && current != e.revision {
			return nil, nil, errRepublished
		}
		switch {
		case running[e.process] == 0:
			refusals = append(refusals, e.refusal(refusedStopped, w.now))
		case gone[e.of.order] != "":
			refusals = append(refusals, e.refusal(gone[e.of.order], w.now))
		case e.actor.Chain.Holds(e.process) && !e.compiled.Definition.Policies.Chain.AllowSelf:
			refusals = append(refusals, e.refusal(refusedChain, w.now))
		case recent[i].found || last[object].After(recent[i].since):
			refusals = append(refusals, e.refusal(refusedCoolDown, w.now))
		default:
			if !recent[i].since.IsZero() {
				last[object] = e.at
			}
			admitted = append(admitted, e)
		}
	}
	return admitted, refusals, nil
}

// errRepublished says that a process was published anew since its triggers were
// read: the objects must be judged by what runs now, in another transaction.
var errRepublished = errors.New("process was published anew")

// runningProcesses holds the processes' rows and names the revision that runs of
// each: one that is being stopped, or published anew, takes nobody in meanwhile.
func runningProcesses(w *work, entries []entry) (map[int64]int64, error) {
	var ids []int64
	for _, e := range entries {
		ids = append(ids, e.process)
	}
	var rows []models.Process
	err := w.Raw("SELECT id, revision_id FROM processes WHERE id IN ? AND state = ? AND revision_id IS NOT NULL ORDER BY id"+w.shareClause(),
		slices.Compact(ids), models.ProcessActive).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read processes: %w", err)
	}
	running := make(map[int64]int64, len(rows))
	for _, row := range rows {
		running[row.ID] = *row.RevisionID
	}
	return running, nil
}

// holdProcess keeps a process from being published or stopped until the transaction ends.
func (w *work) holdProcess(id int64) error {
	var held int64
	return wrapped("hold process", w.Raw("SELECT id FROM processes WHERE id = ?"+w.shareClause(), id).Scan(&held).Error)
}

// shareClause makes a SELECT hold its rows against change; several may hold them at once.
func (w *work) shareClause() string {
	if w.Postgres() {
		return " FOR SHARE"
	}
	return ""
}

func ordersOf(entries []entry) (orders []int64) {
	for _, e := range entries {
		if e.of.order != 0 {
			orders = append(orders, e.of.order)
		}
	}
	return orders
}

// closedTo tells which of the orders no process may touch, and why: they are
// false (ST-6), or a person stopped what goes on by itself about them (ORD-12).
func closedTo(tx *store.Tx, orders []int64) (map[int64]string, error) {
	if len(orders) == 0 {
		return nil, nil
	}
	var rows []struct {
		ID  int64
		Why string
	}
	err := tx.Raw(`SELECT order_id AS id, ? AS why FROM automation_stops WHERE order_id IN ?
		UNION ALL SELECT id, ? FROM orders WHERE id IN ? AND status = ?`,
		refusedForbid, orders, refusedFalse, orders, models.StatusFalse).Scan(&rows).Error
	closed := make(map[int64]string, len(rows))
	for _, row := range rows {
		closed[row.ID] = row.Why // false says more than stopped
	}
	return closed, wrapped("read orders", err)
}

// cooling is what a cool-down says of one entry: since when another one of the
// object is too near, counted from the entry's own cause, and whether there is one.
type cooling struct {
	since time.Time
	found bool
}

// coolingDown tells which entries come too soon after the object's previous
// one. The subject's customer is locked first, so that two entries at once see each other.
func coolingDown(w *work, entries []entry) (map[int]cooling, error) {
	var customers []int64
	for _, e := range entries {
		if e.compiled.Definition.Policies.Cooldown != nil {
			customers = append(customers, e.of.customer)
		}
	}
	if len(customers) == 0 {
		return nil, nil
	}
	if _, err := w.Lock("customers", customers...); err != nil {
		return nil, err
	}
	zone, err := w.service.Zone(w.Context())
	if err != nil {
		return nil, err
	}
	recent := map[int]cooling{}
	for i, e := range entries {
		cooldown := e.compiled.Definition.Policies.Cooldown
		if cooldown == nil {
			continue
		}
		var n int64
		since := cooldown.SubtractFrom(e.at, zone)
		err := w.Model(&models.Enrollment{}).Where("process_id = ? AND subject_kind = ? AND subject_id = ? AND created_at > ?",
			e.process, e.of.kind, e.of.id, since).Limit(1).Count(&n).Error
		if err != nil {
			return nil, fmt.Errorf("read cool-down: %w", err)
		}
		recent[i] = cooling{since, n > 0}
	}
	return recent, nil
}

// keepRefusals keeps the latest of each object and process.
func keepRefusals(tx *store.Tx, refusals []*models.EntryRefusal) error {
	latest := map[[2]int64]*models.EntryRefusal{}
	for _, r := range refusals {
		latest[[2]int64{r.ProcessID, r.SubjectID}] = r
	}
	rows := slices.DeleteFunc(refusals, func(r *models.EntryRefusal) bool { return latest[[2]int64{r.ProcessID, r.SubjectID}] != r })
	return store.Upsert(tx, rows, []string{"process_id", "subject_kind", "subject_id"}, []string{"reason", "event_id", "at"})
}

func set(ids []int64) map[int64]bool {
	m := make(map[int64]bool, len(ids))
	for _, id := range ids {
		m[id] = true
	}
	return m
}
