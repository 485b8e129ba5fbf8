package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/api"
	"github.com/orderflow/orderflow/internal/store"
)

// latest is the newest entry of the audit under the filter: action, outcome, code, who, with what, about what.
func (k *kit) latest(t *testing.T, query string) []string {
	t.Helper()
	a := k.get("owner", "/audit?limit=1&"+query).want(t, 200)
	subject := a.text("items", 0, "subject", "kind") + " " + a.text("items", 0, "subject", "id")
	return []string{
		a.text("items", 0, "action"), a.text("items", 0, "outcome"), a.text("items", 0, "code"), a.text("items", 0, "staff", "name"),
		a.text("items", 0, "credential", "kind"), strings.TrimSpace(subject),
	}
}

func TestAudit(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		k.staffed(t)
		t.Run("AUTH-7/change", func(t *testing.T) {
			a := k.post("mary", "/orders/{order}/comments", `{"text":"He will call"}`).want(t, 201)
			require.Equal(t, []string{"comment-order", "done", "", "mary", "session", "order " + k.ids["order"]}, k.latest(t, "staff_id="+k.ids["mary"]))
			require.Equal(t, a.Header().Get("X-Request-Id"), k.get("owner", "/audit?limit=1").text("items", 0, "request_id"))
			require.Equal(t, k.get("mary", "/me").text("credential", "id"), k.get("owner", "/audit?limit=1").text("items", 0, "credential", "id"))
		})
		t.Run("AUTH-7/what-was-made", func(t *testing.T) {
			id := k.post("adam", "/customers", `{"email":"zoe@example.com"}`).want(t, 201).text("id")
			require.Equal(t, []string{"create-customer", "done", "", "adam", "session", "customer " + id}, k.latest(t, ""))
			id = k.post("adam", "/orders", `{"customer_id":`+id+`,"items":[{"offer_id":{offer}}]}`, "Idempotency-Key", "audited").want(t, 201).text("id")
			require.Equal(t, []string{"place-order", "done", "", "adam", "session", "order " + id}, k.latest(t, ""))
			before := k.count("audit")
			k.post("adam", "/orders", `{"customer_id":`+k.ids["other"]+`,"items":[{"offer_id":{offer}}]}`, "Idempotency-Key", "audited").want(t, 422)
			require.Equal(t, before, k.count("audit"), "what was not done is not told")
		})
		t.Run("AUTH-7/by-token", func(t *testing.T) {
			k.patch("owner", "/settings", `{"account_name":"Yoga"}`, "If-Match", "*").want(t, 200)
			require.Equal(t, []string{"edit-settings", "done", "", "Olga", "token", ""}, k.latest(t, ""))
		})
		t.Run("AUTH-7/log-in-and-out", func(t *testing.T) {
			k.logIn(t, "gina")
			require.Equal(t, []string{"log-in", "done", "", "gina", "session", "staff " + k.ids["gina"]}, k.latest(t, ""))
			k.do(request{as: "gina", method: "DELETE", path: "/api/v1/session"}).want(t, 204)
			require.Equal(t, []string{"log-out", "done", "", "gina", "session", "staff " + k.ids["gina"]}, k.latest(t, ""))
			k.guess(address("gina")).want(t, 401)
			require.Equal(t, []string{"log-in", "failed", "wrong_login", "", "none", "staff " + k.ids["gina"]}, k.latest(t, ""))
			k.guess("nobody@people.example").want(t, 401)
			require.Equal(t, []string{"log-in", "failed", "wrong_login", "", "none", ""}, k.latest(t, ""))
			k.logIn(t, "gina")
		})
		t.Run("AUTH-7/refusal", func(t *testing.T) {
			k.post("mary", "/products", `{"title":"P"}`).want(t, 403)
			require.Equal(t, []string{"create-product", "refused", "forbidden", "mary", "session", ""}, k.latest(t, "outcome=refused"))
			k.get("reader", "/customers/{customer}").want(t, 403)
			require.Equal(t, []string{"get-customer", "refused", "forbidden", "Olga", "token", "customer " + k.ids["customer"]}, k.latest(t, "outcome=refused"))
			before := k.count("audit")
			for range 5 {
				k.get("reader", "/customers/{customer}").want(t, 403)
			}
			require.Equal(t, before, k.count("audit"), "what is refused again and again is told once a minute")
			k.do(request{as: "mary", method: "POST", path: "/api/v1/customers", body: `{}`, headers: map[string]string{"Sec-Fetch-Site": "cross-site"}}).want(t, 403)
			require.Equal(t, []string{"create-customer", "refused", "cross_origin", "mary", "session", ""}, k.latest(t, "outcome=refused"))
		})
		t.Run("AUTH-7/account-matters", func(t *testing.T) {
			k.post("mary", "/me/password", `{"current":"`+password+`","new":"eight copper kettles"}`).want(t, 204)
			require.Equal(t, "change-password", k.latest(t, "staff_id="+k.ids["mary"])[0])
			k.do(request{as: "mary", method: "DELETE", path: "/api/v1/sessions"}).want(t, 204)
			require.Equal(t, "log-out-everywhere", k.latest(t, "staff_id="+k.ids["mary"])[0])
			k.reset("mary").want(t, 202)
			k.post("", k.linkTo(t, "mary"), choose(password)).want(t, 200)
			require.Equal(t, "use-reset", k.latest(t, "staff_id="+k.ids["mary"])[0])
			require.Equal(t, "use-invitation", k.latest(t, "action=use-invitation&staff_id="+k.ids["mary"])[0])
		})
		t.Run("AUTH-7/filters-and-pages", func(t *testing.T) {
			var all, paged []string
			whole := k.get("owner", "/audit?limit=200").want(t, 200)
			for i := range whole.at("items").([]any) {
				all = append(all, whole.text("items", i, "id"))
			}
			for cursor := ""; ; {
				page := k.get("owner", "/audit?limit=7"+cursor).want(t, 200)
				for i := range page.at("items").([]any) {
					paged = append(paged, page.text("items", i, "id"))
				}
				if page.text("next") == "" {
					break
				}
				cursor = "&cursor=" + page.text("next")
			}
			require.Equal(t, all, paged)
			for query, field := range map[string][]any{
				"staff_id=" + k.ids["adam"]:                       {"staff", "name"},
				"action=log-in":                                   {"action"},
				"subject_kind=order&subject_id=" + k.ids["order"]: {"subject", "id"},
				"outcome=failed":                                  {"outcome"},
			} {
				found := k.get("owner", "/audit?limit=200&"+query).want(t, 200)
				items := found.at("items").([]any)
				require.NotEmpty(t, items, query)
				require.Less(t, len(items), len(all), query)
				for i := range items {
					require.Equal(t, found.text(append([]any{"items", 0}, field...)...), found.text(append([]any{"items", i}, field...)...))
				}
			}
			future := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
			require.Empty(t, k.get("owner", "/audit?from="+future).want(t, 200).at("items"))
			require.Len(t, k.get("owner", "/audit?limit=200&until="+future).want(t, 200).at("items"), len(all))
			require.Equal(t, "invalid_cursor", k.get("owner", "/audit?cursor=OTk5OTk5").want(t, 422).text("code"))
			k.get("owner", "/audit?from=yesterday").want(t, 422)
			k.get("owner", "/audit?outcome=lost").want(t, 422)
		})
		t.Run("AUTH-7/right", func(t *testing.T) {
			k.get("adam", "/audit").want(t, 200)
			require.Equal(t, "audit.read", k.get("gina", "/audit").want(t, 403).text("params", "right"))
		})
		t.Run("AUTH-7/a-year", func(t *testing.T) {
			all := k.count("audit")
			k.exec(t, "UPDATE audit SET at = ? WHERE action = 'log-in'", store.Now(time.Now().Add(-366*24*time.Hour)))
			k.exec(t, "UPDATE audit SET at = ? WHERE action = 'log-out'", store.Now(time.Now().Add(-364*24*time.Hour)))
			old := k.number(t, "SELECT COUNT(*) FROM audit WHERE action = 'log-in'")
			_, err := k.PruneAudit(t.Context())
			require.NoError(t, err)
			require.Equal(t, all-old, k.count("audit"))
			require.Positive(t, old)
		})
	})
}

// A change without its entry cannot be.
func TestAuditIsOfOneTransactionWithTheChange(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		t.Run("AUTH-7/same-transaction", func(t *testing.T) {
			k.join(t, "olga", "owner")
			customers, audit := k.count("customers"), k.count("audit")
			k.exec(t, "ALTER TABLE audit RENAME TO elsewhere")
			k.post("olga", "/customers", `{"email":"zoe@example.com"}`).want(t, http.StatusInternalServerError)
			k.logInAs("olga", password).want(t, http.StatusInternalServerError)
			k.exec(t, "ALTER TABLE elsewhere RENAME TO audit")
			require.Equal(t, customers, k.count("customers"))
			require.Equal(t, audit, k.count("audit"))
			k.post("olga", "/customers", `{"email":"zoe@example.com"}`).want(t, 201)
			require.Equal(t, audit+1, k.count("audit"))
		})
	})
}

// Every address that names an object says of what kind it is.
func TestEveryAddressHasASubject(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	doors, _ := api.Doors(api.Deps{Service: k.Service})
	for _, door := range doors {
		if !door.Public && strings.Contains(door.Path, "/:id") {
			resource, _, _ := strings.Cut(strings.TrimPrefix(door.Path, "/api/v1/"), "/")
			require.NotEmpty(t, api.SubjectKinds[resource], "AUTH-7: %s", door.Path)
		}
	}
}

func TestAPITokens(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		k.staffed(t)
		t.Run("AUTH-8/made-in-a-session", func(t *testing.T) {
			a := k.post("mary", "/tokens", `{"title":"script","scopes":["order.read","order.write"]}`).want(t, 201)
			k.tokens["script"], k.ids["script"] = a.text("token"), a.text("id")
			require.Regexp(t, "^of_[0-9a-f]{64}$", k.tokens["script"])
			require.Equal(t, []any{"order.read", "order.write"}, k.get("script", "/me").want(t, 200).at("rights"))
			require.Equal(t, k.ids["mary"], k.get("script", "/me").text("id"), "bound to its person")
		})
		t.Run("AUTH-8/hashed", func(t *testing.T) {
			require.Zero(t, k.number(t, "SELECT COUNT(*) FROM api_tokens WHERE hash = ?", k.tokens["script"]))
			require.NotContains(t, k.get("mary", "/staff/{mary}/tokens").want(t, 200).Body.String(), k.tokens["script"])
			require.NotContains(t, k.get("mary", "/staff/{mary}/tokens").Body.String(), "hash")
		})
		t.Run("AUTH-8/no-more-than-the-role", func(t *testing.T) {
			require.Equal(t, "grant_exceeded", k.post("mary", "/tokens", `{"title":"t","scopes":["staff.write"]}`).want(t, 403).text("errors", 0, "code"))
			require.Equal(t, "forbidden", k.post("mary", "/tokens", `{"title":"t","staff_id":{olga}}`).want(t, 403).text("code"))
		})
		t.Run("AUTH-8/no-more-than-the-token-that-makes-it", func(t *testing.T) {
			k.post("script", "/tokens", `{"title":"t","scopes":["order.read"]}`).want(t, 201)
			require.Equal(t, "grant_exceeded", k.post("script", "/tokens", `{"title":"t","scopes":["order.read","customer.read"]}`).want(t, 403).text("errors", 0, "code"))
			require.Equal(t, "scopes", k.post("script", "/tokens", `{"title":"t"}`).want(t, 422).text("errors", 0, "path"))
		})
		t.Run("AUTH-8/no-longer-than-the-token-that-makes-it", func(t *testing.T) {
			ends := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
			short := k.post("mary", "/tokens", `{"title":"short","expires_at":"`+ends.Format(time.RFC3339)+`"}`).want(t, 201)
			k.tokens["short"] = short.text("token")
			for _, body := range []string{`{"title":"t"}`, `{"title":"t","expires_at":"` + ends.Add(time.Second).Format(time.RFC3339) + `"}`} {
				require.Equal(t, "expires_at", k.post("short", "/tokens", body).want(t, 422).text("errors", 0, "path"))
			}
			k.post("short", "/tokens", `{"title":"t","expires_at":"`+ends.Format(time.RFC3339)+`"}`).want(t, 201)
			require.Equal(t, "days", k.post("short", "/tokens", `{"title":"t","days":1}`).want(t, 422).text("errors", 0, "path"))
			k.exec(t, "UPDATE api_tokens SET expires_at = ? WHERE title = 'short'", store.Now(time.Now().Add(-time.Second)))
			k.ends(t, request{as: "short", method: "GET", path: "/api/v1/me"})
		})
		t.Run("AUTH-8/days-of-the-school", func(t *testing.T) {
			k.patch("olga", "/settings", `{"time_zone":"Europe/Berlin"}`, "If-Match", "*").want(t, 200)
			zone, err := time.LoadLocation("Europe/Berlin")
			require.NoError(t, err)
			now, days := time.Now().In(zone), 1
			for now.AddDate(0, 0, days).Sub(now) == time.Duration(days)*24*time.Hour {
				days++ // until the clocks have changed
			}
			made := k.post("mary", "/tokens", fmt.Sprintf(`{"title":"lasting","days":%d}`, days)).want(t, 201)
			ends, err := time.Parse(time.RFC3339, made.text("expires_at"))
			require.NoError(t, err)
			require.False(t, ends.Before(now.AddDate(0, 0, days).Truncate(time.Microsecond)))
			require.False(t, ends.After(time.Now().In(zone).AddDate(0, 0, days)))
			require.Equal(t, true, made.at("in_force"))
			require.Equal(t, "days", k.post("mary", "/tokens", `{"title":"t","days":1,"expires_at":"2099-01-01T00:00:00Z"}`).want(t, 422).text("errors", 0, "path"))
			k.exec(t, "UPDATE api_tokens SET expires_at = ? WHERE title = 'lasting'", store.Now(time.Now().Add(-time.Second)))
			for _, token := range k.get("mary", "/staff/{mary}/tokens").want(t, 200).at("items").([]any) {
				token := answer{tree: token}
				require.Equal(t, token.text("title") != "lasting" && token.text("title") != "short" && token.text("revoked_at") == "", token.at("in_force"), token.text("title"))
			}
		})
		t.Run("AUTH-8/makes-nobody-of-more-rights", func(t *testing.T) {
			k.tokens["hirer"] = k.post("olga", "/tokens", `{"title":"hirer","scopes":["staff.read","staff.write","staff.restrict","order.read"]}`).want(t, 201).text("token")
			require.Equal(t, "grant_exceeded", k.post("hirer", "/staff", `{"name":"X","email":"x@people.example","role":"owner"}`).want(t, 403).text("code"))
			require.Equal(t, "grant_exceeded", k.patch("hirer", "/staff/{olga}", `{"email":"x@people.example"}`, "If-Match", "*").want(t, 403).text("code"))
			require.Equal(t, "grant_exceeded", k.post("hirer", "/staff/{adam}/invite", "").want(t, 403).text("code"))
		})
		t.Run("AUTH-8/ends-no-other-token", func(t *testing.T) {
			other := k.post("mary", "/tokens", `{"title":"other"}`).want(t, 201).text("id")
			k.do(request{as: "script", method: "DELETE", path: "/api/v1/tokens/" + other}).want(t, 403)
			k.do(request{as: "gina", method: "DELETE", path: "/api/v1/tokens/" + other}).want(t, 403)
			k.do(request{as: "mary", method: "DELETE", path: "/api/v1/tokens/" + other}).want(t, 204)
		})
		t.Run("AUTH-8/revoked", func(t *testing.T) {
			elsewhere := k.server(api.Options{PublicURL: publicURL})
			k.do(request{as: "script", method: "GET", path: "/api/v1/me", at: elsewhere}).want(t, 200)
			k.do(request{as: "script", method: "DELETE", path: "/api/v1/tokens/{script}"}).want(t, 204)
			k.get("script", "/me").want(t, 401)
			k.ends(t, request{as: "script", method: "GET", path: "/api/v1/me", at: elsewhere})
			listed := k.get("mary", "/staff/{mary}/tokens").want(t, 200)
			require.NotNil(t, listed.at("items", 0, "revoked_at"))
		})
		t.Run("AUTH-8/not-for-one's-own-account", func(t *testing.T) {
			k.tokens["all"] = k.post("mary", "/tokens", `{"title":"all"}`).want(t, 201).text("token")
			for _, door := range []string{"GET /sessions", "DELETE /sessions", "DELETE /sessions/1", "PATCH /me", "POST /me/password"} {
				method, path, _ := strings.Cut(door, " ")
				require.Equal(t, "session_required", k.do(request{as: "all", method: method, path: "/api/v1" + path, body: bodyFor(method)}).want(t, 403).text("code"), door)
			}
		})
	})
}
