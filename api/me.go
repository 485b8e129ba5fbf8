package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Me is who asks, what they may do with this session or token, and what every
// screen needs to know of the account.
type Me struct {
	Staff
	Rights     []Right    `json:"rights" doc:"What this session or token may do"`
	Credential Credential `json:"credential"`
	School     School     `json:"school"`
	Language   string     `json:"language" enum:"ru,en" doc:"One's own, else that of the account"`
}

// Right is one of the fixed list (ROLE-1).
type Right string

// Schema lists them.
func (Right) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, right := range models.AllRights {
		s.Enum = append(s.Enum, string(right))
	}
	return s
}

// Credential is what the request was made with.
type Credential struct {
	Kind string `json:"kind" enum:"session,token"`
	ID   int64  `json:"id"`
}

// School is the account, as far as everybody who works here knows it.
type School struct {
	Name     string `json:"name"`
	TimeZone string `json:"time_zone" doc:"IANA name; times of the account are shown in it"`
	Language string `json:"language" enum:"ru,en"`
	Demo     bool   `json:"demo,omitempty" doc:"true: everybody in it is invented"`
	// The way from an empty school to its first paid order, and a demo school, are on a screen of their own.
	FirstSteps bool `json:"first_steps,omitempty" doc:"true until a first order is paid or there is a second one"`
	DemoBeside bool `json:"demo_beside,omitempty" doc:"true: a demo school can be started beside it (get-demo)"`
}

func (a *api) showMe(v *services.MeView, actor models.Actor) Me {
	me := Me{
		Staff: showStaff(&v.StaffView), Rights: []Right{}, Credential: Credential{string(actor.Credential.Kind), actor.Credential.ID},
		School:   School{v.Account.AccountName, v.Account.TimeZone, v.Account.Language, v.Account.Demo, v.FirstSteps, a.deps.Demo != nil},
		Language: v.Language(),
	}
	for _, right := range models.AllRights {
		if actor.Can(right) {
			me.Rights = append(me.Rights, Right(right))
		}
	}
	return me
}

// MePatch is the body that changes what one may change of oneself; fields that are absent stay.
type MePatch struct {
	Name     *string `json:"name,omitempty" maxLength:"200"`
	Language *string `json:"language,omitempty" enum:"ru,en"`
}

// PasswordChange is the body that changes one's own password.
type PasswordChange struct {
	Current string `json:"current" maxLength:"200"`
	New     string `json:"new" maxLength:"200" doc:"At least 10 characters"`
}

func (a *api) registerMe() {
	const tag = "Sessions"
	endpoint(a, operation{method: http.MethodGet, path: "/me", id: "get-me", tag: tag, summary: "Who asks, and what they may do"}, a.me)
	endpoint(a, operation{method: http.MethodPatch, path: "/me", id: "edit-me", tag: tag, summary: "Change one's name or language"}, a.editMe)
	endpoint(a, operation{
		method: http.MethodPost, path: "/me/password", id: "change-password", tag: tag, summary: "Change one's password",
		detail: "All other sessions end. API tokens stay.", status: http.StatusNoContent, unkeyed: true,
	}, a.changePassword)
}

func (a *api) me(ctx context.Context, _ *nothing) (*one[Me], error) {
	return a.shownMe(actorOf(ctx))(a.service.Me(ctx, actorOf(ctx)))
}

func (a *api) shownMe(actor models.Actor) func(*services.MeView, error) (*one[Me], error) {
	return func(v *services.MeView, err error) (*one[Me], error) {
		if err != nil {
			return nil, err
		}
		return versioned(a.showMe(v, actor), v.Version), nil
	}
}

func (a *api) editMe(ctx context.Context, in *struct {
	Edit
	Body MePatch
},
) (*one[Me], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	actor := actorOf(ctx)
	now, err := a.service.Me(ctx, actor)
	if err != nil {
		return nil, err
	}
	p := services.MeParams{Name: now.Name, Language: now.Staff.Language, Version: pick(version, now.Version)}
	keep(&p.Name, in.Body.Name)
	keep(&p.Language, in.Body.Language)
	return a.shownMe(actor)(a.service.ChangeMe(ctx, actor, p))
}

func (a *api) changePassword(ctx context.Context, in *struct{ Body PasswordChange }) (*nothing, error) {
	browser, err := a.browser(ctx)
	if err != nil {
		return nil, err
	}
	return &nothing{}, a.service.ChangePassword(ctx, actorOf(ctx), services.PasswordParams{
		Current: in.Body.Current, New: in.Body.New, Browser: browser,
	})
}
