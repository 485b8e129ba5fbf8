package store

import (
	"reflect"
	"slices"
	"strings"

	"gorm.io/gorm/schema"
)

// InsertNew writes those rows that no unique key refuses and reports the ids of
// those written. Every row gets an id, written or not.
func InsertNew[T any](tx *Tx, rows []*T) (written map[int64]bool, err error) {
	written = make(map[int64]bool, len(rows))
	if len(rows) == 0 {
		return written, nil
	}
	sch, err := schemaOf(tx.DB, rows[0])
	if err != nil {
		return nil, err
	}
	if err := assignIDs(tx, sch, generated(sch), rows); err != nil {
		return nil, err
	}
	err = manyRows(tx, sch, columns(tx, sch, generated(sch), rows[0]), rows, func(sql string, args []any) error {
		var ids []int64
		err := tx.Raw(sql+" ON CONFLICT DO NOTHING RETURNING id", args...).Scan(&ids).Error
		for _, id := range ids {
			written[id] = true
		}
		return wrap("insert "+sch.Table, err)
	})
	return written, err
}

// Upsert writes rows whose key columns form a unique key; of a row that is there
// it replaces the named columns.
func Upsert[T any](tx *Tx, rows []*T, key, replace []string) error {
	if len(rows) == 0 {
		return nil
	}
	sch, err := schemaOf(tx.DB, rows[0])
	if err != nil {
		return err
	}
	sets := make([]string, len(replace))
	for i, column := range replace {
		sets[i] = column + " = excluded." + column
	}
	tail := " ON CONFLICT (" + strings.Join(key, ", ") + ") DO UPDATE SET " + strings.Join(sets, ", ")
	return manyRows(tx, sch, columns(tx, sch, generated(sch), rows[0]), rows, func(sql string, args []any) error {
		return wrap("write "+sch.Table, tx.Exec(sql+tail, args...).Error)
	})
}

// manyRows calls run with INSERT statements that hold all rows: on PostgreSQL
// one whose parameters are columns as arrays, the same statement for any number
// of rows; on SQLite as many as its limit of parameters demands.
func manyRows[T any](tx *Tx, sch *schema.Schema, fields []*schema.Field, rows []*T, run func(sql string, args []any) error) error {
	if tx.Postgres() && len(rows) >= copyFrom {
		return run(arrayStatement(tx, sch, fields, rows))
	}
	chunk := max(1, min(1000, tx.dialect.maxParams()/len(fields)))
	for part := range slices.Chunk(rows, chunk) {
		if err := run(insertStatement(tx, sch, fields, part)); err != nil {
			return err
		}
	}
	return nil
}

// arrayTypes are the array types of PostgreSQL by what GORM calls a field's kind.
var arrayTypes = map[schema.DataType]string{
	schema.Int: "bigint[]", schema.Uint: "bigint[]", schema.String: "text[]", schema.Bool: "boolean[]", schema.Time: "timestamptz[]",
}

func arrayStatement[T any](tx *Tx, sch *schema.Schema, fields []*schema.Field, rows []*T) (string, []any) {
	casts := make([]string, len(fields))
	args := make([]any, len(fields))
	for i, f := range fields {
		column := reflect.MakeSlice(reflect.SliceOf(f.FieldType), 0, len(rows))
		for _, row := range rows {
			column = reflect.Append(column, f.ReflectValueOf(tx.ctx, reflect.ValueOf(row).Elem()))
		}
		casts[i], args[i] = "CAST(? AS "+arrayTypes[f.DataType]+")", array{column.Interface()}
	}
	return "INSERT INTO " + sch.Table + " (" + quoted(names(fields)) + ") SELECT * FROM unnest(" + strings.Join(casts, ", ") + ")", args
}
