// Package process owns what a process is and how it runs: the definition that
// its author writes (PRC-1), the checker that publishes or refuses it (PRC-12),
// and the engine that decides what a cohort does next.
//
// Everything here is pure and total: no clock, no I/O, no goroutine, no
// randomness, no map walked unsorted, so that a workflow may run it and replay it. It
// imports segment and models alone. The README beside this file is the format
// of definitions and the contract of the engine.
package process
