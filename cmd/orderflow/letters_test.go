//go:build !noembedded

package main

import (
	"fmt"
	"strings"
	"sync"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/mail/mailsink"
)

// timesBusy is how often "busy@…" is put off, before it is let in for good.
const timesBusy = 2

// moody is a mail server's way with some recipients: "busy@…" is put off a few
// times, "never@…" is refused for good.
func moody() func(address string) error {
	var mu sync.Mutex
	asked := 0
	return func(address string) error {
		name, _, _ := strings.Cut(address, "@")
		switch name {
		case "never":
			return mailsink.Reply{Code: 550}
		case "busy":
			mu.Lock()
			defer mu.Unlock()
			if asked++; asked <= timesBusy {
				return mailsink.Reply{Code: 451}
			}
		}
		return nil
	}
}

// shownLetter is a letter as the API lists it.
type shownLetter struct {
	State, Reason, Template string
	Attempts                int
}

func (t *topology) lettersOf(order placedOrder) []shownLetter {
	t.tb.Helper()
	var page struct{ Items []shownLetter }
	t.must("GET", fmt.Sprintf("/api/v1/letters?order_id=%d", order.ID), nil, &page)
	return page.Items
}

// saysWhatBecameOf finds both answers of the mail server in the list of letters (MAIL-5).
func (t *topology) saysWhatBecameOf(busy, never placedOrder) {
	t.tb.Helper()
	require.Len(t.tb, t.lettersOf(busy), 2)
	tries := 0
	for _, l := range t.lettersOf(busy) {
		require.Equal(t.tb, "sent", l.State)
		tries += l.Attempts
	}
	require.Equal(t.tb, 4, tries, "MAIL-5: a 4xx is tried again, and the tries are seen")
	require.Len(t.tb, t.lettersOf(never), 2)
	for _, l := range t.lettersOf(never) {
		require.Equal(t.tb, []any{"failed", "550 5.1.1", 1}, []any{l.State, l.Reason, l.Attempts}, "MAIL-5: a 5xx is final, and seen")
	}
}

// previews fills every built-in template, in both languages, with an order that was paid in part.
func previews(s *school) {
	order := s.buyer("preview")
	s.pay(order, 2500)
	var all struct {
		Items []struct{ Code, Language, Kind, Subject, HTML, Text string }
	}
	s.must("GET", "/api/v1/letter-templates", nil, &all)
	require.GreaterOrEqual(s.tb, len(all.Items), 8)
	for _, t := range all.Items {
		body := object{"kind": t.Kind, "subject": t.Subject, "html": t.HTML, "text": t.Text, "order_id": order}
		path := fmt.Sprintf("/api/v1/letter-templates/%s/%s/preview", t.Code, t.Language)
		var seen struct{ Subject, HTML, Text string }
		s.must("POST", path, body, &seen)
		for _, part := range []string{seen.Subject, seen.HTML, seen.Text} {
			require.NotEmpty(s.tb, part, path)
			require.NotContains(s.tb, part, "{{", path)
		}
		require.Contains(s.tb, seen.Subject, fmt.Sprint(order), "it names the order")
		body["text"] = "Hello\n\n{{ customer.shoe_size }}"
		status, text := s.call("POST", path, nil, body, nil)
		require.Equal(s.tb, 422, status)
		require.Contains(s.tb, text, `"line":3`, "MAIL-3: the fault is named with its line")
		require.Contains(s.tb, text, `"variable":"customer.shoe_size"`)
	}
}
