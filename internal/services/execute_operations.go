package services

import (
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/models"
)

// operations says what each operation does to the members that are ready (PRC-5).
var operations = map[process.OperationName]func(*run) error{
	process.OpCreateOrder:     (*run).createOrders,
	process.OpChangeStatus:    (*run).changeStatus,
	process.OpSendLetter:      (*run).sendLetter,
	process.OpSendPaymentLink: (*run).sendPaymentLink,
	process.OpAddTag:          (*run).addTag,
	process.OpComment:         (*run).comment,
}

// operate runs the operation for those that are due. One woken during the pause
// after a failed try, or while a person put it off, waits for its time; one
// parked for money in flight is asked again at once.
func (r *run) operate() error {
	var act []*standing
	for _, t := range r.members {
		if t.due(r.now) || t.Error == string(models.CodeMoneyInFlight) {
			act = append(act, t)
		} else {
			r.stay(t, nil)
		}
	}
	r.members = act
	operation := r.block.Params.(process.Operation)
	do, ok := operations[operation.Operation]
	if !ok {
		return fmt.Errorf("operation %q has no behaviour", operation.Operation)
	}
	if len(act) == 0 {
		return nil
	}
	return do(r)
}

// actor is the process acting through the member's enrollment.
func (r *run) actor(t *standing) models.Actor {
	var chain models.Chain
	_ = json.Unmarshal([]byte(t.Chain), &chain)
	return models.Actor{
		Kind: models.ActorProcess, ID: t.ProcessID, EnrollmentID: &t.EnrollmentID, Lane: t.Lane,
		Chain: chain.With(models.Link{Process: t.ProcessID, Enrollment: t.EnrollmentID}),
	}
}

// key names the effect of this visit; it is the same whenever the step is tried (PRC-7).
func (t *standing) key() string {
	return fmt.Sprintf("enrollment:%d:%d:%d", t.EnrollmentID, t.Token.Token, t.Visit)
}

// fail notes what became of a member whose operation was refused. Money in
// flight is no failure: the member waits for the gateway's word (ST-9).
func (r *run) fail(t *standing, err error) {
	code := models.CodeOf(err)
	if code == models.CodeMoneyInFlight {
		until := r.bucketed(r.now.Add(r.service.opts.InFlightWait))
		r.moves = append(r.moves, move{member: t, retry: &until, waitsFor: code})
		return
	}
	r.moves = append(r.moves, move{member: t, failure: code})
}

func (r *run) changeStatus() error {
	params := settings[process.ChangeStatus](r)
	changes := make([]statusChange, len(r.members))
	for i, t := range r.members {
		changes[i] = statusChange{
			Actor: r.actor(t), OrderID: *t.OrderID, To: params.Status,
			ReasonID: reference(params.RefusalReasonID), Comment: params.Comment,
		}
	}
	faults, err := r.service.changeStatuses(r.work, changes)
	if err != nil {
		return err
	}
	for i, t := range r.members {
		if faults[i] != nil {
			r.fail(t, faults[i])
		} else {
			r.leave(t, process.ExitNext, data{"status": params.Status})
		}
	}
	return nil
}

func (r *run) createOrders() error {
	params := settings[process.CreateOrder](r)
	offer, err := r.offerID(params.Offer)
	if err != nil {
		return err
	}
	specs := make([]orderSpec, len(r.members))
	for i, t := range r.members {
		specs[i] = orderSpec{
			Actor: r.actor(t), CustomerID: t.CustomerID, Via: models.ViaProcess,
			Items:   []ItemSpec{{OfferID: offer, Quantity: max(params.Quantity, 1)}},
			BoardID: params.BoardID, StageID: params.StageID, TryDeposit: params.TryDeposit,
		}
	}
	results, err := r.service.placeOrders(r.work, specs)
	if err != nil {
		return err
	}
	for i, t := range r.members {
		r.placed(t, results[i])
	}
	return nil
}

// placed journals what became of a create-order block; a duplicate is left out and listed (ORD-13).
func (r *run) placed(t *standing, result placed) {
	switch {
	case result.Err != nil:
		r.fail(t, result.Err)
	case result.Order == nil:
		r.moves = append(r.moves, move{
			member: t, exit: process.ExitNext, result: models.StepSkipped,
			data: data{"reason": result.Why, "found": result.FoundID},
		})
	default:
		r.leave(t, process.ExitNext, data{"order": result.Order.ID, "outcome": result.Outcome})
	}
}

func (r *run) offerID(code string) (int64, error) {
	var id int64
	err := r.Raw("SELECT id FROM offers WHERE code = ?", code).Scan(&id).Error
	if err != nil {
		return 0, fmt.Errorf("find offer: %w", err)
	}
	if id == 0 {
		return 0, models.NewError(models.CodeUnknownReference, "kind", "offer", "id", code)
	}
	return id, nil
}

func (r *run) sendLetter() error {
	return r.queueLetters(settings[process.SendLetter](r).Template, 0)
}

func (r *run) sendPaymentLink() error {
	params := settings[process.SendPaymentLink](r)
	return r.queueLetters(params.Template, params.Part)
}

// queueLetters writes a letter for each member. Their guards are checked again in
// the transactions that mark them as being sent (MAIL-6).
func (r *run) queueLetters(template string, part int64) error {
	kind, err := r.letterKind(template)
	if err != nil {
		return err
	}
	for _, t := range r.members {
		r.queueLetter(t, template, kind, part)
	}
	return nil
}

func (r *run) queueLetter(t *standing, template, kind string, part int64) {
	l := models.Letter{
		Cause: t.key(), CauseKind: models.CauseProcess, ProcessID: &t.ProcessID, EnrollmentID: &t.EnrollmentID, Block: t.Block,
		CustomerID: t.CustomerID, OrderID: t.OrderID, TemplateCode: template, Kind: kind,
		Guard: r.guard(), Part: part, Lane: t.Lane,
	}
	if t.SubjectKind == models.SubjectPurchase {
		l.PurchaseID = &t.SubjectID
	}
	r.dated(t, func() {
		r.letter(l)
		if t.OrderID != nil {
			r.note(*t.OrderID, r.actor(t), models.HistoryLetter, data{"template": template, "cause": t.key()})
		}
	})
	r.leave(t, process.ExitNext, data{"template": template, "cause": t.key()})
}

// guard is the rule that must still hold when the letter goes, as JSON; "" for none.
func (r *run) guard() string {
	if r.block.Guard == nil {
		return ""
	}
	return string(r.block.Guard.Raw())
}

// settings are the operation's parameters.
func settings[T process.OperationParams](r *run) T {
	return r.block.Params.(process.Operation).Params.(T)
}

// letterKind is the template's kind; the row's own revision is chosen when it is sent.
func (r *run) letterKind(template string) (string, error) {
	var kind string
	err := r.Raw("SELECT kind FROM letter_templates WHERE code = ? ORDER BY revision DESC LIMIT 1", template).Scan(&kind).Error
	return cmp.Or(kind, models.TemplateService), wrapped("read template", err)
}

func (r *run) addTag() error {
	params := settings[process.AddTag](r)
	for _, t := range r.members {
		if err := r.tag(t, params.On, params.Tag); err != nil {
			return err
		}
		r.leave(t, process.ExitNext, data{"tag": params.Tag})
	}
	return nil
}

func (r *run) tag(t *standing, on process.TagTarget, tag string) error {
	if on == process.TagOnOrder && t.OrderID != nil {
		return r.tagOrder(r.actor(t), *t.OrderID, t.CustomerID, tag)
	}
	return r.tagCustomer(r.actor(t), t.CustomerID, tag)
}

func (r *run) comment() error {
	for _, t := range r.members {
		r.dated(t, func() { r.note(*t.OrderID, r.actor(t), models.HistoryComment, nil) })
		r.history[len(r.history)-1].Comment = settings[process.Comment](r).Text
		r.leave(t, process.ExitNext, data{"order": *t.OrderID})
	}
	return nil
}
