//go:build !noembedded

package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// entered is an enrollment as the order's card shows it.
type entered struct {
	ID         int64
	ProcessID  int64 `json:"process_id"`
	State      string
	Outcome    string
	WorkflowID string `json:"workflow_id"`
}

// seenBy waits until the order shows the process's enrollment as ended, and finds
// its finished run on the Temporal server by the id that the order shows.
func (s *school) seenBy(order, process int64) passage {
	s.tb.Helper()
	var found entered
	eventually(s.tb, time.Minute, "the order to show the process as ended", func() bool {
		var card struct{ Enrollments []entered }
		s.must("GET", fmt.Sprintf("/api/v1/orders/%d", order), nil, &card)
		for _, e := range card.Enrollments {
			if e.ProcessID == process {
				found = e
			}
		}
		return found.State == "ended"
	})
	s.finished(found.WorkflowID)
	return s.passage(found.ID)
}

// Each template that is shipped runs as it is, from its trigger to its end.
func TestShippedTemplates(t *testing.T) {
	t.Parallel()
	clock := leaping(t)
	_, s := schoolIn(t, t.TempDir(), clock.given())
	for _, template := range []struct {
		code string
		run  func(s *school, process int64)
	}{
		{"complete_on_payment", completedByTemplate},
		{"thank_on_payment", thankedByTemplate},
		{"order_on_event", orderedByTemplate},
		{"unpaid_reminders", func(s *school, process int64) { remindedByTemplate(s, process, clock) }},
	} {
		t.Run("PRC-13/"+template.code, func(t *testing.T) {
			s := s.in(t)
			template.run(s, s.publish(object{"template": template.code}))
		})
	}
}

func completedByTemplate(s *school, process int64) {
	order := s.buyer("completed")
	s.pay(order, 4000)
	require.Equal(s.tb, "part_payed", s.order(order).Status)
	s.pay(order, 6000)
	p := s.seenBy(order, process)
	require.Equal(s.tb, "completed", p.Outcome)
	require.Equal(s.tb, "payed", s.order(order).Status)
}

func thankedByTemplate(s *school, process int64) {
	order := s.buyer("thanked")
	s.pay(order, 10000)
	require.Equal(s.tb, "thanked", s.seenBy(order, process).Outcome)
	s.letterSent(order, "payment_thanks")
}

func orderedByTemplate(s *school, process int64) {
	customer := s.customer("ordered@example.com")
	s.must("POST", "/api/v1/events", object{"name": "test_passed", "customer_id": customer}, nil)
	p := s.ended(process)
	require.Equal(s.tb, "ordered", p.Outcome)
	var page struct {
		Items []struct {
			CreatedBy struct {
				Kind         string
				ID           int64
				EnrollmentID int64 `json:"enrollment_id"`
			} `json:"created_by"`
		}
	}
	s.must("GET", fmt.Sprintf("/api/v1/orders?customer_id=%d", customer), nil, &page)
	require.Len(s.tb, page.Items, 1)
	author := page.Items[0].CreatedBy
	require.Equal(s.tb, "process", author.Kind)
	require.Equal(s.tb, process, author.ID)
	require.Equal(s.tb, p.ID, author.EnrollmentID)
}

func remindedByTemplate(s *school, process int64, clock leapingClock) {
	unpaid, paid := s.buyer("reminded"), s.buyer("pays-in-time")
	s.stands(unpaid, "before_first")
	s.stands(paid, "before_first")
	s.pay(paid, 10000)
	for reminder, block := range []string{"before_second", "before_cancel"} {
		clock.day(s.tb)
		s.stands(unpaid, block)
		s.reminded(unpaid, reminder+1)
	}
	clock.day(s.tb)
	p := s.seenBy(unpaid, process)
	require.Equal(s.tb, "cancelled", p.Outcome)
	require.Equal(s.tb, "cancelled", s.order(unpaid).Status)
	require.Equal(s.tb, "paid", s.seenBy(paid, process).Outcome)
	require.Equal(s.tb, 2, s.letterCounts(unpaid)[[2]string{"payment_reminder", "sent"}])
}
