package process

import "slices"

const (
	second = int64(1_000_000)
	// The pause after a batch that failed as a whole, doubled up to the longest.
	firstPause, longestPause = second, 10 * second
)

// Engine decides what a cohort does next. Each input is a method that takes the
// present, in microseconds since 1970, and returns the commands that follow; the
// same inputs give the same commands. A present before the last one counts as the last one.
//
// It keeps these promises, in whatever order outcomes arrive:
//   - a member is in at most one batch at a time;
//   - a position never gives way to an earlier one of the same token;
//   - what comes for a member in a batch is looked at after the batch's outcome;
//   - every waiting member is in a batch, ready for one, or in the bucket of its due time.
//
// Members that reach a block while a local batch of it is in flight wait for
// that batch, so that those who trickle in run together: groups must stay large.
type Engine struct {
	skeleton Skeleton
	now      int64
	members  map[Ref]*member // those that are gone too: an earlier position must not revive them
	waiting  int             // members in StateWaiting
	timeline timeline
	ready    ready
	batches  map[int]*batch
	running  map[int]int // local batches in flight, by block
	last     int         // number of the last batch
	limit    int         // how many members a batch may have at present
	pause    int64       // after the last failure; 0 when the last batch went well
	wakeAt   int64       // the moment of the last WakeAt
	draining bool
}

// NewEngine makes an engine without members. Due times are rounded up to
// multiples of bucket, in microseconds; a bucket below 1 means a second.
func NewEngine(skeleton Skeleton, bucket int64) *Engine {
	if bucket < 1 {
		bucket = second
	}
	return &Engine{
		skeleton: skeleton, members: map[Ref]*member{}, timeline: newTimeline(bucket), ready: newReady(),
		batches: map[int]*batch{}, running: map[int]int{}, limit: MaxBatch,
	}
}

// Load takes in the members of the cohort when a run begins.
func (e *Engine) Load(now int64, positions []Position) []Command { return e.Changed(now, positions) }

// Due lets time pass.
func (e *Engine) Due(now int64) []Command {
	e.advance(now)
	return e.settle()
}

// Changed takes in members that joined, moved or were woken.
func (e *Engine) Changed(now int64, positions []Position) []Command {
	e.advance(now)
	for _, p := range positions {
		e.change(p)
	}
	return e.settle()
}

// Outcome takes in where the database has the members of a batch after its
// execution. One that is not among them, or did not get anywhere, is tried again
// a bucket later; one that was put off goes by its new due time, which may have come.
func (e *Engine) Outcome(now int64, number int, positions []Position) []Command {
	e.advance(now)
	b := e.land(number)
	if b == nil {
		return e.settle()
	}
	e.pause, e.limit = 0, min(e.limit*2, MaxBatch)
	answers := make(map[Ref]Position, len(positions))
	for _, p := range positions {
		answers[p.Ref()] = p
	}
	for _, m := range b.members {
		e.answer(m, answers)
	}
	return e.settle()
}

// Failed says that a batch could not be executed at all: the database was out of
// reach, or the time ran out. Its members are tried again after a pause, which
// doubles as long as batches fail, in batches of half the size.
func (e *Engine) Failed(now int64, number int) []Command {
	e.advance(now)
	b := e.land(number)
	if b == nil {
		return e.settle()
	}
	e.pause = min(max(e.pause*2, firstPause), longestPause)
	e.limit = max(e.limit/2, 1)
	for _, m := range b.members {
		e.adopt(m, m.latest(m.at), e.now+e.pause)
	}
	return e.settle()
}

// Drain stops new executions, so that the run can go on as a new one once it is Quiet.
func (e *Engine) Drain() { e.draining = true }

// Quiet reports that nothing is in flight.
func (e *Engine) Quiet() bool { return len(e.batches) == 0 }

// Waiting is the number of members that have neither failed, ended nor moved away.
func (e *Engine) Waiting() int { return e.waiting }

func (e *Engine) advance(now int64) {
	e.now = max(e.now, now)
	for _, m := range e.timeline.passed(e.now) {
		e.ready.add(m)
	}
}

// change adopts a position that did not come as the outcome of a batch.
func (e *Engine) change(p Position) {
	m := e.members[p.Ref()]
	switch {
	case m == nil:
		m = &member{at: Position{State: StateEnded}}
		e.members[p.Ref()] = m
		e.adopt(m, p, 0)
	case m.batch != 0:
		m.hold(p)
	case p.age(m.at) > 0:
		e.adopt(m, p, 0)
	}
}

// answer adopts what an outcome says of one member of its batch.
func (e *Engine) answer(m *member, answers map[Ref]Position) {
	asked := m.at
	p, ok := answers[asked.Ref()]
	if !ok || p.age(asked) < 0 {
		p = asked
	}
	p = m.latest(p)
	notBefore := int64(0)
	if p.age(asked) == 0 && p.Due == asked.Due && p.dueAt(e.now) <= e.now {
		notBefore = e.timeline.after(e.now)
	}
	e.adopt(m, p, notBefore)
}

// adopt puts a member, which is in no batch, where it now is.
func (e *Engine) adopt(m *member, p Position, notBefore int64) {
	m.leave()
	if m.at.State == StateWaiting {
		e.waiting--
	}
	m.at, m.held = p, nil
	if p.State != StateWaiting {
		return
	}
	e.waiting++
	if at := max(p.dueAt(e.now), notBefore); at > e.now {
		e.timeline.add(m, at)
	} else {
		e.ready.add(m)
	}
}

// land takes a batch out of flight; nil when there is no such batch.
func (e *Engine) land(number int) *batch {
	b := e.batches[number]
	if b == nil {
		return nil
	}
	delete(e.batches, number)
	if b.class == ClassLocal {
		e.running[b.block]--
	}
	for _, m := range b.members {
		m.batch = 0
	}
	return b
}

// settle says what follows from the present state.
func (e *Engine) settle() []Command {
	var commands []Command
	if !e.draining {
		commands = e.execute(commands)
	}
	if at, ok := e.timeline.earliest(); ok && at != e.wakeAt {
		e.wakeAt = at
		commands = append(commands, WakeAt{at})
	}
	if e.waiting == 0 {
		commands = append(commands, Finish{})
	}
	return commands
}

// execute sends off what is ready, block by block.
func (e *Engine) execute(commands []Command) []Command {
	for _, block := range e.ready.blocks() {
		if e.running[block] > 0 {
			continue
		}
		for chunk := range slices.Chunk(e.ready.take(block), e.limit) {
			commands = append(commands, e.launch(block, chunk))
		}
	}
	return commands
}

func (e *Engine) launch(block int, members []*member) Command {
	e.last++
	b := &batch{block: block, class: e.skeleton.class(block), members: members}
	e.batches[e.last] = b
	if b.class == ClassLocal {
		e.running[block]++
	}
	out := Execute{Batch: e.last, Block: block, Class: b.class, Members: make([]Position, len(members))}
	for i, m := range members {
		m.batch = e.last
		out.Members[i] = m.at
	}
	return out
}
