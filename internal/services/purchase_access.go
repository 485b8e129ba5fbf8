package services

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// ownedOrder is an order and who changed it.
type ownedOrder struct {
	*models.Order
	actor models.Actor
}

// openPurchases makes the purchases of orders that are completed: one for each
// item and product (CUS-3). Those that were there before keep their dates (ST-7).
func (w *work) openPurchases(orders []ownedOrder) error {
	if len(orders) == 0 {
		return nil
	}
	byID, ids := indexOrders(orders)
	existing, err := w.purchasesOf(ids)
	if err != nil {
		return err
	}
	made, err := w.newPurchases(byID, ids, existing)
	if err != nil {
		return err
	}
	if err := store.Insert(w.Tx, made); err != nil {
		return err
	}
	for _, p := range made {
		w.notePurchase(byID[p.OrderID].actor, p)
	}
	return w.restorePurchases(byID, existing)
}

func indexOrders(orders []ownedOrder) (byID map[int64]ownedOrder, ids []int64) {
	byID = make(map[int64]ownedOrder, len(orders))
	for _, o := range orders {
		byID[o.ID] = o
		ids = append(ids, o.ID)
	}
	return byID, ids
}

// purchasesOf are the purchases of the orders' present items.
func (w *work) purchasesOf(orders []int64) ([]*models.Purchase, error) {
	var rows []*models.Purchase
	err := w.Raw(`SELECT p.* FROM purchases p WHERE p.order_id IN ? AND EXISTS (SELECT 1 FROM order_items i WHERE i.id = p.item_id)
		ORDER BY p.id`, orders).Scan(&rows).Error
	return rows, wrapped("read purchases", err)
}

// newPurchases makes what the items open and what is not there yet.
func (w *work) newPurchases(byID map[int64]ownedOrder, ids []int64, existing []*models.Purchase) ([]*models.Purchase, error) {
	type key struct{ item, product int64 }
	has := make(map[key]bool, len(existing))
	for _, p := range existing {
		has[key{p.ItemID, p.ProductID}] = true
	}
	var items []*models.OrderItem
	err := w.Raw("SELECT * FROM order_items WHERE order_id IN ? AND products <> '[]' ORDER BY id", ids).Scan(&items).Error
	if err != nil || len(items) == 0 {
		return nil, wrapped("read items", err)
	}
	titles, err := w.titlesOf(items)
	if err != nil {
		return nil, err
	}
	zone, err := w.zone()
	if err != nil {
		return nil, err
	}
	var made []*models.Purchase
	for _, item := range items {
		for _, product := range productsOf(item) {
			if has[key{item.ID, product}] {
				continue
			}
			p := &models.Purchase{
				OrderID: item.OrderID, ItemID: item.ID, ProductID: product, Title: titles[product], LinkToken: newToken(),
			}
			w.date(p, byID[item.OrderID].Order, item, zone)
			made = append(made, p)
		}
	}
	return made, nil
}

// productsOf are the products that an item opens, as the offer had them when it was ordered (ORD-4).
func productsOf(item *models.OrderItem) (ids []int64) {
	_ = json.Unmarshal([]byte(item.Products), &ids)
	return ids
}

func (w *work) titlesOf(items []*models.OrderItem) (map[int64]string, error) {
	var ids []int64
	for _, item := range items {
		ids = append(ids, productsOf(item)...)
	}
	var rows []models.Product
	if err := w.Raw("SELECT id, title FROM products WHERE id IN ?", unique(ids)).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read products: %w", err)
	}
	titles := make(map[int64]string, len(rows))
	for _, p := range rows {
		titles[p.ID] = p.Title
	}
	return titles, nil
}

// addedLater reports an item that came into the order when that was completed
// already. A date of completion that somebody changed since makes no difference.
func addedLater(o *models.Order, item *models.OrderItem) bool {
	return item.CreatedAt.After(o.StatusChangedAt)
}

// date sets a new purchase's period and what follows from it now. Access of an
// item that was added to a completed order counts from now (CUS-3).
func (w *work) date(p *models.Purchase, o *models.Order, item *models.OrderItem, zone *time.Location) {
	completed, paid := w.now, w.now
	if o.CompletedAt != nil && !addedLater(o, item) {
		completed, paid = *o.CompletedAt, *o.CompletedAt
		if o.PaidAt != nil {
			paid = *o.PaidAt
		}
	}
	start, end := item.Period(paid, completed, zone)
	p.StartsAt, p.EndsAt = &start, end
	p.CustomerID, p.CreatedAt, p.UpdatedAt = o.CustomerID, w.now, w.now
	p.Status, p.NextChange = p.StatusAt(w.now)
}

// notePurchase tells that a purchase has just opened or ended; other states are no news.
func (w *work) notePurchase(actor models.Actor, p *models.Purchase) {
	of := subject{kind: models.SubjectPurchase, id: p.ID, customer: p.CustomerID, order: p.OrderID}
	d := data{"order": p.OrderID, "item": p.ItemID, "product": p.ProductID}
	switch p.Status {
	case models.PurchaseActive:
		w.emit(actor, models.EventPurchaseStarted, of, d)
	case models.PurchaseEnded, models.PurchaseCancelled:
		w.emit(actor, models.EventPurchaseEnded, of, d)
	}
}

// restorePurchases gives cancelled purchases the status that their dates have now.
func (w *work) restorePurchases(byID map[int64]ownedOrder, existing []*models.Purchase) error {
	byStatus := map[string][]*models.Purchase{}
	for _, p := range existing {
		if p.Status != models.PurchaseCancelled {
			continue
		}
		p.Status, p.NextChange = p.StatusAt(w.now)
		byStatus[p.Status] = append(byStatus[p.Status], p)
		if p.Status == models.PurchaseActive {
			w.notePurchase(byID[p.OrderID].actor, p)
		}
	}
	for _, status := range []string{models.PurchaseActive, models.PurchaseNotStarted, models.PurchaseEnded} {
		if err := w.setPurchases(status, byStatus[status]); err != nil {
			return err
		}
	}
	return nil
}

// nextChange is, for each status, the column that says when time changes it.
var nextChange = map[string]string{
	models.PurchaseActive: "ends_at", models.PurchaseNotStarted: "starts_at",
	models.PurchaseEnded: "NULL", models.PurchaseCancelled: "NULL",
}

func (w *work) setPurchases(status string, rows []*models.Purchase) error {
	if len(rows) == 0 {
		return nil
	}
	ids := make([]int64, len(rows))
	for i, p := range rows {
		ids[i] = p.ID
	}
	err := w.Exec("UPDATE purchases SET status = ?, next_change = "+nextChange[status]+", updated_at = ? WHERE id IN ?", status, w.now, ids).Error
	if err != nil {
		return fmt.Errorf("write purchases: %w", err)
	}
	return nil
}

// closePurchases ends the access of orders that are no longer completed (ST-7).
func (w *work) closePurchases(orders []ownedOrder) error {
	if len(orders) == 0 {
		return nil
	}
	byID, ids := indexOrders(orders)
	existing, err := w.purchasesOf(ids)
	if err != nil {
		return err
	}
	var closed []*models.Purchase
	for _, p := range existing {
		if p.Status == models.PurchaseCancelled {
			continue
		}
		if w.cancelPurchase(p) {
			w.notePurchase(byID[p.OrderID].actor, p)
		}
		closed = append(closed, p)
	}
	return w.setPurchases(models.PurchaseCancelled, closed)
}

// cancelPurchase reports whether the purchase was open until now.
func (w *work) cancelPurchase(p *models.Purchase) (wasOpen bool) {
	wasOpen = p.Status == models.PurchaseActive
	p.Status, p.NextChange = models.PurchaseCancelled, nil
	return wasOpen
}

// newToken is an unguessable name for a public link: 128 random bits.
func newToken() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}
