package process

import "time"

// farthest bounds how many blocks Foresee follows: a loop with a pause goes on for ever.
const farthest = 200

// Ahead is what an enrollment comes to when nothing changes (ORD-12).
type Ahead struct {
	// Block is the next operation or end; nil when a loop never comes to one.
	Block *CompiledBlock
	// At is when it comes there, at the earliest now.
	At time.Time
	// Passed are the blocks before it and the exits by which they are left, in order.
	Passed []Passed
	// Depends reports that a rule was asked on the way, which may be answered otherwise by then.
	Depends bool
}

// Passed is a block that is left by an exit.
type Passed struct {
	Block *CompiledBlock
	Exit  string
}

// Foresee follows the process from a block at which somebody is due, to the next
// operation or end. A wait runs out of time; branch says by which exit a
// condition is left as things are now. Days are counted in the zone.
func Foresee(c *Compiled, from *CompiledBlock, due time.Time, zone *time.Location, branch func(*CompiledBlock) (exit string, err error)) (Ahead, error) {
	ahead := Ahead{Block: from, At: due}
	for len(ahead.Passed) < farthest {
		exit, ok := ahead.Block.SkipExit()
		if ahead.Block.Kind == KindOperation || !ok {
			return ahead, nil
		}
		switch ahead.Block.Kind {
		case KindCondition:
			var err error
			if exit, err = branch(ahead.Block); err != nil {
				return ahead, err
			}
			ahead.Depends = true
		case KindWait:
			ahead.Depends = true
		}
		next := c.Block(ahead.Block.next[exit])
		ahead.Passed = append(ahead.Passed, Passed{ahead.Block, exit})
		ahead.At = next.DueAt(ahead.At, zone)
		ahead.Block = next
	}
	ahead.Block = nil
	return ahead, nil
}
