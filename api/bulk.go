package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// BulkOperation is one action over a segment with its progress (BLK-1, BLK-3).
type BulkOperation struct {
	ID          int64           `json:"id"`
	Kind        string          `json:"kind" enum:"create_orders,change_status"`
	Object      string          `json:"object"`
	Rule        json.RawMessage `json:"rule"`
	Search      string          `json:"search,omitempty" doc:"What the orders of the rule were searched for besides"`
	Segment     *BulkSegment    `json:"segment,omitempty" doc:"The saved segment whose rule this is a copy of"`
	Create      *BulkCreate     `json:"create,omitempty"`
	Status      *BulkStatus     `json:"status,omitempty"`
	State       string          `json:"state" enum:"awaiting_approval,running,paused,cancelled,done"`
	CreatedBy   int64           `json:"created_by"`
	ApprovedBy  *int64          `json:"approved_by"`
	WorkflowID  string          `json:"workflow_id"`
	Total       int64           `json:"total"`
	Done        int64           `json:"done"`
	Skipped     int64           `json:"skipped"`
	Failed      int64           `json:"failed"`
	Pending     int64           `json:"pending"`
	PerSecond   float64         `json:"per_second"`
	SecondsLeft *int64          `json:"seconds_left" doc:"null while it cannot be told"`
	Actions     []string        `json:"actions" enum:"approve,pause,resume,cancel" doc:"What you may do with it now"`
	Version     int64           `json:"version"`
	CreatedAt   time.Time       `json:"created_at"`
	StartedAt   *time.Time      `json:"started_at"`
	FinishedAt  *time.Time      `json:"finished_at"`
}

// BulkCreate says which order each customer of the segment gets.
type BulkCreate struct {
	OfferID    int64 `json:"offer_id" minimum:"1"`
	Quantity   int64 `json:"quantity,omitempty" minimum:"1" maximum:"10000" doc:"1 when absent"`
	BoardID    int64 `json:"board_id,omitempty" minimum:"0"`
	StageID    int64 `json:"stage_id,omitempty" minimum:"0"`
	TryDeposit bool  `json:"try_deposit,omitempty"`
	Letter     bool  `json:"letter,omitempty" doc:"Whether the customers get the letter about the new order"`
}

// BulkStatus says which status each order of the segment gets.
type BulkStatus struct {
	To              string `json:"to" enum:"new,in_work,payment_waiting,part_payed,payed,cancelled,not_confirmed,pending,waiting_for_return,false"`
	RefusalReasonID *int64 `json:"refusal_reason_id,omitempty" minimum:"1"`
	Comment         string `json:"comment,omitempty" maxLength:"4000"`
	Confirm         bool   `json:"confirm,omitempty"`
}

// NewBulk is the body that previews or starts an operation.
type NewBulk struct {
	Kind      string          `json:"kind" enum:"create_orders,change_status"`
	Rule      json.RawMessage `json:"rule,omitempty" doc:"Whom it is done to: a segment rule, over customers for create_orders, over orders for change_status"`
	SegmentID int64           `json:"segment_id,omitempty" minimum:"1" doc:"In place of rule: a saved segment. The operation keeps a copy of its rule"`
	List      *BulkList       `json:"list,omitempty" doc:"In place of rule, for change_status: a list of orders"`
	Create    *BulkCreate     `json:"create,omitempty"`
	Status    *BulkStatus     `json:"status,omitempty"`
	Approval  bool            `json:"approval,omitempty" doc:"Send it for approval although you might start it"`
}

func (b *NewBulk) params() services.BulkParams {
	p := services.BulkParams{Kind: b.Kind, Rule: b.Rule, SegmentID: b.SegmentID, List: b.List.query(), Approval: b.Approval}
	if c := b.Create; c != nil {
		p.Create = &services.BulkCreate{
			OfferID: c.OfferID, Quantity: max(c.Quantity, 1), BoardID: c.BoardID, StageID: c.StageID, TryDeposit: c.TryDeposit, Letter: c.Letter,
		}
	}
	if s := b.Status; s != nil {
		p.Status = &services.BulkStatus{To: models.Status(s.To), ReasonID: s.RefusalReasonID, Comment: s.Comment, Confirmed: s.Confirm}
	}
	return p
}

func showBulk(v *services.BulkView) BulkOperation {
	b := BulkOperation{
		ID: v.ID, Kind: v.Kind, Object: string(v.Object), Rule: raw(v.Rule), Search: v.Search, Actions: list(v.Actions), State: v.State, CreatedBy: v.CreatedBy, WorkflowID: v.WorkflowID,
		Total: v.Total, Done: v.Done, Skipped: v.Skipped, Failed: v.Failed, Pending: v.Pending, PerSecond: v.PerSecond,
		Version: v.Version, CreatedAt: v.CreatedAt.UTC(), StartedAt: inUTC(v.StartedAt), FinishedAt: inUTC(v.FinishedAt),
	}
	if v.Segment.ID != 0 {
		b.Segment = &BulkSegment{v.Segment.ID, v.Segment.Title}
	}
	if v.ApprovedBy != 0 {
		b.ApprovedBy = &v.ApprovedBy
	}
	if v.TimeLeft != nil {
		left := int64(v.TimeLeft.Seconds())
		b.SecondsLeft = &left
	}
	if c := v.Create; c != nil {
		b.Create = &BulkCreate{c.OfferID, c.Quantity, c.BoardID, c.StageID, c.TryDeposit, c.Letter}
	}
	if s := v.Status; s != nil {
		b.Status = &BulkStatus{string(s.To), s.ReasonID, s.Comment, s.Confirmed}
	}
	return b
}

func (a *api) registerBulk() {
	const tag, post = "Bulk operations", http.MethodPost
	endpoint(a, operation{method: http.MethodGet, path: "/bulk-operations", id: "list-bulk-operations", tag: tag, summary: "List operations, the newest first"}, a.listBulk)
	endpoint(a, operation{method: post, path: "/bulk-operations/preview", id: "preview-bulk-operation", tag: tag, summary: "What it would do and leave out"}, a.previewBulk)
	repeatable(a, operation{
		method: post, path: "/bulk-operations", id: "start-bulk-operation", tag: tag, summary: "Start an operation, or send it for approval",
		detail: "Creation starts at once with the right bulk.create_orders or within a grant; anybody else's waits for approval. " +
			"So does one with a quantity over 1 or try_deposit by somebody without the right order.create_terms.", status: http.StatusCreated,
	}, a.startBulk, byReading(a.getBulk))
	endpoint(a, operation{method: http.MethodGet, path: "/bulk-operations/{id}", id: "get-bulk-operation", tag: tag, summary: "Read an operation with its progress"}, a.getBulk)
	endpoint(a, operation{method: http.MethodGet, path: "/bulk-operations/{id}/items", id: "list-bulk-items", tag: tag, summary: "What became of each object"}, a.bulkItems)
	endpoint(a, operation{method: http.MethodGet, path: "/bulk-operations/{id}/result.csv", id: "get-bulk-result", tag: tag, summary: "The same as CSV", content: csvContent}, a.bulkResult)
	for _, action := range []struct {
		name, summary string
		run           func(context.Context, models.Actor, int64, int64) (*services.BulkView, error)
	}{
		{"approve", "Approve and start", a.service.ApproveBulk},
		{"pause", "Pause", a.service.PauseBulk},
		{"resume", "Go on", a.service.ResumeBulk},
		{"cancel", "Cancel; what is done stays", a.service.CancelBulk},
	} {
		repeatable(a, operation{
			method: post, path: "/bulk-operations/{id}/" + action.name, id: action.name + "-bulk-operation", tag: tag,
			summary: action.summary,
		}, onBulk(action.run), byReading(a.getBulk))
	}
}

func (a *api) listBulk(ctx context.Context, in *struct {
	Paging
	State string `query:"state" enum:"awaiting_approval,running,paused,cancelled,done"`
},
) (*plain[Page[BulkOperation]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, more, err := a.service.Bulks(ctx, actorOf(ctx), in.State, services.Page{After: after, Limit: in.limit()})
	if err != nil {
		return nil, err
	}
	show := func(v **services.BulkView) BulkOperation { return showBulk(*v) }
	return paged(rows, more, show, func(v **services.BulkView) int64 { return (*v).ID }), nil
}

func (a *api) previewBulk(ctx context.Context, in *struct{ Body NewBulk }) (*plain[BulkPreview], error) {
	v, err := a.service.PreviewBulk(ctx, actorOf(ctx), in.Body.params())
	if err != nil {
		return nil, err
	}
	return &plain[BulkPreview]{showPreview(v, in.Body.Status, callOf(ctx).language)}, nil
}

func (a *api) startBulk(ctx context.Context, in *struct{ Body NewBulk }) (*one[BulkOperation], error) {
	op, err := a.service.StartBulk(ctx, actorOf(ctx), in.Body.params())
	if err != nil {
		return nil, err
	}
	return shownBulk(a.service.Bulk(ctx, actorOf(ctx), op.ID))
}

func shownBulk(v *services.BulkView, err error) (*one[BulkOperation], error) {
	if err != nil {
		return nil, err
	}
	return versioned(showBulk(v), v.Version), nil
}

func (a *api) getBulk(ctx context.Context, in *ByID) (*one[BulkOperation], error) {
	return shownBulk(a.service.Bulk(ctx, actorOf(ctx), in.ID))
}

type onBulkInput struct {
	ByID
	Wish
}

func onBulk(run func(context.Context, models.Actor, int64, int64) (*services.BulkView, error)) func(context.Context, *onBulkInput) (*one[BulkOperation], error) {
	return func(ctx context.Context, in *onBulkInput) (*one[BulkOperation], error) {
		version, err := in.version()
		if err != nil {
			return nil, err
		}
		return shownBulk(run(ctx, actorOf(ctx), in.ID, version))
	}
}
