package process_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/orderflow/orderflow/internal/process"
)

const second = int64(1_000_000)

// at is a moment of the tests, in seconds.
func at(seconds float64) int64 { return 1_000*second + int64(seconds*float64(second)) }

func waiting(enrollment int64, block int, visit int32, due int64) process.Position {
	return process.Position{Enrollment: enrollment, Block: block, Visit: visit, Due: due, Wake: 1}
}

func members(block int, due int64, enrollments ...int64) []process.Position {
	var out []process.Position
	for _, e := range enrollments {
		out = append(out, waiting(e, block, 1, due))
	}
	return out
}

// moved answers each member with its next block.
func moved(asked []process.Position, block int, due int64) []process.Position {
	var out []process.Position
	for _, p := range asked {
		p.Block, p.Due, p.Woken = block, due, false
		p.Visit++
		out = append(out, p)
	}
	return out
}

func ended(asked []process.Position) []process.Position {
	var out []process.Position
	for _, p := range asked {
		p.State, p.Woken = process.StateEnded, false
		out = append(out, p)
	}
	return out
}

func newEngine() *process.Engine { return process.NewEngine(nil, second) }

// only takes the single Execute of the commands.
func only(t *testing.T, commands []process.Command) process.Execute {
	t.Helper()
	all := executions(commands)
	require.Len(t, all, 1, "%v", commands)
	return all[0]
}

func executions(commands []process.Command) []process.Execute {
	var all []process.Execute
	for _, c := range commands {
		if e, ok := c.(process.Execute); ok {
			all = append(all, e)
		}
	}
	return all
}

func TestEngine(t *testing.T) {
	t.Parallel()
	for name, scenario := range map[string]func(*testing.T){
		"members of one block run together":                        together,
		"at most 500 members in a batch":                           split,
		"due times are rounded up to the bucket":                   bucketed,
		"one wake-up for the earliest bucket":                      oneWakeUp,
		"PRC-6/a woken member is looked at before it is due":       woken,
		"those who trickle in wait for the batch of their block":   gathered,
		"regular activities do not hold their block up":            regular,
		"PRC-7/a change in flight is held until the outcome":       held,
		"PRC-7/an earlier position changes nothing":                stale,
		"PRC-7/an older answer does not bring an ended one back":   noGhosts,
		"a member without an answer is tried again, not spun":      unanswered,
		"PRC-8/one that was put off goes by its new due time":      postponed,
		"PRC-8/a failed batch is tried again after a pause":        failed,
		"batches shrink when they fail and grow when they succeed": shrinks,
		"PRC-8/a failed member does not keep the cohort open":      parked,
		"a cohort without members finishes, and may go on":         finishes,
		"draining starts nothing new":                              drains,
		"the same outcome twice changes nothing":                   twice,
		"a present before the last one counts as the last one":     backwards,
		"a member that moved to another cohort is no longer asked": movedAway,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scenario(t)
		})
	}
}

func together(t *testing.T) {
	e := newEngine()
	x := only(t, e.Load(at(0), members(0, at(0), 3, 1, 2)))
	require.Equal(t, members(0, at(0), 1, 2, 3), x.Members)
	next := only(t, e.Outcome(at(0.1), x.Batch, moved(x.Members, 1, at(0.1))))
	require.Equal(t, 1, next.Block)
	require.Len(t, next.Members, 3)
}

func split(t *testing.T) {
	var all []process.Position
	for i := range int64(1201) {
		all = append(all, waiting(i, 0, 1, at(0)))
	}
	batches := executions(newEngine().Load(at(0), all))
	require.Len(t, batches, 3)
	require.Len(t, batches[0].Members, process.MaxBatch)
	require.Len(t, batches[1].Members, process.MaxBatch)
	require.Len(t, batches[2].Members, 201)
}

func bucketed(t *testing.T) {
	e := newEngine()
	commands := e.Load(at(0), []process.Position{waiting(1, 0, 1, at(9.1)), waiting(2, 0, 1, at(9.9)), waiting(3, 0, 1, at(10.1))})
	require.Equal(t, []process.Command{process.WakeAt{At: at(10)}}, commands)
	require.Empty(t, e.Due(at(9.95)), "the bucket has not ended")
	commands = e.Due(at(10))
	require.Len(t, only(t, commands).Members, 2)
	require.Contains(t, commands, process.WakeAt{At: at(11)})
}

func oneWakeUp(t *testing.T) {
	e := newEngine()
	require.Equal(t, []process.Command{process.WakeAt{At: at(20)}}, e.Load(at(0), members(0, at(20), 1, 2, 3)))
	require.Empty(t, e.Changed(at(1), members(0, at(30), 4)), "a later one needs no other timer")
	require.Equal(t, []process.Command{process.WakeAt{At: at(5)}}, e.Changed(at(1), members(0, at(5), 5)))
}

func woken(t *testing.T) {
	e := newEngine()
	e.Load(at(0), members(0, at(1000), 1, 2))
	p := waiting(2, 0, 1, at(1000))
	p.Woken, p.Wake = true, 2
	x := only(t, e.Changed(at(1), []process.Position{p}))
	require.Equal(t, []process.Position{p}, x.Members)
	p.Woken = false
	require.Empty(t, e.Outcome(at(1.1), x.Batch, []process.Position{p}), "nothing was true: it waits on")
	require.Len(t, only(t, e.Due(at(1000))).Members, 2)
}

func gathered(t *testing.T) {
	e := newEngine()
	first := only(t, e.Load(at(0), members(0, at(0), 1)))
	for i := range int64(400) {
		require.Empty(t, executions(e.Changed(at(0), members(0, at(0), i+2))))
	}
	require.Len(t, only(t, e.Outcome(at(0.1), first.Batch, moved(first.Members, 1, at(100)))).Members, 400)
}

func regular(t *testing.T) {
	e := process.NewEngine(process.Skeleton{{Kind: process.KindOperation, Class: process.ClassRegular}}, second)
	require.Equal(t, process.ClassRegular, only(t, e.Load(at(0), members(0, at(0), 1))).Class)
	require.Len(t, only(t, e.Changed(at(0), members(0, at(0), 2))).Members, 1)
}

func held(t *testing.T) {
	e := newEngine()
	x := only(t, e.Load(at(0), members(0, at(0), 1)))
	p := waiting(1, 1, 2, at(500))
	p.Woken, p.Wake = true, 7
	require.Empty(t, e.Changed(at(0.1), []process.Position{p}), "it is in a batch")
	require.Equal(t, p, only(t, e.Outcome(at(0.2), x.Batch, moved(x.Members, 1, at(500)))).Members[0])
}

func stale(t *testing.T) {
	e := newEngine()
	now := waiting(1, 3, 4, at(100))
	now.Wake = 9
	e.Load(at(0), []process.Position{now})
	for _, old := range []process.Position{waiting(1, 2, 3, at(0)), waiting(1, 3, 4, at(0))} {
		require.Empty(t, e.Changed(at(1), []process.Position{old}))
	}
	require.Equal(t, now, only(t, e.Due(at(100))).Members[0])
}

func noGhosts(t *testing.T) {
	e := newEngine()
	x := only(t, e.Load(at(0), members(0, at(0), 1)))
	require.Equal(t, []process.Command{process.Finish{}}, e.Outcome(at(1), x.Batch, ended(x.Members)))
	p := x.Members[0]
	p.Woken = true
	require.Equal(t, []process.Command{process.Finish{}}, e.Changed(at(1), []process.Position{p}))
}

func unanswered(t *testing.T) {
	now := waiting(1, 4, 3, at(0))
	for name, answer := range map[string][]process.Position{
		"missing": nil, "unchanged": {now}, "earlier": {waiting(1, 2, 2, at(0))}, "of others": members(0, at(0), 2),
	} {
		e := newEngine()
		x := only(t, e.Load(at(0), []process.Position{now}))
		require.Equal(t, []process.Command{process.WakeAt{At: at(1)}}, e.Outcome(at(0.5), x.Batch, answer), name)
		require.Equal(t, []process.Position{now}, only(t, e.Due(at(1))).Members, name)
	}
}

// On a driven clock the new due time may have come already, and no time passes until it is heeded.
func postponed(t *testing.T) {
	e := newEngine()
	x := only(t, e.Load(at(0), members(0, at(0), 1, 2)))
	commands := e.Outcome(at(30), x.Batch, append(members(0, at(20), 1), members(0, at(40), 2)...))
	require.Equal(t, members(0, at(20), 1), only(t, commands).Members)
	require.Contains(t, commands, process.WakeAt{At: at(40)})
}

func failed(t *testing.T) {
	e := newEngine()
	x := only(t, e.Load(at(0), members(0, at(0), 1, 2)))
	require.Equal(t, []process.Command{process.WakeAt{At: at(1)}}, e.Failed(at(0), x.Batch))
	x = only(t, e.Due(at(1)))
	require.Equal(t, []process.Command{process.WakeAt{At: at(3)}}, e.Failed(at(1), x.Batch), "the pause doubles")
	x = only(t, e.Due(at(3)))
	require.Len(t, x.Members, 2)
	stopped := x.Members[0]
	stopped.State, stopped.Wake = process.StateEnded, 2
	e.Changed(at(3), []process.Position{stopped})
	e.Failed(at(3), x.Batch)
	x = only(t, e.Due(at(7)))
	require.Equal(t, members(0, at(0), 2), x.Members, "what came meanwhile is not lost")
	e.Outcome(at(7), x.Batch, moved(x.Members, 1, at(50)))
	x = only(t, e.Due(at(50)))
	require.Equal(t, []process.Command{process.WakeAt{At: at(51)}}, e.Failed(at(50), x.Batch), "a batch that went well ends the doubling")
}

func shrinks(t *testing.T) {
	e := newEngine()
	var all []process.Position
	for i := range int64(400) {
		all = append(all, waiting(i, 0, 1, at(0)))
	}
	e.Failed(at(0), only(t, e.Load(at(0), all)).Batch)
	halves := executions(e.Due(at(1)))
	require.Len(t, halves, 2)
	require.Len(t, halves[0].Members, process.MaxBatch/2)
	e.Outcome(at(1), halves[0].Batch, moved(halves[0].Members, 1, at(9)))
	e.Outcome(at(1), halves[1].Batch, moved(halves[1].Members, 1, at(9)))
	require.Len(t, only(t, e.Due(at(9))).Members, 400)
}

func parked(t *testing.T) {
	e := newEngine()
	x := only(t, e.Load(at(0), members(0, at(0), 1)))
	p := x.Members[0]
	p.State = process.StateFailed
	require.Equal(t, []process.Command{process.Finish{}}, e.Outcome(at(1), x.Batch, []process.Position{p}))
	retried := waiting(1, 0, 2, at(2))
	retried.Wake = 2
	require.Len(t, only(t, e.Changed(at(2), []process.Position{retried})).Members, 1)
}

func finishes(t *testing.T) {
	e := newEngine()
	require.Equal(t, []process.Command{process.Finish{}}, e.Load(at(0), nil))
	require.Len(t, only(t, e.Changed(at(1), members(0, at(0), 1))).Members, 1)
	require.Equal(t, 1, e.Waiting())
}

func drains(t *testing.T) {
	e := newEngine()
	x := only(t, e.Load(at(0), members(0, at(0), 1)))
	e.Drain()
	require.False(t, e.Quiet())
	require.Empty(t, executions(e.Outcome(at(1), x.Batch, moved(x.Members, 1, at(1)))))
	require.True(t, e.Quiet())
}

func twice(t *testing.T) {
	e := newEngine()
	x := only(t, e.Load(at(0), members(0, at(0), 1)))
	y := only(t, e.Outcome(at(1), x.Batch, moved(x.Members, 1, at(1))))
	require.Empty(t, e.Outcome(at(1), x.Batch, moved(x.Members, 1, at(1))))
	require.Empty(t, e.Failed(at(1), x.Batch))
	require.NotEqual(t, x.Batch, y.Batch)
}

func backwards(t *testing.T) {
	e := newEngine()
	e.Due(at(10))
	require.Len(t, only(t, e.Load(at(0), members(0, at(10), 1))).Members, 1)
}

func movedAway(t *testing.T) {
	e := newEngine()
	e.Load(at(0), members(0, at(5), 1, 2))
	gone := waiting(1, 0, 1, at(5))
	gone.State, gone.Wake = process.StateMoved, 2
	require.Empty(t, e.Changed(at(1), []process.Position{gone}))
	require.Equal(t, members(0, at(5), 2), only(t, e.Due(at(5))).Members)
}

// TestEngineCost holds a wake-up to the same cost whether hundreds wait or tens of thousands.
func TestEngineCost(t *testing.T) {
	t.Parallel()
	wake := func(size int64) int64 {
		e := newEngine()
		var all []process.Position
		for i := range size {
			all = append(all, waiting(i, int(i%7), 1, at(float64(1000+i%50))))
		}
		e.Load(at(0), all)
		round := int64(1)
		return testing.Benchmark(func(b *testing.B) {
			for b.Loop() {
				p := waiting(5, 5, 1, at(1005))
				round++
				p.Woken, p.Wake = true, round
				x := only(t, e.Changed(at(1), []process.Position{p}))
				p.Woken = false
				e.Outcome(at(1), x.Batch, []process.Position{p})
			}
		}).NsPerOp()
	}
	few, many := wake(500), wake(100_000)
	require.Less(t, many, 40*few, "200 times as many members wait")
}

func TestPositionJSON(t *testing.T) {
	t.Parallel()
	t.Run("500 positions are at most 20 KiB", func(t *testing.T) {
		t.Parallel()
		var all []process.Position
		for i := range int64(500) {
			all = append(all, process.Position{
				Enrollment: 99_999_000 + i, Block: 12, Visit: 7, Due: time.Date(2031, 5, 6, 7, 8, 9, 123456000, time.UTC).UnixMicro(),
				Woken: i%2 == 0, Wake: 12_345,
			})
		}
		raw, err := json.Marshal(all)
		require.NoError(t, err)
		require.LessOrEqual(t, len(raw), 20<<10)
	})
	t.Run("what is written is read", rapid.MakeCheck(func(r *rapid.T) {
		want := process.Position{
			Enrollment: rapid.Int64().Draw(r, "enrollment"), Token: rapid.Int32().Draw(r, "token"), Block: rapid.IntRange(0, 999).Draw(r, "block"),
			Visit: rapid.Int32().Draw(r, "visit"), Due: rapid.Int64().Draw(r, "due"), Woken: rapid.Bool().Draw(r, "woken"),
			State: process.State(rapid.IntRange(0, 3).Draw(r, "state")), Wake: rapid.Int64().Draw(r, "wake"),
		}
		raw, err := json.Marshal(want)
		if err != nil {
			r.Fatal(err)
		}
		var got process.Position
		if err := json.Unmarshal(raw, &got); err != nil || got != want {
			r.Fatalf("%s: %v, %v", raw, got, err)
		}
	}))
	for _, bad := range []string{`[]`, `[1,2,3]`, `{}`, `[1,2,3,4,5,8]`, `[1,2,3,4,5,-1]`, `[1,2,3,4,5,6,7,8]`, `[1,2,4294967296,4]`, `["a",1,2,3]`} {
		var p process.Position
		require.Error(t, json.Unmarshal([]byte(bad), &p), bad)
	}
}

func ExamplePosition() {
	raw, _ := json.Marshal([]process.Position{
		{Enrollment: 12, Block: 3, Visit: 4, Due: 1764547200000000},
		{Enrollment: 13, Block: 3, Visit: 4, Due: 1764547200000000, Wake: 9, Woken: true},
	})
	fmt.Println(string(raw))
	// Output: [[12,3,4,1764547200000000],[13,3,4,1764547200000000,9,1]]
}
