package api

import (
	"context"
	"net/http"

	"github.com/orderflow/orderflow/models"
)

// DemoSchool is a school of invented people that runs beside this one, with a
// database of its own: orders are never deleted, so that trying things out has to
// happen elsewhere.
type DemoSchool interface {
	// Start begins to start it; one that runs goes on.
	Start() error
	// Stop ends it; what it holds stays for the next time.
	Stop() error
	// State is one of DemoOff … and, of one that runs, its address.
	State() (state, address string)
}

// States of the demo school.
const (
	DemoAbsent   = "absent" // there can be none here: only the one-process set-up can start it
	DemoOff      = "off"
	DemoStarting = "starting"
	DemoRunning  = "running"
	DemoFailed   = "failed" // it ended by itself; the program's log says why
)

// Demo is how far the demo school is.
type Demo struct {
	State    string `json:"state" enum:"absent,off,starting,running,failed" doc:"absent: only the one-process set-up can start one"`
	Address  string `json:"address,omitempty" doc:"Of one that runs"`
	Email    string `json:"email,omitempty" doc:"Logs in there"`
	Password string `json:"password,omitempty"`
}

func (a *api) registerDemo() {
	const tag = "Setup"
	endpoint(a, operation{method: http.MethodGet, path: "/demo", id: "get-demo", tag: tag, summary: "Whether the demo school runs"}, a.getDemo)
	endpoint(a, operation{
		method: http.MethodPost, path: "/demo", id: "start-demo", tag: tag, summary: "Start the demo school",
		detail: "A school of invented people beside this one, with a database of its own. It takes a few seconds; get-demo tells.", status: http.StatusAccepted,
	}, a.startDemo)
	endpoint(a, operation{
		method: http.MethodDelete, path: "/demo", id: "stop-demo", tag: tag, summary: "Stop the demo school", detail: "What it holds is there again when it is started the next time.",
	}, a.stopDemo)
}

func (a *api) getDemo(_ context.Context, _ *nothing) (*plain[Demo], error) {
	if a.deps.Demo == nil {
		return &plain[Demo]{Demo{State: DemoAbsent}}, nil
	}
	state, address := a.deps.Demo.State()
	shown := Demo{State: state, Address: address}
	if state == DemoRunning {
		shown.Email, shown.Password = models.DemoEmail, models.DemoPassword
	}
	return &plain[Demo]{shown}, nil
}

func (a *api) startDemo(ctx context.Context, in *nothing) (*plain[Demo], error) {
	if a.deps.Demo == nil {
		return nil, models.NewError(models.CodeNotFound, "kind", "demo")
	}
	if err := a.deps.Demo.Start(); err != nil {
		return nil, err
	}
	return a.getDemo(ctx, in)
}

func (a *api) stopDemo(ctx context.Context, in *nothing) (*plain[Demo], error) {
	if a.deps.Demo == nil {
		return nil, models.NewError(models.CodeNotFound, "kind", "demo")
	}
	if err := a.deps.Demo.Stop(); err != nil {
		return nil, err
	}
	return a.getDemo(ctx, in)
}
