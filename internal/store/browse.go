package store

import (
	"context"
	"fmt"
	"time"
)

// fitted are the settings of sessions that browse: their plans are made for the
// values that are asked for, since one status, word or day may select a dozen
// rows and the next one half of a table.
var fitted = map[string]string{"plan_cache_mode": "force_custom_plan"}

// Browse runs fn like Read, on a pool of its own whose statements may rightly
// walk a whole table: for lists, searches and counts whose conditions people
// choose (ADR 13, ADR 15). Its trips are one round trip each.
func (s *Store) Browse(ctx context.Context, fn func(tx *Tx) error) error {
	if s.gate != nil {
		return unavailable(fn(&Tx{DB: s.reader.WithContext(ctx), dialect: s.dialect, ctx: ctx}))
	}
	tx, err := s.browser(ctx)
	if err != nil {
		return unavailable(err)
	}
	tx.lazy.bare = true
	defer tx.lazy.rollback(ctx)
	return unavailable(fn(tx))
}

// browser is a transaction of the browsing pool that has not begun.
func (s *Store) browser(ctx context.Context) (*Tx, error) {
	conn, err := s.browsers.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	tx := &Tx{dialect: s.dialect, ctx: ctx}
	tx.lazy = &lazyTx{conn: conn, later: &Trip{tx: tx}}
	tx.DB = s.session(ctx, tx.lazy)
	return tx, nil
}

// BrowseWithin is Browse for statements that may take so long each and no longer:
// inTime is false when one was broken off for that.
func (s *Store) BrowseWithin(ctx context.Context, most time.Duration, fn func(tx *Tx) error) (inTime bool, err error) {
	if s.gate != nil {
		return s.browseUntil(ctx, most, fn)
	}
	tx, err := s.browser(ctx)
	if err != nil {
		return true, unavailable(err)
	}
	defer tx.lazy.rollback(ctx)
	tx.Later().Do(fmt.Sprintf("SET LOCAL statement_timeout = %d", max(most.Milliseconds(), 1)))
	if err = fn(tx); sqlState(err) == brokenOff && ctx.Err() == nil {
		return false, nil
	}
	return true, unavailable(err)
}

// brokenOff is PostgreSQL's word for a statement that was cancelled or took too long.
const brokenOff = "57014"

// browseUntil is BrowseWithin for SQLite, whose statements end with their context.
func (s *Store) browseUntil(ctx context.Context, most time.Duration, fn func(tx *Tx) error) (inTime bool, err error) {
	hurried, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	err = s.Browse(hurried, fn)
	if err != nil && hurried.Err() != nil && ctx.Err() == nil {
		return false, nil
	}
	return true, err
}
