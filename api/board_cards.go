package api

import (
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// BoardColumn is a stage with the orders on it, in numbers.
type BoardColumn struct {
	Stage  Stage         `json:"stage"`
	Count  int64         `json:"count"`
	Totals []OrderTotals `json:"totals"`
}

// BoardColumns is a board as people see it (ORD-11).
type BoardColumns struct {
	Board       Board         `json:"board"`
	Statuses    []string      `json:"statuses" doc:"Of the orders that are shown: without a wish all but payed, cancelled and false"`
	Columns     []BoardColumn `json:"columns"`
	Approximate bool          `json:"approximate" doc:"The numbers are estimates: counting exactly would have taken too long"`
}

// CardCustomer is whose order a card is.
type CardCustomer struct {
	ID   int64  `json:"id"`
	Name string `json:"name" doc:"The e-mail when there is no name"`
}

// BoardCard is an order on a board.
type BoardCard struct {
	ID              int64        `json:"id"`
	Number          int64        `json:"number"`
	Version         int64        `json:"version" doc:"For If-Match of the move"`
	StageID         int64        `json:"stage_id"`
	Status          string       `json:"status" enum:"new,in_work,payment_waiting,part_payed,payed,cancelled,not_confirmed,pending,waiting_for_return,false"`
	Customer        CardCustomer `json:"customer"`
	Currency        string       `json:"currency"`
	Cost            int64        `json:"cost"`
	Paid            int64        `json:"paid"`
	Left            int64        `json:"left" doc:"Cost less paid"`
	Awaited         int64        `json:"awaited" doc:"What of left is still expected: 0 of an order that is completed, cancelled, false or waits for its refund"`
	PaidInFull      bool         `json:"paid_in_full"`
	ManagerID       *int64       `json:"manager_id"`
	ManagerName     *string      `json:"manager_name"`
	Tags            []string     `json:"tags"`
	ItemTitles      []string     `json:"item_titles"`
	CreatedAt       time.Time    `json:"created_at"`
	UpdatedAt       time.Time    `json:"updated_at"`
	StatusChangedAt time.Time    `json:"status_changed_at"`
	OpenDecision    bool         `json:"open_decision"`
	NextActionAt    *time.Time   `json:"next_action_at"`
}

func showBoardCard(r *services.OrderRow) BoardCard {
	card := BoardCard{
		ID: r.ID, Number: r.Number, Version: r.Version, StageID: r.StageID, Status: string(r.Status), Customer: CardCustomer{r.Customer.ID, r.Customer.Name},
		Currency: string(r.Currency), Cost: r.Cost, Paid: r.Paid, Left: r.Left(), Awaited: r.Awaited(), PaidInFull: r.PaidInFull,
		ManagerID: r.ManagerID, ManagerName: titled(r.ManagerID, r.ManagerName), Tags: list(r.Tags), ItemTitles: list(r.ItemTitles),
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), StatusChangedAt: r.StatusChangedAt.UTC(),
		OpenDecision: r.OpenDecision, NextActionAt: inUTC(r.NextAction),
	}
	if card.Customer.Name == "" {
		card.Customer.Name = r.Customer.Email
	}
	return card
}

func (a *api) registerBoardCards() {
	const tag, get = "Boards", http.MethodGet
	endpoint(a, operation{
		method: get, path: "/boards/{id}/columns", id: "get-board-columns", tag: tag, summary: "The stages with the number and the money of the orders on each",
	}, a.boardColumns)
	endpoint(a, operation{
		method: get, path: "/boards/{id}/cards", id: "list-board-cards", tag: tag, summary: "The orders on a stage, the latest change first",
	}, a.boardCards)
}

func (a *api) boardColumns(ctx context.Context, in *struct {
	ByID
	OrderFilter
},
) (*plain[BoardColumns], error) {
	q, err := in.OrderFilter.query()
	if err != nil {
		return nil, err
	}
	b, err := a.service.BoardColumns(ctx, actorOf(ctx), in.ID, q)
	if err != nil {
		return nil, models.Under("query", err)
	}
	return &plain[BoardColumns]{BoardColumns{
		Board: showBoard(&b.BoardView), Statuses: each(b.Statuses, func(s *models.Status) string { return string(*s) }), Approximate: b.Approximate,
		Columns: each(b.Columns, func(c *services.BoardColumn) BoardColumn {
			return BoardColumn{showStage(&c.Stage), c.Count, each(c.Totals, showTotals)}
		}),
	}}, nil
}

func (a *api) boardCards(ctx context.Context, in *struct {
	ByID
	StageID int64  `query:"stage_id" required:"true" minimum:"1"`
	Cursor  string `query:"cursor" maxLength:"2000" doc:"next of the page before, with the same filter"`
	Limit   int    `query:"limit" minimum:"1" maximum:"200" doc:"At most so many; 50 when absent"`
	OrderFilter
},
) (*plain[Page[BoardCard]], error) {
	q, err := in.OrderFilter.query()
	if err != nil {
		return nil, err
	}
	q.Cursor, q.Limit = in.Cursor, in.Limit
	page, err := a.service.BoardCards(ctx, actorOf(ctx), in.ID, in.StageID, q)
	if err != nil {
		return nil, models.Under("query", err)
	}
	return &plain[Page[BoardCard]]{Page[BoardCard]{each(page.Orders, showBoardCard), page.Next}}, nil
}
