package api_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

// refusal is one bad request and the problem that it gets.
type refusal struct {
	request
	status int
	code   models.Code
	path   string            // of a fault that must be named
	params map[string]string // of the problem
}

// forgedCursor is well formed, {"s":"created_at","v":-9000000000000000000,"i":1}, and points before all calendars.
const forgedCursor = "eyJzIjoiY3JlYXRlZF9hdCIsInYiOi05MDAwMDAwMDAwMDAwMDAwMDAwLCJpIjoxfQ"

// TestBadInput is what bad input gets: a problem that names the field and what it
// should be, and nothing written.
func TestBadInput(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		for name, r := range badInput() {
			t.Run(name, func(t *testing.T) {
				before := k.wrote()
				if r.as == "" {
					r.as = "owner"
				}
				a := k.do(r.request).want(t, r.status)
				require.Equal(t, string(r.code), a.text("code"), a.Body.String())
				require.Equal(t, "application/problem+json", a.Header().Get("Content-Type"))
				require.NotEmpty(t, a.text("detail"))
				if r.path != "" {
					require.Contains(t, paths(a), r.path)
				}
				for name, value := range r.params {
					require.Equal(t, value, a.text("params", name), a.Body.String())
				}
				require.Equal(t, before, k.wrote(), "nothing may be written")
			})
		}
	})
}

func paths(a answer) []string {
	var found []string
	faults, _ := a.at("errors").([]any)
	for i := range faults {
		found = append(found, a.text("errors", i, "path"))
	}
	return found
}

func onOrders(body string) request {
	return request{method: "POST", path: "/api/v1/orders", body: body}
}

func onCustomers(body string) request {
	return request{method: "POST", path: "/api/v1/customers", body: body}
}

func badInput() map[string]refusal {
	offer := func(field, value string) request {
		return request{method: "POST", path: "/api/v1/offers", body: `{"code":"x","title":"X","currency":"RUB","price":1,"` + field + `":` + value + `}`}
	}
	segment := func(rule string) request {
		return request{method: "POST", path: "/api/v1/segments", body: `{"title":"S","object":"order","rule":` + rule + `}`}
	}
	nots := func(n int) string {
		return strings.Repeat(`{"not":`, n) + `{"field":"order.status","op":"is","value":"new"}` + strings.Repeat(`}`, n)
	}
	template := func(text, subject string) request {
		body, _ := json.Marshal(map[string]string{"kind": "service", "subject": subject, "html": "<p>Hello</p>", "text": text})
		return request{method: "PUT", path: "/api/v1/letter-templates/mine/en", body: string(body), headers: map[string]string{"If-Match": "*"}}
	}
	return map[string]refusal{
		"API-1/unknown-field":    {onCustomers(`{"email":"x@y.example","nick":"x"}`), 422, models.CodeUnknownField, "nick", map[string]string{"field": "nick"}},
		"API-1/unknown-nested":   {onOrders(`{"customer_id":{customer},"items":[{"offer_id":{offer},"colour":"red"}]}`), 422, models.CodeUnknownField, "items[0].colour", nil},
		"API-1/case-of-a-field":  {onCustomers(`{"Email":"x@y.example"}`), 422, models.CodeInvalid, "Email", nil},
		"API-1/body-too-large":   {onCustomers(`{"email":"x@y.example","name":"` + strings.Repeat("a", 1<<20) + `"}`), 413, models.CodeBodyTooLarge, "", map[string]string{"max": "1048576"}},
		"API-1/broken-json":      {onCustomers(`{"email":"x@y.example"`), 400, models.CodeMalformed, "", nil},
		"API-1/trailing-bytes":   {onCustomers(`{"email":"x@y.example"}{}`), 400, models.CodeMalformed, "", nil},
		"API-1/trailing-text":    {onCustomers(`{"email":"x@y.example"} x`), 400, models.CodeMalformed, "", nil},
		"API-1/key-twice":        {onCustomers(`{"email":"x@y.example","email":"z@y.example"}`), 400, models.CodeMalformed, "", nil},
		"API-1/not-utf8":         {onCustomers("{\"email\":\"x@y.example\",\"name\":\"\xff\"}"), 400, models.CodeMalformed, "", nil},
		"API-1/nul":              {onCustomers(`{"email":"x@y.example","name":"a\u0000b"}`), 400, models.CodeMalformed, "", nil},
		"API-1/half-a-character": {onCustomers(`{"email":"x@y.example","name":"a\ud800b"}`), 400, models.CodeMalformed, "", nil},
		"API-1/too-deep":         {segment(strings.Repeat("[", 5000) + strings.Repeat("]", 5000)), 400, models.CodeMalformed, "", nil},
		"API-1/no-body":          {onCustomers(""), 415, models.CodeUnsupportedMedia, "", nil},
		"API-1/content-type": {
			request{method: "POST", path: "/api/v1/customers", body: `{"email":"x@y.example"}`, headers: map[string]string{"Content-Type": "text/plain"}},
			415, models.CodeUnsupportedMedia, "", nil,
		},
		"API-1/required":       {onCustomers(`{"name":"x"}`), 422, models.CodeRequired, "email", nil},
		"API-1/null":           {onCustomers(`{"email":null}`), 422, models.CodeWrongType, "email", map[string]string{"expected": "string"}},
		"API-1/wrong-type":     {onOrders(`{"customer_id":"seven","items":[{"offer_id":{offer}}]}`), 422, models.CodeWrongType, "customer_id", map[string]string{"expected": "integer"}},
		"API-1/fraction":       {onOrders(`{"customer_id":1.5,"items":[{"offer_id":{offer}}]}`), 422, models.CodeWrongType, "customer_id", nil},
		"API-1/not-an-object":  {onCustomers(`[]`), 422, models.CodeWrongType, "body", nil},
		"API-1/nothing":        {onCustomers(`null`), 422, models.CodeWrongType, "body", nil},
		"API-1/not-one-of":     {onCustomers(`{"email":"x@y.example","language":"de"}`), 422, models.CodeNotOneOf, "language", nil},
		"API-1/too-long":       {onCustomers(`{"email":"x@y.example","name":"` + strings.Repeat("я", 201) + `"}`), 422, models.CodeTooLong, "name", map[string]string{"max": "200"}},
		"API-1/invalid-email":  {onCustomers(`{"email":"nobody"}`), 422, models.CodeInvalidEmail, "email", nil},
		"API-1/several-faults": {onCustomers(`{"email":"nobody","language":"de","nick":1}`), 422, models.CodeInvalid, "nick", nil},
		"API-1/unknown-query":  {request{method: "GET", path: "/api/v1/orders?colour=red"}, 422, models.CodeUnknownField, "query.colour", nil},
		"API-1/limit":          {request{method: "GET", path: "/api/v1/orders?limit=1000"}, 422, models.CodeOutOfRange, "query.limit", map[string]string{"max": "200"}},
		"API-1/cursor":         {request{method: "GET", path: "/api/v1/orders?cursor=nonsense"}, 422, models.CodeInvalidCursor, "query.cursor", nil},
		"API-1/foreign-cursor": {request{method: "GET", path: "/api/v1/customers?cursor=eyJ"}, 422, models.CodeInvalidCursor, "query.cursor", nil},
		"API-1/forged-cursor":  {request{method: "GET", path: "/api/v1/orders?cursor=" + forgedCursor}, 422, models.CodeInvalidCursor, "query.cursor", nil},
		"API-1/path-id":        {request{method: "GET", path: "/api/v1/orders/seven"}, 404, models.CodeNotFound, "", nil},
		"API-1/path-overflow":  {request{method: "GET", path: "/api/v1/orders/99999999999999999999"}, 404, models.CodeNotFound, "", nil},
		"API-1/no-if-match":    {request{method: "PATCH", path: "/api/v1/customers/{customer}", body: `{"name":"B"}`}, 428, models.CodePreconditionMissing, "", nil},
		"API-1/stale-if-match": {
			request{method: "PATCH", path: "/api/v1/customers/{customer}", body: `{"name":"B"}`, headers: map[string]string{"If-Match": `"77"`}},
			412, models.CodeStale, "",
			map[string]string{"given": "77", "current": "1"},
		},
		"API-1/foreign-if-match": {
			request{method: "PATCH", path: "/api/v1/customers/{customer}", body: `{"name":"B"}`, headers: map[string]string{"If-Match": `W/"1"`}},
			412, models.CodeStale, "", nil,
		},
		"API-1/body-on-get": {request{method: "GET", path: "/api/v1/orders", body: `{}`}, 400, models.CodeMalformed, "", nil},

		"ORD-4/unknown-offer":    {onOrders(`{"customer_id":{customer},"items":[{"offer_id":999}]}`), 422, models.CodeUnknownReference, "items[0].offer_id", map[string]string{"id": "999"}},
		"ORD-1/unknown-customer": {onOrders(`{"customer_id":999,"items":[{"offer_id":{offer}}]}`), 422, models.CodeUnknownReference, "customer_id", nil},
		"ORD-5/no-items":         {onOrders(`{"customer_id":{customer},"items":[]}`), 422, models.CodeRequired, "items", nil},
		"PAY-1/negative-price":   {offer("smallest_part", "-1"), 422, models.CodeOutOfRange, "smallest_part", nil},
		"PAY-1/negative-sum":     {onOrders(`{"customer_id":{customer},"items":[{"offer_id":{offer},"price":-1}]}`), 422, models.CodeOutOfRange, "items[0].price", nil},
		"PAY-1/overflowing-sum": {
			onOrders(`{"customer_id":{customer},"items":[{"offer_id":{offer},"price":1000000000000,"quantity":10000}]}`),
			422, models.CodeSumTooLarge, "items[0]", nil,
		},
		"PAY-1/overflowing-number": {onOrders(`{"customer_id":{customer},"items":[{"offer_id":{offer},"price":99999999999999999999}]}`), 422, models.CodeOutOfRange, "items[0].price", nil},
		"PAY-1/second-currency":    {onOrders(`{"customer_id":{customer},"items":[{"offer_id":{offer}},{"offer_id":{dollars}}]}`), 422, models.CodeMixedCurrency, "items[1]", nil},
		"PAY-1/currency-of-payment": {
			request{method: "POST", path: "/api/v1/orders/{order}/payments", body: `{"method":"cash","amount":1,"currency":"USD"}`},
			422, models.CodeMixedCurrency, "currency",
			map[string]string{"expected": "RUB"},
		},
		"PAY-1/negative-offer":        {request{method: "POST", path: "/api/v1/offers", body: `{"code":"x","title":"X","currency":"RUB","price":-1}`}, 422, models.CodeOutOfRange, "price", nil},
		"PAY-1/negative-payment":      {request{method: "POST", path: "/api/v1/orders/{order}/payments", body: `{"method":"cash","amount":-100}`}, 422, models.CodeOutOfRange, "amount", nil},
		"PAY-1/overflowing-payment":   {request{method: "POST", path: "/api/v1/orders/{order}/payments", body: `{"method":"cash","amount":9223372036854775807}`}, 422, models.CodeOutOfRange, "amount", nil},
		"PAY-1/beyond-int64":          {request{method: "POST", path: "/api/v1/orders/{order}/payments", body: `{"method":"cash","amount":9223372036854775808}`}, 422, models.CodeOutOfRange, "amount", nil},
		"PAY-1/decimals":              {request{method: "POST", path: "/api/v1/orders/{order}/payments", body: `{"method":"cash","amount":10.5}`}, 422, models.CodeWrongType, "amount", nil},
		"PAY-1/sum-of-several-items":  {onOrders(`{"customer_id":{customer},"items":[{"offer_id":{offer},"price":900000000000,"quantity":1},{"offer_id":{offer},"price":900000000000,"quantity":1}]}`), 422, models.CodeSumTooLarge, "", nil},
		"PAY-1/edit-second-currency":  {request{method: "PATCH", path: "/api/v1/orders/{order}/items", body: `{"confirm":true,"add":[{"offer_id":{dollars}}]}`, headers: map[string]string{"If-Match": "*"}}, 422, models.CodeMixedCurrency, "add[0]", nil},
		"PAY-1/edit-negative-price":   {request{method: "PATCH", path: "/api/v1/orders/{order}/items", body: `{"confirm":true,"change":[{"item_id":{item},"price":-1}]}`, headers: map[string]string{"If-Match": "*"}}, 422, models.CodeOutOfRange, "change[0].price", nil},
		"ORD-5/edit-unknown-offer":    {request{method: "PATCH", path: "/api/v1/orders/{order}/items", body: `{"confirm":true,"add":[{"offer_id":999}]}`, headers: map[string]string{"If-Match": "*"}}, 422, models.CodeUnknownReference, "add[0].offer_id", nil},
		"ORD-12/snooze-neither":       {request{method: "POST", path: "/api/v1/orders/{order}/automation/snooze", body: `{"enrollment_id":1,"visit":1}`}, 422, models.CodeRequired, "until", nil},
		"ORD-12/snooze-both":          {request{method: "POST", path: "/api/v1/orders/{order}/automation/snooze", body: `{"enrollment_id":1,"visit":1,"until":"2036-03-01T00:00:00Z","days":1}`}, 422, models.CodeUnknownField, "days", nil},
		"ORD-12/snooze-no-days":       {request{method: "POST", path: "/api/v1/orders/{order}/automation/snooze", body: `{"enrollment_id":1,"visit":1,"days":0}`}, 422, models.CodeOutOfRange, "days", nil},
		"BLK-1/unknown-offer":         {request{method: "POST", path: "/api/v1/bulk-operations", body: `{"kind":"create_orders","rule":{"all":[]},"create":{"offer_id":999}}`}, 422, models.CodeUnknownReference, "create.offer_id", nil},
		"BLK-1/unknown-field-in-rule": {request{method: "POST", path: "/api/v1/bulk-operations", body: `{"kind":"create_orders","rule":{"field":"customer.colour","op":"is","value":1},"create":{"offer_id":{offer}}}`}, 422, models.CodeUnknownRule, "rule.field", nil},
		"BLK-1/false-in-bulk":         {request{method: "POST", path: "/api/v1/bulk-operations", body: `{"kind":"change_status","rule":{"all":[]},"status":{"to":"sold"}}`}, 422, models.CodeNotOneOf, "status.to", nil},
		"PAY-5/negative-debit":        {request{method: "POST", path: "/api/v1/customers/{customer}/deposit-entries", body: `{"kind":"debit","amount":-1,"currency":"RUB"}`}, 422, models.CodeOutOfRange, "amount", nil},
		"PAY-5/unknown-currency":      {request{method: "POST", path: "/api/v1/customers/{customer}/deposit-entries", body: `{"kind":"top_up","amount":1,"currency":"XXQ"}`}, 422, models.CodeUnknownCurrency, "currency", nil},
		"SEG-1/eleven-deep":           {segment(nots(11)), 422, models.CodeSegmentTooDeep, "", map[string]string{"max": "10"}},
		"MAIL-3/syntax":               {template(`Hello {{ customer.name`, "Subject"), 422, models.CodeTemplateSyntax, "text", nil},
		"MAIL-3/unknown-variable":     {template(`Hello {{ customer.shoe_size }}`, "Subject"), 422, models.CodeUnknownVariable, "text", nil},
		"MAIL-3/in-the-subject":       {template(`Hello`, "{{ order.colour }}"), 422, models.CodeUnknownVariable, "subject", nil},
		"PAY-4/nothing-paid":          {request{method: "POST", path: "/api/v1/orders/{order}/payments", body: `{"method":"cash","amount":0}`}, 422, models.CodeOutOfRange, "amount", nil},
		"PAY-4/from-the-future":       {request{method: "POST", path: "/api/v1/orders/{order}/payments", body: `{"method":"cash","amount":1,"paid_at":"2030-01-01T00:00:00Z"}`}, 422, models.CodeTimeToCome, "paid_at", nil},
		"PAY-4/no-time":               {request{method: "POST", path: "/api/v1/orders/{order}/payments", body: `{"method":"cash","amount":1,"paid_at":"yesterday"}`}, 422, models.CodeInvalidTime, "paid_at", nil},
		"PAY-5/deposit-too-low":       {request{method: "POST", path: "/api/v1/customers/{customer}/deposit-entries", body: `{"kind":"debit","amount":1,"currency":"RUB"}`}, 409, models.CodeDepositTooLow, "", nil},
		"ST-12/illegal-change": {
			request{method: "POST", path: "/api/v1/orders/{order}/status", body: `{"status":"waiting_for_return"}`},
			409, models.CodeStatusForbidden, "",
			map[string]string{"from": "part_payed", "to": "waiting_for_return"},
		},
		"ST-12/needs-money":   {request{method: "POST", path: "/api/v1/orders/{order}/status", body: `{"status":"payed"}`}, 409, models.CodeStatusNeedsMoney, "", nil},
		"ST-11/reason":        {request{method: "POST", path: "/api/v1/orders/{order}/status", body: `{"status":"in_work","refusal_reason_id":{reason}}`}, 422, models.CodeReasonNotAllowed, "", nil},
		"ORD-8/empty-comment": {request{method: "POST", path: "/api/v1/orders/{order}/comments", body: `{"text":""}`}, 422, models.CodeRequired, "text", nil},
		"ORD-13/duplicate":    {onOrders(`{"customer_id":{duplicated},"items":[{"offer_id":{strict}}]}`), 409, models.CodeDuplicateOrder, "", nil},
		"ROLE-1/quantity-by-manager": {
			request{as: "manager", method: "POST", path: "/api/v1/orders", body: `{"customer_id":{other},"items":[{"offer_id":{offer},"quantity":2}]}`},
			403, models.CodeForbidden, "",
			map[string]string{"right": "order.create_terms"},
		},

		"PRC-12/process-refused":  {request{method: "POST", path: "/api/v1/processes/{process}/publish"}, 422, models.CodeProcessInvalid, "", nil},
		"PRC-1/unknown-key":       {request{method: "POST", path: "/api/v1/processes", body: `{"definition":{"schema":1,"colour":"red"}}`}, 422, models.CodeProcessInvalid, "definition.colour", nil},
		"PRC-13/unknown-template": {request{method: "POST", path: "/api/v1/processes", body: `{"template":"nothing"}`}, 422, models.CodeNotOneOf, "template", nil},
		"PRC-2/enter-a-draft":     {request{method: "POST", path: "/api/v1/processes/{process}/enrollments", body: `{"subject_ids":[{order}]}`}, 409, models.CodeProcessNotActive, "", nil},
		"PRC-2/event-of-nobody":   {request{method: "POST", path: "/api/v1/events", body: `{"name":"test_passed","email":"nobody@example.com"}`}, 422, models.CodeUnknownReference, "email", nil},
		"PRC-2/many-keys-in-event": {
			request{method: "POST", path: "/api/v1/events", body: `{"name":"test_passed","customer_id":{customer},"payload":{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"k":1}}`},
			422, models.CodeTooMany, "payload",
			map[string]string{"max": "10"},
		},
		"API-1/compressed": {
			request{method: "POST", path: "/api/v1/customers", body: `{"email":"x@y.example"}`, headers: map[string]string{"Content-Encoding": "gzip"}},
			415, models.CodeUnsupportedMedia, "",
			map[string]string{"encoding": "gzip"},
		},
		"API-1/line-break-in-a-name":   {onCustomers(`{"email":"x@y.example","name":"a\r\nBcc: b"}`), 422, models.CodeControlCharacter, "name", nil},
		"API-1/line-break-in-a-title":  {request{method: "POST", path: "/api/v1/products", body: `{"title":"Yoga\nfor all"}`}, 422, models.CodeControlCharacter, "title", nil},
		"MAIL-3/line-break-in-subject": {template(`Hello`, "a\r\nBcc: b"), 422, models.CodeControlCharacter, "subject", nil},
		"ROLE-1/one-time-token": {
			request{method: "POST", path: "/api/v1/setup/first-owner", body: `{"bootstrap_token":"of_wrong","name":"Eve","email":"eve@example.com"}`},
			401, models.CodeBootstrapToken, "", nil,
		},
		"PRIV-1/text-in-event":    {request{method: "POST", path: "/api/v1/events", body: `{"name":"test_passed","customer_id":{customer},"payload":{"who":"Anna Petrova, at home"}}`}, 422, models.CodeInvalidCode, "payload.who", nil},
		"SEG-1/unknown-field":     {segment(`{"field":"order.colour","op":"is","value":"red"}`), 422, models.CodeUnknownRule, "rule.field", nil},
		"SEG-1/wrong-operator":    {segment(`{"field":"order.cost","op":"contains","value":"1"}`), 422, models.CodeUnknownOperator, "rule.op", nil},
		"SEG-1/too-deep":          {segment(nots(12)), 422, models.CodeSegmentTooDeep, "", map[string]string{"max": "10"}},
		"SEG-1/in-filter":         {request{method: "GET", path: "/api/v1/orders?filter=%7B%22field%22%3A%22order.colour%22%2C%22op%22%3A%22is%22%2C%22value%22%3A1%7D"}, 422, models.CodeUnknownRule, "query.filter.field", nil},
		"SEG-1/broken-filter":     {request{method: "GET", path: "/api/v1/customers?filter=%7B"}, 400, models.CodeMalformed, "query.filter", nil},
		"SEG-1/filter-of-nothing": {request{method: "GET", path: "/api/v1/orders?filter=null"}, 422, models.CodeWrongType, "query.filter", nil},
		"SEG-1/filter-of-a-list":  {request{method: "GET", path: "/api/v1/orders?filter=%5B%5D"}, 422, models.CodeWrongType, "query.filter", nil},
		"SEG-1/filter-too-deep":   {request{method: "GET", path: "/api/v1/orders?filter=" + url.QueryEscape(nots(12))}, 422, models.CodeSegmentTooDeep, "query.filter" + strings.Repeat(".not", 10), map[string]string{"max": "10"}},
		"SEG-1/bottomless-filter": {request{method: "GET", path: "/api/v1/orders?filter=" + strings.Repeat("%5B", 3000)}, 422, models.CodeSegmentTooDeep, "query.filter", map[string]string{"max": "10"}},
		"SEG-1/nul-in-filter":     {request{method: "GET", path: `/api/v1/customers?filter=%7B%22field%22%3A%22customer.name%22%2C%22op%22%3A%22is%22%2C%22value%22%3A%22%5Cu0000%22%7D`}, 400, models.CodeMalformed, "", nil},
		"PAY-3/nul":               {request{method: "POST", path: "/gateways/test/notifications", body: `{"EventID":"a\u0000","ExternalID":"x","Status":"succeeded"}`, headers: map[string]string{"Signature": "good"}}, 400, models.CodeMalformed, "", nil},
		"BLK-1/nothing-to-do":     {request{method: "POST", path: "/api/v1/bulk-operations", body: `{"kind":"create_orders","rule":{"field":"customer.id","op":"is","value":1}}`}, 422, models.CodeRequired, "create", nil},
		"MAIL-3/unknown-language": {
			request{method: "PUT", path: "/api/v1/letter-templates/mine/de", body: `{"kind":"service","subject":"S","html":"","text":""}`, headers: map[string]string{"If-Match": "*"}},
			404, models.CodeNotFound, "", nil,
		},
		"PAY-3/bad-signature":   {request{method: "POST", path: "/gateways/test/notifications", body: `{"EventID":"1"}`, headers: map[string]string{"Signature": "wrong"}}, 401, models.CodeBadSignature, "", nil},
		"PAY-3/unknown-gateway": {request{method: "POST", path: "/gateways/none/notifications", body: `{}`}, 404, models.CodeGatewayOff, "", nil},
		"PAY-3/too-large":       {request{method: "POST", path: "/gateways/test/notifications", body: fmt.Sprintf("%q", strings.Repeat("a", 1<<20))}, 413, models.CodeBodyTooLarge, "", nil},
	}
}
