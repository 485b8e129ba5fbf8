package api_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// deed is something that one may do: where the API says whether, and what does it.
type deed struct {
	may  string // schema and field of the document
	view string // {it} is what the situation made
	at   []any  // where the permission stands in the view
	do   request
}

// deeds are all of them.
var deeds = map[string]deed{
	"edit":           onOrderCard("edit", "POST", "/stage", `{"stage_id":{stage}}`),
	"change_manager": onOrderCard("change_manager", "PATCH", "", `{"manager_id":{administrator}}`),
	"edit_items":     onOrderCard("edit_items", "PATCH", "/items", `{"add":[{"offer_id":{offer}}]}`),
	"set_deadline":   onOrderCard("set_deadline", "POST", "/deadline", `{"payment_deadline":"2027-01-01T00:00:00Z"}`),
	"ask_part":       onOrderCard("ask_part", "POST", "/part", `{"amount":1000}`),
	"send_link":      onOrderCard("send_link", "POST", "/letters", `{}`),
	"send_letter":    onOrderCard("send_letter", "POST", "/letters", `{"template":"hello"}`),
	"record_payment": onOrderCard("record_payment", "POST", "/payments", `{"method":"cash","amount":100}`),
	"move":           onPayment("move", "/move", `{}`),
	"void":           onPayment("void", "/void", `{"reason":"typed twice"}`),
	"mark_refund":    onPayment("mark_refund", "/refund-wanted", ""),
	"send_again":     {"LetterMay.send_again", "/letters/{it}", []any{"may", "send_again"}, request{method: "POST", path: "/letters/{it}/send-again"}},
	"snooze":         onNext("snooze", "/snooze", `,"days":1`),
	"do_now":         onNext("do_now", "/do-now", ""),
	"skip":           onNext("skip", "/skip", ""),
	"retry":          onEnrollment("retry"),
	"skip a failure": onEnrollment("skip"),
	"stop one":       onEnrollment("stop"),
	"stop":           {"ProcessMay.stop", "/processes/{it}", []any{"may", "stop"}, request{method: "POST", path: "/processes/{it}/stop"}},
	"enroll": {"ProcessMay.enroll", "/processes/{it}", []any{"may", "enroll"}, request{
		method: "POST", path: "/processes/{it}/enrollments", body: `{"subject_ids":[{order}]}`,
	}},
}

func onOrderCard(name, method, path, body string) deed {
	d := deed{"OrderMay." + name, "/orders/{it}", []any{"may", name}, request{method: method, path: "/orders/{it}" + path, body: body}}
	if method == "PATCH" {
		d.do.headers = map[string]string{"If-Match": "*"}
	}
	return d
}

func onPayment(name, path, body string) deed {
	return deed{"PaymentMay." + name, "/orders/{its}/payments", []any{"items", 0, "may", name}, request{method: "POST", path: "/payments/{it}" + path, body: body}}
}

func onNext(name, path, more string) deed {
	return deed{"AutomationMay." + name, "/orders/{its}/automation", []any{"lines", 0, "may", name}, request{
		method: "POST", path: "/orders/{its}/automation" + path, body: `{"enrollment_id":{it},"visit":{visit}` + more + `}`,
	}}
}

func onEnrollment(name string) deed {
	return deed{"EnrollmentMay." + name, "/enrollments/{it}", []any{"may", name}, request{method: "POST", path: "/enrollments/{it}/" + name}}
}

const remark = `{"id":"remark","kind":"operation","params":{"operation":"comment","text":"hello"}}`

// situations make {it}, and {its} order where it is not one.
var situations = map[string]func(t *testing.T, k *kit){
	"a new order":   func(t *testing.T, k *kit) { ordered(t, k) },
	"partly paid":   func(t *testing.T, k *kit) { ordered(t, k); pays(t, k, "4000") },
	"paid":          func(t *testing.T, k *kit) { ordered(t, k); pays(t, k, "10000") },
	"cancelled":     func(t *testing.T, k *kit) { ordered(t, k); turned(t, k, "cancelled") },
	"false":         func(t *testing.T, k *kit) { ordered(t, k); turned(t, k, "false") },
	"deadline over": func(t *testing.T, k *kit) { ordered(t, k); overdue(t, k) },
	"cash":          func(t *testing.T, k *kit) { ordered(t, k); payment(t, k, "4000") },
	"voided cash": func(t *testing.T, k *kit) {
		ordered(t, k)
		payment(t, k, "4000")
		k.post("owner", "/payments/{it}/void", `{"reason":"typed twice"}`).want(t, 200)
	},
	"gateway money": func(t *testing.T, k *kit) {
		ordered(t, k)
		payment(t, k, "4000")
		k.exec(t, k.fill("UPDATE payments SET kind = 'gateway' WHERE id = {it}"))
	},
	"spent surplus":    func(t *testing.T, k *kit) { ordered(t, k); payment(t, k, "15000"); spent(t, k) },
	"queued letter":    func(t *testing.T, k *kit) { ordered(t, k); written(t, k, "queued") },
	"unknown letter":   func(t *testing.T, k *kit) { ordered(t, k); written(t, k, "unknown") },
	"waiting":          func(t *testing.T, k *kit) { ordered(t, k); entered(t, k, rest, remark) },
	"going to the end": func(t *testing.T, k *kit) { ordered(t, k); entered(t, k, rest) },
	"failed": func(t *testing.T, k *kit) {
		ordered(t, k)
		entered(t, k, complete, remark)
		failAgain(t, k)
		seen(t, k)
	},
	"a process that runs": func(t *testing.T, k *kit) { k.ids["it"] = k.publish(t, "order", `{"kind":"by_hand"}`, "", rest) },
	"a draft": func(t *testing.T, k *kit) {
		k.ids["it"] = k.post("owner", "/processes", `{"template":"unpaid_reminders"}`).want(t, 201).text("id")
	},
}

func ordered(t *testing.T, k *kit) {
	t.Helper()
	k.ids["it"] = k.post("owner", "/orders", `{"customer_id":{other},"items":[{"offer_id":{offer}}],"manager_id":{own}}`).want(t, 201).text("id")
	k.ids["its"] = k.ids["it"]
}

func pays(t *testing.T, k *kit, amount string) string {
	t.Helper()
	return k.post("owner", "/orders/{its}/payments", `{"method":"cash","amount":`+amount+`,"confirm":true}`).want(t, 201).text("id")
}

func payment(t *testing.T, k *kit, amount string) { t.Helper(); k.ids["it"] = pays(t, k, amount) }

func turned(t *testing.T, k *kit, status string) {
	t.Helper()
	k.post("owner", "/orders/{it}/status", `{"status":"`+status+`"}`).want(t, 200)
}

func overdue(t *testing.T, k *kit) {
	t.Helper()
	soon := k.clock.Now().Add(time.Minute)
	k.post("owner", "/orders/{it}/deadline", `{"payment_deadline":"`+soon.Format(time.RFC3339)+`"}`).want(t, 200)
	k.clock.MoveTo(soon.Add(time.Minute))
}

func spent(t *testing.T, k *kit) {
	t.Helper()
	all := k.get("owner", "/customers/{other}/deposits").want(t, 200).text("items", 0, "balance")
	k.post("owner", "/customers/{other}/deposit-entries", `{"kind":"debit","amount":`+all+`,"currency":"RUB"}`).want(t, 201)
}

func written(t *testing.T, k *kit, state string) {
	t.Helper()
	k.ids["it"] = k.post("owner", "/orders/{its}/letters", `{"template":"hello"}`).want(t, 201).text("id")
	k.exec(t, k.fill("UPDATE letters SET state = '"+state+"' WHERE id = {it}"))
}

func entered(t *testing.T, k *kit, blocks ...string) {
	t.Helper()
	process := k.publish(t, "order", `{"kind":"by_hand"}`, "", blocks...)
	k.post("owner", "/processes/"+process+"/enrollments", `{"subject_ids":[{its}]}`).want(t, 201)
	k.settle(t)
	seen(t, k)
}

func seen(t *testing.T, k *kit) {
	t.Helper()
	line := k.get("owner", "/orders/{its}/automation").want(t, 200)
	k.ids["it"], k.ids["visit"] = line.text("lines", 0, "enrollment_id"), line.text("lines", 0, "visit")
}

// What the API says one may do is what happens when one does it, in the words that one then reads.
func TestMay(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		k.settle(t)
		for _, language := range []string{"en", "ru"} {
			doing("PUT", "/letter-templates/hello/"+language, `{"kind":"service","subject":"Hello","html":"<p>Hello</p>","text":"Hello"}`)(t, k)
			doing("PUT", "/letter-templates/payment_link/"+language, `{"kind":"service","subject":"Pay","html":"<p>{{ order.payment_link }}</p>","text":"{{ order.payment_link }}"}`)(t, k)
		}
		k.hire(t, "own", "")
		k.patch("owner", "/staff/{own}", `{"own_orders_only":true}`, "If-Match", "*").want(t, 200)
		k.tokens["own"] = k.post("owner", "/tokens", `{"staff_id":{own},"title":"own"}`).want(t, 201).text("token")
		k.tokens["reader"] = k.post("owner", "/tokens", `{"title":"reader","scopes":["order.read","letter.read","process.read"]}`).want(t, 201).text("token")
		tried := map[string]bool{}
		for _, c := range []struct{ rule, deed, situation, as, code string }{
			{"ORD-11", "edit", "a new order", "manager", ""},
			{"ORD-11", "edit", "a new order", "reader", "forbidden"},
			{"ROLE-2", "change_manager", "a new order", "manager", ""},
			{"ROLE-2", "change_manager", "a new order", "own", "own_orders_only"},
			{"ORD-5", "edit_items", "a new order", "manager", ""},
			{"ORD-5", "edit_items", "partly paid", "manager", "forbidden"},
			{"ORD-5", "edit_items", "partly paid", "administrator", ""},
			{"PAY-7", "set_deadline", "partly paid", "manager", ""},
			{"PAY-7", "set_deadline", "deadline over", "manager", ""},
			{"PAY-7", "set_deadline", "paid", "manager", "nothing_to_pay"},
			{"PAY-7", "set_deadline", "cancelled", "manager", "nothing_to_pay"},
			{"PAY-2", "ask_part", "a new order", "manager", ""},
			{"PAY-2", "ask_part", "deadline over", "manager", "payment_link_closed"},
			{"PAY-2", "ask_part", "false", "manager", "order_is_false"},
			{"MAIL-2", "send_link", "partly paid", "manager", ""},
			{"MAIL-2", "send_link", "paid", "manager", "payment_link_closed"},
			{"MAIL-2", "send_link", "cancelled", "manager", "payment_link_closed"},
			{"MAIL-2", "send_letter", "cancelled", "manager", ""},
			{"MAIL-2", "send_letter", "false", "manager", "order_is_false"},
			{"MAIL-2", "send_letter", "a new order", "reader", "forbidden"},
			{"PAY-4", "record_payment", "cancelled", "manager", ""},
			{"PAY-4", "record_payment", "paid", "manager", ""},
			{"PAY-4", "record_payment", "a new order", "reader", "forbidden"},
			{"PAY-4", "move", "gateway money", "manager", ""},
			{"PAY-4", "move", "spent surplus", "manager", ""},
			{"PAY-4", "move", "voided cash", "manager", "payment_not_movable"},
			{"PAY-4", "void", "cash", "manager", ""},
			{"PAY-4", "void", "cash", "reader", "forbidden"},
			{"PAY-4", "void", "voided cash", "manager", "payment_not_voidable"},
			{"PAY-4", "void", "gateway money", "manager", "payment_not_voidable"},
			{"PAY-4", "void", "spent surplus", "manager", "deposit_too_low"},
			{"ST-12", "mark_refund", "gateway money", "manager", ""},
			{"ST-12", "mark_refund", "voided cash", "manager", "payment_not_refundable"},
			{"MAIL-5", "send_again", "unknown letter", "manager", ""},
			{"MAIL-5", "send_again", "queued letter", "manager", "letter_not_unknown"},
			{"ORD-12", "snooze", "waiting", "manager", ""},
			{"ORD-12", "snooze", "failed", "manager", "enrollment_has_failed"},
			{"ORD-12", "do_now", "waiting", "manager", ""},
			{"ORD-12", "do_now", "failed", "manager", "enrollment_has_failed"},
			{"ORD-12", "skip", "waiting", "manager", ""},
			{"ORD-12", "skip", "going to the end", "manager", "nothing_to_skip"},
			{"ORD-12", "skip", "failed", "manager", "enrollment_has_failed"},
			{"PRC-8", "retry", "failed", "administrator", ""},
			{"PRC-8", "retry", "failed", "manager", "forbidden"},
			{"PRC-8", "retry", "waiting", "administrator", "enrollment_not_failed"},
			{"PRC-8", "skip a failure", "failed", "administrator", ""},
			{"PRC-8", "skip a failure", "waiting", "administrator", "enrollment_not_failed"},
			{"PRC-8", "stop one", "waiting", "administrator", ""},
			{"PRC-8", "stop one", "waiting", "manager", "forbidden"},
			{"PRC-2", "stop", "a process that runs", "administrator", ""},
			{"PRC-2", "stop", "a draft", "administrator", "process_not_active"},
			{"PRC-2", "enroll", "a process that runs", "administrator", ""},
			{"PRC-2", "enroll", "a draft", "administrator", "process_not_active"},
		} {
			t.Run(strings.Join([]string{c.rule, "may", c.deed, c.situation, c.as}, "/"), func(t *testing.T) {
				situations[c.situation](t, k)
				d := deeds[c.deed]
				d.agrees(t, k, c.as, c.code)
				tried[d.may+map[bool]string{true: " allowed", false: " refused"}[c.code == ""]] = true
			})
		}
		t.Run("API-1/may/every one", func(t *testing.T) {
			for name, fields := range k.mays(t) {
				for field := range fields {
					for _, outcome := range []string{" allowed", " refused"} {
						require.True(t, tried[name+"."+field+outcome], name+"."+field+outcome)
					}
				}
			}
		})
	})
}

// agrees asks whether one may, does it, and compares.
func (d deed) agrees(t *testing.T, k *kit, as, code string) {
	t.Helper()
	why := map[string]string{}
	confirm := false
	for _, language := range []string{"en", "ru"} {
		view := k.do(request{as: as, method: "GET", path: "/api/v1" + d.view, headers: map[string]string{"Accept-Language": language}}).want(t, 200)
		says := answer{tree: view.at(d.at...)}
		require.Equal(t, []any{code == "", code}, []any{says.at("allowed"), says.text("code")}, view.Body.String())
		why[language], confirm = says.text("detail"), says.at("confirm") == true
	}
	r := d.do
	r.as, r.path, r.headers = as, "/api/v1"+r.path, maps.Clone(r.headers)
	if confirm {
		require.Equal(t, "confirmation_required", k.do(r).want(t, 409).text("code"))
		r.body = strings.TrimSuffix(r.body, "}") + `,"confirm":true}`
	}
	if code == "" {
		require.Less(t, k.do(r).Code, 300)
		return
	}
	if r.headers == nil {
		r.headers = map[string]string{}
	}
	for language, detail := range why {
		r.headers["Accept-Language"] = language
		a := k.do(r)
		require.Equal(t, []string{code, detail}, []string{a.text("code"), a.text("detail")})
	}
}

// mays are the fields of the schemas that hold permissions.
func (k *kit) mays(t *testing.T) map[string]map[string]any {
	t.Helper()
	schemas, _ := k.do(request{method: "GET", path: "/openapi.json"}).want(t, 200).at("components", "schemas").(map[string]any)
	found := map[string]map[string]any{}
	for name, schema := range schemas {
		fields, _ := schema.(map[string]any)["properties"].(map[string]any)
		for _, field := range fields {
			if ref, _ := field.(map[string]any)["$ref"].(string); strings.HasSuffix(ref, "/Permission") {
				found[name] = fields
			}
		}
	}
	require.Len(t, found, 6)
	return found
}

func TestMayElsewhere(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	k.hire(t, "own", "")
	t.Run("PAY-4/may/money that has left", func(t *testing.T) {
		situations["cash"](t, k)
		k.post("owner", "/payments/{it}/move", `{}`).want(t, 200)
		list := k.get("owner", "/orders/{its}/payments").want(t, 200)
		require.Equal(t, "moved", list.text("items", 0, "state"))
		require.Nil(t, list.at("items", 0, "may"))
	})
	t.Run("PAY-4/may/destinations", func(t *testing.T) {
		other := func(more string) string {
			return k.post("owner", "/orders", `{"customer_id":{customer},"duplicate":"create",`+more+`}`).want(t, 201).text("id")
		}
		inRoubles := `"items":[{"offer_id":{offer}}]`
		open, cancelled, dollars := other(inRoubles), other(inRoubles), other(`"items":[{"offer_id":{dollars}}]`)
		k.post("owner", "/orders/"+cancelled+"/status", `{"status":"cancelled"}`).want(t, 200)
		list := k.get("manager", "/payments/{payment}/destinations").want(t, 200)
		require.Len(t, list.at("items"), 1)
		require.Equal(t, open, list.text("items", 0, "id"))
		first := k.get("manager", "/payments/{payment}/destinations?limit=1").want(t, 200)
		require.Equal(t, open, first.text("items", 0, "id"), "newer orders that do not fit take no place")
		require.Nil(t, first.at("next"))
		newer := other(inRoubles)
		first = k.get("manager", "/payments/{payment}/destinations?limit=1").want(t, 200)
		require.Equal(t, newer, first.text("items", 0, "id"))
		rest := k.get("manager", "/payments/{payment}/destinations?limit=1&cursor="+first.text("next")).want(t, 200)
		require.Equal(t, open, rest.text("items", 0, "id"), "the list says that it goes on, and does")
		require.Nil(t, rest.at("next"))
		k.post("owner", "/orders/"+newer+"/status", `{"status":"cancelled"}`).want(t, 200)
		for _, refused := range []string{cancelled, dollars, k.ids["order"]} {
			require.Equal(t, "payment_not_movable", k.post("manager", "/payments/{payment}/move", `{"to_order_id":`+refused+`}`).want(t, 409).text("code"))
		}
		k.post("manager", "/payments/{payment}/move", `{"to_order_id":`+open+`}`).want(t, 200)
		require.Equal(t, k.ids["order"], k.get("manager", "/payments/{payment}/destinations").want(t, 200).text("items", 0, "id"), "the way back")
		k.post("manager", "/payments/{payment}/move", `{}`).want(t, 200)
		require.Empty(t, k.get("manager", "/payments/{payment}/destinations").want(t, 200).at("items"), "on the deposit it is in no order")
	})
	t.Run("ROLE-1/looking is no refusal", func(t *testing.T) {
		situations["partly paid"](t, k)
		require.Equal(t, "forbidden", k.get("manager", "/orders/{it}").want(t, 200).text("may", "edit_items", "code"))
		require.Empty(t, k.get("owner", "/audit?outcome=refused").want(t, 200).at("items"), "nobody was refused anything")
	})
	t.Run("ORD-1/awaited", func(t *testing.T) {
		for situation, want := range map[string][]string{
			"a new order": {"10000", "10000", "open"}, "partly paid": {"6000", "6000", "open"}, "paid": {"0", "0", "paid"},
			"cancelled": {"10000", "0", "cancelled"}, "false": {"10000", "0", "none"}, "deadline over": {"10000", "10000", "deadline_passed"},
		} {
			situations[situation](t, k)
			card := k.get("owner", "/orders/{it}").want(t, 200)
			require.Equal(t, want, []string{card.text("left"), card.text("awaited"), card.text("payment_link_state")}, situation)
			require.Equal(t, situation == "false", card.text("payment_link") == "", situation)
		}
	})
}
