package api_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/api"
	"github.com/orderflow/orderflow/models"
)

// restricted limits the manager of the kit to own orders. {mine} is an order of
// theirs and {theirs} another's, each with a payment, a letter, an enrollment and
// a decision: {mine_payment}, {theirs_payment} and so on.
func restricted(t *testing.T, k *kit) {
	t.Helper()
	wait := k.post("owner", "/processes", `{"definition":{"schema":1,"title":"Wait","subject":"order","triggers":[{"kind":"event","event":"order.created"}],
		"blocks":[{"id":"s","kind":"start"},{"id":"d","kind":"delay","params":{"for":{"amount":1,"unit":"days"}}},{"id":"e","kind":"end"}],
		"connections":[{"from":"s","exit":"next","to":"d"},{"from":"d","exit":"next","to":"e"}]}}`).want(t, 201)
	k.ids["wait"] = wait.text("id")
	k.post("owner", "/processes/{wait}/publish", "").want(t, 200)
	for _, name := range []string{"mine", "theirs"} {
		order := k.post("owner", "/orders", `{"customer_id":{other},"items":[{"offer_id":{offer}}],"manager_id":{`+map[string]string{"mine": "manager", "theirs": "owner"}[name]+`}}`).want(t, 201)
		k.ids[name] = order.text("id")
		k.ids[name+"_payment"] = k.post("owner", "/orders/{"+name+"}/payments", `{"method":"cash","amount":10000}`).want(t, 201).text("id")
		k.post("owner", "/payments/{"+name+"_payment}/refund-wanted", "").want(t, 200)
		k.post("owner", "/orders/{"+name+"}/comments", `{"text":"`+name+`"}`).want(t, 201)
	}
	for range 3 {
		for _, lane := range []models.Lane{models.LaneInteractive, models.LaneBulk} {
			_, err := k.Dispatch(context.Background(), lane, 100)
			require.NoError(t, err)
		}
	}
	for _, name := range []string{"mine", "theirs"} {
		k.ids[name+"_decision"] = k.get("owner", "/decisions?order_id={"+name+"}").want(t, 200).text("items", 0, "id")
		k.ids[name+"_letter"] = k.get("owner", "/letters?order_id={"+name+"}").want(t, 200).text("items", 0, "id")
		k.ids[name+"_enrollment"] = k.get("owner", "/enrollments?order_id={"+name+"}").want(t, 200).text("items", 0, "id")
		k.ids[name+"_event"] = k.get("owner", "/events?order_id={"+name+"}").want(t, 200).text("items", 0, "id")
		k.ids[name+"_purchase"] = k.get("owner", "/purchases?order_id={"+name+"}").want(t, 200).text("items", 0, "id")
		for _, what := range []string{"decision", "letter", "enrollment", "event", "purchase"} {
			require.NotEmpty(t, k.ids[name+"_"+what], what)
		}
	}
	k.patch("administrator", "/staff/{manager}", `{"own_orders_only":true}`, "If-Match", "*").want(t, 200)
}

// Each endpoint that names an order, or what hangs on one, treats others' as if
// they did not exist; with the person's own it does not.
func TestOwnOrdersByName(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	restricted(t, k)
	covered := map[string]bool{}
	for _, c := range []struct{ method, path, body string }{
		{"GET", "/orders/{o}", ""},
		{"GET", "/orders/{o}/history", ""},
		{"GET", "/orders/{o}/payments", ""},
		{"GET", "/orders/{o}/automation", ""},
		{"POST", "/orders/{o}/automation/snooze", `{"enrollment_id":{o_enrollment},"visit":9,"until":"2036-03-01T00:00:00Z"}`},
		{"POST", "/orders/{o}/automation/do-now", `{"enrollment_id":{o_enrollment},"visit":9}`},
		{"POST", "/orders/{o}/automation/skip", `{"enrollment_id":{o_enrollment},"visit":9}`},
		{"POST", "/orders/{o}/automation/stop", ""},
		{"POST", "/orders/{o}/automation/allow", ""},
		{"PATCH", "/orders/{o}", `{}`},
		{"PATCH", "/orders/{o}", `{"manager_id":{manager}}`},
		{"PATCH", "/orders/{o}/items", `{"add":[{"offer_id":{offer}}]}`},
		{"POST", "/orders/{o}/status", `{"status":"cancelled"}`},
		{"POST", "/orders/{o}/stage", `{"stage_id":{stage}}`},
		{"POST", "/orders/{o}/tags", `{"add":["x"]}`},
		{"POST", "/orders/{o}/deadline", `{"payment_deadline":null}`},
		{"POST", "/orders/{o}/completion-date", `{"completed_at":"2026-03-01T00:00:00Z"}`},
		{"POST", "/orders/{o}/part", `{"amount":0}`},
		{"POST", "/orders/{o}/comments", `{"text":"hello"}`},
		{"POST", "/orders/{o}/payments", `{"method":"cash","amount":1}`},
		{"POST", "/orders/{o}/payments", `{"method":"cash","amount":1,"currency":"USD"}`},
		{"DELETE", "/orders/{o}", ""},
		{"GET", "/payments/{o_payment}", ""},
		{"GET", "/payments/{o_payment}/destinations", ""},
		{"POST", "/payments/{o_payment}/move", `{"to_order_id":{order}}`},
		{"POST", "/payments/{o_payment}/refund-wanted", ""},
		{"POST", "/payments/{o_payment}/void", `{"reason":"mistake"}`},
		{"POST", "/orders/{o}/letters", `{"template":"hello"}`},
		{"POST", "/orders/{o}/letters/preview", `{"template":"hello"}`},
		{"POST", "/letters/{o_letter}/send-again", ""},
		{"GET", "/letters/{o_letter}", ""},
		{"GET", "/enrollments/{o_enrollment}", ""},
		{"GET", "/events/{o_event}", ""},
		{"POST", "/letter-templates/order_created/en/preview", `{"kind":"service","subject":"Hello","html":"<p>Hello</p>","text":"Hello","order_id":{o}}`},
		{"POST", "/segments/preview", `{"object":"order","rule":{"all":[]},"explain_id":{o}}`},
		{"POST", "/segments/preview", `{"object":"payment","rule":{"all":[]},"explain_id":{o_payment}}`},
		{"POST", "/segments/preview", `{"object":"purchase","rule":{"all":[]},"explain_id":{o_purchase}}`},
	} {
		name := c.method + " " + c.path
		covered[pattern(name)] = true
		t.Run("ROLE-2/"+name, func(t *testing.T) {
			on := func(which string) answer {
				of := strings.NewReplacer("{o}", "{"+which+"}", "{o_", "{"+which+"_")
				r := request{as: "manager", method: c.method, path: "/api/v1" + of.Replace(c.path), body: of.Replace(c.body)}
				if c.method == http.MethodPatch {
					r.headers = map[string]string{"If-Match": "*"}
				}
				return k.do(r)
			}
			before := k.wrote()
			a := on("theirs")
			require.Equal(t, http.StatusNotFound, a.Code, a.Body.String())
			require.Equal(t, "not_found", a.text("code"))
			require.Equal(t, before, k.wrote(), "nothing is changed")
			require.NotEqual(t, http.StatusNotFound, on("mine").Code)
		})
	}
	t.Run("ROLE-2/no endpoint is forgotten", func(t *testing.T) {
		doors, _ := api.Doors(api.Deps{Service: k.Service})
		for _, door := range doors {
			if !strings.HasPrefix(door.Path, "/api/v1/orders/:id") && !strings.HasPrefix(door.Path, "/api/v1/payments/:id") {
				continue
			}
			require.True(t, covered[door.Method+" "+strings.TrimPrefix(door.Path, "/api/v1")], "%s %s", door.Method, door.Path)
		}
	})
}

// pattern is a case's path as the router knows it.
func pattern(name string) string {
	return strings.NewReplacer("{o}", ":id", "{o_payment}", ":id", "{o_letter}", ":id", "{o_enrollment}", ":id", "{o_event}", ":id").Replace(name)
}

// Lists hold the person's own orders and what hangs on them.
func TestOwnOrdersInLists(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		restricted(t, k)
		for path, field := range map[string]string{
			"/orders": "id", "/orders?search=boris": "id", "/orders?sort=cost": "id", "/decisions": "order_id", "/purchases": "order_id",
			"/letters": "order_id", "/enrollments": "order_id", "/events?kind=order.created": "order_id",
		} {
			t.Run("ROLE-2"+path, func(t *testing.T) {
				all := k.get("owner", path).want(t, 200)
				require.Contains(t, all.Body.String(), `"`+field+`":`+k.ids["theirs"]+`,`, "the owner sees it")
				own := k.get("manager", path).want(t, 200)
				items, _ := own.at("items").([]any)
				require.NotEmpty(t, items)
				for i := range items {
					require.Equal(t, k.ids["mine"], own.text("items", i, field), own.Body.String())
				}
			})
		}
		t.Run("ROLE-2/profile", func(t *testing.T) {
			profile := k.get("manager", "/customers/{other}/profile").want(t, 200)
			require.Equal(t, "boris@example.com", profile.text("email"), "the customer is there")
			for _, part := range []string{"orders", "payments", "purchases", "letters", "enrollments"} {
				items, _ := profile.at(part).([]any)
				require.NotEmpty(t, items, part)
				text, err := json.Marshal(items)
				require.NoError(t, err)
				require.NotContains(t, string(text), `"order_id":`+k.ids["theirs"]+`,`, part)
			}
			require.Len(t, profile.at("orders"), 1)
		})
		t.Run("ROLE-2/numbers of a process", func(t *testing.T) {
			k.settle(t)
			for who, want := range map[string]int{"owner": 4, "manager": 1} { // two orders of the kit are nobody's
				behind := func(filter string) float64 {
					items, _ := k.get(who, "/enrollments?process_id={wait}&"+filter).want(t, 200).at("items").([]any)
					return float64(len(items))
				}
				numbers := k.get(who, "/processes/{wait}/numbers").want(t, 200)
				require.EqualValues(t, want, numbers.at("enrollments", "active"), who)
				require.EqualValues(t, want, behind("state=active"), who)
				blocks, _ := numbers.at("blocks").([]any)
				require.Len(t, blocks, 2, "the pause, and the start that is behind them")
				for i := range blocks {
					for _, at := range []string{"waiting", "passed", "failed"} {
						block := numbers.text("blocks", i, "block")
						require.Equal(t, behind("block="+block+"&at="+at), numbers.at("blocks", i, at), "%s: %s at %s", who, at, block)
					}
				}
				require.EqualValues(t, want, k.get(who, "/processes/{wait}").want(t, 200).at("enrollments", "active"), who)
				list := k.get(who, "/processes").want(t, 200)
				items, _ := list.at("items").([]any)
				for i := range items {
					if list.text("items", i, "id") == k.ids["wait"] {
						require.EqualValues(t, want, list.at("items", i, "enrollments", "active"), who)
					}
				}
			}
		})
		t.Run("ROLE-2/segments", func(t *testing.T) {
			for _, object := range []string{"order", "payment", "purchase"} {
				require.EqualValues(t, 1, k.post("manager", "/segments/preview", `{"object":"`+object+`","rule":{"all":[]}}`).want(t, 200).at("count"), object)
			}
		})
	})
}

// What a rule asks of related orders, purchases and payments: others' do not
// exist in it, wherever a rule is asked.
func TestOwnOrdersInRules(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		restricted(t, k)
		k.ids["apart"] = k.post("owner", "/customers", `{"email":"apart@example.com"}`).want(t, 201).text("id")
		order := k.post("owner", "/orders", `{"customer_id":{apart},"items":[{"offer_id":{offer}}],"manager_id":{owner}}`).want(t, 201).text("id")
		payment := k.post("owner", "/orders/"+order+"/payments", `{"method":"cash","amount":10000}`).want(t, 201).text("id")
		k.post("owner", "/orders/"+order+"/comments", `{"text":"another manager's"}`).want(t, 201)
		for name, rule := range map[string]string{
			"orders":    `{"has":"orders","where":{"field":"order.status","op":"is","value":"payed"}}`,
			"payments":  `{"has":"payments","where":{"field":"payment.status","op":"is","value":"accepted"}}`,
			"purchases": `{"has":"purchases"}`,
		} {
			t.Run("ROLE-2/rule/"+name, func(t *testing.T) {
				only := k.fill(`{"all":[{"field":"customer.id","op":"one_of","value":[{other},{apart}]},` + rule + `]}`)
				filter := url.QueryEscape(only)
				for who, want := range map[string]int{"owner": 2, "manager": 1} {
					seen := k.post(who, "/segments/preview", `{"object":"customer","rule":`+only+`,"explain_id":{apart}}`).want(t, 200)
					require.EqualValues(t, want, seen.at("count"), "%s: segment", who)
					require.Equal(t, who == "owner", seen.at("matches"), "%s: why", who)
					if who == "manager" {
						require.NotContains(t, seen.Body.String(), `"`+order+`"`)
						require.NotContains(t, seen.Body.String(), `"`+payment+`"`)
					}
					require.EqualValues(t, want, k.get(who, "/customers/count?filter="+filter).want(t, 200).at("count"), "%s: customers", who)
					require.Len(t, k.get(who, "/customers?filter="+filter).want(t, 200).at("items"), want, "%s: list", who)
					bulk := k.post(who, "/bulk-operations/preview", `{"kind":"create_orders","rule":`+only+`,"create":{"offer_id":{dollars}}}`).want(t, 200)
					require.EqualValues(t, want, bulk.at("matched"), "%s: bulk", who)
				}
			})
		}
	})
}

func TestOwnOrdersAreMade(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		restricted(t, k)
		t.Run("ROLE-2/create", func(t *testing.T) {
			made := k.post("manager", "/orders", `{"customer_id":{customer},"items":[{"offer_id":{offer}}]}`).want(t, 201)
			require.Equal(t, k.ids["manager"], made.text("manager_id"))
			k.get("manager", "/orders/"+made.text("id")).want(t, 200)
			a := k.post("manager", "/orders", `{"customer_id":{customer},"items":[{"offer_id":{offer}}],"manager_id":{owner}}`).want(t, 403)
			require.Equal(t, "own_orders_only", a.text("code"))
		})
		t.Run("ROLE-2/create/found another's", func(t *testing.T) {
			names := func(a answer) bool {
				params, _ := a.at("params").(map[string]any)
				return params["order_id"] != nil || params["number"] != nil || params["id"] != nil || strings.Contains(a.text("detail"), ": order ")
			}
			for _, policy := range []string{"", `,"duplicate":"reuse"`, `,"duplicate":"skip"`, `,"duplicate":"replace"`} {
				body := `{"customer_id":{duplicated},"items":[{"offer_id":{strict}}]` + policy + `}`
				before := k.wrote()
				a := k.post("manager", "/orders", body).want(t, 409)
				require.Equal(t, "duplicate_order", a.text("code"), "that there is one is told, since the guard holds for everybody")
				require.False(t, names(a), a.Body.String())
				require.Equal(t, before, k.wrote(), policy)
			}
			require.True(t, names(k.post("owner", "/orders", `{"customer_id":{duplicated},"items":[{"offer_id":{strict}}]}`).want(t, 409)))
			k.ids["held"] = k.post("owner", "/customers", `{"email":"held@example.com"}`).want(t, 201).text("id")
			order := func(who string) answer {
				return k.post(who, "/orders", `{"customer_id":{held},"items":[{"offer_id":{strict}}]}`)
			}
			mine := order("manager").want(t, 201).text("id")
			require.Equal(t, mine, order("manager").want(t, 409).text("params", "order_id"), "an own one is named")
		})
		t.Run("ROLE-2/create/answered again", func(t *testing.T) {
			k.loseAnswers(t)
			const body = `{"customer_id":{customer},"items":[{"offer_id":{offer}}],"duplicate":"create"}`
			made := k.post("manager", "/orders", body, "Idempotency-Key", "lost-own").want(t, 201)
			require.Equal(t, made.text("id"), k.post("manager", "/orders", body, "Idempotency-Key", "lost-own").want(t, 201).text("id"))
			k.patch("owner", "/orders/"+made.text("id"), `{"manager_id":{owner}}`, "If-Match", "*").want(t, 200)
			k.post("manager", "/orders", body, "Idempotency-Key", "lost-own").want(t, 404)
		})
		t.Run("ROLE-2/give away", func(t *testing.T) {
			for _, body := range []string{`{"manager_id":{owner}}`, `{"manager_id":null}`} {
				a := k.patch("manager", "/orders/{mine}", body, "If-Match", "*").want(t, 403)
				require.Equal(t, "own_orders_only", a.text("code"))
			}
		})
		t.Run("ROLE-2/move money to another's order", func(t *testing.T) {
			order := k.post("manager", "/orders", `{"customer_id":{customer},"items":[{"offer_id":{offer}}]}`).want(t, 201).text("id")
			payment := k.post("manager", "/orders/"+order+"/payments", `{"method":"cash","amount":10}`).want(t, 201).text("id")
			k.post("manager", "/payments/"+payment+"/move", `{"to_order_id":{order}}`).want(t, 422)
		})
		t.Run("ROLE-2/lifted", func(t *testing.T) {
			k.patch("owner", "/staff/{manager}", `{"own_orders_only":false}`, "If-Match", "*").want(t, 200)
			k.get("manager", "/orders/{theirs}").want(t, 200)
		})
	})
}

func TestOwnOrdersInBulk(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		restricted(t, k)
		finish := func(id string) {
			t.Helper()
			ctx := context.Background()
			var op int64
			require.NoError(t, json.Unmarshal([]byte(id), &op))
			for more := true; more; {
				var err error
				more, err = k.SnapshotBulk(ctx, op)
				require.NoError(t, err)
			}
			for more := true; more; {
				step, err := k.RunBulkChunk(ctx, op, 100)
				require.NoError(t, err)
				more = step.More
			}
		}
		for _, id := range []string{"mine", "theirs"} { // completed orders change their status when it is confirmed
			require.Equal(t, "payed", k.get("owner", "/orders/{"+id+"}").text("status"))
		}
		body := `{"kind":"change_status","rule":{"field":"order.status","op":"is","value":"payed"},"status":{"to":"in_work","confirm":true}}`
		t.Run("ROLE-2/preview", func(t *testing.T) {
			require.EqualValues(t, 1, k.post("manager", "/bulk-operations/preview", body).want(t, 200).at("matched"))
			require.EqualValues(t, 2, k.post("owner", "/bulk-operations/preview", body).want(t, 200).at("matched"))
		})
		t.Run("ROLE-2/change_status", func(t *testing.T) {
			op := k.post("manager", "/bulk-operations", body).want(t, 201).text("id")
			finish(op)
			require.Equal(t, "in_work", k.get("owner", "/orders/{mine}").text("status"))
			require.Equal(t, "payed", k.get("owner", "/orders/{theirs}").text("status"))
			require.EqualValues(t, 1, k.get("manager", "/bulk-operations/"+op).want(t, 200).at("total"))
		})
		t.Run("ROLE-2/create_orders", func(t *testing.T) {
			k.post("owner", "/staff/{manager}/grants", `{"right":"bulk.create_orders","cap":100}`).want(t, 200)
			op := k.post("manager", "/bulk-operations", k.fill(`{"kind":"create_orders","rule":{"field":"customer.id","op":"is","value":{customer}},"create":{"offer_id":{dollars}}}`)).want(t, 201)
			finish(op.text("id"))
			order := k.get("manager", "/bulk-operations/"+op.text("id")+"/items").want(t, 200).text("items", 0, "result_id")
			require.Equal(t, k.ids["manager"], k.get("manager", "/orders/"+order).want(t, 200).text("manager_id"))
		})
		t.Run("ROLE-2/preview of a creation", func(t *testing.T) {
			wish := func(customer string) string {
				return k.fill(`{"kind":"create_orders","rule":{"field":"customer.id","op":"is","value":{` + customer + `}},"create":{"offer_id":{strict}}}`)
			}
			preview := func(who, customer string) answer {
				return k.post(who, "/bulk-operations/preview", wish(customer)).want(t, 200)
			}
			all := preview("owner", "duplicated")
			require.Equal(t, "duplicate_order", all.text("left_out", 0, "reason"))
			require.EqualValues(t, 0, all.at("will_do"))
			require.Equal(t, false, all.at("at_most"))
			own := preview("manager", "duplicated")
			require.EqualValues(t, 1, own.at("matched"))
			require.Empty(t, own.at("left_out"), "whose order it is not does not learn that there is one")
			require.EqualValues(t, 1, own.at("will_do"))
			require.Equal(t, true, own.at("at_most"))
			k.ids["fresh"] = k.post("owner", "/customers", `{"email":"fresh@example.com"}`).want(t, 201).text("id")
			k.post("manager", "/orders", `{"customer_id":{fresh},"items":[{"offer_id":{strict}}]}`).want(t, 201)
			own = preview("manager", "fresh")
			require.Equal(t, "duplicate_order", own.text("left_out", 0, "reason"), "an own order is counted")
			require.EqualValues(t, 0, own.at("will_do"))
			op := k.post("manager", "/bulk-operations", wish("duplicated")).want(t, 201).text("id")
			finish(op)
			item := k.get("manager", "/bulk-operations/"+op+"/items").want(t, 200)
			require.Equal(t, "skipped", item.text("items", 0, "state"), "nobody is ordered twice, seen or not")
			require.Nil(t, item.at("items", 0, "result_id"))
		})
		t.Run("ROLE-2/others' operations", func(t *testing.T) {
			other := k.post("owner", "/bulk-operations", body).want(t, 201).text("id")
			for _, path := range []string{"", "/items", "/result.csv"} {
				k.get("manager", "/bulk-operations/"+other+path).want(t, 404)
			}
			k.post("manager", "/bulk-operations/"+other+"/pause", "").want(t, 404)
			require.NotContains(t, k.get("manager", "/bulk-operations").want(t, 200).Body.String(), `"created_by":`+k.ids["owner"]+`,`)
		})
	})
}

func TestRestrictStaff(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	t.Run("ROLE-2/who may restrict whom", func(t *testing.T) {
		k.patch("manager", "/staff/{manager}", `{"own_orders_only":false}`, "If-Match", "*").want(t, 403)
		a := k.patch("administrator", "/staff/{manager}", `{"own_orders_only":true}`, "If-Match", `"1"`).want(t, 200)
		require.Equal(t, true, a.at("own_orders_only"))
		require.Equal(t, `"2"`, a.Header().Get("ETag"))
		k.patch("administrator", "/staff/{manager}", `{"own_orders_only":false}`, "If-Match", `"1"`).want(t, 412)
		require.Equal(t, true, k.get("manager", "/me").want(t, 200).at("own_orders_only"))
		require.Equal(t, "staff.write", k.patch("administrator", "/staff/{manager}", `{"own_orders_only":false,"name":"M"}`, "If-Match", "*").want(t, 403).text("params", "right"))
		require.Equal(t, "only_managers", k.patch("owner", "/staff/{administrator}", `{"own_orders_only":true}`, "If-Match", "*").want(t, 422).text("errors", 0, "code"))
		require.Equal(t, "only_managers", k.patch("owner", "/staff/{manager}", `{"own_orders_only":true,"role":"administrator"}`, "If-Match", "*").want(t, 422).text("errors", 0, "code"))
		require.Equal(t, false, k.patch("owner", "/staff/{manager}", `{"role":"administrator"}`, "If-Match", "*").want(t, 200).at("own_orders_only"), "another role is not limited")
	})
}
