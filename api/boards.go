package api

import (
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Board is a kanban of orders with its stages in their order (ORD-11).
type Board struct {
	ID        int64     `json:"id"`
	Title     string    `json:"title"`
	Default   bool      `json:"default" doc:"New orders come here"`
	Stages    []Stage   `json:"stages"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// Stage is a column of a board.
type Stage struct {
	ID    int64  `json:"id"`
	Title string `json:"title"`
	Color string `json:"color"`
	// Archived is a stage that went while orders had ended on it.
	Archived bool `json:"archived" doc:"It went; only orders that came back to life stand on it"`
}

func showStage(s *models.Stage) Stage { return Stage{s.ID, s.Title, s.Color, s.Archived} }

func showBoard(b *services.BoardView) Board {
	return Board{
		ID: b.ID, Title: b.Title, Default: b.IsDefault, Stages: each(b.Stages, showStage),
		Version: b.Version, CreatedAt: b.CreatedAt.UTC(), UpdatedAt: b.UpdatedAt.UTC(),
	}
}

// StageSpec is a wanted column; without id a new one.
type StageSpec struct {
	ID    int64  `json:"id,omitempty" minimum:"0"`
	Title string `json:"title" maxLength:"200"`
	Color string `json:"color,omitempty" doc:"#rrggbb or empty"`
}

// NewBoard is the body that creates a board.
type NewBoard struct {
	Title   string      `json:"title" maxLength:"200"`
	Default bool        `json:"default,omitempty"`
	Stages  []StageSpec `json:"stages" maxItems:"50"`
}

// StageMoving sends the open orders of a stage that goes to another.
type StageMoving struct {
	StageID   int64 `json:"stage_id" minimum:"1"`
	ToStageID int64 `json:"to_stage_id" minimum:"1"`
}

// BoardPatch is the body that changes one. Stages, when given, replace all: one
// that is left out goes; moves say where the open orders on it go.
type BoardPatch struct {
	Title   *string       `json:"title,omitempty" maxLength:"200"`
	Default *bool         `json:"default,omitempty"`
	Stages  *[]StageSpec  `json:"stages,omitempty" maxItems:"50"`
	Moves   []StageMoving `json:"moves,omitempty" maxItems:"50" doc:"For each stage that goes while open orders stand on it"`
}

func stageParams(specs []StageSpec) []services.StageParams {
	return each(specs, func(s *StageSpec) services.StageParams {
		return services.StageParams{ID: s.ID, Title: s.Title, Color: s.Color}
	})
}

func (a *api) registerBoards() {
	const tag = "Boards"
	endpoint(a, operation{method: http.MethodGet, path: "/boards", id: "list-boards", tag: tag, summary: "List boards with their stages"}, a.listBoards)
	repeatable(a, operation{method: http.MethodPost, path: "/boards", id: "create-board", tag: tag, summary: "Create a board", status: http.StatusCreated}, a.createBoard, byReading(a.getBoard))
	endpoint(a, operation{method: http.MethodGet, path: "/boards/{id}", id: "get-board", tag: tag, summary: "Read a board"}, a.getBoard)
	endpoint(a, operation{method: http.MethodPatch, path: "/boards/{id}", id: "edit-board", tag: tag, summary: "Change a board and its stages"}, a.editBoard)
}

func (a *api) listBoards(ctx context.Context, _ *nothing) (*plain[Page[Board]], error) {
	rows, err := a.service.Boards(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return listed(rows, showBoard), nil
}

func (a *api) createBoard(ctx context.Context, in *struct{ Body NewBoard }) (*one[Board], error) {
	b, err := a.service.CreateBoard(ctx, actorOf(ctx), services.BoardParams{
		Title: in.Body.Title, Default: in.Body.Default, Stages: stageParams(in.Body.Stages),
	})
	if err != nil {
		return nil, err
	}
	return versioned(showBoard(b), b.Version), nil
}

func (a *api) getBoard(ctx context.Context, in *ByID) (*one[Board], error) {
	b, err := a.service.Board(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return versioned(showBoard(b), b.Version), nil
}

func (a *api) editBoard(ctx context.Context, in *struct {
	ByID
	Edit
	Body BoardPatch
},
) (*one[Board], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	now, err := a.service.Board(ctx, models.System(), in.ID)
	if err != nil {
		return nil, err
	}
	p := services.BoardParams{Title: now.Title, Default: now.IsDefault, Version: pick(version, now.Version)}
	for _, s := range now.Stages {
		p.Stages = append(p.Stages, services.StageParams{ID: s.ID, Title: s.Title, Color: s.Color})
	}
	keep(&p.Title, in.Body.Title)
	keep(&p.Default, in.Body.Default)
	if in.Body.Stages != nil {
		p.Stages = stageParams(*in.Body.Stages)
	}
	p.Moves = each(in.Body.Moves, func(m *StageMoving) services.StageMove { return services.StageMove(*m) })
	b, err := a.service.EditBoard(ctx, actorOf(ctx), in.ID, p)
	if err != nil {
		return nil, err
	}
	return versioned(showBoard(b), b.Version), nil
}
