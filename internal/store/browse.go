package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// fitted are the settings of sessions that browse: their plans are made for the
// values that are asked for, since one status, word or day may select a dozen
// rows and the next one half of a table.
var fitted = map[string]string{"plan_cache_mode": "force_custom_plan"}

// Browse runs fn like Read, on a pool of its own whose statements may rightly
// walk a whole table: for lists, searches and counts whose conditions people
// choose (ADR 13, ADR 15).
func (s *Store) Browse(ctx context.Context, fn func(tx *Tx) error) error {
	return fn(&Tx{DB: s.reader.WithContext(ctx), dialect: s.dialect, ctx: ctx})
}

// BrowseWithin is Browse for statements that may take so long each and no longer:
// inTime is false when one was broken off for that.
func (s *Store) BrowseWithin(ctx context.Context, most time.Duration, fn func(tx *Tx) error) (inTime bool, err error) {
	if s.gate != nil {
		return s.browseUntil(ctx, most, fn)
	}
	err = s.reader.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		if err := db.Exec(fmt.Sprintf("SET LOCAL statement_timeout = %d", max(most.Milliseconds(), 1))).Error; err != nil {
			return err
		}
		return fn(&Tx{DB: db, dialect: s.dialect, ctx: ctx})
	}, &sql.TxOptions{ReadOnly: true})
	if sqlState(err) == brokenOff && ctx.Err() == nil {
		return false, nil
	}
	return true, err
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
