package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCatalogue(t *testing.T) {
	t.Parallel()
	any1 := map[string]string{"If-Match": "*"}
	both(t, func(t *testing.T, k *kit) {
		play(t, k, []scenario{
			{name: "CUS-1/list", request: request{method: "GET", path: "/api/v1/customers?search=anna"}, status: 200, contains: []string{`"email":"anna@example.com"`, `"tags":["vip"]`}, lacks: []string{"boris"}},
			{name: "CUS-1/one e-mail", request: request{method: "POST", path: "/api/v1/customers", body: `{"email":"ANNA@Example.com"}`}, status: 409, contains: []string{`"already_exists"`, `"id":{customer}`}},
			{
				name: "CUS-1/profile", request: request{method: "GET", path: "/api/v1/customers/{customer}/profile"}, status: 200,
				contains: []string{`"orders":[{`, `"payments":[{`, `"purchases":[]`, `"deposits":[]`, `"letters":[`, `"enrollments":[]`, `"history":[{`},
			},
			{
				name: "CUS-1/tags", request: request{method: "POST", path: "/api/v1/customers/{customer}/tags", body: `{"add":["new"],"remove":["vip"]}`}, status: 200,
				contains: []string{`{"tags":["new"]}`}, events: []string{"customer.tag_added", "customer.tag_removed"},
			},
			{
				name: "PAY-5/top up", request: request{method: "POST", path: "/api/v1/customers/{customer}/deposit-entries", body: `{"kind":"top_up","amount":500,"currency":"RUB"}`},
				status: 201, contains: []string{`"balance_after":500`}, events: []string{"deposit.changed"},
			},
			{
				name: "PAY-5/return", request: request{method: "POST", path: "/api/v1/customers/{customer}/deposit-entries", body: `{"kind":"return","amount":200,"currency":"RUB"}`},
				status: 201, contains: []string{`"amount":-200`, `"balance_after":300`}, events: []string{"deposit.changed"},
			},
			{
				name: "CUS-3/product", request: request{method: "PATCH", path: "/api/v1/products/{product}", headers: any1, body: `{"title":"Better course"}`}, status: 200,
				contains: []string{`"title":"Better course"`, `"link":"https://courses.example/door"`, `"version":2`},
			},
			{name: "ORD-4/archive", request: request{method: "PATCH", path: "/api/v1/offers/{dollars}", headers: any1, body: `{"archived":true}`}, status: 200, contains: []string{`"archived":true`, `"price":500`}},
			{name: "ORD-4/archived is off sale", request: request{method: "POST", path: "/api/v1/orders", body: `{"customer_id":{other},"items":[{"offer_id":{dollars}}]}`}, status: 422, contains: []string{"offer_archived"}},
			{name: "ORD-4/shelf", request: request{method: "GET", path: "/api/v1/offers"}, status: 200, contains: []string{`"code":"yoga"`}, lacks: []string{`"code":"dollars"`}},
			{name: "ORD-4/whole shelf", request: request{method: "GET", path: "/api/v1/offers?archived=true"}, status: 200, contains: []string{`"code":"dollars"`}},
			{name: "PAY-7/deadline set", request: request{method: "PATCH", path: "/api/v1/offers/{offer}", headers: any1, body: `{"deadline_days":3}`}, status: 200, contains: []string{`"deadline_days":3`}},
			{name: "PAY-7/deadline removed", request: request{method: "PATCH", path: "/api/v1/offers/{offer}", headers: any1, body: `{"deadline_days":null}`}, status: 200, contains: []string{`"deadline_days":null`}},
			{name: "ORD-11/board", request: request{method: "PATCH", path: "/api/v1/boards/{board}", headers: any1, body: `{"title":"Sales"}`}, status: 200, contains: []string{`"title":"Sales"`, `"stages":[{`}},
			{name: "ORD-11/stage in use", request: request{method: "PATCH", path: "/api/v1/boards/{board}", headers: any1, body: `{"stages":[{"title":"Only"}]}`}, status: 409, contains: []string{"stage_in_use"}},
			{name: "ST-11/reason", request: request{method: "PATCH", path: "/api/v1/refusal-reasons/{reason}", headers: any1, body: `{"archived":true}`}, status: 200, contains: []string{`"archived":true`}},
			{name: "PRC-4/zone", request: request{method: "PATCH", path: "/api/v1/settings", headers: any1, body: `{"time_zone":"Europe/Moscow"}`}, status: 200, contains: []string{`"time_zone":"Europe/Moscow"`, `"account_name":"Yoga School"`}},
			{name: "PRC-4/no zone", request: request{method: "PATCH", path: "/api/v1/settings", headers: any1, body: `{"time_zone":"Mars/Olympus"}`}, status: 422, contains: []string{"invalid_time_zone"}},
			{name: "ROLE-1/last owner", request: request{method: "PATCH", path: "/api/v1/staff/{owner}", headers: any1, body: `{"role":"manager"}`}, status: 409, contains: []string{"last_owner"}},
			{name: "ROLE-1/grant", request: request{as: "administrator", method: "POST", path: "/api/v1/staff/{manager}/grants", body: `{"right":"bulk.create_orders","cap":10}`}, status: 200, contains: []string{`"cap":10`}},
			{name: "ROLE-1/grants", request: request{method: "GET", path: "/api/v1/staff/{manager}/grants"}, status: 200, contains: []string{`"bulk.create_orders"`}},
			{name: "ROLE-1/revoke", request: request{method: "DELETE", path: "/api/v1/staff/{manager}/grants/bulk.create_orders"}, status: 204},
			{name: "ROLE-1/me", request: request{as: "manager", method: "GET", path: "/api/v1/me"}, status: 200, contains: []string{`"role":"manager"`, `"order.write"`}, lacks: []string{`"staff.write"`}},
			{name: "ROLE-1/tokens of others", request: request{as: "manager", method: "GET", path: "/api/v1/staff/{owner}/tokens"}, status: 403},
		})
	})
}

func TestAutomation(t *testing.T) {
	t.Parallel()
	all := `{"field":"customer.email","op":"contains","value":"example.com"}`
	both(t, func(t *testing.T, k *kit) {
		play(t, k, []scenario{
			{
				name: "SEG-3/count", request: request{method: "POST", path: "/api/v1/segments/preview", body: `{"object":"order","rule":{"field":"order.status","op":"is","value":"part_payed"},"explain_id":{order}}`},
				status: 200, contains: []string{`"count":1`, `"sample":[{order}]`, `"objects":[{"id":{order},"order_id":{order},"number":`, `"matches":true`, `"seen":"part_payed"`},
			},
			{name: "SEG-1/schema", request: request{method: "GET", path: "/api/v1/segments/schema", headers: map[string]string{"Accept-Language": "ru"}}, status: 200, contains: []string{`"name":"order.status","title":"Статус"`, `"operators":["`, `"refers":"offer"`, `{"value":"false","title":"Ложный","filter_only":true}`}},
			{
				name: "SEG-2/filter", request: request{method: "GET", path: "/api/v1/orders?filter=%7B%22field%22%3A%22order.status%22%2C%22op%22%3A%22is%22%2C%22value%22%3A%22part_payed%22%7D"},
				status: 200, contains: []string{`"id":{order},`},
			},
			{
				name: "SEG-2/filter of the guide", request: request{method: "GET", path: "/api/v1/orders?filter=%7B%22all%22%3A%5B%7B%22field%22%3A%22order.status%22%2C%22op%22%3A%22is%22%2C%22value%22%3A%22new%22%7D%2C%7B%22field%22%3A%22order.cost%22%2C%22op%22%3A%22gte%22%2C%22value%22%3A10000%7D%5D%7D"},
				status: 200, contains: []string{`"email":"vera@example.com"`}, lacks: []string{`"number":{order},`},
			},
			{name: "SEG-1/edit", request: request{method: "PATCH", path: "/api/v1/segments/{segment}", headers: map[string]string{"If-Match": `"1"`}, body: `{"title":"New ones"}`}, status: 200, contains: []string{`"version":2`}},
			{name: "SEG-1/stale delete", request: request{method: "DELETE", path: "/api/v1/segments/{segment}", headers: map[string]string{"If-Match": `"1"`}}, status: 412},
			{name: "SEG-1/delete", request: request{method: "DELETE", path: "/api/v1/segments/{segment}"}, status: 204},
			{name: "PRC-13/templates", request: request{method: "GET", path: "/api/v1/process-templates"}, status: 200, contains: []string{"unpaid_reminders", "complete_on_payment", "thank_on_payment", "order_on_event"}},
			{
				name: "PRC-12/check", request: request{method: "POST", path: "/api/v1/processes/check", body: `{"definition":{"schema":1,"title":"Loose","subject":"order","triggers":[{"kind":"by_hand"}],
				"blocks":[{"id":"s","kind":"start"},{"id":"lonely","kind":"end"}],"connections":[]}}`}, status: 200,
				contains: []string{`"valid":false`, `"dead_end"`, `"unreachable"`, `"block":"lonely"`},
			},
			{name: "PRC-12/all faults with blocks", request: request{method: "POST", path: "/api/v1/processes/{process}/publish"}, status: 422, contains: []string{`"unknown_template"`, `"block":"`}},
			{
				name: "PRC-2/custom event", request: request{method: "POST", path: "/api/v1/events", body: `{"name":"test_passed","email":"anna@example.com","payload":{"score":90}}`}, status: 201,
				contains: []string{`"id":`}, events: []string{"custom"},
			},
			{name: "PRC-2/events", request: request{method: "GET", path: "/api/v1/events?kind=custom"}, status: 200, contains: []string{`"score":90`, `"customer_id":{customer}`}},
			{
				name: "BLK-2/preview", request: request{method: "POST", path: "/api/v1/bulk-operations/preview", body: `{"kind":"create_orders","rule":` + all + `,"create":{"offer_id":{strict}}}`},
				status: 200, contains: []string{`"matched":3`, `"will_do":2`, `"duplicate_order"`, `"needs_approval":false`, `"detail":"There is an open order for this offer already."`, `"customer":"Anna`},
			},
			{
				name: "ORD-10/bulk on a selection", request: request{method: "POST", path: "/api/v1/bulk-operations/preview", body: `{"kind":"change_status","list":{"ids":[{order}]},"status":{"to":"cancelled"}}`},
				status: 200, contains: []string{`"matched":1`, `"sample":[{"id":{order},"order_id":{order},"number":`},
			},
			{
				name: "ORD-10/bulk on the whole filter", request: request{
					method: "POST", path: "/api/v1/bulk-operations/preview",
					body: `{"kind":"change_status","list":{"status":["part_payed"],"search":"anna","filter":{"field":"order.left","op":"gt","value":0}},"status":{"to":"cancelled"}}`,
				},
				status: 200, contains: []string{`"matched":1`},
			},
			{
				name: "BLK-1/approval", request: request{as: "manager", method: "POST", path: "/api/v1/bulk-operations", body: `{"kind":"create_orders","rule":` + all + `,"create":{"offer_id":{strict}}}`},
				status: 201, contains: []string{`"state":"awaiting_approval"`, `"created_by":{manager}`, `"actions":["cancel"]`},
			},
			{name: "ROLE-1/pending approvals", request: request{as: "administrator", method: "GET", path: "/api/v1/bulk-operations?state=awaiting_approval"}, status: 200, contains: []string{`"actions":["approve","cancel"]`}},
			{name: "ROLE-1/approve", request: request{as: "administrator", method: "POST", path: "/api/v1/bulk-operations/1/approve"}, status: 200, contains: []string{`"state":"running"`, `"approved_by":{administrator}`}},
			{name: "BLK-3/pause", request: request{method: "POST", path: "/api/v1/bulk-operations/1/pause"}, status: 200, contains: []string{`"state":"paused"`}},
			{name: "BLK-3/approve what is paused", request: request{method: "POST", path: "/api/v1/bulk-operations/1/approve"}, status: 409, contains: []string{"bulk_wrong_state"}},
			{name: "BLK-3/resume", request: request{method: "POST", path: "/api/v1/bulk-operations/1/resume"}, status: 200, contains: []string{`"state":"running"`}},
			{name: "BLK-3/items", request: request{method: "GET", path: "/api/v1/bulk-operations/1/items"}, status: 200, contains: []string{`"items":[`}},
			{name: "BLK-3/csv", request: request{method: "GET", path: "/api/v1/bulk-operations/1/result.csv"}, status: 200, contains: []string{"subject_id,order,customer,state,result_id,result_order,reason,detail,at"}},
			{name: "BLK-3/cancel", request: request{method: "POST", path: "/api/v1/bulk-operations/1/cancel"}, status: 200, contains: []string{`"state":"cancelled"`}},
			{name: "BLK-3/list", request: request{method: "GET", path: "/api/v1/bulk-operations"}, status: 200, contains: []string{`"kind":"create_orders"`}},
			{
				name: "MAIL-3/save", request: request{method: "PUT", path: "/api/v1/letter-templates/hello/en", headers: map[string]string{"If-Match": "*"}, body: `{"kind":"service","subject":"Hello","html":"<p>Hello</p>","text":"Hello"}`},
				status: 200, contains: []string{`"revision":1`},
			},
			{name: "MAIL-3/stale", request: request{method: "PUT", path: "/api/v1/letter-templates/hello/en", headers: map[string]string{"If-Match": `"7"`}, body: `{"kind":"service","subject":"Hello","html":"<p>Hello</p>","text":"Hello"}`}, status: 412},
			{name: "MAIL-3/read", request: request{method: "GET", path: "/api/v1/letter-templates/hello/en"}, status: 200, contains: []string{`"subject":"Hello"`}},
			{name: "MAIL-4/letters", request: request{method: "GET", path: "/api/v1/letters?order_id={order}"}, status: 200, contains: []string{`"template":"order_created"`, `"cause":"order:{order}:order_created"`}},
			{
				name: "MAIL-3/new over another", request: request{method: "PUT", path: "/api/v1/letter-templates/hello/en", headers: map[string]string{"If-Match": "*", "If-None-Match": "*"}, body: `{"kind":"service","subject":"Hello","html":"<p>Hello</p>","text":"Hello"}`},
				status: 409, contains: []string{`"already_exists"`, `"path":"code"`},
			},
			{
				name: "MAIL-3/list with titles and uses", request: request{method: "GET", path: "/api/v1/letter-templates"}, status: 200,
				contains: []string{`"title":"hello"`, `"uses":[`, `"asks_for_money":false`},
			},
			{
				name: "MAIL-3/help", request: request{method: "GET", path: "/api/v1/letter-template-help?code=payment_received&language=ru"}, status: 200,
				contains: []string{`"name":"payment.amount"`, `"title":"полученная сумма"`, `"name":"order.items[].title"`, `"tags":["if"`, `"upcase"`}, lacks: []string{"orderflow_escape", "staff."},
			},
			{
				name: "MAIL-3/help without a payment", request: request{method: "GET", path: "/api/v1/letter-template-help", headers: map[string]string{"Accept-Language": "en"}}, status: 200,
				contains: []string{`"title":"payment link"`, `"example":"₽7,400.00"`}, lacks: []string{"payment.amount"},
			},
			{
				name: "MAIL-3/test to oneself", request: request{as: "administrator", method: "POST", path: "/api/v1/letter-templates/hello/en/test", body: `{"kind":"service","subject":"Hello","html":"<p>Hello</p>","text":"Hello","order_id":{order}}`},
				status: 200, contains: []string{`{"recipient":"administrator@school.example"}`},
			},
			{name: "MAIL-2/template", request: request{as: "manager", method: "POST", path: "/api/v1/orders/{order}/letters", body: `{"template":"hello"}`}, status: 201, contains: []string{`"why":{"kind":"person","by":{"kind":"person","id":{manager}`, `"state":"queued"`}},
			{name: "MAIL-2/preview", request: request{as: "manager", method: "POST", path: "/api/v1/orders/{order}/letters/preview", body: `{"template":"hello"}`}, status: 200, contains: []string{`"recipient":"anna@example.com"`, `"language":"en"`}},
			{name: "MAIL-2/no such template", request: request{method: "POST", path: "/api/v1/orders/{order}/letters", body: `{"template":"nothing"}`}, status: 422, contains: []string{`"path":"template"`}},
			{name: "MAIL-5/not unknown", request: request{method: "POST", path: "/api/v1/letters/1/send-again"}, status: 409, contains: []string{"letter_not_unknown"}},
			{name: "MAIL-4/log", request: request{method: "GET", path: "/api/v1/letters?state=sent,queued&template=hello&cause_kind=person&order_number={order}&from=2020-01-01T00:00:00Z"}, status: 200, contains: []string{`"template":"hello"`, `"order_number":{order}`}, lacks: []string{`"order_created"`}},
			{name: "MAIL-4/no such state", request: request{method: "GET", path: "/api/v1/letters?state=lost"}, status: 422, contains: []string{"not_one_of"}},
			{name: "MAIL-4/letter", request: request{method: "GET", path: "/api/v1/letters/1"}, status: 200, contains: []string{`"state":"queued"`, `"html":`}},
		})
	})
}

func TestOpenAPI(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	var document struct {
		OpenAPI string                                `json:"openapi"`
		Paths   map[string]map[string]json.RawMessage `json:"paths"`
	}
	body := k.do(request{method: "GET", path: "/openapi.json"}).want(t, 200).Body.Bytes()
	require.NoError(t, json.Unmarshal(body, &document))
	require.Equal(t, "3.1.0", document.OpenAPI)
	operations, ids, open := 0, map[string]bool{}, words(publicDoors, "")
	for path, methods := range document.Paths {
		for method, raw := range methods {
			operations++
			var op struct {
				ID         string                      `json:"operationId"`
				Parameters []struct{ Name, In string } `json:"parameters"`
				Security   []any                       `json:"security"`
				Right      *string                     `json:"x-right"`
			}
			require.NoError(t, json.Unmarshal(raw, &op))
			require.False(t, ids[op.ID], "%s twice", op.ID)
			ids[op.ID] = true
			if pattern := strings.NewReplacer("{", ":", "}", "").Replace(path); !open[strings.ToUpper(method)+" "+pattern] {
				require.NotEmpty(t, op.Security, "%s %s", method, path)
				require.NotNil(t, op.Right, "%s %s", method, path)
			}
			declared := map[string]bool{}
			for _, p := range op.Parameters {
				declared[p.In+" "+p.Name] = true
			}
			for _, part := range strings.Split(path, "/") {
				if name, ok := strings.CutPrefix(part, "{"); ok {
					require.True(t, declared["path "+strings.TrimSuffix(name, "}")], "%s %s declares no %s", method, path, part)
				}
			}
			if method == "patch" || method == "put" {
				require.True(t, declared["header If-Match"], "%s %s", method, path)
			}
			if method == "post" && op.Right != nil && path != "/api/v1/me/password" { // whose row would keep a hash of the password
				require.True(t, declared["header Idempotency-Key"], "%s %s", method, path)
			}
		}
	}
	require.Greater(t, operations, 100)
}

func TestDocsLoadNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	a := k.do(request{method: "GET", path: "/docs"}).want(t, 200)
	page := a.Body.String()
	require.NotContains(t, page, "<script")
	require.NotContains(t, page, "src=")
	require.NotContains(t, page, "//unpkg")
	require.Contains(t, a.Header().Get("Content-Security-Policy"), "style-src 'sha256-")
	for _, text := range []string{"place-order", "/api/v1/orders/{id}/status", "order.write", "schema-NewOrder", "problem-status_needs_money"} {
		require.Contains(t, page, text)
	}
}
