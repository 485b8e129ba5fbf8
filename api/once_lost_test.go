package api_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/store"
)

// loseAnswers lets no answer be stored under a key that begins with "lost": as if
// the process died between its commit and its answer.
func (k *kit) loseAnswers(t *testing.T) {
	t.Helper()
	const when = "NEW.state = 'done' AND NEW.key LIKE 'lost%'"
	sqlite := []string{"CREATE TRIGGER lose BEFORE UPDATE ON idempotency_keys WHEN " + when + " BEGIN SELECT RAISE(IGNORE); END"}
	postgres := []string{
		"CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
		"CREATE TRIGGER lose BEFORE UPDATE ON idempotency_keys FOR EACH ROW WHEN (" + when + ") EXECUTE FUNCTION lose()",
	}
	require.NoError(t, k.db.Write(context.Background(), func(tx *store.Tx) error {
		statements := sqlite
		if tx.LockClause() != "" {
			statements = postgres
		}
		for _, sql := range statements {
			if err := tx.Exec(sql).Error; err != nil {
				return err
			}
		}
		return nil
	}))
}

// lost is a request whose answer gets lost. keep names what was made for later ones.
type lost struct{ name, path, body, keep string }

// ways are the operations in an order in which each finds what it needs.
var ways = []lost{
	{name: "order/created", path: "/orders", body: `{"customer_id":{other},"items":[{"offer_id":{offer}}]}`, keep: "order"},
	{name: "order/created-once-more", path: "/orders", body: `{"customer_id":{other},"items":[{"offer_id":{strict}}],"duplicate":"create"}`, keep: "second"},
	{name: "order/reused", path: "/orders", body: `{"customer_id":{duplicated},"items":[{"offer_id":{strict}}],"duplicate":"reuse"}`},
	{name: "order/skipped", path: "/orders", body: `{"customer_id":{duplicated},"items":[{"offer_id":{strict}}],"duplicate":"skip"}`},
	{name: "order/replaced", path: "/orders", body: `{"customer_id":{duplicated},"items":[{"offer_id":{strict}}],"duplicate":"replace"}`},
	{name: "status", path: "/orders/{order}/status", body: `{"status":"in_work"}`},
	{name: "status/unchanged", path: "/orders/{order}/status", body: `{"status":"in_work"}`},
	{name: "stage", path: "/orders/{order}/stage", body: `{"stage_id":{stage}}`},
	{name: "tags", path: "/orders/{order}/tags", body: `{"add":["warm","vip"]}`},
	{name: "deadline", path: "/orders/{order}/deadline", body: `{"payment_deadline":"2026-04-01T12:00:00Z"}`},
	{name: "part", path: "/orders/{order}/part", body: `{"amount":2000}`},
	{name: "comment", path: "/orders/{order}/comments", body: `{"text":"He will <call> & pay"}`},
	{name: "payment", path: "/orders/{order}/payments", body: `{"method":"cash","amount":4000}`, keep: "payment"},
	{name: "payment/void", path: "/payments/{payment}/void", body: `{"reason":"typed twice"}`},
	{name: "payment/in-full", path: "/orders/{order}/payments", body: `{"method":"cash","amount":10000}`, keep: "payment"},
	{name: "completion-date", path: "/orders/{order}/completion-date", body: `{"completed_at":"2026-03-01T09:00:00Z"}`},
	{name: "payment/move", path: "/payments/{payment}/move", body: `{"to_order_id":{second}}`},
	{name: "payment/refund-wanted", path: "/payments/{payment}/refund-wanted"},
	{name: "decision", path: "/decisions/{decision}/resolve", body: `{"resolution":"deposit"}`},
	{name: "customer", path: "/customers", body: `{"email":"galina@example.com"}`},
	{name: "customer/tags", path: "/customers/{other}/tags", body: `{"add":["warm"]}`},
	{name: "deposit", path: "/customers/{other}/deposit-entries", body: `{"kind":"top_up","amount":100,"currency":"RUB"}`},
	{name: "product", path: "/products", body: `{"title":"P"}`},
	{name: "offer", path: "/offers", body: `{"code":"o","title":"O","currency":"RUB","price":1}`},
	{name: "sales-page", path: "/sales-pages", body: `{"slug":"lost","title":"Lost","offer_ids":[{offer}]}`},
	{name: "consent", path: "/customers/{inna}/consents/{consent}/revoke"},
	{name: "board", path: "/boards", body: `{"title":"B","stages":[{"title":"S"}]}`},
	{name: "refusal-reason", path: "/refusal-reasons", body: `{"name":"R"}`},
	{name: "refusal-reasons in order", path: "/refusal-reasons/arrange", body: `{"ids":[{reason}]}`},
	{name: "order view", path: "/order-views", body: `{"title":"Mine","query":{"status":["new"]},"columns":["number"]}`},
	{name: "segment", path: "/segments", body: `{"title":"S","object":"customer","rule":{"field":"customer.id","op":"is","value":1}}`},
	{name: "staff", path: "/staff", body: `{"name":"N","email":"n@school.example","role":"manager"}`},
	{name: "staff/invite", path: "/staff/{manager}/invite"},
	{name: "grant", path: "/staff/{manager}/grants", body: `{"right":"bulk.create_orders","cap":5}`},
	{name: "process", path: "/processes", body: `{"template":"unpaid_reminders"}`},
	{name: "process/publish", path: "/processes/{waiting}/publish"},
	{name: "enrollments", path: "/processes/{waiting}/enrollments", body: `{"subject_ids":[{order},{second}]}`},
	{name: "enrollments/none", path: "/processes/{waiting}/enrollments", body: `{"subject_ids":[{order}]}`},
	{name: "automation/snooze", path: "/orders/{order}/automation/snooze", body: `{"enrollment_id":{first},"visit":{visit},"until":"{until}"}`},
	{name: "automation/do-now", path: "/orders/{order}/automation/do-now", body: `{"enrollment_id":{first},"visit":{visit}}`},
	{name: "automation/skip", path: "/orders/{order}/automation/skip", body: `{"enrollment_id":{first},"visit":{visit}}`},
	{name: "automation/stop", path: "/orders/{idle}/automation/stop"},
	{name: "automation/allow", path: "/orders/{idle}/automation/allow"},
	{name: "enrollment/stop", path: "/enrollments/{first}/stop"},
	{name: "enrollments/stop", path: "/enrollments/stop", body: `{"enrollment_ids":[{first},{next}]}`},
	{name: "enrollment/retry", path: "/enrollments/{parked0}/retry"},
	{name: "enrollments/retry", path: "/enrollments/retry", body: `{"enrollment_ids":[{parked1}]}`},
	{name: "enrollments/retry-all", path: "/enrollments/retry", body: `{"process_id":{failing},"block":"complete"}`},
	{name: "enrollment/skip", path: "/enrollments/{parked0}/skip"},
	{name: "enrollments/skip-all", path: "/enrollments/skip", body: `{"process_id":{failing}}`},
	{name: "process/stop", path: "/processes/{waiting}/stop"},
	{name: "letter", path: "/orders/{second}/letters", body: `{"template":"order_created"}`, keep: "letter"},
	{name: "letter/send-again", path: "/letters/{letter}/send-again"},
	{name: "letter/test", path: "/letter-templates/{template}/{english}/test", body: `{"kind":"service","subject":"Hello","html":"<p>Hello</p>","text":"Hello","order_id":{second}}`},
	{name: "event", path: "/events", body: `{"name":"test_passed","customer_id":{other}}`, keep: "event"},
	{name: "event/retry", path: "/events/{event}/retry"},
	{name: "bulk", path: "/bulk-operations", body: `{"kind":"change_status","rule":{"field":"order.id","op":"is","value":{order}},"status":{"to":"in_work"}}`, keep: "bulk"},
	{name: "bulk/pause", path: "/bulk-operations/{bulk}/pause"},
	{name: "bulk/resume", path: "/bulk-operations/{bulk}/resume"},
	{name: "bulk/cancel", path: "/bulk-operations/{bulk}/cancel"},
	{name: "bulk/for-approval", path: "/bulk-operations", body: `{"kind":"create_orders","rule":{"field":"customer.id","op":"is","value":{other}},"create":{"offer_id":{offer}},"approval":true}`, keep: "bulk"},
	{name: "bulk/approve", path: "/bulk-operations/{bulk}/approve"},
}

// before are what requests find besides what those ahead of them made.
var before = map[string]func(t *testing.T, k *kit){
	"decision": func(t *testing.T, k *kit) {
		k.ids["decision"] = k.get("owner", "/decisions").want(t, 200).text("items", 0, "id")
	},
	"consent": func(t *testing.T, k *kit) {
		k.send("lost", url.Values{"offer": {k.ids["offer"]}, "name": {"Inna"}, "email": {"inna@example.com"}, "consent": {"yes"}}).want(t, 303)
		k.ids["inna"] = k.get("owner", "/customers?search=inna@example.com").want(t, 200).text("items", 0, "id")
		k.ids["consent"] = k.get("owner", "/customers/{inna}/consents").want(t, 200).text("items", 0, "id")
	},
	"process/publish": func(t *testing.T, k *kit) {
		k.ids["waiting"] = k.post("owner", "/processes", `{"definition":{"schema":1,"title":"Wait","subject":"order","triggers":[{"kind":"by_hand"}],
			"blocks":[{"id":"s","kind":"start"},{"id":"d","kind":"delay","params":{"for":{"amount":1,"unit":"days"}}},
				{"id":"c","kind":"operation","params":{"operation":"comment","text":"hello"}},{"id":"r","kind":"delay","params":{"for":{"amount":1,"unit":"days"}}},{"id":"e","kind":"end"}],
			"connections":[{"from":"s","exit":"next","to":"d"},{"from":"d","exit":"next","to":"c"},{"from":"c","exit":"next","to":"r"},{"from":"r","exit":"next","to":"e"}]}}`).want(t, 201).text("id")
	},
	"automation/snooze": func(t *testing.T, k *kit) {
		k.settle(t)
		k.ids["until"] = k.clock.Now().Add(48 * time.Hour).Format(time.RFC3339)
		nextVisit(t, k)
	},
	"automation/do-now": nextVisit,
	"automation/skip":   nextVisit,
	"automation/stop": func(t *testing.T, k *kit) {
		k.ids["idle"] = k.post("owner", "/orders", `{"customer_id":{other},"items":[{"offer_id":{offer}}],"duplicate":"create"}`).want(t, 201).text("id")
	},
	"enrollment/stop": func(t *testing.T, k *kit) {
		list := k.get("owner", "/enrollments?process_id={waiting}").want(t, 200)
		k.ids["first"], k.ids["next"] = list.text("items", 0, "id"), list.text("items", 1, "id")
	},
	"enrollment/retry": func(t *testing.T, k *kit) {
		k.settle(t)
		k.ids["failing"] = k.publish(t, "order", byOrder, "", complete, rest)
		for _, name := range []string{"parked0", "parked1", "parked2"} {
			k.ids[name] = k.enrollmentOf(t, k.parked(t)).text("id")
		}
	},
	"enrollment/skip":      failAgain,
	"enrollments/skip-all": failAgain,
	"letter": func(t *testing.T, k *kit) {
		k.ids["template"], k.ids["english"] = "order_created", "en"
		doing("PUT", "/letter-templates/order_created/en", `{"kind":"service","subject":"Hello","html":"<p>Hello</p>","text":"Hello"}`)(t, k)
	},
	"letter/send-again": func(t *testing.T, k *kit) {
		require.NoError(t, k.db.Write(context.Background(), func(tx *store.Tx) error {
			return tx.Exec("UPDATE letters SET state = 'unknown' WHERE id = " + k.ids["letter"]).Error
		}))
	},
	"event/retry": func(t *testing.T, k *kit) {
		require.NoError(t, k.db.Write(context.Background(), func(tx *store.Tx) error {
			return tx.Exec("UPDATE outbox SET parked = TRUE WHERE event_id = " + k.ids["event"]).Error
		}))
	},
}

// nextVisit reads what an action on the order's enrollment must name.
func nextVisit(t *testing.T, k *kit) {
	t.Helper()
	line := k.get("owner", "/orders/{order}/automation").want(t, 200)
	k.ids["first"], k.ids["visit"] = line.text("lines", 0, "enrollment_id"), line.text("lines", 0, "visit")
}

// failAgain lets every enrollment that was revived fail again.
func failAgain(t *testing.T, k *kit) {
	t.Helper()
	for range 5 {
		k.settle(t)
		k.clock.MoveTo(k.clock.Now().Add(10 * time.Minute))
	}
}

// A process that died between its commit and its answer: the repetition gets
// what the first request would have got, and changes nothing.
func TestIdempotencyAfterALostAnswer(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		k.loseAnswers(t)
		for _, c := range ways {
			t.Run("API-1/"+c.name, func(t *testing.T) {
				if prepare := before[c.name]; prepare != nil {
					prepare(t, k)
				}
				first := k.post("owner", c.path, c.body, "Idempotency-Key", "lost "+c.name)
				require.Less(t, first.Code, 300, first.Body.String())
				wrote := k.wrote()
				again := k.post("owner", c.path, c.body, "Idempotency-Key", "lost "+c.name).want(t, first.Code)
				require.Equal(t, "true", again.Header().Get("Idempotency-Replayed"))
				require.Equal(t, first.Body.String(), again.Body.String())
				for _, name := range []string{"ETag", "Location", "Content-Type"} {
					require.Equal(t, first.Header().Get(name), again.Header().Get(name), name)
				}
				require.Equal(t, wrote, k.wrote())
				if c.keep != "" {
					k.ids[c.keep] = first.text("id")
				}
			})
		}
		t.Run("API-1/token", func(t *testing.T) {
			first := k.post("owner", "/tokens", `{"title":"T"}`, "Idempotency-Key", "lost token").want(t, 201)
			again := k.post("owner", "/tokens", `{"title":"T"}`, "Idempotency-Key", "lost token").want(t, 201)
			secret := `,"token":"` + first.text("token") + `"`
			require.Equal(t, strings.Replace(first.Body.String(), secret, "", 1), again.Body.String(), "all but the secret")
		})
		t.Run("API-1/narrow-token", func(t *testing.T) {
			k.tokens["writer"] = k.post("owner", "/tokens", `{"title":"W","scopes":["order.write"]}`).want(t, 201).text("token")
			comment := func() answer {
				return k.post("writer", "/orders/{order}/comments", `{"text":"hm"}`, "Idempotency-Key", "lost narrow").want(t, 201)
			}
			first := comment()
			require.Equal(t, first.Body.String(), comment().Body.String(), "who wrote it has seen it")
		})
	})
}

// Every POST that changes something is among the ways above.
func TestEveryPostIsAnsweredAgain(t *testing.T) {
	t.Parallel()
	onlyAsk := []string{"/bulk-operations/preview", "/demo", "/settings/mail/probe", "/processes/check", "/segments/preview", "/letter-templates/{code}/{language}/preview", "/orders/{id}/letters/preview"}
	t.Run("API-1/every-post", func(t *testing.T) {
		t.Parallel()
		k := onSQLite(t)
		paths, _ := k.do(request{method: http.MethodGet, path: "/openapi.json"}).want(t, 200).at("paths").(map[string]any)
		names := regexp.MustCompile(`\{[a-z_0-9]+\}`)
		known := map[string]bool{"/api/v1/tokens": true, "/api/v1/me/password": true}
		for name := range words(publicDoors, "") { // nobody is known there whose key it could be
			known[regexp.MustCompile(`:[a-z]+`).ReplaceAllString(strings.TrimPrefix(name, "POST "), "{}")] = true
		}
		for _, path := range onlyAsk {
			known["/api/v1"+names.ReplaceAllString(path, "{}")] = true
		}
		for _, c := range ways {
			known["/api/v1"+names.ReplaceAllString(c.path, "{}")] = true
		}
		for path, operations := range paths {
			if _, posts := operations.(map[string]any)["post"]; posts && strings.HasPrefix(path, "/api/v1") {
				require.True(t, known[names.ReplaceAllString(path, "{}")], path)
			}
		}
		require.Greater(t, len(paths), 40)
	})
}
