package store

import "context"

// Sweep takes what deleted rows of a table have left in its indexes. Whoever
// looks for a queue's first rows walks past all that, until PostgreSQL's own
// vacuum comes by, once a minute. A sweep that is under way elsewhere is enough.
// SQLite leaves nothing behind. It must not be called inside a transaction.
func (s *Store) Sweep(ctx context.Context, table string) error {
	if s.Driver() != "postgres" {
		return nil
	}
	_, err := s.writers[poolOf(ctx)].ExecContext(ctx, "VACUUM (SKIP_LOCKED, INDEX_CLEANUP ON, TRUNCATE FALSE) "+table)
	return wrap("sweep "+table, err)
}
