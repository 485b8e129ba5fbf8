package services

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/models"
)

var moneyMoved = []models.EventKind{models.EventPaymentReceived, models.EventPaymentVoided, models.EventPaymentMoved, models.EventPaymentRefunded}

// changedBy names the events that change what a rule looks at, by the field's name without its object.
var changedBy = map[string][]models.EventKind{
	"paid":             moneyMoved,
	"left":             moneyMoved,
	"paid_in_full":     moneyMoved,
	"paid_at":          moneyMoved,
	"status":           {models.EventOrderStatusChanged, models.EventPurchaseStarted, models.EventPurchaseEnded},
	"tags":             {models.EventOrderTagAdded, models.EventOrderTagRemoved, models.EventCustomerTagAdded, models.EventCustomerTagRemoved},
	"stage_id":         {models.EventOrderStageMoved},
	"cost":             {models.EventOrderItemsChanged},
	"manager_id":       {models.EventOrderManager},
	"payment_deadline": {models.EventOrderDeadline},
	"payments":         moneyMoved,
}

// news is an event of a customer that may have made a rule true.
type news struct {
	ID         int64
	Kind       models.EventKind
	CustomerID int64
	OrderID    *int64
	Enrollment *int64 `gorm:"column:enrollment_id"`
	Data       string
}

// nameCauses journals, for members that an event brought on, which event it was:
// of each kind the customer's latest since the member came to the block, by
// preference one that changes what the rule looks at (PRC-7).
func (r *run) nameCauses() error {
	var customers []int64
	for _, m := range r.moves {
		if m.awaited() {
			customers = append(customers, m.member.CustomerID)
		}
	}
	if len(customers) == 0 {
		return nil
	}
	var rows []news
	err := r.Raw(`SELECT id, kind, customer_id, order_id, enrollment_id, data FROM events WHERE id IN (
		SELECT MAX(id) FROM events WHERE customer_id IN ? GROUP BY customer_id, order_id, kind) ORDER BY id DESC`, customers).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("read causes: %w", err)
	}
	for i := range r.moves {
		if r.moves[i].awaited() {
			r.moves[i].name(rows)
		}
	}
	return nil
}

// awaited reports a member that was woken and found a rule true.
func (m *move) awaited() bool {
	return m.member.Woken && m.rule != nil && !m.stays && m.failure == ""
}

// name adds the event, and its payment, to what is journaled. rows are the latest first.
func (m *move) name(rows []news) {
	var kinds []models.EventKind
	fields, relations := m.rule.Mentions()
	for _, name := range append(fields, relations...) {
		kinds = append(kinds, changedBy[name[strings.LastIndexByte(name, '.')+1:]]...)
	}
	var found *news
	for i, row := range rows {
		if !m.concerns(row) {
			continue
		}
		if slices.Contains(kinds, row.Kind) {
			found = &rows[i]
			break
		}
		if found == nil {
			found = &rows[i]
		}
	}
	if found == nil {
		return
	}
	d := data{"event": found.ID, "event_kind": found.Kind}
	var told struct{ Payment int64 }
	if json.Unmarshal([]byte(found.Data), &told) == nil && told.Payment != 0 {
		d["payment"] = told.Payment
	}
	for key, value := range m.data {
		d[key] = value
	}
	m.data = d
}

func (m *move) concerns(row news) bool {
	t := m.member
	switch {
	case row.CustomerID != t.CustomerID, t.CauseEventID != nil && row.ID <= *t.CauseEventID:
		return false
	case row.Enrollment != nil && *row.Enrollment == t.EnrollmentID:
		return false
	default:
		return row.OrderID == nil || t.OrderID == nil || *row.OrderID == *t.OrderID
	}
}

// ruled is how a member leaves a wait whose rule is true.
func (r *run) ruled(t *standing, rule *segment.Segment) {
	r.moves = append(r.moves, move{member: t, exit: process.ExitMet, result: models.StepDone, rule: rule})
}
