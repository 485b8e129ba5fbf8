package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Process is a graph of blocks: its draft and the revision that runs (PRC-1).
type Process struct {
	ID          int64           `json:"id"`
	Title       string          `json:"title"`
	Subject     string          `json:"subject" enum:"customer,order,purchase"`
	State       string          `json:"state" enum:"draft,active,stopped"`
	Draft       json.RawMessage `json:"draft" doc:"See /schemas/process.json; it may be unfinished"`
	Layout      Layout          `json:"layout"`
	RevisionID  *int64          `json:"revision_id" doc:"The published revision"`
	Enrollments Counts          `json:"enrollments"`
	Version     int64           `json:"version"`
	CreatedAt   time.Time       `json:"created_at"`
	UpdatedAt   time.Time       `json:"updated_at"`
	UpdatedBy   *int64          `json:"updated_by" doc:"Who saved, published or stopped it last; null for what was made before this was kept"`
	May         ProcessMay      `json:"may" doc:"What you may do with it now, and why not"`
}

// Counts is how many enrollments stand how.
type Counts struct {
	Active  int64 `json:"active"`
	Failed  int64 `json:"failed"`
	Ended   int64 `json:"ended"`
	Stopped int64 `json:"stopped"`
}

func showProcess(ctx context.Context, p *services.ProcessView) Process {
	return Process{
		ID: p.ID, Title: p.Title, Subject: string(p.Subject), State: p.State, Draft: raw(p.Draft), Layout: showLayout(p.Layout),
		RevisionID: p.RevisionID, Enrollments: Counts{p.Active, p.Failed, p.Ended, p.Stopped}, Version: p.Version,
		CreatedAt: p.CreatedAt.UTC(), UpdatedAt: p.UpdatedAt.UTC(), UpdatedBy: p.UpdatedBy, May: showProcessMay(ctx, &p.Process),
	}
}

// Revision is one immutable published form.
type Revision struct {
	ID          int64           `json:"id"`
	ProcessID   int64           `json:"process_id"`
	Number      int64           `json:"number"`
	Definition  json.RawMessage `json:"definition"`
	Hash        string          `json:"hash"`
	PublishedBy int64           `json:"published_by"`
	PublishedAt time.Time       `json:"published_at"`
}

func showRevision(r *models.ProcessRevision) Revision {
	return Revision{r.ID, r.ProcessID, r.Number, raw(r.Definition), r.Hash, r.PublishedBy, r.PublishedAt.UTC()}
}

// NewProcess is the body that makes a draft: a definition, or a template with values.
type NewProcess struct {
	Definition json.RawMessage `json:"definition,omitempty" doc:"See /schemas/process.json"`
	Layout     *Layout         `json:"layout,omitempty" doc:"How the definition is drawn"`
	Template   string          `json:"template,omitempty" maxLength:"100" doc:"A code of /process-templates, instead of a definition"`
	Values     map[string]any  `json:"values,omitempty" doc:"Values of the template's parameters"`
}

// Draft is the body that replaces a draft.
type Draft struct {
	Definition json.RawMessage `json:"definition" doc:"See /schemas/process.json; values of settings may be missing until it is published"`
	Layout     *Layout         `json:"layout,omitempty" doc:"How it is drawn; when absent that stays as it is"`
}

// Checkable is the body that has a definition checked.
type Checkable struct {
	Definition json.RawMessage `json:"definition" doc:"See /schemas/process.json; it may be unfinished"`
}

// Checked is what the checker says (PRC-12).
type Checked struct {
	Valid    bool           `json:"valid"`
	Faults   []ProblemField `json:"faults" doc:"Why the definition may not be published"`
	Warnings []ProblemField `json:"warnings" doc:"What its author should know"`
}

// Published is a process with its new revision.
type Published struct {
	Process
	Revision int64          `json:"revision" doc:"The revision's number"`
	Warnings []ProblemField `json:"warnings"`
}

// ProcessTemplate is a process to start from (PRC-13).
type ProcessTemplate struct {
	Code       string              `json:"code"`
	Title      string              `json:"title"`
	About      string              `json:"about"`
	Parameters []TemplateParameter `json:"parameters"`
	Definition json.RawMessage     `json:"definition" doc:"With every parameter at its default"`
}

// TemplateParameter is one choice of the author.
type TemplateParameter struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Default any    `json:"default"`
}

func (a *api) registerProcesses() {
	const tag = "Processes"
	endpoint(a, operation{method: http.MethodGet, path: "/processes", id: "list-processes", tag: tag, summary: "List processes"}, a.listProcesses)
	repeatable(a, operation{
		method: http.MethodPost, path: "/processes", id: "create-process", tag: tag, summary: "Make a draft",
		detail: "From a definition, or from a template with values.", status: http.StatusCreated,
	}, a.createProcess, byReading(a.getProcess))
	endpoint(a, operation{
		method: http.MethodGet, path: "/processes/schema", id: "get-process-vocabulary", tag: tag, summary: "What processes may consist of",
		detail: "Blocks with their exits, operations, triggers and events with their settings, by what a process is about.",
	}, a.processVocabulary)
	endpoint(a, operation{method: http.MethodPost, path: "/processes/check", id: "check-process", tag: tag, summary: "Check a definition without storing it"}, a.checkProcess)
	endpoint(a, operation{method: http.MethodGet, path: "/process-templates", id: "list-process-templates", tag: tag, summary: "Processes to start from"}, a.processTemplates)
	endpoint(a, operation{method: http.MethodGet, path: "/processes/{id}", id: "get-process", tag: tag, summary: "Read a process"}, a.getProcess)
	endpoint(a, operation{
		method: http.MethodPatch, path: "/processes/{id}", id: "save-draft", tag: tag, summary: "Replace the draft",
		detail: "What runs goes on by its revision. A draft may be unfinished: what is missing is a fault when it is published.",
	}, a.saveDraft)
	repeatable(a, operation{
		method: http.MethodPost, path: "/processes/{id}/publish", id: "publish-process", tag: tag, summary: "Publish the draft and let objects in",
		detail: "A draft with faults answers process_invalid with all of them, each with its block.",
	}, a.publishProcess, a.publishedAgain)
	repeatable(a, operation{
		method: http.MethodPost, path: "/processes/{id}/stop", id: "stop-process", tag: tag, summary: "Let nobody in and end what is under way",
	}, a.stopProcess, byReading(a.getProcess))
	endpoint(a, operation{method: http.MethodGet, path: "/processes/{id}/revisions", id: "list-revisions", tag: tag, summary: "What was published, the newest first"}, a.listRevisions)
	endpoint(a, operation{method: http.MethodGet, path: "/processes/{id}/revisions/{number}", id: "get-revision", tag: tag, summary: "Read a revision"}, a.getRevision)
}

func (a *api) listProcesses(ctx context.Context, in *Paging) (*plain[Page[Process]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, more, err := a.service.Processes(ctx, actorOf(ctx), services.Page{After: after, Limit: in.limit()})
	if err != nil {
		return nil, err
	}
	show := func(p *services.ProcessView) Process { return showProcess(ctx, p) }
	return paged(rows, more, show, func(p *services.ProcessView) int64 { return p.ID }), nil
}

func (a *api) createProcess(ctx context.Context, in *struct{ Body NewProcess }) (*one[Process], error) {
	switch {
	case in.Body.Template != "" && in.Body.Definition != nil:
		return nil, models.NewFieldError("template", models.CodeUnknownField, "field", "template", "allowed", []string{"definition"})
	case in.Body.Template != "":
		p, err := a.service.CreateProcessFromTemplate(ctx, actorOf(ctx), in.Body.Template, in.Body.Values)
		return bare(ctx, p, err)
	case in.Body.Definition == nil:
		return nil, models.NewFieldError("definition", models.CodeRequired)
	default:
		p, err := a.service.CreateProcess(ctx, actorOf(ctx), services.Draft{Definition: in.Body.Definition, Layout: in.Body.Layout.given()})
		return bare(ctx, p, err)
	}
}

// bare answers with a process that nobody has entered since.
func bare(ctx context.Context, p *models.Process, err error) (*one[Process], error) {
	if err != nil {
		return nil, err
	}
	return versioned(showProcess(ctx, &services.ProcessView{Process: *p}), p.Version), nil
}

func (a *api) getProcess(ctx context.Context, in *ByID) (*one[Process], error) {
	return shownProcess(ctx)(a.service.Process(ctx, actorOf(ctx), in.ID))
}

// process answers an action with the process as it now is, whether the actor may read it or not.
func (a *api) process(ctx context.Context, id int64) (*one[Process], error) {
	return shownProcess(ctx)(a.service.Process(ctx, models.System(), id))
}

func shownProcess(ctx context.Context) func(*services.ProcessView, error) (*one[Process], error) {
	return func(p *services.ProcessView, err error) (*one[Process], error) {
		if err != nil {
			return nil, err
		}
		return versioned(showProcess(ctx, p), p.Version), nil
	}
}

func (a *api) saveDraft(ctx context.Context, in *struct {
	ByID
	Edit
	Body Draft
},
) (*one[Process], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	draft := services.Draft{Version: version, Definition: in.Body.Definition, Layout: in.Body.Layout.given()}
	if _, err := a.service.SaveDraft(ctx, actorOf(ctx), in.ID, draft); err != nil {
		return nil, err
	}
	return a.process(ctx, in.ID)
}

func (a *api) checkProcess(ctx context.Context, in *struct{ Body Checkable }) (*plain[Checked], error) {
	faults, warnings, err := a.service.CheckProcess(ctx, actorOf(ctx), in.Body.Definition)
	if err != nil {
		return nil, err
	}
	language := callOf(ctx).language
	return &plain[Checked]{Checked{len(faults) == 0, fieldsIn(faults, language), fieldsIn(warnings, language)}}, nil
}

// fieldsIn are faults with their texts.
func fieldsIn(faults []models.FieldError, language string) []ProblemField {
	return each(faults, func(f *models.FieldError) ProblemField {
		return ProblemField{f.Path, f.Block, f.Code, f.Text(language), f.Params}
	})
}

func (a *api) publishProcess(ctx context.Context, in *struct {
	ByID
	Wish
},
) (*one[Published], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	p, err := a.service.PublishProcess(ctx, actorOf(ctx), in.ID, version)
	if err != nil {
		return nil, err
	}
	return a.published(ctx, in.ID, p.Revision.Number, p.Warnings)
}

func (a *api) published(ctx context.Context, id, number int64, warnings []models.FieldError) (*one[Published], error) {
	now, err := a.process(ctx, id)
	if err != nil {
		return nil, err
	}
	return versioned(Published{now.Body, number, fieldsIn(warnings, callOf(ctx).language)}, now.Body.Version), nil
}

// publishedAgain asks the checker once more for its warnings.
func (a *api) publishedAgain(ctx context.Context, made services.Made) (*one[Published], error) {
	revision, err := a.service.Revision(ctx, actorOf(ctx), made.ID, made.Number)
	if err != nil {
		return nil, err
	}
	_, warnings, err := a.service.CheckProcess(ctx, actorOf(ctx), []byte(revision.Definition))
	if err != nil {
		return nil, err
	}
	return a.published(ctx, made.ID, made.Number, warnings)
}

func (a *api) stopProcess(ctx context.Context, in *struct {
	ByID
	Wish
},
) (*one[Process], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	if _, err := a.service.StopProcess(ctx, actorOf(ctx), in.ID, version); err != nil {
		return nil, err
	}
	return a.process(ctx, in.ID)
}

func (a *api) listRevisions(ctx context.Context, in *ByID) (*plain[Page[Revision]], error) {
	rows, err := a.service.Revisions(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return listed(rows, showRevision), nil
}

func (a *api) getRevision(ctx context.Context, in *struct {
	ByID
	Number int64 `path:"number" minimum:"1"`
},
) (*plain[Revision], error) {
	r, err := a.service.Revision(ctx, actorOf(ctx), in.ID, in.Number)
	if err != nil {
		return nil, err
	}
	return &plain[Revision]{showRevision(r)}, nil
}

func (a *api) processTemplates(ctx context.Context, _ *nothing) (*plain[Page[ProcessTemplate]], error) {
	language := callOf(ctx).language
	return listed(process.Templates(), func(t *process.Template) ProcessTemplate {
		return ProcessTemplate{
			Code: t.Code, Title: worded(t.Title, language), About: worded(t.About, language), Definition: t.Definition.Canonical(),
			Parameters: each(t.Parameters, func(p *process.Parameter) TemplateParameter {
				return TemplateParameter{p.Name, worded(p.Title, language), p.Default}
			}),
		}
	}), nil
}

func worded(w process.Words, language string) string {
	if language == "ru" {
		return w.RU
	}
	return w.EN
}
