package process

import (
	"fmt"
	"slices"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/models"
)

// parseRules parses every rule of the definition.
func (c *Compiled) parseRules(r *report) {
	for i, x := range c.Definition.ExitRules {
		rule := c.rule(r.at(fmt.Sprintf("exit_rules[%d].rule", i)), x.Rule)
		c.ExitRules = append(c.ExitRules, CompiledExitRule{x.ID, x.Outcome, rule})
	}
	for i, t := range c.Definition.Triggers {
		c.Triggers = append(c.Triggers, CompiledTrigger{t, c.triggerRule(r, i, t)})
	}
	for _, b := range c.blocks {
		c.blockRules(b, r.blockSpot(b.Number, "params"))
	}
}

// rule parses one rule about the process's subject; nil for none or a bad one.
func (c *Compiled) rule(at spot, raw Rule) *segment.Segment {
	if len(raw) == 0 {
		return nil
	}
	s, err := segment.ParseAt(at.path, raw, c.Definition.Subject)
	if err != nil {
		at.spread(err)
		return nil
	}
	return s
}

func (c *Compiled) triggerRule(r *report, i int, t Trigger) *segment.Segment {
	at := r.at(fmt.Sprintf("triggers[%d].rule", i))
	switch params := t.Params.(type) {
	case EventTrigger:
		return c.rule(at, params.Rule)
	case SegmentTrigger:
		return c.rule(at, params.Rule)
	default:
		return nil
	}
}

func (c *Compiled) blockRules(b *CompiledBlock, at spot) {
	switch params := b.Params.(type) {
	case Condition:
		for i, branch := range params.Branches {
			rule := c.rule(at.key(fmt.Sprintf("branches[%d].rule", i)), branch.Rule)
			b.Branches = append(b.Branches, CompiledBranch{branch.Exit, rule})
		}
	case Wait:
		b.Until = c.rule(at.key("until"), params.Until)
	case Operation:
		b.Guard = c.guard(at.key("guard"), params.Params)
	}
}

// guard is the rule under which a letter of the operation may still go (MAIL-6).
func (c *Compiled) guard(at spot, params OperationParams) *segment.Segment {
	switch p := params.(type) {
	case SendLetter:
		if len(p.Guard) > 0 {
			return c.rule(at, p.Guard)
		}
		return c.standing(at, nil)
	case SendPaymentLink:
		if len(p.Guard) > 0 {
			return c.rule(at, p.Guard)
		}
		return c.standing(at, StillPayable)
	default:
		return nil
	}
}

// standing is the default guard: what made the letter right holds, and nothing that ends the enrollment does.
func (c *Compiled) standing(at spot, right Rule) *segment.Segment {
	if c.Definition.Subject != models.SubjectOrder {
		right = nil
	}
	var all []any
	if right != nil {
		all = append(all, right)
	}
	for _, x := range c.ExitRules {
		if x.Rule != nil {
			all = append(all, map[string]any{"not": x.Rule})
		}
	}
	if len(all) == 0 {
		return nil
	}
	return c.rule(at, mustRule(map[string]any{"all": all}))
}

func contains(list []string, item string) bool { return slices.Contains(list, item) }
