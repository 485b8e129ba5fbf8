package store

import "context"

// Sweep takes what deleted rows of a table have left in its indexes. Whoever
// looks for a queue's first rows walks past all that, until PostgreSQL's own
// vacuum comes by, once a minute. A sweep that is under way elsewhere is enough.
// SQLite leaves nothing behind. It must not be called inside a transaction.
func (s *Store) Sweep(ctx context.Context, table string) error {
	return s.maintain(ctx, "VACUUM (SKIP_LOCKED, INDEX_CLEANUP ON, TRUNCATE FALSE)", table)
}

// Analyze tells PostgreSQL what a table holds that has just been filled, so that
// plans made before are made anew (ADR 13). See Sweep for the rest.
func (s *Store) Analyze(ctx context.Context, table string) error {
	return s.maintain(ctx, "ANALYZE (SKIP_LOCKED)", table)
}

func (s *Store) maintain(ctx context.Context, command, table string) error {
	if s.Driver() != "postgres" {
		return nil
	}
	_, err := s.writers[poolOf(ctx)].ExecContext(ctx, command+" "+table)
	return wrap(command+" "+table, err)
}
