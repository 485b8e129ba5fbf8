package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Token is a key of the API, bound to one person. Its secret is shown once.
type Token struct {
	ID         int64      `json:"id"`
	StaffID    int64      `json:"staff_id"`
	Title      string     `json:"title"`
	Scopes     []Right    `json:"scopes" nullable:"true" doc:"Rights; null: all of the person's role"`
	ExpiresAt  *time.Time `json:"expires_at"`
	RevokedAt  *time.Time `json:"revoked_at"`
	LastUsedAt *time.Time `json:"last_used_at" doc:"To some minutes; null when it was never used"`
	CreatedAt  time.Time  `json:"created_at"`
	InForce    bool       `json:"in_force" doc:"Neither revoked nor over"`
}

func showToken(t *models.APIToken) Token {
	shown := Token{
		ID: t.ID, StaffID: t.StaffID, Title: t.Title, ExpiresAt: inUTC(t.ExpiresAt), RevokedAt: inUTC(t.RevokedAt),
		LastUsedAt: inUTC(t.LastUsedAt), CreatedAt: t.CreatedAt.UTC(), InForce: services.TokenInForce(t),
	}
	if t.Scopes != "" {
		_ = json.Unmarshal([]byte(t.Scopes), &shown.Scopes)
	}
	return shown
}

// NewToken is the body that makes a key.
type NewToken struct {
	StaffID   int64      `json:"staff_id,omitempty" minimum:"0" doc:"Whose it is; your own when absent"`
	Title     string     `json:"title" maxLength:"200"`
	Scopes    *[]Right   `json:"scopes,omitempty" maxItems:"100" doc:"Rights; all of the person's role when absent"`
	ExpiresAt *time.Time `json:"expires_at,omitempty" nullable:"true" doc:"Never when this and days are absent"`
	Days      int        `json:"days,omitempty" minimum:"1" maximum:"3660" doc:"Instead of expires_at: it ends so many days from now, at the same time of day in the school's time zone"`
}

// SecretToken is a new key with its secret, which is shown this once.
type SecretToken struct {
	Token
	Secret string `json:"token,omitempty" doc:"What goes into Authorization: Bearer …; shown once, absent in the answer to a repetition"`
}

func (a *api) registerTokens() {
	const tag = "Tokens"
	endpoint(a, operation{
		method: http.MethodGet, path: "/staff/{id}/tokens", id: "list-tokens", tag: tag, summary: "List a person's tokens",
		detail: "People list their own; those of others need the right staff.write.",
	}, a.listTokens)
	repeatable(a, operation{
		method: http.MethodPost, path: "/tokens", id: "create-token", tag: tag, summary: "Make a token",
		detail: "The secret is in this answer alone: it is not kept, and a repetition with the same Idempotency-Key answers without it.",
		status: http.StatusCreated, secret: true,
	}, a.createToken, byReading(a.tokenWithoutSecret))
	endpoint(a, operation{
		method: http.MethodDelete, path: "/tokens/{id}", id: "revoke-token", tag: tag, summary: "Revoke a token",
		status: http.StatusNoContent,
	}, a.revokeToken)
}

func (a *api) listTokens(ctx context.Context, in *ByID) (*plain[Page[Token]], error) {
	rows, err := a.service.Tokens(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return listed(rows, showToken), nil
}

func (a *api) createToken(ctx context.Context, in *struct{ Body NewToken }) (*plain[SecretToken], error) {
	p := services.TokenParams{StaffID: pick(in.Body.StaffID, actorOf(ctx).ID), Title: in.Body.Title, ExpiresAt: in.Body.ExpiresAt, Days: in.Body.Days}
	if p.Days != 0 && p.ExpiresAt != nil {
		return nil, models.NewFieldError("days", models.CodeUnknownField, "field", "days", "allowed", []string{"expires_at"})
	}
	if in.Body.Scopes != nil {
		p.Scopes = models.Rights{}
		for _, scope := range *in.Body.Scopes {
			p.Scopes = append(p.Scopes, models.Right(scope))
		}
	}
	row, secret, err := a.service.CreateToken(ctx, actorOf(ctx), p)
	if err != nil {
		return nil, err
	}
	return &plain[SecretToken]{SecretToken{showToken(row), secret}}, nil
}

func (a *api) revokeToken(ctx context.Context, in *ByID) (*nothing, error) {
	return &nothing{}, a.service.RevokeToken(ctx, actorOf(ctx), in.ID)
}

// tokenWithoutSecret is all that is left to show of a token.
func (a *api) tokenWithoutSecret(ctx context.Context, in *ByID) (*plain[SecretToken], error) {
	row, err := a.service.Token(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &plain[SecretToken]{SecretToken{Token: showToken(row)}}, nil
}
