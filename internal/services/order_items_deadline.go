package services

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/orderflow/orderflow/models"
)

// moveDeadline lets the payment deadline follow the items: an added one may bring
// an earlier deadline, and the one that a removed item had brought goes with it
// (PAY-7). A deadline that a person set stays. A change is in the history (ORD-7).
func (e *itemEdit) moveDeadline(o *models.Order) error {
	if len(e.added)+len(e.left) == 0 {
		return nil
	}
	if own, err := e.deadlineByHand(o.ID); err != nil || own {
		return err
	}
	if err := e.readDeadlineTerms(); err != nil {
		return err
	}
	was := o.PaymentDeadline
	if e.broughtByLeft(o) {
		o.PaymentDeadline, o.DeadlineAction = nil, ""
		for _, item := range e.kept {
			e.terms.due(o, e.terms.offers[item.OfferID], e.countedFrom(o, item))
		}
	}
	for _, item := range e.added {
		e.terms.due(o, e.terms.offers[item.OfferID], item.CreatedAt)
	}
	if !sameTime(was, o.PaymentDeadline) {
		e.noteDeadline(o, e.actor, was, o.PaymentDeadline, deadlineItems)
	}
	return nil
}

// broughtByLeft reports whether the order's deadline is that of an item that goes.
// Offers are read as they are now: where one was edited since, the deadline stays (ORD-4).
func (e *itemEdit) broughtByLeft(o *models.Order) bool {
	for _, item := range e.left {
		probe := models.Order{}
		e.terms.due(&probe, e.terms.offers[item.OfferID], e.countedFrom(o, item))
		if probe.PaymentDeadline != nil && sameTime(probe.PaymentDeadline, o.PaymentDeadline) {
			return true
		}
	}
	return false
}

// countedFrom is when the days of an item's deadline began: at the order's
// creation, or when it was added to the order afterwards.
func (e *itemEdit) countedFrom(o *models.Order, item *models.OrderItem) time.Time {
	if item.CreatedAt.After(e.placed) {
		return item.CreatedAt
	}
	return o.CreatedAt
}

// deadlineByHand reports whether the last to change the order's deadline was a
// person who meant it. It reads, too, when the order was placed.
func (e *itemEdit) deadlineByHand(order int64) (bool, error) {
	var rows []models.OrderHistory
	err := e.Raw("SELECT * FROM order_history WHERE order_id = ? AND kind IN ? ORDER BY id", order,
		[]string{models.HistoryCreated, models.HistoryDeadline}).Scan(&rows).Error
	if err != nil {
		return false, fmt.Errorf("read deadlines: %w", err)
	}
	byHand := false
	for _, row := range rows {
		if row.Kind == models.HistoryCreated {
			e.placed = row.At
			continue
		}
		var d struct{ Cause string }
		if err := json.Unmarshal([]byte(row.Data), &d); err != nil {
			return false, fmt.Errorf("read deadlines: %w", err)
		}
		byHand = row.ActorKind == models.ActorPerson && d.Cause == ""
	}
	return byHand, nil
}

// readDeadlineTerms reads the offers of all items, the removed ones too.
func (e *itemEdit) readDeadlineTerms() error {
	var ids []int64
	for _, items := range [][]*models.OrderItem{e.kept, e.left, e.added} {
		ids = append(ids, offerIDs(items)...)
	}
	e.terms.now = e.now
	return e.readOffers(&e.terms, ids)
}

func sameTime(a, b *time.Time) bool {
	return (a == nil && b == nil) || (a != nil && b != nil && a.Equal(*b))
}
