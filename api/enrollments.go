package api

import (
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
	SubjectKind  string     `json:"subject_kind"`
	SubjectID    int64      `json:"subject_id"`
	CustomerID   int64      `json:"customer_id"`
	OrderID      *int64     `json:"order_id"`
	State        string     `json:"state" enum:"active,failed,ended,stopped"`
	Outcome      string     `json:"outcome"`
	Block        string     `json:"block" doc:"Where it stands, or stood in the end"`
	Due          *time.Time `json:"due" doc:"When the block is due; null unless the enrollment is active"`
	Attempt      int        `json:"attempt" doc:"Tries of the block so far"`
	Failure      string     `json:"failure" doc:"A code"`
	CauseKind    string     `json:"cause_kind"`
	CauseEventID *int64     `json:"cause_event_id"`
	EnteredBy    Author     `json:"entered_by" doc:"Who caused the entry"`
	Chain        []Link     `json:"chain" doc:"The enrollments that led here, the oldest first (PRC-17)"`
	WorkflowID   string     `json:"workflow_id"`
	CreatedAt    time.Time  `json:"created_at"`
	EndedAt      *time.Time `json:"ended_at"`
}

// dueOf is nil where nothing will happen by itself.
func dueOf(state string, due time.Time) *time.Time {
	if state != models.EnrollmentActive {
		return nil
	}
	return inUTC(&due)
}

func showEnrollment(e *services.EnrollmentView) Enrollment {
	return Enrollment{
		ID: e.ID, ProcessID: e.ProcessID, ProcessTitle: e.ProcessTitle, RevisionID: e.RevisionID, SubjectKind: string(e.SubjectKind),
		SubjectID: e.SubjectID, CustomerID: e.CustomerID, OrderID: e.OrderID, State: e.State, Outcome: e.Outcome, Block: e.Block, Due: dueOf(e.State, e.Due),
		Attempt: e.Attempt, Failure: e.Failure, CauseKind: e.CauseKind, CauseEventID: e.CauseEventID,
		EnteredBy: showEntrant(e), Chain: linksOf(e.Chain), WorkflowID: e.WorkflowID,
		CreatedAt: e.CreatedAt.UTC(), EndedAt: inUTC(e.EndedAt),
	}
}

// EnrollmentCard is an enrollment with its journal.
type EnrollmentCard struct {
	Enrollment
	Journal []Step `json:"journal"`
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
	a.registerEnrollmentActions(tag)
}

func (a *api) listEnrollments(ctx context.Context, in *struct {
	Paging
	ProcessID  int64  `query:"process_id" minimum:"1"`
	OrderID    int64  `query:"order_id" minimum:"1"`
	CustomerID int64  `query:"customer_id" minimum:"1"`
	State      string `query:"state" enum:"active,failed,ended,stopped"`
	Block      string `query:"block" maxLength:"100" doc:"Those that wait at this block"`
},
) (*plain[Page[Enrollment]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, err := a.service.ListEnrollments(ctx, actorOf(ctx), services.EnrollmentFilter{
		ProcessID: in.ProcessID, OrderID: in.OrderID, CustomerID: in.CustomerID, State: in.State, Block: in.Block, After: after, Limit: in.limit() + 1,
	})
	if err != nil {
		return nil, err
	}
	more := len(rows) > in.limit()
	return paged(rows[:min(len(rows), in.limit())], more, showEnrollment, func(e *services.EnrollmentView) int64 { return e.ID }), nil
}

func (a *api) getEnrollment(ctx context.Context, in *ByID) (*plain[EnrollmentCard], error) {
	e, steps, err := a.service.GetEnrollment(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &plain[EnrollmentCard]{EnrollmentCard{showEnrollment(&e), each(steps, showStep)}}, nil
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
