package services

import (
	"fmt"
	"slices"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// duplicateRefuse is the rule of the API and of orders made by hand: answer 409
// naming the order found (ORD-13).
const duplicateRefuse = "refuse"

// caution orders the duplicate policies of several offers: the last wins.
var caution = map[string]int{
	models.DuplicateCreate: 1, models.DuplicateReplace: 2, models.DuplicateReuse: 3, models.DuplicateSkip: 4, duplicateRefuse: 5,
}

// duplicatePolicy is what is done about an order found for this offer.
func duplicatePolicy(spec *orderSpec, offer *models.Offer) string {
	byHand := spec.Via == models.ViaManual || spec.Via == models.ViaAPI
	switch {
	case spec.Duplicate != "":
		return spec.Duplicate
	case offer.DuplicatePolicy == models.DuplicateSkip && byHand:
		return duplicateRefuse
	case offer.DuplicatePolicy != models.DuplicateDefault:
		return offer.DuplicatePolicy
	case byHand:
		return duplicateRefuse
	case spec.Via == models.ViaLink, spec.Via == models.ViaPage:
		return models.DuplicateReuse
	default:
		return models.DuplicateSkip
	}
}

// holding is what customers have already: open orders by offer, and the orders
// through which they own products. Drafts of the same call count too.
type holding struct {
	open  map[[2]int64]int64 // customer and offer → order
	owned map[[2]int64]int64 // customer and product → order
	draft map[[2]int64]int   // customer and offer → index of the spec
}

// guard applies the duplicate guard under the customers' locks (ORD-13).
func (p *placement) guard() error {
	h, err := p.readHoldings()
	if err != nil {
		return err
	}
	var kept []*draft
	var replaced []statusChange
	var replacing []*draft
	for _, d := range p.drafts {
		admitted, err := p.admit(d, h)
		if err != nil {
			return err
		}
		if !admitted {
			continue
		}
		if found := p.results[d.at].FoundID; found != 0 && p.results[d.at].Outcome == PlacedReplaced {
			replaced = append(replaced, statusChange{Actor: replacer(d.spec.Actor), OrderID: found, To: models.StatusCancelled})
			replacing = append(replacing, d)
		}
		kept = append(kept, d)
	}
	p.drafts = kept
	return p.replace(replaced, replacing)
}

// replacer is who cancels the order found. A customer may not: it happens under
// the guards of automation, so that an order with money in flight stays.
func replacer(actor models.Actor) models.Actor {
	if actor.Kind != models.ActorCustomer {
		return actor
	}
	return models.Actor{Kind: models.ActorSystem, Lane: actor.Lane, Chain: actor.Chain}
}

// replace cancels the orders found; where that is refused, the new one is not made either.
func (p *placement) replace(changes []statusChange, drafts []*draft) error {
	if len(changes) == 0 {
		return nil
	}
	errs, err := p.service.changeStatuses(p.work, changes)
	if err != nil {
		return err
	}
	refused := map[*draft]bool{}
	for i, err := range errs {
		if err != nil {
			why := p.results[drafts[i].at].Why
			if models.IsCode(err, models.CodeNotFound) { // it is there, but not theirs to see (ROLE-2)
				err = models.NewError(why)
			}
			p.results[drafts[i].at] = placed{FoundID: changes[i].OrderID, Why: why, Err: err}
			refused[drafts[i]] = true
		}
	}
	var kept []*draft
	for _, d := range p.drafts {
		if !refused[d] {
			kept = append(kept, d)
		}
	}
	p.drafts = kept
	return nil
}

// admit decides about one draft and reports whether it becomes an order. One that
// is made beside an order that a stranger may not see keeps what was found (forStranger).
func (p *placement) admit(d *draft, h *holding) (bool, error) {
	policy, found, earlier := p.find(d, h)
	beside := false
	if d.spec.Via == models.ViaPage && found.order != 0 {
		asked := policy
		var err error
		if policy, err = p.forStranger(policy, found.order, d); err != nil {
			return false, err
		}
		beside = policy != asked && policy == models.DuplicateCreate
	}
	if policy == models.DuplicateReplace && d.spec.Replaces != 0 && found.order != d.spec.Replaces {
		policy = models.DuplicateReuse
	}
	result := &p.results[d.at]
	result.FoundID, result.Why = found.order, found.why
	switch policy {
	case "", models.DuplicateCreate:
		if !beside {
			result.FoundID, result.Why = 0, ""
		}
	case models.DuplicateReplace:
		if earlier < 0 {
			result.Outcome = PlacedReplaced
			break
		}
		// An order of this very call is as good as its replacement.
		result.Outcome = PlacedReused
	case models.DuplicateReuse:
		result.Outcome = PlacedReused
	case models.DuplicateSkip:
		result.Outcome = PlacedSkipped
	default:
		result.Err = result.duplicateError()
	}
	if result.Outcome == PlacedReused || result.Outcome == PlacedSkipped || result.Err != nil {
		p.refersTo(d, earlier)
		return false, nil
	}
	for _, item := range d.items {
		h.draft[[2]int64{d.spec.CustomerID, item.OfferID}] = d.at
	}
	return true, nil
}

// duplicateError names the order found by the number that people know, which is its id.
func (r *placed) duplicateError() error {
	return models.NewError(r.Why, "number", r.FoundID, "order_id", r.FoundID)
}

// finding is what the duplicate guard found: an order, 0 while it is a draft of
// the same call, and why it counts: CodeDuplicateOrder for an open one,
// CodeProductOwned for one that opened the product.
type finding struct {
	order int64
	why   models.Code
}

// find looks the draft's offers up among what the customer has and answers with
// the most cautious policy of those found; earlier is a draft of this call, or -1.
func (p *placement) find(d *draft, h *holding) (policy string, found finding, earlier int) {
	earlier = -1
	for _, offer := range d.offers {
		had, draftAt := h.of(d.spec.CustomerID, offer.ID, p.terms.products[offer.ID])
		if had.why == "" {
			continue
		}
		if next := duplicatePolicy(d.spec, offer); policy == "" || caution[next] > caution[policy] {
			policy, found, earlier = next, had, draftAt
		}
	}
	return policy, found, earlier
}

func (h *holding) of(customer, offer int64, products []int64) (had finding, draftAt int) {
	if at, ok := h.draft[[2]int64{customer, offer}]; ok {
		return finding{0, models.CodeDuplicateOrder}, at
	}
	if id := h.open[[2]int64{customer, offer}]; id != 0 {
		return finding{id, models.CodeDuplicateOrder}, -1
	}
	for _, product := range products {
		if id := h.owned[[2]int64{customer, product}]; id != 0 {
			return finding{id, models.CodeProductOwned}, -1
		}
	}
	return finding{}, -1
}

// readHoldings reads what the customers of the drafts have. When nothing looks at it, it is not read.
func (p *placement) readHoldings() (*holding, error) {
	h := &holding{open: map[[2]int64]int64{}, owned: map[[2]int64]int64{}, draft: map[[2]int64]int{}}
	var customers, offers []int64
	for _, d := range p.drafts {
		looks := false
		for _, offer := range d.offers {
			looks = looks || duplicatePolicy(d.spec, offer) != models.DuplicateCreate
			offers = append(offers, offer.ID)
		}
		if looks {
			customers = append(customers, d.spec.CustomerID)
		}
	}
	if len(customers) == 0 {
		return h, nil
	}
	if p.held == nil {
		p.held = new(held)
		trip := p.Trip()
		p.held.ask(trip, customers, unique(offers))
		if err := trip.Go(); err != nil {
			return nil, fmt.Errorf("read what customers have: %w", err)
		}
	}
	for _, row := range p.held.owned {
		h.owned[[2]int64{row.CustomerID, row.ProductID}] = row.OrderID
	}
	return h, p.readOpen(h, p.held.open, unique(offers))
}

// closedStatuses are those of orders that await nothing more (ORD-13).
var closedStatuses = []models.Status{models.StatusPayed, models.StatusCancelled, models.StatusFalse, models.StatusWaitingForReturn}

// held is what customers have of the offers' products, and all their open orders.
type held struct {
	open  []openOrder
	owned []ownedProduct
}

type (
	openOrder    struct{ ID, CustomerID int64 }
	ownedProduct struct{ CustomerID, ProductID, OrderID int64 }
)

// ask looks for the open orders by customer alone: to the plan the status is an
// expression. By the index of open orders, which seemed next to empty in a shop
// of completed ones, it read all open orders of the shop (1.2 ms for 5,000).
func (h *held) ask(trip *store.Trip, customers, offers []int64) {
	store.Ask(trip, &h.open, "SELECT id, customer_id FROM orders WHERE customer_id IN ? AND status || '' NOT IN ?", customers, closedStatuses)
	store.Ask(trip, &h.owned, `SELECT customer_id, product_id, MAX(order_id) AS order_id FROM purchases
		WHERE customer_id IN ? AND product_id IN (SELECT product_id FROM offer_products WHERE offer_id IN ?) AND status IN ?
		GROUP BY customer_id, product_id`, customers, offers, []string{models.PurchaseActive, models.PurchaseNotStarted})
}

// readOpen finds the items of open orders among the offers. Orders and items
// are asked apart: joined, either database may begin with every item that the
// offer ever had. The plus keeps the index over offers out of it.
func (p *placement) readOpen(h *holding, open []openOrder, offers []int64) error {
	owner := make(map[int64]int64, len(open))
	ids := make([]int64, len(open))
	for i, o := range open {
		owner[o.ID], ids[i] = o.CustomerID, o.ID
	}
	for part := range slices.Chunk(ids, 1000) {
		var items []struct{ OrderID, OfferID int64 }
		err := p.Raw("SELECT order_id, offer_id FROM order_items WHERE order_id IN ? AND +offer_id IN ?", part, offers).Scan(&items).Error
		if err != nil {
			return fmt.Errorf("read items of open orders: %w", err)
		}
		for _, item := range items {
			key := [2]int64{owner[item.OrderID], item.OfferID}
			h.open[key] = max(h.open[key], item.OrderID)
		}
	}
	return nil
}

// refersTo remembers that a draft ended at another of the same call, whose id is not drawn yet.
func (p *placement) refersTo(d *draft, earlier int) {
	if earlier >= 0 {
		p.twins = append(p.twins, twin{at: d.at, of: earlier})
	}
}

// twin is a spec that found another spec of its call.
type twin struct{ at, of int }

// settleReused fills in the orders that were found, once all ids are known.
func (p *placement) settleReused() error {
	for _, t := range p.twins {
		result := &p.results[t.at]
		if first := p.results[t.of].Order; first != nil {
			result.FoundID = first.ID
			if result.Outcome == PlacedReused {
				result.Order = first
			}
		}
		if result.Err != nil {
			result.Err = result.duplicateError()
		}
	}
	return p.readReused()
}

func (p *placement) readReused() error {
	var ids []int64
	for _, result := range p.results {
		if result.Outcome == PlacedReused && result.Order == nil {
			ids = append(ids, result.FoundID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var rows []*models.Order
	if err := p.Raw("SELECT * FROM orders WHERE id IN ?", unique(ids)).Scan(&rows).Error; err != nil {
		return fmt.Errorf("read orders found: %w", err)
	}
	byID := make(map[int64]*models.Order, len(rows))
	for _, o := range rows {
		byID[o.ID] = o
	}
	for i := range p.results {
		if r := &p.results[i]; r.Outcome == PlacedReused && r.Order == nil {
			r.Order = byID[r.FoundID]
		}
	}
	return nil
}
