package process

import (
	"slices"

	"github.com/orderflow/orderflow/models"
)

// checkOperations holds each operation to the process's subject, the catalogue and the order table.
func (c *Compiled) checkOperations(r *report, known Catalogue) {
	for _, b := range c.blocks {
		op, ok := b.Params.(Operation)
		if !ok {
			continue
		}
		at := r.blockSpot(b.Number, "params")
		c.checkSubject(at.key("operation"), operationKind(op.Operation).Subjects)
		if tag, ok := op.Params.(AddTag); ok && tag.On == TagOnOrder {
			c.checkSubject(at.key("on"), orderOnly)
		}
		op.Params.check(at, known)
	}
}

func (c *Compiled) checkSubject(at spot, allowed []models.SubjectKind) {
	if subject := c.Definition.Subject; !slices.Contains(allowed, subject) {
		at.fault(models.CodeWrongSubject, "expected", texts(allowed), "subject", string(subject))
	}
}

func (o CreateOrder) check(at spot, known Catalogue) {
	if !known.HasOffer(o.Offer) {
		at.key("offer").fault(models.CodeUnknownReference, "kind", "offer", "id", o.Offer)
	}
	if o.BoardID != 0 && !known.HasBoard(o.BoardID) {
		at.key("board_id").fault(models.CodeUnknownReference, "kind", "board", "id", o.BoardID)
		return
	}
	if o.StageID != 0 && !known.HasStage(o.BoardID, o.StageID) {
		at.key("stage_id").fault(models.CodeUnknownReference, "kind", "stage", "id", o.StageID)
	}
}

func (CreateOrder) fires() []firing {
	return []firing{
		{models.EventOrderCreated, Match{"via": models.ViaProcess}},
		{models.EventOrderStatusChanged, nil},
		{models.EventOrderPaidInFull, nil},
		{models.EventPaymentReceived, Match{"kind": models.PaymentDeposit}},
		{models.EventPurchaseStarted, nil},
	}
}

func (o ChangeStatus) check(at spot, known Catalogue) {
	if !settable(o.Status) {
		at.key("status").fault(models.CodeForbiddenStatus, "to", string(o.Status), "allowed", settableStatuses())
	}
	if o.RefusalReasonID == 0 {
		return
	}
	if !slices.Contains(reasoned, o.Status) {
		at.key("refusal_reason_id").fault(models.CodeReasonNotAllowed, "to", string(o.Status))
	} else if !known.HasReason(o.RefusalReasonID) {
		at.key("refusal_reason_id").fault(models.CodeUnknownReference, "kind", "refusal reason", "id", o.RefusalReasonID)
	}
}

// reasoned are the statuses that carry a refusal reason (ST-11).
var reasoned = []models.Status{models.StatusCancelled, models.StatusFalse}

// settable reports whether a process may set the status from at least one other (ST-12).
func settable(to models.Status) bool {
	return slices.ContainsFunc(models.Statuses, func(from models.Status) bool {
		_, ok := models.Transition(from, to, models.ByProcess)
		return ok && from != to
	})
}

func settableStatuses() []string {
	return texts(slices.DeleteFunc(slices.Clone(models.Statuses), func(s models.Status) bool { return !settable(s) }))
}

func (o ChangeStatus) fires() []firing {
	fired := []firing{{models.EventOrderStatusChanged, Match{"to": string(o.Status)}}}
	if o.Status == models.StatusPayed {
		return append(fired, firing{models.EventPurchaseStarted, nil})
	}
	return append(fired, firing{models.EventPurchaseEnded, nil})
}

func (o SendLetter) check(at spot, known Catalogue) { checkTemplate(at, o.Template, known) }

func (SendLetter) fires() []firing { return nil }

func (o SendPaymentLink) check(at spot, known Catalogue) { checkTemplate(at, o.Template, known) }

func (SendPaymentLink) fires() []firing { return nil }

func checkTemplate(at spot, code string, known Catalogue) {
	if !known.HasTemplate(code) {
		at.key("template").fault(models.CodeUnknownTemplate, "template", code)
	}
}

func (AddTag) check(spot, Catalogue) {}

func (o AddTag) fires() []firing {
	event := models.EventCustomerTagAdded
	if o.On == TagOnOrder {
		event = models.EventOrderTagAdded
	}
	return []firing{{event, Match{"tag": o.Tag}}}
}

func (Comment) check(spot, Catalogue) {}

func (Comment) fires() []firing { return nil }
