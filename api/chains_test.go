package api_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

const (
	always    = `,"policies":{"reentry":"always"}`
	selfAgain = `,"policies":{"reentry":"always","chain":{"allow_self":true}}`
)

func tagging(tag string) string {
	return `{"id":"tag","kind":"operation","params":{"operation":"add_tag","tag":"` + tag + `","on":"order"}}`
}

func onTag(match string) string {
	return `{"kind":"event","event":"order.tag_added"` + match + `}`
}

const ordering = `{"id":"again","kind":"operation","params":{"operation":"create_order","offer":"yoga"}}`

// entries is how many enrollments a process has.
func (k *kit) entries(t *testing.T, process string) int {
	t.Helper()
	return len(k.get("owner", "/enrollments?limit=200&process_id="+process).want(t, 200).at("items").([]any))
}

// What a process causes never lets it in again, unless it says so; then it stops at a chain of ten.
func TestChains(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(t *testing.T, k *kit){
		"event-carries-its-chain": func(t *testing.T, k *kit) {
			first := k.publish(t, "order", onTag(`,"match":{"tag":"one"}`), always, tagging("two"))
			second := k.publish(t, "order", onTag(`,"match":{"tag":"two"}`), always, tagging("three"))
			k.post("owner", "/orders/{order}/tags", `{"add":["one"]}`).want(t, 200)
			k.settle(t)
			entered := k.get("owner", "/enrollments?process_id="+second).want(t, 200)
			require.Equal(t, "process", entered.text("items", 0, "entered_by", "kind"))
			require.Equal(t, first, entered.text("items", 0, "chain", 0, "process_id"))
			require.Equal(t, entered.text("items", 0, "chain", 0, "enrollment_id"), entered.text("items", 0, "entered_by", "enrollment_id"))
			chains := map[string]string{}
			for i := range 3 {
				events := k.get("owner", "/events?kind=order.tag_added").want(t, 200)
				chain := ""
				for link := range events.at("items", i, "chain").([]any) {
					chain += events.text("items", i, "chain", link, "p") + " "
				}
				chains[events.text("items", i, "data", "tag")] = chain
			}
			require.Equal(t, map[string]string{"one": "", "two": first + " ", "three": first + " " + second + " "}, chains)
		},
		"own-object": func(t *testing.T, k *kit) {
			process := k.publish(t, "order", onTag(""), always, tagging("again"))
			k.post("owner", "/orders/{order}/tags", `{"add":["first"]}`).want(t, 200)
			k.settle(t)
			require.Equal(t, 1, k.entries(t, process), "its own tag does not let the order in")
			k.post("owner", "/orders/{order}/tags", `{"add":["second"]}`).want(t, 200)
			k.settle(t)
			require.Equal(t, 2, k.entries(t, process), "a person's does")
		},
		"object-that-came-of-it": func(t *testing.T, k *kit) {
			process := k.publish(t, "order", byOrder, always, ordering)
			k.post("owner", "/orders", `{"customer_id":{other},"items":[{"offer_id":{offer}}]}`).want(t, 201)
			k.settle(t)
			require.Equal(t, 1, k.entries(t, process))
			require.Len(t, k.get("owner", "/orders?customer_id={other}").at("items"), 2)
		},
		"by-way-of-another-process": func(t *testing.T, k *kit) {
			first := k.publish(t, "order", onTag(`,"match":{"tag":"ping"}`), always, tagging("pong"), ordering)
			second := k.publish(t, "order", onTag(`,"match":{"tag":"pong"}`)+`,`+byOrder, always, tagging("ping"))
			k.post("owner", "/orders", `{"customer_id":{other},"items":[{"offer_id":{offer}}]}`).want(t, 201)
			k.settle(t)
			require.Equal(t, []int{1, 1}, []int{k.entries(t, first), k.entries(t, second)}, "round once")
		},
		"unless-it-says-so": func(t *testing.T, k *kit) {
			process := k.publish(t, "order", byOrder, selfAgain, ordering)
			k.post("owner", "/orders", `{"customer_id":{other},"items":[{"offer_id":{offer}}]}`).want(t, 201)
			k.settle(t)
			require.Equal(t, models.MaxChain+1, k.entries(t, process))
		},
		"over-ten-is-parked-listed-reported": func(t *testing.T, k *kit) {
			k.publish(t, "order", byOrder, selfAgain, ordering)
			k.post("owner", "/orders", `{"customer_id":{other},"items":[{"offer_id":{offer}}]}`).want(t, 201)
			k.settle(t)
			parked := k.get("owner", "/events?state=parked").want(t, 200)
			kinds := map[string]int{}
			for i := range parked.at("items").([]any) {
				require.Equal(t, "chain_too_long", parked.text("items", i, "error"))
				require.Len(t, parked.at("items", i, "chain"), models.MaxChain+1)
				kinds[parked.text("items", i, "kind")]++
			}
			require.Equal(t, map[string]int{"order.created": 1}, kinds)
			require.Contains(t, k.logs.String(), `"level":"WARN"`)
			require.Contains(t, k.logs.String(), fmt.Sprintf(`"event_ids":[%s]`, parked.text("items", 0, "id")))
		},
		"author-is-warned": func(t *testing.T, k *kit) {
			warned := k.post("owner", "/processes/check", `{"definition":{"schema":1,"title":"Loop","subject":"order","triggers":[`+byOrder+`],
				"blocks":[{"id":"s","kind":"start"},`+ordering+`,{"id":"e","kind":"end"}],
				"connections":[{"from":"s","exit":"next","to":"again"},{"from":"again","exit":"next","to":"e"}]}}`).want(t, 200)
			require.Equal(t, true, warned.at("valid"))
			require.Equal(t, "self_trigger", warned.text("warnings", 0, "code"))
			require.Equal(t, "again", warned.text("warnings", 0, "block"))
		},
	} {
		t.Run("PRC-17/"+name, func(t *testing.T) {
			t.Parallel()
			both(t, func(t *testing.T, k *kit) {
				k.settle(t)
				test(t, k)
			})
		})
	}
}
