package api

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Enrollment is one object's way through one revision: where it stands and which
// Temporal workflow drives it.
type Enrollment struct {
	ID           int64      `json:"id"`
	ProcessID    int64      `json:"process_id"`
	ProcessTitle string     `json:"process_title"`
	RevisionID   int64      `json:"revision_id"`
	Revision     int64      `json:"revision" doc:"Number of the revision"`
	SubjectKind  string     `json:"subject_kind"`
	SubjectID    int64      `json:"subject_id"`
	CustomerID   int64      `json:"customer_id"`
	CustomerName string     `json:"customer_name" doc:"Name or e-mail; empty for whoever may not read customers"`
	OrderID      *int64     `json:"order_id"`
	OrderNumber  *int64     `json:"order_number"`
	State        string     `json:"state" enum:"active,failed,ended,stopped"`
	Outcome      string     `json:"outcome"`
	Block        string     `json:"block" doc:"Where it stands, or stood in the end"`
	Due          *time.Time `json:"due" doc:"When the block is due; null unless the enrollment is active"`
	Attempt      int        `json:"attempt" doc:"Tries of the block so far"`
	Failure      string     `json:"failure" doc:"A code"`
	FailureText  string     `json:"failure_text" doc:"The failure in words"`
	CauseKind    string     `json:"cause_kind"`
	CauseEventID *int64     `json:"cause_event_id"`
	EnteredBy    Author     `json:"entered_by" doc:"Who caused the entry"`
	Chain        []Link     `json:"chain" doc:"The enrollments that led here, the oldest first (PRC-17)"`
	WorkflowID   string     `json:"workflow_id"`
	CreatedAt    time.Time  `json:"created_at"`
	EndedAt      *time.Time `json:"ended_at"`

	May EnrollmentMay `json:"may" doc:"What you may do with it now, and why not"`
}

// dueOf is nil where nothing will happen by itself.
func dueOf(state string, due time.Time) *time.Time {
	if state != models.EnrollmentActive {
		return nil
	}
	return inUTC(&due)
}

func showEnrollment(ctx context.Context, e *services.EnrollmentView) Enrollment {
	return Enrollment{
		ID: e.ID, ProcessID: e.ProcessID, ProcessTitle: e.ProcessTitle, RevisionID: e.RevisionID, Revision: e.Revision, SubjectKind: string(e.SubjectKind),
		SubjectID: e.SubjectID, CustomerID: e.CustomerID, CustomerName: cmp.Or(e.CustomerName, e.Email), OrderID: e.OrderID, OrderNumber: e.OrderNumber,
		State: e.State, Outcome: e.Outcome, Block: e.Block, Due: dueOf(e.State, e.Due),
		Attempt: e.Attempt, Failure: e.Failure, FailureText: failureText(e.Failure, callOf(ctx).language), CauseKind: e.CauseKind, CauseEventID: e.CauseEventID,
		EnteredBy: showEntrant(e), Chain: linksOf(e.Chain), WorkflowID: e.WorkflowID,
		CreatedAt: e.CreatedAt.UTC(), EndedAt: inUTC(e.EndedAt), May: showEnrollmentMay(ctx, &e.Enrollment),
	}
}

// failureText is the sentence of a code, "" for none.
func failureText(code, language string) string {
	if code == "" {
		return ""
	}
	return models.NewError(models.Code(code)).Text(language)
}

// EnrollmentCard is an enrollment with its journal and what comes next.
type EnrollmentCard struct {
	Enrollment
	Journal []Step          `json:"journal"`
	Ahead   *AutomationLine `json:"ahead" doc:"Where it stands and what it comes to if nothing changes; null once it has ended"`
}

// Entering names objects that a person lets in by hand (PRC-2).
type Entering struct {
	SubjectIDs []int64 `json:"subject_ids" minItems:"1" maxItems:"500" doc:"Ids of the process's subjects"`
}

// Entered are the enrollments that were made; objects that may not enter have none.
type Entered struct {
	EnrollmentIDs []int64 `json:"enrollment_ids"`
}

// Link is an enrollment in a chain of causes.
type Link struct {
	ProcessID    int64 `json:"process_id"`
	EnrollmentID int64 `json:"enrollment_id"`
}

func linksOf(chain string) []Link {
	var links models.Chain
	_ = json.Unmarshal([]byte(chain), &links)
	return each(links, func(l *models.Link) Link { return Link{l.Process, l.Enrollment} })
}

// showEntrant names who caused the entry; a process acted through the last enrollment of the chain.
func showEntrant(e *services.EnrollmentView) Author {
	author := Author{Kind: string(e.ActorKind), ID: e.ActorID}
	if links := linksOf(e.Chain); e.ActorKind == models.ActorProcess && len(links) > 0 {
		author.EnrollmentID = &links[len(links)-1].EnrollmentID
	}
	return author
}

func (a *api) registerEnrollments() {
	const tag = "Enrollments"
	endpoint(a, operation{method: http.MethodGet, path: "/enrollments", id: "list-enrollments", tag: tag, summary: "List enrollments"}, a.listEnrollments)
	endpoint(a, operation{method: http.MethodGet, path: "/enrollments/{id}", id: "get-enrollment", tag: tag, summary: "Read an enrollment with its journal"}, a.getEnrollment)
	repeatable(a, operation{
		method: http.MethodPost, path: "/processes/{id}/enrollments", id: "enroll-by-hand", tag: tag, summary: "Let objects in by hand",
		status: http.StatusCreated,
	}, a.enrollByHand, enteredAgain)
	endpoint(a, operation{
		method: http.MethodGet, path: "/enrollments/failures", id: "list-failures", tag: tag, summary: "Failed enrollments by process, block and failure",
		detail: "The largest group first. Retry or skip a group by naming its process, block and failure.",
	}, a.listFailures)
	a.registerEnrollmentActions(tag)
}

func (a *api) listEnrollments(ctx context.Context, in *struct {
	Paging
	ProcessID  int64  `query:"process_id" minimum:"1"`
	OrderID    int64  `query:"order_id" minimum:"1"`
	CustomerID int64  `query:"customer_id" minimum:"1"`
	State      string `query:"state" enum:"active,failed,ended,stopped"`
	Block      string `query:"block" maxLength:"100" doc:"Those that wait at this block, or stand to it as at says"`
	At         string `query:"at" enum:"waiting,passed,failed" doc:"How they stand to the block: wait there (as when absent), have passed it, have failed there"`
	Failure    string `query:"failure" maxLength:"100" doc:"Those whose last try met this failure, a code"`
	Newest     bool   `query:"newest" doc:"The newest first"`
},
) (*plain[Page[Enrollment]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, err := a.service.ListEnrollments(ctx, actorOf(ctx), services.EnrollmentFilter{
		ProcessID: in.ProcessID, OrderID: in.OrderID, CustomerID: in.CustomerID, State: in.State, Block: in.Block, At: in.At, Failure: in.Failure,
		Newest: in.Newest, After: after, Limit: in.limit() + 1,
	})
	if err != nil {
		return nil, err
	}
	more := len(rows) > in.limit()
	show := func(e *services.EnrollmentView) Enrollment { return showEnrollment(ctx, e) }
	return paged(rows[:min(len(rows), in.limit())], more, show, func(e *services.EnrollmentView) int64 { return e.ID }), nil
}

func (a *api) getEnrollment(ctx context.Context, in *ByID) (*plain[EnrollmentCard], error) {
	found, err := a.service.ReadEnrollment(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	language := callOf(ctx).language
	card := EnrollmentCard{Enrollment: showEnrollment(ctx, &found.EnrollmentView)}
	card.Journal = each(found.Journal, func(s *services.StepView) Step { return showStep(s, language) })
	if found.Ahead != nil {
		card.Ahead = new(showAutomationLine(ctx)(found.Ahead))
	}
	return &plain[EnrollmentCard]{card}, nil
}

func (a *api) enrollByHand(ctx context.Context, in *struct {
	ByID
	Body Entering
},
) (*plain[Entered], error) {
	ids, err := a.service.EnrollByHand(ctx, actorOf(ctx), services.EnrollParams{ProcessID: in.ID, SubjectIDs: in.Body.SubjectIDs})
	if err != nil {
		return nil, err
	}
	return &plain[Entered]{Entered{list(ids)}}, nil
}

func enteredAgain(_ context.Context, made services.Made) (*plain[Entered], error) {
	return &plain[Entered]{Entered{list(made.IDs)}}, nil
}
