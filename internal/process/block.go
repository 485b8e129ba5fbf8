package process

import (
	"time"

	"github.com/orderflow/orderflow/models"
)

// BlockKind is what a block does.
type BlockKind string

// The kinds of block (PRC-4).
const (
	KindStart     BlockKind = "start"
	KindOperation BlockKind = "operation"
	KindCondition BlockKind = "condition"
	KindDelay     BlockKind = "delay"
	KindWait      BlockKind = "wait"
	KindEnd       BlockKind = "end"
)

// Names of exits. A condition's branches have names of their own besides.
const (
	ExitNext    = "next"
	ExitElse    = "else"
	ExitMet     = "met"
	ExitTimeout = "timeout"
)

// Params are the settings of a block: Start, Operation, Condition, Delay, Wait or End.
type Params interface {
	// Exits lists the names of the block's exits; each must be connected.
	Exits() []string
}

// blockKinds holds the kinds in the order in which people read them.
var blockKinds = []struct {
	kind   BlockKind
	params Params
}{
	{KindStart, Start{}},
	{KindOperation, Operation{}},
	{KindCondition, Condition{}},
	{KindDelay, Delay{}},
	{KindWait, Wait{}},
	{KindEnd, End{}},
}

// Start is where enrollments begin; a process has exactly one.
type Start struct{}

// Operation does something: Params is one of the types in the table of operations (PRC-5).
type Operation struct {
	Operation OperationName   `json:"operation" is:"required"`
	Params    OperationParams `json:",inline" is:"by=operation"`
}

// Condition leaves by the first branch whose rule holds, else by "else".
type Condition struct {
	Branches []Branch `json:"branches" is:"required,max=50"`
}

// Branch is one way out of a condition.
type Branch struct {
	Exit string `json:"exit" is:"required,pattern=id"`
	Rule Rule   `json:"rule" is:"required"`
}

// Delay lets time pass: for a duration since the block was entered, or until a
// moment; exactly one of the two is set. A moment in the past delays nothing.
type Delay struct {
	For   *models.Duration `json:"for,omitempty"`
	Until *time.Time       `json:"until,omitempty"`
}

// Wait holds until the rule is true ("met"), or the timeout has passed ("timeout").
// It asks what is true now: a rule that holds on entering is met at once.
type Wait struct {
	Until   Rule            `json:"until" is:"required"`
	Timeout models.Duration `json:"timeout" is:"required"`
}

// End ends the enrollment with an outcome, which reports count by.
type End struct {
	Outcome string `json:"outcome,omitempty" is:"max=100"`
}

// Exits implements Params.
func (Start) Exits() []string { return []string{ExitNext} }

// Exits implements Params.
func (Operation) Exits() []string { return []string{ExitNext} }

// Exits implements Params.
func (Delay) Exits() []string { return []string{ExitNext} }

// Exits implements Params.
func (Wait) Exits() []string { return []string{ExitMet, ExitTimeout} }

// Exits implements Params.
func (End) Exits() []string { return nil }

// Exits implements Params; "else" comes last.
func (c Condition) Exits() []string {
	exits := make([]string, 0, len(c.Branches)+1)
	for _, b := range c.Branches {
		exits = append(exits, b.Exit)
	}
	return append(exits, ExitElse)
}
