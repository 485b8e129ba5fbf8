package services

import (
	"context"
	"fmt"
	"slices"

	"github.com/orderflow/orderflow/models"
)

// clearedAtOnce is how many orders one transaction moves off a stage that goes.
const clearedAtOnce = 500

// checkMoves demands that the orders of a stage that goes are sent to one that stays.
func (p *BoardParams) checkMoves(f *faults) {
	for i, move := range p.Moves {
		stays := func(s StageParams) bool { return s.ID == move.StageID }
		if slices.ContainsFunc(p.Stages, stays) {
			f.add(indexed("moves", i)+".stage_id", models.CodeStageStays)
		}
		if !slices.ContainsFunc(p.Stages, func(s StageParams) bool { return s.ID == move.ToStageID && s.ID != 0 }) {
			f.add(indexed("moves", i)+".to_stage_id", models.CodeUnknownReference, "kind", "stage", "id", move.ToStageID)
		}
	}
}

// clearStages moves the orders off the stages that are to go, some hundreds in
// each transaction: a stage may hold many. What arrives meanwhile moves with the edit itself.
func (s *Service) clearStages(ctx context.Context, actor models.Actor, board int64, p BoardParams) error {
	for more := len(p.Moves) > 0; more; {
		err := s.write(ctx, func(w *work) (err error) {
			if err := w.lockVersion("boards", board, p.Version); err != nil {
				return err
			}
			more, err = w.clear(actor, board, p.Moves)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// clear moves up to clearedAtOnce orders; more tells that others are left.
func (w *work) clear(actor models.Actor, board int64, moves []StageMove) (more bool, err error) {
	left := clearedAtOnce
	for _, move := range moves {
		n, err := w.clearStage(actor, board, move, left)
		if err != nil {
			return false, err
		}
		left -= n
	}
	return left == 0, nil
}

// clearStage moves orders whose work is not over, each with its history and event, as if by hand.
func (w *work) clearStage(actor models.Actor, board int64, move StageMove, most int) (int, error) {
	var ids []int64
	if most == 0 {
		return 0, nil
	}
	err := w.Raw("SELECT id FROM orders WHERE stage_id = ? AND board_id = ? AND status NOT IN ('payed', 'cancelled', 'false') ORDER BY updated_at, id LIMIT ?",
		move.StageID, board, most).Scan(&ids).Error
	if err != nil {
		return 0, fmt.Errorf("find orders of a stage: %w", err)
	}
	if _, err := w.Lock("orders", ids...); err != nil || len(ids) == 0 {
		return 0, err
	}
	var orders []*models.Order
	if err := w.Raw("SELECT id, customer_id, board_id FROM orders WHERE id IN ? AND stage_id = ?", ids, move.StageID).Scan(&orders).Error; err != nil {
		return 0, fmt.Errorf("read orders of a stage: %w", err)
	}
	for _, o := range orders {
		d := data{"from": move.StageID, "to": move.ToStageID, "board": board}
		w.note(o.ID, actor, models.HistoryStage, d)
		w.emit(actor, models.EventOrderStageMoved, about(o), d)
	}
	still := each(orders, func(o *models.Order) int64 { return o.ID })
	err = w.Exec("UPDATE orders SET stage_id = ?, version = version + 1, updated_at = ? WHERE id IN ?", move.ToStageID, w.now, still).Error
	return len(ids), wrapped("move orders off a stage", err)
}

// dropStages lets the stages go that are not wanted any more. One on which open
// orders stand answers CodeStageInUse; one on which closed orders ended is kept for them.
func (w *work) dropStages(present []models.Stage, wanted []StageParams) error {
	kept := set(each(wanted, func(s StageParams) int64 { return s.ID }))
	for _, stage := range present {
		if kept[stage.ID] {
			continue
		}
		var orders struct{ Open, Ended int64 }
		err := w.Raw(`SELECT (SELECT COUNT(*) FROM orders WHERE stage_id = ? AND status NOT IN ('payed', 'cancelled', 'false')) AS open,
			(SELECT COUNT(*) FROM (SELECT 1 FROM orders WHERE stage_id = ? LIMIT 1) few) AS ended`, stage.ID, stage.ID).Scan(&orders).Error
		if err != nil {
			return fmt.Errorf("count orders of a stage: %w", err)
		}
		sql := "DELETE FROM stages WHERE id = ?"
		switch {
		case orders.Open > 0:
			return models.NewFieldError("stages", models.CodeStageInUse, "stage", stage.Title, "stage_id", stage.ID, "count", orders.Open)
		case orders.Ended > 0:
			sql = "UPDATE stages SET archived = TRUE WHERE id = ?"
		}
		if err := w.Exec(sql, stage.ID).Error; err != nil {
			return fmt.Errorf("drop stage: %w", err)
		}
	}
	return nil
}
