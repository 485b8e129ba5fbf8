package api_test

import (
	"bufio"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/api"
	"github.com/orderflow/orderflow/models"
)

// callers are the columns of the table: people who are logged in, the third and
// fourth of them managers, the fourth with a grant; a token that may read orders; nobody.
var callers = []string{"olga", "adam", "mary", "gina", "reader", ""}

// roleTable is who may use which endpoint (ROLE-1): + is let in, - is refused. A
// route without a row fails the test. What further depends on the wish itself is
// tested with the use case.
const roleTable = `
	route                                                          owner administrator manager granted token nobody
	GET /api/v1/invitations/:token                                 + + + + + +
	POST /api/v1/invitations/:token                                + + + + + +
	POST /api/v1/password-resets                                   + + + + + +
	GET /api/v1/password-resets/:token                             + + + + + +
	POST /api/v1/password-resets/:token                            + + + + + +
	DELETE /api/v1/session                                         + + + + + +
	POST /api/v1/session                                           + + + + + +
	GET /api/v1/setup                                              + + + + + +
	POST /api/v1/setup/first-owner                                 + + + + + +
	GET /docs                                                      + + + + + +
	POST /gateways/:code/notifications                             + + + + + +
	GET /healthz                                                   + + + + + +
	GET /openapi.json                                              + + + + + +
	GET /pay/:token                                                + + + + + +
	POST /pay/:token                                               + + + + + +
	POST /pay/:token/again                                         + + + + + +
	GET /pay/:token/return                                         + + + + + +
	GET /purchase/:token                                           + + + + + +
	GET /buy/:slug                                                 + + + + + +
	POST /buy/:slug                                                + + + + + +
	GET /api/v1/sales-pages                                        + + + + - -
	POST /api/v1/sales-pages                                       + + - - - -
	GET /api/v1/sales-pages/:id                                    + + + + - -
	PATCH /api/v1/sales-pages/:id                                  + + - - - -
	GET /api/v1/customers/:id/consents                             + + + + - -
	POST /api/v1/customers/:id/consents/:consent/revoke            + + + + - -
	GET /readyz                                                    + + + + + +
	GET /schemas/process.json                                      + + + + + +
	GET /api/v1/demo                                               + + - - - -
	POST /api/v1/demo                                              + + - - - -
	DELETE /api/v1/demo                                            + + - - - -
	GET /api/v1/audit                                              + + - - - -
	GET /api/v1/boards                                             + + + + - -
	POST /api/v1/boards                                            + + - - - -
	GET /api/v1/boards/:id                                         + + + + - -
	PATCH /api/v1/boards/:id                                       + + - - - -
	GET /api/v1/boards/:id/cards                                   + + + + + -
	GET /api/v1/boards/:id/columns                                 + + + + + -
	GET /api/v1/order-views                                        + + + + + -
	POST /api/v1/order-views                                       + + + + + -
	GET /api/v1/order-views/:id                                    + + + + + -
	PATCH /api/v1/order-views/:id                                  + + + + + -
	DELETE /api/v1/order-views/:id                                 + + + + + -
	GET /api/v1/orders/export.csv                                  + + + + + -
	GET /api/v1/orders/summary                                     + + + + + -
	GET /api/v1/dashboard                                          + + + + - -
	GET /api/v1/dashboard/refusals                                 + + + + - -
	GET /api/v1/dashboard/stages                                   + + + + - -
	GET /api/v1/dashboard/unpaid                                   + + + + - -
	GET /api/v1/bulk-operations                                    + + + + - -
	POST /api/v1/bulk-operations                                   + + + + - -
	GET /api/v1/bulk-operations/:id                                + + + + - -
	POST /api/v1/bulk-operations/:id/approve                       + + - - - -
	POST /api/v1/bulk-operations/:id/cancel                        + + + + - -
	GET /api/v1/bulk-operations/:id/items                          + + + + - -
	POST /api/v1/bulk-operations/:id/pause                         + + + + - -
	GET /api/v1/bulk-operations/:id/result.csv                     + + + + - -
	POST /api/v1/bulk-operations/:id/resume                        + + + + - -
	POST /api/v1/bulk-operations/preview                           + + + + - -
	GET /api/v1/customers                                          + + + + - -
	POST /api/v1/customers                                         + + + + - -
	GET /api/v1/customers/count                                    + + + + - -
	GET /api/v1/customers/:id/automation                           + + + + - -
	GET /api/v1/customers/:id                                      + + + + - -
	PATCH /api/v1/customers/:id                                    + + + + - -
	GET /api/v1/customers/:id/deposit-entries                      + + + + - -
	POST /api/v1/customers/:id/deposit-entries                     + + - - - -
	GET /api/v1/customers/:id/deposits                             + + + + - -
	GET /api/v1/customers/:id/profile                              + + + + - -
	POST /api/v1/customers/:id/tags                                + + + + - -
	GET /api/v1/decisions                                          + + + + + -
	GET /api/v1/decisions/count                                    + + + + + -
	POST /api/v1/decisions/:id/resolve                             + + - - - -
	GET /api/v1/enrollments                                        + + + + - -
	GET /api/v1/enrollments/:id                                    + + + + - -
	GET /api/v1/enrollments/failures                               + + + + - -
	GET /api/v1/processes/:id/numbers                              + + + + - -
	POST /api/v1/enrollments/:id/retry                             + + - - - -
	POST /api/v1/enrollments/:id/skip                              + + - - - -
	POST /api/v1/enrollments/:id/stop                              + + - - - -
	POST /api/v1/enrollments/retry                                 + + - - - -
	POST /api/v1/enrollments/skip                                  + + - - - -
	POST /api/v1/enrollments/stop                                  + + - - - -
	GET /api/v1/events                                             + + + + - -
	POST /api/v1/events                                            + + - - - -
	GET /api/v1/events/:id                                         + + + + - -
	POST /api/v1/events/:id/retry                                  + + - - - -
	GET /api/v1/letter-templates                                   + + + + - -
	GET /api/v1/letter-templates/:code/:language                   + + + + - -
	PUT /api/v1/letter-templates/:code/:language                   + + - - - -
	POST /api/v1/letter-templates/:code/:language/preview          + + + + - -
	POST /api/v1/letter-templates/:code/:language/test             + + - - - -
	GET /api/v1/letter-template-help                               + + + + - -
	POST /api/v1/letters/:id/send-again                            + + + + - -
	POST /api/v1/orders/:id/letters                                + + + + - -
	POST /api/v1/orders/:id/letters/preview                        + + + + - -
	GET /api/v1/letters                                            + + + + - -
	GET /api/v1/letters/:id                                        + + + + - -
	GET /api/v1/me                                                 + + + + + -
	GET /api/v1/live                                               + + + + + -
	PATCH /api/v1/me                                               + + + + - -
	POST /api/v1/me/password                                       + + + + - -
	GET /api/v1/offers                                             + + + + - -
	POST /api/v1/offers                                            + + - - - -
	GET /api/v1/offers/:id                                         + + + + - -
	PATCH /api/v1/offers/:id                                       + + - - - -
	GET /api/v1/orders                                             + + + + + -
	POST /api/v1/orders                                            + + + + - -
	DELETE /api/v1/orders/:id                                      + + + + - -
	GET /api/v1/orders/:id                                         + + + + + -
	PATCH /api/v1/orders/:id                                       + + + + - -
	POST /api/v1/orders/:id/comments                               + + + + - -
	POST /api/v1/orders/:id/completion-date                        + + + + - -
	POST /api/v1/orders/:id/deadline                               + + + + - -
	GET /api/v1/orders/:id/history                                 + + + + + -
	PATCH /api/v1/orders/:id/items                                 + + + + - -
	GET /api/v1/colleagues                                         + + + + + -
	GET /api/v1/orders/:id/automation                              + + + + + -
	POST /api/v1/orders/:id/automation/snooze                      + + + + - -
	POST /api/v1/orders/:id/automation/do-now                      + + + + - -
	POST /api/v1/orders/:id/automation/skip                        + + + + - -
	POST /api/v1/orders/:id/automation/stop                        + + + + - -
	POST /api/v1/orders/:id/automation/allow                       + + + + - -
	POST /api/v1/orders/:id/part                                   + + + + - -
	GET /api/v1/orders/:id/payments                                + + + + + -
	POST /api/v1/orders/:id/payments                               + + + + - -
	POST /api/v1/orders/:id/stage                                  + + + + - -
	POST /api/v1/orders/:id/status                                 + + + + - -
	POST /api/v1/orders/:id/tags                                   + + + + - -
	GET /api/v1/payments/:id                                       + + + + + -
	GET /api/v1/payments/:id/destinations                       + + + + - -
	POST /api/v1/payments/:id/move                                 + + + + - -
	POST /api/v1/payments/:id/refund-wanted                        + + + + - -
	POST /api/v1/payments/:id/void                                 + + + + - -
	GET /api/v1/process-templates                                  + + + + - -
	GET /api/v1/processes                                          + + + + - -
	POST /api/v1/processes                                         + + - - - -
	GET /api/v1/processes/:id                                      + + + + - -
	PATCH /api/v1/processes/:id                                    + + - - - -
	POST /api/v1/processes/:id/enrollments                         + + - - - -
	POST /api/v1/processes/:id/publish                             + + - - - -
	GET /api/v1/processes/:id/revisions                            + + + + - -
	GET /api/v1/processes/:id/revisions/:number                    + + + + - -
	POST /api/v1/processes/:id/stop                                + + - - - -
	GET /api/v1/processes/schema                                   + + + + - -
	POST /api/v1/processes/check                                   + + + + - -
	GET /api/v1/products                                           + + + + - -
	POST /api/v1/products                                          + + - - - -
	GET /api/v1/products/:id                                       + + + + - -
	PATCH /api/v1/products/:id                                     + + - - - -
	GET /api/v1/purchases                                          + + + + + -
	GET /api/v1/refusal-reasons                                    + + + + - -
	POST /api/v1/refusal-reasons                                   + + - - - -
	POST /api/v1/refusal-reasons/arrange                           + + - - - -
	GET /api/v1/refusal-reasons/:id                                + + + + - -
	PATCH /api/v1/refusal-reasons/:id                              + + - - - -
	GET /api/v1/segments                                           + + + + - -
	POST /api/v1/segments                                          + + + + - -
	DELETE /api/v1/segments/:id                                    + + + + - -
	GET /api/v1/segments/:id                                       + + + + - -
	PATCH /api/v1/segments/:id                                     + + + + - -
	POST /api/v1/segments/preview                                  + + + + - -
	GET /api/v1/segments/schema                                    + + + + - -
	DELETE /api/v1/sessions                                        + + + + - -
	GET /api/v1/sessions                                           + + + + - -
	DELETE /api/v1/sessions/:id                                    + + + + - -
	GET /api/v1/settings                                           + + + + - -
	PATCH /api/v1/settings                                         + + - - - -
	GET /api/v1/settings/mail                                      + + - - - -
	POST /api/v1/settings/mail/probe                               + + - - - -
	GET /api/v1/roles                                              + + - - - -
	GET /api/v1/staff                                              + + - - - -
	POST /api/v1/staff                                             + - - - - -
	GET /api/v1/staff/:id                                          + + + + + -
	PATCH /api/v1/staff/:id                                        + + - - - -
	GET /api/v1/staff/:id/grants                                   + + - - - -
	POST /api/v1/staff/:id/grants                                  + + - - - -
	DELETE /api/v1/staff/:id/grants/:right                         + + - - - -
	POST /api/v1/staff/:id/invite                                  + - - - - -
	GET /api/v1/staff/:id/tokens                                   + + + + + -
	POST /api/v1/tokens                                            + + + + + -
	DELETE /api/v1/tokens/:id                                      + + + + + -
`

// rolesOf reads the table: route → caller → let in.
func rolesOf(t *testing.T) map[string]map[string]bool {
	t.Helper()
	rows := map[string]map[string]bool{}
	scanner := bufio.NewScanner(strings.NewReader(strings.TrimSpace(roleTable)))
	for scanner.Scan() {
		words := strings.Fields(scanner.Text())
		if words[0] == "route" {
			continue
		}
		require.Len(t, words, 2+len(callers), scanner.Text())
		name := words[0] + " " + words[1]
		require.NotContains(t, rows, name, "stands twice")
		rows[name] = map[string]bool{}
		for i, caller := range callers {
			require.Contains(t, []string{"+", "-"}, words[2+i], scanner.Text())
			rows[name][caller] = words[2+i] == "+"
		}
	}
	return rows
}

func TestRights(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	k.staffed(t)
	rows := rolesOf(t)
	doors, _ := api.Doors(api.Deps{Service: k.Service})
	for _, door := range doors {
		name := door.Method + " " + door.Path
		row, known := rows[name]
		require.True(t, known, "%s has no row in the table of roles", name)
		delete(rows, name)
		for caller, admitted := range row {
			t.Run("ROLE-1/"+caller+"/"+name, func(t *testing.T) { k.tries(t, caller, door, admitted) })
		}
	}
	require.Empty(t, rows, "the table of roles has rows for routes that do not exist")
}

// tries sends a request that changes nothing and looks whether it was let in.
func (k *kit) tries(t *testing.T, caller string, door api.Door, admitted bool) {
	t.Helper()
	if strings.HasPrefix(door.Path, "/api/v1/session") && door.Method == "DELETE" && k.cookies[caller] != "" {
		defer k.logIn(t, caller) // this one ends
	}
	path := concrete(door.Path)
	if strings.Contains(door.Path, "/tokens/:id") || strings.Contains(door.Path, "/sessions/:id") {
		path = strings.Replace(path, "/1", "/999999", 1)
		path = strings.Replace(path, "/api/v999999", "/api/v1", 1)
	}
	if door.Right == "" && strings.Contains(path, "/staff/1") { // people may read themselves
		path = strings.Replace(path, "/staff/1", "/staff/"+k.get(caller, "/me").text("id"), 1)
	}
	a := k.do(request{as: caller, method: door.Method, path: path, body: bodyFor(door.Method)})
	code := models.Code(a.text("code"))
	switch {
	case admitted:
		require.NotContains(t, []models.Code{models.CodeUnauthenticated, models.CodeForbidden, models.CodeSessionRequired, models.CodeCrossOrigin}, code, a.Body.String())
	case caller == "":
		require.Equal(t, http.StatusUnauthorized, a.Code, a.Body.String())
		require.Equal(t, models.CodeUnauthenticated, code)
	case door.Right == "":
		require.Equal(t, http.StatusForbidden, a.Code, a.Body.String())
		require.Equal(t, models.CodeSessionRequired, code)
	default:
		require.Equal(t, http.StatusForbidden, a.Code, a.Body.String())
		require.Equal(t, models.CodeForbidden, code)
		require.Equal(t, string(door.Right), a.text("params", "right"))
	}
}

// bodyFor is a body that no operation accepts, so that nothing is changed.
func bodyFor(method string) string {
	if method == "GET" || method == "DELETE" {
		return ""
	}
	return `{"no such field":1}`
}

// What a manager's grant is worth shows in what becomes of the operation.
func TestGrantOverHTTP(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	k.staffed(t)
	const bulk = `{"kind":"create_orders","rule":{"field":"customer.id","op":"is","value":{other}},"create":{"offer_id":{offer}}}`
	for caller, state := range map[string]string{"olga": "running", "adam": "running", "gina": "running", "mary": "awaiting_approval"} {
		t.Run("ROLE-1/"+caller, func(t *testing.T) {
			require.Equal(t, state, k.post(caller, "/bulk-operations", bulk).want(t, 201).text("state"))
		})
	}
	k.post("reader", "/bulk-operations", bulk).want(t, 403)
}
