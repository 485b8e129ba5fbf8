//go:build noembedded

package main

// runTemporal is in the build with the embedded server alone.
func runTemporal() int { return 1 }
