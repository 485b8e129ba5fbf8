package services

import (
	"context"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// The batched forms, as process execution and bulk operations call them.
type (
	OrderSpec    = orderSpec
	StatusChange = statusChange
	Placed       = placed
)

// PlaceOrders is placeOrders in a transaction of its own.
func (s *Service) PlaceOrders(ctx context.Context, specs []OrderSpec) (results []Placed, err error) {
	err = s.write(ctx, func(w *work) error {
		results, err = s.placeOrders(w, specs)
		return err
	})
	return results, err
}

// ChangeStatuses is changeStatuses in a transaction of its own.
func (s *Service) ChangeStatuses(ctx context.Context, changes []StatusChange) (errs []error, err error) {
	err = s.write(ctx, func(w *work) error {
		errs, err = s.changeStatuses(w, changes)
		return err
	})
	return errs, err
}

// Accepts is the rule of a move from one order to another.
func Accepts(from, to *models.Order) error { return accepts(from, to) }

// Read reads rows as they are.
func (s *Service) Read(ctx context.Context, fn func(tx *store.Tx) error) error {
	return s.store.Read(ctx, fn)
}

// HoldHashing takes every place in which a password is hashed, until released.
func (s *Service) HoldHashing() (release func()) {
	for range cap(s.hasher.slots) {
		s.hasher.slots <- struct{}{}
	}
	return func() {
		for range cap(s.hasher.slots) {
			<-s.hasher.slots
		}
	}
}

// WatchHashing tells what each hash costs.
func (s *Service) WatchHashing(seen func(PasswordCost)) {
	hash := s.hasher.idKey
	s.hasher.idKey = func(password, salt []byte, passes, memory uint32, threads uint8, bytes uint32) []byte {
		seen(PasswordCost{Memory: memory, Passes: passes, Threads: threads})
		return hash(password, salt, passes, memory, threads, bytes)
	}
}

// FillHashing takes every place in which somebody may wait for it as well.
func (s *Service) FillHashing() (release func()) {
	for range cap(s.hasher.queue) {
		s.hasher.queue <- struct{}{}
	}
	return func() {
		for range cap(s.hasher.queue) {
			<-s.hasher.queue
		}
	}
}

// HashingAtOnce is how many passwords may be hashed at once.
const HashingAtOnce = hashingAtOnce

// Hashing is how many passwords are hashed or wait for it.
func (s *Service) Hashing() int { return len(s.hasher.queue) }
