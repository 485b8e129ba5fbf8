package demo

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Plan is what a process does to an order that stays unpaid, as the second
// computation understands it: reminders and at most one cancel, each a while
// after the one before.
type Plan struct {
	steps []planned
	zone  *time.Location // in which days are counted
}

// planned is one thing that the process does: "remind" or "cancel", after the delays.
type planned struct {
	kind   string
	delays []delay
}

type delay struct {
	Amount int64  `json:"amount"`
	Unit   string `json:"unit"`
}

const (
	kindRemind = "remind"
	kindCancel = "cancel"
)

// rawProcess is as much of a process file as the second computation reads, by itself.
type rawProcess struct {
	Subject string `json:"subject"`
	Blocks  []struct {
		ID     string          `json:"id"`
		Kind   string          `json:"kind"`
		Params json.RawMessage `json:"params"`
	} `json:"blocks"`
	Connections []struct {
		From string `json:"from"`
		To   string `json:"to"`
	} `json:"connections"`
	Triggers []struct {
		Kind  string `json:"kind"`
		Event string `json:"event"`
	} `json:"triggers"`
	ExitRules []struct {
		Rule json.RawMessage `json:"rule"`
	} `json:"exit_rules"`
	Policies struct {
		TimeZone string `json:"time_zone"`
		Reentry  string `json:"reentry"`
	} `json:"policies"`
}

// errShape tells what the second computation knows; of any other process it could not say what must come out.
var errShape = errors.New("the demo compares processes that new orders enter once and leave when anything is paid, " +
	"with one line of delays, payment links and at the end a cancel")

// ReadPlan reads a process file. account is the zone in which the days of a
// process without a zone of its own are counted. A process of another shape is
// refused: its result could not be compared.
func ReadPlan(file []byte, account *time.Location) (*Plan, error) {
	var p rawProcess
	if err := json.Unmarshal(file, &p); err != nil {
		return nil, fmt.Errorf("read process: %w", err)
	}
	if err := p.checkEntry(); err != nil {
		return nil, err
	}
	steps, err := p.line()
	if err != nil {
		return nil, err
	}
	plan := &Plan{steps: steps, zone: account}
	if name := p.Policies.TimeZone; name != "" && name != "account" && name != "customer" {
		if plan.zone, err = time.LoadLocation(name); err != nil {
			return nil, fmt.Errorf("read process: %w", err)
		}
	}
	return plan, nil
}

// checkEntry looks for the trigger and the exit rule that the computation takes for granted.
func (p *rawProcess) checkEntry() error {
	enters, leaves := false, false
	for _, t := range p.Triggers {
		if t.Kind != "by_hand" && (t.Kind != "event" || t.Event != "order.created") {
			return fmt.Errorf("trigger %q: %w", strings.TrimSpace(t.Kind+" "+t.Event), errShape)
		}
		enters = enters || t.Kind == "event"
	}
	for _, e := range p.ExitRules {
		var rule struct {
			Field, Op string
			Value     any
		}
		_ = json.Unmarshal(e.Rule, &rule)
		leaves = leaves || (rule.Field == "order.paid" && rule.Op == "gt" && rule.Value == 0.0)
	}
	switch {
	case p.Subject != "order" || !enters || (p.Policies.Reentry != "" && p.Policies.Reentry != "once"):
		return fmt.Errorf("entry: %w", errShape)
	case !leaves:
		return fmt.Errorf("exit rules: none is order.paid gt 0: %w", errShape)
	default:
		return nil
	}
}

// line follows the connections from the start block.
func (p *rawProcess) line() ([]planned, error) {
	next := map[string]string{}
	for _, c := range p.Connections {
		if next[c.From] != "" {
			return nil, fmt.Errorf("block %q has several exits: %w", c.From, errShape)
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
	var steps []planned
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
			steps = append(steps, *done)
		}
	}
	if i := slices.IndexFunc(steps, func(s planned) bool { return s.kind == kindCancel }); i >= 0 && i < len(steps)-1 {
		return nil, fmt.Errorf("something follows the cancel: %w", errShape)
	}
	return steps, nil
}

// step reads one block; delays gather until something is done.
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
	case kind == "delay" && p.For != nil && slices.Contains([]string{"minutes", "hours", "days", "weeks"}, p.For.Unit):
		*waited = append(*waited, *p.For)
		return nil, nil
	case kind == "operation" && p.Operation == "send_payment_link":
		return take(kindRemind), nil
	case kind == "operation" && p.Operation == "change_status" && p.Status == "cancelled":
		return take(kindCancel), nil
	case kind == "end":
		return nil, nil
	default:
		return nil, fmt.Errorf("%s: %w", strings.TrimSpace(kind+" "+p.Operation), errShape)
	}
}

// clockJump is more than clocks are ever put forward or back at once.
const clockJump = 3 * time.Hour

// earliest is a moment before which the process does nothing to an order that
// was created then. ok is false when it never does anything.
func (p *Plan) earliest(created time.Time) (at time.Time, ok bool) {
	if len(p.steps) == 0 {
		return created, false
	}
	at = created
	for _, d := range p.steps[0].delays {
		switch d.Unit {
		case "minutes":
			at = at.Add(time.Duration(d.Amount) * time.Minute)
		case "hours":
			at = at.Add(time.Duration(d.Amount) * time.Hour)
		case "weeks":
			at = at.In(p.zone).AddDate(0, 0, int(7*d.Amount)).Add(-clockJump)
		default:
			at = at.In(p.zone).AddDate(0, 0, int(d.Amount)).Add(-clockJump)
		}
	}
	if at.Before(created) {
		at = created
	}
	return at, true
}
