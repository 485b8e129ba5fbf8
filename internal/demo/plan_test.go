package demo_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/demo"
)

// processOf is a process file whose line of blocks and connections is given.
func processOf(blocks, connections string) string {
	return `{"schema":1,"title":"t","subject":"order",
		"blocks":[{"id":"start","kind":"start"},` + blocks + `],"connections":[` + connections + `],
		"triggers":[{"kind":"event","event":"order.created"},{"kind":"by_hand"}],
		"exit_rules":[{"id":"p","outcome":"p","rule":{"field":"order.paid","op":"gt","value":0}}],
		"policies":{"reentry":"once"}}`
}

// lineOf is a process that does one thing after another, each told as
// "1 days remind", "90 minutes cancel" or "remind" for at once.
func lineOf(steps ...string) string {
	var blocks, connections []string
	last := "start"
	add := func(id, block string) {
		blocks = append(blocks, block)
		connections = append(connections, `{"from":"`+last+`","exit":"next","to":"`+id+`"}`)
		last = id
	}
	for i, step := range steps {
		id := string(rune('a' + i))
		words := strings.Fields(step)
		if len(words) == 3 {
			add("wait_"+id, `{"id":"wait_`+id+`","kind":"delay","params":{"for":{"amount":`+words[0]+`,"unit":"`+words[1]+`"}}}`)
		}
		if words[len(words)-1] == "remind" {
			add(id, `{"id":"`+id+`","kind":"operation","params":{"operation":"send_payment_link","template":"payment_reminder"}}`)
		} else {
			add(id, `{"id":"`+id+`","kind":"operation","params":{"operation":"change_status","status":"cancelled"}}`)
		}
	}
	add("end", `{"id":"end","kind":"end"}`)
	return processOf(strings.Join(blocks, ","), strings.Join(connections, ","))
}

func planOf(t *testing.T, zone *time.Location, steps ...string) *demo.Plan {
	t.Helper()
	plan, err := demo.ReadPlan([]byte(lineOf(steps...)), zone)
	require.NoError(t, err)
	return plan
}

func TestPlanRefusesWhatItCannotCompute(t *testing.T) {
	t.Parallel()
	good := lineOf("1 days remind", "1 days cancel")
	_, err := demo.ReadPlan([]byte(good), time.UTC)
	require.NoError(t, err)
	for name, file := range map[string]string{
		"not JSON":            `{`,
		"no paid exit rule":   strings.Replace(good, `"op":"gt"`, `"op":"lt"`, 1),
		"another event":       strings.Replace(good, "order.created", "payment.received", 1),
		"another subject":     strings.Replace(good, `"subject":"order"`, `"subject":"customer"`, 1),
		"entering again":      strings.Replace(good, `"reentry":"once"`, `"reentry":"always"`, 1),
		"a segment's trigger": strings.Replace(good, `"kind":"by_hand"`, `"kind":"segment"`, 1),
		"months":              lineOf("1 months remind"),
		"after the cancel":    lineOf("1 days cancel", "1 days remind"),
		"an unknown zone":     strings.Replace(good, `"reentry":"once"`, `"time_zone":"Mars/Base"`, 1),
		"a tag":               processOf(`{"id":"a","kind":"operation","params":{"operation":"add_tag","tag":"x"}}`, `{"from":"start","to":"a"}`),
		"another status":      processOf(`{"id":"a","kind":"operation","params":{"operation":"change_status","status":"pending"}}`, `{"from":"start","to":"a"}`),
		"a condition":         processOf(`{"id":"a","kind":"condition"}`, `{"from":"start","to":"a"}`),
		"two exits":           processOf(`{"id":"a","kind":"end"},{"id":"b","kind":"end"}`, `{"from":"start","to":"a"},{"from":"start","to":"b"}`),
		"a date":              processOf(`{"id":"a","kind":"delay","params":{"until":"2026-03-01T00:00:00Z"}}`, `{"from":"start","to":"a"}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := demo.ReadPlan([]byte(file), time.UTC)
			require.Error(t, err)
		})
	}
}
