package services

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// workflow ids read <installation>/<kind>/<row>-<random>. The random part keeps
// a restored database from meeting workflows of its former life.
func (s *Service) workflowID(tx *store.Tx, kind string, row int64) (string, error) {
	account, err := s.Installation(tx.Context())
	if err != nil {
		return "", err
	}
	var random [4]byte
	_, _ = rand.Read(random[:])
	return account.Code + "/" + kind + "/" + strconv.FormatInt(row, 10) + "-" + hex.EncodeToString(random[:]), nil
}

// seat is a place in a cohort: its id and the counter that its newest members carry.
type seat struct{ cohort, wake int64 }

func (s seat) compare(other seat) int { return cmp.Compare(s.cohort, other.cohort) }

// parties of entries, each once.
func parties(entries []entry) []party {
	var list []party
	for _, e := range entries {
		if p := (party{e.process, e.revision, e.lane}); !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}

// party is enrollments that sit together: one revision, one lane.
type party struct {
	process, revision int64
	lane              models.Lane
}

// seat gives each enrollment a token on the start block, in an open cohort of
// its revision and lane that has room; a new cohort starts only when none has.
func (s *Service) seat(w *work, made []*models.Enrollment, from []entry) error {
	compiled := map[int64]*process.Compiled{}
	for _, e := range from {
		compiled[e.revision] = e.compiled
	}
	seats, err := s.takeSeats(w, made)
	if err != nil {
		return err
	}
	tokens := make([]*models.Token, len(made))
	for i, e := range made {
		tokens[i] = &models.Token{
			EnrollmentID: e.ID, ProcessID: e.ProcessID, RevisionID: e.RevisionID, CustomerID: e.CustomerID,
			CohortID: seats[i].cohort, Wake: seats[i].wake, Block: compiled[e.RevisionID].Start().ID,
			EnteredAt: e.CreatedAt, Due: e.CreatedAt, State: models.TokenWaiting,
		}
	}
	return store.Insert(w.Tx, tokens)
}

// lockCohorts locks, in one ascending statement, every cohort that the
// transaction may touch: the open ones that have room for the parties, and the
// named ones. Locked one after the other they would deadlock.
func (s *Service) lockCohorts(w *work, parties []party, named []int64) error {
	ids := slices.Clone(named)
	for _, p := range parties {
		var open []int64
		err := w.Raw("SELECT id FROM cohorts WHERE revision_id = ? AND lane = ? AND state = 'open' AND joined < ? ORDER BY id",
			p.revision, p.lane, s.opts.CohortSize).Scan(&open).Error
		if err != nil {
			return fmt.Errorf("find cohorts: %w", err)
		}
		ids = append(ids, open...)
	}
	locked, err := w.Lock("cohorts", ids...)
	w.cohorts, w.cohortsLocked = locked, true
	return err
}

// takeSeats assigns a seat to each enrollment, in their order.
func (s *Service) takeSeats(w *work, members []*models.Enrollment) ([]seat, error) {
	parties := map[party][]int{}
	var order []party
	for i, e := range members {
		p := party{e.ProcessID, e.RevisionID, e.Lane}
		if parties[p] == nil {
			order = append(order, p)
		}
		parties[p] = append(parties[p], i)
	}
	slices.SortFunc(order, func(a, b party) int {
		return cmp.Or(cmp.Compare(a.revision, b.revision), cmp.Compare(a.lane, b.lane))
	})
	if !w.cohortsLocked {
		if err := s.lockCohorts(w, order, nil); err != nil {
			return nil, err
		}
	}
	seats := make([]seat, len(members))
	for _, p := range order {
		taken, err := s.seatParty(w, p, len(parties[p]))
		if err != nil {
			return nil, err
		}
		for i, member := range parties[p] {
			seats[member] = taken[i]
		}
	}
	if len(members) > 0 {
		lane := members[0].Lane
		w.AfterCommit(func() { s.hint(lane) })
	}
	return seats, nil
}

func (s *Service) seatParty(w *work, p party, n int) ([]seat, error) {
	seats := make([]seat, 0, n)
	var open []models.Cohort
	err := w.Raw("SELECT id, joined, wake FROM cohorts WHERE id IN ? AND revision_id = ? AND lane = ? AND state = 'open' AND joined < ? ORDER BY id",
		w.cohorts, p.revision, p.lane, s.opts.CohortSize).Scan(&open).Error
	if err != nil {
		return nil, fmt.Errorf("find cohorts: %w", err)
	}
	for _, c := range open {
		room := min(n-len(seats), s.opts.CohortSize-int(c.Joined))
		if room <= 0 {
			break
		}
		err := w.Exec("UPDATE cohorts SET joined = joined + ?, wake = wake + 1 WHERE id = ?", room, c.ID).Error
		if err != nil {
			return nil, fmt.Errorf("join cohort: %w", err)
		}
		seats = append(seats, slices.Repeat([]seat{{c.ID, c.Wake + 1}}, room)...)
	}
	for len(seats) < n {
		joined := min(n-len(seats), s.opts.CohortSize)
		c, err := s.openCohort(w, p, joined)
		if err != nil {
			return nil, err
		}
		seats = append(seats, slices.Repeat([]seat{{c.ID, c.Wake}}, joined)...)
	}
	return seats, nil
}

func (s *Service) openCohort(w *work, p party, joined int) (*models.Cohort, error) {
	ids, err := store.NextIDs(w.Tx, "cohorts", 1)
	if err != nil {
		return nil, err
	}
	workflow, err := s.workflowID(w.Tx, "cohort", ids[0])
	if err != nil {
		return nil, err
	}
	c := &models.Cohort{
		ID: ids[0], ProcessID: p.process, RevisionID: p.revision, Lane: p.lane, WorkflowID: workflow,
		State: models.CohortOpen, Joined: int64(joined), Wake: 1, CreatedAt: w.now,
	}
	return c, store.Insert(w.Tx, []*models.Cohort{c})
}
