package api_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/api"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// hire adds a person without inviting them.
func (k *kit) hire(t *testing.T, name, more string) {
	t.Helper()
	k.ids[name] = k.post("owner", "/staff", `{"name":"`+name+`","email":"`+address(name)+`","role":"manager"`+more+`}`).want(t, 201).text("id")
}

func (k *kit) invite(t *testing.T, name string) answer {
	t.Helper()
	return k.post("owner", "/staff/{"+name+"}/invite", "")
}

func (k *kit) reset(name string) answer {
	return k.post("", "/password-resets", `{"email":"`+address(name)+`"}`)
}

func choose(password string) string { return `{"password":"` + password + `"}` }

func TestNewPasswords(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	k.hire(t, "katharina", "")
	k.invite(t, "katharina").want(t, 200)
	link := k.linkTo(t, "katharina")
	for _, c := range []struct{ name, password, code string }{
		{"empty", "", "required"},
		{"nine-characters", "boat kett", "too_short"},
		{"nine-russian-letters", "лодкичайн", "too_short"},
		{"two-hundred-and-one", strings.Repeat("ab3 ", 50) + "x", "too_long"},
		{"one-of-the-commonest", "qwertyuiop", "password_common"},
		{"whatever-the-case", "QwertyUiop123", "password_common"},
		{"a-russian-one", "йцукенгшщз", "password_common"},
		{"one-character", "aaaaaaaaaaaa", "password_common"},
		{"two-characters", "abababababab", "password_common"},
		{"the-e-mail", "Katharina@People.example", "password_personal"},
		{"the-new-name", "Kate Berkeley", "password_personal"},
		{"the-name-in-one-word", "kateberkeley", "password_personal"},
	} {
		t.Run("AUTH-1/"+c.name, func(t *testing.T) {
			a := k.post("", link, `{"password":"`+c.password+`","name":"Kate Berkeley"}`).want(t, 422)
			require.Equal(t, []any{"password", c.code}, []any{a.text("errors", 0, "path"), a.text("errors", 0, "code")})
			require.Empty(t, a.Header().Get("Set-Cookie"))
		})
	}
	require.Zero(t, k.count("passwords"))
	t.Run("AUTH-1/ten-characters", func(t *testing.T) {
		k.keepCookie(t, "katharina", k.post("", link, choose("boat kettl")).want(t, 200))
		k.logInAs("katharina", "boat kettl").want(t, 200)
	})
	t.Run("AUTH-1/two-hundred", func(t *testing.T) {
		long := strings.Repeat("я3 ж", 50)
		k.post("katharina", "/me/password", `{"current":"boat kettl","new":"`+long+`"}`).want(t, 204)
		k.logInAs("katharina", long).want(t, 200)
		k.logInAs("katharina", long+"x").want(t, 422)
	})
	t.Run("AUTH-1/the-same-for-a-change", func(t *testing.T) {
		a := k.post("katharina", "/me/password", `{"current":"x","new":"1234567890"}`).want(t, 422)
		require.Equal(t, []any{"new", "password_common"}, []any{a.text("errors", 0, "path"), a.text("errors", 0, "code")})
	})
	t.Run("AUTH-1/not-kept-with-a-key", func(t *testing.T) {
		k.post("katharina", "/me/password", `{"current":"x","new":"eight copper kettles"}`, "Idempotency-Key", "k").want(t, 422)
		require.Zero(t, k.number(t, "SELECT COUNT(*) FROM idempotency_keys WHERE key = 'k'"))
	})
}

func TestInvitations(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		k.hire(t, "mary", `,"language":"ru"`)
		t.Run("AUTH-5/letter", func(t *testing.T) {
			require.Nil(t, k.get("owner", "/staff/{mary}").want(t, 200).at("invitation"))
			a := k.invite(t, "mary").want(t, 200)
			require.Equal(t, "queued", a.text("invitation", "letter"))
			require.Equal(t, "false", a.text("has_password"))
			d := k.letterTo(t, "mary")
			m := rendered(t, d)
			require.Contains(t, m.Subject, "Приглашение")
			require.Contains(t, m.HTML, d.Content.StaffLink)
			require.Contains(t, m.Text, d.Content.StaffLink)
			require.True(t, strings.HasPrefix(d.Content.StaffLink, publicURL+"/invite/"))
			require.Equal(t, "sent", k.get("owner", "/staff/{mary}").want(t, 200).text("invitation", "letter"))
			require.Equal(t, "sent", k.get("owner", "/staff").want(t, 200).text("items", 3, "invitation", "letter"))
			k.ids["link"] = strings.TrimPrefix(d.Content.StaffLink, publicURL+"/invite/")
		})
		t.Run("AUTH-5/nothing-of-it-is-kept", func(t *testing.T) {
			require.Zero(t, k.number(t, "SELECT COUNT(*) FROM letters WHERE staff_id IS NOT NULL AND (html <> '' OR text_part <> '')"))
			require.Zero(t, k.number(t, "SELECT COUNT(*) FROM staff_link_keys WHERE hash = ?", k.ids["link"]))
			require.EqualValues(t, 1, k.count("staff_link_keys"))
			id := k.number(t, "SELECT id FROM letters WHERE staff_id IS NOT NULL")
			k.ids["letter"] = itoa(id)
			k.get("owner", "/letters/{letter}").want(t, 404)
			require.NotContains(t, k.get("owner", "/letters").want(t, 200).Body.String(), "staff_invitation")
			require.NotContains(t, k.logs.String(), k.ids["link"])
		})
		t.Run("AUTH-5/look", func(t *testing.T) {
			for range 2 { // mail servers look, too
				a := k.get("", "/invitations/{link}").want(t, 200)
				require.Equal(t, []any{"mary", address("mary"), "manager", "Yoga School", "ru"}, []any{a.text("name"), a.text("email"), a.text("role"), a.text("school_name"), a.text("language")})
				expires, err := time.Parse(time.RFC3339, a.text("expires_at"))
				require.NoError(t, err)
				require.WithinDuration(t, time.Now().Add(7*24*time.Hour), expires, time.Minute)
			}
			k.get("", "/password-resets/{link}").want(t, 410)
			k.post("", "/password-resets/{link}", choose(password)).want(t, 410)
		})
		t.Run("AUTH-5/join", func(t *testing.T) {
			a := k.post("", "/invitations/{link}", `{"password":"`+password+`","name":"Maria","language":"en"}`).want(t, 200)
			require.Equal(t, []any{"Maria", "en", "manager", "true"}, []any{a.text("name"), a.text("language"), a.text("role"), a.text("has_password")})
			k.keepCookie(t, "mary", a)
			require.Equal(t, "Maria", k.get("mary", "/me").want(t, 200).text("name"))
			k.logInAs("mary", password).want(t, 200)
		})
		t.Run("AUTH-5/once", func(t *testing.T) {
			for _, a := range []answer{k.get("", "/invitations/{link}"), k.post("", "/invitations/{link}", choose("eight copper kettles"))} {
				require.Equal(t, "link_spent", a.want(t, 410).text("code"))
			}
			require.Equal(t, "link_spent", k.get("", "/invitations/"+strings.Repeat("0", 64)).want(t, 410).text("code"), "as if it had never been")
			require.Zero(t, k.count("staff_link_keys"))
		})
		t.Run("AUTH-5/joined-already", func(t *testing.T) {
			require.Equal(t, "already_joined", k.invite(t, "mary").want(t, 409).text("code"))
		})
	})
}

func TestInvitationsEnd(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		link := func(name, more string) string {
			k.hire(t, name, more)
			k.invite(t, name).want(t, 200)
			return k.linkTo(t, name)
		}
		spent := func(t *testing.T, link string) {
			t.Helper()
			k.get("", link).want(t, 410)
			k.post("", link, choose(password)).want(t, 410)
		}
		t.Run("AUTH-5/again", func(t *testing.T) {
			old := link("again", "")
			k.invite(t, "again").want(t, 200)
			spent(t, old)
			k.post("", k.linkTo(t, "again"), choose(password)).want(t, 200)
		})
		t.Run("AUTH-5/replaced-before-it-left", func(t *testing.T) {
			k.hire(t, "twice", `,"invite":true`)
			k.invite(t, "twice").want(t, 200)
			sent := k.deliver(t)
			require.Len(t, sent, 1, "the letter of a link that has ended stays here")
			require.EqualValues(t, 1, k.number(t, "SELECT COUNT(*) FROM letters WHERE staff_id IS NOT NULL AND state = 'withdrawn'"))
		})
		t.Run("AUTH-5/seven-days", func(t *testing.T) {
			old := link("late", "")
			k.get("", old).want(t, 200)
			k.exec(t, "UPDATE staff_links SET expires_at = ?", store.Now(time.Now().Add(-time.Second)))
			spent(t, old)
			require.Nil(t, k.get("owner", "/staff/{late}").want(t, 200).at("invitation"))
			_, err := k.PruneSessions(t.Context())
			require.NoError(t, err)
			require.Zero(t, k.count("staff_links"))
			require.Zero(t, k.count("staff_link_keys"))
		})
		t.Run("AUTH-5/left", func(t *testing.T) {
			old := link("left", "")
			k.patch("owner", "/staff/{left}", `{"active":false}`, "If-Match", "*").want(t, 200)
			spent(t, old)
			require.Equal(t, "staff_inactive", k.invite(t, "left").want(t, 409).text("code"))
		})
		t.Run("AUTH-5/another-e-mail", func(t *testing.T) {
			old := link("moved", "")
			k.patch("owner", "/staff/{moved}", `{"email":"elsewhere@people.example"}`, "If-Match", "*").want(t, 200)
			spent(t, old)
		})
		t.Run("AUTH-5/two-at-once", func(t *testing.T) {
			one := link("both", "")
			codes := make([]int, 6)
			var all sync.WaitGroup
			for i := range codes {
				all.Go(func() { codes[i] = k.post("", one, choose(password)).Code })
			}
			all.Wait()
			won := 0
			for _, code := range codes {
				if code == 200 {
					won++
				} else {
					require.Equal(t, 410, code)
				}
			}
			require.Equal(t, 1, won)
		})
		t.Run("AUTH-5/sent-twice", func(t *testing.T) {
			k.hire(t, "echo", `,"invite":true`)
			ctx := context.Background()
			batch, _, err := k.GatherLetters(ctx, models.LaneInteractive)
			require.NoError(t, err)
			turn, _, err := k.ResumeLetters(ctx, batch.ID, models.LetterTurn{})
			require.NoError(t, err)
			first, err := k.ClaimLetters(ctx, turn, 10)
			require.NoError(t, err)
			require.Len(t, first, 1)
			require.NoError(t, k.ReleaseLetters(ctx, turn)) // it died with the letter on its way
			turn, _, err = k.ResumeLetters(ctx, batch.ID, models.LetterTurn{})
			require.NoError(t, err)
			second, err := k.ClaimLetters(ctx, turn, 10)
			require.NoError(t, err)
			require.Len(t, second, 1)
			require.Equal(t, first[0].MessageID, second[0].MessageID)
			path := func(d models.LetterDelivery) string {
				return strings.Replace(d.Content.StaffLink, publicURL+"/invite", "/invitations", 1)
			}
			k.get("", path(first[0])).want(t, 200)
			k.post("", path(second[0]), choose(password)).want(t, 200)
			spent(t, path(first[0]))
		})
	})
}

func TestPasswordResets(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		k.join(t, "olga", "owner")
		k.join(t, "mary", "manager")
		t.Run("AUTH-5/nobody-is-told-who-works-here", func(t *testing.T) {
			k.hire(t, "gone", "")
			k.patch("owner", "/staff/{gone}", `{"active":false}`, "If-Match", "*").want(t, 200)
			known := k.reset("mary").want(t, 202)
			for _, name := range []string{"nobody", "gone"} {
				a := k.reset(name).want(t, 202)
				require.Equal(t, known.Body.String(), a.Body.String())
				require.Empty(t, a.Header().Get("Set-Cookie"))
			}
			require.EqualValues(t, 1, k.number(t, "SELECT COUNT(*) FROM letters WHERE template_code = 'password_reset'"))
			k.post("", "/password-resets", `{"email":"no address"}`).want(t, 422)
		})
		t.Run("AUTH-5/reset", func(t *testing.T) {
			link := k.linkTo(t, "mary")
			a := k.get("", link).want(t, 200)
			require.Equal(t, []any{address("mary"), "Yoga School"}, []any{a.text("email"), a.text("school_name")})
			expires, err := time.Parse(time.RFC3339, a.text("expires_at"))
			require.NoError(t, err)
			require.WithinDuration(t, time.Now().Add(time.Hour), expires, time.Minute)
			k.get("", strings.Replace(link, "/password-resets/", "/invitations/", 1)).want(t, 410)
			k.cookies["phone"] = cookieOf(t, k.logInAs("mary", password).want(t, 200))
			k.keepCookie(t, "renewed", k.post("", link, choose("eight copper kettles")).want(t, 200))
			k.get("renewed", "/me").want(t, 200)
			k.get("mary", "/me").want(t, 401)
			k.get("phone", "/me").want(t, 401)
			k.logInAs("mary", password).want(t, 401)
			k.logInAs("mary", "eight copper kettles").want(t, 200)
			k.get("", link).want(t, 410)
			k.post("", link, choose("nine silver spoons")).want(t, 410)
		})
		t.Run("AUTH-5/an-hour", func(t *testing.T) {
			k.reset("olga").want(t, 202)
			link := k.linkTo(t, "olga")
			k.exec(t, "UPDATE staff_links SET expires_at = ?", store.Now(time.Now().Add(-time.Second)))
			k.post("", link, choose("eight copper kettles")).want(t, 410)
			k.logInAs("olga", password).want(t, 200)
		})
		t.Run("AUTH-5/a-way-out-for-who-is-locked-out", func(t *testing.T) {
			k.exec(t, "DELETE FROM attempts")
			for range 5 {
				k.guess(address("olga")).want(t, 401)
			}
			waits(t, k.logInAs("olga", password))
			k.reset("olga").want(t, 202)
			k.post("", k.linkTo(t, "olga"), choose("nine silver spoons")).want(t, 200)
			k.logInAs("olga", "nine silver spoons").want(t, 200)
		})
		for _, name := range []string{"mary", "nobody"} {
			t.Run("AUTH-5/few-letters/"+name, func(t *testing.T) {
				k.exec(t, "DELETE FROM attempts")
				var last time.Time
				for range 3 {
					last = time.Now()
					k.reset(name).want(t, 202)
				}
				waitsFor(t, 10, last, k.reset(name))
			})
		}
	})
}

// The answer to a wish for a new password takes as long for nobody as for somebody.
func TestResetsTakeTheSameTime(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	k.join(t, "olga", "owner")
	slow := api.New(api.Deps{Service: services.New(k.db, k.clock, services.Options{PublicURL: publicURL, ResetTakes: 250 * time.Millisecond})}, api.Options{PublicURL: publicURL})
	for _, name := range []string{"olga", "nobody"} {
		t.Run("AUTH-5/same-time/"+name, func(t *testing.T) {
			began := time.Now()
			k.do(request{method: "POST", path: "/api/v1/password-resets", body: `{"email":"` + address(name) + `"}`, at: slow}).want(t, 202)
			require.GreaterOrEqual(t, time.Since(began), 250*time.Millisecond)
		})
	}
}

func TestFirstRun(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB) *kit{"sqlite": emptySQLite, "postgres": emptyPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := open(t)
			token, err := k.Bootstrap(t.Context())
			require.NoError(t, err)
			t.Run("AUTH-6/needed", func(t *testing.T) {
				a := k.get("", "/setup").want(t, 200)
				require.Equal(t, "true", a.text("needed"))
				require.Equal(t, []any{"ru", "en"}, a.at("languages"))
				require.Equal(t, "Yoga School", a.text("school_name"))
			})
			const owner = `"name":"Olga","email":"olga@school.example","school_name":"Школа йоги","language":"ru","time_zone":"Europe/Moscow"`
			t.Run("AUTH-6/refused", func(t *testing.T) {
				k.post("", "/setup/first-owner", `{"bootstrap_token":"of_x","password":"`+password+`",`+owner+`}`).want(t, 401)
				for body, field := range map[string]string{
					`{"bootstrap_token":"` + token + `","password":"short",` + owner + `}`:                                                              "password",
					`{"bootstrap_token":"` + token + `","name":"Olga","email":"olga@school.example","time_zone":"Moscow"}`:                              "time_zone",
					`{"bootstrap_token":"` + token + `","name":"Olga","email":"olga"}`:                                                                  "email",
					`{"bootstrap_token":"` + token + `","name":"Olga","email":"o@school.example","school_name":"Orderflow 1","language":"fr"}`:          "language",
					`{"bootstrap_token":"` + token + `","name":"Olga","email":"o@school.example","password":"yoga school","school_name":"Yoga School"}`: "password",
				} {
					require.Equal(t, field, k.post("", "/setup/first-owner", body).want(t, 422).text("errors", 0, "path"))
				}
				require.Zero(t, k.count("staff"))
			})
			t.Run("AUTH-6/first-owner", func(t *testing.T) {
				a := k.post("", "/setup/first-owner", `{"bootstrap_token":"`+token+`","password":"`+password+`",`+owner+`}`).want(t, 201)
				require.Nil(t, a.at("token"), "a person needs none")
				require.Equal(t, map[string]any{"name": "Школа йоги", "time_zone": "Europe/Moscow", "language": "ru", "first_steps": true}, a.at("school"))
				k.keepCookie(t, "olga", a)
				require.Equal(t, "owner", k.get("olga", "/me").want(t, 200).text("role"))
				require.Zero(t, k.count("api_tokens"), "the one-time token is used up and no other was made")
			})
			t.Run("AUTH-6/what-was-prepared-speaks-the-language", func(t *testing.T) {
				board := k.get("olga", "/boards").want(t, 200)
				require.Equal(t, []any{"Заказы", "Новый"}, []any{board.text("items", 0, "title"), board.text("items", 0, "stages", 0, "title")})
				require.Equal(t, "Дорого", k.get("olga", "/refusal-reasons").want(t, 200).text("items", 0, "name"))
			})
			t.Run("AUTH-6/once", func(t *testing.T) {
				require.Equal(t, "false", k.get("", "/setup").want(t, 200).text("needed"))
				k.post("", "/setup/first-owner", `{"bootstrap_token":"`+token+`","password":"`+password+`",`+owner+`}`).want(t, 401)
				require.EqualValues(t, 1, k.count("staff"))
			})
		})
	}
}
