// Package segmenttest makes random rules and random shops for them to look at,
// so that every evaluator can be held to the same answers. Values come from
// small pools, so that rules hit as often as they miss.
package segmenttest

import (
	"encoding/json"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/models"
)

// Rule draws a valid rule about the object as JSON.
func Rule(r *rapid.T, object models.SubjectKind) []byte {
	raw, err := json.Marshal(node(r, object, 3, false))
	if err != nil {
		r.Fatalf("write the drawn rule: %v", err)
	}
	return raw
}

// Segment draws a rule and parses it.
func Segment(r *rapid.T, object models.SubjectKind) *segment.Segment {
	raw := Rule(r, object)
	s, err := segment.Parse(raw, object)
	if err != nil {
		r.Fatalf("parse %s: %v", raw, err)
	}
	return s
}

type tree map[string]any

func node(r *rapid.T, object models.SubjectKind, levels int, related bool) tree {
	kinds := []string{"leaf", "leaf", "leaf"}
	if levels > 0 {
		kinds = append(kinds, "all", "any", "not")
		if !related && len(schemaOf(object).Relations) > 0 {
			kinds = append(kinds, "relation", "relation")
		}
	}
	switch kind := rapid.SampledFrom(kinds).Draw(r, "kind"); kind {
	case "all", "any":
		inner := rapid.Custom(func(r *rapid.T) tree { return node(r, object, levels-1, related) })
		return tree{kind: rapid.SliceOfN(inner, 1, 3).Draw(r, kind)}
	case "not":
		return tree{"not": node(r, object, levels-1, related)}
	case "relation":
		return relation(r, object, levels)
	default:
		return leaf(r, object)
	}
}

func relation(r *rapid.T, object models.SubjectKind, levels int) tree {
	chosen := rapid.SampledFrom(schemaOf(object).Relations).Draw(r, "relation")
	out := tree{"belongs_to": chosen.Name}
	if chosen.Many {
		out = tree{"has": chosen.Name}
		if rapid.Bool().Draw(r, "counted") {
			op := rapid.SampledFrom([]string{"at_least", "at_most", "exactly"}).Draw(r, "count")
			out["count"] = tree{"op": op, "value": rapid.IntRange(1, 3).Draw(r, "how many")}
		}
	}
	if rapid.IntRange(0, 4).Draw(r, "where") > 0 {
		out["where"] = node(r, chosen.Target, levels-1, true)
	}
	return out
}

func leaf(r *rapid.T, object models.SubjectKind) tree {
	field := rapid.SampledFrom(schemaOf(object).Fields).Draw(r, "field")
	return condition(r, field, rapid.SampledFrom(field.Operators()).Draw(r, "op"))
}

// Condition draws a rule of one field and operator as JSON.
func Condition(r *rapid.T, field *segment.Field, op segment.Op) []byte {
	raw, err := json.Marshal(condition(r, field, op))
	if err != nil {
		r.Fatalf("write the drawn condition: %v", err)
	}
	return raw
}

func condition(r *rapid.T, field *segment.Field, op segment.Op) tree {
	out := tree{"field": field.FullName(), "op": op}
	switch op {
	case segment.OpIsSet, segment.OpIsNotSet:
	case segment.OpOneOf, segment.OpNoneOf, segment.OpAllOf:
		out["value"] = []any{value(r, field), value(r, field)}
	case segment.OpBetween:
		out["value"] = between(value(r, field), value(r, field))
	case segment.OpMoreAgo, segment.OpLessAgo, segment.OpWithinNext:
		out["value"] = Duration(r)
	case segment.OpOnDay:
		out["value"] = Moment(r).Format(time.DateOnly)
	default:
		out["value"] = value(r, field)
	}
	return out
}

func between(a, b any) []any {
	if t, ok := a.(time.Time); ok && b.(time.Time).Before(t) {
		a, b = b, a
	} else if n, ok := a.(int64); ok && b.(int64) < n {
		a, b = b, a
	}
	return []any{a, b}
}

func value(r *rapid.T, field *segment.Field) any {
	switch field.Type {
	case segment.TypeID, segment.TypeIDs, segment.TypeNumber:
		return rapid.Int64Range(1, 6).Draw(r, "number")
	case segment.TypeMoney:
		return rapid.SampledFrom(sums).Draw(r, "sum")
	case segment.TypeDate:
		return Moment(r)
	case segment.TypeFlag:
		return rapid.Bool().Draw(r, "flag")
	case segment.TypeChoice:
		return choice(r, field)
	default:
		return rapid.SampledFrom(words).Draw(r, "word")
	}
}

func choice(r *rapid.T, field *segment.Field) string {
	if field.Name == "currency" {
		return rapid.SampledFrom(currencies).Draw(r, "currency")
	}
	allowed := slices.DeleteFunc(slices.Clone(field.Choices), func(c string) bool { return c == string(models.StatusFalse) })
	return rapid.SampledFrom(allowed).Draw(r, "choice")
}

func schemaOf(object models.SubjectKind) *segment.ObjectSchema {
	for _, s := range segment.Schema() {
		if s.Object == object {
			return s
		}
	}
	return nil
}
