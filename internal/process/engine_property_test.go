package process_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/orderflow/orderflow/internal/process"
)

// world is a database and a workflow around one engine. The database keeps
// where each member stands and executes batches; its answers travel for as long
// as the test likes and arrive in any order, as do its tales of changes.
type world struct {
	r        *rapid.T
	skeleton process.Skeleton
	engine   *process.Engine
	now      int64
	rows     []process.Position
	left     []int  // how many steps each member has before it ends
	pauses   []bool // by block: entering it sets a later due time
	wake     int64  // the cohort's counter
	told     int64  // the counter up to which changes have been asked for
	running  map[int]*flight
	tales    [][]process.Position // answers about changes, under way
	wakeAt   int64
	timer    bool
	over     bool // the last call said Finish
	calls    []call
}

// flight is a batch in flight; answer is set once the database has committed it.
type flight struct {
	asked  process.Execute
	answer []process.Position
	done   bool
}

// call is one input of the engine and what followed, to be repeated.
type call struct {
	now      int64
	input    input
	commands []process.Command
}

type input func(e *process.Engine, now int64) []process.Command

func newWorld(r *rapid.T) *world {
	w := &world{r: r, running: map[int]*flight{}, now: 1_000 * second}
	for range rapid.IntRange(1, 6).Draw(r, "blocks") {
		w.pauses = append(w.pauses, rapid.Bool().Draw(r, "pauses"))
		class := process.Class(rapid.IntRange(0, 1).Draw(r, "class"))
		w.skeleton = append(w.skeleton, process.SkeletonBlock{Kind: process.KindOperation, Class: class})
	}
	w.engine = process.NewEngine(w.skeleton, second)
	for range rapid.IntRange(0, 40).Draw(r, "members") {
		w.join()
	}
	w.told = w.wake
	positions := slices.Clone(w.rows)
	w.call(func(e *process.Engine, now int64) []process.Command { return e.Load(now, positions) })
	return w
}

// call gives the engine an input at the present moment and does what it says.
func (w *world) call(in input) {
	commands := in(w.engine, w.now)
	w.calls = append(w.calls, call{w.now, in, commands})
	w.over = false
	for _, c := range commands {
		switch c := c.(type) {
		case process.Execute:
			w.launch(c)
		case process.WakeAt:
			w.wakeAt, w.timer = c.At, true
		case process.Finish:
			w.over = true
		}
	}
}

func (w *world) launch(x process.Execute) {
	if len(x.Members) == 0 || len(x.Members) > process.MaxBatch {
		w.r.Fatalf("a batch of %d", len(x.Members))
	}
	for number, f := range w.running {
		for _, p := range f.asked.Members {
			if slices.ContainsFunc(x.Members, func(q process.Position) bool { return q.Ref() == p.Ref() }) {
				w.r.Fatalf("%v is in batch %d and in %d", p, number, x.Batch)
			}
		}
	}
	for _, p := range x.Members {
		if p.Block != x.Block || p.State != process.StateWaiting || !p.Woken && p.Due > w.now {
			w.r.Fatalf("%v is not for block %d at %d", p, x.Block, w.now)
		}
	}
	w.running[x.Batch] = &flight{asked: x}
}

// execute is the database's side of a batch: it does what is asked for of those
// who really stand there, and answers where everybody is.
func (w *world) execute(f *flight) {
	f.answer = nil
	for _, p := range f.asked.Members {
		row := &w.rows[p.Enrollment]
		if row.State == process.StateWaiting && row.Visit == p.Visit && row.Block == p.Block {
			w.step(row)
		}
		f.answer = append(f.answer, *row)
	}
	f.done = true
}

func (w *world) step(row *process.Position) {
	due := row.Due <= w.now
	row.Woken = false
	switch kind := rapid.IntRange(0, 9).Draw(w.r, "step"); {
	case !due || kind == 0:
		row.Due = max(row.Due, w.now+second/2) // looked at, or to be tried again
	case kind == 1:
		row.State = process.StateFailed
	case w.left[row.Enrollment] == 0:
		row.State = process.StateEnded
	default:
		w.left[row.Enrollment]--
		w.enter(row, rapid.IntRange(0, len(w.pauses)-1).Draw(w.r, "next"))
	}
}

func (w *world) enter(row *process.Position, block int) {
	row.Visit++
	row.Block, row.Due = block, w.now
	if w.pauses[block] {
		row.Due += rapid.Int64Range(0, 20*second).Draw(w.r, "pause")
	}
}

func (w *world) touch(row *process.Position) {
	w.wake++
	row.Wake = w.wake
}

func (w *world) join() {
	row := process.Position{Enrollment: int64(len(w.rows)), Due: w.now}
	w.touch(&row)
	w.rows = append(w.rows, row)
	w.left = append(w.left, rapid.IntRange(0, 6).Draw(w.r, "steps"))
}

// outside changes a member behind the workflow's back.
func (w *world) outside() {
	if len(w.rows) == 0 {
		return
	}
	row := &w.rows[rapid.IntRange(0, len(w.rows)-1).Draw(w.r, "member")]
	switch kind := rapid.IntRange(0, 3).Draw(w.r, "change"); {
	case row.State == process.StateFailed && kind < 2: // retried
		row.State = process.StateWaiting
		w.enter(row, row.Block)
	case row.State != process.StateWaiting:
		return
	case kind == 0:
		row.State = process.StateEnded
	case kind == 1:
		row.Due = w.now + 3*second // snoozed
	default:
		row.Woken = true
	}
	w.touch(row)
}

// ask reads what has changed; the tale arrives later.
func (w *world) ask() {
	var tale []process.Position
	for _, row := range w.rows {
		if row.Wake > w.told {
			tale = append(tale, row)
		}
	}
	w.told = w.wake
	w.tales = append(w.tales, tale)
}

func (w *world) hear(i int) {
	tale := w.tales[i]
	w.tales = slices.Delete(w.tales, i, i+1)
	w.call(func(e *process.Engine, now int64) []process.Command { return e.Changed(now, tale) })
}

// pick draws a batch in flight, in order of its number so that rapid can repeat it.
func (w *world) pick() (int, *flight) {
	var numbers []int
	for number := range w.running {
		numbers = append(numbers, number)
	}
	if len(numbers) == 0 {
		return 0, nil
	}
	slices.Sort(numbers)
	number := rapid.SampledFrom(numbers).Draw(w.r, "batch")
	return number, w.running[number]
}

func (w *world) deliver(number int, f *flight) {
	delete(w.running, number)
	answer := f.answer
	w.call(func(e *process.Engine, now int64) []process.Command { return e.Outcome(now, number, answer) })
}

// fail loses a batch or its answer: what it did in the database stays done.
func (w *world) fail(number int) {
	delete(w.running, number)
	w.call(func(e *process.Engine, now int64) []process.Command { return e.Failed(now, number) })
}

func (w *world) actions() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"time": func(r *rapid.T) {
			w.now += rapid.Int64Range(0, 5*second).Draw(r, "passes")
			w.call(func(e *process.Engine, now int64) []process.Command { return e.Due(now) })
		},
		"commit": func(*rapid.T) {
			if _, f := w.pick(); f != nil && !f.done {
				w.execute(f)
			}
		},
		"deliver": func(*rapid.T) {
			if number, f := w.pick(); f != nil && f.done {
				w.deliver(number, f)
			}
		},
		"fail": func(*rapid.T) {
			if number, f := w.pick(); f != nil {
				w.fail(number)
			}
		},
		"outside": func(*rapid.T) { w.outside() },
		"join":    func(*rapid.T) { w.join() },
		"ask":     func(*rapid.T) { w.ask() },
		"hear": func(r *rapid.T) {
			if len(w.tales) > 0 {
				w.hear(rapid.IntRange(0, len(w.tales)-1).Draw(r, "tale"))
			}
		},
	}
}

// finish lets everything arrive and time pass until the engine says Finish.
func (w *world) finish() {
	w.ask()
	for round := 0; !w.over || len(w.running) > 0 || len(w.tales) > 0; round++ {
		if round > 5_000 {
			w.r.Fatalf("no end: %d waiting, now %d, wake at %d, rows %v", w.engine.Waiting(), w.now, w.wakeAt, w.rows)
		}
		switch number, f := w.pick(); {
		case len(w.tales) > 0:
			w.hear(0)
		case f != nil:
			if !f.done {
				w.execute(f)
			}
			w.deliver(number, f)
		case w.timer:
			w.now, w.timer = max(w.now, w.wakeAt), false
			w.call(func(e *process.Engine, now int64) []process.Command { return e.Due(now) })
		default:
			w.r.Fatalf("nothing in flight, no timer, not finished: %d waiting", w.engine.Waiting())
		}
	}
}

// TestEngineInAnyWorld runs random graphs with random outcomes that arrive in any order.
func TestEngineInAnyWorld(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(r)
		r.Repeat(w.actions())
		w.finish()
		for _, row := range w.rows {
			if row.State == process.StateWaiting {
				r.Fatalf("%+v was lost", row)
			}
		}
		second := process.NewEngine(w.skeleton, second)
		for i, c := range w.calls {
			if again := c.input(second, c.now); !reflect.DeepEqual(again, c.commands) {
				r.Fatalf("call %d gave %s, then %s", i, fmt.Sprint(c.commands), fmt.Sprint(again))
			}
		}
	})
}
