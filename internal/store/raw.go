package store

import (
	"errors"
	"reflect"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Question is a SELECT in SQL, still to be scanned.
type Question struct{ *gorm.DB }

// Scan reads the rows into dest, a pointer to a slice, a struct or a value; the
// answer's RowsAffected tells how many. It does what GORM's own Scan does, but
// that writes every statement out in full for a log that nobody keeps.
func (q Question) Scan(dest any) *gorm.DB {
	rows, err := q.Rows()
	if err != nil {
		return q.DB // holds the error
	}
	defer func() { _ = q.AddError(errors.Join(rows.Err(), rows.Close())) }()
	if rows.Next() {
		_ = q.ScanRows(rows, dest)
	} else {
		q.RowsAffected = 0
	}
	return q.DB
}

// Raw prepares a SELECT; its parameters are question marks, a list is written IN ?.
func (tx *Tx) Raw(sql string, args ...any) Question {
	sql, args = tx.bind(sql, args)
	return Question{tx.DB.Raw(sql, args...)}
}

// Exec runs a statement that answers with no rows; parameters as in Raw.
func (tx *Tx) Exec(sql string, args ...any) *gorm.DB {
	sql, args = tx.bind(sql, args)
	return tx.DB.Exec(sql, args...)
}

// bind turns each list into one array parameter on PostgreSQL: written out, a
// statement would be another one for every length, and prepared anew each time.
func (tx *Tx) bind(sql string, args []any) (string, []any) {
	if !tx.Postgres() || !strings.Contains(sql, "IN ?") {
		return sql, args
	}
	bound := make([]any, len(args))
	for i, arg := range args {
		bound[i] = arg
		if isList(arg) {
			bound[i] = array{arg}
		}
	}
	return anyOf.Replace(sql), bound
}

var anyOf = strings.NewReplacer("NOT IN ?", "<> ALL(?)", "IN ?", "= ANY(?)")

func isList(arg any) bool {
	t := reflect.TypeOf(arg)
	return t != nil && t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8
}

// array is a list that GORM leaves whole.
type array struct{ list any }

// Build binds the list as one parameter.
func (a array) Build(builder clause.Builder) {
	statement := builder.(*gorm.Statement)
	statement.Vars = append(statement.Vars, a.list)
	statement.DB.Dialector.BindVarTo(builder, statement, a.list)
}
