package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// scenario is one request and everything that is to be seen of it. Names in
// {braces} are ids of fixtures.
type scenario struct {
	name     string
	request  request
	status   int
	contains []string
	lacks    []string
	events   []string // kinds written; nil: none
}

// play runs the scenarios one after the other over one database.
func play(t *testing.T, k *kit, scenarios []scenario) {
	t.Helper()
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			before := k.lastEvent()
			if s.request.as == "" {
				s.request.as = "owner"
			}
			a := k.do(s.request).want(t, s.status)
			for _, text := range s.contains {
				require.Contains(t, a.Body.String(), k.fill(text))
			}
			for _, text := range s.lacks {
				require.NotContains(t, a.Body.String(), k.fill(text))
			}
			if s.status >= 400 {
				require.Equal(t, "application/problem+json", a.Header().Get("Content-Type"))
				require.NotEmpty(t, a.text("code"))
			}
			require.Equal(t, append([]string{}, s.events...), k.eventsAfter(before))
		})
	}
}
