package process

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"github.com/orderflow/orderflow/models"
)

// TriggerKind is a way into a process (PRC-2).
type TriggerKind string

// The kinds of trigger.
const (
	TriggerEvent   TriggerKind = "event"
	TriggerSegment TriggerKind = "segment"
	TriggerByHand  TriggerKind = "by_hand"
)

// Trigger lets objects in: Params is EventTrigger, SegmentTrigger or ByHand.
type Trigger struct {
	Kind   TriggerKind   `json:"kind" is:"required"`
	Params TriggerParams `json:",inline" is:"by=kind"`
}

// TriggerParams are the settings of a trigger.
type TriggerParams interface{ trigger() }

var triggerKinds = []struct {
	kind   TriggerKind
	params TriggerParams
}{
	{TriggerEvent, EventTrigger{}},
	{TriggerSegment, SegmentTrigger{}},
	{TriggerByHand, ByHand{}},
}

// Match holds what the data of an event must say, by name: codes as text, ids and sums as whole numbers.
type Match map[string]any

// EventTrigger lets an event's object in, when the data of the event matches and
// the rule, asked of the object as it is now, holds. A custom event is named by
// match {"name": …}.
type EventTrigger struct {
	Event models.EventKind `json:"event" is:"required"`
	Match Match            `json:"match,omitempty" is:"max=10"`
	Rule  Rule             `json:"rule,omitempty"`
}

// SegmentTrigger lets those in whom the rule selects: asked periodically, or,
// when EverySeconds is 0, once at start. Existing says whether those who match
// already at the start enter too.
type SegmentTrigger struct {
	Rule         Rule  `json:"rule" is:"required"`
	EverySeconds int64 `json:"every_seconds" is:"default=60,min=0,max=86400"`
	Existing     bool  `json:"existing,omitempty"`
}

// ByHand lets people enroll an object.
type ByHand struct{}

func (EventTrigger) trigger()   {}
func (SegmentTrigger) trigger() {}
func (ByHand) trigger()         {}

// matchable lists the events that start processes with the names by which a
// trigger may match their data. Those of a custom event are its sender's choice, beside its name.
var matchable = []struct {
	event models.EventKind
	keys  []string
}{
	{models.EventOrderCreated, []string{"via", "currency"}},
	{models.EventOrderStatusChanged, []string{"from", "to", "reason"}},
	{models.EventOrderItemsChanged, nil},
	{models.EventOrderPaidInFull, nil},
	{models.EventOrderStageMoved, []string{"board", "from", "to"}},
	{models.EventPaymentReceived, []string{"kind", "currency"}},
	{models.EventOrderTagAdded, []string{"tag"}},
	{models.EventCustomerCreated, nil},
	{models.EventCustomerTagAdded, []string{"tag"}},
	{models.EventPurchaseStarted, []string{"product"}},
	{models.EventPurchaseEnded, []string{"product"}},
	{models.EventCustom, []string{"name"}},
}

// matchKeys are the names that a trigger on the event may match; ok is false for an event that starts no process.
func matchKeys(event models.EventKind) (keys []string, ok bool) {
	for _, m := range matchable {
		if m.event == event {
			return m.keys, true
		}
	}
	return nil, false
}

// mayMatch reports a name that the data of the event can have.
func (t EventTrigger) mayMatch(name string, keys []string) bool {
	return slices.Contains(keys, name) || t.Event == models.EventCustom && payloadKey.MatchString(name)
}

// payloadKey is a name in the payload of a custom event.
var payloadKey = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// Accepts reports whether an event of the kind with the data lets its object in,
// the rule aside. data is the JSON object of the event.
func (t EventTrigger) Accepts(kind models.EventKind, data []byte) bool {
	if kind != t.Event {
		return false
	}
	if len(t.Match) == 0 {
		return true
	}
	var have map[string]json.RawMessage
	if json.Unmarshal(data, &have) != nil {
		return false
	}
	for name, want := range t.Match {
		if !equalScalar(have[name], want) {
			return false
		}
	}
	return true
}

func equalScalar(have json.RawMessage, want any) bool {
	var text string
	if json.Unmarshal(have, &text) != nil {
		text = string(have)
	}
	return text == fmt.Sprint(want)
}

// enterable lists the events on which processes about the subject may start.
func enterable(subject models.SubjectKind) []string {
	var events []string
	for _, m := range matchable {
		if about, _ := m.event.Triggering(); about == subject {
			events = append(events, string(m.event))
		}
	}
	slices.Sort(events)
	return events
}
