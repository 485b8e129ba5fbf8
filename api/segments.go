package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Segment is a saved selection: rules, not members (SEG-1).
type Segment struct {
	ID        int64           `json:"id"`
	Title     string          `json:"title"`
	Object    string          `json:"object" enum:"customer,order,purchase,payment"`
	Rule      json.RawMessage `json:"rule"`
	Version   int64           `json:"version"`
	CreatedAt time.Time       `json:"created_at"`
	UpdatedAt time.Time       `json:"updated_at"`
}

func showSegment(s *models.Segment) Segment {
	return Segment{s.ID, s.Title, string(s.Object), raw(s.Rule), s.Version, s.CreatedAt.UTC(), s.UpdatedAt.UTC()}
}

// NewSegment is the body that saves a selection.
type NewSegment struct {
	Title  string          `json:"title" maxLength:"200"`
	Object string          `json:"object" enum:"customer,order,purchase,payment"`
	Rule   json.RawMessage `json:"rule"`
}

// SegmentPatch is the body that changes one; fields that are absent stay.
type SegmentPatch struct {
	Title *string         `json:"title,omitempty" maxLength:"200"`
	Rule  json.RawMessage `json:"rule,omitempty"`
}

// SegmentQuestion asks about a rule that need not be saved.
type SegmentQuestion struct {
	Object    string          `json:"object" enum:"customer,order,purchase,payment"`
	Rule      json.RawMessage `json:"rule"`
	ExplainID *int64          `json:"explain_id,omitempty" minimum:"1" doc:"Also say why this object is in or not in (SEG-3)"`
}

// SegmentAnswer is how many objects a rule selects now.
type SegmentAnswer struct {
	Count    int64           `json:"count"`
	Sample   []int64         `json:"sample" doc:"Ids of the first ten"`
	Objects  []SegmentMember `json:"objects" doc:"The same ten as people know them"`
	Matches  *bool           `json:"matches,omitempty" doc:"Whether the object of explain_id is in"`
	Explains []SegmentReason `json:"explains,omitempty"`
}

// SegmentReason is one condition with the value that it saw.
type SegmentReason struct {
	Path  string `json:"path"`
	Field string `json:"field"`
	Op    string `json:"op"`
	Value any    `json:"value,omitempty"`
	Seen  any    `json:"seen"`
	Holds bool   `json:"holds"`
}

func showReasonOf(r *segment.Reason) SegmentReason { return SegmentReason(*r) }

func (a *api) registerSegments() {
	const tag = "Segments"
	endpoint(a, operation{method: http.MethodGet, path: "/segments", id: "list-segments", tag: tag, summary: "List saved segments"}, a.listSegments)
	repeatable(a, operation{method: http.MethodPost, path: "/segments", id: "create-segment", tag: tag, summary: "Save a segment", status: http.StatusCreated}, a.createSegment, byReading(a.getSegment))
	endpoint(a, operation{method: http.MethodGet, path: "/segments/schema", id: "get-segment-schema", tag: tag, summary: "What rules may ask of each object"}, a.segmentSchema)
	endpoint(a, operation{method: http.MethodPost, path: "/segments/preview", id: "preview-segment", tag: tag, summary: "Count what a rule selects"}, a.previewSegment)
	endpoint(a, operation{method: http.MethodGet, path: "/segments/{id}", id: "get-segment", tag: tag, summary: "Read a segment"}, a.getSegment)
	endpoint(a, operation{method: http.MethodPatch, path: "/segments/{id}", id: "edit-segment", tag: tag, summary: "Change a segment"}, a.editSegment)
	endpoint(a, operation{
		method: http.MethodDelete, path: "/segments/{id}", id: "delete-segment", tag: tag, summary: "Forget a segment",
		status: http.StatusNoContent,
	}, a.deleteSegment)
}

func (a *api) listSegments(ctx context.Context, in *struct {
	Paging
	Object string `query:"object" enum:"customer,order,purchase,payment"`
},
) (*plain[Page[Segment]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, more, err := a.service.Segments(ctx, actorOf(ctx), models.SubjectKind(in.Object), services.Page{After: after, Limit: in.limit()})
	if err != nil {
		return nil, err
	}
	return paged(rows, more, showSegment, func(s *models.Segment) int64 { return s.ID }), nil
}

func (a *api) createSegment(ctx context.Context, in *struct{ Body NewSegment }) (*one[Segment], error) {
	return savedSegment(a.service.CreateSegment(ctx, actorOf(ctx), services.SegmentParams{
		Title: in.Body.Title, Object: models.SubjectKind(in.Body.Object), Rule: in.Body.Rule,
	}))
}

func savedSegment(s *models.Segment, err error) (*one[Segment], error) {
	if err != nil {
		return nil, err
	}
	return versioned(showSegment(s), s.Version), nil
}

func (a *api) getSegment(ctx context.Context, in *ByID) (*one[Segment], error) {
	return savedSegment(a.service.Segment(ctx, actorOf(ctx), in.ID))
}

func (a *api) editSegment(ctx context.Context, in *struct {
	ByID
	Edit
	Body SegmentPatch
},
) (*one[Segment], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	now, err := a.service.Segment(ctx, models.System(), in.ID)
	if err != nil {
		return nil, err
	}
	p := services.SegmentParams{Title: now.Title, Rule: []byte(now.Rule), Version: pick(version, now.Version)}
	keep(&p.Title, in.Body.Title)
	if in.Body.Rule != nil {
		p.Rule = in.Body.Rule
	}
	return savedSegment(a.service.EditSegment(ctx, actorOf(ctx), in.ID, p))
}

func (a *api) deleteSegment(ctx context.Context, in *struct {
	ByID
	Wish
},
) (*nothing, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return &nothing{}, a.service.DeleteSegment(ctx, actorOf(ctx), in.ID, version)
}

func (a *api) previewSegment(ctx context.Context, in *struct{ Body SegmentQuestion }) (*plain[SegmentAnswer], error) {
	actor, q := actorOf(ctx), services.SegmentQuery{Object: models.SubjectKind(in.Body.Object), Rule: in.Body.Rule}
	count, err := a.service.CountSegment(ctx, actor, q)
	if err != nil {
		return nil, err
	}
	ids, err := a.service.ListSegment(ctx, actor, q, 0, 10)
	if err != nil {
		return nil, err
	}
	members, err := a.service.NameObjects(ctx, actor, q.Object, ids)
	if err != nil {
		return nil, err
	}
	answer := SegmentAnswer{Count: count, Sample: list(ids), Objects: each(members, showMember)}
	if in.Body.ExplainID != nil {
		why, err := a.service.ExplainSegment(ctx, actor, q, *in.Body.ExplainID)
		if err != nil {
			return nil, err
		}
		answer.Matches, answer.Explains = &why.Matches, each(why.Reasons, showReasonOf)
	}
	return &plain[SegmentAnswer]{answer}, nil
}
