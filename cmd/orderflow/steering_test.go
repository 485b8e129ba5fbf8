//go:build !noembedded

package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// automationLine is what an order shows of an enrollment that goes on.
type automationLine struct {
	EnrollmentID int64 `json:"enrollment_id"`
	Visit        int
	Block        struct{ ID string }
	Next         *struct {
		ID string
		At time.Time
	}
}

func (s *school) automation(order int64) automationLine {
	s.tb.Helper()
	var a struct{ Lines []automationLine }
	s.must("GET", fmt.Sprintf("/api/v1/orders/%d/automation", order), nil, &a)
	require.Len(s.tb, a.Lines, 1)
	return a.Lines[0]
}

// steer presses a button of the order's next action, once the enrollment rests.
func (s *school) steer(order int64, action string, more object) {
	s.tb.Helper()
	line := s.automation(order)
	body := object{"enrollment_id": line.EnrollmentID, "visit": line.Visit}
	for key, value := range more {
		body[key] = value
	}
	s.must("POST", fmt.Sprintf("/api/v1/orders/%d/automation/%s", order, action), body, nil)
}

// snoozedFor is longer than a request may take.
const snoozedFor = 20 * time.Second

// waitingOrder is an order that a process will remind in a week, and then leave.
func (s *school) waitingOrder(name string) (order, enrollment int64) {
	process := s.drawn("order", nil, pause("week", 7), operation("remind", "comment", object{"text": "reminded"}), pause("rest", 7))
	order = s.buyer(name)
	enrollment = s.enter(process, order)[0]
	eventually(s.tb, time.Minute, "the pause", func() bool { return s.automation(order).Block.ID == "week" })
	return order, enrollment
}

// soon waits for what a person pressed; by itself the process would wait for a week.
func (s *school) soon(what string, done func() bool) {
	s.tb.Helper()
	eventually(s.tb, time.Minute, what, done)
}

// The buttons of an order's next action work on a real Temporal server, and within five seconds.
func TestSteeringOfAnOrder(t *testing.T) {
	t.Parallel()
	_, s := schoolIn(t, t.TempDir())
	became := func(s *school, enrollment int64) string {
		p := s.passage(enrollment)
		return p.results()["remind"]
	}
	for name, press := range map[string]func(*school){
		"ORD-12/do-now": func(s *school) {
			var took []time.Duration
			for i := range 5 {
				order, enrollment := s.waitingOrder(fmt.Sprintf("do-now-%d", i))
				pressed := time.Now()
				s.steer(order, "do-now", nil)
				s.soon("the reminder", func() bool { return became(s, enrollment) == "done" })
				done := s.passage(enrollment)
				took = append(took, done.at("remind").Sub(pressed))
			}
			require.Less(s.tb, middle(took), noticedWithin, "%s", took)
		},
		"ORD-12/skip": func(s *school) {
			order, enrollment := s.waitingOrder("skip")
			at := s.automation(order).Next.At
			s.steer(order, "skip", nil)
			require.Equal(s.tb, "skipped", became(s, enrollment))
			require.Equal(s.tb, "rest", s.automation(order).Block.ID)
			require.WithinDuration(s.tb, at.AddDate(0, 0, 7), s.automation(order).Next.At, 3*time.Second)
			s.steer(order, "do-now", nil)
			s.soon("the end", func() bool { return s.passage(enrollment).State == "ended" })
		},
		"ORD-12/snooze": func(s *school) {
			order, enrollment := s.waitingOrder("snooze")
			until := time.Now().Add(snoozedFor).Truncate(time.Second)
			s.steer(order, "snooze", object{"until": until})
			s.soon("the reminder at its new time", func() bool { return became(s, enrollment) == "done" })
			done := s.passage(enrollment)
			require.False(s.tb, done.at("remind").Before(until), "not before it")
		},
		"ORD-12/stop": func(s *school) {
			order, enrollment := s.waitingOrder("stop")
			s.must("POST", fmt.Sprintf("/api/v1/orders/%d/automation/stop", order), nil, nil)
			p := s.passage(enrollment)
			require.Equal(s.tb, "stopped", p.State)
			s.finished(p.WorkflowID)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			press(s.in(t))
		})
	}
}
