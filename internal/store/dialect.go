package store

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	sqlitedriver "modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"github.com/orderflow/orderflow/models"
)

// dialect holds the few facts in which the two databases differ.
type dialect interface {
	name() string
	// lockClause ends a SELECT that takes row locks; SQLite's single writer needs none.
	lockClause() string
	// skipLocked ends a SELECT that passes over rows that others hold.
	skipLocked() string
	// maxParams is how many parameters one statement may bind.
	maxParams() int
	retriable(err error) bool
	deadlock(err error) bool
	// dataError: the fault lies in the data of some row, so a smaller batch may pass (SQLSTATE 22, 23).
	dataError(err error) bool
	unique(err error) bool
}

type postgresDialect struct{}

func (postgresDialect) name() string       { return "postgres" }
func (postgresDialect) lockClause() string { return " FOR NO KEY UPDATE" }
func (postgresDialect) skipLocked() string { return " FOR NO KEY UPDATE SKIP LOCKED" }
func (postgresDialect) maxParams() int     { return 65535 }

func sqlState(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}

func (postgresDialect) retriable(err error) bool {
	state := sqlState(err)
	return state == "40001" || state == "40P01"
}
func (postgresDialect) deadlock(err error) bool { return sqlState(err) == "40P01" }
func (postgresDialect) unique(err error) bool   { return sqlState(err) == "23505" }
func (postgresDialect) dataError(err error) bool {
	state := sqlState(err)
	return len(state) == 5 && (state[:2] == "22" || state[:2] == "23")
}

type sqliteDialect struct{}

func (sqliteDialect) name() string       { return "sqlite" }
func (sqliteDialect) lockClause() string { return "" }
func (sqliteDialect) skipLocked() string { return "" }
func (sqliteDialect) maxParams() int     { return 32766 }

func sqliteCode(err error) int {
	var e *sqlitedriver.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

func (sqliteDialect) retriable(err error) bool { return sqliteCode(err)&0xff == sqlitelib.SQLITE_BUSY }
func (sqliteDialect) deadlock(error) bool      { return false }
func (sqliteDialect) unique(err error) bool {
	code := sqliteCode(err)
	return code == sqlitelib.SQLITE_CONSTRAINT_UNIQUE || code == sqlitelib.SQLITE_CONSTRAINT_PRIMARYKEY
}

func (sqliteDialect) dataError(err error) bool {
	return sqliteCode(err)&0xff == sqlitelib.SQLITE_CONSTRAINT || sqliteCode(err)&0xff == sqlitelib.SQLITE_MISMATCH
}

// IsUnique reports whether the error is the refusal of a second row with the same unique key.
func IsUnique(err error) bool {
	return postgresDialect{}.unique(err) || sqliteDialect{}.unique(err)
}

// isAway reports whether the database could not be asked, or would not answer in
// time: a lock that others held too long, a server that is stopping, starting or
// out of connections. The same call may work later.
func isAway(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch {
		case pg.Code == "55P03", pg.Code == "53300", strings.HasPrefix(pg.Code, "57P"), strings.HasPrefix(pg.Code, "08"):
			return true
		}
		return false
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, io.ErrUnexpectedEOF) || pgconn.SafeToRetry(err) || (sqliteDialect{}).retriable(err)
}

// unavailable gives trouble with asking the database its code; what the rules refused has one already.
func unavailable(err error) error {
	if err != nil && models.CodeOf(err) == models.CodeInternal && isAway(err) {
		return models.NewError(models.CodeUnavailable).Because(err)
	}
	return err
}

// IsData reports whether the fault lies in some row's data, so that a smaller batch may pass.
func IsData(err error) bool {
	return postgresDialect{}.dataError(err) || sqliteDialect{}.dataError(err)
}
