package services

import (
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
)

// catalogue is what exists in the shop, for the checker of processes (PRC-12).
type catalogue struct {
	templates, offers map[string]bool
	boards, reasons   map[int64]bool
	stages            map[[2]int64]bool // board and stage; board 0 is the default one
}

func readCatalogue(tx *store.Tx) (*catalogue, error) {
	c := &catalogue{stages: map[[2]int64]bool{}}
	var templates, offers []string
	var boards, reasons []int64
	var stages []struct {
		ID, BoardID int64
		IsDefault   bool
	}
	for _, read := range []struct {
		into any
		sql  string
	}{
		{&templates, "SELECT DISTINCT code FROM letter_templates"},
		{&offers, "SELECT code FROM offers WHERE NOT archived"},
		{&boards, "SELECT id FROM boards"},
		{&reasons, "SELECT id FROM refusal_reasons WHERE NOT archived"},
		{&stages, "SELECT s.id, s.board_id, b.is_default FROM stages s JOIN boards b ON b.id = s.board_id"},
	} {
		if err := tx.Raw(read.sql).Scan(read.into).Error; err != nil {
			return nil, fmt.Errorf("read catalogue: %w", err)
		}
	}
	c.templates, c.offers, c.boards, c.reasons = setOf(templates), setOf(offers), set(boards), set(reasons)
	for _, stage := range stages {
		c.stages[[2]int64{stage.BoardID, stage.ID}] = true
		if stage.IsDefault {
			c.stages[[2]int64{0, stage.ID}] = true
		}
	}
	return c, nil
}

func (c *catalogue) HasTemplate(code string) bool     { return c.templates[code] }
func (c *catalogue) HasOffer(code string) bool        { return c.offers[code] }
func (c *catalogue) HasBoard(id int64) bool           { return c.boards[id] }
func (c *catalogue) HasReason(id int64) bool          { return c.reasons[id] }
func (c *catalogue) HasStage(board, stage int64) bool { return c.stages[[2]int64{board, stage}] }

func setOf(items []string) map[string]bool {
	m := make(map[string]bool, len(items))
	for _, item := range items {
		m[item] = true
	}
	return m
}
