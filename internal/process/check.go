package process

import (
	"fmt"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/models"
)

// Catalogue says what exists in the shop. Codes and ids of what is archived count as unknown.
type Catalogue interface {
	HasTemplate(code string) bool
	HasOffer(code string) bool
	HasBoard(id int64) bool
	// HasStage reports whether the stage is on the board; board 0 is the default one.
	HasStage(board, stage int64) bool
	HasReason(id int64) bool
}

// Check says why a decoded definition may not be published, and what its author
// should know (PRC-12, PRC-17). All faults come at once, each with its path and,
// where it lies in one, its block.
func Check(def Definition, known Catalogue) (faults, warnings []models.FieldError) {
	r := &report{def: &def}
	c := compile(def, r)
	c.checkGraph(r)
	c.checkRules(r)
	c.checkTriggers(r)
	c.checkOperations(r, known)
	return r.faults, r.warnings
}

// checkRules holds exit rules and waits to rules whose next change can be foreseen.
func (c *Compiled) checkRules(r *report) {
	seen := map[string]bool{}
	for i, x := range c.ExitRules {
		if seen[x.ID] {
			r.add(fmt.Sprintf("exit_rules[%d].id", i), models.CodeAlreadyExists, "kind", "exit rule", "id", x.ID)
		}
		seen[x.ID] = true
		foreseeable(r.at(fmt.Sprintf("exit_rules[%d].rule", i)), x.Rule)
	}
	for _, b := range c.blocks {
		foreseeable(r.blockSpot(b.Number, "params.until"), b.Until)
		checkBranches(r, b)
	}
}

func foreseeable(at spot, rule *segment.Segment) {
	if rule == nil {
		return
	}
	if err := rule.Predictable(); err != nil {
		at.spread(err)
	}
}

// checkBranches refuses a condition without branches, and two branches with one exit.
func checkBranches(r *report, b *CompiledBlock) {
	params, ok := b.Params.(Condition)
	if !ok {
		return
	}
	if len(params.Branches) == 0 {
		r.block(b.Number, "params.branches", models.CodeRequired, "field", "branches")
	}
	seen := map[string]bool{ExitElse: true}
	for i, branch := range params.Branches {
		if seen[branch.Exit] {
			r.block(b.Number, fmt.Sprintf("params.branches[%d].exit", i), models.CodeAlreadyExists, "kind", "exit", "id", branch.Exit)
		}
		seen[branch.Exit] = true
	}
}
