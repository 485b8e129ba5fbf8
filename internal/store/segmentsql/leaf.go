package segmentsql

import (
	"strings"

	"github.com/orderflow/orderflow/internal/segment"
)

func (c *compiler) leaf(at scope, l *segment.Leaf) string {
	var sql string
	switch l.Field.Type {
	case segment.TypeTags, segment.TypeIDs:
		sql = c.set(at, l)
	default:
		sql = c.column(at, l)
	}
	if l.Field.Within != "" {
		return at.fill("{t}.status = '"+string(l.Field.Within)+"' AND ") + "(" + sql + ")"
	}
	return sql
}

// column keeps NULL out of the answer: comparing with an absent value is false, "is not" and "none of" are true.
func (c *compiler) column(at scope, l *segment.Leaf) string {
	template, known := columns[l.Field.FullName()]
	if !known {
		c.missing = l.Field.FullName()
	}
	x := at.fill(template)
	switch l.Op {
	case segment.OpIsSet, segment.OpIsNotSet:
		return presence(x, l)
	case segment.OpIsNot, segment.OpNoneOf:
		if l.Field.Nullable {
			return x + " IS NULL OR " + c.compared(x, l)
		}
	default:
	}
	if l.Field.Nullable {
		return x + " IS NOT NULL AND " + c.compared(x, l)
	}
	return c.compared(x, l)
}

// presence counts an empty text as absent.
func presence(x string, l *segment.Leaf) string {
	text := l.Field.Type == segment.TypeText
	switch {
	case l.Op == segment.OpIsSet && text:
		return x + " IS NOT NULL AND " + x + " <> ''"
	case l.Op == segment.OpIsSet:
		return x + " IS NOT NULL"
	case text:
		return x + " IS NULL OR " + x + " = ''"
	default:
		return x + " IS NULL"
	}
}

// compared is the comparison of a value that is there.
func (c *compiler) compared(x string, l *segment.Leaf) string {
	switch l.Field.Type {
	case segment.TypeDate:
		return c.date(x, l.Spans(c.clock))
	case segment.TypeFlag:
		return x + " = " + bind(c, l.Value.Flag)
	case segment.TypeID, segment.TypeNumber, segment.TypeMoney:
		return c.number(x, l)
	default:
		if l.Field.Folded {
			x = c.folded(x)
		}
		return c.text(x, l)
	}
}

var signs = map[segment.Op]string{
	segment.OpIs: "=", segment.OpIsNot: "<>",
	segment.OpGreater: ">", segment.OpAtLeast: ">=", segment.OpLess: "<", segment.OpAtMost: "<=",
}

func (c *compiler) number(x string, l *segment.Leaf) string {
	switch l.Op {
	case segment.OpOneOf, segment.OpNoneOf:
		return x + in(l.Op) + bind(c, l.Value.Numbers...) + ")"
	case segment.OpBetween:
		return x + " BETWEEN " + bind(c, l.Value.Numbers[0]) + " AND " + bind(c, l.Value.Numbers[1])
	default:
		return x + " " + signs[l.Op] + " " + bind(c, l.Value.Numbers[0])
	}
}

func (c *compiler) text(x string, l *segment.Leaf) string {
	switch l.Op {
	case segment.OpOneOf, segment.OpNoneOf:
		return x + in(l.Op) + bind(c, l.Texts()...) + ")"
	case segment.OpContains:
		return c.position() + "(" + x + ", " + bind(c, l.Texts()[0]) + ") > 0"
	case segment.OpStartsWith:
		return c.position() + "(" + x + ", " + bind(c, l.Texts()[0]) + ") = 1"
	default:
		return x + " " + signs[l.Op] + " " + bind(c, l.Texts()[0])
	}
}

func in(op segment.Op) string {
	if op == segment.OpNoneOf {
		return " NOT IN ("
	}
	return " IN ("
}

func (c *compiler) date(x string, spans []segment.Span) string {
	var parts []string
	for _, s := range spans {
		switch {
		case s.From == nil:
			parts = append(parts, x+" < "+bind(c, *s.To))
		case s.To == nil:
			parts = append(parts, x+" >= "+bind(c, *s.From))
		default:
			parts = append(parts, x+" >= "+bind(c, *s.From)+" AND "+x+" < "+bind(c, *s.To))
		}
	}
	if len(parts) == 0 {
		return "FALSE"
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

func (c *compiler) set(at scope, l *segment.Leaf) string {
	known, ok := sets[l.Field.FullName()]
	if !ok {
		c.missing = l.Field.FullName()
	}
	from := " FROM " + at.fill(known.from)
	values := func() string {
		if l.Field.Type == segment.TypeIDs {
			return bind(c, l.Value.Numbers...)
		}
		return bind(c, l.Value.Texts...)
	}
	switch l.Op {
	case segment.OpIsSet:
		return "EXISTS (SELECT 1" + from + ")"
	case segment.OpIsNotSet:
		return "NOT EXISTS (SELECT 1" + from + ")"
	case segment.OpNoneOf:
		return "NOT EXISTS (SELECT 1" + from + " AND " + known.column + " IN (" + values() + "))"
	case segment.OpAllOf:
		return "(SELECT COUNT(DISTINCT " + known.column + ")" + from + " AND " + known.column + " IN (" + values() + ")) = " +
			bind(c, int64(len(l.Value.Texts)+len(l.Value.Numbers)))
	default:
		return "EXISTS (SELECT 1" + from + " AND " + known.column + " IN (" + values() + "))"
	}
}
