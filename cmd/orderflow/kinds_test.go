//go:build !noembedded

package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/workflows"
)

// Each kind of process runs from its trigger to its end on a real Temporal
// server, and its run is found there by the id that the enrollment shows.
func TestKindsOfProcesses(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	p, s := schoolIn(t, folder, fastDays...)
	t.Cleanup(func() { // when all have run
		p.stop()
		holdsOnlyCodes(t, keptInFolder(t, folder), []string{"/cohort/", workflows.CohortType},
			"@example.com", "@school.example", "Olga", "call before noon", "not paid in time", "thanks", "payment_thanks", "test_passed", "warm")
	})
	for name, run := range map[string]func(*school){
		"PRC-5/create-order": createsOrder, "PRC-5/change-status": changesStatus, "PRC-5/complete-on-payment": completesOnPayment,
		"PRC-5/send-payment-link": sendsPaymentLink, "PRC-5/send-letter": sendsLetter, "PRC-5/add-tag": addsTag, "PRC-5/comment": comments,
		"PRC-4/condition": branches, "PRC-4/delay": delays, "PRC-4/wait": waits,
		"PRC-2/custom-event": entersByCustomEvent, "PRC-2/segment": entersBySegment, "PRC-2/by-hand": entersByHand,
		"MAIL-3/preview": previews, "PRC-3/once": entersOnce, "PRC-8/retry": retries, "PRC-8/skip": skips, "PRC-6": exits,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(s.in(t))
		})
	}
}

func createsOrder(s *school) {
	process := s.publish(object{"template": "order_on_event", "values": object{"event": "test_passed", "offer": "course"}})
	customer := s.customer("creates-order@example.com")
	s.must("POST", "/api/v1/events", object{"name": "test_passed", "customer_id": customer}, nil)
	p := s.ended(process)
	require.Equal(s.tb, "ordered", p.Outcome)
	var page struct {
		Items []struct {
			ID         int64
			CreatedVia string `json:"created_via"`
		}
	}
	s.must("GET", fmt.Sprintf("/api/v1/orders?customer_id=%d", customer), nil, &page)
	require.Len(s.tb, page.Items, 1)
	require.Equal(s.tb, "process", page.Items[0].CreatedVia)
}

func changesStatus(s *school) {
	process := s.drawn("order", object{"exit_rules": list{object{"id": "paid", "rule": rule("order.paid", "gt", 0), "outcome": "paid"}}},
		pause("three_days", 3), operation("cancel", "change_status", object{"status": "cancelled", "comment": "not paid in time"}))
	order := s.buyer("changes-status")
	s.enter(process, order)
	p := s.ended(process)
	require.Equal(s.tb, "cancelled", s.order(order).Status)
	require.GreaterOrEqual(s.tb, p.Journal[len(p.Journal)-1].At.Sub(p.CreatedAt), 72*time.Hour)
}

func completesOnPayment(s *school) {
	process := s.drawn("order", object{
		"triggers": list{object{"kind": "event", "event": "order.paid_in_full", "rule": rule("order.tags", "contains", "completes")}},
	}, operation("complete", "change_status", object{"status": "payed"}))
	order := s.buyer("completes")
	s.must("POST", fmt.Sprintf("/api/v1/orders/%d/tags", order), object{"add": list{"completes"}}, nil)
	s.pay(order, 10000)
	p := s.ended(process)
	require.Equal(s.tb, order, p.OrderID)
	require.Equal(s.tb, "payed", s.order(order).Status)
}

func (s *school) letterSent(order int64, template string) {
	s.tb.Helper()
	eventually(s.tb, time.Minute, "the letter "+template, func() bool {
		for _, l := range s.order(order).Letters {
			if l.Template == template && l.State == "sent" {
				return true
			}
		}
		return false
	})
}

func sendsPaymentLink(s *school) {
	process := s.drawn("order", nil, operation("link", "send_payment_link", object{"part": 4000}))
	order := s.buyer("payment-link")
	s.enter(process, order)
	s.ended(process)
	s.letterSent(order, "payment_reminder")
}

func sendsLetter(s *school) {
	process := s.drawn("order", nil, operation("thank", "send_letter", object{"template": "payment_thanks"}))
	order := s.buyer("letter")
	s.enter(process, order)
	s.ended(process)
	s.letterSent(order, "payment_thanks")
}

func addsTag(s *school) {
	process := s.drawn("order", nil,
		operation("on_order", "add_tag", object{"tag": "warm", "on": "order"}), operation("on_customer", "add_tag", object{"tag": "hot", "on": "customer"}))
	customer := s.customer("tag@example.com")
	order := s.place(customer, s.offer)
	s.enter(process, order)
	s.ended(process)
	var tagged struct{ Tags []string }
	s.must("GET", fmt.Sprintf("/api/v1/orders/%d", order), nil, &tagged)
	require.Equal(s.tb, []string{"warm"}, tagged.Tags)
	s.must("GET", fmt.Sprintf("/api/v1/customers/%d", customer), nil, &tagged)
	require.Equal(s.tb, []string{"hot"}, tagged.Tags)
}

func comments(s *school) {
	process := s.drawn("order", nil, operation("comment", "comment", object{"text": "call before noon"}))
	order := s.buyer("comment")
	s.enter(process, order)
	p := s.ended(process)
	var card struct {
		History []struct {
			Comment string
			Actor   struct {
				Kind         string
				EnrollmentID int64 `json:"enrollment_id"`
			}
		}
	}
	s.must("GET", fmt.Sprintf("/api/v1/orders/%d", order), nil, &card)
	for _, h := range card.History {
		if h.Comment == "call before noon" {
			require.Equal(s.tb, "process", h.Actor.Kind)
			require.Equal(s.tb, p.ID, h.Actor.EnrollmentID)
			return
		}
	}
	require.Fail(s.tb, "no comment in the history")
}

func branches(s *school) {
	tag := func(id string) object { return operation(id, "add_tag", object{"tag": id, "on": "order"}) }
	choose := object{"id": "choose", "kind": "condition", "params": object{"branches": list{
		object{"exit": "big", "rule": rule("order.cost", "gt", 25000)}, object{"exit": "middle", "rule": rule("order.cost", "gt", 15000)},
	}}, "exits": map[string]string{"big": "large", "middle": "medium", "else": "end"}}
	process := s.drawn("order", nil, choose, tag("large"), tag("medium"))
	customer := s.customer("branches@example.com")
	for quantity, want := range []string{"", "choose", "choose medium", "choose large medium"} {
		if quantity == 0 {
			continue
		}
		var order struct{ ID int64 }
		s.must("POST", "/api/v1/orders", object{"customer_id": customer, "items": list{object{"offer_id": s.offer, "quantity": quantity}}}, &order)
		p := s.through(s.enter(process, order.ID)[0], "ended")
		passed := ""
		for _, step := range p.Journal {
			if step.Block != "start" && step.Block != "end" {
				passed += " " + step.Block
			}
		}
		require.Equal(s.tb, " "+want, passed)
		s.finished(p.WorkflowID)
	}
}

func delays(s *school) {
	process := s.drawn("order", nil, pause("two_days", 2))
	s.enter(process, s.buyer("delay"))
	p := s.ended(process)
	for _, step := range p.Journal {
		if step.Block == "two_days" {
			require.GreaterOrEqual(s.tb, step.Due.Sub(p.CreatedAt), 48*time.Hour)
			require.False(s.tb, step.At.Before(step.Due), "left at %s, due at %s", step.At, step.Due)
			return
		}
	}
	require.Fail(s.tb, "the delay is not in the journal")
}

func waits(s *school) {
	wait := func(days int) int64 {
		return s.drawn("order", nil,
			object{"id": "paid", "kind": "wait", "params": object{
				"until": rule("order.paid_in_full", "is", true), "timeout": object{"amount": days, "unit": "days"},
			}, "exits": map[string]string{"met": "", "timeout": "end"}},
			operation("thank", "comment", object{"text": "thanks"}))
	}
	long, short := wait(10000), wait(1)
	paid, unpaid := s.buyer("wait-paid"), s.buyer("wait-unpaid")
	s.enter(long, paid)
	s.enter(short, unpaid)
	timed := s.ended(short)
	require.NotContains(s.tb, timed.results(), "thank")
	require.Equal(s.tb, "active", s.inside(long)[0].State)
	s.pay(paid, 10000)
	eventually(s.tb, time.Minute, "the payment to be noticed", func() bool { return s.inside(long)[0].State == "ended" })
	met := s.ended(long)
	require.Equal(s.tb, "done", met.results()["thank"])
}

func entersByCustomEvent(s *school) {
	process := s.drawn("customer", onEvent("custom", object{"name": "webinar_seen"}),
		operation("tag", "add_tag", object{"tag": "webinar", "on": "customer"}))
	customer := s.customer("custom-event@example.com")
	for _, name := range []string{"webinar_missed", "webinar_seen"} {
		s.must("POST", "/api/v1/events", object{"name": name, "customer_id": customer}, nil)
	}
	require.Equal(s.tb, customer, s.ended(process).SubjectID)
}

func entersBySegment(s *school) {
	process := s.drawn("customer", object{"triggers": list{
		object{"kind": "segment", "every_seconds": 43200, "existing": true, "rule": rule("customer.tags", "contains", "regular")},
	}}, operation("tag", "add_tag", object{"tag": "greeted", "on": "customer"}))
	s.customer("not-in-segment@example.com")
	customer := s.customer("segment@example.com")
	require.Empty(s.tb, s.inside(process))
	s.must("POST", fmt.Sprintf("/api/v1/customers/%d/tags", customer), object{"add": list{"regular"}}, nil)
	require.Equal(s.tb, customer, s.ended(process).SubjectID)
}

func entersByHand(s *school) {
	process := s.drawn("order", nil, operation("comment", "comment", object{"text": "by hand"}))
	order := s.buyer("by-hand")
	made := s.enter(process, order)
	require.Len(s.tb, made, 1)
	p := s.ended(process)
	require.Equal(s.tb, made[0], p.ID)
	require.Equal(s.tb, order, p.SubjectID)
	require.Equal(s.tb, p.WorkflowID, s.order(order).Enrollments[0].WorkflowID)
}

func entersOnce(s *school) {
	process := s.drawn("order", nil, operation("comment", "comment", object{"text": "once"}))
	order := s.buyer("once")
	require.Len(s.tb, s.enter(process, order), 1)
	s.ended(process)
	require.Empty(s.tb, s.enter(process, order))
	require.Len(s.tb, s.inside(process), 1)
}

// refused is an enrollment that stands failed: nothing lets a process complete an unpaid order.
func (s *school) refused(name string) (order int64, p passage) {
	s.tb.Helper()
	process := s.drawn("order", nil, operation("complete", "change_status", object{"status": "payed"}))
	order = s.buyer(name)
	p = s.through(s.enter(process, order)[0], "failed")
	require.Positive(s.tb, p.Attempt)
	require.Equal(s.tb, "complete", p.Block)
	require.NotEmpty(s.tb, p.Failure)
	return order, p
}

func (s *school) again(p passage, action string) passage {
	s.tb.Helper()
	s.must("POST", fmt.Sprintf("/api/v1/enrollments/%d/%s", p.ID, action), nil, nil)
	p = s.through(p.ID, "ended")
	s.finished(p.WorkflowID)
	return p
}

func retries(s *school) {
	order, p := s.refused("retry")
	s.pay(order, 10000)
	p = s.again(p, "retry")
	require.Equal(s.tb, "done", p.results()["complete"])
	require.Equal(s.tb, "payed", s.order(order).Status)
}

func skips(s *school) {
	order, p := s.refused("skip")
	p = s.again(p, "skip")
	require.Equal(s.tb, "skipped", p.results()["complete"])
	require.Equal(s.tb, "new", s.order(order).Status)
}

func exits(s *school) {
	process := s.drawn("order", object{"exit_rules": list{
		object{"id": "paid", "rule": rule("order.paid_in_full", "is", true), "outcome": "paid"},
	}}, pause("long", 10000), operation("cancel", "change_status", object{"status": "cancelled"}))
	order := s.buyer("exit")
	id := s.enter(process, order)[0]
	eventually(s.tb, time.Minute, "the delay", func() bool { return s.passage(id).Block == "long" })
	s.pay(order, 10000)
	eventually(s.tb, time.Minute, "the exit rule to end it", func() bool { return s.inside(process)[0].State == "ended" })
	p := s.ended(process)
	require.Equal(s.tb, "paid", p.Outcome)
	require.Equal(s.tb, "exited", p.results()["long"])
	require.NotContains(s.tb, p.results(), "cancel")
	require.Equal(s.tb, "new", s.order(order).Status)
}
