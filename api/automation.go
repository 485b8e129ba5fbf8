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

// Automation is what processes will do with an order by themselves (ORD-12).
type Automation struct {
	Stopped   bool             `json:"stopped" doc:"No process may touch the order until a person allows it again"`
	StoppedBy *Author          `json:"stopped_by"`
	StoppedAt *time.Time       `json:"stopped_at"`
	CancelAt  *time.Time       `json:"cancel_at" doc:"When the order is cancelled unless it is paid: its payment deadline, where the offer says so (PAY-7)"`
	Lines     []AutomationLine `json:"lines" doc:"The enrollments that go on, failed ones too, oldest first"`
}

// AutomationLine is where one enrollment stands and what it does next.
type AutomationLine struct {
	EnrollmentID int64      `json:"enrollment_id"`
	OrderID      *int64     `json:"order_id" doc:"The order that it is about; null when it is about the customer alone"`
	ProcessID    int64      `json:"process_id"`
	ProcessTitle string     `json:"process_title"`
	State        string     `json:"state" enum:"waiting,failed"`
	Failure      string     `json:"failure" doc:"A code; empty when it did not fail"`
	Block        BlockName  `json:"block" doc:"Where it stands"`
	Visit        int        `json:"visit" doc:"Send it with an action: a process that has gone on meanwhile refuses it"`
	Due          time.Time  `json:"due" doc:"When it leaves the block at the latest"`
	Next         *NextBlock `json:"next" doc:"What it does then if nothing changes; null when it goes round and does nothing"`

	May *AutomationMay `json:"may" doc:"What you may do with the next step now, and why not; null where it was not asked for by its order"`
}

// BlockName is a block as people know it.
type BlockName struct {
	ID    string `json:"id"`
	Kind  string `json:"kind" enum:"start,operation,condition,delay,wait,end"`
	Title string `json:"title"`
}

// NextBlock is the next operation or end on an enrollment's way.
type NextBlock struct {
	BlockName
	At        time.Time       `json:"at" doc:"At the earliest"`
	Depends   bool            `json:"depends" doc:"A rule is asked on the way; by then it may say otherwise"`
	Operation string          `json:"operation" doc:"Of an operation; empty for an end"`
	Params    json.RawMessage `json:"params" doc:"Its settings as the process has them: codes and ids"`
}

// Steering says which step of an enrollment an action means.
type Steering struct {
	EnrollmentID int64 `json:"enrollment_id" minimum:"1"`
	Visit        int   `json:"visit" minimum:"0" doc:"As read"`
}

// Snoozing puts the next step off, until a time or by days.
type Snoozing struct {
	Steering
	Until *time.Time `json:"until,omitempty" doc:"At most 366 days ahead; instead of days"`
	Days  *int       `json:"days,omitempty" minimum:"1" maximum:"366" doc:"To the same time of day in the school's time zone so many days after it is due, or after now when it is due already"`
}

func nameBlock(b process.Block) BlockName { return BlockName{b.ID, string(b.Kind), b.Title} }

func showAutomation(ctx context.Context, a *services.Automation) Automation {
	shown := Automation{Stopped: a.Stopped, CancelAt: inUTC(a.CancelAt), Lines: each(a.Lines, showAutomationLine(ctx))}
	if a.Stopped {
		shown.StoppedBy, shown.StoppedAt = &Author{Kind: string(a.StoppedBy), ID: a.StoppedByID}, inUTC(&a.StoppedAt)
	}
	return shown
}

func showAutomationLine(ctx context.Context) func(*services.AutomationLine) AutomationLine {
	return func(l *services.AutomationLine) AutomationLine {
		shown := AutomationLine{
			EnrollmentID: l.EnrollmentID, OrderID: l.OrderID, ProcessID: l.ProcessID, ProcessTitle: l.ProcessTitle, State: models.TokenWaiting,
			Failure: string(l.Failure), Block: nameBlock(l.Block), Visit: l.Visit, Due: l.Due.UTC(), May: showAutomationMay(ctx, l.May),
		}
		if l.Failed {
			shown.State = models.TokenFailed
		}
		if l.Next != nil {
			shown.Next = showNextBlock(l)
		}
		return shown
	}
}

func showNextBlock(l *services.AutomationLine) *NextBlock {
	next := &NextBlock{BlockName: nameBlock(*l.Next), At: l.NextAt.UTC(), Depends: l.Depends, Params: l.Next.Settings()}
	if op, ok := l.Next.Params.(process.Operation); ok {
		next.Operation = string(op.Operation)
	}
	return next
}

func (a *api) registerAutomation() {
	const tag, path, post = "Orders", "/orders/{id}/automation", http.MethodPost
	endpoint(a, operation{
		method: http.MethodGet, path: path, id: "get-automation", tag: tag, summary: "What will happen to an order by itself",
		detail: "Each enrollment that goes on: where it stands, when it leaves, and what it then does if nothing changes.",
	}, a.automation)
	again := byReading(a.automation)
	repeatable(a, operation{method: post, path: path + "/snooze", id: "snooze-automation", tag: tag, summary: "Put the next step off"},
		steering(a, func(in *Snoozing) Steering { return in.Steering }, a.snooze), again)
	repeatable(a, operation{method: post, path: path + "/do-now", id: "do-automation-now", tag: tag, summary: "Do the next step now", detail: "Exit rules and guards hold as ever."},
		steering(a, itself, func(ctx context.Context, actor models.Actor, p services.Steering, _ *Steering) error {
			return a.service.DoNow(ctx, actor, p)
		}), again)
	repeatable(a, operation{method: post, path: path + "/skip", id: "skip-automation", tag: tag, summary: "Leave the next step out", detail: "What follows keeps its time."},
		steering(a, itself, func(ctx context.Context, actor models.Actor, p services.Steering, _ *Steering) error {
			return a.service.SkipNext(ctx, actor, p)
		}), again)
	repeatable(a, operation{
		method: post, path: path + "/stop", id: "stop-automation", tag: tag, summary: "Take an order out of all processes",
		detail: "Its enrollments end, and none begins until it is allowed again.",
	}, a.onAutomation(a.service.StopAutomation), again)
	repeatable(a, operation{method: post, path: path + "/allow", id: "allow-automation", tag: tag, summary: "Let processes take the order in again"},
		a.onAutomation(a.service.AllowAutomation), again)
}

func (a *api) snooze(ctx context.Context, actor models.Actor, p services.Steering, in *Snoozing) error {
	switch {
	case in.Until != nil && in.Days != nil:
		return models.NewFieldError("days", models.CodeUnknownField, "field", "days", "allowed", []string{"until"})
	case in.Days != nil:
		return a.service.SnoozeDays(ctx, actor, p, *in.Days)
	case in.Until != nil:
		return a.service.Snooze(ctx, actor, p, *in.Until)
	default:
		return models.NewFieldError("until", models.CodeRequired)
	}
}

func itself(in *Steering) Steering { return *in }

// steered is the input of an action on one enrollment of an order.
type steered[T any] struct {
	ByID
	Body T
}

// steering makes a handler of an action; it answers with what will happen now.
func steering[T any](a *api, of func(*T) Steering, do func(context.Context, models.Actor, services.Steering, *T) error) func(context.Context, *steered[T]) (*plain[Automation], error) {
	return func(ctx context.Context, in *steered[T]) (*plain[Automation], error) {
		s := of(&in.Body)
		p := services.Steering{OrderID: in.ID, EnrollmentID: s.EnrollmentID, Visit: s.Visit}
		if err := do(ctx, actorOf(ctx), p, &in.Body); err != nil {
			return nil, err
		}
		return a.automation(ctx, &in.ByID)
	}
}

func (a *api) onAutomation(do func(context.Context, models.Actor, int64) error) func(context.Context, *ByID) (*plain[Automation], error) {
	return func(ctx context.Context, in *ByID) (*plain[Automation], error) {
		if err := do(ctx, actorOf(ctx), in.ID); err != nil {
			return nil, err
		}
		return a.automation(ctx, in)
	}
}

func (a *api) automation(ctx context.Context, in *ByID) (*plain[Automation], error) {
	found, err := a.service.OrderAutomation(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &plain[Automation]{showAutomation(ctx, found)}, nil
}
