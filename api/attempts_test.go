package api_test

import (
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/api"
	"github.com/orderflow/orderflow/internal/store"
)

// guess is one attempt to log in with a wrong password.
func (k *kit) guess(email string) answer {
	return k.post("", "/session", `{"email":"`+email+`","password":"a wrong guess"}`)
}

// passes lets the waiting time of everybody pass.
func (k *kit) passes(t *testing.T) {
	t.Helper()
	k.exec(t, "UPDATE attempts SET next_at = ?", store.Now(time.Now()))
}

// waits demands that the attempt was refused, and tells for how long.
func waits(t *testing.T, a answer) int {
	t.Helper()
	a.want(t, 429)
	require.Equal(t, "too_many_attempts", a.text("code"))
	seconds, err := strconv.Atoi(a.Header().Get("Retry-After"))
	require.NoError(t, err)
	require.Equal(t, a.text("params", "seconds"), a.Header().Get("Retry-After"))
	return seconds
}

// waitsFor demands that the attempt was refused for so many seconds, of which those
// since the failure before it have passed.
func waitsFor(t *testing.T, seconds int, failed time.Time, a answer) {
	t.Helper()
	left := waits(t, a)
	require.LessOrEqual(t, left, seconds)
	require.GreaterOrEqual(t, left, seconds-1-int(time.Since(failed)/time.Second))
}

func TestAttemptsOfAnAccount(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		k.join(t, "olga", "owner")
		k.exec(t, "DELETE FROM attempts")
		bodies := map[string][]string{}
		for _, email := range []string{"nobody@people.example", address("olga")} {
			t.Run("AUTH-4/growing-delay/"+email, func(t *testing.T) {
				var failed time.Time
				for range 5 {
					failed = time.Now()
					a := k.guess(email).want(t, 401)
					require.Equal(t, "wrong_login", a.text("code"))
					require.Empty(t, a.Header().Get("Set-Cookie"))
					bodies[email] = append(bodies[email], a.text("detail"))
				}
				waitsFor(t, 10, failed, k.guess(email))
				waitsFor(t, 10, failed, k.guess(email)) // asking again does not make it longer
				for _, longer := range []int{20, 40, 80, 160, 320, 640, 900, 900} {
					k.passes(t)
					failed = time.Now()
					k.guess(email).want(t, 401)
					waitsFor(t, longer, failed, k.guess(email))
				}
			})
		}
		require.Equal(t, bodies[address("olga")], bodies["nobody@people.example"], "AUTH-4/same-answer")
		t.Run("AUTH-4/the-right-one-waits-too", func(t *testing.T) { waits(t, k.logInAs("olga", password)) })
		t.Run("AUTH-4/whatever-the-case", func(t *testing.T) { waits(t, k.guess("OLGA@People.Example")) })
		t.Run("AUTH-4/another-account-does-not", func(t *testing.T) { k.guess("somebody@people.example").want(t, 401) })
		t.Run("AUTH-4/every-server-counts", func(t *testing.T) {
			a := k.do(request{method: "POST", path: "/api/v1/session", body: `{"email":"` + address("olga") + `","password":"x"}`, at: k.server(api.Options{PublicURL: publicURL})})
			waits(t, a)
		})
		t.Run("AUTH-4/cleared-by-success", func(t *testing.T) {
			k.exec(t, "DELETE FROM attempts")
			for range 4 {
				k.guess(address("olga")).want(t, 401)
			}
			k.logIn(t, "olga")
			for range 5 {
				k.guess(address("olga")).want(t, 401)
			}
			waits(t, k.guess(address("olga")))
		})
		t.Run("AUTH-4/forgotten-after-a-day", func(t *testing.T) {
			k.exec(t, "UPDATE attempts SET last_at = ?, next_at = ?", store.Now(time.Now().Add(-25*time.Hour)), store.Now(time.Now().Add(-24*time.Hour)))
			for range 5 {
				k.guess(address("olga")).want(t, 401)
			}
			waits(t, k.guess(address("olga")))
			k.exec(t, "UPDATE attempts SET last_at = ?", store.Now(time.Now().Add(-25*time.Hour)))
			_, err := k.PruneAttempts(t.Context())
			require.NoError(t, err)
			require.Zero(t, k.number(t, "SELECT COUNT(*) FROM attempts"))
		})
		t.Run("PRIV-1/attempts", func(t *testing.T) {
			k.guess(address("olga")).want(t, 401)
			var keys []string
			require.NoError(t, k.db.Read(t.Context(), func(tx *store.Tx) error { return tx.Raw("SELECT key FROM attempts").Scan(&keys).Error }))
			require.Len(t, keys, 2, "the account and the address")
			for _, key := range keys {
				require.Regexp(t, "^[0-9a-f]{64}$", key)
			}
			require.NotContains(t, k.logs.String(), "192.0.2.1")
		})
		t.Run("AUTH-4/changing-the-password-counts", func(t *testing.T) {
			k.exec(t, "DELETE FROM attempts")
			for range 5 {
				k.post("olga", "/me/password", `{"current":"a wrong guess","new":"eight copper kettles"}`).want(t, 422)
			}
			waits(t, k.post("olga", "/me/password", `{"current":"`+password+`","new":"eight copper kettles"}`))
		})
	})
}

func TestAttemptsFromAnAddress(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	k.join(t, "olga", "owner")
	k.exec(t, "DELETE FROM attempts")
	proxied := k.server(api.Options{PublicURL: publicURL, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}})
	from := func(n int, client string, at http.Handler) answer {
		return k.do(request{
			method: "POST", path: "/api/v1/session", body: fmt.Sprintf(`{"email":"nobody%d@people.example","password":"a wrong guess"}`, n),
			at: at, headers: map[string]string{"X-Forwarded-For": client},
		})
	}
	t.Run("AUTH-4/address", func(t *testing.T) {
		var failed time.Time
		for n := range 30 {
			failed = time.Now()
			from(n, "198.51.100.1", proxied).want(t, 401)
		}
		waitsFor(t, 10, failed, from(30, "198.51.100.1", proxied))
	})
	t.Run("AUTH-4/another-address-does-not-wait", func(t *testing.T) { from(31, "198.51.100.2", proxied).want(t, 401) })
	t.Run("AUTH-4/the-peer-does-not-wait", func(t *testing.T) { from(32, "198.51.100.1", k.handler).want(t, 401) })
	t.Run("AUTH-4/success-takes-back-its-own-count-alone", func(t *testing.T) {
		k.passes(t)
		began := time.Now()
		in := request{
			method: "POST", path: "/api/v1/session", body: `{"email":"` + address("olga") + `","password":"` + password + `"}`, at: proxied,
			headers: map[string]string{"X-Forwarded-For": "198.51.100.1"},
		}
		k.do(in).want(t, 200)
		// A right password of one's own does not buy guesses.
		waitsFor(t, 10, began, from(33, "198.51.100.1", proxied))
	})
}

// Many at once are as slow as many in a row.
func TestAttemptsAtOnce(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		t.Run("AUTH-4/at-once", func(t *testing.T) {
			k.join(t, "olga", "owner")
			k.exec(t, "DELETE FROM attempts")
			codes := make([]int, 16)
			var all sync.WaitGroup
			for i := range codes {
				all.Go(func() { codes[i] = k.guess(address("olga")).Code })
			}
			all.Wait()
			looked := 0
			for _, code := range codes {
				if code == http.StatusUnauthorized {
					looked++
				} else {
					require.Equal(t, http.StatusTooManyRequests, code)
				}
			}
			require.LessOrEqual(t, looked, 5)
			require.Positive(t, looked)
		})
	})
}
