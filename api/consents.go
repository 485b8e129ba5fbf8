package api

import (
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
)

// Consent is that a customer agreed to a wording, and where (PRIV-4).
type Consent struct {
	ID        int64      `json:"id"`
	Kind      string     `json:"kind" enum:"data,advertising" doc:"data: processing of personal data"`
	Text      string     `json:"text" doc:"The wording that they agreed to"`
	Version   int64      `json:"version" doc:"Of the wording on that page"`
	PageID    int64      `json:"page_id"`
	PageTitle string     `json:"page_title"`
	GivenAt   time.Time  `json:"given_at"`
	RevokedAt *time.Time `json:"revoked_at" doc:"When they took it back; null while it stands"`
}

func showConsent(v *services.ConsentView) Consent {
	return Consent{v.ID, v.Kind, v.Text, v.Number, v.PageID, v.Page, v.GivenAt.UTC(), inUTC(v.RevokedAt)}
}

func (a *api) registerConsents() {
	const tag = "Customers"
	endpoint(a, operation{
		method: http.MethodGet, path: "/customers/{id}/consents", id: "list-consents", tag: tag, summary: "What a customer agreed to, the newest first",
	}, a.listConsents)
	repeatable(a, operation{
		method: http.MethodPost, path: "/customers/{id}/consents/{consent}/revoke", id: "revoke-consent", tag: tag, summary: "Note that a customer takes a consent back",
		detail: "A consent to advertising takes all others of its kind with it.",
	}, a.revokeConsent, func(ctx context.Context, made services.Made) (*plain[Page[Consent]], error) {
		return a.listConsents(ctx, &ByID{made.ID})
	})
}

func (a *api) listConsents(ctx context.Context, in *ByID) (*plain[Page[Consent]], error) {
	rows, err := a.service.Consents(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return listed(rows, showConsent), nil
}

func (a *api) revokeConsent(ctx context.Context, in *struct {
	ByID
	Consent int64 `path:"consent" minimum:"1"`
},
) (*plain[Page[Consent]], error) {
	rows, err := a.service.RevokeConsent(ctx, actorOf(ctx), in.ID, in.Consent)
	if err != nil {
		return nil, err
	}
	return listed(rows, showConsent), nil
}
