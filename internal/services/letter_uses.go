package services

import (
	"fmt"
	"slices"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// What sends letters of a template.
const (
	UseOrderCreated    = "order_created"    // the system, when an order is created (MAIL-1)
	UsePaymentReceived = "payment_received" // the system, when money comes
	UseByHand          = "by_hand"          // the card's payment link, unless another is chosen (MAIL-2)
	UseProcess         = "process"
)

// TemplateUse is one thing that sends letters of a template.
type TemplateUse struct {
	Kind         string
	ProcessID    int64 // of UseProcess
	ProcessTitle string
	Published    bool // it is in the revision that runs, and not in the draft alone
}

// templateUses tells, by the code of the template, what sends it: the system
// itself, and processes by what they publish or draft.
func (s *Service) templateUses(tx *store.Tx) (map[string][]TemplateUse, error) {
	uses := map[string][]TemplateUse{
		models.TemplateOrderCreated:    {{Kind: UseOrderCreated}},
		models.TemplatePaymentReceived: {{Kind: UsePaymentReceived}},
		models.TemplatePaymentLink:     {{Kind: UseByHand}},
	}
	var processes []models.Process
	if err := tx.Order("id").Find(&processes).Error; err != nil {
		return nil, fmt.Errorf("list processes: %w", err)
	}
	for _, p := range processes {
		published, err := s.publishedTemplates(tx, p)
		if err != nil {
			return nil, err
		}
		for _, code := range slices.Compact(slices.Sorted(slices.Values(append(draftTemplates(p), published...)))) {
			uses[code] = append(uses[code], TemplateUse{UseProcess, p.ID, p.Title, slices.Contains(published, code)})
		}
	}
	return uses, nil
}

func (s *Service) publishedTemplates(tx *store.Tx, p models.Process) ([]string, error) {
	if p.RevisionID == nil || p.State == models.ProcessStopped {
		return nil, nil
	}
	compiled, err := s.revision(tx, *p.RevisionID)
	if err != nil {
		return nil, err
	}
	return templatesOf(compiled.Definition), nil
}

// draftTemplates are none of a draft that cannot be read yet.
func draftTemplates(p models.Process) []string {
	definition, err := process.Decode([]byte(p.Draft))
	if err != nil {
		return nil
	}
	return templatesOf(definition)
}

func templatesOf(d process.Definition) (codes []string) {
	for _, block := range d.Blocks {
		operation, _ := block.Params.(process.Operation)
		switch params := operation.Params.(type) {
		case process.SendLetter:
			codes = append(codes, params.Template)
		case process.SendPaymentLink:
			codes = append(codes, params.Template)
		}
	}
	return codes
}
