package segment

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/orderflow/orderflow/models"
)

// Bounds of one rule. Levels are groups and relations around a field.
const (
	MaxDepth  = 10
	MaxNodes  = 200
	MaxList   = 1000 // values in one list
	MaxValues = 5000 // values in the whole rule
	MaxText   = 500  // characters of one value
	MaxCount  = 1_000_000
)

// Parse reads a rule about the object: customer, order, purchase or payment. It
// fails with a *models.Error that lists every fault with its path, such as
// "all[1].any[0].value"; broken JSON is CodeMalformed.
func Parse(raw []byte, object models.SubjectKind) (*Segment, error) {
	return ParseAt("", raw, object)
}

// ParseAt is Parse of a rule that stands at the path in a larger document.
func ParseAt(path string, raw []byte, object models.SubjectKind) (*Segment, error) {
	return parse(&parser{path: path}, raw, object)
}

// ParseFilter reads the filter of the order list. It alone may ask for status
// false, and then false orders are among the found (ST-6).
func ParseFilter(raw []byte) (*Segment, error) {
	return parse(&parser{filter: true}, raw, models.SubjectOrder)
}

// ParseFilterAt is ParseFilter of a filter that stands at the path in a larger document.
func ParseFilterAt(path string, raw []byte) (*Segment, error) {
	return parse(&parser{path: path, filter: true}, raw, models.SubjectOrder)
}

func parse(p *parser, raw []byte, object models.SubjectKind) (*Segment, error) {
	scope := schemaOf(object)
	if scope == nil || object == ObjectItem {
		return nil, models.NewError(models.CodeWrongSubject, "subject", string(object), "expected", selectable)
	}
	var whole json.RawMessage
	if err := json.Unmarshal(raw, &whole); err != nil {
		return nil, models.NewError(models.CodeMalformed, "reason", err.Error())
	}
	root := p.node(place{path: p.path, scope: scope}, whole)
	if len(p.faults) > 0 {
		return nil, models.Invalid(p.faults...)
	}
	s := &Segment{object: object, root: root, allowFalse: p.asksFalse}
	s.raw = canonical(root)
	return s, nil
}

var selectable = []string{"customer", "order", "purchase", "payment"}

// parser gathers faults instead of stopping at the first.
type parser struct {
	path      string
	filter    bool
	asksFalse bool
	nodes     int
	values    int
	tooWide   bool
	faults    []models.FieldError
}

// place is where the parser stands: the path, the levels around it, the object
// whose fields it may name, and the relation that led there.
type place struct {
	path    string
	depth   int
	scope   *ObjectSchema
	related string
}

func (at place) key(name string) place {
	if at.path != "" {
		at.path += "."
	}
	at.path += name
	return at
}

func (at place) index(i int) place {
	at.path = fmt.Sprintf("%s[%d]", at.path, i)
	return at
}

func (p *parser) fault(at place, code models.Code, params ...any) {
	p.faults = append(p.faults, models.Field(at.path, code, params...))
}

// keys says which keys a node may have, by the key that names its kind.
var keys = []struct {
	kind string
	with []string
}{
	{"all", nil},
	{"any", nil},
	{"not", nil},
	{"field", []string{"op", "value"}},
	{"has", []string{"count", "where"}},
	{"belongs_to", []string{"where"}},
}

// node reads one node. It returns nil after a fault.
func (p *parser) node(at place, raw json.RawMessage) Node {
	parts := p.object(at, raw)
	if parts == nil || !p.room(at) {
		return nil
	}
	kind := p.kind(at, parts)
	if kind != "field" && kind != "" {
		if at.depth++; at.depth > MaxDepth {
			p.fault(at, models.CodeSegmentTooDeep, "max", MaxDepth)
			return nil
		}
	}
	switch kind {
	case "all":
		return All(p.group(at.key("all"), parts["all"]))
	case "any":
		return p.any(at.key("any"), parts["any"])
	case "not":
		return Not{p.node(at.key("not"), parts["not"])}
	case "field":
		return p.leaf(at, parts)
	case "has", "belongs_to":
		return p.related(at, kind, parts)
	default:
		return nil
	}
}

func (p *parser) object(at place, raw json.RawMessage) map[string]json.RawMessage {
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil || parts == nil {
		p.fault(at, models.CodeWrongType, "expected", "an object")
		return nil
	}
	return parts
}

// room counts the node; the fault of too many is reported once.
func (p *parser) room(at place) bool {
	if p.nodes++; p.nodes <= MaxNodes {
		return true
	}
	p.wide(at, MaxNodes)
	return false
}

func (p *parser) wide(at place, most int) {
	if !p.tooWide {
		p.tooWide = true
		p.fault(at, models.CodeSegmentTooWide, "max", most)
	}
}

// kind finds what the node is and refuses keys that do not belong to it.
func (p *parser) kind(at place, parts map[string]json.RawMessage) string {
	var all []string
	for _, k := range keys {
		if _, ok := parts[k.kind]; ok {
			p.onlyKeys(at, parts, append([]string{k.kind}, k.with...))
			return k.kind
		}
		all = append(all, k.kind)
	}
	if len(parts) == 0 || parts["op"] != nil {
		p.fault(at.key("field"), models.CodeRequired, "field", strings.Join(all, ", "))
	} else {
		p.onlyKeys(at, parts, all)
	}
	return ""
}

func (p *parser) onlyKeys(at place, parts map[string]json.RawMessage, allowed []string) {
	var unknown []string
	for key := range parts {
		if !slices.Contains(allowed, key) {
			unknown = append(unknown, key)
		}
	}
	slices.Sort(unknown)
	for _, key := range unknown {
		p.fault(at.key(key), models.CodeUnknownField, "field", key, "allowed", allowed)
	}
}

func (p *parser) group(at place, raw json.RawMessage) []Node {
	nodes := []Node{}
	for i, item := range p.list(at, raw) {
		if p.tooWide {
			break
		}
		nodes = append(nodes, p.node(at.index(i), item))
	}
	return nodes
}

// any refuses an empty group: "any of nothing" selects nobody and is a slip.
func (p *parser) any(at place, raw json.RawMessage) Node {
	before := len(p.faults)
	nodes := p.group(at, raw)
	if len(nodes) == 0 && len(p.faults) == before {
		p.fault(at, models.CodeRequired, "field", "any")
	}
	return Any(nodes)
}

func (p *parser) list(at place, raw json.RawMessage) []json.RawMessage {
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil || items == nil {
		p.fault(at, models.CodeWrongType, "expected", "a list")
		return nil
	}
	return items
}

func (p *parser) related(at place, kind string, parts map[string]json.RawMessage) Node {
	name, ok := p.text(at.key(kind), parts[kind])
	if !ok {
		return nil
	}
	if at.related != "" {
		p.fault(at.key(kind), models.CodeRelationTooDeep, "field", at.related+" → "+name)
		return nil
	}
	relation := at.scope.relation(name, kind == "has")
	if relation == nil {
		p.fault(at.key(kind), models.CodeUnknownRule, "field", name, "allowed", at.scope.relationNames(kind == "has"))
		return nil
	}
	node := &Related{Relation: relation, Count: Count{CountAtLeast, 1}, Path: at.path}
	if raw, ok := parts["count"]; ok {
		node.Count = p.count(at.key("count"), raw)
	}
	if raw, ok := parts["where"]; ok {
		inside := at.key("where")
		inside.scope, inside.related = schemaOf(relation.Target), name
		node.Where = p.node(inside, raw)
	}
	return node
}

func (p *parser) count(at place, raw json.RawMessage) Count {
	parts := p.object(at, raw)
	if parts == nil {
		return Count{}
	}
	p.onlyKeys(at, parts, []string{"op", "value"})
	var c Count
	if op, ok := p.required(at.key("op"), parts["op"]); ok {
		c.Op = CountOp(op)
		if !slices.Contains(countOps, c.Op) {
			p.fault(at.key("op"), models.CodeNotOneOf, "value", op, "allowed", texts(countOps))
		}
	}
	least := int64(0)
	if c.Op == CountAtLeast {
		least = 1
	}
	if n, ok := p.number(at.key("value"), parts["value"]); ok {
		if c.Value = n; n < least || n > MaxCount {
			p.fault(at.key("value"), models.CodeOutOfRange, "value", n, "min", least, "max", MaxCount)
		}
	}
	return c
}
