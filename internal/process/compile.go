package process

import (
	"fmt"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/models"
)

// Compiled is a definition made ready to run: blocks by number, rules parsed. It
// is immutable; services keep one for each revision.
type Compiled struct {
	Definition Definition
	Hash       string
	ExitRules  []CompiledExitRule
	Triggers   []CompiledTrigger // as in the definition, by index
	blocks     []*CompiledBlock
	numbers    map[string]int
	start      int
}

// CompiledBlock is one block. Number is its place in the definition and the
// skeleton; it means nothing in another revision.
type CompiledBlock struct {
	Block
	Number int
	// Branches of a condition, in order.
	Branches []CompiledBranch
	// Until is a wait's rule.
	Until *segment.Segment
	// Guard of an operation that sends a letter: the rule about the subject that must
	// hold when the letter goes, nil for none (MAIL-6). Without one of its own it is
	// that no exit rule holds, and for a payment link that the order can be paid.
	Guard *segment.Segment
	// Looped is a wait to which one comes back without time passing as long as its
	// rule is true; each round takes RoundPause (PRC-12).
	Looped bool
	next   map[string]int
}

// Rests reports a block at which members stay for a while: a delay or a wait.
func (b *CompiledBlock) Rests() bool { return b.Kind == KindDelay || b.Kind == KindWait }

// SkipExit is the exit for who leaves without the block having done anything: a
// condition's else, a wait's timeout, next; ok is false at an end (PRC-8).
func (b *CompiledBlock) SkipExit() (exit string, ok bool) {
	exits := b.Params.Exits()
	if len(exits) == 0 {
		return "", false
	}
	return exits[len(exits)-1], true
}

// CompiledBranch is one branch of a condition.
type CompiledBranch struct {
	Exit string
	Rule *segment.Segment
}

// CompiledExitRule is one exit rule.
type CompiledExitRule struct {
	ID      string
	Outcome string
	Rule    *segment.Segment
}

// CompiledTrigger is a trigger with its rule, nil when it has none.
type CompiledTrigger struct {
	Trigger
	Rule *segment.Segment
}

// Load decodes and compiles a published definition.
func Load(raw []byte) (*Compiled, error) {
	def, err := Decode(raw)
	if err != nil {
		return nil, fmt.Errorf("load process: %w", err)
	}
	return Compile(def)
}

// Compile makes a definition ready to run. It fails with CodeProcessInvalid on
// what cannot run at all: double ids, connections from or to nothing, no start, bad rules.
func Compile(def Definition) (*Compiled, error) {
	r := &report{def: &def}
	c := compile(def, r)
	if err := Refuse(r.faults); err != nil {
		return nil, fmt.Errorf("compile process: %w", err)
	}
	return c, nil
}

// Next is the one function that says what follows: the block behind an exit of a
// block. ok is false at an end, and for a block or exit that does not exist.
func Next(def *Compiled, block, exit string) (next string, ok bool) {
	number, ok := def.Number(block)
	if !ok {
		return "", false
	}
	to, ok := def.blocks[number].next[exit]
	if !ok {
		return "", false
	}
	return def.blocks[to].ID, true
}

// Start is where enrollments begin.
func (c *Compiled) Start() *CompiledBlock { return c.blocks[c.start] }

// Len is the number of blocks.
func (c *Compiled) Len() int { return len(c.blocks) }

// Number is the number of the block with the id.
func (c *Compiled) Number(id string) (number int, ok bool) {
	number, ok = c.numbers[id]
	return number, ok
}

// Block is the block with the number, nil when there is none.
func (c *Compiled) Block(number int) *CompiledBlock {
	if number < 0 || number >= len(c.blocks) {
		return nil
	}
	return c.blocks[number]
}

// BlockByID is the block with the id, nil when there is none.
func (c *Compiled) BlockByID(id string) *CompiledBlock {
	number, ok := c.numbers[id]
	if !ok {
		return nil
	}
	return c.blocks[number]
}

// ByHand reports whether people may enroll objects.
func (c *Compiled) ByHand() bool {
	for _, t := range c.Triggers {
		if t.Kind == TriggerByHand {
			return true
		}
	}
	return false
}

// Skeleton is what a cohort needs to know of the process.
func (c *Compiled) Skeleton() Skeleton {
	out := make(Skeleton, len(c.blocks))
	for i, b := range c.blocks {
		out[i] = SkeletonBlock{Kind: b.Kind, Class: b.Class()}
		for _, exit := range b.Params.Exits() {
			if to, ok := b.next[exit]; ok {
				out[i].Next = append(out[i].Next, to)
			}
		}
	}
	return out
}

// Class says in which kind of activity the block runs.
func (b *CompiledBlock) Class() Class {
	if op, ok := b.Params.(Operation); ok {
		return operationKind(op.Operation).Effect.class()
	}
	return ClassLocal
}

func compile(def Definition, r *report) *Compiled {
	c := &Compiled{Definition: def, Hash: def.Hash(), numbers: map[string]int{}}
	c.index(r)
	c.connect(r)
	c.parseRules(r)
	c.markLooped()
	return c
}

// index numbers the blocks and finds the start.
func (c *Compiled) index(r *report) {
	starts := 0
	for i, b := range c.Definition.Blocks {
		c.blocks = append(c.blocks, &CompiledBlock{Block: b, Number: i, next: map[string]int{}})
		if _, twice := c.numbers[b.ID]; twice {
			r.block(i, "id", models.CodeBlockTwice, "block", b.ID)
			continue
		}
		c.numbers[b.ID] = i
		if b.Kind == KindStart {
			if starts++; starts == 1 {
				c.start = i
			}
		}
	}
	if starts != 1 {
		r.add("blocks", models.CodeNoStart, "count", starts)
	}
}

// connect follows the connections.
func (c *Compiled) connect(r *report) {
	for i, link := range c.Definition.Connections {
		from, to := c.BlockByID(link.From), c.BlockByID(link.To)
		if from == nil {
			r.connection(i, "from", models.CodeUnknownBlock, "block", link.From)
		}
		if to == nil {
			r.connection(i, "to", models.CodeUnknownBlock, "block", link.To)
		}
		if from != nil {
			c.leave(from, i, to, r)
		}
	}
}

// leave connects one exit.
func (c *Compiled) leave(from *CompiledBlock, connection int, to *CompiledBlock, r *report) {
	exit, exits := c.Definition.Connections[connection].Exit, from.Params.Exits()
	if !contains(exits, exit) {
		r.connection(connection, "exit", models.CodeUnknownExit, "exit", exit, "allowed", exits)
		return
	}
	if _, twice := from.next[exit]; twice {
		r.connection(connection, "exit", models.CodeExitTwice, "exit", exit)
		return
	}
	if to != nil {
		from.next[exit] = to.Number
	}
}
