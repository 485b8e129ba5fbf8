package process

import (
	"encoding/json"

	"github.com/orderflow/orderflow/models"
)

// OperationName names what an operation block does.
type OperationName string

// The operations (PRC-5).
const (
	OpCreateOrder     OperationName = "create_order"
	OpChangeStatus    OperationName = "change_status"
	OpSendLetter      OperationName = "send_letter"
	OpSendPaymentLink OperationName = "send_payment_link"
	OpAddTag          OperationName = "add_tag"
	OpComment         OperationName = "comment"
)

// Effect is what an operation touches.
type Effect string

// The effects. A letter is a row that the transaction writes; its delivery is not the block's affair.
const (
	EffectDatabase Effect = "database"
	EffectLetter   Effect = "letter"
)

// class is how the block is run: what stays in our database is a local activity.
func (e Effect) class() Class {
	switch e {
	case EffectDatabase, EffectLetter:
		return ClassLocal
	default:
		return ClassRegular
	}
}

// OperationParams are the settings of one operation.
type OperationParams interface {
	// check adds what the catalogue and the order table do not allow.
	check(at spot, known Catalogue)
	// fires lists the events that the operation causes, with the data that is known beforehand (PRC-17).
	fires() []firing
}

// firing is an event that an operation may cause; a name missing in data may have any value.
type firing struct {
	event models.EventKind
	data  Match
}

// OperationKind is one row of the table of operations.
type OperationKind struct {
	Name     OperationName
	Params   OperationParams // the zero value of its settings
	Subjects []models.SubjectKind
	Effect   Effect
}

var (
	everySubject = []models.SubjectKind{models.SubjectCustomer, models.SubjectOrder, models.SubjectPurchase}
	orderOnly    = []models.SubjectKind{models.SubjectOrder}
)

var operations = []OperationKind{
	{OpCreateOrder, CreateOrder{}, everySubject, EffectDatabase},
	{OpChangeStatus, ChangeStatus{}, orderOnly, EffectDatabase},
	{OpSendLetter, SendLetter{}, everySubject, EffectLetter},
	{OpSendPaymentLink, SendPaymentLink{}, orderOnly, EffectLetter},
	{OpAddTag, AddTag{}, everySubject, EffectDatabase},
	{OpComment, Comment{}, orderOnly, EffectDatabase},
}

// Operations lists every operation, for those who build processes.
func Operations() []OperationKind { return operations }

func operationKind(name OperationName) *OperationKind {
	for i := range operations {
		if operations[i].Name == name {
			return &operations[i]
		}
	}
	return nil
}

// CreateOrder creates an order of the offer for the subject's customer. BoardID
// and StageID are 0 for the default board and its first stage.
type CreateOrder struct {
	Offer      string `json:"offer" is:"required,max=200,of=offer"` // its code
	Quantity   int64  `json:"quantity" is:"default=1,min=1,max=1000000"`
	BoardID    int64  `json:"board_id,omitempty" is:"min=1,of=board"`
	StageID    int64  `json:"stage_id,omitempty" is:"min=1,of=stage"`
	TryDeposit bool   `json:"try_deposit,omitempty"`
}

// ChangeStatus moves the order to a status, by the transitions that ST-12 grants processes.
type ChangeStatus struct {
	Status          models.Status `json:"status" is:"required,of=status"`
	RefusalReasonID int64         `json:"refusal_reason_id,omitempty" is:"min=1,of=refusal_reason"` // 0 for none
	Comment         string        `json:"comment,omitempty" is:"max=2000,of=words"`
}

// SendLetter sends the customer a letter from a template. Guard is asked again
// when the letter goes; without one CompiledBlock.Guard gives the default (MAIL-6).
type SendLetter struct {
	Template string `json:"template" is:"required,max=200,of=letter_template"`
	Guard    Rule   `json:"guard,omitempty"`
}

// SendPaymentLink sends the order's payment link, for all that is left or for a part.
type SendPaymentLink struct {
	Template string `json:"template" is:"default=\"payment_reminder\",max=200,of=letter_template"`
	Part     int64  `json:"part,omitempty" is:"min=1,of=money"` // minor units of the order's currency, 0 for all
	Guard    Rule   `json:"guard,omitempty"`
}

// TagTarget is what a tag is put on.
type TagTarget string

// The targets of a tag.
const (
	TagOnCustomer TagTarget = "customer"
	TagOnOrder    TagTarget = "order"
)

// AddTag adds a tag to the customer or to the order.
type AddTag struct {
	Tag string    `json:"tag" is:"required,max=100,of=tag"`
	On  TagTarget `json:"on" is:"required"`
}

// Comment writes a comment into the order's history.
type Comment struct {
	Text string `json:"text" is:"required,max=2000,of=words"`
}

// StillPayable is the guard of a letter with a payment link: the order awaits its
// outcome, something is left to pay, and its link takes money still (MAIL-6, PAY-7).
var StillPayable = mustRule(map[string]any{"all": []any{
	map[string]any{"field": "order.status", "op": "one_of", "value": openStatuses()},
	map[string]any{"field": "order.left", "op": "gt", "value": 0},
	map[string]any{"not": map[string]any{
		"field": "order.payment_deadline", "op": "more_than_ago", "value": map[string]any{"amount": 0, "unit": "minutes"},
	}},
}})

func openStatuses() []models.Status {
	var open []models.Status
	for _, s := range models.Statuses {
		if s.Open() {
			open = append(open, s)
		}
	}
	return open
}

func mustRule(rule any) Rule {
	raw, err := json.Marshal(rule)
	if err != nil {
		panic("process: unencodable rule: " + err.Error())
	}
	return raw
}
