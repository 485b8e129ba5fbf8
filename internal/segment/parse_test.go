package segment_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/segment/segmenttest"
	"github.com/orderflow/orderflow/models"
)

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, rule, path string
		code             models.Code
	}{
		{"unknown field", `{"field":"order.statos","op":"is","value":"new"}`, "field", models.CodeUnknownRule},
		{"field of another object", `{"field":"customer.email","op":"is","value":"a@b.c"}`, "field", models.CodeUnknownRule},
		{"field without object", `{"field":"status","op":"is","value":"new"}`, "field", models.CodeUnknownRule},
		{"wrong operator", `{"all":[{"field":"order.cost","op":"starts_with","value":1}]}`, "all[0].op", models.CodeUnknownOperator},
		{"is_set of what is always set", `{"field":"order.cost","op":"is_set"}`, "op", models.CodeUnknownOperator},
		{"unknown choice", `{"all":[{"all":[]},{"any":[{"field":"order.status","op":"is","value":"paid"}]}]}`, "all[1].any[0].value", models.CodeNotOneOf},
		{"no operator", `{"field":"order.cost"}`, "op", models.CodeRequired},
		{"no value", `{"field":"order.cost","op":"gt"}`, "value", models.CodeRequired},
		{"value where none belongs", `{"field":"order.paid_at","op":"is_set","value":true}`, "value", models.CodeUnknownField},
		{"text for a sum", `{"field":"order.cost","op":"gt","value":"10"}`, "value", models.CodeWrongType},
		{"fraction of a minor unit", `{"field":"order.cost","op":"gt","value":10.5}`, "value", models.CodeWrongType},
		{"overflow", `{"field":"order.cost","op":"gt","value":92233720368547758070}`, "value", models.CodeOutOfRange},
		{"number for a text", `{"field":"order.foreign_number","op":"is","value":5}`, "value", models.CodeWrongType},
		{"empty text", `{"field":"order.foreign_number","op":"is","value":""}`, "value", models.CodeRequired},
		{"zero character", `{"field":"order.foreign_number","op":"is","value":"a\u0000"}`, "value", models.CodeWrongType},
		{"long text", `{"field":"order.foreign_number","op":"is","value":"` + strings.Repeat("я", 501) + `"}`, "value", models.CodeTooLong},
		{"not a flag", `{"field":"order.paid_in_full","op":"is","value":"yes"}`, "value", models.CodeWrongType},
		{"no flag", `{"field":"order.paid_in_full","op":"is","value":null}`, "value", models.CodeWrongType},
		{"not a time", `{"field":"order.created_at","op":"before","value":"yesterday"}`, "value", models.CodeInvalidTime},
		{"not a day", `{"field":"order.created_at","op":"on_day","value":"2026-02-30"}`, "value", models.CodeWrongType},
		{"not a duration", `{"field":"order.created_at","op":"more_than_ago","value":3}`, "value", models.CodeWrongType},
		{"unknown unit", `{"field":"order.created_at","op":"more_than_ago","value":{"amount":3,"unit":"years"}}`, "value.unit", models.CodeNotOneOf},
		{"negative duration", `{"field":"order.created_at","op":"more_than_ago","value":{"amount":-3,"unit":"days"}}`, "value.amount", models.CodeOutOfRange},
		{"endless duration", `{"field":"order.created_at","op":"more_than_ago","value":{"amount":9000000000,"unit":"hours"}}`, "value.amount", models.CodeOutOfRange},
		{"half a duration", `{"field":"order.created_at","op":"more_than_ago","value":{"unit":"days"}}`, "value.amount", models.CodeRequired},
		{"extra in a duration", `{"field":"order.created_at","op":"more_than_ago","value":{"amount":1,"unit":"days","zone":"UTC"}}`, "value.zone", models.CodeUnknownField},
		{"empty list", `{"field":"order.status","op":"one_of","value":[]}`, "value", models.CodeRequired},
		{"not a list", `{"field":"order.status","op":"one_of","value":"new"}`, "value", models.CodeWrongType},
		{"bad value in a list", `{"field":"order.status","op":"one_of","value":["new","old"]}`, "value[1]", models.CodeNotOneOf},
		{"one end of a range", `{"field":"order.cost","op":"between","value":[1]}`, "value", models.CodeWrongType},
		{"range upside down", `{"field":"order.cost","op":"between","value":[5,1]}`, "value[1]", models.CodeOutOfRange},
		{"unknown key", `{"all":[],"colour":"red"}`, "colour", models.CodeUnknownField},
		{"two kinds at once", `{"all":[],"any":[]}`, "any", models.CodeUnknownField},
		{"empty node", `{"all":[{}]}`, "all[0].field", models.CodeRequired},
		{"empty any", `{"any":[]}`, "any", models.CodeRequired},
		{"group that is no list", `{"all":{}}`, "all", models.CodeWrongType},
		{"null group", `{"all":null}`, "all", models.CodeWrongType},
		{"not of nothing", `{"not":null}`, "not", models.CodeWrongType},
		{"list for a rule", `[]`, "", models.CodeWrongType},
		{"unknown relation", `{"has":"letters"}`, "has", models.CodeUnknownRule},
		{"one as many", `{"has":"customer"}`, "has", models.CodeUnknownRule},
		{"many as one", `{"belongs_to":"payments"}`, "belongs_to", models.CodeUnknownRule},
		{"two relations deep", `{"belongs_to":"customer","where":{"not":{"has":"orders"}}}`, "where.not.has", models.CodeRelationTooDeep},
		{"count of a parent", `{"belongs_to":"customer","count":{"op":"exactly","value":1}}`, "count", models.CodeUnknownField},
		{"at least none", `{"has":"payments","count":{"op":"at_least","value":0}}`, "count.value", models.CodeOutOfRange},
		{"unknown count", `{"has":"payments","count":{"op":"about","value":2}}`, "count.op", models.CodeNotOneOf},
		{"count without number", `{"has":"payments","count":{"op":"exactly"}}`, "count.value", models.CodeRequired},
		{"eleven levels", wrap(11), "not" + strings.Repeat(".not", 9), models.CodeSegmentTooDeep},
		{"too many rules", many(200), "all[199]", models.CodeSegmentTooWide},
		{"too many values", `{"field":"order.id","op":"one_of","value":[1` + strings.Repeat(",1", 1000) + `]}`, "value", models.CodeSegmentTooWide},
	}
	for _, c := range cases {
		t.Run("SEG-3/"+c.name, func(t *testing.T) {
			t.Parallel()
			_, err := segment.Parse([]byte(c.rule), models.SubjectOrder)
			var e *models.Error
			require.ErrorAs(t, err, &e)
			require.Len(t, e.Fields, 1)
			require.Equal(t, c.path, e.Fields[0].Path)
			require.Equal(t, c.code, e.Fields[0].Code)
			require.Equal(t, c.code, e.Code)
		})
	}
}

func TestParseAnswers(t *testing.T) {
	t.Parallel()
	t.Run("SEG-3/broken JSON and trailing bytes", func(t *testing.T) {
		t.Parallel()
		for _, raw := range []string{``, `{`, `{"all":[]} x`, `{"all":[]}{"all":[]}`, strings.Repeat(`{"not":`, 20_000)} {
			_, err := segment.Parse([]byte(raw), models.SubjectOrder)
			require.True(t, models.IsCode(err, models.CodeMalformed), "%.40s: %v", raw, err)
		}
	})
	t.Run("SEG-3/all faults at once, under the given path", func(t *testing.T) {
		t.Parallel()
		rule := `{"all":[{"field":"order.statsu","op":"is","value":"new"},{"any":[{"field":"order.cost","op":"contains","value":1}]}],"x":1}`
		_, err := segment.ParseAt("rule", []byte(rule), models.SubjectOrder)
		var e *models.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, models.CodeInvalid, e.Code)
		require.Equal(t, []string{"rule.x", "rule.all[0].field", "rule.all[1].any[0].op"}, paths(e))
		require.Equal(t, "order.status", e.Fields[1].Params["similar"].([]string)[0], "the near name first")
		require.Contains(t, e.Fields[2].Params["allowed"], "gte", "operators that fit")
	})
	t.Run("SEG-3/guesses and lists", func(t *testing.T) {
		t.Parallel()
		says := func(field string) string {
			_, err := segment.Parse([]byte(`{"field":"`+field+`","op":"is","value":1}`), models.SubjectOrder)
			var e *models.Error
			require.ErrorAs(t, err, &e)
			return e.Fields[0].Text("en")
		}
		require.Contains(t, says("order.statsu"), "order.statsu. Did you mean order.status?")
		require.Contains(t, says("payd"), "Did you mean order.paid?")
		require.Contains(t, says("customer.email"), ". Available: order.id, order.number,", "no guess, but everything")
		require.Contains(t, says("order.nope"), ". Available: order.id, order.number,")
	})
	t.Run("SEG-1/ten levels", func(t *testing.T) {
		t.Parallel()
		_, err := segment.Parse([]byte(wrap(10)), models.SubjectOrder)
		require.NoError(t, err)
		_, err = segment.Parse([]byte(many(199)), models.SubjectOrder)
		require.NoError(t, err)
	})
	t.Run("SEG-1/only what can be selected", func(t *testing.T) {
		t.Parallel()
		for _, object := range []models.SubjectKind{"", "item", "letter", "enrollment"} {
			_, err := segment.Parse([]byte(`{"all":[]}`), object)
			require.True(t, models.IsCode(err, models.CodeWrongSubject), object)
		}
	})
	t.Run("SEG-1/e-mail in lower case", func(t *testing.T) {
		t.Parallel()
		s, err := segment.Parse([]byte(`{"field":"customer.email","op":"is","value":" Anna@Example.COM "}`), models.SubjectCustomer)
		require.NoError(t, err)
		require.JSONEq(t, `{"field":"customer.email","op":"is","value":"anna@example.com"}`, string(s.Raw()))
	})
}

func TestCanonicalForm(t *testing.T) {
	t.Parallel()
	t.Run("SEG-1/equal rules, equal bytes", func(t *testing.T) {
		t.Parallel()
		a := `{"all":[{"field":"order.status","op":"one_of","value":["new","in_work","new"]},
			{"field":"order.created_at","op":"before","value":"2026-03-01T15:00:00+03:00"},
			{"has":"payments","count":{"op":"at_least","value":1}}, {"field":"order.paid_in_full","op":"is","value":false}]}`
		b := `{"all":[{"value":["in_work","new"],"op":"one_of","field":"order.status"},
			{"op":"before","field":"order.created_at","value":"2026-03-01T12:00:00.0000001Z"},
			{"has":"payments"},{"op":"is","value":false,"field":"order.paid_in_full"}]}`
		require.Equal(t, string(parse(t, a, "order").Raw()), string(parse(t, b, "order").Raw()))
		require.Contains(t, string(parse(t, a, "order").Raw()), `"value":false`)
	})
	t.Run("SEG-1/texts as they were", func(t *testing.T) {
		t.Parallel()
		rule := `{"field":"customer.phone","op":"is","value":"<a&b> «ё»"}`
		require.Equal(t, rule, string(parse(t, rule, "customer").Raw()))
	})
	t.Run("SEG-1/writing and reading again changes nothing", rapid.MakeCheck(func(r *rapid.T) {
		object := rapid.SampledFrom([]models.SubjectKind{"customer", "order", "purchase", "payment"}).Draw(r, "object")
		once := segmenttest.Segment(r, object)
		again, err := segment.Parse(once.Raw(), object)
		require.NoError(r, err)
		require.Equal(r, string(once.Raw()), string(again.Raw()))
		require.Equal(r, once.Tree(), again.Tree())
		shop, clock := segmenttest.NewShop(r), segmenttest.Clock(r)
		for _, o := range shop.Objects(object) {
			require.Equal(r, once.Match(o, clock), again.Match(o, clock))
		}
	}))
}

// FuzzParse holds the parser to its errors: never a panic, never an error of another kind.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"all":[{"field":"order.status","op":"is","value":"new"}]}`))
	f.Add([]byte(`{"has":"payments","count":{"op":"exactly","value":1},"where":{"not":{"field":"payment.paid_at","op":"is_set"}}}`))
	f.Add([]byte(`{"any":[{"field":"order.created_at","op":"less_than_ago","value":{"amount":1,"unit":"months"}}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := segment.Parse(raw, models.SubjectOrder)
		if err != nil {
			var e *models.Error
			require.ErrorAs(t, err, &e)
			return
		}
		again, err := segment.Parse(s.Raw(), models.SubjectOrder)
		require.NoError(t, err)
		require.True(t, bytes.Equal(s.Raw(), again.Raw()))
	})
}

func parse(t *testing.T, rule string, object models.SubjectKind) *segment.Segment {
	t.Helper()
	s, err := segment.Parse([]byte(rule), object)
	require.NoError(t, err)
	return s
}

func wrap(levels int) string {
	return strings.Repeat(`{"not":`, levels) + `{"field":"order.cost","op":"gt","value":1}` + strings.Repeat(`}`, levels)
}

func many(leaves int) string {
	rules := make([]string, leaves)
	for i := range rules {
		rules[i] = fmt.Sprintf(`{"field":"order.cost","op":"gt","value":%d}`, i)
	}
	return `{"all":[` + strings.Join(rules, ",") + `]}`
}

func paths(e *models.Error) []string {
	var out []string
	for _, f := range e.Fields {
		out = append(out, f.Path)
	}
	return out
}
