// Package demo plays a shop's history — customers, offers, orders and payments
// from CSV files — through the doors that people use, on a driven clock, and
// holds the result against a second computation in plain SQL that shares no
// code with the engine.
//
// It talks HTTP and moves the clock that it is given; it imports models alone.
package demo
