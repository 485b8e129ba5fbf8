package services

import (
	"context"
	"fmt"
	"regexp"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// maxStages is how many columns a board may have.
const maxStages = 50

var stageColor = regexp.MustCompile(`^(#[0-9a-fA-F]{6})?$`)

// BoardView is a board with its stages in their order.
type BoardView struct {
	models.Board
	Stages []models.Stage
}

// StageParams is one column; ID is 0 for a new one.
type StageParams struct {
	ID    int64
	Title string
	Color string // "#rrggbb" or empty
}

// BoardParams is a board with its stages in the order in which they are shown.
type BoardParams struct {
	Title   string
	Default bool // new orders come here; the previous default board ceases to be it
	Stages  []StageParams
	Moves   []StageMove // where the open orders of stages that go are to stand
	Version int64       // of an edit: the version that was read; 0 changes whatever stands
}

// StageMove sends the orders of one stage to another of the same board.
type StageMove struct{ StageID, ToStageID int64 }

func (p BoardParams) admit(actor models.Actor) error {
	if err := actor.Demand(models.RightCatalogWrite); err != nil {
		return err
	}
	var f faults
	f.title("title", p.Title)
	if len(p.Stages) == 0 {
		f.add("stages", models.CodeRequired)
	}
	f.within("stages", int64(len(p.Stages)), 0, maxStages)
	for i, stage := range p.Stages {
		f.title(indexed("stages", i)+".title", stage.Title)
		if !stageColor.MatchString(stage.Color) {
			f.add(indexed("stages", i)+".color", models.CodeWrongType, "expected", "#rrggbb")
		}
	}
	p.checkMoves(&f)
	return f.err()
}

// CreateBoard adds a board with its stages (right catalog.write).
func (s *Service) CreateBoard(ctx context.Context, actor models.Actor, p BoardParams) (*BoardView, error) {
	if err := p.admit(actor); err != nil {
		return nil, err
	}
	view := new(BoardView)
	err := s.write(ctx, func(w *work) error {
		row := &models.Board{Title: p.Title, Version: 1, CreatedAt: w.now, UpdatedAt: w.now}
		if err := store.Insert(w.Tx, []*models.Board{row}); err != nil {
			return err
		}
		w.made("board", row.ID)
		return w.arrangeBoard(row.ID, p, view)
	})
	return view, err
}

// EditBoard replaces title and stages. Stages are known by id; one that is left
// out goes, once Moves say where the open orders on it go: else CodeStageInUse.
func (s *Service) EditBoard(ctx context.Context, actor models.Actor, id int64, p BoardParams) (*BoardView, error) {
	if err := p.admit(actor); err != nil {
		return nil, err
	}
	if err := s.clearStages(ctx, actor, id, p); err != nil {
		return nil, err
	}
	view := new(BoardView)
	err := s.write(ctx, func(w *work) error {
		if err := w.lockVersion("boards", id, p.Version); err != nil {
			return err
		}
		if _, err := w.clear(actor, id, p.Moves); err != nil {
			return err
		}
		err := w.Exec("UPDATE boards SET title = ?, version = version + 1, updated_at = ? WHERE id = ?", p.Title, w.now, id).Error
		if err != nil {
			return fmt.Errorf("write board: %w", err)
		}
		return w.arrangeBoard(id, p, view)
	})
	return view, err
}

// arrangeBoard brings stages and default to what was asked and reads the result.
func (w *work) arrangeBoard(id int64, p BoardParams, into *BoardView) error {
	present, err := stagesOf(w.Tx, []int64{id})
	if err != nil {
		return err
	}
	if err := w.dropStages(present[id], p.Stages); err != nil {
		return err
	}
	if err := w.keepStages(id, present[id], p.Stages); err != nil {
		return err
	}
	if p.Default {
		if err := w.Exec("UPDATE boards SET is_default = (id = ?) WHERE is_default OR id = ?", id, id).Error; err != nil {
			return fmt.Errorf("make board default: %w", err)
		}
	}
	views, err := boardViews(w.Tx, id)
	if err == nil {
		*into = views[0]
	}
	return err
}

func (w *work) keepStages(board int64, present []models.Stage, wanted []StageParams) error {
	own := map[int64]bool{}
	for _, stage := range present {
		own[stage.ID] = true
	}
	var fresh []*models.Stage
	for i, stage := range wanted {
		ordinal := int64(i + 1)
		if stage.ID == 0 {
			fresh = append(fresh, &models.Stage{BoardID: board, Title: stage.Title, Color: stage.Color, Ordinal: ordinal})
			continue
		}
		if !own[stage.ID] {
			return models.NewFieldError(indexed("stages", i)+".id", models.CodeUnknownReference, "kind", "stage", "id", stage.ID)
		}
		err := w.Exec("UPDATE stages SET title = ?, color = ?, ordinal = ? WHERE id = ?", stage.Title, stage.Color, ordinal, stage.ID).Error
		if err != nil {
			return fmt.Errorf("write stage: %w", err)
		}
	}
	return store.Insert(w.Tx, fresh)
}

// Boards lists every board with its stages (right catalog.read).
func (s *Service) Boards(ctx context.Context, actor models.Actor) (views []BoardView, err error) {
	if err := actor.Demand(models.RightCatalogRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		views, err = boardViews(tx, 0)
		return err
	})
	return views, err
}

// Board is one board with its stages.
func (s *Service) Board(ctx context.Context, actor models.Actor, id int64) (*BoardView, error) {
	if err := actor.Demand(models.RightCatalogRead); err != nil {
		return nil, err
	}
	var views []BoardView
	err := s.store.Read(ctx, func(tx *store.Tx) (err error) {
		views, err = boardViews(tx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(views) == 0 {
		return nil, notFound("boards", id)
	}
	return &views[0], nil
}

// boardViews are one board, or all for id 0.
func boardViews(tx *store.Tx, id int64) ([]BoardView, error) {
	var rows []models.Board
	q := tx.Order("id")
	if id != 0 {
		q = q.Where("id = ?", id)
	}
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read boards: %w", err)
	}
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	stages, err := stagesOf(tx, ids)
	views := make([]BoardView, len(rows))
	for i, row := range rows {
		views[i] = BoardView{row, stages[row.ID]}
	}
	return views, err
}

func stagesOf(tx *store.Tx, boards []int64) (map[int64][]models.Stage, error) {
	var rows []models.Stage
	err := tx.Where("board_id IN ? AND NOT archived", boards).Order("board_id, ordinal").Find(&rows).Error
	return groupBy(rows, func(s models.Stage) int64 { return s.BoardID }), wrapped("read stages", err)
}
