package process_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/models"
)

// shop is a catalogue with one of each.
type shop struct{}

func (shop) HasTemplate(code string) bool {
	return code == models.TemplatePaymentReminder || code == models.TemplatePaymentThanks
}
func (shop) HasOffer(code string) bool        { return code == "course" }
func (shop) HasBoard(id int64) bool           { return id == 1 }
func (shop) HasStage(board, stage int64) bool { return board <= 1 && stage == 10 }
func (shop) HasReason(id int64) bool          { return id == 5 }

const paidRule = `{"field":"order.paid_in_full","op":"is","value":true}`

// file is a process file in parts, so that a test changes just one.
type file map[string]string

// sample is a process that has nothing wrong: a wait in a loop, a condition, an operation.
func sample() file {
	return file{
		"subject":  `"order"`,
		"policies": `{}`,
		"triggers": `[{"kind":"event","event":"order.created"}]`,
		"exits":    `[]`,
		"blocks": `
			{"id":"start","kind":"start"},
			{"id":"wait","kind":"wait","params":{"until":` + paidRule + `,"timeout":{"amount":2,"unit":"days"}}},
			{"id":"big","kind":"condition","params":{"branches":[{"exit":"yes","rule":{"field":"order.cost","op":"gt","value":100}}]}},
			{"id":"act","kind":"operation","params":{"operation":"comment","text":"waited"}},
			{"id":"end","kind":"end"}`,
		"links": "start.next>wait wait.met>end wait.timeout>big big.yes>act big.else>end act.next>wait",
	}
}

func (f file) with(part, value string) file {
	f = maps.Clone(f)
	f[part] = value
	return f
}

// replacing changes a piece of a part, which must be there.
func (f file) replacing(part, old, value string) file {
	if !strings.Contains(f[part], old) {
		panic(old + " is not in " + part)
	}
	return f.with(part, strings.Replace(f[part], old, value, 1))
}

// operating puts the operation in place of the sample's.
func (f file) operating(params string) file {
	return f.replacing("blocks", `{"operation":"comment","text":"waited"}`, params)
}

// json writes the file; links are "from.exit>to", apart by spaces.
func (f file) json() []byte {
	var links []string
	for _, link := range strings.Fields(f["links"]) {
		from, to, _ := strings.Cut(link, ">")
		from, exit, _ := strings.Cut(from, ".")
		links = append(links, fmt.Sprintf(`{"from":%q,"exit":%q,"to":%q}`, from, exit, to))
	}
	return fmt.Appendf(nil, `{"schema":1,"title":"Sample","subject":%s,"blocks":[%s],"connections":[%s],"triggers":%s,"exit_rules":%s,"policies":%s}`,
		f["subject"], f["blocks"], strings.Join(links, ","), f["triggers"], f["exits"], f["policies"])
}

func (f file) check(t *testing.T) (faults, warnings []models.FieldError) {
	t.Helper()
	def, err := process.Decode(f.json())
	require.NoError(t, err)
	return process.Check(def, shop{})
}

// line is a fault as the tests write it: "block path code".
func line(f models.FieldError) string { return fmt.Sprintf("%s %s %s", f.Block, f.Path, f.Code) }

func lines(faults []models.FieldError) []string {
	var out []string
	for _, f := range faults {
		out = append(out, line(f))
	}
	return out
}

func TestCheckAcceptsTheSample(t *testing.T) {
	t.Parallel()
	faults, warnings := sample().check(t)
	require.Empty(t, faults)
	require.Empty(t, warnings)
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	s := sample()
	letter := `{"operation":"send_letter","template":"payment_thanks","guard":`
	for name, c := range map[string]struct {
		file file
		want []string
	}{
		"PRC-12/event that nobody may send": {
			s.replacing("triggers", `"order.created"`, `"custom","match":{"name":"bad event name"}`), []string{" triggers[0].event wrong_subject", " triggers[0].match.name invalid_code"},
		},
		"PRC-12/dead end":                {s.replacing("links", " wait.met>end", ""), []string{"wait blocks[1] dead_end"}},
		"PRC-12/dead end of a condition": {s.replacing("links", " big.else>end", ""), []string{"big blocks[2] dead_end"}},
		"PRC-12/unreachable": {
			s.replacing("blocks", `{"id":"end"`, `{"id":"island","kind":"end"},{"id":"end"`),
			[]string{"island blocks[4] unreachable"},
		},
		"PRC-12/loop without delay or wait": {s.replacing("links", "act.next>wait", "act.next>big"), []string{"big blocks[2] loop_without_pause"}},
		"PRC-12/loop of one block":          {s.replacing("links", "act.next>wait", "act.next>act"), []string{"act blocks[3] loop_without_pause"}},
		"PRC-12/loop through a date, which passes once": {
			s.replacing("blocks", `"kind":"wait","params":{"until":`+paidRule+`,"timeout":{"amount":2,"unit":"days"}}`,
				`"kind":"delay","params":{"until":"2030-01-01T00:00:00Z"}`).with("links", "start.next>wait wait.next>big big.yes>act big.else>end act.next>wait"),
			[]string{"wait blocks[1] loop_without_pause"},
		},
		"PRC-12/loop through a delay of nothing": {
			s.replacing("blocks", `"kind":"wait","params":{"until":`+paidRule+`,"timeout":{"amount":2,"unit":"days"}}`,
				`"kind":"delay","params":{"for":{"amount":0,"unit":"days"}}`).with("links", "start.next>wait wait.next>big big.yes>act big.else>end act.next>wait"),
			[]string{"wait blocks[1] loop_without_pause"},
		},
		"PRC-12/loop through a wait of nothing": {s.replacing("blocks", `"amount":2`, `"amount":0`), []string{"wait blocks[1] loop_without_pause"}},
		"PRC-12/unknown field": {
			s.replacing("blocks", "order.cost", "order.colour"),
			[]string{"big blocks[2].params.branches[0].rule.field unknown_rule"},
		},
		"PRC-12/unknown field in a wait": {
			s.replacing("blocks", "order.paid_in_full", "order.paid_up"),
			[]string{"wait blocks[1].params.until.field unknown_rule"},
		},
		"PRC-12/unknown field in a trigger": {
			s.with("triggers", `[{"kind":"event","event":"order.created","rule":{"all":[{"field":"x","op":"is","value":1}]}}]`),
			[]string{" triggers[0].rule.all[0].field unknown_rule"},
		},
		"PRC-12/unknown field in an exit rule": {
			s.with("exits", `[{"id":"a","rule":{"field":"order.x","op":"is","value":1}}]`),
			[]string{" exit_rules[0].rule.field unknown_rule"},
		},
		"PRC-12/wrong operator": {
			s.replacing("blocks", `"op":"gt"`, `"op":"contains"`),
			[]string{"big blocks[2].params.branches[0].rule.op unknown_operator"},
		},
		"PRC-12/unknown template": {
			s.operating(`{"operation":"send_letter","template":"nonesuch"}`),
			[]string{"act blocks[3].params.template unknown_template"},
		},
		"PRC-12/unknown template of a payment link": {
			s.operating(`{"operation":"send_payment_link","template":"nonesuch"}`),
			[]string{"act blocks[3].params.template unknown_template"},
		},
		"unknown field in a guard": {
			s.operating(letter + `{"field":"order.x","op":"is_set"}}`),
			[]string{"act blocks[3].params.guard.field unknown_rule"},
		},
		"status false in a rule": {
			s.replacing("blocks", paidRule, `{"field":"order.status","op":"is","value":"false"}`),
			[]string{"wait blocks[1].params.until.value not_one_of"},
		},
		"two starts": {
			s.replacing("blocks", `{"id":"end"`, `{"id":"second","kind":"start"},{"id":"end"`).with("links", s["links"]+" second.next>end"),
			[]string{" blocks no_start"},
		},
		"no start": {
			s.replacing("blocks", `{"id":"start","kind":"start"},`, "").replacing("links", "start.next>wait ", ""),
			[]string{" blocks no_start"},
		},
		"double id": {
			s.replacing("blocks", `{"id":"end","kind":"end"}`, `{"id":"end","kind":"end"},{"id":"end","kind":"end"}`),
			[]string{"end blocks[5].id block_id_twice"},
		},
		"connection from an unknown block": {s.with("links", s["links"]+" nobody.next>end"), []string{"nobody connections[6].from unknown_block"}},
		"connection to an unknown block":   {s.replacing("links", "act.next>wait", "act.next>nobody"), []string{"act connections[5].to unknown_block"}},
		"unknown exit":                     {s.with("links", s["links"]+" act.maybe>end"), []string{"act connections[6].exit unknown_exit"}},
		"an end has no exits":              {s.with("links", s["links"]+" end.next>wait"), []string{"end connections[6].exit unknown_exit"}},
		"exit twice":                       {s.with("links", s["links"]+" act.next>end"), []string{"act connections[6].exit exit_connected_twice"}},
		"two branches with one exit": {
			s.replacing("blocks", `"branches":[`, `"branches":[{"exit":"yes","rule":`+paidRule+`},`),
			[]string{"big blocks[2].params.branches[1].exit already_exists"},
		},
		"a branch named else": {
			s.replacing("blocks", `"exit":"yes"`, `"exit":"else"`).replacing("links", "big.yes>act", ""),
			[]string{"act blocks[3] unreachable", "big blocks[2].params.branches[0].exit already_exists"},
		},
		"a condition without branches": {
			s.replacing("blocks", `{"exit":"yes","rule":{"field":"order.cost","op":"gt","value":100}}`, "").replacing("links", "big.yes>act", ""),
			[]string{"act blocks[3] unreachable", "big blocks[2].params.branches required"},
		},
		"a wait on what cannot be foreseen": {
			s.replacing("blocks", paidRule, `{"has":"payments","where":{"field":"payment.created_at","op":"more_than_ago","value":{"amount":3,"unit":"days"}}}`),
			[]string{"wait blocks[1].params.until.where rule_not_predictable"},
		},
		"an exit rule on what cannot be foreseen": {
			s.with("exits", `[{"id":"a","rule":{"has":"payments","where":{"field":"payment.created_at","op":"more_than_ago","value":{"amount":3,"unit":"days"}}}}]`),
			[]string{" exit_rules[0].rule.where rule_not_predictable"},
		},
		"two exit rules with one id": {
			s.with("exits", `[{"id":"a","rule":`+paidRule+`},{"id":"a","rule":`+paidRule+`}]`),
			[]string{" exit_rules[1].id already_exists"},
		},
		"no trigger":              {s.with("triggers", `[]`), []string{" triggers required"}},
		"unknown event":           {s.with("triggers", `[{"kind":"event","event":"order.eaten"}]`), []string{" triggers[0].event unknown_event"}},
		"event that never enters": {s.with("triggers", `[{"kind":"event","event":"deposit.changed"}]`), []string{" triggers[0].event unknown_event"}},
		"event of another object": {s.with("triggers", `[{"kind":"event","event":"customer.created"}]`), []string{" triggers[0].event wrong_subject"}},
		"unknown match": {
			s.with("triggers", `[{"kind":"event","event":"order.status_changed","match":{"too":"payed"}}]`),
			[]string{" triggers[0].match.too unknown_field"},
		},
		"custom event without a name": {
			s.with("triggers", `[{"kind":"event","event":"custom"}]`).with("subject", `"customer"`).operating(`{"operation":"add_tag","tag":"x","on":"customer"}`).
				replacing("blocks", paidRule, `{"field":"customer.tags","op":"is_set"}`).replacing("blocks", `{"field":"order.cost","op":"gt","value":100}`, `{"field":"customer.name","op":"is_set"}`),
			[]string{" triggers[0].match.name required"},
		},
		"operation on another object": {
			s.with("subject", `"customer"`).with("triggers", `[{"kind":"by_hand"}]`).
				replacing("blocks", paidRule, `{"field":"customer.tags","op":"is_set"}`).replacing("blocks", `{"field":"order.cost","op":"gt","value":100}`, `{"field":"customer.name","op":"is_set"}`),
			[]string{"act blocks[3].params.operation wrong_subject"},
		},
		"order tag on a customer": {
			s.with("subject", `"customer"`).with("triggers", `[{"kind":"by_hand"}]`).operating(`{"operation":"add_tag","tag":"x","on":"order"}`).
				replacing("blocks", paidRule, `{"field":"customer.tags","op":"is_set"}`).replacing("blocks", `{"field":"order.cost","op":"gt","value":100}`, `{"field":"customer.name","op":"is_set"}`),
			[]string{"act blocks[3].params.on wrong_subject"},
		},
		"unknown offer": {s.operating(`{"operation":"create_order","offer":"yacht"}`), []string{"act blocks[3].params.offer unknown_reference"}},
		"unknown board": {s.operating(`{"operation":"create_order","offer":"course","board_id":2,"stage_id":10}`), []string{"act blocks[3].params.board_id unknown_reference"}},
		"unknown stage": {s.operating(`{"operation":"create_order","offer":"course","board_id":1,"stage_id":11}`), []string{"act blocks[3].params.stage_id unknown_reference"}},
		"unknown refusal reason": {
			s.operating(`{"operation":"change_status","status":"cancelled","refusal_reason_id":6}`),
			[]string{"act blocks[3].params.refusal_reason_id unknown_reference"},
		},
		"refusal reason with another status": {
			s.operating(`{"operation":"change_status","status":"pending","refusal_reason_id":5}`),
			[]string{"act blocks[3].params.refusal_reason_id reason_not_allowed"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			faults, _ := c.file.check(t)
			got := lines(faults)
			slices.Sort(got)
			require.Equal(t, c.want, got)
			def, err := process.Decode(c.file.json())
			require.NoError(t, err)
			for _, f := range faults {
				require.NotRegexp(t, `[\[\]{}…]`, f.Text("en"))
			}
			_, err = process.Compile(def)
			require.True(t, err == nil || models.IsCode(err, models.CodeProcessInvalid), err)
		})
	}
}

func TestCheckNamesAllFaultsAtOnce(t *testing.T) {
	t.Parallel()
	faults, _ := sample().replacing("links", " wait.met>end", "").replacing("blocks", "order.cost", "order.colour").
		operating(`{"operation":"change_status","status":"part_payed"}`).check(t)
	require.ElementsMatch(t, []string{
		"wait blocks[1] dead_end", "big blocks[2].params.branches[0].rule.field unknown_rule", "act blocks[3].params.status forbidden_status",
	}, lines(faults))
}

// TestCheckStatuses holds every status to the order table: processes set what it grants them and nothing else (ST-12).
func TestCheckStatuses(t *testing.T) {
	t.Parallel()
	forbidden := []models.Status{models.StatusPartPayed, models.StatusWaitingForReturn}
	for _, status := range models.Statuses {
		t.Run("PRC-12/status "+string(status), func(t *testing.T) {
			t.Parallel()
			faults, _ := sample().operating(fmt.Sprintf(`{"operation":"change_status","status":%q}`, status)).check(t)
			if slices.Contains(forbidden, status) {
				require.Equal(t, []string{"act blocks[3].params.status forbidden_status"}, lines(faults))
			} else {
				require.Empty(t, faults)
			}
		})
	}
}

func TestCheckWarnsOfItself(t *testing.T) {
	t.Parallel()
	on := func(event, match string) file {
		return sample().with("triggers", fmt.Sprintf(`[{"kind":"event","event":%q,"match":%s}]`, event, match))
	}
	for name, c := range map[string]struct {
		file file
		warn bool
	}{
		"PRC-17/change status":                {on("order.status_changed", `{}`).operating(`{"operation":"change_status","status":"pending"}`), true},
		"PRC-17/change status to the match":   {on("order.status_changed", `{"to":"pending"}`).operating(`{"operation":"change_status","status":"pending"}`), true},
		"PRC-17/change status to another":     {on("order.status_changed", `{"to":"in_work"}`).operating(`{"operation":"change_status","status":"pending"}`), false},
		"PRC-17/create order":                 {on("order.created", `{}`).operating(`{"operation":"create_order","offer":"course"}`), true},
		"PRC-17/create order, by hand only":   {on("order.created", `{"via":"manual"}`).operating(`{"operation":"create_order","offer":"course"}`), false},
		"PRC-17/create order, paid at once":   {on("order.paid_in_full", `{}`).operating(`{"operation":"create_order","offer":"course"}`), true},
		"PRC-17/add tag":                      {on("order.tag_added", `{"tag":"late"}`).operating(`{"operation":"add_tag","tag":"late","on":"order"}`), true},
		"PRC-17/add another tag":              {on("order.tag_added", `{"tag":"late"}`).operating(`{"operation":"add_tag","tag":"early","on":"order"}`), false},
		"PRC-17/the customer's tag":           {on("order.tag_added", `{"tag":"late"}`).operating(`{"operation":"add_tag","tag":"late","on":"customer"}`), false},
		"PRC-17/a comment fires nothing":      {on("order.status_changed", `{}`), false},
		"PRC-17/a letter fires nothing":       {on("order.status_changed", `{}`).operating(`{"operation":"send_letter","template":"payment_thanks"}`), false},
		"PRC-17/a payment link fires nothing": {on("order.created", `{}`).operating(`{"operation":"send_payment_link"}`), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			faults, warnings := c.file.check(t)
			require.Empty(t, faults, "a warning refuses nothing")
			if c.warn {
				require.Equal(t, []string{"act blocks[3].params self_trigger"}, lines(warnings))
			} else {
				require.Empty(t, warnings)
			}
		})
	}
}

// chain is a process of so many blocks in a row.
func chain(blocks int) file {
	var b, links strings.Builder
	b.WriteString(`{"id":"b0","kind":"start"}`)
	for i := 1; i < blocks; i++ {
		kind := `"kind":"delay","params":{"for":{"amount":1,"unit":"days"}}`
		if i == blocks-1 {
			kind = `"kind":"end"`
		}
		fmt.Fprintf(&b, `,{"id":"b%d",%s}`, i, kind)
		fmt.Fprintf(&links, " b%d.next>b%d", i-1, i)
	}
	return sample().with("blocks", b.String()).with("links", links.String())
}

func TestCheckSizes(t *testing.T) {
	t.Parallel()
	faults, _ := chain(1000).check(t)
	require.Empty(t, faults, "1,000 blocks are allowed, and their skeleton is small")

	_, err := process.Decode(chain(1001).json())
	require.Equal(t, models.CodeOutOfRange, fieldsOf(t, err)[0].Code)

	_, err = process.Decode(append(sample().json(), make([]byte, process.MaxDefinition)...))
	require.True(t, models.IsCode(err, models.CodeBodyTooLarge))
}

// TestSkeletonIsSmall builds the widest process that is allowed: 1,000 blocks, 4,000 connections.
func TestSkeletonIsSmall(t *testing.T) {
	t.Parallel()
	def := process.Definition{Subject: models.SubjectOrder, Blocks: []process.Block{{ID: "b0", Kind: process.KindStart, Params: process.Start{}}}}
	for i := 1; i < 1000; i++ {
		b := process.Block{ID: fmt.Sprintf("b%d", i), Kind: process.KindCondition}
		var params process.Condition
		for _, exit := range []string{"x", "y", "z", process.ExitElse} {
			def.Connections = append(def.Connections, process.Connection{From: b.ID, Exit: exit, To: "b999"})
			if exit != process.ExitElse {
				params.Branches = append(params.Branches, process.Branch{Exit: exit, Rule: process.Rule(paidRule)})
			}
		}
		b.Params = params
		def.Blocks = append(def.Blocks, b)
	}
	compiled, err := process.Compile(def)
	require.NoError(t, err)
	raw, err := json.Marshal(compiled.Skeleton())
	require.NoError(t, err)
	require.LessOrEqual(t, len(raw), process.MaxSkeleton)
	var back process.Skeleton
	require.NoError(t, json.Unmarshal(raw, &back))
	require.Equal(t, process.SkeletonBlock{Kind: process.KindCondition, Next: []int{999, 999, 999, 999}}, back[500])
}

// TestCheckAnything holds the checker to an answer for every decodable file.
func TestCheckAnything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		kinds := []string{
			`"kind":"start"`, `"kind":"end"`, `"kind":"delay","params":{"for":{"amount":1,"unit":"days"}}`,
			`"kind":"wait","params":{"until":` + paidRule + `,"timeout":{"amount":1,"unit":"hours"}}`,
			`"kind":"condition","params":{"branches":[{"exit":"yes","rule":` + paidRule + `}]}`,
			`"kind":"operation","params":{"operation":"comment","text":"x"}`,
		}
		ids := []string{"a", "b", "c", "d", "e", "f", "g"}
		var blocks, links []string
		for range rapid.IntRange(0, 7).Draw(r, "blocks") {
			blocks = append(blocks, fmt.Sprintf(`{"id":%q,%s}`, rapid.SampledFrom(ids).Draw(r, "id"), rapid.SampledFrom(kinds).Draw(r, "kind")))
		}
		for range rapid.IntRange(0, 12).Draw(r, "links") {
			exit := rapid.SampledFrom([]string{"next", "met", "timeout", "yes", "else"}).Draw(r, "exit")
			links = append(links, fmt.Sprintf("%s.%s>%s", rapid.SampledFrom(ids).Draw(r, "from"), exit, rapid.SampledFrom(ids).Draw(r, "to")))
		}
		f := sample().with("blocks", strings.Join(blocks, ",")).with("links", strings.Join(links, " "))
		def, err := process.Decode(f.json())
		if err != nil {
			r.Fatalf("%s: %v", f.json(), err)
		}
		faults, _ := process.Check(def, shop{})
		compiled, err := process.Compile(def)
		if err != nil {
			if len(faults) == 0 {
				r.Fatalf("checked but not compiled: %v", err)
			}
			return
		}
		if len(faults) == 0 {
			followAll(r, compiled)
		}
	})
}

// followAll holds Next to the promise of the checker: every exit but an end's leads to a block.
func followAll(r *rapid.T, c *process.Compiled) {
	for i := range c.Len() {
		b := c.Block(i)
		for _, exit := range b.Params.Exits() {
			next, ok := process.Next(c, b.ID, exit)
			if !ok || c.BlockByID(next) == nil {
				r.Fatalf("%s.%s leads to %q", b.ID, exit, next)
			}
		}
	}
}
