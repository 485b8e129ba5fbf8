package api

import (
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Letter is one message and what caused it (MAIL-4).
type Letter struct {
	ID           int64      `json:"id"`
	Cause        string     `json:"cause"`
	CauseKind    string     `json:"cause_kind" enum:"process,event,person,bulk"`
	ProcessID    *int64     `json:"process_id"`
	EnrollmentID *int64     `json:"enrollment_id"`
	Block        string     `json:"block"`
	EventID      *int64     `json:"event_id"`
	CustomerID   int64      `json:"customer_id"`
	OrderID      *int64     `json:"order_id"`
	PurchaseID   *int64     `json:"purchase_id"`
	Template     string     `json:"template"`
	Kind         string     `json:"kind" enum:"service,mailing"`
	State        string     `json:"state" enum:"queued,sending,sent,failed,withdrawn,unknown"`
	Reason       string     `json:"reason" doc:"Of a failure or withdrawal: a code or an SMTP status"`
	MessageID    string     `json:"message_id"`
	Attempts     int        `json:"attempts"`
	CreatedAt    time.Time  `json:"created_at"`
	SendingAt    *time.Time `json:"sending_at"`
	SentAt       *time.Time `json:"sent_at"`
}

func showLetter(l *models.Letter) Letter {
	return Letter{
		ID: l.ID, Cause: l.Cause, CauseKind: l.CauseKind, ProcessID: l.ProcessID, EnrollmentID: l.EnrollmentID, Block: l.Block, EventID: l.EventID,
		CustomerID: l.CustomerID, OrderID: l.OrderID, PurchaseID: l.PurchaseID, Template: l.TemplateCode, Kind: l.Kind, State: l.State,
		Reason: l.Reason, MessageID: l.MessageID, Attempts: l.Attempts, CreatedAt: l.CreatedAt.UTC(), SendingAt: inUTC(l.SendingAt), SentAt: inUTC(l.SentAt),
	}
}

// LetterText is a letter with what was sent.
type LetterText struct {
	Letter
	Recipient string `json:"recipient"`
	Subject   string `json:"subject"`
	HTML      string `json:"html"`
	Text      string `json:"text"`
}

func showLetterText(l *models.Letter) LetterText {
	return LetterText{showLetter(l), l.Recipient, l.Subject, l.HTML, l.TextPart}
}

func (a *api) registerLetters() {
	const tag = "Letters"
	endpoint(a, operation{method: http.MethodGet, path: "/letters", id: "list-letters", tag: tag, summary: "List letters, the newest first"}, a.listLetters)
	endpoint(a, operation{method: http.MethodGet, path: "/letters/{id}", id: "get-letter", tag: tag, summary: "Read a letter with its text"}, a.getLetter)
	a.registerTemplates()
}

func (a *api) listLetters(ctx context.Context, in *struct {
	Paging
	State      string `query:"state" enum:"queued,sending,sent,failed,withdrawn,unknown"`
	CustomerID int64  `query:"customer_id" minimum:"1"`
	OrderID    int64  `query:"order_id" minimum:"1"`
	Template   string `query:"template" maxLength:"64"`
},
) (*plain[Page[Letter]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, more, err := a.service.Letters(ctx, actorOf(ctx), services.LetterFilter{
		State: in.State, CustomerID: in.CustomerID, OrderID: in.OrderID, Template: in.Template, Page: services.Page{After: after, Limit: in.limit()},
	})
	if err != nil {
		return nil, err
	}
	return paged(rows, more, showLetter, func(l *models.Letter) int64 { return l.ID }), nil
}

func (a *api) getLetter(ctx context.Context, in *ByID) (*plain[LetterText], error) {
	l, err := a.service.Letter(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &plain[LetterText]{showLetterText(l)}, nil
}
