package api

import (
	"encoding/json"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Cause says why a step was taken.
type Cause struct {
	Kind      string  `json:"kind" doc:"An event's kind, by_hand or segment; person, process or system; time: its moment came; rule: a rule was true on arrival or by time; block: the step before led here"`
	EventID   *int64  `json:"event_id"`
	PaymentID *int64  `json:"payment_id"`
	Block     string  `json:"block" doc:"Of the step before"`
	Actor     *Author `json:"actor"`
}

func showCause(c services.StepCause) Cause {
	shown := Cause{Kind: c.Kind, EventID: optional(c.EventID), PaymentID: optional(c.PaymentID), Block: c.Block}
	if c.ActorKind != "" {
		shown.Actor = &Author{Kind: string(c.ActorKind), ID: c.ActorID}
	}
	return shown
}

// StepLetter is the letter that a step wrote and how far it is.
type StepLetter struct {
	ID     int64      `json:"id"`
	State  string     `json:"state" enum:"queued,sending,sent,failed,withdrawn,unknown"`
	Reason string     `json:"reason"`
	SentAt *time.Time `json:"sent_at"`
}

func showStepLetter(l *models.Letter) *StepLetter {
	if l == nil {
		return nil
	}
	return &StepLetter{l.ID, l.State, l.Reason, inUTC(l.SentAt)}
}

// Step is one journal entry (PRC-7).
type Step struct {
	Token    int             `json:"token"`
	Visit    int             `json:"visit"`
	Block    string          `json:"block"`
	Kind     string          `json:"kind"`
	Exit     string          `json:"exit"`
	Result   string          `json:"result" enum:"done,skipped,failed,exited,stopped,retried,snoozed,hurried"`
	Cause    Cause           `json:"cause" doc:"Why the step was taken"`
	Letter   *StepLetter     `json:"letter" doc:"That the step wrote"`
	Data     json.RawMessage `json:"data" doc:"Ids and codes of what was decided or made"`
	Error    string          `json:"error" doc:"A code"`
	Fault    string          `json:"fault" doc:"The error in words"`
	Attempts int             `json:"attempts"`
	Due      time.Time       `json:"due"`
	At       time.Time       `json:"at"`
}

func showStep(s *services.StepView, language string) Step {
	return Step{
		s.Token, s.Visit, s.Block, s.Kind, s.Exit, s.Result, showCause(s.Cause), showStepLetter(s.Letter),
		raw(s.Data), s.Error, failureText(s.Error, language), s.Attempts, s.Due.UTC(), s.At.UTC(),
	}
}

// optional is absent for 0.
func optional(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}
