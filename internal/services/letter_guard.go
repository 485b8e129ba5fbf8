package services

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/models"
)

// lockGuarded locks what the guards of letters may speak of. Who takes money for
// any order locks its customer first.
func lockGuarded(w *work, letters []int64) error {
	var of []struct {
		CustomerID int64
		OrderID    *int64
	}
	err := w.Raw("SELECT DISTINCT customer_id, order_id FROM letters WHERE id IN ? AND guard <> ''", letters).Scan(&of).Error
	if err != nil {
		return fmt.Errorf("claim letters: %w", err)
	}
	var customers, orders []int64
	for _, row := range of {
		customers = append(customers, row.CustomerID)
		if row.OrderID != nil {
			orders = append(orders, *row.OrderID)
		}
	}
	if _, err := w.Lock("customers", unique(customers)...); err != nil {
		return err
	}
	_, err = w.Lock("orders", unique(orders)...)
	return err
}

// guard asks again what made each letter right and withdraws those for which it
// no longer holds. One that may have gone out before a crash becomes unknown instead.
func (s *Service) guard(w *work, letters []*models.Letter) ([]*models.Letter, error) {
	revisions, err := revisionsOf(w, letters)
	if err != nil {
		return nil, err
	}
	withdrawn := map[int64]withdrawal{}
	for g, group := range byGuard(letters, revisions) {
		holds, err := s.guardHolds(w, g, group)
		if err != nil {
			return nil, err
		}
		for _, l := range group {
			if !holds[l.ID] {
				withdrawn[l.ID] = withdrawal{unsent(l), reasonGuard}
			}
		}
	}
	for _, withdraw := range []func(*work, []*models.Letter, map[int64]withdrawal) error{withdrawLeft, withdrawFalse, withdrawSpent} {
		if err := withdraw(w, letters, withdrawn); err != nil {
			return nil, err
		}
	}
	for how, ids := range byWithdrawal(withdrawn) {
		err := w.Exec("UPDATE letters SET state = ?, reason = ? WHERE id IN ?", how.state, how.reason, ids).Error
		if err != nil {
			return nil, fmt.Errorf("withdraw letters: %w", err)
		}
	}
	return slices.DeleteFunc(letters, func(l *models.Letter) bool { _, gone := withdrawn[l.ID]; return gone }), nil
}

// withdrawal is what becomes of a letter that is not to go out, and why.
type withdrawal struct{ state, reason string }

// Reasons of withdrawals.
const (
	reasonGuard = "guard"
	reasonFalse = "order_is_false"
)

// unsent is the state of a letter that is held back: one that may have gone out
// before a crash is unknown.
func unsent(l *models.Letter) string {
	if l.SendingAt != nil {
		return models.LetterUnknown
	}
	return models.LetterWithdrawn
}

// guardHolds asks the rule in the zone of the process that wrote the letters,
// the account's for those that no process wrote.
func (s *Service) guardHolds(w *work, g guard, group []*models.Letter) (map[int64]bool, error) {
	holds := map[int64]bool{}
	zone, err := s.revisionZone(w, g.revision)
	if err != nil {
		return nil, err
	}
	parsed, err := segment.Parse([]byte(g.rule), g.object)
	if err != nil {
		return nil, fmt.Errorf("parse guard: %w", err)
	}
	ids := make([]int64, len(group))
	for i, l := range group {
		_, ids[i] = guarded(l)
	}
	matched, err := s.matching(w.Tx, parsed, ids, segment.Clock{Now: w.now, Zone: zone})
	if err != nil {
		return nil, err
	}
	for _, l := range group {
		_, id := guarded(l)
		holds[l.ID] = matched[id]
	}
	return holds, nil
}

// withdrawLeft withdraws letters whose enrollment was ended from outside:
// stopped by a person, or its process stopped, whatever else guards them. An
// enrollment that ended on its own way keeps its letter (MAIL-6).
func withdrawLeft(w *work, letters []*models.Letter, withdrawn map[int64]withdrawal) error {
	of := map[int64][]*models.Letter{}
	for _, l := range letters {
		if l.EnrollmentID != nil {
			of[*l.EnrollmentID] = append(of[*l.EnrollmentID], l)
		}
	}
	var stopped []int64
	if len(of) == 0 {
		return nil
	}
	err := w.Raw(`SELECT e.id FROM enrollments e JOIN processes p ON p.id = e.process_id WHERE e.id IN ? AND (e.state = ? OR e.state IN ? AND p.state = ?)`,
		slices.Collect(maps.Keys(of)), models.EnrollmentStopped, []string{models.EnrollmentActive, models.EnrollmentFailed}, models.ProcessStopped).Scan(&stopped).Error
	for _, id := range stopped {
		for _, l := range of[id] {
			withdrawn[l.ID] = withdrawal{unsent(l), reasonGuard}
		}
	}
	return wrapped("read enrollments", err)
}

// withdrawFalse withdraws letters about orders that are false, guarded or not:
// their links open nothing any more (ST-6).
func withdrawFalse(w *work, letters []*models.Letter, withdrawn map[int64]withdrawal) error {
	of := map[int64][]*models.Letter{}
	for _, l := range letters {
		if l.OrderID != nil {
			of[*l.OrderID] = append(of[*l.OrderID], l)
		}
	}
	var gone []int64
	if len(of) == 0 {
		return nil
	}
	err := w.Raw("SELECT id FROM orders WHERE id IN ? AND status = ?", slices.Collect(maps.Keys(of)), models.StatusFalse).Scan(&gone).Error
	for _, id := range gone {
		for _, l := range of[id] {
			withdrawn[l.ID] = withdrawal{unsent(l), reasonFalse}
		}
	}
	return wrapped("read orders", err)
}

// guarded is the object that the letter's guard speaks of.
func guarded(l *models.Letter) (models.SubjectKind, int64) {
	switch {
	case l.PurchaseID != nil:
		return models.SubjectPurchase, *l.PurchaseID
	case l.OrderID != nil:
		return models.SubjectOrder, *l.OrderID
	default:
		return models.SubjectCustomer, l.CustomerID
	}
}

// revisionsOf finds, by enrollment, the revision of the process that wrote a guarded letter.
func revisionsOf(w *work, letters []*models.Letter) (map[int64]int64, error) {
	var enrollments []int64
	for _, l := range letters {
		if l.Guard != "" && l.EnrollmentID != nil {
			enrollments = append(enrollments, *l.EnrollmentID)
		}
	}
	if len(enrollments) == 0 {
		return nil, nil
	}
	var rows []struct{ ID, RevisionID int64 }
	err := w.Raw("SELECT id, revision_id FROM enrollments WHERE id IN ?", enrollments).Scan(&rows).Error
	of := make(map[int64]int64, len(rows))
	for _, row := range rows {
		of[row.ID] = row.RevisionID
	}
	return of, wrapped("read enrollments", err)
}

func (s *Service) revisionZone(w *work, id int64) (*time.Location, error) {
	if id == 0 {
		return s.Zone(w.Context())
	}
	compiled, err := s.revision(w.Tx, id)
	if err != nil {
		return nil, err
	}
	return s.processZone(w, compiled)
}

// guard is a rule, the kind of object that it speaks of, and the revision of the
// process that asks it, 0 for none.
type guard struct {
	object   models.SubjectKind
	rule     string
	revision int64
}

func byGuard(letters []*models.Letter, revisions map[int64]int64) map[guard][]*models.Letter {
	groups := map[guard][]*models.Letter{}
	for _, l := range letters {
		if l.Guard != "" {
			object, _ := guarded(l)
			g := guard{object: object, rule: l.Guard}
			if l.EnrollmentID != nil {
				g.revision = revisions[*l.EnrollmentID]
			}
			groups[g] = append(groups[g], l)
		}
	}
	return groups
}

func byWithdrawal(letters map[int64]withdrawal) map[withdrawal][]int64 {
	groups := map[withdrawal][]int64{}
	for id, how := range letters {
		groups[how] = append(groups[how], id)
	}
	return groups
}
