package services

import (
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// readTerms locks the customers and reads what the orders are made of.
func (p *placement) readTerms() error {
	p.terms = &terms{now: p.now, taken: map[string]bool{}}
	var customers, offers, staff []int64
	var numbers []string
	for i := range p.specs {
		spec := &p.specs[i]
		customers = append(customers, spec.CustomerID)
		for _, item := range spec.Items {
			offers = append(offers, item.OfferID)
		}
		if spec.ManagerID != nil {
			staff = append(staff, *spec.ManagerID)
		}
		if spec.ForeignNumber != nil {
			numbers = append(numbers, *spec.ForeignNumber)
		}
	}
	return p.ask(customers, offers, staff, numbers)
}

// ask locks the customers and reads the rest behind them, on one trip.
func (p *placement) ask(customers, offers, staff []int64, numbers []string) error {
	trip := p.Trip()
	var found []int64
	trip.AskLock(&found, "customers", unique(customers))
	bindOffers := p.terms.askOffers(trip, unique(offers))
	bindBoards := p.terms.askBoards(trip)
	bindNamed := p.terms.askNamed(trip, staff, numbers)
	if err := p.askAhead(trip, customers, unique(offers)); err != nil {
		return err
	}
	if err := trip.Go(); err != nil {
		return fmt.Errorf("read terms of orders: %w", err)
	}
	p.terms.customers = set(found)
	bindOffers()
	bindBoards()
	bindNamed()
	zone, err := p.zone()
	p.terms.zone = zone
	return err
}

// askAhead lets an order that comes alone ask at once for what many look up
// later: what the customer has, and a number, which is lost when the order is refused.
func (p *placement) askAhead(trip *store.Trip, customers, offers []int64) error {
	if len(p.specs) != 1 {
		return nil
	}
	p.held = new(held)
	p.held.ask(trip, customers, offers)
	return store.AskIDs(trip, &p.ids, "orders", 1)
}

func (w *work) readOffers(t *terms, ids []int64) (err error) {
	if t.zone, err = w.zone(); err != nil {
		return err
	}
	trip := w.Trip()
	bind := t.askOffers(trip, unique(ids))
	if err := trip.Go(); err != nil {
		return fmt.Errorf("read offers: %w", err)
	}
	bind()
	return nil
}

// askOffers adds the questions for the offers and their products; bind keeps the answers.
func (t *terms) askOffers(trip *store.Trip, ids []int64) (bind func()) {
	t.offers, t.products = map[int64]*models.Offer{}, map[int64][]int64{}
	var offers []models.Offer
	var links []models.OfferProduct
	store.Ask(trip, &offers, "SELECT * FROM offers WHERE id IN ?", ids)
	store.Ask(trip, &links, "SELECT offer_id, product_id FROM offer_products WHERE offer_id IN ? ORDER BY offer_id, product_id", ids)
	return func() {
		for i := range offers {
			t.offers[offers[i].ID] = &offers[i]
		}
		for _, link := range links {
			t.products[link.OfferID] = append(t.products[link.OfferID], link.ProductID)
		}
	}
}

// askBoards adds the questions for boards and stages; bind keeps the answers.
func (t *terms) askBoards(trip *store.Trip) (bind func()) {
	t.boards, t.stages, t.first = map[int64]bool{}, map[int64]int64{}, map[int64]int64{}
	var boards []models.Board
	var stages []models.Stage
	store.Ask(trip, &boards, "SELECT id, is_default FROM boards")
	store.Ask(trip, &stages, "SELECT id, board_id FROM stages WHERE NOT archived ORDER BY board_id, ordinal, id")
	return func() {
		for _, b := range boards {
			t.boards[b.ID] = true
			if b.IsDefault {
				t.board = b.ID
			}
		}
		for _, stage := range stages {
			t.stages[stage.ID] = stage.BoardID
			if t.first[stage.BoardID] == 0 {
				t.first[stage.BoardID] = stage.ID
			}
		}
	}
}

// askNamed adds the questions for managers and foreign numbers, if any are named; bind keeps the answers.
func (t *terms) askNamed(trip *store.Trip, staff []int64, numbers []string) (bind func()) {
	var active []int64
	var taken []string
	if len(staff) > 0 {
		store.Ask(trip, &active, "SELECT id FROM staff WHERE id IN ? AND active", staff)
	}
	if len(numbers) > 0 {
		store.Ask(trip, &taken, "SELECT foreign_number FROM orders WHERE foreign_number IN ?", numbers)
	}
	return func() {
		t.staff = set(active)
		for _, n := range taken {
			t.taken[n] = true
		}
	}
}
