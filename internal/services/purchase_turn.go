package services

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// shiftPurchases gives the purchases whose access starts at completion the dates
// that follow from the order's completion now (ORD-9). That of items which were
// added afterwards does not start with it.
func (w *work) shiftPurchases(o *models.Order, actor models.Actor) error {
	items, err := w.itemsOf(o.ID)
	if err != nil {
		return err
	}
	terms := map[int64]models.AccessTerms{}
	for _, item := range items {
		if (item.AccessStart == models.AccessAtOnce || item.AccessStart == "") && !addedLater(o, item) {
			terms[item.ID] = item.AccessTerms
		}
	}
	rows, err := w.purchasesOf([]int64{o.ID})
	if err != nil {
		return err
	}
	for _, p := range rows {
		if t, shifts := terms[p.ItemID]; shifts && p.Status != models.PurchaseCancelled {
			if err := w.redate(p, o, t, actor); err != nil {
				return err
			}
		}
	}
	return nil
}

// redate moves one purchase and tells when that opens or ends it.
func (w *work) redate(p *models.Purchase, o *models.Order, terms models.AccessTerms, actor models.Actor) error {
	zone, err := w.zone()
	if err != nil {
		return err
	}
	start, end := terms.Period(*o.CompletedAt, *o.CompletedAt, zone)
	was := p.Status
	p.StartsAt, p.EndsAt = &start, end
	p.Status, p.NextChange = p.StatusAt(w.now)
	if p.Status != was && p.Status != models.PurchaseNotStarted {
		w.notePurchase(actor, p)
	}
	err = w.Exec("UPDATE purchases SET starts_at = ?, ends_at = ?, status = ?, next_change = ?, updated_at = ? WHERE id = ?",
		p.StartsAt, p.EndsAt, p.Status, p.NextChange, w.now, p.ID).Error
	return wrapped("write purchase", err)
}

// TurnPurchases opens and ends at most n purchases that are due by time alone
// (CUS-3), and answers how many it changed. Each change is an event.
func (s *Service) TurnPurchases(ctx context.Context, n int) (turned int, err error) {
	orders, err := s.ordersWithDuePurchases(ctx, n)
	if err != nil || len(orders) == 0 {
		return 0, err
	}
	err = s.write(ctx, func(w *work) error {
		turned = 0
		if _, err := w.Lock("orders", orders...); err != nil {
			return err
		}
		var rows []*models.Purchase
		err := w.Raw("SELECT * FROM purchases WHERE order_id IN ? AND next_change <= ? ORDER BY id", orders, w.now).Scan(&rows).Error
		if err != nil {
			return fmt.Errorf("read due purchases: %w", err)
		}
		byStatus := map[string][]*models.Purchase{}
		for _, p := range rows {
			p.Status, p.NextChange = p.StatusAt(w.now)
			byStatus[p.Status] = append(byStatus[p.Status], p)
			w.notePurchase(models.System(), p)
		}
		turned = len(rows)
		for _, status := range []string{models.PurchaseActive, models.PurchaseEnded} {
			if err := w.setPurchases(status, byStatus[status]); err != nil {
				return err
			}
		}
		return nil
	})
	return turned, err
}

func (s *Service) ordersWithDuePurchases(ctx context.Context, n int) (ids []int64, err error) {
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw("SELECT order_id FROM purchases WHERE next_change <= ? ORDER BY next_change, id LIMIT ?", s.Now(), n).Scan(&ids).Error
	})
	return unique(ids), wrapped("find due purchases", err)
}

// PurchaseFilter selects purchases; 0 and "" select all.
type PurchaseFilter struct {
	CustomerID int64
	OrderID    int64
	Status     string
	Page
}

// ListPurchases are the purchases that the filter selects, oldest first.
func (s *Service) ListPurchases(ctx context.Context, actor models.Actor, f PurchaseFilter) (rows []models.Purchase, more bool, err error) {
	if err := actor.Demand(models.RightOrderRead); err != nil {
		return nil, false, err
	}
	if f.Status != "" {
		var bad faults
		bad.oneOf("status", f.Status, models.PurchaseActive, models.PurchaseNotStarted, models.PurchaseEnded, models.PurchaseCancelled)
		if err := bad.err(); err != nil {
			return nil, false, err
		}
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		q := tx.Where("id > ?", f.After)
		for column, value := range map[string]int64{"customer_id": f.CustomerID, "order_id": f.OrderID} {
			if value != 0 {
				q = q.Where(column+" = ?", value)
			}
		}
		if f.Status != "" {
			q = q.Where("status = ?", f.Status)
		}
		if own := ownBy(actor, "purchases.order_id"); actor.OwnOnly {
			q = q.Where(own.sql, own.args...)
		}
		return q.Order("id").Limit(f.limit() + 1).Find(&rows).Error
	})
	rows, more = cut(rows, f.limit())
	return rows, more, wrapped("read purchases", err)
}

// PurchaseView is the page that a purchase's link opens. Instructions and link
// of the product are there only while the purchase is active (CUS-3).
type PurchaseView struct {
	Purchase     models.Purchase
	Number       int64
	Instructions string
	Link         string
	Language     string // of the customer, "" when unknown
}

// PurchasePage opens the page of a purchase by its link; an unknown link, and one
// of a false order, answer CodeNotFound.
func (s *Service) PurchasePage(ctx context.Context, token string) (*PurchaseView, error) {
	view := &PurchaseView{}
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		if err := tx.Where("link_token = ?", token).Take(&view.Purchase).Error; err != nil {
			return err
		}
		var o models.Order
		if err := tx.Select("number", "status").Where("id = ?", view.Purchase.OrderID).Take(&o).Error; err != nil {
			return err
		}
		if o.Status == models.StatusFalse {
			return gorm.ErrRecordNotFound
		}
		view.Number = o.Number
		var err error
		if view.Language, err = languageOfCustomer(tx, view.Purchase.CustomerID); err != nil {
			return err
		}
		if view.Purchase.Status != models.PurchaseActive {
			return nil
		}
		var product models.Product
		err = tx.Where("id = ?", view.Purchase.ProductID).Take(&product).Error
		view.Instructions, view.Link = product.Instructions, product.Link
		return err
	})
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, models.NewError(models.CodeNotFound, "kind", "purchase")
	}
	return view, wrapped("read purchase", err)
}
