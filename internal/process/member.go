package process

import (
	"container/heap"
	"math"
	"slices"
)

// member is one token that the cohort drives or has driven.
type member struct {
	at    Position
	held  *Position // the latest that came while it was in a batch
	batch int       // the batch in flight that it is in, 0 for none
	group *group    // where it waits, nil for nowhere
	place int       // its index in the group
}

// batch is an execution in flight.
type batch struct {
	block   int
	class   Class
	members []*member
}

// hold keeps a position until the outcome of the member's batch arrives.
func (m *member) hold(p Position) {
	if p.age(m.latest(m.at)) > 0 {
		m.held = &p
	}
}

// latest is the held position if it is later than p, else p.
func (m *member) latest(p Position) Position {
	if m.held != nil && m.held.age(p) > 0 {
		return *m.held
	}
	return p
}

// dueAt is when the member is to be looked at: at once when it was woken.
func (p Position) dueAt(now int64) int64 {
	if p.Woken {
		return min(p.Due, now)
	}
	return p.Due
}

// group is a set of members; joining and leaving cost the same whatever its size.
type group struct{ members []*member }

func (g *group) add(m *member) {
	m.group, m.place = g, len(g.members)
	g.members = append(g.members, m)
}

// leave takes the member out of its group, if it is in one.
func (m *member) leave() {
	if m.group == nil {
		return
	}
	rest := m.group.members
	final := rest[len(rest)-1]
	rest[m.place], final.place = final, m.place
	rest[len(rest)-1] = nil
	m.group.members = rest[:len(rest)-1]
	m.group = nil
}

// empty takes everybody out.
func (g *group) empty() []*member {
	members := g.members
	g.members = nil
	for _, m := range members {
		m.group = nil
	}
	return members
}

// ready is the members that can be executed, by block.
type ready struct {
	groups map[int]*group
	listed []int // blocks that may have members, without repetition
}

func newReady() ready { return ready{groups: map[int]*group{}} }

func (r *ready) add(m *member) {
	block := m.at.Block
	if r.groups[block] == nil {
		r.groups[block] = &group{}
		r.listed = append(r.listed, block)
	}
	r.groups[block].add(m)
}

// blocks lists the blocks that may have members, ascending.
func (r *ready) blocks() []int {
	slices.Sort(r.listed)
	return slices.Clone(r.listed)
}

// take takes out the members of a block, ascending.
func (r *ready) take(block int) []*member {
	members := r.groups[block].empty()
	delete(r.groups, block)
	r.listed = slices.DeleteFunc(r.listed, func(b int) bool { return b == block })
	slices.SortFunc(members, func(a, b *member) int { return a.at.Ref().compare(b.at.Ref()) })
	return members
}

// timeline is the members that are due later, in buckets of time.
type timeline struct {
	size    int64 // of a bucket, microseconds
	buckets map[int64]*group
	order   moments // the buckets of the map, those that have become empty too
}

func newTimeline(size int64) timeline { return timeline{size: size, buckets: map[int64]*group{}} }

func (t *timeline) add(m *member, at int64) {
	bucket := t.roundUp(at)
	if t.buckets[bucket] == nil {
		t.buckets[bucket] = &group{}
		heap.Push(&t.order, bucket)
	}
	t.buckets[bucket].add(m)
}

// roundUp is the end of the bucket in which the moment lies.
func (t *timeline) roundUp(at int64) int64 {
	if over := at % t.size; over > 0 {
		at -= over
		if at > math.MaxInt64-t.size {
			return math.MaxInt64
		}
		return at + t.size
	}
	return at
}

// after is the first end of a bucket later than the moment.
func (t *timeline) after(at int64) int64 {
	if at == math.MaxInt64 {
		return at
	}
	return t.roundUp(at + 1)
}

// passed takes out the members whose bucket has ended.
func (t *timeline) passed(now int64) []*member {
	var members []*member
	for len(t.order) > 0 && t.order[0] <= now {
		members = append(members, t.drop()...)
	}
	return members
}

// earliest is the end of the first bucket with members.
func (t *timeline) earliest() (at int64, ok bool) {
	for len(t.order) > 0 {
		if len(t.buckets[t.order[0]].members) > 0 {
			return t.order[0], true
		}
		t.drop()
	}
	return 0, false
}

func (t *timeline) drop() []*member {
	bucket := heap.Pop(&t.order).(int64)
	members := t.buckets[bucket].empty()
	delete(t.buckets, bucket)
	return members
}

// moments is a heap of times.
type moments []int64

func (h moments) Len() int           { return len(h) }
func (h moments) Less(i, j int) bool { return h[i] < h[j] }
func (h moments) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *moments) Push(x any) { *h = append(*h, x.(int64)) }

// Pop implements heap.Interface.
func (h *moments) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}
