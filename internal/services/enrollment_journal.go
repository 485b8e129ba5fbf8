package services

import (
	"encoding/json"
	"fmt"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// Kinds of a step's cause beside those of events and actors.
const (
	causeTime  = "time"  // its moment came
	causeRule  = "rule"  // a rule was true when the member came there, or time made it so
	causeBlock = "block" // the step before led here
)

// StepCause says why a step was taken (PRC-7).
type StepCause struct {
	Kind      string // an event's kind, "by_hand", "segment", "time", "rule", "block", or a kind of actor
	EventID   int64  // of an event
	PaymentID int64  // of an event about a payment
	Block     string // of the step before
	ActorKind models.ActorKind
	ActorID   int64
}

// StepView is a journal entry with its cause and the letter that it wrote.
type StepView struct {
	models.Step
	Cause  StepCause
	Letter *models.Letter // without its body
}

// noted is what the data of a step may say about its cause.
type noted struct {
	Event     int64  `json:"event"`
	EventKind string `json:"event_kind"`
	Payment   int64  `json:"payment"`
	Rule      string `json:"rule"`
	By        string `json:"by"`
	ID        int64  `json:"id"`
	Cause     string `json:"cause"`
}

// journal reads an enrollment's steps in their order.
func (e *EnrollmentView) journal(tx *store.Tx) ([]StepView, error) {
	var steps []models.Step
	if err := tx.Where("enrollment_id = ?", e.ID).Order("token, visit").Find(&steps).Error; err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	var letters []*models.Letter
	if err := tx.Omit("html", "text_part").Where("enrollment_id = ?", e.ID).Find(&letters).Error; err != nil {
		return nil, fmt.Errorf("read letters: %w", err)
	}
	byCause := map[string]*models.Letter{}
	for _, l := range letters {
		byCause[l.Cause] = l
	}
	views := make([]StepView, len(steps))
	for i, step := range steps {
		var said noted
		_ = json.Unmarshal([]byte(step.Data), &said)
		before := ""
		if i > 0 {
			before = steps[i-1].Block
		}
		views[i] = StepView{step, e.cause(step, said, before), byCause[said.Cause]}
	}
	return views, nil
}

func (e *EnrollmentView) cause(step models.Step, said noted, before string) StepCause {
	switch {
	case said.By != "":
		return StepCause{Kind: said.By, ActorKind: models.ActorKind(said.By), ActorID: said.ID}
	case said.Event != 0:
		return StepCause{Kind: said.EventKind, EventID: said.Event, PaymentID: said.Payment}
	case before == "":
		return StepCause{Kind: e.CauseKind, EventID: orZero(e.CauseEventID), ActorKind: e.ActorKind, ActorID: e.ActorID}
	case step.Result == models.StepExited, step.Exit == process.ExitMet:
		return StepCause{Kind: causeRule}
	case step.Kind == string(process.KindDelay), step.Kind == string(process.KindWait):
		return StepCause{Kind: causeTime}
	default:
		return StepCause{Kind: causeBlock, Block: before}
	}
}

func orZero(id *int64) int64 {
	if id == nil {
		return 0
	}
	return *id
}
