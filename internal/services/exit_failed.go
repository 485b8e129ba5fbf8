package services

import (
	"github.com/orderflow/orderflow/models"
)

// releaseFailed ends the customers' failed enrollments for which an exit rule
// is true by now: nobody has to look after an order that was paid meanwhile
// (PRC-6). The customers' enrollments are locked when any of them was woken;
// those that are locked here alone are ascending.
func (s *Service) releaseFailed(w *work, customers []int64) error {
	if len(customers) == 0 {
		return nil
	}
	var ids []int64
	err := w.Raw("SELECT id FROM enrollments WHERE customer_id IN ? AND state = 'failed' ORDER BY id"+w.LockClause(), customers).Scan(&ids).Error
	if err != nil || len(ids) == 0 {
		return wrapped("find failed members", err)
	}
	rows, err := standings(w.Tx, "t.enrollment_id IN ? AND t.state = ? AND e.state = 'failed'", ids, models.TokenFailed)
	if err != nil {
		return err
	}
	return s.byPlace(w, rows, func(r *run, members []*standing) error {
		for _, t := range members {
			t.Visit++ // the failed visit has its entry already
			t.Woken = true
		}
		r.members = members
		if err := r.decideExits(); err != nil {
			return err
		}
		return r.settle()
	})
}

// byPlace does something with those that stand on one block of one revision, together.
func (s *Service) byPlace(w *work, rows []*standing, do func(r *run, members []*standing) error) error {
	type place struct {
		revision int64
		block    string
	}
	groups := map[place][]*standing{}
	var order []place
	for _, t := range rows {
		at := place{t.RevisionID, t.Block}
		if groups[at] == nil {
			order = append(order, at)
		}
		groups[at] = append(groups[at], t)
	}
	for _, at := range order {
		compiled, err := s.revision(w.Tx, at.revision)
		if err != nil {
			return err
		}
		zone, err := s.processZone(w, compiled)
		if err != nil {
			return err
		}
		if err := do(&run{work: w, compiled: compiled, block: compiled.BlockByID(at.block), zone: zone}, groups[at]); err != nil {
			return err
		}
	}
	return nil
}
