// Package demo plays a shop's history — customers, offers, orders and payments
// from CSV files — through the doors that people use, on a driven clock, and
// holds the result against a second computation in plain SQL that shares no
// code with the engine.
//
// It orders and pays over HTTP and moves the clock that it is given; the store it
// only reads, to see what is still to be done and what came of it. It imports
// store, the test gateway's signature and models, never services or the engine.
package demo
