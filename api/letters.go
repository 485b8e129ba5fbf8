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
	ID           int64          `json:"id"`
	Cause        string         `json:"cause" doc:"The same for one cause: no letter goes twice (MAIL-5)"`
	CauseKind    string         `json:"cause_kind" enum:"process,event,person,bulk"`
	Why          LetterWhy      `json:"why"`
	ProcessID    *int64         `json:"process_id"`
	EnrollmentID *int64         `json:"enrollment_id"`
	Block        string         `json:"block"`
	EventID      *int64         `json:"event_id"`
	CustomerID   int64          `json:"customer_id"`
	Customer     LetterCustomer `json:"customer"`
	OrderID      *int64         `json:"order_id"`
	OrderNumber  int64          `json:"order_number" doc:"0 without an order"`
	PurchaseID   *int64         `json:"purchase_id"`
	Template     string         `json:"template"`
	Kind         string         `json:"kind" enum:"service,mailing"`
	Part         int64          `json:"part" doc:"The part of the sum that it asks for; 0: all"`
	State        string         `json:"state" enum:"queued,sending,sent,failed,withdrawn,unknown"`
	Reason       string         `json:"reason" doc:"Of a failure or withdrawal: a code or an SMTP status"`
	May          LetterMay      `json:"may" doc:"What you may do with it now, and why not"`
	MessageID    string         `json:"message_id"`
	Attempts     int            `json:"attempts"`
	NextTry      *time.Time     `json:"next_try" doc:"When a letter that waits is tried; null for any other"`
	CreatedAt    time.Time      `json:"created_at"`
	SendingAt    *time.Time     `json:"sending_at"`
	SentAt       *time.Time     `json:"sent_at"`
}

// LetterCustomer is who a letter goes to.
type LetterCustomer struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

// LetterWhy is why a letter was written.
type LetterWhy struct {
	Kind         string `json:"kind" enum:"order_created,payment,process,person"`
	By           Author `json:"by" doc:"Who created the order, or sent the letter; the process and its enrollment"`
	Via          string `json:"via" doc:"Of order_created: how the order came"`
	BulkID       int64  `json:"bulk_id" doc:"Of order_created: the bulk operation that created it, 0 for none"`
	PaymentID    int64  `json:"payment_id" doc:"Of payment; 0 for any other"`
	Amount       int64  `json:"amount" doc:"Of payment"`
	Currency     string `json:"currency" doc:"Of payment"`
	ProcessTitle string `json:"process_title"`
	BlockTitle   string `json:"block_title" doc:"As its author wrote it"`
	Entry        string `json:"entry" doc:"Of process: how the object came into it, an event's kind, by_hand or segment"`
}

func showLetter(ctx context.Context) func(*services.LetterView) Letter {
	actor := callOf(ctx).actor
	return func(l *services.LetterView) Letter {
		shown := Letter{
			ID: l.ID, Cause: l.Cause, CauseKind: l.CauseKind, Why: showLetterWhy(l.Why), ProcessID: l.ProcessID, EnrollmentID: l.EnrollmentID, Block: l.Block,
			EventID: l.EventID, CustomerID: l.CustomerID, Customer: LetterCustomer{l.CustomerID, l.Customer.Name, l.Customer.Email},
			OrderID: l.OrderID, OrderNumber: l.OrderNumber, PurchaseID: l.PurchaseID, Template: l.TemplateCode, Kind: l.Kind, Part: l.Part, State: l.State,
			Reason: l.Reason, May: LetterMay{showPermission(ctx, services.MayWithLetter(actor, &l.Letter).SendAgain)}, MessageID: l.MessageID, Attempts: l.Attempts,
			CreatedAt: l.CreatedAt.UTC(), SendingAt: inUTC(l.SendingAt), SentAt: inUTC(l.SentAt),
		}
		if l.State == models.LetterQueued {
			shown.NextTry = inUTC(&l.NextTry)
		}
		return shown
	}
}

func showLetterWhy(w services.LetterWhy) LetterWhy {
	return LetterWhy{
		Kind: w.Kind, By: Author{string(w.By.Kind), w.By.ID, w.By.EnrollmentID}, Via: w.Via, BulkID: w.BulkID, PaymentID: w.PaymentID,
		Amount: w.Amount, Currency: string(w.Currency), ProcessTitle: w.ProcessTitle, BlockTitle: w.BlockTitle, Entry: w.Entry,
	}
}

// LetterText is a letter with its text.
type LetterText struct {
	Letter
	Recipient string `json:"recipient" doc:"The address that it went to; empty before"`
	Source    string `json:"source" enum:"sent,now,none" doc:"sent: the text is what went out; now: what would go now, since a text is kept when its letter is sent; none: it cannot be written"`
	Subject   string `json:"subject"`
	HTML      string `json:"html"`
	Text      string `json:"text"`
}

// NewLetter is a letter that somebody sends from an order's card (MAIL-2).
type NewLetter struct {
	Template string `json:"template,omitempty" maxLength:"64" doc:"The code; the payment link's own when absent"`
	Part     int64  `json:"part,omitempty" minimum:"0" doc:"Ask for so much, minor units; 0: all that is left. Of a template that asks for money"`
}

// DraftLetter is a letter as it would go now.
type DraftLetter struct {
	Template  string `json:"template"`
	Language  string `json:"language" enum:"ru,en"`
	Recipient string `json:"recipient"`
	Subject   string `json:"subject"`
	HTML      string `json:"html"`
	Text      string `json:"text"`
}

func (a *api) registerLetters() {
	const tag = "Letters"
	endpoint(a, operation{method: http.MethodGet, path: "/letters", id: "list-letters", tag: tag, summary: "List letters to customers, the newest first"}, a.listLetters)
	endpoint(a, operation{method: http.MethodGet, path: "/letters/{id}", id: "get-letter", tag: tag, summary: "Read a letter with its text"}, a.getLetter)
	repeatable(a, operation{
		method: http.MethodPost, path: "/letters/{id}/send-again", id: "send-letter-again", tag: tag,
		summary: "Send again a letter of which nobody knows whether it arrived",
		detail:  "Under the same Message-ID; what made it right is asked again when it goes.",
	}, a.sendAgain, a.letterAgain)
	repeatable(a, operation{
		method: http.MethodPost, path: "/orders/{id}/letters", id: "send-order-letter", tag: tag, status: http.StatusCreated,
		summary: "Send the order's customer its payment link, or a letter of any template",
		detail:  "A template that asks for money makes the payment page ask for the same; it is refused while the link takes none.",
	}, a.sendLetter, a.letterAgain)
	endpoint(a, operation{
		method: http.MethodPost, path: "/orders/{id}/letters/preview", id: "preview-order-letter", tag: tag,
		summary: "Show the letter that would be sent", detail: "It answers what sending would answer, and sends nothing.",
	}, a.previewLetter)
	a.registerTemplates()
}

func (a *api) listLetters(ctx context.Context, in *struct {
	Paging
	State       []string  `query:"state" doc:"queued, sending, sent, failed, withdrawn or unknown; several are separated by commas"`
	CustomerID  int64     `query:"customer_id" minimum:"1"`
	OrderID     int64     `query:"order_id" minimum:"1"`
	OrderNumber int64     `query:"order_number" minimum:"1"`
	ProcessID   int64     `query:"process_id" minimum:"1"`
	Template    string    `query:"template" maxLength:"64"`
	CauseKind   string    `query:"cause_kind" enum:"process,event,person,bulk"`
	From        time.Time `query:"from" doc:"Written then or later"`
	Until       time.Time `query:"until" doc:"Written before"`
},
) (*plain[Page[Letter]], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, more, err := a.service.Letters(ctx, actorOf(ctx), services.LetterFilter{
		States: in.State, CustomerID: in.CustomerID, OrderID: in.OrderID, OrderNumber: in.OrderNumber, ProcessID: in.ProcessID, Template: in.Template,
		CauseKind: in.CauseKind, From: given(in.From), Until: given(in.Until), Page: services.Page{After: after, Limit: in.limit()},
	})
	if err != nil {
		return nil, models.Under("query", err)
	}
	return paged(rows, more, showLetter(ctx), func(l *services.LetterView) int64 { return l.ID }), nil
}

func (a *api) getLetter(ctx context.Context, in *ByID) (*plain[LetterText], error) {
	l, err := a.service.Letter(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	text, source, err := a.service.LetterText(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &plain[LetterText]{LetterText{showLetter(ctx)(l), l.Recipient, source, text.Subject, text.HTML, text.Text}}, nil
}

func (a *api) sendAgain(ctx context.Context, in *ByID) (*plain[Letter], error) {
	return shownLetter(ctx)(a.service.SendLetterAgain(ctx, actorOf(ctx), in.ID))
}

func shownLetter(ctx context.Context) func(*services.LetterView, error) (*plain[Letter], error) {
	return func(l *services.LetterView, err error) (*plain[Letter], error) {
		if err != nil {
			return nil, err
		}
		return &plain[Letter]{showLetter(ctx)(l)}, nil
	}
}

func (a *api) letterAgain(ctx context.Context, made services.Made) (*plain[Letter], error) {
	return shownLetter(ctx)(a.service.Letter(ctx, actorOf(ctx), made.ID))
}

func (a *api) sendLetter(ctx context.Context, in *onOrder[NewLetter]) (*plain[Letter], error) {
	ref, err := in.ref()
	if err != nil {
		return nil, err
	}
	return shownLetter(ctx)(a.service.SendOrderLetter(ctx, actorOf(ctx), services.SendLetterParams{OrderRef: ref, Template: in.Body.Template, Part: in.Body.Part}))
}

func (a *api) previewLetter(ctx context.Context, in *struct {
	ByID
	Body NewLetter
},
) (*plain[DraftLetter], error) {
	d, err := a.service.PreviewOrderLetter(ctx, actorOf(ctx), services.SendLetterParams{
		OrderRef: services.OrderRef{ID: in.ID}, Template: in.Body.Template, Part: in.Body.Part,
	})
	if err != nil {
		return nil, err
	}
	return &plain[DraftLetter]{DraftLetter{d.Template, d.Language, d.Recipient, d.Subject, d.HTML, d.Text}}, nil
}
