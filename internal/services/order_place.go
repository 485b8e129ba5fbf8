package services

import (
	"fmt"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// placement is one call of placeOrders under way.
type placement struct {
	*work
	specs   []orderSpec
	results []placed
	terms   *terms
	drafts  []*draft
	twins   []twin
	held    *held   // what the customers have, once it was asked
	ids     []int64 // drawn ahead
}

// placeOrders makes many orders in a constant number of statements; a thousand
// at once is meant. Faults of one spec are its result's Err and leave the others
// alone. It locks the customers, ascending, and then the orders that it replaces.
func (s *Service) placeOrders(w *work, specs []orderSpec) ([]placed, error) {
	p := &placement{work: w, specs: specs, results: make([]placed, len(specs))}
	for _, step := range []func() error{p.readTerms, p.draftAll, p.guard, p.number, p.payFromDeposit, p.insert, p.tell} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return p.results, nil
}

func (p *placement) draftAll() error {
	p.drafts = make([]*draft, 0, len(p.specs))
	for i := range p.specs {
		d, err := p.terms.draft(i, &p.specs[i])
		if err != nil {
			p.results[i].Err = err
			continue
		}
		p.drafts = append(p.drafts, d)
		if n := p.specs[i].ForeignNumber; n != nil {
			p.terms.taken[*n] = true
		}
	}
	return nil
}

// number draws the ids; an order's number is its id, so that numbers ascend (ORD-1).
func (p *placement) number() error {
	if len(p.drafts) == 0 {
		return p.settleReused()
	}
	if p.ids == nil {
		ids, err := store.NextIDs(p.Tx, "orders", len(p.drafts))
		if err != nil {
			return err
		}
		p.ids = ids
	}
	for i, d := range p.drafts {
		d.order.ID, d.order.Number = p.ids[i], p.ids[i]
		for _, item := range d.items {
			item.OrderID = p.ids[i]
		}
		result := &p.results[d.at]
		result.Order = d.order
		if result.Outcome == "" {
			result.Outcome = PlacedCreated
		}
	}
	return p.settleReused()
}

func (p *placement) insert() error {
	orders := make([]*models.Order, len(p.drafts))
	items := make([]*models.OrderItem, 0, len(p.drafts))
	for i, d := range p.drafts {
		orders[i] = d.order
		items = append(items, d.items...)
	}
	trip := p.Later()
	if err := store.Put(trip, orders); err != nil {
		return err
	}
	return store.Put(trip, items)
}

// tell writes history, events and letters of the new orders, and opens the
// purchases of those that are completed already.
func (p *placement) tell() error {
	var completed []ownedOrder
	for _, d := range p.drafts {
		actor := d.spec.Actor
		p.noteCreated(d)
		if d.payment != nil {
			p.notePayment(d.order, d.payment, actor, offerIDs(d.items))
		}
		if d.payment != nil && d.order.PaidInFull {
			p.emit(actor, models.EventOrderPaidInFull, about(d.order), data{"amount": d.order.Paid, "currency": d.order.Currency})
		}
		if d.order.Status == models.StatusPayed {
			p.noteStatus(actor, d.order, models.StatusNew, nil, "")
			completed = append(completed, ownedOrder{d.order, actor})
		}
		p.announce(d)
	}
	return p.openPurchases(completed)
}

func (p *placement) noteCreated(d *draft) {
	o := d.order
	noted := data{"via": o.CreatedVia, "cost": o.Cost, "currency": o.Currency, "offers": offerIDs(d.items)}
	if d.spec.PageID != 0 {
		noted["page"] = d.spec.PageID
	}
	p.emit(d.spec.Actor, models.EventOrderCreated, about(o), noted)
	if found := p.results[d.at].FoundID; found != 0 {
		noted["found"] = found
		noted["outcome"] = p.results[d.at].Outcome
	}
	p.note(o.ID, d.spec.Actor, models.HistoryCreated, noted)
}

// announce queues the letter with the payment link, unless an offer leaves it to
// a process, the caller wants none, or the order was completed at once (MAIL-1).
func (p *placement) announce(d *draft) {
	if d.spec.QuietLetter || d.order.Status == models.StatusPayed || d.order.Cost == 0 {
		return
	}
	for _, offer := range d.offers {
		if !offer.LetterOnCreate {
			return
		}
	}
	p.letter(models.Letter{
		Cause: fmt.Sprintf("order:%d:%s", d.order.ID, models.TemplateOrderCreated), CauseKind: models.CauseEvent,
		TemplateCode: models.TemplateOrderCreated, CustomerID: d.order.CustomerID, OrderID: &d.order.ID,
		Kind: models.TemplateService, Lane: d.spec.Actor.EventLane(), Guard: string(process.StillPayable),
	})
	p.note(d.order.ID, d.spec.Actor, models.HistoryLetter, data{"template": models.TemplateOrderCreated})
}

func offerIDs(items []*models.OrderItem) []int64 {
	ids := make([]int64, 0, len(items))
	seen := map[int64]bool{}
	for _, item := range items {
		if !seen[item.OfferID] {
			seen[item.OfferID] = true
			ids = append(ids, item.OfferID)
		}
	}
	return ids
}
