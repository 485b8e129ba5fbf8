package mailcapture_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/mail"
	"github.com/orderflow/orderflow/internal/mail/mailcapture"
)

var arrival = time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)

func start(t *testing.T, directory string) (*mailcapture.Capture, *mail.Sender) {
	t.Helper()
	capture, err := mailcapture.Start(mailcapture.Options{Directory: directory, Now: func() time.Time { return arrival }})
	require.NoError(t, err)
	t.Cleanup(func() { _ = capture.Close() })
	host, port, err := net.SplitHostPort(capture.Address())
	require.NoError(t, err)
	number, err := strconv.Atoi(port)
	require.NoError(t, err)
	sender, err := mail.NewSender(mail.Server{Host: host, Port: number, Encryption: mail.NoEncryption},
		mail.Identity{Name: "School", Address: "hello@school.example"}, func() time.Time { return arrival })
	require.NoError(t, err)
	return capture, sender
}

func letters(n int) []mail.Envelope {
	var list []mail.Envelope
	for i := range n {
		id := int64(i + 1)
		list = append(list, mail.Envelope{
			LetterID: id, MessageID: fmt.Sprintf("letter-%d-r@school.example", id), To: fmt.Sprintf("p%d@example.com", id), ToName: "Иванов, Пётр",
			Message: mail.Message{
				Subject: fmt.Sprintf("Заказ № %d <b>", id),
				HTML:    `<html><head></head><body><script>alert(1)</script><a href="https://school.example/pay/x">Оплатить</a></body></html>`,
				Text:    "Оплатить: https://school.example/pay/x?a=1&b=2.\n<script>",
			},
		})
	}
	return list
}

func get(t *testing.T, capture *mailcapture.Capture, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	capture.Handler("/dev/letters").ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func TestPages(t *testing.T) {
	t.Parallel()
	capture, sender := start(t, "")
	require.Contains(t, get(t, capture, "/dev/letters").Body.String(), "No letter yet")
	for _, r := range sender.Deliver(t.Context(), letters(2), nil) {
		require.Equal(t, mail.Sent, r.Outcome)
	}

	list := get(t, capture, "/dev/letters").Body.String()
	require.Regexp(t, `(?s)Заказ № 2 &lt;b&gt;.*Заказ № 1 &lt;b&gt;`, list, "the newest first, escaped")
	require.Contains(t, list, `href="/dev/letters/2"`)
	require.NotContains(t, get(t, capture, "/dev/letters?to=p1@example.com").Body.String(), "№ 2")

	letter := get(t, capture, "/dev/letters/1")
	require.Contains(t, letter.Body.String(), `<a href="https://school.example/pay/x?a=1&amp;b=2" target="_blank" rel="noreferrer">`)
	require.Contains(t, letter.Body.String(), "letter-1-r@school.example")
	require.NotContains(t, letter.Body.String(), "<script>")
	require.Contains(t, letter.Body.String(), `sandbox="allow-popups allow-popups-to-escape-sandbox"`)

	frame := get(t, capture, "/dev/letters/1/html")
	require.Contains(t, frame.Body.String(), "<base target=\"_blank\">")
	require.Contains(t, frame.Header().Get("Content-Security-Policy"), "sandbox allow-popups")
	require.NotContains(t, frame.Header().Get("Content-Security-Policy"), "script-src")
	for _, path := range []string{"/dev/letters", "/dev/letters/1"} {
		page := get(t, capture, path)
		_, rest, _ := strings.Cut(page.Body.String(), "<style>")
		style, _, _ := strings.Cut(rest, "</style>")
		sum := sha256.Sum256([]byte(style))
		require.Contains(t, page.Header().Get("Content-Security-Policy"), "style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'", "our own pages need nothing unsafe")
		require.NotContains(t, page.Header().Get("Content-Security-Policy"), "unsafe")
	}
	require.Equal(t, http.StatusNotFound, get(t, capture, "/dev/letters/99").Code)
	require.Equal(t, http.StatusNotFound, get(t, capture, "/dev/letters/x/html").Code)
}

func TestJSON(t *testing.T) {
	t.Parallel()
	capture, sender := start(t, "")
	require.JSONEq(t, "[]", get(t, capture, "/dev/letters.json").Body.String())
	sender.Deliver(t.Context(), letters(3), nil)
	var list []mailcapture.Letter
	require.NoError(t, json.Unmarshal(get(t, capture, "/dev/letters.json?to=P2@example.com").Body.Bytes(), &list))
	require.Len(t, list, 1)
	require.Equal(t, []string{"p2@example.com"}, list[0].To)
	require.Equal(t, "<letter-2-r@school.example>", list[0].MessageID)
	require.Contains(t, list[0].Text, "https://school.example/pay/x?a=1&b=2")
	var one mailcapture.Letter
	require.NoError(t, json.Unmarshal(get(t, capture, "/dev/letters/3.json").Body.Bytes(), &one))
	require.Equal(t, "Заказ № 3 <b>", one.Subject)
	for _, path := range []string{"/dev/letters.json", "/dev/letters/3.json"} {
		require.Contains(t, get(t, capture, path).Body.String(), `"subject": "Заказ № 3 <b>"`, "readable as it is")
	}
}

func TestKeepsTheLatest(t *testing.T) {
	t.Parallel()
	capture, sender := start(t, "")
	sender.Deliver(t.Context(), letters(mailcapture.Keep+25), nil)
	list := capture.Letters("")
	require.Len(t, list, mailcapture.Keep)
	require.Equal(t, int64(mailcapture.Keep+25), list[0].ID)
	require.Equal(t, int64(26), list[len(list)-1].ID)
}

func TestWritesFiles(t *testing.T) {
	t.Parallel()
	directory := filepath.Join(t.TempDir(), "letters")
	_, sender := start(t, directory)
	sender.Deliver(t.Context(), letters(2), nil)
	files, err := filepath.Glob(filepath.Join(directory, "*.eml"))
	require.NoError(t, err)
	require.Len(t, files, 2)
	content, err := os.ReadFile(files[0])
	require.NoError(t, err)
	require.Contains(t, string(content), "Message-ID: <letter-1-r@school.example>")
}

func TestRemembersAfterARestart(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	first, sender := start(t, directory)
	sender.Deliver(t.Context(), letters(3), nil)
	before := first.Letters("")
	require.NoError(t, first.Close())

	second, sender := start(t, directory)
	require.Equal(t, before, second.Letters(""))
	sender.Deliver(t.Context(), letters(1), nil)
	require.Equal(t, int64(4), second.Letters("")[0].ID, "addresses of letters stay what they were")
	require.Len(t, second.Letters("p1@example.com"), 2)
}
