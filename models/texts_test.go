package models_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

// typical holds a value for every parameter that a sentence may name.
var typical = map[string]any{
	"allowed": []string{"order.number", "order.cost"}, "amount": "12.345", "balance": "10.00", "block": "remind",
	"blocks": []string{"a", "b"}, "count": 2, "encoding": "gzip", "similar": []string{"order.paid"}, "currency": "USD", "current": 7, "decision": "refund", "event": "test passed",
	"exit": "yes", "expected": "RUB", "field": "cost", "form": "offer_code", "from": "new", "gateway": "test", "given": 6, "have": 3, "id": 42,
	"kind": "offer", "line": 3, "max": 10, "min": 1, "needed": "20.00", "number": 1001, "offer": "yoga", "operation": "comment", "operator": "contains",
	"change": models.HistoryStatus, "left": models.Sum{Amount: 1, Currency: "RUB"}, "surplus": models.Sum{Amount: 2, Currency: "RUB"},
	"places": 2, "process": "Unpaid", "reason": "the deadline has passed", "right": "order.edit_paid", "seconds": 20, "state": "done",
	"status": 451, "subject": "customer", "template": "receipt", "to": models.StatusPayed, "value": "abc", "variable": "order.colour",
	"want": 5, "what": "database",
}

var russian = regexp.MustCompile(`\p{Cyrillic}`)

func TestEveryCodeHasItsSentence(t *testing.T) {
	t.Parallel()
	codes := declaredCodes(t)
	require.Greater(t, len(codes), 80)
	for _, code := range codes {
		t.Run("API-1/"+string(code), func(t *testing.T) {
			t.Parallel()
			full, bare := models.Error{Code: code, Params: typical}, models.Error{Code: code, Params: needed(code)}
			for _, e := range []models.Error{full, bare} {
				en, ru := e.Text("en"), e.Text("ru")
				require.Greater(t, len(en), 15, "a sentence, not a code")
				require.NotRegexp(t, `[\[\]{}…]`, en+ru, "every placeholder is filled")
				require.NotRegexp(t, russian, en)
				require.Regexp(t, russian, ru)
				require.Regexp(t, `[.;]$`, en)
				require.Equal(t, en, e.Text("de"), "other languages get English")
			}
		})
	}
}

// needed are the parameters without which the sentence makes no sense.
func needed(code models.Code) map[string]any {
	switch code {
	case models.CodeWrongSubject:
		return map[string]any{"expected": "order"}
	case models.CodeSchemaMismatch:
		return map[string]any{"have": 3, "want": 5}
	default:
		return map[string]any{"from": "new", "to": "payed"}
	}
}

func TestTextNamesBothStatusesAndTheReason(t *testing.T) {
	t.Parallel()
	err := models.NewError(models.CodeStatusNeedsMoney, "from", "new", "to", "payed")
	require.Equal(t, `An order cannot go from "New" (new) to "Completed" (payed) while something is left to pay: record the payment.`,
		err.Text("en"))
	require.Contains(t, err.Text("ru"), "из «Новый» (new) в «Завершён» (payed)")
}

// Who saves what another changed meanwhile reads who that was, and no number of a version.
func TestTextOfAConflict(t *testing.T) {
	t.Parallel()
	t.Run("API-1/conflict-in-words", func(t *testing.T) {
		t.Parallel()
		bare := models.NewError(models.CodeStale, "given", 1, "current", 2)
		require.Equal(t, "Somebody has changed this meanwhile. Look at it as it is now and try again.", bare.Text("en"))
		require.Equal(t, "Тем временем здесь что-то изменили. Посмотрите, как стало, и попробуйте ещё раз.", bare.Text("ru"))
		full := models.NewError(models.CodeStale, "given", 1, "current", 2, "by", "Anna", "stage", "Call", "change", models.HistoryStage)
		require.Equal(t, "Somebody has changed this meanwhile: Anna; it stands on the stage Call now. Look at it as it is now and try again.", full.Text("en"))
		require.Equal(t, "Тем временем здесь что-то изменили: Anna; сейчас этап Call. Посмотрите, как стало, и попробуйте ещё раз.", full.Text("ru"))
		status := models.NewError(models.CodeStale, "given", 1, "current", 2, "by", "Anna", "stage", "Call", "change", models.HistoryStatus, "to", "in_work")
		require.Contains(t, status.Text("en"), `: Anna; the status is "In progress" (in_work) now.`, "nobody moved it to the stage where it always was")
		require.Contains(t, status.Text("ru"), ": Anna; статус теперь «В работе» (in_work).")
		rubles := func(amount int64) models.Sum { return models.Sum{Amount: amount, Currency: "RUB"} }
		paid := models.NewError(models.CodeStale, "given", 1, "current", 2, "by", "Anna", "change", models.HistoryPayment, "amount", rubles(990_000), "left", rubles(0))
		require.Contains(t, paid.Text("en"), ": Anna; a payment of ₽9,900.00 was recorded, ₽0.00 is left to pay.")
		require.Contains(t, paid.Text("ru"), ": Anna; записан платёж 9\u00a0900\u00a0₽, осталось оплатить 0\u00a0₽.")
	})
}

// A refusal names the right by the title under which the web gives it.
func TestTextNamesTheRight(t *testing.T) {
	t.Parallel()
	require.Equal(t, `You may not do this: the right "See staff" is needed. Ask an owner or an administrator.`,
		models.NewError(models.CodeForbidden, "right", "staff.read").Text("en"))
	for _, language := range []string{"en", "ru"} {
		t.Run("ROLE-1/right-in-words/"+language, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile("../web/src/locales/" + language + "/settings.json")
			require.NoError(t, err)
			var titles struct{ Right map[string]string }
			require.NoError(t, json.Unmarshal(text, &titles))
			for _, right := range models.AllRights {
				title := titles.Right[strings.ReplaceAll(string(right), ".", "_")]
				require.NotEmpty(t, title, right)
				for _, code := range []models.Code{models.CodeForbidden, models.CodeGrantExceeded} {
					said := models.NewError(code, "right", string(right)).Text(language)
					require.Contains(t, said, title)
					require.NotContains(t, said, string(right))
				}
			}
		})
	}
}

func TestTextShowsValuesLiterally(t *testing.T) {
	t.Parallel()
	fault := models.Field("name", models.CodeNotOneOf, "value", "{allowed} [x]")
	require.Equal(t, "The value {allowed} [x] is not one of those allowed.", fault.Text("en"))
}

func TestTextOfAnUnknownCodeIsTheCode(t *testing.T) {
	t.Parallel()
	require.Equal(t, "code_of_tomorrow", models.NewError("code_of_tomorrow").Text("ru"))
}

func TestEveryStatusHasItsTitle(t *testing.T) {
	t.Parallel()
	for _, s := range models.Statuses {
		require.NotEqual(t, string(s), s.Title("en"))
		require.Regexp(t, russian, s.Title("ru"))
	}
}

// declaredCodes reads the constants of codes.go, so that a new one cannot be forgotten here.
func declaredCodes(t *testing.T) []models.Code {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "codes.go", nil, 0)
	require.NoError(t, err)
	var codes []models.Code
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		require.NoError(t, err)
		codes = append(codes, models.Code(text))
		return true
	})
	return codes
}
