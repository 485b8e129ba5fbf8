//go:build !noembedded

package main

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// noticedWithin is how soon an event shows in the enrollments of its customer
// (PRC-6), and a pressed button in its order (ORD-12).
const noticedWithin = 5 * time.Second

// middle is the one in the middle of several times that were taken one after the
// other: a machine that stands still for a while makes one of them long.
func middle(took []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(took))
	return sorted[len(sorted)/2]
}

// change is something that ends an enrollment which waits: by an exit rule of a
// delay, or by the rule of a wait.
type change struct {
	rule object
	make func(s *school, order, customer int64)
}

func asking(path string, body object) func(*school, int64, int64) {
	return func(s *school, order, customer int64) { s.must("POST", fmt.Sprintf(path, order), body, nil) }
}

var changes = map[string]change{
	"payment": {rule("order.paid_in_full", "is", true), func(s *school, order, _ int64) { s.pay(order, 10000) }},
	"status":  {rule("order.status", "is", "pending"), asking("/api/v1/orders/%d/status", object{"status": "pending"})},
	"tag":     {rule("order.tags", "contains", "warm"), asking("/api/v1/orders/%d/tags", object{"add": list{"warm"}})},
	"customer": {
		object{"belongs_to": "customer", "where": rule("customer.tags", "contains", "hot")},
		func(s *school, _, customer int64) {
			s.must("POST", fmt.Sprintf("/api/v1/customers/%d/tags", customer), object{"add": list{"hot"}}, nil)
		},
	},
}

// What happens to a customer shows in his waiting enrollments within five
// seconds, on the machine's own clock, in one process and in production's many.
func TestNoticedInTime(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(t *testing.T) *school{
		"embedded": func(t *testing.T) *school { _, s := schoolIn(t, t.TempDir()); return s },
		"production": func(t *testing.T) *school {
			p := produce(t)
			return &school{visitor: p.visitor, offer: p.visitor.offer("course", false)}
		},
	} {
		t.Run("PRC-6/"+name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			for _, change := range []string{"payment", "status", "tag", "customer"} {
				for kind, blocks := range map[string][]object{"exit-rule": {pause("long", 100)}, "wait": {waitFor(changes[change].rule)}} {
					t.Run(change+"/"+kind, func(t *testing.T) {
						more := object{}
						if kind == "exit-rule" {
							more["exit_rules"] = list{object{"id": "changed", "rule": changes[change].rule}}
						}
						s := s.in(t)
						took := s.noticed(s.drawn("order", more, blocks...), changes[change], change+kind)
						require.Less(t, middle(took), noticedWithin, "%s", took)
						t.Logf("noticed after %s at most, %s in the middle", slices.Max(took), middle(took))
					})
				}
			}
		})
	}
}

func waitFor(rule object) object {
	return object{"id": "long", "kind": "wait", "params": object{"until": rule, "timeout": object{"amount": 100, "unit": "days"}},
		"exits": map[string]string{"met": "", "timeout": "end"}}
}

// noticed lets orders wait, changes one when the one before has been noticed, and
// gives for each the time from the event to the step that it caused.
func (s *school) noticed(process int64, c change, name string) (took []time.Duration) {
	s.tb.Helper()
	const members = 8
	var customers, orders, ids [members]int64
	for i := range members {
		customers[i] = s.customer(fmt.Sprintf("%s-%d@example.com", name, i))
		orders[i] = s.place(customers[i], s.offer)
		ids[i] = s.enter(process, orders[i])[0]
	}
	for i := range members {
		eventually(s.tb, time.Minute, "the pause", func() bool { return s.passage(ids[i]).Block == "long" })
	}
	for i := range members {
		c.make(s, orders[i], customers[i])
		took = append(took, s.tookToEnd(ids[i]))
	}
	return took
}

// tookToEnd is the time between the event and the step that it caused, as the journal has them.
func (s *school) tookToEnd(id int64) time.Duration {
	s.tb.Helper()
	s.through(id, "ended")
	var card struct {
		Journal []struct {
			Block string
			At    time.Time
			Cause struct {
				EventID int64 `json:"event_id"`
			}
		}
	}
	s.must("GET", fmt.Sprintf("/api/v1/enrollments/%d", id), nil, &card)
	for _, step := range card.Journal {
		if step.Block == "long" {
			require.Positive(s.tb, step.Cause.EventID)
			var event struct {
				OccurredAt time.Time `json:"occurred_at"`
			}
			s.must("GET", fmt.Sprintf("/api/v1/events/%d", step.Cause.EventID), nil, &event)
			return step.At.Sub(event.OccurredAt)
		}
	}
	require.FailNow(s.tb, "the pause is not in the journal")
	return 0
}
