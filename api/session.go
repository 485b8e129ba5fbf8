package api

import (
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// LogIn is the body that opens a session.
type LogIn struct {
	Email    string `json:"email" maxLength:"254"`
	Password string `json:"password" maxLength:"200"`
}

// Session is one browser in which one is logged in.
type Session struct {
	ID        int64     `json:"id"`
	Current   bool      `json:"current" doc:"The one that asks"`
	Browser   string    `json:"browser" enum:"Chrome,Edge,Firefox,Opera,Safari,Samsung Internet,Yandex,other"`
	System    string    `json:"system" enum:"Android,ChromeOS,iOS,Linux,macOS,Windows,other"`
	CreatedAt time.Time `json:"created_at"`
	SeenAt    time.Time `json:"seen_at" doc:"Within five minutes"`
	ExpiresAt time.Time `json:"expires_at" doc:"Unless it is used before: 14 days after seen_at, 90 days after created_at at most"`
}

// withCookie is an answer that opens or ends a session.
type withCookie[T any] struct {
	SetCookie string `header:"Set-Cookie" doc:"The session, for browsers"`
	Body      T
}

// onlyCookie is one without a body.
type onlyCookie struct {
	SetCookie string `header:"Set-Cookie" doc:"Takes the session from the browser"`
}

func (a *api) registerSessions() {
	const tag = "Sessions"
	endpoint(a, operation{
		method: http.MethodPost, path: "/session", id: "log-in", tag: tag, summary: "Log in",
		detail: "Opens a session and ends the one that the browser had. Attempts are counted by account and by network address: after a few wrong ones each waits longer.",
	}, a.logIn)
	endpoint(a, operation{
		method: http.MethodDelete, path: "/session", id: "log-out", tag: tag, summary: "Log out",
		detail: "Ends the session of the cookie, if there is one.", status: http.StatusNoContent,
	}, a.logOut)
	endpoint(a, operation{method: http.MethodGet, path: "/sessions", id: "list-sessions", tag: tag, summary: "List where one is logged in"}, a.listSessions)
	endpoint(a, operation{
		method: http.MethodDelete, path: "/sessions", id: "log-out-everywhere", tag: tag, summary: "Log out everywhere, here too", status: http.StatusNoContent,
	}, a.logOutEverywhere)
	endpoint(a, operation{
		method: http.MethodDelete, path: "/sessions/{id}", id: "end-session", tag: tag, summary: "End one of one's sessions", status: http.StatusNoContent,
	}, a.endSession)
}

func (a *api) logIn(ctx context.Context, in *struct{ Body LogIn }) (*withCookie[Me], error) {
	browser, err := a.browser(ctx)
	if err != nil {
		return nil, err
	}
	return a.admitted(ctx)(a.service.LogIn(ctx, services.LogInParams{
		Email: in.Body.Email, Password: in.Body.Password, Browser: browser, RequestID: callOf(ctx).id,
	}))
}

// admitted answers with a session that was opened.
func (a *api) admitted(ctx context.Context) func(services.LoggedIn, error) (*withCookie[Me], error) {
	return func(in services.LoggedIn, err error) (*withCookie[Me], error) {
		if err != nil {
			return nil, err
		}
		callOf(ctx).actor = in.Actor
		me, err := a.service.Me(ctx, in.Actor)
		if err != nil {
			return nil, err
		}
		return &withCookie[Me]{a.cookie(in), a.showMe(me, in.Actor)}, nil
	}
}

func (a *api) logOut(ctx context.Context, _ *nothing) (*onlyCookie, error) {
	call := callOf(ctx)
	out := &onlyCookie{a.noCookie()}
	if call.session == "" {
		return out, nil
	}
	return out, a.service.LogOut(ctx, call.session, call.id)
}

func (a *api) listSessions(ctx context.Context, _ *nothing) (*plain[Page[Session]], error) {
	actor := actorOf(ctx)
	rows, err := a.service.Sessions(ctx, actor)
	if err != nil {
		return nil, err
	}
	return listed(rows, func(n *models.Session) Session {
		return Session{n.ID, n.ID == actor.Credential.ID, n.Browser, n.System, n.CreatedAt.UTC(), n.SeenAt.UTC(), n.ExpiresAt.UTC()}
	}), nil
}

func (a *api) logOutEverywhere(ctx context.Context, _ *nothing) (*onlyCookie, error) {
	return &onlyCookie{a.noCookie()}, a.service.EndSessions(ctx, actorOf(ctx))
}

func (a *api) endSession(ctx context.Context, in *ByID) (*nothing, error) {
	return &nothing{}, a.service.EndSession(ctx, actorOf(ctx), in.ID)
}
