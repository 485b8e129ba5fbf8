// Package baseline is what everybody does, for comparison: one workflow per
// order, one activity per step, one transaction per activity. It writes the same
// rows as the service: journal, position, order, history and event. It has no
// outbox to relay and no exit rules to look at, which favours it.
package baseline
