package api_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/api"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/internal/store"
)

// ends waits until the session is over for a process that believes what it knew for a second.
func (k *kit) ends(t *testing.T, r request) {
	t.Helper()
	require.Eventually(t, func() bool { return k.do(r).Code == http.StatusUnauthorized }, time.Minute, 20*time.Millisecond)
}

// server is one more server of the installation.
func (k *kit) server(options api.Options) http.Handler {
	return api.New(api.Deps{Service: services.New(k.db, k.clock, services.Options{
		PublicURL: options.PublicURL, Passwords: services.PasswordCost{Memory: 64, Passes: 1, Threads: 1}, ResetTakes: time.Millisecond, StaffLetters: staffLetters(),
	})}, options)
}

func secretOf(cookie string) string { return cookie[strings.Index(cookie, "=")+1:] }

func (k *kit) number(t *testing.T, sql string, args ...any) (n int64) {
	t.Helper()
	require.NoError(t, k.db.Read(t.Context(), func(tx *store.Tx) error { return tx.Raw(sql, args...).Scan(&n).Error }))
	return n
}

func TestSessionCookie(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	k.join(t, "olga", "owner")
	t.Run("AUTH-2/secure-cookie", func(t *testing.T) {
		a := k.logIn(t, "olga")
		cookie := (&http.Response{Header: a.Header()}).Cookies()[0]
		require.Equal(t, "__Host-orderflow", cookie.Name)
		require.True(t, cookie.Secure && cookie.HttpOnly)
		require.Equal(t, http.SameSiteStrictMode, cookie.SameSite)
		require.Equal(t, "/", cookie.Path)
		require.Empty(t, cookie.Domain)
		require.Equal(t, 90*24*60*60, cookie.MaxAge)
		require.Len(t, cookie.Value, 64, "256 bits")
		require.NotContains(t, a.Body.String(), cookie.Value)
		require.Equal(t, "max-age=31536000", a.Header().Get("Strict-Transport-Security"))
	})
	t.Run("AUTH-2/hashed", func(t *testing.T) {
		secret := secretOf(k.cookies["olga"])
		sum := sha256.Sum256([]byte(secret))
		require.Zero(t, k.number(t, "SELECT COUNT(*) FROM sessions WHERE hash = ?", secret))
		require.EqualValues(t, 1, k.number(t, "SELECT COUNT(*) FROM sessions WHERE hash = ?", hex.EncodeToString(sum[:])))
	})
	plain := k.server(api.Options{PublicURL: "http://127.0.0.1:8080"})
	body := `{"email":"` + address("olga") + `","password":"` + password + `"}`
	t.Run("AUTH-2/plain-http-on-this-machine", func(t *testing.T) {
		for _, host := range []string{"127.0.0.1:8080", "localhost:8080", "localhost", "[::1]:8080", "orders.localhost:8080"} {
			a := k.do(request{method: "POST", path: "/api/v1/session", body: body, at: plain, host: host}).want(t, 200)
			cookie := (&http.Response{Header: a.Header()}).Cookies()[0]
			require.Equal(t, "orderflow", cookie.Name)
			require.False(t, cookie.Secure)
			require.True(t, cookie.HttpOnly)
			require.Empty(t, a.Header().Get("Strict-Transport-Security"))
			k.cookies["plain"] = cookie.Name + "=" + cookie.Value
			k.do(request{as: "plain", method: "GET", path: "/api/v1/me", at: plain, host: host}).want(t, 200)
		}
	})
	t.Run("AUTH-2/plain-http-elsewhere", func(t *testing.T) {
		for _, host := range []string{"192.168.1.7:8080", "school.example", "localhost.evil.example", "127.0.0.1.evil.example"} {
			a := k.do(request{method: "POST", path: "/api/v1/session", body: body, at: plain, host: host}).want(t, 403)
			require.Equal(t, "secure_connection_required", a.text("code"))
			require.Empty(t, a.Header().Get("Set-Cookie"))
			k.do(request{as: "plain", method: "GET", path: "/api/v1/me", at: plain, host: host}).want(t, 401)
		}
	})
	t.Run("AUTH-2/other-cookies", func(t *testing.T) {
		secret := secretOf(k.cookies["olga"])
		for _, cookie := range []string{
			"orderflow=" + secret, "__Host-orderflow=", "__Host-orderflow=" + secret[:63], "__Host-orderflow=" + strings.Repeat("a", 64),
			"__Host-orderflow=" + k.tokens["owner"], "__Host-orderflow=" + strings.Repeat("x", 4000),
		} {
			k.cookies["other"] = cookie
			k.get("other", "/me").want(t, 401)
		}
		k.tokens["cookie"] = secret
		k.get("cookie", "/me").want(t, 401)
		delete(k.cookies, "cookie")
	})
}

func TestSessions(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		k.join(t, "olga", "owner")
		k.join(t, "mary", "manager")
		t.Run("AUTH-2/me", func(t *testing.T) {
			me := k.get("olga", "/me").want(t, 200)
			require.Equal(t, []any{"session", "true", "owner", "en"}, []any{me.text("credential", "kind"), me.text("has_password"), me.text("role"), me.text("language")})
			require.Equal(t, map[string]any{"name": "Yoga School", "time_zone": "UTC", "language": "en"}, me.at("school"))
			require.Contains(t, me.at("rights"), "staff.write")
			token := k.get("owner", "/me").want(t, 200)
			require.Equal(t, []any{"token", "false"}, []any{token.text("credential", "kind"), token.text("has_password")})
		})
		t.Run("AUTH-2/another-person", func(t *testing.T) {
			olga, mary := k.get("olga", "/me").want(t, 200).text("id"), k.get("mary", "/me").want(t, 200).text("id")
			require.NotEqual(t, olga, mary)
			as := func(person, method, path string) answer {
				return k.do(request{as: "mary", method: method, path: "/api/v1" + path, headers: map[string]string{"Orderflow-Person": person}})
			}
			as(mary, "GET", "/me").want(t, 200)
			require.Equal(t, "another_person", as(olga, "GET", "/me").want(t, 409).text("code"))
			customers := k.count("customers")
			k.post("mary", "/customers", `{"email":"typed-by-olga@x.example"}`, "Orderflow-Person", olga).want(t, 409)
			k.post("mary", "/customers", `{"email":"typed-by-olga@x.example"}`, "Orderflow-Person", "olga").want(t, 409)
			require.Equal(t, customers, k.count("customers"))
			k.post("mary", "/customers", `{"email":"typed-by-mary@x.example"}`, "Orderflow-Person", mary).want(t, 201)
			as(olga, "DELETE", "/sessions").want(t, 409)
			k.get("mary", "/me").want(t, 200)
		})
		t.Run("AUTH-2/edit-me", func(t *testing.T) {
			me := k.get("mary", "/me").want(t, 200)
			k.patch("mary", "/me", `{"name":"Maria"}`).want(t, 428)
			a := k.patch("mary", "/me", `{"name":"Maria","language":"ru"}`, "If-Match", me.Header().Get("ETag")).want(t, 200)
			require.Equal(t, []any{"Maria", "ru", "manager"}, []any{a.text("name"), a.text("language"), a.text("role")})
			k.patch("mary", "/me", `{"name":"M"}`, "If-Match", me.Header().Get("ETag")).want(t, 412)
			k.patch("mary", "/me", `{"role":"owner"}`, "If-Match", "*").want(t, 422)
			k.patch("mary", "/me", `{"name":""}`, "If-Match", "*").want(t, 422)
			require.Equal(t, "session_required", k.patch("owner", "/me", `{"name":"O"}`, "If-Match", "*").want(t, 403).text("code"))
		})
		t.Run("AUTH-2/list", func(t *testing.T) {
			k.cookies["phone"] = cookieOf(t, k.logInAs("olga", password, "User-Agent",
				"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1").want(t, 200))
			a := k.get("phone", "/sessions").want(t, 200)
			require.Len(t, a.at("items"), 2)
			require.Equal(t, []any{"true", "Safari", "iOS"}, []any{a.text("items", 0, "current"), a.text("items", 0, "browser"), a.text("items", 0, "system")})
			require.Equal(t, []any{"false", "other", "other"}, []any{a.text("items", 1, "current"), a.text("items", 1, "browser"), a.text("items", 1, "system")})
			require.NotContains(t, a.Body.String(), "AppleWebKit")
			require.NotContains(t, a.Body.String(), "hash")
			require.Len(t, k.get("mary", "/sessions").want(t, 200).at("items"), 1)
		})
		t.Run("AUTH-2/end-one", func(t *testing.T) {
			id := k.get("phone", "/sessions").want(t, 200).text("items", 0, "id")
			k.do(request{as: "mary", method: "DELETE", path: "/api/v1/sessions/" + id}).want(t, 404)
			k.get("phone", "/me").want(t, 200)
			k.do(request{as: "olga", method: "DELETE", path: "/api/v1/sessions/" + id}).want(t, 204)
			k.get("phone", "/me").want(t, 401)
			k.do(request{as: "olga", method: "DELETE", path: "/api/v1/sessions/" + id}).want(t, 404)
		})
		t.Run("AUTH-2/log-in-renews", func(t *testing.T) {
			before := k.cookies["olga"]
			k.keepCookie(t, "olga", k.logInAs("olga", password, "Cookie", before).want(t, 200))
			require.NotEqual(t, before, k.cookies["olga"])
			k.cookies["before"] = before
			k.get("before", "/me").want(t, 401)
			require.Len(t, k.get("olga", "/sessions").want(t, 200).at("items"), 1)
		})
		t.Run("AUTH-2/log-out", func(t *testing.T) {
			k.logIn(t, "olga")
			a := k.do(request{as: "olga", method: "DELETE", path: "/api/v1/session"}).want(t, 204)
			cookie := (&http.Response{Header: a.Header()}).Cookies()[0]
			require.Negative(t, cookie.MaxAge)
			require.True(t, cookie.Secure, "else the browser keeps the other one")
			k.get("olga", "/me").want(t, 401)
			k.do(request{as: "olga", method: "DELETE", path: "/api/v1/session"}).want(t, 204)
			k.do(request{method: "DELETE", path: "/api/v1/session"}).want(t, 204)
			k.logIn(t, "olga")
		})
		t.Run("AUTH-2/log-out-everywhere", func(t *testing.T) {
			k.cookies["phone"] = cookieOf(t, k.logInAs("olga", password).want(t, 200))
			k.do(request{as: "olga", method: "DELETE", path: "/api/v1/sessions"}).want(t, 204)
			k.get("olga", "/me").want(t, 401)
			k.get("phone", "/me").want(t, 401)
			k.get("mary", "/me").want(t, 200)
			k.logIn(t, "olga")
		})
	})
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		k.join(t, "olga", "owner")
		t.Run("AUTH-2/idle", func(t *testing.T) {
			require.Equal(t, 14*24*time.Hour, services.SessionIdle)
			require.WithinDuration(t, time.Now().Add(services.SessionIdle), k.sessionTime(t, "expires_at"), time.Minute)
			k.exec(t, "UPDATE sessions SET seen_at = ?, expires_at = ?", store.Now(time.Now().Add(-time.Hour)), store.Now(time.Now().Add(time.Hour)))
			elsewhere := k.server(api.Options{PublicURL: publicURL})
			k.do(request{as: "olga", method: "GET", path: "/api/v1/me", at: elsewhere}).want(t, 200)
			require.WithinDuration(t, time.Now(), k.sessionTime(t, "seen_at"), time.Minute)
			require.WithinDuration(t, time.Now().Add(services.SessionIdle), k.sessionTime(t, "expires_at"), time.Minute, "who works stays logged in")
			k.exec(t, "UPDATE sessions SET expires_at = ?", store.Now(time.Now().Add(-time.Second)))
			k.ends(t, request{as: "olga", method: "GET", path: "/api/v1/me"})
			require.Zero(t, k.number(t, "SELECT COUNT(*) FROM sessions WHERE expires_at > ?", store.Now(time.Now())), "it is not woken up")
		})
		t.Run("AUTH-2/ninety-days", func(t *testing.T) {
			k.logIn(t, "olga")
			born := store.Now(time.Now().Add(-85 * 24 * time.Hour))
			k.exec(t, "UPDATE sessions SET created_at = ?, seen_at = ? WHERE expires_at > ?", born, born, store.Now(time.Now()))
			k.do(request{as: "olga", method: "GET", path: "/api/v1/me", at: k.server(api.Options{PublicURL: publicURL})}).want(t, 200)
			require.WithinDuration(t, born.Add(90*24*time.Hour), k.sessionTime(t, "expires_at"), time.Minute, "at most")
		})
		t.Run("AUTH-2/pruned", func(t *testing.T) {
			k.exec(t, "UPDATE sessions SET expires_at = ?", store.Now(time.Now().Add(-time.Second)))
			more, err := k.PruneSessions(t.Context())
			require.NoError(t, err)
			require.False(t, more)
			require.Zero(t, k.number(t, "SELECT COUNT(*) FROM sessions"))
		})
	})
}

// sessionTime is the latest time of the sessions' column.
func (k *kit) sessionTime(t *testing.T, column string) (at time.Time) {
	t.Helper()
	require.NoError(t, k.db.Read(t.Context(), func(tx *store.Tx) error {
		return tx.Raw("SELECT " + column + " FROM sessions ORDER BY " + column + " DESC LIMIT 1").Scan(&at).Error
	}))
	return at
}

// Whoever loses access loses it on every server: where it happened at once, elsewhere within a second.
func TestSessionsEndOnEveryServer(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		k.staffed(t)
		elsewhere := k.server(api.Options{PublicURL: publicURL})
		me := func(as string) request { return request{as: as, method: "GET", path: "/api/v1/me", at: elsewhere} }
		t.Run("AUTH-2/password-changed", func(t *testing.T) {
			k.cookies["phone"] = cookieOf(t, k.logInAs("mary", password).want(t, 200))
			k.do(me("phone")).want(t, 200)
			k.do(me("mary")).want(t, 200)
			require.Equal(t, "wrong_password", k.post("mary", "/me/password", `{"current":"not this one","new":"eight copper kettles"}`).want(t, 422).text("errors", 0, "code"))
			k.get("phone", "/me").want(t, 200)
			k.post("mary", "/me/password", `{"current":"`+password+`","new":"eight copper kettles"}`).want(t, 204)
			k.get("phone", "/me").want(t, 401)
			k.ends(t, me("phone"))
			k.get("mary", "/me").want(t, 200)
			k.do(me("mary")).want(t, 200)
			k.logInAs("mary", password).want(t, 401)
			k.logInAs("mary", "eight copper kettles").want(t, 200)
			require.Equal(t, "session_required", k.post("owner", "/me/password", `{"current":"a","new":"b"}`).want(t, 403).text("code"))
		})
		t.Run("AUTH-2/role-changed", func(t *testing.T) {
			k.get("adam", "/audit").want(t, 200)
			k.do(request{as: "adam", method: "GET", path: "/api/v1/audit", at: elsewhere}).want(t, 200)
			k.patch("olga", "/staff/{adam}", `{"role":"manager"}`, "If-Match", "*").want(t, 200)
			k.get("adam", "/audit").want(t, 403)
			require.Eventually(t, func() bool {
				return k.do(request{as: "adam", method: "GET", path: "/api/v1/audit", at: elsewhere}).Code == http.StatusForbidden
			}, time.Minute, 20*time.Millisecond)
		})
		t.Run("AUTH-2/deactivated", func(t *testing.T) {
			k.do(me("gina")).want(t, 200)
			k.patch("olga", "/staff/{gina}", `{"active":false}`, "If-Match", "*").want(t, 200)
			k.get("gina", "/me").want(t, 401)
			k.ends(t, me("gina"))
			require.Equal(t, "wrong_login", k.logInAs("gina", password).want(t, 401).text("code"), "as if there were nobody")
			k.patch("olga", "/staff/{gina}", `{"active":true}`, "If-Match", "*").want(t, 200)
			k.get("gina", "/me").want(t, 401)
			k.logIn(t, "gina")
		})
	})
}

func TestBothCredentials(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	k.staffed(t)
	cookie := k.cookies["olga"]
	t.Run("AUTH-3/bearer-goes-first", func(t *testing.T) {
		a := k.do(request{as: "reader", method: "GET", path: "/api/v1/me", headers: map[string]string{"Cookie": cookie}}).want(t, 200)
		require.Equal(t, []any{"order.read"}, a.at("rights"))
		require.Equal(t, "token", a.text("credential", "kind"))
		k.do(request{as: "reader", method: "GET", path: "/api/v1/customers", headers: map[string]string{"Cookie": cookie}}).want(t, 403)
	})
	for name, header := range map[string]string{"unknown": "Bearer of_" + strings.Repeat("0", 64), "empty": "Bearer ", "no token": "bearer x"} {
		t.Run("AUTH-3/"+name, func(t *testing.T) {
			k.do(request{as: "olga", method: "GET", path: "/api/v1/me", headers: map[string]string{"Authorization": header}}).want(t, 401)
		})
	}
	t.Run("AUTH-3/a-proxy's-own-scheme", func(t *testing.T) {
		k.do(request{as: "olga", method: "GET", path: "/api/v1/me", headers: map[string]string{"Authorization": "Basic b3duZXI6cGFzcw=="}}).want(t, 200)
	})
}

func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	k.staffed(t)
	body, path := `{"name":"Anna"}`, "/api/v1/customers/{customer}"
	for _, c := range []struct {
		name    string
		headers []string
		status  int
	}{
		{"cross-site", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"same-site", []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"same-origin", []string{"Sec-Fetch-Site", "same-origin"}, 200},
		{"typed", []string{"Sec-Fetch-Site", "none"}, 200},
		{"another-origin", []string{"Origin", "https://evil.example"}, 403},
		{"null-origin", []string{"Origin", "null"}, 403},
		{"by-http", []string{"Origin", "http://school.example"}, 403},
		{"our-origin", []string{"Origin", publicURL}, 200},
		{"no-browser", nil, 200},
	} {
		t.Run("AUTH-3/"+c.name, func(t *testing.T) {
			headers := append([]string{"If-Match", "*"}, c.headers...)
			a := k.do(request{as: "olga", method: "PATCH", path: path, body: body, headers: pairs(headers)}).want(t, c.status)
			if c.status == 403 {
				require.Equal(t, "cross_origin", a.text("code"))
			}
			k.do(request{as: "olga", method: "GET", path: path, headers: pairs(c.headers)}).want(t, 200)
			k.do(request{as: "owner", method: "PATCH", path: path, body: body, headers: pairs(headers)}).want(t, 200)
		})
	}
	for _, door := range []string{"POST /session", "DELETE /session", "POST /invitations/x", "POST /password-resets", "POST /password-resets/x", "POST /setup/first-owner"} {
		t.Run("AUTH-3/entrance/"+door, func(t *testing.T) {
			method, path, _ := strings.Cut(door, " ")
			a := k.do(request{method: method, path: "/api/v1" + path, body: bodyFor(method), headers: map[string]string{"Sec-Fetch-Site": "cross-site"}}).want(t, 403)
			require.Equal(t, "cross_origin", a.text("code"))
		})
	}
	t.Run("AUTH-3/json-only", func(t *testing.T) {
		for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"} {
			for _, path := range []string{"/session", "/customers", "/password-resets", "/invitations/x"} {
				k.do(request{as: "olga", method: "POST", path: "/api/v1" + path, body: `{"email":"a@b.example"}`, headers: map[string]string{"Content-Type": kind}}).want(t, 415)
			}
		}
	})
}

// Who counts failed attempts must not be told by just anybody where they come from.
func TestClientAddress(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct {
		name, peer, forwarded, want string
		trusted                     []netip.Prefix
	}{
		{"no-proxy", "203.0.113.9:5000", "", "203.0.113.9", nil},
		{"nobody-is-believed", "203.0.113.9:5000", "198.51.100.1", "203.0.113.9", nil},
		{"a-stranger-is-not-believed", "203.0.113.9:5000", "198.51.100.1", "203.0.113.9", proxies},
		{"our-proxy-is", "10.1.2.3:5000", "198.51.100.1", "198.51.100.1", proxies},
		{"what-the-client-made-up", "10.1.2.3:5000", "1.1.1.1, 198.51.100.1", "198.51.100.1", proxies},
		{"two-proxies-of-ours", "10.1.2.3:5000", "1.1.1.1, 198.51.100.1, 10.9.9.9", "198.51.100.1", proxies},
		{"nonsense", "10.1.2.3:5000", "198.51.100.1, what", "10.1.2.3", proxies},
		{"only-our-own", "10.1.2.3:5000", "10.0.0.1", "10.0.0.1", proxies},
		{"ipv6-household", "[2001:db8:1:2:3:4:5:6]:5000", "", "2001:db8:1:2::/64", nil},
		{"ipv6-proxy", "[fd00::1]:5000", "2001:db8::7", "2001:db8::/64", proxies},
		{"mapped", "[::ffff:203.0.113.9]:5000", "", "203.0.113.9", nil},
		{"no-address", "@", "198.51.100.1", "", proxies},
	} {
		t.Run("AUTH-4/"+c.name, func(t *testing.T) {
			t.Parallel()
			r := &http.Request{RemoteAddr: c.peer, Header: http.Header{}}
			if c.forwarded != "" {
				r.Header.Set("X-Forwarded-For", c.forwarded)
			}
			require.Equal(t, c.want, api.AddressOf(r, c.trusted))
		})
	}
}

func TestUserAgentsBecomeWords(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string][2]string{
		"": {"other", "other"}, "curl/8.0": {"other", "other"},
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36":                                {"Chrome", "Windows"},
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0":                  {"Edge", "Windows"},
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15":                          {"Safari", "macOS"},
		"Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0":                                                                         {"Firefox", "Linux"},
		"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36":                                   {"Chrome", "Android"},
		"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36":               {"Samsung Internet", "Android"},
		"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 YaBrowser/24.10.0 Safari/537.36":                          {"Yandex", "Windows"},
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 OPR/116.0":                       {"Opera", "ChromeOS"},
		"Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0.0.0 Mobile/15E148 Safari/604.1 Anna Petrova": {"Chrome", "iOS"},
	} {
		browser, system := api.WordsOf(agent)
		require.Equal(t, want, [2]string{browser, system}, agent)
	}
}
