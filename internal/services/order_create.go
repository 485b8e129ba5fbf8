package services

import (
	"context"
	"slices"
	"time"

	"github.com/orderflow/orderflow/models"
)

// PlaceOrderParams is an order that a person or a client of the API wants.
type PlaceOrderParams struct {
	CustomerID    int64
	Via           string // models.ViaManual or models.ViaAPI
	Items         []ItemSpec
	BoardID       int64 // 0 for the default board
	StageID       int64 // 0 for the board's first stage
	ManagerID     *int64
	Source        string
	ForeignNumber *string
	TryDeposit    bool
	Duplicate     string // overrides the duplicate guard (ORD-13)
	QuietLetter   bool
	CreatedAt     *time.Time
}

// PlacedOrder is what became of a wanted order. FoundID is the order that the
// duplicate guard found, 0 when there was none; Order is nil when Outcome is skipped.
type PlacedOrder struct {
	Order   *models.Order
	Outcome string
	FoundID int64
}

// PlaceOrder makes one order (ORD-1), by the same rules as processes and bulk
// operations. An order that the customer already has answers CodeDuplicateOrder,
// or CodeProductOwned when it opened what the offer opens, naming it, unless Duplicate says what to do (ORD-13). Quantity, own price,
// deposit and an own time of creation need the right order.create_terms (ORD-3).
// Who works with their own orders only becomes the order's manager; when somebody
// else's order was found, they are refused whatever Duplicate says and it is not named (ROLE-2).
func (s *Service) PlaceOrder(ctx context.Context, actor models.Actor, p PlaceOrderParams) (*PlacedOrder, error) {
	if err := p.demand(actor); err != nil {
		return nil, err
	}
	manager, err := ownManager(actor, p.ManagerID)
	if err != nil {
		return nil, err
	}
	p.ManagerID = manager
	var f faults
	f.oneOf("via", p.Via, models.ViaManual, models.ViaAPI)
	if err := f.err(); err != nil {
		return nil, err
	}
	var result placed
	err = s.write(ctx, func(w *work) error {
		results, err := s.placeOrders(w, []orderSpec{p.spec(actor)})
		if err != nil {
			return err
		}
		result = results[0]
		if err := w.demandOwnFound(actor, &result); err != nil {
			return err
		}
		if result.Err != nil {
			return result.Err
		}
		made := Made{Kind: string(models.SubjectOrder), ID: result.FoundID, Outcome: result.Outcome, FoundID: result.FoundID}
		if result.Order != nil {
			made.ID = result.Order.ID
			w.AfterCommit(func() { s.reach("order-committed-not-relayed") })
		}
		w.madeAll(made)
		return nil
	})
	if err := s.taken(err, "orders"); err != nil {
		return nil, err
	}
	return &PlacedOrder{Order: result.Order, Outcome: result.Outcome, FoundID: result.FoundID}, nil
}

// demandOwnFound refuses somebody else's order that the duplicate guard found to
// those who may not see it, without naming it (ROLE-2).
func (w *work) demandOwnFound(actor models.Actor, result *placed) error {
	if result.FoundID == 0 {
		return nil
	}
	err := demandOrder(w.Tx, actor, &result.FoundID, "orders", result.FoundID)
	if models.IsCode(err, models.CodeNotFound) {
		return models.NewError(result.Why)
	}
	return err
}

// demand asks for the rights that the wishes need.
func (p *PlaceOrderParams) demand(actor models.Actor) error {
	if err := actor.Demand(models.RightOrderWrite); err != nil {
		return err
	}
	own := p.TryDeposit || p.CreatedAt != nil ||
		slices.ContainsFunc(p.Items, func(i ItemSpec) bool { return i.Quantity > 1 || i.Price != nil })
	if own {
		return actor.Demand(models.RightOrderCreateTerms)
	}
	return nil
}

func (p *PlaceOrderParams) spec(actor models.Actor) orderSpec {
	return orderSpec{
		Actor: actor, CustomerID: p.CustomerID, Via: p.Via, Items: p.Items, BoardID: p.BoardID, StageID: p.StageID,
		ManagerID: p.ManagerID, Source: p.Source, ForeignNumber: p.ForeignNumber, TryDeposit: p.TryDeposit,
		Duplicate: p.Duplicate, QuietLetter: p.QuietLetter, CreatedAt: p.CreatedAt,
	}
}

// unique sorts ids and drops repetitions.
func unique(ids []int64) []int64 {
	return slices.Compact(slices.Sorted(slices.Values(ids)))
}
