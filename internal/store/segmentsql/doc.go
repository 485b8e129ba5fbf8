// Package segmentsql turns rules of internal/segment into SQL and rows into the
// objects that rules look at. Both must say what segment.Match says, on SQLite
// and on PostgreSQL; the conformance test holds all three to one another (SEG-2).
//
// Values are only ever bound as parameters; every name in the SQL comes from
// the tables of columns.go. It imports segment and models, not store.
package segmentsql
