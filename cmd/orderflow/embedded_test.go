//go:build !noembedded

package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type orderView struct {
	ID          int64
	Status      string
	Paid        int64
	PaymentLink string `json:"payment_link"`
	Enrollments []struct {
		ID         int64
		State      string
		Outcome    string
		Block      string
		WorkflowID string `json:"workflow_id"`
	}
	Letters []struct{ Template, State string }
}

func (c *visitor) order(id int64) (o orderView) {
	c.tb.Helper()
	c.must("GET", fmt.Sprintf("/api/v1/orders/%d", id), nil, &o)
	return o
}

func (c *visitor) place(customer, offer int64) int64 {
	c.tb.Helper()
	var made orderView
	c.must("POST", "/api/v1/orders", map[string]any{"customer_id": customer, "items": []any{map[string]any{"offer_id": offer}}}, &made)
	return made.ID
}

// A day of the processes takes two seconds.
var fastDays = []string{"ORDERFLOW_CLOCK_MODE=scaled", "ORDERFLOW_CLOCK_TIME_SCALE=43200"}

// stands waits until the order's only enrollment stands at the block.
func (c *visitor) stands(order int64, block string) {
	c.tb.Helper()
	eventually(c.tb, time.Minute, fmt.Sprintf("order %d to stand at %s", order, block), func() bool {
		seen := c.order(order).Enrollments
		return len(seen) == 1 && seen[0].Block == block
	})
}

// letterCounts counts the order's letters by template and state.
func (c *visitor) letterCounts(order int64) map[[2]string]int {
	c.tb.Helper()
	counts := map[[2]string]int{}
	for _, l := range c.order(order).Letters {
		counts[[2]string{l.Template, l.State}]++
	}
	return counts
}

// reminded waits until so many reminders of the order have gone out.
func (c *visitor) reminded(order int64, times int) {
	c.tb.Helper()
	eventually(c.tb, time.Minute, fmt.Sprintf("reminder %d of order %d", times, order), func() bool {
		return c.letterCounts(order)[[2]string{"payment_reminder", "sent"}] == times
	})
}

// The main job in one process: an unpaid order is reminded twice and cancelled,
// one paid between the reminders is completed, and both go on after a restart
// during which a day went by.
func TestMainJobSurvivesRestart(t *testing.T) {
	t.Parallel()
	clock := leaping(t)
	p, c := dev(t, t.TempDir(), clock.given())
	offer := c.offer("course", true)
	c.publish(map[string]any{"template": "unpaid_reminders"})
	unpaid := c.place(c.customer("unpaid@example.com"), offer)
	paid := c.place(c.customer("paid@example.com"), offer)
	for _, order := range []int64{unpaid, paid} {
		c.stands(order, "before_first")
		require.NotEmpty(t, c.order(order).Enrollments[0].WorkflowID)
	}
	clock.day(t)
	for _, order := range []int64{unpaid, paid} {
		c.stands(order, "before_second")
		c.reminded(order, 1)
	}
	p.stop()
	clock.day(t)
	p.up()
	eventually(t, time.Minute, "dev to answer again", func() bool { s, _ := c.call("GET", "/healthz", nil, nil, nil); return s == 200 })
	c.must("POST", fmt.Sprintf("/api/v1/orders/%d/payments", paid), map[string]any{"amount": 10000, "currency": "RUB", "method": "cash"}, nil)
	c.stands(unpaid, "before_cancel")
	c.reminded(unpaid, 2)
	clock.day(t)
	eventually(t, time.Minute, "the unpaid order to be cancelled", func() bool { return c.order(unpaid).Status == "cancelled" })
	eventually(t, time.Minute, "PRC-6: the paid order's enrollment to end", func() bool { return c.order(paid).Enrollments[0].State == "ended" })
	require.Equal(t, "payed", c.order(paid).Status)
	require.Equal(t, "paid", c.order(paid).Enrollments[0].Outcome)
	require.Equal(t, 2, c.letterCounts(unpaid)[[2]string{"payment_reminder", "sent"}])
}
