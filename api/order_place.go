package api

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// NewOrder is the body that places an order (ORD-2).
type NewOrder struct {
	CustomerID    int64      `json:"customer_id" minimum:"1"`
	Items         []NewItem  `json:"items" minItems:"1" maxItems:"100"`
	BoardID       int64      `json:"board_id,omitempty" minimum:"0" doc:"The default board when absent"`
	StageID       int64      `json:"stage_id,omitempty" minimum:"0" doc:"The board's first stage when absent"`
	ManagerID     *int64     `json:"manager_id,omitempty" minimum:"1" nullable:"true"`
	Source        string     `json:"source,omitempty" maxLength:"200"`
	ForeignNumber *string    `json:"foreign_number,omitempty" maxLength:"200" nullable:"true" doc:"Your number of the order; unique"`
	TryDeposit    bool       `json:"try_deposit,omitempty" doc:"Pay from the deposit when it holds enough (PAY-5)"`
	Duplicate     string     `json:"duplicate,omitempty" enum:"create,skip,reuse,replace" doc:"What to do about an order that is there already (ORD-13)"`
	Letter        *bool      `json:"letter,omitempty" doc:"false: no letter about the new order"`
	CreatedAt     *time.Time `json:"created_at,omitempty" doc:"When it was ordered; now when absent"`
	Manual        bool       `json:"manual,omitempty" doc:"A person makes the order by hand: created_via is manual instead of api"`
}

// NewItem is a wanted item.
type NewItem struct {
	OfferID  int64  `json:"offer_id" minimum:"1"`
	Quantity *int64 `json:"quantity,omitempty" minimum:"1" maximum:"10000" doc:"1 when absent"`
	Price    *int64 `json:"price,omitempty" minimum:"0" maximum:"1000000000000" nullable:"true" doc:"Per unit, minor units; the offer's when absent"`
}

func itemSpec(i *NewItem) services.ItemSpec {
	spec := services.ItemSpec{OfferID: i.OfferID, Quantity: 1, Price: i.Price}
	keep(&spec.Quantity, i.Quantity)
	return spec
}

// PlacedOrder is what became of a wanted order.
type PlacedOrder struct {
	Order
	Outcome      string `json:"outcome" enum:"created,reused,replaced,skipped" doc:"reused and skipped: this is the order that was there"`
	FoundOrderID *int64 `json:"found_order_id" doc:"The order that the duplicate guard found"`
	PaymentLink  string `json:"payment_link"`
}

// placing is the answer: 201 for a new order, 200 for the one that was there.
type placing struct {
	Status   int
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Body     PlacedOrder
}

func (in *NewOrder) params() services.PlaceOrderParams {
	p := services.PlaceOrderParams{
		CustomerID: in.CustomerID, Via: models.ViaAPI, Items: each(in.Items, itemSpec), BoardID: in.BoardID, StageID: in.StageID,
		ManagerID: in.ManagerID, Source: in.Source, ForeignNumber: in.ForeignNumber, TryDeposit: in.TryDeposit, Duplicate: in.Duplicate,
		QuietLetter: in.Letter != nil && !*in.Letter, CreatedAt: in.CreatedAt,
	}
	if in.Manual {
		p.Via = models.ViaManual
	}
	return p
}

func (a *api) placeOrder(ctx context.Context, in *struct{ Body NewOrder }) (*placing, error) {
	placed, err := a.service.PlaceOrder(ctx, actorOf(ctx), in.Body.params())
	if err != nil {
		return nil, err
	}
	if placed.Order == nil {
		return a.placedAgain(ctx, services.Made{ID: placed.FoundID, Outcome: placed.Outcome, FoundID: placed.FoundID})
	}
	return a.placing(placed), nil
}

// placedAgain tells what became of the wanted order, by the order as it now is.
func (a *api) placedAgain(ctx context.Context, made services.Made) (*placing, error) {
	order, err := a.service.GetOrder(ctx, answering(ctx), made.ID)
	if err != nil {
		return nil, err
	}
	outcome := cmp.Or(made.Outcome, services.PlacedCreated) // older programs named none
	return a.placing(&services.PlacedOrder{Order: order, Outcome: outcome, FoundID: made.FoundID}), nil
}

func (a *api) placing(placed *services.PlacedOrder) *placing {
	order := placed.Order
	out := &placing{Status: http.StatusOK, ETag: etag(order.Version), Body: PlacedOrder{
		Order: showOrder(order), Outcome: placed.Outcome, PaymentLink: a.service.PaymentLink(order.PayToken),
	}}
	if placed.FoundID != 0 {
		out.Body.FoundOrderID = &placed.FoundID
	}
	if placed.Outcome == services.PlacedCreated || placed.Outcome == services.PlacedReplaced {
		out.Status, out.Location = http.StatusCreated, base+"/orders/"+itoa(order.ID)
	}
	return out
}
