// Package segment owns the rule language that selects customers, orders,
// purchases and payments: its fields and operators, the parser, evaluation in
// memory, and when time alone may change an answer (SEG-1, SEG-2, SEG-3).
//
// It is pure: no I/O, no clock of its own, no SQL. The same tree is compiled to
// SQL by internal/store/segmentsql. It imports models alone. The README beside
// this file is the design of the language.
package segment
