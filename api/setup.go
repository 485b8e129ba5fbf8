package api

import (
	"context"
	"net/http"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Setup is what a page needs to know before anybody is logged in.
type Setup struct {
	Needed     bool     `json:"needed" doc:"true while nobody works here: the first owner has to be made"`
	Languages  []string `json:"languages" enum:"ru,en" doc:"In which the interface and its texts are written"`
	SchoolName string   `json:"school_name"`
	Language   string   `json:"language" enum:"ru,en" doc:"Of the account"`
	Demo       *Visitor `json:"demo,omitempty" doc:"Only of a demo school, whose people are invented: how everybody logs in"`
}

// Visitor is who looks around in a demo school.
type Visitor struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

// FirstOwner is the body that makes the first owner with the one-time token that
// the program printed when it started.
type FirstOwner struct {
	BootstrapToken string `json:"bootstrap_token" maxLength:"200"`
	Name           string `json:"name" maxLength:"200"`
	Email          string `json:"email" maxLength:"254"`
	Password       string `json:"password,omitempty" maxLength:"200" doc:"At least 10 characters; with it the answer opens a session"`
	SchoolName     string `json:"school_name,omitempty" maxLength:"200"`
	Language       string `json:"language,omitempty" enum:"ru,en" doc:"Of the account and of the owner"`
	TimeZone       string `json:"time_zone,omitempty" maxLength:"100" doc:"IANA name, of the account"`
}

// Owner is the first owner. Without a password there is an API token, which is shown this once.
type Owner struct {
	Me
	Token string `json:"token,omitempty"`
}

func (a *api) registerSetup() {
	const tag = "Setup"
	endpoint(a, operation{method: http.MethodGet, path: "/setup", id: "get-setup", tag: tag, summary: "Whether the first owner has to be made"}, a.setup)
	endpoint(a, operation{
		method: http.MethodPost, path: "/setup/first-owner", id: "create-first-owner", tag: tag, summary: "Make the first owner",
		detail: "Uses up the one-time token. With a password it logs the owner in, without one it answers with an API token of the owner.",
		status: http.StatusCreated,
	}, a.firstOwner)
}

func (a *api) setup(ctx context.Context, _ *nothing) (*plain[Setup], error) {
	v, err := a.service.SetupState(ctx)
	if err != nil {
		return nil, err
	}
	shown := Setup{Needed: v.Needed, Languages: []string{"ru", "en"}, SchoolName: v.SchoolName, Language: v.Language}
	if v.Demo {
		shown.Demo = &Visitor{models.DemoEmail, models.DemoPassword}
	}
	return &plain[Setup]{shown}, nil
}

func (a *api) firstOwner(ctx context.Context, in *struct{ Body FirstOwner }) (*withCookie[Owner], error) {
	p := services.OwnerParams{
		Name: in.Body.Name, Email: in.Body.Email, Password: in.Body.Password, SchoolName: in.Body.SchoolName, Language: in.Body.Language,
		TimeZone: in.Body.TimeZone, RequestID: callOf(ctx).id,
	}
	var err error
	if p.Password != "" {
		if p.Browser, err = a.browser(ctx); err != nil {
			return nil, err
		}
	}
	first, err := a.service.CreateFirstOwner(ctx, in.Body.BootstrapToken, p)
	if err != nil {
		return nil, err
	}
	callOf(ctx).actor = first.Actor
	me, err := a.service.Me(ctx, first.Actor)
	if err != nil {
		return nil, err
	}
	out := &withCookie[Owner]{Body: Owner{a.showMe(me, first.Actor), first.Token}}
	if first.Secret != "" {
		out.SetCookie = a.cookie(first.LoggedIn)
	}
	return out, nil
}
