package process

import (
	"slices"
	"time"

	"github.com/orderflow/orderflow/models"
)

// checkGraph finds dead ends, blocks that nothing leads to, and loops without a pause (PRC-12).
func (c *Compiled) checkGraph(r *report) {
	if len(c.blocks) == 0 {
		return
	}
	c.deadEnds(r)
	c.unreachable(r)
	for _, loop := range c.busyLoops() {
		ids := make([]string, len(loop))
		for i, number := range loop {
			ids[i] = c.blocks[number].ID
		}
		r.block(loop[0], "", models.CodeBusyLoop, "blocks", ids)
	}
}

func (c *Compiled) deadEnds(r *report) {
	connected := map[[2]string]bool{}
	for _, link := range c.Definition.Connections {
		connected[[2]string{link.From, link.Exit}] = true
	}
	for _, b := range c.blocks {
		for _, exit := range slices.Compact(b.Params.Exits()) {
			if !connected[[2]string{b.ID, exit}] {
				r.block(b.Number, "", models.CodeDeadEnd, "exit", exit)
			}
		}
	}
}

// unreachable walks from every start, so that a second one is one fault and not many.
func (c *Compiled) unreachable(r *report) {
	reached := make([]bool, len(c.blocks))
	var walk []int
	for _, b := range c.blocks {
		if b.Kind == KindStart {
			reached[b.Number] = true
			walk = append(walk, b.Number)
		}
	}
	if len(walk) == 0 {
		return
	}
	for len(walk) > 0 {
		b := c.blocks[walk[len(walk)-1]]
		walk = walk[:len(walk)-1]
		for _, to := range c.following(b) {
			if !reached[to] {
				reached[to] = true
				walk = append(walk, to)
			}
		}
	}
	for number, ok := range reached {
		if !ok && c.numbers[c.blocks[number].ID] == number {
			r.block(number, "", models.CodeUnreachable)
		}
	}
}

// following lists the blocks behind a block's exits.
func (c *Compiled) following(b *CompiledBlock) []int {
	var out []int
	for _, exit := range b.Params.Exits() {
		if to, ok := b.next[exit]; ok {
			out = append(out, to)
		}
	}
	return out
}

// RoundPause is how long a wait holds, at least, who comes round a loop to it: a
// rule that is true on entering would have him go round without a pause.
const RoundPause = time.Minute

// pauses reports whether the block lets time pass each time round: a date that
// has come, and a duration of nothing, do not. A wait does by RoundPause.
func (b *CompiledBlock) pauses() bool {
	switch params := b.Params.(type) {
	case Delay:
		return params.For != nil && params.For.Amount > 0
	case Wait:
		return params.Timeout.Amount > 0
	default:
		return false
	}
}

// busyLoops lists the loops that go round without a pause.
func (c *Compiled) busyLoops() [][]int {
	return c.loops(func(b *CompiledBlock) []int {
		if b.pauses() {
			return nil
		}
		return c.following(b)
	})
}

// markLooped finds the waits on loops that pause by nothing but a rule that is false.
func (c *Compiled) markLooped() {
	loops := c.loops(func(b *CompiledBlock) []int {
		switch {
		case b.Kind == KindWait:
			if to, ok := b.next[ExitMet]; ok {
				return []int{to}
			}
			return nil
		case b.pauses():
			return nil
		default:
			return c.following(b)
		}
	})
	for _, number := range slices.Concat(loops...) {
		c.blocks[number].Looped = c.blocks[number].Kind == KindWait
	}
}

// loops lists the loops of the graph in which follow tells what is behind a
// block, each by its blocks in ascending order: its strongly connected
// components (Tarjan's algorithm, without recursion).
func (c *Compiled) loops(follow func(*CompiledBlock) []int) [][]int {
	t := tarjan{index: make([]int, len(c.blocks)), low: make([]int, len(c.blocks)), on: make([]bool, len(c.blocks))}
	edges := make([][]int, len(c.blocks))
	for i, b := range c.blocks {
		edges[i] = follow(b)
	}
	for i := range c.blocks {
		if t.index[i] == 0 {
			t.visit(i, edges)
		}
	}
	loops := slices.DeleteFunc(t.components, func(part []int) bool {
		return len(part) == 1 && !slices.Contains(edges[part[0]], part[0])
	})
	slices.SortFunc(loops, slices.Compare[[]int])
	return loops
}

type tarjan struct {
	index, low []int // index is the order of discovery from 1, 0 for not yet
	on         []bool
	stack      []int
	found      int
	components [][]int
}

// frame is one call of the recursion that visit spells out, because 1,000
// blocks in a row are allowed and the depth must not depend on the author.
type frame struct{ node, edge int }

func (t *tarjan) visit(root int, edges [][]int) {
	calls := []frame{t.enter(root)}
	for len(calls) > 0 {
		f := &calls[len(calls)-1]
		if f.edge < len(edges[f.node]) {
			to := edges[f.node][f.edge]
			f.edge++
			if t.index[to] == 0 {
				calls = append(calls, t.enter(to))
			} else if t.on[to] {
				t.low[f.node] = min(t.low[f.node], t.index[to])
			}
			continue
		}
		done := f.node
		calls = calls[:len(calls)-1]
		if len(calls) > 0 {
			parent := calls[len(calls)-1].node
			t.low[parent] = min(t.low[parent], t.low[done])
		}
		t.close(done)
	}
}

func (t *tarjan) enter(node int) frame {
	t.found++
	t.index[node], t.low[node], t.on[node] = t.found, t.found, true
	t.stack = append(t.stack, node)
	return frame{node: node}
}

// close takes a whole component off the stack when the node is its root.
func (t *tarjan) close(node int) {
	if t.low[node] != t.index[node] {
		return
	}
	at := slices.Index(t.stack, node)
	part := slices.Clone(t.stack[at:])
	t.stack = t.stack[:at]
	for _, n := range part {
		t.on[n] = false
	}
	slices.Sort(part)
	t.components = append(t.components, part)
}
