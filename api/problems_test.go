package api_test

import (
	"go/ast"
	goparser "go/parser"
	"go/token"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/api"
	"github.com/orderflow/orderflow/models"
)

// codes reads every code from the file that declares them.
func codes(t *testing.T) []models.Code {
	t.Helper()
	file, err := goparser.ParseFile(token.NewFileSet(), "../models/codes.go", nil, 0)
	require.NoError(t, err)
	var found []models.Code
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			found = append(found, models.Code(text))
		}
		return true
	})
	return found
}

func TestEveryCodeHasAStatus(t *testing.T) {
	t.Parallel()
	known := codes(t)
	require.Greater(t, len(known), 80)
	for _, code := range known {
		status, ok := api.Statuses[code]
		require.True(t, ok, "%s is not in the table", code)
		require.NotEmpty(t, http.StatusText(status), code)
	}
	require.Len(t, api.Statuses, len(known), "the table has codes that do not exist")
}

func TestProblemsSpeakTheLanguageOfTheClient(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"": "en", "ru": "ru", "ru-RU,ru;q=0.9,en;q=0.8": "ru", "en-GB,ru;q=0.9": "en", "de,ru;q=0.5": "ru", "de": "en",
		"ru;q=0,en;q=0.1": "en", "fr;q=1,ru;q=0.2,en;q=0.3": "en", ";;;,ru;q=x": "en", "*": "en",
	} {
		require.Equal(t, want, api.LanguageOf(header), header)
	}
	k := onSQLite(t)
	a := k.do(request{as: "owner", method: "GET", path: "/api/v1/orders/999999", headers: map[string]string{"Accept-Language": "ru"}}).want(t, 404)
	require.Equal(t, "Такого объекта нет: заказ 999999.", a.text("detail"))
	require.Equal(t, "order", a.text("params", "kind"), "a code for programs")
	a = k.get("owner", "/orders/999999").want(t, 404)
	require.Contains(t, a.text("detail"), "There is no such object: order 999999")
	require.Equal(t, "Not Found", a.text("title"))
	require.Equal(t, "404", a.text("status"))
	require.Equal(t, a.Header().Get("X-Request-Id"), a.text("request_id"))
	require.Contains(t, k.do(request{method: "GET", path: "/docs"}).Body.String(), `id="`+strings.TrimPrefix(a.text("type"), "/docs#")+`"`)
}

func TestPanicIsToldToNobodyAndLoggedOnce(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	k.gateway.panics = "secret"
	a := k.do(request{method: "POST", path: "/gateways/test/notifications", body: `{}`}).want(t, 500)
	require.Equal(t, "internal", a.text("code"))
	require.NotContains(t, a.Body.String(), "secret")
	require.Equal(t, 1, strings.Count(k.logs.String(), "panic: secret"))
	require.Equal(t, 1, strings.Count(k.logs.String(), `"level":"ERROR"`))
}

func TestLogsHoldNoPersonalData(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	k.get("owner", "/customers?search=anna@example.com").want(t, 200)
	k.do(request{method: "GET", path: "/pay/{link}"}).want(t, 200)
	t.Run("PRIV-1/logs", func(t *testing.T) {
		logs := k.logs.String()
		require.Contains(t, logs, `"route":"/pay/:token"`)
		for _, secret := range []string{"anna", "Petrova", "olga", k.ids["link"], k.tokens["owner"]} {
			require.NotContains(t, logs, secret)
		}
	})
}

func TestCharactersStayWhatTheyAre(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	for written, name := range map[string]string{`\ud83d\ude00 \uFFFD`: "😀 \uFFFD", "😀 \uFFFD": "😀 \uFFFD", `\\ud800`: `\ud800`, `\\\ufffd`: "\\\uFFFD"} {
		a := k.patch("owner", "/customers/{customer}", `{"name":"`+written+`"}`, "If-Match", "*").want(t, 200)
		require.Equal(t, name, a.text("name"))
	}
}
