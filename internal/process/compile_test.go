package process_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/models"
)

func compiled(t *testing.T, f file) *process.Compiled {
	t.Helper()
	c, err := process.Load(f.json())
	require.NoError(t, err)
	return c
}

func TestNext(t *testing.T) {
	t.Parallel()
	c := compiled(t, sample())
	for _, step := range [][3]string{
		{"start", "next", "wait"},
		{"wait", "met", "end"},
		{"wait", "timeout", "big"},
		{"big", "yes", "act"},
		{"big", "else", "end"},
		{"act", "next", "wait"},
	} {
		next, ok := process.Next(c, step[0], step[1])
		require.True(t, ok, step)
		require.Equal(t, step[2], next, step)
	}
	for _, nowhere := range [][2]string{{"end", "next"}, {"act", "met"}, {"nobody", "next"}, {"", ""}} {
		_, ok := process.Next(c, nowhere[0], nowhere[1])
		require.False(t, ok, nowhere)
	}
}

func TestCompiledIndex(t *testing.T) {
	t.Parallel()
	c := compiled(t, sample().with("exits", `[{"id":"paid","outcome":"paid","rule":`+paidRule+`}]`))
	require.Equal(t, "start", c.Start().ID)
	require.Equal(t, 5, c.Len())
	number, ok := c.Number("act")
	require.True(t, ok)
	require.Equal(t, "act", c.Block(number).ID)
	require.Equal(t, c.Block(number), c.BlockByID("act"))
	require.Nil(t, c.Block(-1))
	require.Nil(t, c.Block(5))
	require.Nil(t, c.BlockByID("nobody"))
	require.NotNil(t, c.BlockByID("wait").Until)
	require.Equal(t, "yes", c.BlockByID("big").Branches[0].Exit)
	require.Equal(t, "paid", c.ExitRules[0].Outcome)
	require.Nil(t, c.Triggers[0].Rule)
	require.False(t, c.ByHand())
	require.Equal(t, c.Definition.Hash(), c.Hash)
	require.Equal(t, process.Skeleton{
		{Kind: process.KindStart, Next: []int{1}},
		{Kind: process.KindWait, Next: []int{4, 2}},
		{Kind: process.KindCondition, Next: []int{3, 4}},
		{Kind: process.KindOperation, Next: []int{1}},
		{Kind: process.KindEnd},
	}, c.Skeleton())
}

func TestGuard(t *testing.T) {
	t.Parallel()
	exits := `[{"id":"paid","rule":` + paidRule + `}]`
	guard := func(f file) string {
		b := compiled(t, f).BlockByID("act")
		if b.Guard == nil {
			return ""
		}
		return string(b.Guard.Raw())
	}
	letter, link := `{"operation":"send_letter","template":"payment_thanks"}`, `{"operation":"send_payment_link"}`
	payable := `{"all":[{"field":"order.status","op":"one_of","value":["in_work","new","not_confirmed","part_payed","payment_waiting","pending"]},{"field":"order.left","op":"gt","value":0},
		{"not":{"field":"order.payment_deadline","op":"more_than_ago","value":{"amount":0,"unit":"minutes"}}}]}`
	require.Empty(t, guard(sample()), "a comment is no letter")
	require.Empty(t, guard(sample().operating(letter)), "nothing made it right that could have changed")
	require.JSONEq(t, `{"all":[{"not":`+paidRule+`}]}`, guard(sample().operating(letter).with("exits", exits)), "MAIL-6: still enrolled")
	require.JSONEq(t, `{"all":[`+payable+`]}`, guard(sample().operating(link)), "MAIL-6: still unpaid")
	require.JSONEq(t, `{"all":[`+payable+`,{"not":`+paidRule+`}]}`, guard(sample().operating(link).with("exits", exits)))
	own := `{"field":"order.cost","op":"gt","value":5}`
	require.JSONEq(t, own, guard(sample().with("exits", exits).operating(`{"operation":"send_payment_link","guard":`+own+`}`)), "the author's own rule replaces the default")
}

func TestDueAt(t *testing.T) {
	t.Parallel()
	paris, err := time.LoadLocation("Europe/Paris")
	require.NoError(t, err)
	// The clocks of Paris go forward on 2026-03-29.
	entered := time.Date(2026, 3, 27, 17, 30, 0, 0, time.UTC)
	delay := func(params string) *process.CompiledBlock {
		return compiled(t, sample().replacing("blocks", `{"operation":"comment","text":"waited"}`, params).
			replacing("blocks", `"id":"act","kind":"operation"`, `"id":"act","kind":"delay"`)).BlockByID("act")
	}
	for name, c := range map[string]struct {
		block *process.CompiledBlock
		want  time.Time
	}{
		"PRC-4/delay in days keeps the local time": {delay(`{"for":{"amount":3,"unit":"days"}}`), time.Date(2026, 3, 30, 16, 30, 0, 0, time.UTC)},
		"PRC-4/delay in hours is exact":            {delay(`{"for":{"amount":72,"unit":"hours"}}`), entered.Add(72 * time.Hour)},
		"PRC-4/delay until a date":                 {delay(`{"until":"2026-04-01T10:00:00+03:00"}`), time.Date(2026, 4, 1, 7, 0, 0, 0, time.UTC)},
		"PRC-4/delay until a past date":            {delay(`{"until":"2026-01-01T00:00:00Z"}`), entered},
		"PRC-4/wait times out":                     {compiled(t, sample()).BlockByID("wait"), time.Date(2026, 3, 29, 16, 30, 0, 0, time.UTC)},
		"PRC-4/operation is due at once":           {compiled(t, sample()).BlockByID("act"), entered},
		"PRC-4/condition is due at once":           {compiled(t, sample()).BlockByID("big"), entered},
		"PRC-4/end is due at once":                 {compiled(t, sample()).BlockByID("end"), entered},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.True(t, c.want.Equal(c.block.DueAt(entered, paris)), "%s", c.block.DueAt(entered, paris))
		})
	}
}

func TestZone(t *testing.T) {
	t.Parallel()
	account, customer := time.FixedZone("account", 3600), time.FixedZone("customer", 7200)
	for zone, want := range map[string]*time.Location{"account": account, "customer": customer, "Asia/Tokyo": nil} {
		def, err := process.Decode(sample().with("policies", `{"time_zone":"`+zone+`"}`).json())
		require.NoError(t, err)
		got := def.Policies.Zone(account, customer)
		if want == nil {
			require.Equal(t, zone, got.String())
			continue
		}
		require.Equal(t, want, got)
	}
	require.Equal(t, account, process.Policies{TimeZone: process.ZoneCustomer}.Zone(account, nil), "a customer without a zone has the account's")
}

func TestRetry(t *testing.T) {
	t.Parallel()
	t.Run("PRC-8/5 tries over 10 minutes", func(t *testing.T) {
		t.Parallel()
		retry, all := compiled(t, sample()).Definition.Policies.Retry, time.Duration(0)
		for tries, want := range []time.Duration{0, 40 * time.Second, 80 * time.Second, 160 * time.Second, 320 * time.Second} {
			pause, ok := retry.After(tries)
			require.Equal(t, tries > 0, ok)
			require.Equal(t, want, pause)
			all += pause
		}
		require.Equal(t, 10*time.Minute, all)
		_, ok := retry.After(5)
		require.False(t, ok, "the fifth try was the last")
	})
	t.Run("PRC-8/one try", func(t *testing.T) {
		t.Parallel()
		_, ok := process.Retry{Tries: 1}.After(1)
		require.False(t, ok)
	})
}

func TestAccepts(t *testing.T) {
	t.Parallel()
	trigger := func(event, match string) process.EventTrigger {
		c := compiled(t, sample().with("triggers", `[{"kind":"event","event":"`+event+`","match":`+match+`}]`))
		return c.Triggers[0].Params.(process.EventTrigger)
	}
	for name, c := range map[string]struct {
		trigger process.EventTrigger
		kind    models.EventKind
		data    string
		want    bool
	}{
		"PRC-2/event":                      {trigger("order.created", `{}`), models.EventOrderCreated, `{}`, true},
		"PRC-2/another event":              {trigger("order.created", `{}`), models.EventOrderPaidInFull, `{}`, false},
		"PRC-2/event with its data":        {trigger("order.status_changed", `{"to":"pending"}`), models.EventOrderStatusChanged, `{"from":"new","to":"pending"}`, true},
		"PRC-2/event with other data":      {trigger("order.status_changed", `{"to":"pending"}`), models.EventOrderStatusChanged, `{"from":"pending","to":"new"}`, false},
		"PRC-2/event with both data":       {trigger("order.status_changed", `{"from":"new","to":"pending"}`), models.EventOrderStatusChanged, `{"from":"in_work","to":"pending"}`, false},
		"PRC-2/event without the data":     {trigger("order.status_changed", `{"to":"pending"}`), models.EventOrderStatusChanged, `{}`, false},
		"PRC-2/event with a number":        {trigger("order.status_changed", `{"reason":7}`), models.EventOrderStatusChanged, `{"reason":7}`, true},
		"PRC-2/event with a large number":  {trigger("order.status_changed", `{"reason":9007199254740993}`), models.EventOrderStatusChanged, `{"reason":9007199254740993}`, true},
		"PRC-2/event with another number":  {trigger("order.status_changed", `{"reason":7}`), models.EventOrderStatusChanged, `{"reason":8}`, false},
		"PRC-2/event whose data is broken": {trigger("order.status_changed", `{"reason":7}`), models.EventOrderStatusChanged, `[`, false},
		"PRC-2/custom event by name":       {process.EventTrigger{Event: models.EventCustom, Match: process.Match{"name": "test_passed"}}, models.EventCustom, `{"name":"test_passed"}`, true},
		"PRC-2/custom event, another name": {process.EventTrigger{Event: models.EventCustom, Match: process.Match{"name": "test_passed"}}, models.EventCustom, `{"name":"test_failed"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, c.trigger.Accepts(c.kind, []byte(c.data)))
		})
	}
}

// TestEveryTriggerableEventCanBeNamed holds the list of matches to the list of events that start processes.
func TestEveryTriggerableEventCanBeNamed(t *testing.T) {
	t.Parallel()
	for _, kind := range models.EventKinds {
		subject, ok := kind.Triggering()
		def, err := process.Decode(sample().with("triggers", `[{"kind":"event","event":"`+string(kind)+`"}]`).json())
		require.NoError(t, err)
		faults, _ := process.Check(def, shop{})
		switch {
		case !ok:
			require.Contains(t, lines(faults), " triggers[0].event unknown_event")
		case subject != models.SubjectOrder:
			require.Contains(t, lines(faults), " triggers[0].event wrong_subject")
		default:
			require.Empty(t, faults)
		}
	}
}

func TestOperations(t *testing.T) {
	t.Parallel()
	effects := map[process.OperationName]process.Effect{
		process.OpCreateOrder: process.EffectDatabase, process.OpChangeStatus: process.EffectDatabase, process.OpAddTag: process.EffectDatabase,
		process.OpComment: process.EffectDatabase, process.OpSendLetter: process.EffectLetter, process.OpSendPaymentLink: process.EffectLetter,
	}
	require.Len(t, process.Operations(), len(effects))
	for _, op := range process.Operations() {
		require.Equal(t, effects[op.Name], op.Effect, op.Name)
	}
}
