package process_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/models"
)

func fieldsOf(t *testing.T, err error) []models.FieldError {
	t.Helper()
	var e *models.Error
	require.ErrorAs(t, err, &e, "%v", err)
	return e.Fields
}

func TestDecodeFillsDefaults(t *testing.T) {
	t.Parallel()
	def, err := process.Decode(sample().
		with("triggers", `[{"kind":"segment","rule":`+paidRule+`},{"kind":"segment","rule":`+paidRule+`,"every_seconds":0,"existing":true}]`).
		operating(`{"operation":"create_order","offer":"course"}`).json())
	require.NoError(t, err)
	require.Equal(t, process.Policies{
		Reentry: process.ReentryOnce, TimeZone: process.ZoneAccount,
		Retry: process.Retry{Tries: 5, Over: models.Duration{Amount: 10, Unit: "minutes"}},
	}, def.Policies, "PRC-3: once is the default; PRC-8: 5 tries over 10 minutes")
	require.Equal(t, process.CreateOrder{Offer: "course", Quantity: 1}, def.Blocks[3].Params.(process.Operation).Params)
	require.Equal(t, int64(60), def.Triggers[0].Params.(process.SegmentTrigger).EverySeconds)
	require.Equal(t, process.SegmentTrigger{Rule: process.Rule(paidRule), Existing: true}, def.Triggers[1].Params)
	require.Equal(t, process.End{}, def.Blocks[4].Params)
}

// TestDecodeReentry reads each policy of PRC-3 as it is declared.
func TestDecodeReentry(t *testing.T) {
	t.Parallel()
	for _, policy := range []process.Reentry{process.ReentryOnce, process.ReentryAfterEnd, process.ReentryAlways} {
		t.Run("PRC-3/"+string(policy), func(t *testing.T) {
			t.Parallel()
			def, err := process.Decode(sample().with("policies", `{"reentry":"`+string(policy)+`"}`).json())
			require.NoError(t, err)
			require.Equal(t, policy, def.Policies.Reentry)
			require.Nil(t, def.Policies.Cooldown)
		})
	}
	t.Run("PRC-3/cool-down", func(t *testing.T) {
		t.Parallel()
		def, err := process.Decode(sample().with("policies", `{"reentry":"always","cooldown":{"amount":7,"unit":"days"}}`).json())
		require.NoError(t, err)
		require.Equal(t, &models.Duration{Amount: 7, Unit: "days"}, def.Policies.Cooldown)
	})
	t.Run("PRC-17/may enter again from itself", func(t *testing.T) {
		t.Parallel()
		def, err := process.Decode(sample().with("policies", `{"chain":{"allow_self":true}}`).json())
		require.NoError(t, err)
		require.True(t, def.Policies.Chain.AllowSelf)
	})
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	s := sample()
	long := strings.Repeat("ж", 201)
	for name, c := range map[string]struct {
		file file
		want string
	}{
		"unknown key of a block":       {s.replacing("blocks", `"kind":"start"`, `"kind":"start","colour":"red"`), "start blocks[0].colour unknown_field"},
		"unknown key of params":        {s.replacing("blocks", `"text":"waited"`, `"text":"waited","bold":true`), "act blocks[3].params.bold unknown_field"},
		"key of another operation":     {s.operating(`{"operation":"comment","text":"x","template":"y"}`), "act blocks[3].params.template unknown_field"},
		"key of another kind of block": {s.replacing("blocks", `"kind":"end"`, `"kind":"end","params":{"until":{}}`), "end blocks[4].params.until unknown_field"},
		"key of another trigger":       {s.with("triggers", `[{"kind":"by_hand","rule":`+paidRule+`}]`), " triggers[0].rule unknown_field"},
		"unknown key of policies":      {s.with("policies", `{"speed":1}`), " policies.speed unknown_field"},
		"unknown key of a branch":      {s.replacing("blocks", `"exit":"yes"`, `"exit":"yes","if":1`), "big blocks[2].params.branches[0].if unknown_field"},
		"case of a key":                {s.replacing("blocks", `"kind":"start"`, `"Kind":"start"`), "start blocks[0].kind required"},
		"unknown kind of block":        {s.replacing("blocks", `"kind":"end"`, `"kind":"teleport"`), "end blocks[4].kind not_one_of"},
		"unknown operation":            {s.operating(`{"operation":"fly","height":3}`), "act blocks[3].params.operation not_one_of"},
		"unknown kind of trigger":      {s.with("triggers", `[{"kind":"moon"}]`), " triggers[0].kind not_one_of"},
		"unknown subject":              {s.with("subject", `"letter"`), " subject not_one_of"},
		"unknown status":               {s.operating(`{"operation":"change_status","status":"paid"}`), "act blocks[3].params.status not_one_of"},
		"unknown policy":               {s.with("policies", `{"reentry":"twice"}`), " policies.reentry not_one_of"},
		"unknown time zone":            {s.with("policies", `{"time_zone":"Mars/Olympus"}`), " policies.time_zone invalid_time_zone"},
		"the machine's time zone":      {s.with("policies", `{"time_zone":"Local"}`), " policies.time_zone invalid_time_zone"},
		"unknown unit":                 {s.replacing("blocks", `"unit":"days"`, `"unit":"moons"`), "wait blocks[1].params.timeout.unit not_one_of"},
		"negative duration":            {s.replacing("blocks", `"amount":2`, `"amount":-2`), "wait blocks[1].params.timeout.amount out_of_range"},
		"endless duration":             {s.replacing("blocks", `"amount":2`, `"amount":2000000`), "wait blocks[1].params.timeout.amount out_of_range"},
		"duration without unit":        {s.replacing("blocks", `,"unit":"days"`, ``), "wait blocks[1].params.timeout.unit required"},
		"wait without timeout":         {s.replacing("blocks", `,"timeout":{"amount":2,"unit":"days"}`, ``), "wait blocks[1].params.timeout required"},
		"delay without anything":       {s.replacing("blocks", `"kind":"end"`, `"kind":"delay"`), "end blocks[4].params.for required"},
		"delay with both":              {s.replacing("blocks", `"kind":"end"`, `"kind":"delay","params":{"for":{"amount":1,"unit":"days"},"until":"2030-01-01T00:00:00Z"}`), "end blocks[4].params.until unknown_field"},
		"delay until no time":          {s.replacing("blocks", `"kind":"end"`, `"kind":"delay","params":{"until":"tomorrow"}`), "end blocks[4].params.until invalid_time"},
		"fraction":                     {s.operating(`{"operation":"create_order","offer":"course","quantity":1.5}`), "act blocks[3].params.quantity wrong_type"},
		"number as text":               {s.operating(`{"operation":"create_order","offer":"course","quantity":"2"}`), "act blocks[3].params.quantity wrong_type"},
		"overflow":                     {s.operating(`{"operation":"create_order","offer":"course","quantity":99999999999999999999}`), "act blocks[3].params.quantity wrong_type"},
		"nothing ordered":              {s.operating(`{"operation":"create_order","offer":"course","quantity":0}`), "act blocks[3].params.quantity out_of_range"},
		"negative part":                {s.operating(`{"operation":"send_payment_link","part":-1}`), "act blocks[3].params.part out_of_range"},
		"flag as text":                 {s.operating(`{"operation":"create_order","offer":"course","try_deposit":"yes"}`), "act blocks[3].params.try_deposit wrong_type"},
		"null":                         {s.with("policies", `null`), " policies wrong_type"},
		"empty text":                   {s.operating(`{"operation":"comment","text":" "}`), "act blocks[3].params.text required"},
		"zero character":               {s.operating(`{"operation":"comment","text":"a\u0000b"}`), "act blocks[3].params.text wrong_type"},
		"long title":                   {s.replacing("blocks", `"kind":"start"`, `"kind":"start","title":"`+long+`"`), "start blocks[0].title too_long"},
		"long match":                   {s.with("triggers", `[{"kind":"event","event":"custom","match":{"name":"`+long+`"}}]`), " triggers[0].match.name too_long"},
		"deep match":                   {s.with("triggers", `[{"kind":"event","event":"custom","match":{"name":["x"]}}]`), " triggers[0].match.name wrong_type"},
		"id with a space":              {s.replacing("blocks", `"id":"end"`, `"id":"the end"`), "the end blocks[4].id wrong_type"},
		"rule as text":                 {s.replacing("blocks", paidRule, `"paid"`), "wait blocks[1].params.until wrong_type"},
		"blocks as an object":          {s.with("blocks", ``).with("triggers", `{}`), " triggers wrong_type"},
		"tries":                        {s.with("policies", `{"retry":{"tries":21}}`), " policies.retry.tries out_of_range"},
		"too many seconds":             {s.with("triggers", `[{"kind":"segment","rule":{},"every_seconds":86401}]`), " triggers[0].every_seconds out_of_range"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := process.Decode(c.file.json())
			require.True(t, models.IsCode(err, models.CodeProcessInvalid), "%v", err)
			require.Contains(t, lines(fieldsOf(t, err)), c.want)
		})
	}
}

func TestDecodeRefusesBrokenJSON(t *testing.T) {
	t.Parallel()
	whole := string(sample().json())
	for name, raw := range map[string]string{
		"nothing":         "",
		"half":            whole[:len(whole)/2],
		"trailing bytes":  whole + "x",
		"second document": whole + "{}",
		"double key":      `{"schema":1,"schema":1}`,
		"not UTF-8":       "{\"title\":\"\xff\"}",
		"very deep":       strings.Repeat(`{"a":`, 200) + "1" + strings.Repeat("}", 200),
		"comment":         "// hello\n" + whole,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := process.Decode([]byte(raw))
			require.True(t, models.IsCode(err, models.CodeMalformed), "%v", err)
		})
	}
	for _, raw := range []string{`null`, `[]`, `7`, `"process"`} {
		_, err := process.Decode([]byte(raw))
		require.Equal(t, models.CodeWrongType, fieldsOf(t, err)[0].Code, raw)
	}
}

func TestDecodeNamesAllFaultsAtOnce(t *testing.T) {
	t.Parallel()
	_, err := process.Decode([]byte(`{"schema":2,"titel":"x","subject":"order","blocks":[{"id":"a","kind":"operation","params":{"operation":"create_order","quantity":0}}],"connections":[],"triggers":[]}`))
	require.ElementsMatch(t, []string{
		" schema out_of_range", " title required", "a blocks[0].params.offer required", "a blocks[0].params.quantity out_of_range", " titel unknown_field",
	}, lines(fieldsOf(t, err)))
}

func TestCanonicalForm(t *testing.T) {
	t.Parallel()
	plain, err := process.Decode(sample().json())
	require.NoError(t, err)

	t.Run("it is read back", func(t *testing.T) {
		t.Parallel()
		again, err := process.Decode(plain.Canonical())
		require.NoError(t, err)
		require.Equal(t, plain, again)

		once, err := process.Decode(sample().with("triggers", `[{"kind":"segment","rule":`+paidRule+`,"every_seconds":0}]`).json())
		require.NoError(t, err)
		again, err = process.Decode(once.Canonical())
		require.NoError(t, err)
		require.Equal(t, once, again, "a zero that is not the default is written out")
	})
	t.Run("spaces, order of keys and written defaults mean nothing", func(t *testing.T) {
		t.Parallel()
		other, err := process.Decode(sample().
			with("policies", ` { "retry" : {"over":{"unit":"minutes","amount":10},"tries":5}, "chain":{}, "time_zone":"account", "reentry":"once"} `).
			replacing("blocks", `"op":"gt","value":100`, `"value":100,"op":"gt"`).json())
		require.NoError(t, err)
		require.Equal(t, plain.Hash(), other.Hash())
		require.Len(t, plain.Hash(), 64)
	})
	t.Run("anything else changes the hash", func(t *testing.T) {
		t.Parallel()
		for _, changed := range []file{
			sample().with("policies", `{"retry":{"tries":4}}`),
			sample().replacing("blocks", "waited", "waits"),
			sample().replacing("links", "big.else>end", "big.else>wait"),
			sample().replacing("blocks", `"value":100`, `"value":101`),
		} {
			def, err := process.Decode(changed.json())
			require.NoError(t, err)
			require.NotEqual(t, plain.Hash(), def.Hash())
		}
	})
	t.Run("encoding/json uses it", func(t *testing.T) {
		t.Parallel()
		raw, err := json.Marshal(map[string]any{"definition": plain})
		require.NoError(t, err)
		var back struct{ Definition process.Definition }
		require.NoError(t, json.Unmarshal(raw, &back))
		require.Equal(t, plain, back.Definition)
	})
	t.Run("times are in UTC", func(t *testing.T) {
		t.Parallel()
		def, err := process.Decode(sample().replacing("blocks", `"kind":"end"`, `"kind":"delay","params":{"until":"2030-01-01T03:00:00.1234567+03:00"}`).json())
		require.NoError(t, err)
		require.Equal(t, time.Date(2030, 1, 1, 0, 0, 0, 123456000, time.UTC), *def.Blocks[4].Params.(process.Delay).Until)
		require.Contains(t, string(def.Canonical()), `"until":"2030-01-01T00:00:00.123456Z"`)
	})
}
