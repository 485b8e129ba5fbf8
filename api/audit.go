package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// AuditEntry is one thing that somebody did here, or was refused.
type AuditEntry struct {
	ID         int64           `json:"id"`
	At         time.Time       `json:"at"`
	Staff      *AuditPerson    `json:"staff,omitempty" doc:"Absent where nobody was known"`
	Credential AuditCredential `json:"credential"`
	Action     string          `json:"action" doc:"Id of the operation, such as edit-order; log-in and log-out"`
	Subject    *AuditSubject   `json:"subject,omitempty" doc:"Absent where it was about nothing in particular"`
	Outcome    string          `json:"outcome" enum:"done,refused,failed" doc:"refused: the right was missing; failed: a wrong password"`
	Code       string          `json:"code" doc:"Of the refusal"`
	RequestID  string          `json:"request_id" doc:"Names the request in the logs"`
}

// AuditPerson is who acted.
type AuditPerson struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// AuditCredential is what they acted with.
type AuditCredential struct {
	Kind string `json:"kind" enum:"session,token,none"`
	ID   int64  `json:"id"`
}

// AuditSubject is what it was about.
type AuditSubject struct {
	Kind string `json:"kind"`
	ID   int64  `json:"id"`
}

func showAudit(v *services.AuditView) AuditEntry {
	e := AuditEntry{
		ID: v.ID, At: v.At.UTC(), Credential: AuditCredential{string(v.CredentialKind), v.CredentialID}, Action: v.Action,
		Outcome: v.Outcome, Code: v.Code, RequestID: v.RequestID,
	}
	if v.StaffID != nil {
		e.Staff = &AuditPerson{*v.StaffID, v.StaffName}
	}
	if v.SubjectID != 0 {
		e.Subject = &AuditSubject{v.SubjectKind, v.SubjectID}
	}
	return e
}

func (a *api) registerAudit() {
	endpoint(a, operation{
		method: http.MethodGet, path: "/audit", id: "list-audit", tag: "Audit", summary: "List what people did, the newest first",
		detail: "What was changed over the API and by whom, log-ins, and what was refused for want of a right. Kept for a year.",
	}, a.listAudit)
}

func (a *api) listAudit(ctx context.Context, in *struct {
	Paging
	StaffID     int64     `query:"staff_id" minimum:"1"`
	Action      string    `query:"action" maxLength:"100"`
	SubjectKind string    `query:"subject_kind" maxLength:"50"`
	SubjectID   int64     `query:"subject_id" minimum:"1"`
	Outcome     string    `query:"outcome" enum:"done,refused,failed"`
	From        time.Time `query:"from" doc:"Included"`
	Until       time.Time `query:"until" doc:"Not included"`
},
) (*plain[Page[AuditEntry]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, more, err := a.service.AuditEntries(ctx, actorOf(ctx), services.AuditFilter{
		StaffID: in.StaffID, Action: in.Action, SubjectKind: in.SubjectKind, SubjectID: in.SubjectID, Outcome: in.Outcome,
		From: given(in.From), Until: given(in.Until), Page: services.Page{After: after, Limit: in.limit()},
	})
	if err != nil {
		return nil, err
	}
	return paged(rows, more, showAudit, func(v *services.AuditView) int64 { return v.ID }), nil
}

// given is nil for a time that the query lacks.
func given(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

// audited makes the use case of a request that changes something, or takes a
// file of data away, leave its entry (see services.WithAudit).
func (a *api) audited(c *gin.Context, actor models.Actor) {
	reads := c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead || c.Request.Method == http.MethodOptions
	if !reads || files[c.FullPath()] {
		c.Request = c.Request.WithContext(services.WithAudit(c.Request.Context(), a.auditOf(c, actor)))
	}
}

// auditOf names the operation and what its address is about.
func (a *api) auditOf(c *gin.Context, actor models.Actor) services.Audit {
	request := services.Audit{Actor: actor, Action: a.operations[c.Request.Method+" "+c.FullPath()], RequestID: callOf(c.Request.Context()).id}
	if id, err := strconv.ParseInt(c.Param("id"), 10, 64); err == nil && id > 0 {
		resource, _, _ := strings.Cut(strings.TrimPrefix(c.FullPath(), base+"/"), "/")
		request.SubjectKind, request.SubjectID = subjectKinds[resource], id
	}
	return request
}

// subjectKinds are what stands under an address; a test holds it complete.
var subjectKinds = map[string]string{
	"staff": "staff", "tokens": "token", "sessions": "login_session", "customers": "customer", "products": "product", "offers": "offer", "sales-pages": "sales_page", "boards": "board",
	"refusal-reasons": "refusal_reason", "orders": "order", "order-views": "order_view", "payments": "payment", "decisions": "decision", "segments": "segment", "processes": "process",
	"enrollments": "enrollment", "events": "event", "bulk-operations": "bulk", "letters": "letter",
}
