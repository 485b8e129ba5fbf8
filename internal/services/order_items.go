package services

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// EditItemsParams are changes of an order's items, applied together. Confirmed
// says that the person saw what the change does to money and access.
type EditItemsParams struct {
	OrderID   int64
	Version   int64
	Add       []ItemSpec
	Change    []ItemChange
	Remove    []int64 // item ids
	Confirmed bool
}

// ItemChange gives an item another quantity or price; nil keeps what stands.
type ItemChange struct {
	ItemID   int64
	Quantity *int64
	Price    *int64
}

// EditItems adds, removes, reprices and re-counts items (ORD-5). Cost, status,
// surplus and access follow at once. The last item stays (CodeLastItem). Orders
// that are completed or partly paid need the right order.edit_paid and a
// confirmation; a completed one that would no longer be paid in full answers
// CodeAccessWouldEnd until confirmed.
func (s *Service) EditItems(ctx context.Context, actor models.Actor, p EditItemsParams) (*models.Order, error) {
	if err := actor.Demand(models.RightOrderWrite); err != nil {
		return nil, err
	}
	var o *models.Order
	err := s.write(ctx, func(w *work) (err error) {
		if o, err = w.takeOrder(actor, p.OrderID, p.Version); err != nil {
			return err
		}
		if err := demandItems(actor, o); err != nil {
			return err
		}
		w.made(string(models.SubjectOrder), o.ID)
		e := &itemEdit{work: w, order: o, actor: actor, params: p}
		return e.run()
	})
	return o, err
}

// itemEdit is one edit under way.
type itemEdit struct {
	*work
	order  *models.Order
	actor  models.Actor
	params EditItemsParams
	terms  terms
	items  []*models.OrderItem // as they stand
	kept   []*models.OrderItem
	added  []*models.OrderItem
	edited []*models.OrderItem
	gone   []int64
	left   []*models.OrderItem // those that go
	placed time.Time           // when the order came about, whatever date it bears
}

func (e *itemEdit) run() error {
	var err error
	if e.items, err = e.itemsOf(e.order.ID); err != nil {
		return err
	}
	before := encodedItems(e.items)
	if err := e.apply(); err != nil {
		return err
	}
	after := *e.order
	if err := sumItems(&after, append(slices.Clone(e.kept), e.added...)); err != nil {
		return err
	}
	if err := e.confirm(&after); err != nil {
		return err
	}
	if err := e.moveDeadline(&after); err != nil {
		return err
	}
	*e.order = after
	if err := e.writeItems(); err != nil {
		return err
	}
	d := data{"before": before, "after": encodedItems(append(slices.Clone(e.kept), e.added...)), "cost": after.Cost, "currency": after.Currency}
	e.note(after.ID, e.actor, models.HistoryItems, d)
	e.emit(e.actor, models.EventOrderItemsChanged, about(e.order), data{"cost": after.Cost, "currency": after.Currency, "offers": offerIDs(append(slices.Clone(e.kept), e.added...))})
	return e.follow()
}

// demandItems asks for the rights that an edit of the order's items takes.
func demandItems(actor models.Actor, o *models.Order) error {
	if err := actor.Demand(models.RightOrderWrite); err != nil || !holdsPaid(o) {
		return err
	}
	return actor.Demand(models.RightOrderEditPaid)
}

// holdsPaid reports an order in which money and access hang on the items: an edit must be confirmed.
func holdsPaid(o *models.Order) bool {
	switch o.Status {
	case models.StatusPayed, models.StatusPartPayed, models.StatusWaitingForReturn:
		return true
	default:
		return false
	}
}

func (e *itemEdit) confirm(after *models.Order) error {
	if !holdsPaid(e.order) || e.params.Confirmed {
		return nil
	}
	if e.order.Status == models.StatusPayed && after.Cost > e.order.Paid {
		return models.NewError(models.CodeAccessWouldEnd)
	}
	to := models.StatusAfterMoney(e.order.Status, after.Cost, min(e.order.Paid, after.Cost), after.AutoComplete)
	return models.NewError(models.CodeConfirmRequired, "from", string(e.order.Status), "to", string(to))
}

// apply makes the wanted items in memory and gathers every fault.
func (e *itemEdit) apply() error {
	var f faults
	byID := make(map[int64]*models.OrderItem, len(e.items))
	for _, item := range e.items {
		byID[item.ID] = item
	}
	for i, id := range e.params.Remove {
		if byID[id] == nil {
			f.add(indexed("remove", i), models.CodeUnknownReference, "kind", "item", "id", id)
			continue
		}
		e.gone, e.left = append(e.gone, id), append(e.left, byID[id])
		delete(byID, id)
	}
	for i, change := range e.params.Change {
		e.change(&f, indexed("change", i), byID[change.ItemID], change)
	}
	for _, item := range e.items {
		if byID[item.ID] != nil {
			e.kept = append(e.kept, item)
		}
	}
	if err := e.add(&f); err != nil {
		return err
	}
	if len(e.kept)+len(e.added) > models.MaxItems {
		f.add("add", models.CodeTooMany, "max", models.MaxItems)
	}
	if len(f) == 0 && len(e.kept)+len(e.added) == 0 {
		return models.NewError(models.CodeLastItem)
	}
	return f.err()
}

func (e *itemEdit) change(f *faults, path string, item *models.OrderItem, change ItemChange) {
	if item == nil {
		f.add(path+".item_id", models.CodeUnknownReference, "kind", "item", "id", change.ItemID)
		return
	}
	if change.Quantity != nil {
		f.within(path+".quantity", *change.Quantity, 1, models.MaxQuantity)
		item.Quantity = *change.Quantity
	}
	if change.Price != nil {
		f.within(path+".price", *change.Price, 0, models.MaxAmount)
		item.Price = *change.Price
	}
	e.edited = append(e.edited, item)
}

func (e *itemEdit) add(f *faults) error {
	if len(e.params.Add) == 0 {
		return nil
	}
	ids := make([]int64, len(e.params.Add))
	for i, item := range e.params.Add {
		ids[i] = item.OfferID
	}
	e.terms.now = e.now
	if err := e.readOffers(&e.terms, ids); err != nil {
		return err
	}
	for i, spec := range e.params.Add {
		row, offer, err := e.terms.item(indexed("add", i), spec)
		if domain, ok := asFaults(err); ok {
			*f = append(*f, domain...)
			continue
		}
		if offer.Currency != e.order.Currency {
			f.add(indexed("add", i), models.CodeMixedCurrency, "currency", string(offer.Currency), "expected", string(e.order.Currency))
			continue
		}
		row.OrderID = e.order.ID
		e.added = append(e.added, row)
	}
	return nil
}

func (e *itemEdit) writeItems() error {
	for _, item := range e.edited {
		err := e.Exec("UPDATE order_items SET quantity = ?, price = ? WHERE id = ?", item.Quantity, item.Price, item.ID).Error
		if err != nil {
			return fmt.Errorf("write item: %w", err)
		}
	}
	if len(e.gone) > 0 {
		if err := e.endPurchases(e.gone); err != nil {
			return err
		}
		if err := e.Exec("DELETE FROM order_items WHERE id IN ?", e.gone).Error; err != nil {
			return fmt.Errorf("remove items: %w", err)
		}
	}
	return store.Insert(e.Tx, e.added)
}

// endPurchases ends what removed items opened; the rows stay as a record.
func (e *itemEdit) endPurchases(items []int64) error {
	var rows []*models.Purchase
	err := e.Raw("SELECT * FROM purchases WHERE item_id IN ? AND status <> ? ORDER BY id", items, models.PurchaseCancelled).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("read purchases: %w", err)
	}
	for _, p := range rows {
		if e.cancelPurchase(p) {
			e.notePurchase(e.actor, p)
		}
	}
	return e.setPurchases(models.PurchaseCancelled, rows)
}

// follow lets money and status follow the new cost, and opens what was added to
// an order that stays completed.
func (e *itemEdit) follow() error {
	was := e.order.Status
	if err := e.settle(e.order, e.actor, nil); err != nil {
		return err
	}
	if was == models.StatusPayed && e.order.Status == models.StatusPayed {
		return e.openPurchases([]ownedOrder{{e.order, e.actor}})
	}
	return nil
}

func (w *work) itemsOf(order int64) ([]*models.OrderItem, error) {
	var rows []*models.OrderItem
	err := w.Raw("SELECT * FROM order_items WHERE order_id = ? ORDER BY id", order).Scan(&rows).Error
	return rows, wrapped("read items", err)
}

// encodedItems is how history remembers items: offer, quantity and price.
func encodedItems(items []*models.OrderItem) []data {
	list := make([]data, len(items))
	for i, item := range items {
		list[i] = data{"offer": item.OfferID, "quantity": item.Quantity, "price": item.Price}
	}
	return list
}
