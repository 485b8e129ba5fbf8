package api

import (
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// ByToken is the input of operations on what a letter brought.
type ByToken struct {
	Token string `path:"token" maxLength:"100"`
}

// PasswordLink is what the holder of an invitation or of a link to a new password may know.
type PasswordLink struct {
	Name       string    `json:"name"`
	Email      string    `json:"email"`
	SchoolName string    `json:"school_name"`
	Language   string    `json:"language" enum:"ru,en"`
	ExpiresAt  time.Time `json:"expires_at"`
}

// Invitation is a link by which somebody joins.
type Invitation struct {
	PasswordLink
	Role string `json:"role" enum:"owner,administrator,manager"`
}

// Joining is the body that uses an invitation.
type Joining struct {
	Password string `json:"password" maxLength:"200" doc:"At least 10 characters"`
	Name     string `json:"name,omitempty" maxLength:"200" doc:"Stays when absent"`
	Language string `json:"language,omitempty" enum:"ru,en" doc:"Stays when absent"`
}

// NewPassword is the body that uses a link to a new password.
type NewPassword struct {
	Password string `json:"password" maxLength:"200" doc:"At least 10 characters"`
}

// ResetWish is the body that asks for a link to a new password.
type ResetWish struct {
	Email string `json:"email" maxLength:"254"`
}

func (a *api) registerLinks() {
	const tag = "Sessions"
	const once = "A link that is wrong, was used, or is too old answers link_spent."
	endpoint(a, operation{method: http.MethodGet, path: "/invitations/{token}", id: "get-invitation", tag: tag, summary: "Read an invitation", detail: once}, a.getInvitation)
	endpoint(a, operation{
		method: http.MethodPost, path: "/invitations/{token}", id: "use-invitation", tag: tag, summary: "Join: set a password and log in", detail: once,
	}, a.useInvitation)
	endpoint(a, operation{
		method: http.MethodPost, path: "/password-resets", id: "ask-reset", tag: tag, summary: "Have a link to a new password sent",
		detail: "The answer is the same whether anybody works here under the address.", status: http.StatusAccepted,
	}, a.askReset)
	endpoint(a, operation{method: http.MethodGet, path: "/password-resets/{token}", id: "get-reset", tag: tag, summary: "Read a link to a new password", detail: once}, a.getReset)
	endpoint(a, operation{
		method: http.MethodPost, path: "/password-resets/{token}", id: "use-reset", tag: tag, summary: "Set a new password and log in",
		detail: "All other sessions end. " + once,
	}, a.useReset)
}

func showLink(v *services.StaffLinkView) PasswordLink {
	language := v.Staff.Language
	if language == "" {
		language = v.Account.Language
	}
	return PasswordLink{v.Staff.Name, v.Staff.Email, v.Account.AccountName, language, v.ExpiresAt.UTC()}
}

func (a *api) getInvitation(ctx context.Context, in *ByToken) (*plain[Invitation], error) {
	v, err := a.service.StaffLink(ctx, models.LinkInvitation, in.Token)
	if err != nil {
		return nil, err
	}
	return &plain[Invitation]{Invitation{showLink(v), string(v.Staff.Role)}}, nil
}

func (a *api) useInvitation(ctx context.Context, in *struct {
	ByToken
	Body Joining
},
) (*withCookie[Me], error) {
	return a.useLink(ctx, services.UseLinkParams{
		Purpose: models.LinkInvitation, Secret: in.Token, Password: in.Body.Password, Name: in.Body.Name, Language: in.Body.Language,
	})
}

func (a *api) useLink(ctx context.Context, p services.UseLinkParams) (*withCookie[Me], error) {
	browser, err := a.browser(ctx)
	if err != nil {
		return nil, err
	}
	p.Browser, p.RequestID = browser, callOf(ctx).id
	return a.admitted(ctx)(a.service.UseStaffLink(ctx, p))
}

func (a *api) askReset(ctx context.Context, in *struct{ Body ResetWish }) (*plain[struct{}], error) {
	err := a.service.RequestReset(ctx, in.Body.Email, services.Browser{Address: callOf(ctx).address})
	if err != nil {
		return nil, err
	}
	return &plain[struct{}]{}, nil
}

func (a *api) getReset(ctx context.Context, in *ByToken) (*plain[PasswordLink], error) {
	v, err := a.service.StaffLink(ctx, models.LinkReset, in.Token)
	if err != nil {
		return nil, err
	}
	return &plain[PasswordLink]{showLink(v)}, nil
}

func (a *api) useReset(ctx context.Context, in *struct {
	ByToken
	Body NewPassword
},
) (*withCookie[Me], error) {
	return a.useLink(ctx, services.UseLinkParams{Purpose: models.LinkReset, Secret: in.Token, Password: in.Body.Password})
}
