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

// bind writes lists as PostgreSQL takes them; SQLite's are written out by GORM.
func (tx *Tx) bind(sql string, args []any) (string, []any) {
	if !tx.Postgres() {
		return sql, args
	}
	return withLists(sql, args, func(list any) any { return array{list} })
}

// withLists turns each list behind IN into one array parameter: written out, a
// statement would be another one for every length, and prepared anew each time.
// A list of one becomes the value itself, since PostgreSQL expects ten in an
// array and plans for the one anew each time: a third of what placing an order cost it.
func withLists(sql string, args []any, whole func(list any) any) (string, []any) {
	if !strings.Contains(sql, "IN ?") {
		return sql, args
	}
	var text strings.Builder
	bound := make([]any, 0, len(args))
	parts := strings.Split(sql, "?")
	for i, part := range parts[:len(parts)-1] {
		if i >= len(args) || !isList(args[i]) {
			text.WriteString(part + "?")
			if i < len(args) {
				bound = append(bound, args[i])
			}
			continue
		}
		written, arg := compared(part, args[i], whole)
		text.WriteString(written)
		bound = append(bound, arg)
	}
	text.WriteString(parts[len(parts)-1])
	return text.String(), bound
}

// compared ends the part of a statement before a list with the comparison that it needs.
func compared(part string, list any, whole func(any) any) (string, any) {
	one, many, argument := "= ?", "= ANY(?)", whole(list)
	before, in := strings.CutSuffix(part, "NOT IN ")
	if in {
		one, many = "<> ?", "<> ALL(?)"
	} else if before, in = strings.CutSuffix(part, "IN "); !in {
		return part + "?", argument
	}
	if values := reflect.ValueOf(list); values.Len() == 1 {
		return before + one, values.Index(0).Interface()
	}
	return before + many, argument
}

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
