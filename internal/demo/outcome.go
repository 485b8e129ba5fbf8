package demo

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Outcome is what became of one order.
type Outcome struct {
	Number      string      `json:"number"`
	FinalStatus string      `json:"final_status"`
	Paid        int64       `json:"paid"` // minor units that lie in the order
	CompletedAt *time.Time  `json:"completed_at"`
	CancelledAt []time.Time `json:"cancelled_at"`
	Reminders   []Reminder  `json:"reminders"`
	Late        []string    `json:"late"` // what became of each payment that came after the cancel
}

// newOutcome has empty lists, which JSON shows as such.
func newOutcome(number string) Outcome {
	return Outcome{Number: number, CancelledAt: []time.Time{}, Reminders: []Reminder{}, Late: []string{}}
}

// Reminder is the n-th payment link that was sent, and the moment that decided it.
type Reminder struct {
	N  int       `json:"n"`
	At time.Time `json:"at"`
}

// differences names what the two computations disagree about, for a person to read.
func differences(got, want Outcome) []string {
	var list []string
	differ := func(what string, has, should any) {
		list = append(list, fmt.Sprintf("order %s: %s is %v, expected %v", want.Number, what, has, should))
	}
	if got.FinalStatus != want.FinalStatus {
		differ("final status", got.FinalStatus, want.FinalStatus)
	}
	if got.Paid != want.Paid {
		differ("paid", got.Paid, want.Paid)
	}
	if !sameMoment(got.CompletedAt, want.CompletedAt) {
		differ("completed at", text(got.CompletedAt), text(want.CompletedAt))
	}
	if !slices.EqualFunc(got.CancelledAt, want.CancelledAt, time.Time.Equal) {
		differ("cancelled at", got.CancelledAt, want.CancelledAt)
	}
	if !slices.EqualFunc(got.Reminders, want.Reminders, func(a, b Reminder) bool { return a.N == b.N && a.At.Equal(b.At) }) {
		differ("reminders", got.Reminders, want.Reminders)
	}
	if !slices.Equal(got.Late, want.Late) {
		differ("late payments", got.Late, want.Late)
	}
	return list
}

func sameMoment(a, b *time.Time) bool {
	return (a == nil && b == nil) || (a != nil && b != nil && a.Equal(*b))
}

func text(at *time.Time) string {
	if at == nil {
		return "never"
	}
	return at.Format(time.RFC3339)
}

// Compare names every order about which the installation and the second
// computation disagree, and every order that only one of them knows.
func Compare(got, want map[string]Outcome) []string {
	var faults []string
	for _, number := range slices.Sorted(maps.Keys(want)) {
		o, known := got[number]
		if !known {
			faults = append(faults, fmt.Sprintf("order %s: is not in the installation", number))
			continue
		}
		faults = append(faults, differences(o, want[number])...)
	}
	for _, number := range slices.Sorted(maps.Keys(got)) {
		if _, known := want[number]; !known {
			faults = append(faults, fmt.Sprintf("order %s: is in the installation and not in the input", number))
		}
	}
	return faults
}
