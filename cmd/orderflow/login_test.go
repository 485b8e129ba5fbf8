//go:build !noembedded

package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	setupPage   = regexp.MustCompile(`http://\S+/setup#token=(of_[0-9a-f]{64})`)
	lettersPage = regexp.MustCompile(`http://\S+/dev/letters`)
	staffLink   = regexp.MustCompile(`http://\S+/(?:invite|reset)/[0-9a-f]{64}`)
)

// browser is a person at the one-process set-up, with the cookies of a browser.
type browser struct {
	tb     testing.TB
	client *http.Client
	base   string
}

func newBrowser(tb testing.TB, base string) *browser {
	tb.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(tb, err)
	return &browser{tb: tb, client: &http.Client{Jar: jar, Timeout: time.Minute}, base: base}
}

func (b *browser) call(method, path string, body object) int {
	b.tb.Helper()
	var text []byte
	if body != nil {
		text, _ = json.Marshal(body)
	}
	request, err := http.NewRequestWithContext(b.tb.Context(), method, b.base+"/api/v1"+path, bytes.NewReader(text))
	require.NoError(b.tb, err)
	request.Header.Set("Origin", b.base)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	answer, err := b.client.Do(request)
	require.NoError(b.tb, err)
	_ = answer.Body.Close()
	return answer.StatusCode
}

// read asks for something as this person.
func (b *browser) read(path string, into any) {
	b.tb.Helper()
	request, err := http.NewRequestWithContext(b.tb.Context(), http.MethodGet, b.base+"/api/v1"+path, http.NoBody)
	require.NoError(b.tb, err)
	answer, err := b.client.Do(request)
	require.NoError(b.tb, err)
	defer func() { _ = answer.Body.Close() }()
	require.Equal(b.tb, http.StatusOK, answer.StatusCode, path)
	require.NoError(b.tb, json.NewDecoder(answer.Body).Decode(into))
}

// People join and come back by the letters that the captured mail shows, and
// nothing that opens an account stays anywhere.
func TestPeopleLogInByLetters(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	p, owner := dev(t, folder)
	printed := setupPage.FindStringSubmatch(p.output())
	require.Len(t, printed, 2, "AUTH-6: dev prints the page that makes the first owner")
	require.Equal(t, bootstrap.FindString(p.output()), printed[1])
	captured := lettersPage.FindString(p.output())

	letter := func(subject string) string {
		var link string
		eventually(t, time.Minute, "the letter "+subject, func() bool {
			var letters []struct{ Subject, Text, HTML string }
			answer, err := http.Get(captured + ".json") //nolint:noctx // a test's own server
			require.NoError(t, err)
			defer func() { _ = answer.Body.Close() }()
			require.NoError(t, json.NewDecoder(answer.Body).Decode(&letters))
			for _, l := range letters {
				if strings.Contains(l.Subject, subject) {
					link = staffLink.FindString(l.Text)
					require.Contains(t, l.HTML, link)
				}
			}
			return link != ""
		})
		return link[strings.LastIndex(link, "/")+1:]
	}
	mary := newBrowser(t, owner.base())
	owner.must("POST", "/api/v1/staff", object{"name": "Mary", "email": "mary@school.example", "role": "manager", "invite": true}, nil)
	invitation := letter("Invitation")
	require.Equal(t, 401, mary.call("GET", "/me", nil))
	require.Equal(t, 200, mary.call("POST", "/invitations/"+invitation, object{"password": "seven wooden boats"}), "AUTH-5")
	require.Equal(t, 200, mary.call("GET", "/me", nil), "AUTH-2: a session on plain http, on this machine")
	require.Equal(t, 204, mary.call("DELETE", "/session", nil))
	require.Equal(t, 401, mary.call("GET", "/me", nil))
	require.Equal(t, 202, mary.call("POST", "/password-resets", object{"email": "mary@school.example"}))
	reset := letter("new password")
	require.Equal(t, 200, mary.call("POST", "/password-resets/"+reset, object{"password": "eight copper kettles"}), "AUTH-5")
	require.Equal(t, 200, mary.call("GET", "/me", nil))
	require.Equal(t, 401, newBrowser(t, owner.base()).call("POST", "/session", object{"email": "mary@school.example", "password": "seven wooden boats"}))

	p.stop()
	require.NotContains(t, p.logged(), invitation)
	require.NotContains(t, p.logged(), reset)
	kept := keptInFolder(t, folder)
	holdsOnlyCodes(t, kept, []string{"/letters/"}, "mary@school.example", "Mary", invitation, reset, "seven wooden boats", "eight copper kettles")
}
