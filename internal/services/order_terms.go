package services

import (
	"fmt"
	"slices"

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
	found, err := p.Lock("customers", customers...)
	if err != nil {
		return err
	}
	p.terms.customers = set(found)
	if err := p.readOffers(p.terms, offers); err != nil {
		return err
	}
	if err := p.readBoards(p.terms); err != nil {
		return err
	}
	return p.readNamed(staff, numbers)
}

func (w *work) readOffers(t *terms, ids []int64) (err error) {
	if t.zone, err = w.zone(); err != nil {
		return err
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	t.offers, t.products = map[int64]*models.Offer{}, map[int64][]int64{}
	if len(ids) == 0 {
		return nil
	}
	var offers []*models.Offer
	if err := w.Raw("SELECT * FROM offers WHERE id IN ?", ids).Scan(&offers).Error; err != nil {
		return fmt.Errorf("read offers: %w", err)
	}
	for _, offer := range offers {
		t.offers[offer.ID] = offer
	}
	var links []models.OfferProduct
	err = w.Raw("SELECT offer_id, product_id FROM offer_products WHERE offer_id IN ? ORDER BY offer_id, product_id", ids).Scan(&links).Error
	for _, link := range links {
		t.products[link.OfferID] = append(t.products[link.OfferID], link.ProductID)
	}
	return wrapped("read products of offers", err)
}

func (w *work) readBoards(t *terms) error {
	var boards []models.Board
	if err := w.Raw("SELECT id, is_default FROM boards").Scan(&boards).Error; err != nil {
		return fmt.Errorf("read boards: %w", err)
	}
	t.boards, t.stages, t.first = map[int64]bool{}, map[int64]int64{}, map[int64]int64{}
	for _, b := range boards {
		t.boards[b.ID] = true
		if b.IsDefault {
			t.board = b.ID
		}
	}
	var stages []models.Stage
	if err := w.Raw("SELECT id, board_id FROM stages ORDER BY board_id, ordinal, id").Scan(&stages).Error; err != nil {
		return fmt.Errorf("read stages: %w", err)
	}
	for _, stage := range stages {
		t.stages[stage.ID] = stage.BoardID
		if t.first[stage.BoardID] == 0 {
			t.first[stage.BoardID] = stage.ID
		}
	}
	return nil
}

func (p *placement) readNamed(staff []int64, numbers []string) error {
	if len(staff) > 0 {
		var found []int64
		if err := p.Raw("SELECT id FROM staff WHERE id IN ? AND active", staff).Scan(&found).Error; err != nil {
			return fmt.Errorf("read managers: %w", err)
		}
		p.terms.staff = set(found)
	}
	if len(numbers) == 0 {
		return nil
	}
	var taken []string
	if err := p.Raw("SELECT foreign_number FROM orders WHERE foreign_number IN ?", numbers).Scan(&taken).Error; err != nil {
		return fmt.Errorf("read foreign numbers: %w", err)
	}
	for _, n := range taken {
		p.terms.taken[n] = true
	}
	return nil
}
