package process

import (
	"fmt"

	"github.com/orderflow/orderflow/models"
)

// checkTriggers holds the triggers to events about the process's subject, and
// warns of operations that would set one off again (PRC-17).
func (c *Compiled) checkTriggers(r *report) {
	if len(c.Triggers) == 0 {
		r.add("triggers", models.CodeRequired, "field", "triggers")
	}
	for i, t := range c.Triggers {
		if event, ok := t.Params.(EventTrigger); ok {
			c.checkEvent(r.at(fmt.Sprintf("triggers[%d]", i)), event)
			c.warnOfItself(r, event)
		}
	}
}

func (c *Compiled) checkEvent(at spot, t EventTrigger) {
	subject := c.Definition.Subject
	about, ok := t.Event.Triggering()
	keys, known := matchKeys(t.Event)
	if !ok || !known {
		at.key("event").fault(models.CodeUnknownEvent, "event", shown(string(t.Event)), "allowed", enterable(subject))
		return
	}
	if about != subject {
		at.key("event").fault(models.CodeWrongSubject, "expected", string(about), "subject", string(subject))
	}
	for _, name := range keysOf(t.Match) {
		if !t.mayMatch(name, keys) {
			at.key("match."+shown(name)).fault(models.CodeUnknownField, "field", shown(name), "allowed", keys)
		}
	}
	if t.Event != models.EventCustom {
		return
	}
	switch name, _ := t.Match["name"].(string); {
	case name == "":
		at.key("match.name").fault(models.CodeRequired, "field", "name")
	case !models.EventName.Fits(name):
		at.key("match.name").fault(models.CodeInvalidCode, "value", shown(name), "form", models.EventName.Name)
	}
}

// warnOfItself names the operations that can fire the trigger.
func (c *Compiled) warnOfItself(r *report, t EventTrigger) {
	for _, b := range c.blocks {
		op, ok := b.Params.(Operation)
		if !ok {
			continue
		}
		for _, f := range op.Params.fires() {
			if t.mayBe(f) {
				r.blockSpot(b.Number, "params").warn(models.CodeSelfTrigger,
					"event", string(f.event), "operation", string(op.Operation))
				break
			}
		}
	}
}

// mayBe reports whether an event of the operation could match the trigger.
func (t EventTrigger) mayBe(f firing) bool {
	if f.event != t.Event {
		return false
	}
	for _, name := range keysOf(t.Match) {
		if have, fixed := f.data[name]; fixed && have != t.Match[name] {
			return false
		}
	}
	return true
}
