package segment

import (
	"encoding/json"
	"slices"

	"github.com/orderflow/orderflow/models"
)

func (p *parser) leaf(at place, parts map[string]json.RawMessage) Node {
	leaf := &Leaf{Path: at.path}
	name, named := p.text(at.key("field"), parts["field"])
	op, ok := p.required(at.key("op"), parts["op"])
	if named {
		leaf.Field = at.scope.field(name)
		if leaf.Field == nil {
			param, names := near(name, at.scope.fieldNames())
			p.fault(at.key("field"), models.CodeUnknownRule, "field", name, param, names)
		}
	}
	if leaf.Field == nil || !ok {
		return nil
	}
	leaf.Op = Op(op)
	if fits := leaf.Field.Operators(); !slices.Contains(fits, leaf.Op) {
		p.fault(at.key("op"), models.CodeUnknownOperator, "field", name, "operator", op, "allowed", texts(fits))
		return nil
	}
	value, given := parts["value"]
	if !given && shapes[leaf.Op] != shapeNone {
		p.fault(at.key("value"), models.CodeRequired, "field", "value")
		return nil
	}
	p.value(at.key("value"), leaf, value, given)
	return leaf
}

// value reads what the operator compares with.
func (p *parser) value(at place, leaf *Leaf, raw json.RawMessage, given bool) {
	switch shapes[leaf.Op] {
	case shapeNone:
		if given {
			p.fault(at, models.CodeUnknownField, "field", "value", "allowed", []string{"field", "op"})
		}
	case shapeList:
		p.listed(at, leaf, raw)
	case shapePair:
		p.pair(at, leaf, raw)
	case shapeDuration:
		leaf.Value.Duration = p.duration(at, raw)
	case shapeDay:
		leaf.Value.Day = p.day(at, raw)
	default:
		p.single(at, leaf, raw)
	}
}

// listed reads a list of at least one value; order and repetition mean nothing, so they are dropped.
func (p *parser) listed(at place, leaf *Leaf, raw json.RawMessage) {
	items := p.list(at, raw)
	if items == nil {
		return
	}
	if len(items) == 0 {
		p.fault(at, models.CodeRequired, "field", "value")
	}
	if p.values += len(items); len(items) > MaxList || p.values > MaxValues {
		p.wide(at, MaxList)
		return
	}
	for i, item := range items {
		p.single(at.index(i), leaf, item)
	}
	slices.Sort(leaf.Value.Texts)
	slices.Sort(leaf.Value.Numbers)
	leaf.Value.Texts = slices.Compact(leaf.Value.Texts)
	leaf.Value.Numbers = slices.Compact(leaf.Value.Numbers)
}

// pair reads the two ends of a range, both of them inside it.
func (p *parser) pair(at place, leaf *Leaf, raw json.RawMessage) {
	items := p.list(at, raw)
	if items == nil {
		return
	}
	if len(items) != 2 {
		p.fault(at, models.CodeWrongType, "expected", "two values: from, to")
		return
	}
	before := len(p.faults)
	p.single(at.index(0), leaf, items[0])
	p.single(at.index(1), leaf, items[1])
	if len(p.faults) > before {
		return
	}
	v := leaf.Value
	if leaf.Field.Type == TypeDate && v.Times[1].Before(v.Times[0]) || leaf.Field.Type != TypeDate && v.Numbers[1] < v.Numbers[0] {
		p.fault(at.index(1), models.CodeOutOfRange, "value", string(items[1]), "min", string(items[0]))
	}
}

// single reads one value of the field's type into the part of Value that the type uses.
func (p *parser) single(at place, leaf *Leaf, raw json.RawMessage) {
	v := &leaf.Value
	switch leaf.Field.Type {
	case TypeID, TypeIDs, TypeNumber, TypeMoney:
		if n, ok := p.number(at, raw); ok {
			v.Numbers = append(v.Numbers, n)
		}
	case TypeDate:
		if t, ok := p.time(at, raw); ok {
			v.Times = append(v.Times, t)
		}
	case TypeFlag:
		if json.Unmarshal(raw, &v.Flag) != nil || string(raw) == "null" {
			p.fault(at, models.CodeWrongType, "expected", "true or false")
		}
	case TypeChoice:
		if text, ok := p.choice(at, leaf, raw); ok {
			v.Texts = append(v.Texts, text)
		}
	default:
		if text, ok := p.words(at, leaf.Field, raw); ok {
			v.Texts = append(v.Texts, text)
		}
	}
}

// choice reads one of the field's choices. Status false may be named only in a
// filter of the order list, which asks for false orders by it (ST-6).
func (p *parser) choice(at place, leaf *Leaf, raw json.RawMessage) (string, bool) {
	text, ok := p.required(at, raw)
	if !ok {
		return "", false
	}
	allowed := leaf.Field.Choices
	if leaf.Field.Name == "status" && leaf.Field.Object == models.SubjectOrder {
		if !p.filter {
			allowed = slices.DeleteFunc(slices.Clone(allowed), func(s string) bool { return s == string(models.StatusFalse) })
		} else if text == string(models.StatusFalse) && (leaf.Op == OpIs || leaf.Op == OpOneOf) {
			p.asksFalse = true
		}
	}
	if !slices.Contains(allowed, text) {
		p.fault(at, models.CodeNotOneOf, "value", text, "allowed", allowed)
		return "", false
	}
	return text, true
}
