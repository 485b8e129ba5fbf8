package store

import (
	"fmt"
	"slices"
)

// Locks are taken in this order everywhere: customers, orders, cohorts,
// enrollments, letters; within a table by ascending id. Following it is what
// keeps the system free of deadlocks.

// Lock takes the rows of the table by id alone and returns the ids that exist,
// ascending. What the rows hold must be read by a later statement: only that one
// sees what the previous holder of the lock committed.
func (tx *Tx) Lock(table string, ids ...int64) ([]int64, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	sorted := slices.Compact(slices.Sorted(slices.Values(ids)))
	var found []int64
	err := tx.Raw("SELECT id FROM "+table+" WHERE id IN ? ORDER BY id"+tx.dialect.lockClause(), sorted).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", table, err)
	}
	return found, nil
}

// LockClause ends a SELECT of rows that the transaction is about to change.
func (tx *Tx) LockClause() string { return tx.dialect.lockClause() }

// SkipLocked ends a SELECT that claims rows and passes over those that others hold.
func (tx *Tx) SkipLocked() string { return tx.dialect.skipLocked() }

// Postgres reports whether the transaction runs on PostgreSQL, for the few
// statements that are written differently for speed.
func (tx *Tx) Postgres() bool { return tx.dialect.name() == "postgres" }
