package api

import (
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// ItemsPatch changes an order's items, all together (ORD-5).
type ItemsPatch struct {
	Add     []NewItem   `json:"add,omitempty" maxItems:"100"`
	Change  []ItemPatch `json:"change,omitempty" maxItems:"100"`
	Remove  []int64     `json:"remove,omitempty" maxItems:"100" doc:"Ids of items"`
	Confirm bool        `json:"confirm,omitempty" doc:"The consequences for money and access are meant"`
}

// ItemPatch gives an item another quantity or price.
type ItemPatch struct {
	ItemID   int64  `json:"item_id" minimum:"1"`
	Quantity *int64 `json:"quantity,omitempty" minimum:"1" maximum:"10000"`
	Price    *int64 `json:"price,omitempty" minimum:"0" maximum:"1000000000000"`
}

// OrderPatch is the body that changes what else is known of an order.
type OrderPatch struct {
	ManagerID erasable[int64] `json:"manager_id,omitempty"`
}

// StatusChange is a wanted status (ST-12).
type StatusChange struct {
	Status          string `json:"status" enum:"new,in_work,payment_waiting,part_payed,payed,cancelled,not_confirmed,pending,waiting_for_return,false"`
	RefusalReasonID *int64 `json:"refusal_reason_id,omitempty" minimum:"1" nullable:"true" doc:"With cancelled and false only (ST-11)"`
	Comment         string `json:"comment,omitempty" maxLength:"4000"`
	Confirm         bool   `json:"confirm,omitempty"`
}

// StageMove is a wanted stage, of any board.
type StageMove struct {
	StageID int64 `json:"stage_id" minimum:"1"`
}

// DeadlineChange is a wanted payment deadline.
type DeadlineChange struct {
	PaymentDeadline *time.Time `json:"payment_deadline" nullable:"true" doc:"A time to come; null: no deadline"`
}

// CompletionChange is a wanted completion date (ORD-9).
type CompletionChange struct {
	CompletedAt time.Time `json:"completed_at"`
}

// PartAsked is what the payment link asks for.
type PartAsked struct {
	Amount int64 `json:"amount" minimum:"0" doc:"Minor units; 0: all that is left"`
}

// NewComment is a comment for the history (ORD-8).
type NewComment struct {
	Text string `json:"text" minLength:"1" maxLength:"4000"`
}

func (a *api) registerOrderEdits() {
	const tag, post = "Orders", http.MethodPost
	endpoint(a, operation{method: http.MethodPatch, path: "/orders/{id}", id: "edit-order", tag: tag, summary: "Change the manager"}, a.editOrder)
	endpoint(a, operation{
		method: http.MethodPatch, path: "/orders/{id}/items", id: "edit-order-items", tag: tag, summary: "Add, change and remove items",
		detail: "Cost, left to pay, status and access follow at once. Orders with money need the right order.edit_paid and confirm.",
	}, a.editItems)
	repeatable(a, operation{method: post, path: "/orders/{id}/status", id: "change-order-status", tag: tag, summary: "Change the status"}, a.changeStatus, byReading(a.order))
	repeatable(a, operation{method: post, path: "/orders/{id}/stage", id: "move-order", tag: tag, summary: "Move to a stage"}, a.moveStage, byReading(a.order))
	repeatable(a, operation{method: post, path: "/orders/{id}/tags", id: "tag-order", tag: tag, summary: "Add and remove tags"}, a.tagOrder, byReading(a.tagsOfOrder))
	repeatable(a, operation{method: post, path: "/orders/{id}/deadline", id: "set-order-deadline", tag: tag, summary: "Set the payment deadline"}, a.setDeadline, byReading(a.order))
	repeatable(a, operation{
		method: post, path: "/orders/{id}/completion-date", id: "change-completion-date", tag: tag, summary: "Change the completion date",
	}, a.changeCompletion, byReading(a.order))
	repeatable(a, operation{method: post, path: "/orders/{id}/part", id: "ask-part", tag: tag, summary: "Ask for a part by the payment link"}, a.askPart, byReading(a.order))
	repeatable(a, operation{
		method: post, path: "/orders/{id}/comments", id: "comment-order", tag: tag, summary: "Write a comment", status: http.StatusCreated,
	}, a.commentOrder, a.commentedAgain)
}

// onOrder is the input of a change by POST; If-Match may be left out.
type onOrder[T any] struct {
	ByID
	Wish
	Body T
}

func (in *onOrder[T]) ref() (services.OrderRef, error) {
	version, err := in.version()
	return services.OrderRef{ID: in.ID, Version: version}, err
}

func (a *api) editOrder(ctx context.Context, in *struct {
	ByID
	Edit
	Body OrderPatch
},
) (*one[Order], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	if !in.Body.ManagerID.sent {
		return a.unchanged(ctx, in.ByID, version)
	}
	return changed(a.service.AssignManager(ctx, actorOf(ctx), services.OrderRef{ID: in.ID, Version: version}, in.Body.ManagerID.value))
}

// unchanged answers a change that wishes for nothing: the version counts all the same.
func (a *api) unchanged(ctx context.Context, in ByID, version int64) (*one[Order], error) {
	o, err := a.service.GetOrder(ctx, actorOf(ctx), in.ID)
	if err == nil && version != 0 && version != o.Version {
		return nil, models.NewError(models.CodeStale, "given", version, "current", o.Version)
	}
	return changed(o, err)
}

// order answers with an order as it now is.
func (a *api) order(ctx context.Context, in *ByID) (*one[Order], error) {
	return changed(a.service.GetOrder(ctx, actorOf(ctx), in.ID))
}

func (a *api) editItems(ctx context.Context, in *struct {
	ByID
	Edit
	Body ItemsPatch
},
) (*one[Order], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return changed(a.service.EditItems(ctx, actorOf(ctx), services.EditItemsParams{
		OrderID: in.ID, Version: version, Add: each(in.Body.Add, itemSpec), Remove: in.Body.Remove, Confirmed: in.Body.Confirm,
		Change: each(in.Body.Change, func(c *ItemPatch) services.ItemChange { return services.ItemChange(*c) }),
	}))
}

func (a *api) changeStatus(ctx context.Context, in *onOrder[StatusChange]) (*one[Order], error) {
	ref, err := in.ref()
	if err != nil {
		return nil, err
	}
	return changed(a.service.ChangeStatus(ctx, actorOf(ctx), services.ChangeStatusParams{
		OrderID: ref.ID, Version: ref.Version, To: models.Status(in.Body.Status), ReasonID: in.Body.RefusalReasonID,
		Comment: in.Body.Comment, Confirmed: in.Body.Confirm,
	}))
}

func (a *api) moveStage(ctx context.Context, in *onOrder[StageMove]) (*one[Order], error) {
	ref, err := in.ref()
	if err != nil {
		return nil, err
	}
	return changed(a.service.MoveStage(ctx, actorOf(ctx), ref, in.Body.StageID))
}

func (a *api) tagOrder(ctx context.Context, in *struct {
	ByID
	Body TagChange
},
) (*plain[Tags], error) {
	tags, err := a.service.TagOrder(ctx, actorOf(ctx), in.ID, services.TagParams{Add: in.Body.Add, Remove: in.Body.Remove})
	if err != nil {
		return nil, err
	}
	return &plain[Tags]{Tags{list(tags)}}, nil
}

func (a *api) setDeadline(ctx context.Context, in *onOrder[DeadlineChange]) (*one[Order], error) {
	ref, err := in.ref()
	if err != nil {
		return nil, err
	}
	return changed(a.service.SetDeadline(ctx, actorOf(ctx), ref, in.Body.PaymentDeadline))
}

func (a *api) changeCompletion(ctx context.Context, in *onOrder[CompletionChange]) (*one[Order], error) {
	ref, err := in.ref()
	if err != nil {
		return nil, err
	}
	return changed(a.service.ChangeCompletionDate(ctx, actorOf(ctx), ref, in.Body.CompletedAt))
}

func (a *api) askPart(ctx context.Context, in *onOrder[PartAsked]) (*one[Order], error) {
	ref, err := in.ref()
	if err != nil {
		return nil, err
	}
	return changed(a.service.AskPart(ctx, actorOf(ctx), ref, in.Body.Amount))
}

func (a *api) commentOrder(ctx context.Context, in *struct {
	ByID
	Body NewComment
},
) (*plain[HistoryEntry], error) {
	entry, err := a.service.AddComment(ctx, actorOf(ctx), in.ID, in.Body.Text)
	if err != nil {
		return nil, err
	}
	return &plain[HistoryEntry]{showHistory(entry)}, nil
}

func (a *api) commentedAgain(ctx context.Context, made services.Made) (*plain[HistoryEntry], error) {
	if made.Kind != "history_entry" { // older programs named the order
		return nil, models.NewError(models.CodeNotFound, "kind", "history_entry")
	}
	entry, err := a.service.HistoryEntry(ctx, actorOf(ctx), made.ID)
	if err != nil {
		return nil, err
	}
	return &plain[HistoryEntry]{showHistory(entry)}, nil
}

func (a *api) tagsOfOrder(ctx context.Context, in *ByID) (*plain[Tags], error) {
	d, err := a.service.OrderDetails(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &plain[Tags]{Tags{list(d.Tags)}}, nil
}
