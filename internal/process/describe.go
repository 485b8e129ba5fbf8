package process

import (
	"encoding/json"
	"reflect"
	"slices"

	"github.com/orderflow/orderflow/models"
)

// Vocabulary is all that a process about one kind of object may consist of, for
// those who draw processes: what is not in it, the checker refuses.
type Vocabulary struct {
	Subject    models.SubjectKind
	Blocks     []BlockEntry
	Operations []OperationEntry
	Triggers   []TriggerEntry
	Events     []EventEntry // on which its objects may enter
	Policies   []FieldEntry
}

// BlockEntry is one kind of block. Exits stand in their order; a field of the
// name ExitsFrom lists further ones, which come first.
type BlockEntry struct {
	Kind      BlockKind
	Exits     []string
	ExitsFrom string
	Single    bool // exactly one in a process
	Fields    []FieldEntry
}

// OperationEntry is one operation with its settings.
type OperationEntry struct {
	Name   OperationName
	Effect Effect
	Fields []FieldEntry
}

// TriggerEntry is one way in with its settings.
type TriggerEntry struct {
	Kind   TriggerKind
	Fields []FieldEntry
}

// EventEntry is one event with what a trigger may match of its data.
type EventEntry struct {
	Event models.EventKind
	Match []FieldEntry
	// Free tells that the sender of the event chooses further names.
	Free bool
}

// FieldEntry is one setting: what it looks like, what it names, and within which bounds.
type FieldEntry struct {
	Name     string
	Form     string // text, integer, flag, time, duration, rule, list, match, group
	Of       string // what the value names: offer, letter_template, board, stage, refusal_reason, status, money, words, tag, time_zone
	Required bool
	Default  json.RawMessage // nil for none
	Min, Max *int64          // of an integer; of a text's characters; of a list's length
	Choices  []string
	When     map[string][]string // only where another setting has one of these values
	Fields   []FieldEntry        // of a group, of the items of a list
}

// narrowed are settings whose choices depend on more than their type.
type narrowed interface {
	narrow(f *FieldEntry, subject models.SubjectKind)
}

// Vocabularies lists what processes may consist of, by subject.
func Vocabularies() []Vocabulary {
	out := make([]Vocabulary, len(everySubject))
	for i, subject := range everySubject {
		out[i] = Vocabulary{subject, blockEntries(subject), operationEntries(subject), triggerEntries(subject), eventEntries(subject), policyEntries(subject)}
	}
	return out
}

func blockEntries(subject models.SubjectKind) []BlockEntry {
	out := make([]BlockEntry, len(blockKinds))
	for i, k := range blockKinds {
		out[i] = BlockEntry{Kind: k.kind, Exits: k.params.Exits(), Single: k.kind == KindStart, Fields: entriesOf(k.params, subject)}
		if k.kind == KindCondition {
			out[i].ExitsFrom = "branches"
		}
	}
	return out
}

func operationEntries(subject models.SubjectKind) (out []OperationEntry) {
	for _, o := range operations {
		if slices.Contains(o.Subjects, subject) {
			out = append(out, OperationEntry{o.Name, o.Effect, entriesOf(o.Params, subject)})
		}
	}
	return out
}

func triggerEntries(subject models.SubjectKind) (out []TriggerEntry) {
	for _, k := range triggerKinds {
		if k.kind != TriggerEvent || len(enterable(subject)) > 0 {
			out = append(out, TriggerEntry{k.kind, entriesOf(k.params, subject)})
		}
	}
	return out
}

func policyEntries(subject models.SubjectKind) []FieldEntry { return entriesOf(Policies{}, subject) }

func eventEntries(subject models.SubjectKind) (out []EventEntry) {
	for _, m := range matchable {
		if about, _ := m.event.Triggering(); about != subject {
			continue
		}
		entry := EventEntry{Event: m.event, Free: m.event == models.EventCustom}
		for _, key := range m.keys {
			entry.Match = append(entry.Match, matchEntry(m.event, key))
		}
		out = append(out, entry)
	}
	return out
}

// matchEntry says what a trigger may compare the name of an event's data with.
func matchEntry(event models.EventKind, key string) FieldEntry {
	f := FieldEntry{Name: key, Form: "text", Of: key, Required: event == models.EventCustom}
	switch {
	case key == "via":
		f.Choices = models.Vias
	case event == models.EventPaymentReceived && key == "kind":
		f.Choices, f.Of = []string{models.PaymentGateway, models.PaymentManual, models.PaymentDeposit}, "payment_kind"
	case event == models.EventOrderStatusChanged && key != "reason":
		f.Choices, f.Of = texts(models.Statuses), "status"
	case key == "reason":
		f.Form, f.Of = "integer", "refusal_reason"
	case event == models.EventOrderStageMoved && key != "board":
		f.Form, f.Of = "integer", "stage"
	case key == "board", key == "product":
		f.Form = "integer"
	case key == "name":
		f.Of = "event_name"
	}
	return f
}

// entriesOf describes the settings of one type.
func entriesOf(settings any, subject models.SubjectKind) []FieldEntry {
	out := describe(shapeOf(reflect.TypeOf(settings)))
	if n, ok := settings.(narrowed); ok {
		for i := range out {
			n.narrow(&out[i], subject)
		}
	}
	return out
}

func describe(s *shape) []FieldEntry {
	out := []FieldEntry{}
	for _, f := range s.fields {
		if f.by != "" {
			continue // an operation's own settings stand in its entry
		}
		e := FieldEntry{Name: f.name, Of: f.of, Required: f.required, Min: f.min, Max: f.max, Choices: f.shape.enum}
		if f.fallback != "" {
			e.Default = json.RawMessage(f.fallback)
		}
		e.Form, e.Fields = f.shape.described()
		if e.Form == "text" && e.Max == nil {
			most := int64(longestText)
			e.Max = &most
		}
		out = append(out, e)
	}
	return out
}

// described names the shape's form for people who fill it in.
func (s *shape) described() (form string, fields []FieldEntry) {
	switch s.form {
	case formText:
		return "text", nil
	case formInteger:
		return "integer", nil
	case formFlag:
		return "flag", nil
	case formTime:
		return "time", nil
	case formRule:
		return "rule", nil
	case formScalars:
		return "match", nil
	case formList:
		return "list", describe(s.elem)
	default:
		if s.typ == reflect.TypeFor[models.Duration]() {
			return "duration", describe(s)
		}
		return "group", describe(s)
	}
}

func (ChangeStatus) narrow(f *FieldEntry, _ models.SubjectKind) {
	switch f.Name {
	case "status":
		f.Choices = settableStatuses()
	case "refusal_reason_id":
		f.When = map[string][]string{"status": slices.DeleteFunc(texts(reasoned), func(s string) bool { return !settable(models.Status(s)) })}
	}
}

func (AddTag) narrow(f *FieldEntry, subject models.SubjectKind) {
	if f.Name == "on" && subject != models.SubjectOrder {
		f.Choices = []string{string(TagOnCustomer)}
	}
}
