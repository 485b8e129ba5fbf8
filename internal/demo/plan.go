package demo

import (
	"encoding/json"
	"fmt"
	"time"
)

// planned is one thing that the process does to an order that stays unpaid: at
// a distance from the one before, remind or cancel.
type planned struct {
	kind   string // "remind" or "cancel"
	delays []delay
}

type delay struct {
	Amount int64  `json:"amount"`
	Unit   string `json:"unit"`
}

// rawProcess is as much of a process file as the second computation reads, by itself.
type rawProcess struct {
	Blocks []struct {
		ID     string          `json:"id"`
		Kind   string          `json:"kind"`
		Params json.RawMessage `json:"params"`
	} `json:"blocks"`
	Connections []struct {
		From, To string
	} `json:"connections"`
}

// plan reads a process that is one line of delays, payment links and a cancel,
// the shape that the second computation knows. Any other process is refused:
// its result could not be compared.
func plan(file []byte) ([]planned, error) {
	var p rawProcess
	if err := json.Unmarshal(file, &p); err != nil {
		return nil, fmt.Errorf("read process: %w", err)
	}
	next := map[string]string{}
	for _, c := range p.Connections {
		if next[c.From] != "" {
			return nil, fmt.Errorf("block %q has several exits; the demo compares processes that are one line of delays, payment links and a cancel", c.From)
		}
		next[c.From] = c.To
	}
	at, blocks := "", map[string]int{}
	for i, b := range p.Blocks {
		blocks[b.ID] = i
		if b.Kind == "start" {
			at = b.ID
		}
	}
	var line []planned
	var waited []delay
	for range p.Blocks {
		if at = next[at]; at == "" {
			break
		}
		b := p.Blocks[blocks[at]]
		done, err := step(b.Kind, b.Params, &waited)
		if err != nil {
			return nil, fmt.Errorf("block %q: %w", b.ID, err)
		}
		if done != nil {
			line = append(line, *done)
		}
	}
	return line, nil
}

func step(kind string, params []byte, waited *[]delay) (*planned, error) {
	var p struct {
		For       *delay `json:"for"`
		Operation string `json:"operation"`
		Status    string `json:"status"`
	}
	if len(params) > 0 {
		if err := json.Unmarshal(params, &p); err != nil {
			return nil, fmt.Errorf("read settings: %w", err)
		}
	}
	take := func(kind string) *planned {
		done := &planned{kind: kind, delays: *waited}
		*waited = nil
		return done
	}
	switch {
	case kind == "delay" && p.For != nil:
		*waited = append(*waited, *p.For)
		return nil, nil
	case kind == "operation" && p.Operation == "send_payment_link":
		return take("remind"), nil
	case kind == "operation" && p.Operation == "change_status" && p.Status == "cancelled":
		return take("cancel"), nil
	case kind == "end":
		return nil, nil
	default:
		return nil, fmt.Errorf("the demo compares processes that are one line of delays, payment links and a cancel; %s %s is neither", kind, p.Operation)
	}
}

// shortestWait is a lower bound of the time from an order's creation to the
// first thing that the process does to it.
func shortestWait(line []planned) time.Duration {
	if len(line) == 0 {
		return 0
	}
	units := map[string]time.Duration{"minutes": time.Minute, "hours": time.Hour, "days": 23 * time.Hour, "weeks": 7*24*time.Hour - time.Hour, "months": 28*24*time.Hour - time.Hour}
	var sum time.Duration
	for _, d := range line[0].delays {
		sum += time.Duration(d.Amount) * units[d.Unit]
	}
	return sum
}
