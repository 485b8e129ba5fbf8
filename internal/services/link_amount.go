package services

import (
	"slices"
	"time"

	"github.com/orderflow/orderflow/models"
)

// States of a payment link (PAY-2). That of a false order leads nowhere: it answers CodeNotFound.
const (
	LinkOpen           = "open"
	LinkPartAsked      = "part_asked"
	LinkPaid           = "paid"
	LinkDeadlinePassed = "deadline_passed"
	LinkCancelled      = "cancelled"
	LinkReturning      = "returning" // its money goes back to the customer, or has gone
	LinkNone           = "none"
)

// linkState is what the link of an order shows now.
func linkState(o *models.Order, now time.Time) string {
	switch {
	case o.Status == models.StatusFalse:
		return LinkNone
	case o.Status == models.StatusCancelled:
		return LinkCancelled
	case o.Status == models.StatusWaitingForReturn:
		return LinkReturning
	case o.Status == models.StatusPayed || o.Left() == 0:
		return LinkPaid
	case o.PaymentDeadline != nil && !o.PaymentDeadline.After(now):
		return LinkDeadlinePassed
	case o.PartAsked > 0 && o.PartAsked < o.Left():
		return LinkPartAsked
	default:
		return LinkOpen
	}
}

// takesMoney refuses an order whose payment link takes no money now: CodeOrderFalse,
// or CodeLinkClosed with the link's state.
func takesMoney(o *models.Order, now time.Time) error {
	switch state := linkState(o, now); state {
	case LinkOpen, LinkPartAsked:
		return nil
	case LinkNone:
		return models.NewError(models.CodeOrderFalse)
	default:
		return models.NewError(models.CodeLinkClosed, "reason", state)
	}
}

// smallestPart is the least that may be paid now: all that is left unless every
// item may be paid in parts, then the largest of their smallest parts.
func smallestPart(o *models.Order, items []*models.OrderItem) int64 {
	if slices.ContainsFunc(items, func(item *models.OrderItem) bool { return item.SmallestPart == 0 }) {
		return o.Left()
	}
	return smallestAsked(o, items)
}

// smallestAsked is the least that staff may make the link ask for: the largest of
// the smallest parts, or all that is left when that is less.
func smallestAsked(o *models.Order, items []*models.OrderItem) int64 {
	var least int64
	for _, item := range items {
		least = max(least, item.SmallestPart)
	}
	return min(least, o.Left())
}

// chooseAmount is the sum of a payment by the link: what staff asked for, the
// wanted part, or all that is left when nothing is wanted.
func chooseAmount(o *models.Order, items []*models.OrderItem, wanted int64, now time.Time) (int64, error) {
	if o.Status == models.StatusFalse {
		return 0, errNoLink()
	}
	if err := takesMoney(o, now); err != nil {
		return 0, err
	}
	asked, least := o.Left(), smallestPart(o, items)
	if linkState(o, now) == LinkPartAsked {
		asked, least = o.PartAsked, min(o.PartAsked, least)
	}
	if wanted == 0 {
		return asked, nil
	}
	if wanted < least {
		return 0, models.NewFieldError("amount", models.CodePartTooSmall, "min", models.Sum{Amount: least, Currency: o.Currency})
	}
	if wanted > o.Left() {
		return 0, models.NewFieldError("amount", models.CodePartTooLarge, "max", models.Sum{Amount: o.Left(), Currency: o.Currency})
	}
	return wanted, nil
}
