package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// faulty is a definition that the checker refuses, and what it must say.
type faulty struct {
	blocks, connections string
	block, code         string
}

func wired(pairs ...string) string {
	links := make([]string, len(pairs))
	for i, pair := range pairs {
		part := strings.Split(pair, " ")
		links[i] = fmt.Sprintf(`{"from":%q,"exit":%q,"to":%q}`, part[0], part[1], part[2])
	}
	return strings.Join(links, ",")
}

const pass = `{"id":"note","kind":"operation","params":{"operation":"comment","text":"x"}}`

// A draft that makes no sense is refused when it is published, each fault with its block.
func TestCheckerRefuses(t *testing.T) {
	t.Parallel()
	straight := wired("s next note", "note next e")
	setting := func(params string) string { return `{"id":"note","kind":"operation","params":` + params + `}` }
	cases := map[string]faulty{
		"dead-end":    {pass, wired("s next note"), "note", "dead_end"},
		"unreachable": {pass, wired("s next e", "note next e"), "note", "unreachable"},
		"loop": {
			pass + `,{"id":"if","kind":"condition","params":{"branches":[{"exit":"again","rule":{"field":"order.left","op":"gt","value":0}}]}}`,
			wired("s next note", "note next if", "if again note", "if else e"), "note", "loop_without_pause",
		},
		"unknown-field": {
			`{"id":"note","kind":"wait","params":{"until":{"field":"order.colour","op":"is","value":"red"},"timeout":{"amount":1,"unit":"days"}}}`,
			wired("s next note", "note met e", "note timeout e"), "note", "unknown_rule",
		},
		"unknown-template": {setting(`{"operation":"send_letter","template":"nothing"}`), straight, "note", "unknown_template"},
		"unknown-offer":    {setting(`{"operation":"create_order","offer":"nothing"}`), straight, "note", "unknown_reference"},
		"forbidden-status": {setting(`{"operation":"change_status","status":"part_payed"}`), straight, "note", "forbidden_status"},
		"unknown-block":    {pass, wired("s next note", "note next nowhere", "note next e"), "nowhere", "unknown_block"},
	}
	k := onSQLite(t)
	for name, c := range cases {
		t.Run("PRC-12/"+name, func(t *testing.T) {
			definition := `{"definition":{"schema":1,"title":"Faulty","subject":"order","triggers":[{"kind":"by_hand"}],
				"blocks":[{"id":"s","kind":"start"},` + c.blocks + `,{"id":"e","kind":"end"}],"connections":[` + c.connections + `]}}`
			id := k.post("owner", "/processes", definition).want(t, 201).text("id")
			refused := k.post("owner", "/processes/"+id+"/publish", "").want(t, 422)
			require.Equal(t, "process_invalid", refused.text("code"))
			c.among(t, refused, "errors")
			checked := k.post("owner", "/processes/check", definition).want(t, 200)
			require.Equal(t, false, checked.at("valid"))
			c.among(t, checked, "faults")
			require.Equal(t, "draft", k.get("owner", "/processes/"+id).text("state"))
		})
	}
}

func (c faulty) among(t *testing.T, a answer, list string) {
	t.Helper()
	for i := range a.at(list).([]any) {
		if a.text(list, i, "code") == c.code && (a.text(list, i, "block") == c.block || strings.Contains(a.text(list, i, "detail"), c.block)) {
			return
		}
	}
	require.Fail(t, "no such fault", "%s at %s: %s", c.code, c.block, a.Body)
}

// How often one object may enter.
func TestReentryPolicies(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		policies string
		want     []int // entries after: the first event, one while inside, one after the end, one two days later
	}{
		"once":      {`{"reentry":"once"}`, []int{1, 1, 1, 1}},
		"default":   {`{}`, []int{1, 1, 1, 1}},
		"after-end": {`{"reentry":"after_end"}`, []int{1, 1, 2, 3}},
		"always":    {`{"reentry":"always"}`, []int{1, 2, 3, 4}},
		"cool-down": {`{"reentry":"always","cooldown":{"amount":1,"unit":"days"}}`, []int{1, 1, 1, 2}},
	} {
		t.Run("PRC-3/"+name, func(t *testing.T) {
			t.Parallel()
			both(t, func(t *testing.T, k *kit) {
				k.settle(t)
				process := k.publish(t, "customer", `{"kind":"event","event":"custom","match":{"name":"came"}}`, `,"policies":`+c.policies,
					`{"id":"rest","kind":"delay","params":{"for":{"amount":1,"unit":"hours"}}}`)
				for i, later := range []time.Duration{0, 0, 2 * time.Hour, 48 * time.Hour} {
					k.clock.MoveTo(k.clock.Now().Add(later))
					k.settle(t)
					k.post("owner", "/events", `{"name":"came","customer_id":{other}}`).want(t, 201)
					k.settle(t)
					require.Equal(t, c.want[i], k.entries(t, process), "after event %d", i+1)
				}
			})
		})
	}
}
