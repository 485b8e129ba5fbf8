package store

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"
	"gorm.io/gorm/schema"
)

// copyFrom is the number of rows from which COPY beats a multi-row INSERT.
const copyFrom = 16

var schemas sync.Map

// Insert writes the rows of one table and sets the ids that the database gives.
// Rows that already have an id keep it (see NextIDs); either all have one or none.
// On PostgreSQL larger sets go by COPY.
func Insert[T any](tx *Tx, rows []*T) error {
	if len(rows) == 0 {
		return nil
	}
	sch, err := schemaOf(tx.DB, rows[0])
	if err != nil {
		return err
	}
	id := generated(sch)
	if id != nil && isZero(tx, id, rows[0]) && len(rows) >= copyFrom && tx.Postgres() {
		if err := assignIDs(tx, sch, id, rows); err != nil {
			return err
		}
	}
	fields := columns(tx, sch, id, rows[0])
	if tx.Postgres() && len(rows) >= copyFrom {
		return copyRows(tx, sch, fields, rows)
	}
	chunk := max(1, min(1000, tx.dialect.maxParams()/len(fields)))
	for start := 0; start < len(rows); start += chunk {
		if err := insertChunk(tx, sch, fields, id, rows[start:min(start+chunk, len(rows))]); err != nil {
			return err
		}
	}
	return nil
}

// NextIDs draws n ids of the table in one round trip, ascending.
func NextIDs(tx *Tx, table string, n int) ([]int64, error) {
	ids := make([]int64, 0, n)
	if tx.Postgres() {
		sequence, err := sequenceOf(tx, table)
		if err == nil {
			err = tx.Raw("SELECT nextval(CAST(? AS regclass)) FROM generate_series(1, ?)", sequence, n).Scan(&ids).Error
		}
		return ids, wrap("draw ids of "+table, err)
	}
	var last int64
	if err := tx.Raw("SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = ?), 0)", table).Scan(&last).Error; err != nil {
		return nil, wrap("draw ids of "+table, err)
	}
	for i := range n {
		ids = append(ids, last+int64(i)+1)
	}
	return ids, nil
}

// AskIDs adds the drawing of n ids of the table (see NextIDs) to a trip.
func AskIDs(t *Trip, ids *[]int64, table string, n int) error {
	if !t.tx.Postgres() {
		drawn, err := NextIDs(t.tx, table, n)
		*ids = drawn
		return err
	}
	sequence, err := sequenceOf(t.tx, table)
	Ask(t, ids, "SELECT nextval(CAST(? AS regclass)) FROM generate_series(1, ?)", sequence, n)
	return wrap("draw ids of "+table, err)
}

// sequences holds the name of each table's sequence: finding it costs as much as
// drawing twenty ids, and it is the same in every database of this schema.
var sequences sync.Map

func sequenceOf(tx *Tx, table string) (string, error) {
	if name, known := sequences.Load(table); known {
		return name.(string), nil
	}
	var name string
	if err := tx.Raw("SELECT pg_get_serial_sequence(?, 'id')", table).Scan(&name).Error; err != nil {
		return "", err
	}
	sequences.Store(table, name)
	return name, nil
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

func schemaOf(db *gorm.DB, row any) (*schema.Schema, error) {
	sch, err := schema.Parse(row, &schemas, db.NamingStrategy)
	return sch, wrap("read the shape of a row", err)
}

// generated is the field whose value the database makes, nil when the key is natural.
func generated(sch *schema.Schema) *schema.Field {
	if f := sch.PrioritizedPrimaryField; f != nil && f.DBName == "id" && f.AutoIncrement {
		return f
	}
	if f := sch.LookUpField("id"); f != nil && f.DataType == schema.Int {
		return f
	}
	return nil
}

func isZero[T any](tx *Tx, f *schema.Field, row *T) bool {
	_, zero := f.ValueOf(tx.ctx, reflect.ValueOf(row).Elem())
	return zero
}

func assignIDs[T any](tx *Tx, sch *schema.Schema, id *schema.Field, rows []*T) error {
	ids, err := NextIDs(tx, sch.Table, len(rows))
	if err != nil {
		return err
	}
	return setIDs(tx, id, rows, ids)
}

func setIDs[T any](tx *Tx, id *schema.Field, rows []*T, ids []int64) error {
	for i, row := range rows {
		if err := id.Set(tx.ctx, reflect.ValueOf(row).Elem(), ids[i]); err != nil {
			return wrap("set id", err)
		}
	}
	return nil
}

func columns[T any](tx *Tx, sch *schema.Schema, id *schema.Field, first *T) []*schema.Field {
	skip := id != nil && isZero(tx, id, first)
	fields := make([]*schema.Field, 0, len(sch.DBNames))
	for _, name := range sch.DBNames {
		if f := sch.FieldsByDBName[name]; !skip || f != id {
			fields = append(fields, f)
		}
	}
	return fields
}

func values[T any](tx *Tx, fields []*schema.Field, row *T, into []any) []any {
	v := reflect.ValueOf(row).Elem()
	for _, f := range fields {
		value, _ := f.ValueOf(tx.ctx, v)
		into = append(into, plain(value))
	}
	return into
}

// plain strips named string types, which COPY would not know how to encode.
func plain(value any) any {
	v := reflect.ValueOf(value)
	if v.IsValid() && v.Kind() == reflect.String {
		return v.String()
	}
	return value
}

func names(fields []*schema.Field) []string {
	list := make([]string, len(fields))
	for i, f := range fields {
		list[i] = f.DBName
	}
	return list
}

func copyRows[T any](tx *Tx, sch *schema.Schema, fields []*schema.Field, rows []*T) error {
	source := pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) {
		return values(tx, fields, rows[i], make([]any, 0, len(fields))), nil
	})
	if err := tx.lazy.ready(tx.ctx); err != nil {
		return wrap("insert "+sch.Table, err)
	}
	return wrap("insert "+sch.Table, tx.lazy.on(func(c *pgx.Conn) error {
		_, err := c.CopyFrom(tx.ctx, pgx.Identifier{sch.Table}, names(fields), source)
		return err
	}))
}

func insertChunk[T any](tx *Tx, sch *schema.Schema, fields []*schema.Field, id *schema.Field, rows []*T) error {
	sql, args := insertStatement(tx, sch, fields, rows)
	if id == nil || len(fields) == len(sch.DBNames) {
		return wrap("insert "+sch.Table, tx.Exec(sql, args...).Error)
	}
	var ids []int64
	if err := tx.Raw(sql+" RETURNING id", args...).Scan(&ids).Error; err != nil {
		return wrap("insert "+sch.Table, err)
	}
	return setIDs(tx, id, rows, ids)
}

func quoted(list []string) string { return `"` + strings.Join(list, `","`) + `"` }

func insertStatement[T any](tx *Tx, sch *schema.Schema, fields []*schema.Field, rows []*T) (string, []any) {
	one := "(" + strings.TrimSuffix(strings.Repeat("?,", len(fields)), ",") + ")"
	all := strings.TrimSuffix(strings.Repeat(one+",", len(rows)), ",")
	args := make([]any, 0, len(fields)*len(rows))
	for _, row := range rows {
		args = values(tx, fields, row, args)
	}
	return "INSERT INTO " + sch.Table + " (" + quoted(names(fields)) + ") VALUES " + all, args
}
