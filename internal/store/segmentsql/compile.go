package segmentsql

import (
	"fmt"
	"strings"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/models"
)

// Dialect is the database that the SQL is for, by the store's name of it.
type Dialect string

// The dialects.
const (
	Postgres Dialect = "postgres"
	SQLite   Dialect = "sqlite"
)

// Compile writes the segment as a condition on its object's table, named without
// alias (customers, orders, purchases, payments), for the place after WHERE. The
// condition is never NULL. Parameters are question marks, in the order of args,
// whose types are int64, string, bool and time.Time. It fails on an unknown
// dialect and on a field that the tables of this package lack.
func Compile(s *segment.Segment, dialect Dialect, clock segment.Clock) (sql string, args []any, err error) {
	return Sight{}.Compile(s, dialect, clock)
}

// Compile writes the segment as Compile does, for somebody who sees so far.
func (v Sight) Compile(s *segment.Segment, dialect Dialect, clock segment.Clock) (sql string, args []any, err error) {
	if dialect != Postgres && dialect != SQLite {
		return "", nil, fmt.Errorf("compile segment: unknown dialect %q", dialect)
	}
	c := &compiler{sight: v, dialect: dialect, clock: clock}
	at := scope{s.Object(), tables[s.Object()]}
	sql = c.node(at, s.Tree())
	if !s.AllowFalse() {
		sql = "(" + notFalse(at) + " AND " + sql + ")"
	}
	if c.missing != "" {
		return "", nil, fmt.Errorf("compile segment: nothing is known of %s", c.missing)
	}
	return sql, c.args, nil
}

// scope is the row that a condition is about.
type scope struct {
	object models.SubjectKind
	alias  string
}

func (at scope) fill(template string) string { return strings.ReplaceAll(template, "{t}", at.alias) }

type compiler struct {
	sight   Sight
	dialect Dialect
	clock   segment.Clock
	args    []any
	missing string
}

// notFalse is ST-6: orders of status false are as if they did not exist.
func notFalse(at scope) string {
	if at.object != models.SubjectOrder {
		return "TRUE"
	}
	return at.fill("{t}.status <> '" + string(models.StatusFalse) + "'")
}

// bind adds parameters and returns their marks.
func bind[T any](c *compiler, values ...T) string {
	for _, v := range values {
		c.args = append(c.args, v)
	}
	return strings.TrimSuffix(strings.Repeat("?,", len(values)), ",")
}

func (c *compiler) node(at scope, n segment.Node) string {
	switch n := n.(type) {
	case segment.All:
		return c.group(at, n, " AND ", "TRUE")
	case segment.Any:
		return c.group(at, n, " OR ", "FALSE")
	case segment.Not:
		return "NOT " + c.node(at, n.Node)
	case *segment.Leaf:
		return "(" + c.leaf(at, n) + ")"
	case *segment.Related:
		return "(" + c.related(at, n) + ")"
	default:
		c.missing = fmt.Sprintf("node %T", n)
		return ""
	}
}

func (c *compiler) group(at scope, nodes []segment.Node, between, empty string) string {
	if len(nodes) == 0 {
		return empty
	}
	parts := make([]string, len(nodes))
	for i, n := range nodes {
		parts[i] = c.node(at, n)
	}
	return "(" + strings.Join(parts, between) + ")"
}

// related asks whether a row exists where that is enough, and counts where not.
func (c *compiler) related(at scope, n *segment.Related) string {
	name := string(at.object) + "." + n.Relation.Name
	join, known := joins[name]
	if !known {
		c.missing = name
	}
	inside := scope{n.Relation.Target, "r"}
	rows := " FROM " + tables[inside.object] + " r WHERE " + at.fill(join) + " AND " + notFalse(inside)
	if seen, args := c.sight.condition(inside); seen != "" {
		rows += " AND " + seen
		c.args = append(c.args, args...)
	}
	if n.Where != nil {
		rows += " AND " + c.node(inside, n.Where)
	}
	switch {
	case n.Count.Op == segment.CountAtLeast && n.Count.Value == 1:
		return "EXISTS (SELECT 1" + rows + ")"
	case n.Count.Op != segment.CountAtLeast && n.Count.Value == 0:
		return "NOT EXISTS (SELECT 1" + rows + ")"
	default:
		return "(SELECT COUNT(*)" + rows + ") " + countSigns[n.Count.Op] + " " + bind(c, n.Count.Value)
	}
}

var countSigns = map[segment.CountOp]string{segment.CountAtLeast: ">=", segment.CountAtMost: "<=", segment.CountExactly: "="}
