package api_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/mail"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

const password = "seven wooden boats"

// staffed makes a person of each kind who is logged in, and a token of few rights.
func (k *kit) staffed(t *testing.T) {
	t.Helper()
	k.join(t, "olga", "owner")
	k.join(t, "adam", "administrator")
	k.join(t, "mary", "manager")
	k.join(t, "gina", "manager")
	k.post("owner", "/staff/{gina}/grants", `{"right":"bulk.create_orders","cap":5}`).want(t, 200)
	k.tokens["reader"] = k.post("owner", "/tokens", `{"title":"reader","scopes":["order.read"]}`).want(t, 201).text("token")
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func address(name string) string { return name + "@people.example" }

// join invites a person, who follows the letter, sets the password and is logged in.
func (k *kit) join(t *testing.T, name, role string) answer {
	t.Helper()
	k.ids[name] = k.post("owner", "/staff", `{"name":"`+name+`","email":"`+address(name)+`","role":"`+role+`","invite":true}`).want(t, 201).text("id")
	a := k.post("", k.linkTo(t, name), `{"password":"`+password+`"}`).want(t, 200)
	k.keepCookie(t, name, a)
	return a
}

// linkTo is where the link of the person's latest letter leads, in the API.
func (k *kit) linkTo(t *testing.T, name string) string {
	t.Helper()
	d := k.letterTo(t, name)
	path, found := strings.CutPrefix(d.Content.StaffLink, publicURL)
	require.True(t, found, d.Content.StaffLink)
	return strings.NewReplacer("/invite/", "/invitations/", "/reset/", "/password-resets/").Replace(path)
}

// letterTo is the person's latest letter; the mail server has it.
func (k *kit) letterTo(t *testing.T, name string) models.LetterDelivery {
	t.Helper()
	var last models.LetterDelivery
	for _, d := range k.deliver(t) {
		if d.Recipient == address(name) {
			last = d
		}
	}
	require.NotZero(t, last.LetterID, "no letter to %s", name)
	return last
}

// deliver does what the letters' workflow does, with a mail server that takes everything.
func (k *kit) deliver(t *testing.T) (sent []models.LetterDelivery) {
	t.Helper()
	ctx := context.Background()
	k.exec(t, "UPDATE letters SET state = 'withdrawn' WHERE state = 'queued' AND staff_id IS NULL") // their templates are not here
	batch, ok, err := k.GatherLetters(ctx, models.LaneInteractive)
	require.NoError(t, err)
	if !ok {
		return nil
	}
	turn, _, err := k.ResumeLetters(ctx, batch.ID, models.LetterTurn{})
	require.NoError(t, err)
	sent, err = k.ClaimLetters(ctx, turn, 500)
	require.NoError(t, err)
	var outcomes []models.LetterOutcome
	for _, d := range sent {
		outcome := models.LetterOutcome{LetterID: d.LetterID, Sent: true, Subject: "s", HTML: "h", TextPart: "t"}
		if d.Content.StaffLink != "" {
			m := rendered(t, d)
			outcome.Subject, outcome.HTML, outcome.TextPart = m.Subject, m.HTML, m.Text
		}
		outcomes = append(outcomes, outcome)
	}
	require.NoError(t, k.RecordDeliveries(ctx, turn, outcomes))
	return sent
}

// rendered is the letter to staff as it is sent.
func rendered(t *testing.T, d models.LetterDelivery) mail.Message {
	t.Helper()
	m, err := mail.Render(mail.Source{Subject: d.Template.Subject, HTML: d.Template.HTML, Text: d.Template.TextPart}, mail.Bindings{
		Lang: d.Content.Language, Location: d.Content.Zone, Account: mail.Account{Name: d.Content.AccountName, Link: d.Content.PublicURL},
		Staff: &mail.Staff{Name: d.Content.Staff.Name, Email: d.Content.Staff.Email, Link: d.Content.StaffLink, Until: d.Content.StaffUntil},
	})
	require.NoError(t, err)
	return m
}

// logIn logs a person in as in a browser of their own, whose cookie is kept.
func (k *kit) logIn(t *testing.T, name string) answer {
	t.Helper()
	a := k.logInAs(name, password).want(t, 200)
	k.keepCookie(t, name, a)
	return a
}

func (k *kit) logInAs(name, password string, headers ...string) answer {
	return k.post("", "/session", `{"email":"`+address(name)+`","password":"`+password+`"}`, headers...)
}

// keepCookie takes the session of the answer.
func (k *kit) keepCookie(t *testing.T, name string, a answer) {
	t.Helper()
	k.cookies[name] = cookieOf(t, a)
}

func cookieOf(t *testing.T, a answer) string {
	t.Helper()
	found := (&http.Response{Header: a.Header()}).Cookies()
	require.Len(t, found, 1)
	return found[0].Name + "=" + found[0].Value
}

// exec changes rows behind the API's back.
func (k *kit) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	require.NoError(t, k.db.Write(context.Background(), func(tx *store.Tx) error { return tx.Exec(sql, args...).Error }))
}
