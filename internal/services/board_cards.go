package services

import (
	"context"
	"slices"
	"strconv"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// BoardColumn is a stage of a board with the orders that stand on it, in numbers.
type BoardColumn struct {
	models.Stage
	Count  int64
	Totals []Totals
}

// BoardColumns is a board as people see it (ORD-11). Statuses are those of the
// orders that it shows. A stage that went is there while orders stand on it again.
type BoardColumns struct {
	BoardView
	Statuses    []models.Status
	Columns     []BoardColumn
	Approximate bool
}

// onBoard narrows a query to one board: without a wish for statuses, orders whose
// work is not over. It is written as the index orders_board has it.
func (sel *selection) onBoard(statuses []models.Status) {
	if !slices.ContainsFunc(statuses, func(s models.Status) bool { return !s.OnBoard() }) {
		sel.where = append(sel.where, condition{sql: "orders.status NOT IN ('payed', 'cancelled', 'false')"})
	}
}

// BoardColumns counts the orders on each stage of a board that the query selects.
func (s *Service) BoardColumns(ctx context.Context, actor models.Actor, board int64, q OrderQuery) (*BoardColumns, error) {
	if err := actor.Demand(models.RightOrderRead); err != nil {
		return nil, err
	}
	q.BoardID, q.StageID, q.Sort, q.Cursor = board, 0, "", ""
	if err := q.validate(); err != nil {
		return nil, err
	}
	view, gone, err := s.boardWithGone(ctx, board)
	if err != nil {
		return nil, err
	}
	sel, err := s.selectOrders(ctx, actor, q)
	if err != nil {
		return nil, err
	}
	sel.onBoard(q.Statuses)
	rows, approximate, err := s.tally(ctx, sel, "orders.stage_id")
	if err != nil {
		return nil, err
	}
	columns := &BoardColumns{BoardView: *view, Statuses: boardStatuses(q.Statuses), Approximate: approximate}
	for _, stage := range slices.Concat(view.Stages, gone) {
		column := BoardColumn{Stage: stage, Totals: []Totals{}}
		for _, row := range rows {
			if row.Part == strconv.FormatInt(stage.ID, 10) {
				column.Count += row.Count
				column.Totals = append(column.Totals, row.Totals)
			}
		}
		if !stage.Archived || column.Count > 0 {
			columns.Columns = append(columns.Columns, column)
		}
	}
	return columns, nil
}

// boardStatuses are those that a board shows: the wished ones, or its own.
func boardStatuses(wished []models.Status) []models.Status {
	if len(wished) > 0 {
		return wished
	}
	return slices.DeleteFunc(slices.Clone(models.Statuses), func(s models.Status) bool { return !s.OnBoard() })
}

// boardWithGone is a board and the stages of it that went.
func (s *Service) boardWithGone(ctx context.Context, id int64) (view *BoardView, gone []models.Stage, err error) {
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		views, err := boardViews(tx, id)
		if err != nil {
			return err
		}
		if len(views) == 0 {
			return notFound("boards", id)
		}
		view = &views[0]
		return wrapped("read archived stages", tx.Where("board_id = ? AND archived", id).Order("id").Find(&gone).Error)
	})
	return view, gone, err
}

// BoardCards is a page of the orders on one stage that the query selects, the
// latest change first. A stage of another board answers CodeNotFound.
func (s *Service) BoardCards(ctx context.Context, actor models.Actor, board, stage int64, q OrderQuery) (*OrderPage, error) {
	if err := actor.Demand(models.RightOrderRead); err != nil {
		return nil, err
	}
	q.BoardID, q.StageID, q.Sort, q.Ascending = 0, stage, SortUpdated, false
	if err := q.validate(); err != nil {
		return nil, err
	}
	row := new(models.Stage)
	if err := s.one(ctx, row, "stages", stage); err != nil {
		return nil, err
	}
	if row.BoardID != board {
		return nil, notFound("stages", stage)
	}
	sel, err := s.selectOrders(ctx, actor, q)
	if err != nil {
		return nil, err
	}
	sel.onBoard(q.Statuses)
	return s.listSelected(ctx, sel, q, Page{Limit: q.Limit}.limit())
}
