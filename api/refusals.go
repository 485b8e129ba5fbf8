package api

import (
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// RefusalReason is one entry of the account's list (ST-11).
type RefusalReason struct {
	ID        int64     `json:"id"`
	Name      string    `json:"name"`
	Ordinal   int64     `json:"ordinal"`
	Archived  bool      `json:"archived"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

func showReason(r *models.RefusalReason) RefusalReason {
	return RefusalReason{
		ID: r.ID, Name: r.Name, Ordinal: r.Ordinal, Archived: r.Archived, Version: r.Version, CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(),
	}
}

// NewRefusalReason is the body that creates a reason.
type NewRefusalReason struct {
	Name     string `json:"name" maxLength:"200"`
	Ordinal  int64  `json:"ordinal,omitempty" doc:"Its place; last when absent"`
	Archived bool   `json:"archived,omitempty"`
}

// RefusalReasonPatch is the body that changes one; fields that are absent stay.
type RefusalReasonPatch struct {
	Name     *string `json:"name,omitempty" maxLength:"200"`
	Ordinal  *int64  `json:"ordinal,omitempty"`
	Archived *bool   `json:"archived,omitempty"`
}

// ReasonOrder is the body that arranges them.
type ReasonOrder struct {
	IDs []int64 `json:"ids" maxItems:"1000" doc:"In the wanted order; those that are not named follow as they were"`
}

func (a *api) registerReasons() {
	const tag = "Refusal reasons"
	endpoint(a, operation{method: http.MethodGet, path: "/refusal-reasons", id: "list-refusal-reasons", tag: tag, summary: "List refusal reasons by ordinal"}, a.listReasons)
	repeatable(a, operation{
		method: http.MethodPost, path: "/refusal-reasons", id: "create-refusal-reason", tag: tag, summary: "Create a refusal reason",
		status: http.StatusCreated,
	}, a.createReason, byReading(a.getReason))
	repeatable(a, operation{
		method: http.MethodPost, path: "/refusal-reasons/arrange", id: "arrange-refusal-reasons", tag: tag, summary: "Put refusal reasons in order",
		detail: "Answers with all of them, archived ones too.",
	}, a.arrangeReasons, func(ctx context.Context, _ services.Made) (*plain[Page[RefusalReason]], error) {
		return a.allReasons(ctx)
	})
	endpoint(a, operation{method: http.MethodGet, path: "/refusal-reasons/{id}", id: "get-refusal-reason", tag: tag, summary: "Read a refusal reason"}, a.getReason)
	endpoint(a, operation{method: http.MethodPatch, path: "/refusal-reasons/{id}", id: "edit-refusal-reason", tag: tag, summary: "Rename, move or archive one"}, a.editReason)
}

func (a *api) listReasons(ctx context.Context, in *struct {
	Archived bool `query:"archived" doc:"true lists archived ones too"`
},
) (*plain[Page[RefusalReason]], error) {
	rows, err := a.service.RefusalReasons(ctx, actorOf(ctx), in.Archived)
	if err != nil {
		return nil, err
	}
	return listed(rows, showReason), nil
}

func (a *api) createReason(ctx context.Context, in *struct{ Body NewRefusalReason }) (*one[RefusalReason], error) {
	r, err := a.service.CreateRefusalReason(ctx, actorOf(ctx), services.ReasonParams{
		Name: in.Body.Name, Ordinal: in.Body.Ordinal, Archived: in.Body.Archived,
	})
	if err != nil {
		return nil, err
	}
	return versioned(showReason(r), r.Version), nil
}

func (a *api) getReason(ctx context.Context, in *ByID) (*one[RefusalReason], error) {
	r, err := a.service.RefusalReason(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return versioned(showReason(r), r.Version), nil
}

func (a *api) editReason(ctx context.Context, in *struct {
	ByID
	Edit
	Body RefusalReasonPatch
},
) (*one[RefusalReason], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	now, err := a.service.RefusalReason(ctx, models.System(), in.ID)
	if err != nil {
		return nil, err
	}
	p := services.ReasonParams{Name: now.Name, Ordinal: now.Ordinal, Archived: now.Archived, Version: pick(version, now.Version)}
	keep(&p.Name, in.Body.Name)
	keep(&p.Ordinal, in.Body.Ordinal)
	keep(&p.Archived, in.Body.Archived)
	r, err := a.service.EditRefusalReason(ctx, actorOf(ctx), in.ID, p)
	if err != nil {
		return nil, err
	}
	return versioned(showReason(r), r.Version), nil
}

func (a *api) arrangeReasons(ctx context.Context, in *struct{ Body ReasonOrder }) (*plain[Page[RefusalReason]], error) {
	if err := a.service.ArrangeRefusalReasons(ctx, actorOf(ctx), in.Body.IDs); err != nil {
		return nil, err
	}
	return a.allReasons(ctx)
}

func (a *api) allReasons(ctx context.Context) (*plain[Page[RefusalReason]], error) {
	rows, err := a.service.RefusalReasons(ctx, models.System(), true)
	if err != nil {
		return nil, err
	}
	return listed(rows, showReason), nil
}
