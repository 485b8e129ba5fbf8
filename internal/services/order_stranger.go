package services

import (
	"fmt"

	"github.com/orderflow/orderflow/models"
)

// forStranger is what is done about an order that the duplicate guard found for
// somebody who has only said an e-mail (ORD-13). Anybody can say one: the order is
// used again, or replaced, only where its page shows nothing but what the visitor
// asked for, on the terms that everybody gets. Any other stays as it is and unseen,
// and the visitor gets an order of their own whose history names it.
func (p *placement) forStranger(policy string, found int64, d *draft) (string, error) {
	if policy == models.DuplicateCreate {
		return policy, nil
	}
	plain, late, err := p.plain(found, d)
	switch {
	case err != nil || !plain:
		return models.DuplicateCreate, err
	case policy == models.DuplicateReplace || late:
		return p.replaceable(found)
	default:
		return models.DuplicateReuse, nil
	}
}

// replaceable is to replace, unless money is under way: that order stays (ST-9).
func (p *placement) replaceable(found int64) (string, error) {
	var inFlight int64
	err := p.Raw("SELECT COUNT(*) FROM payments WHERE order_id = ? AND state = ?", found, models.PaymentInFlight).Scan(&inFlight).Error
	if err != nil || inFlight > 0 {
		return models.DuplicateCreate, wrapped("read payments of the order found", err)
	}
	return models.DuplicateReplace, nil
}

// plain reports whether an order is what the draft would be: the same offers once
// each at today's price, and no money in it. late tells that its link takes none any more.
func (p *placement) plain(found int64, d *draft) (plain, late bool, err error) {
	var o models.Order
	if err := oneRow(p.Tx, &o, "orders", found); err != nil {
		return false, false, err
	}
	var items []models.OrderItem
	if err := p.Find(&items, "order_id = ?", found).Error; err != nil {
		return false, false, fmt.Errorf("read items of the order found: %w", err)
	}
	plain = o.Paid == 0 && o.PartAsked == 0 && o.Cost == d.order.Cost && o.Currency == d.order.Currency && len(items) == len(d.items)
	wanted := map[int64]int64{}
	for _, item := range d.items {
		wanted[item.OfferID] = item.Price
	}
	for _, item := range items {
		price, known := wanted[item.OfferID]
		plain = plain && known && item.Quantity == 1 && item.Price == price && item.Title == titleOf(d, item.OfferID)
	}
	return plain, linkState(&o, p.now) == LinkDeadlinePassed, nil
}

func titleOf(d *draft, offer int64) string {
	for _, item := range d.items {
		if item.OfferID == offer {
			return item.Title
		}
	}
	return ""
}
