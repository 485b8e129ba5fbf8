package api_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/api"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

func TestArrangeRefusalReasons(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		for _, name := range []string{"first", "second", "third"} {
			k.ids[name] = k.post("owner", "/refusal-reasons", `{"name":"`+name+`"}`).want(t, 201).text("id")
		}
		k.patch("owner", "/refusal-reasons/{second}", `{"archived":true}`, "If-Match", "*").want(t, 200)
		order := func() (names []string) {
			a := k.get("owner", "/refusal-reasons?archived=true").want(t, 200)
			for i := range a.at("items").([]any) {
				names = append(names, a.text("items", i, "name"))
			}
			return names
		}
		before := order()
		t.Run("ST-11/arrange", func(t *testing.T) {
			k.post("owner", "/refusal-reasons/arrange", `{"ids":[{third},{first}]}`).want(t, 200)
			require.Equal(t, []string{"third", "first"}, order()[:2])
			require.ElementsMatch(t, before, order(), "those that are not named follow")
			require.Equal(t, "second", order()[len(before)-1])
		})
		t.Run("ST-11/arrange again changes nothing", func(t *testing.T) {
			version := k.get("owner", "/refusal-reasons/{third}").text("version")
			k.post("owner", "/refusal-reasons/arrange", `{"ids":[{third},{first}]}`, "Idempotency-Key", "arranged").want(t, 200)
			require.Equal(t, version, k.get("owner", "/refusal-reasons/{third}").text("version"))
		})
		t.Run("ST-11/arrange what is not there", func(t *testing.T) {
			a := k.post("owner", "/refusal-reasons/arrange", `{"ids":[{third},999999]}`).want(t, 422)
			require.Equal(t, "ids[1]", a.text("errors", 0, "path"))
			require.Equal(t, "third", order()[0])
		})
	})
}

func TestRoles(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	t.Run("ROLE-1/what each role may do", func(t *testing.T) {
		a := k.get("administrator", "/roles").want(t, 200)
		for i, role := range models.Roles {
			require.Equal(t, string(role), a.text("items", i, "role"))
			rights, _ := a.at("items", i, "rights").([]any)
			require.Len(t, rights, len(role.Rights()))
		}
		require.Equal(t, []any{"bulk.create_orders"}, a.at("items", 2, "grantable"))
		require.NotContains(t, a.at("items", 1, "rights"), "staff.write")
	})
}

func TestTokenUse(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		t.Run("AUTH-8/last-used", func(t *testing.T) {
			made := k.post("owner", "/tokens", `{"title":"script"}`).want(t, 201)
			require.Nil(t, made.at("last_used_at"))
			k.tokens["script"] = made.text("token")
			k.get("script", "/me").want(t, 200)
			listed := k.get("owner", "/staff/{owner}/tokens").want(t, 200)
			items, _ := listed.at("items").([]any)
			used, err := time.Parse(time.RFC3339, listed.text("items", len(items)-1, "last_used_at"))
			require.NoError(t, err)
			require.WithinDuration(t, time.Now(), used, time.Minute)
		})
	})
}

func TestMailSettings(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		t.Run("MAIL-5/waiting", func(t *testing.T) {
			a := k.get("administrator", "/settings/mail").want(t, 200)
			require.EqualValues(t, k.number(t, "SELECT COUNT(*) FROM letters WHERE state = 'queued'"), a.at("waiting"))
			require.NotEmpty(t, a.text("waiting_since"))
			require.Nil(t, a.at("server"), "this process was not told")
			require.Equal(t, map[string]any{"ok": false, "trouble": "not_configured"}, k.post("administrator", "/settings/mail/probe", "").want(t, 200).tree)
		})
		t.Run("MAIL-5/tried in vain, sent, failed", func(t *testing.T) {
			at := k.Now()
			k.exec(t, "UPDATE letters SET attempts = 2, reason = 'login failed' WHERE id = (SELECT MIN(id) FROM letters)")
			k.exec(t, "UPDATE letters SET state = 'sent', sent_at = ? WHERE id = (SELECT MAX(id) FROM letters)", at)
			k.exec(t, "UPDATE letters SET state = 'failed', sending_at = ?, reason = '550 5.1.1' WHERE id = (SELECT MAX(id) - 1 FROM letters)", at)
			a := k.get("owner", "/settings/mail").want(t, 200)
			require.EqualValues(t, 1, a.at("retried"))
			require.Equal(t, []string{"login failed", "550 5.1.1"}, []string{a.text("trouble"), a.text("failure")})
			require.Equal(t, a.text("last_sent_at"), a.text("last_failed_at"))
		})
		t.Run("MAIL-5/the server, without secrets", func(t *testing.T) {
			trouble := "login"
			told := api.New(api.Deps{Service: services.New(k.db, k.clock, services.Options{Mail: &services.MailServer{
				Host: "smtp.school.example", Port: 587, Encryption: "starttls", LogsIn: true, FromName: "School", From: "hello@school.example",
				Captured: true, CapturedAt: "http://127.0.0.1:9090/dev/letters", Probe: func(context.Context) string { return trouble },
			}})}, api.Options{PublicURL: publicURL})
			a := k.do(request{as: "owner", method: "GET", path: "/api/v1/settings/mail", at: told}).want(t, 200)
			require.Equal(t, map[string]any{
				"host": "smtp.school.example", "port": 587.0, "encryption": "starttls", "logs_in": true, "from_name": "School",
				"from": "hello@school.example", "reply_to": "", "captured": true, "captured_at": "http://127.0.0.1:9090/dev/letters",
			}, a.at("server"))
			probe := func() answer {
				return k.do(request{as: "owner", method: "POST", path: "/api/v1/settings/mail/probe", at: told}).want(t, 200)
			}
			require.Equal(t, "login", probe().text("trouble"))
			trouble = ""
			require.Equal(t, true, probe().at("ok"))
		})
	})
}
