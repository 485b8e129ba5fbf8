package segmentsql

import (
	"fmt"
	"slices"

	"gorm.io/gorm"

	"github.com/orderflow/orderflow/internal/segment"
	"github.com/orderflow/orderflow/models"
)

// Load reads the objects of a kind with the given ids and whatever else the rules
// about them look at, for Match, NextChange and Explain. Ids without a row are left
// out. It runs one statement for each table that the rules need; give it at most a
// thousand ids.
func Load(db *gorm.DB, kind models.SubjectKind, ids []int64, rules ...*segment.Segment) (map[int64]segment.Object, error) {
	return Sight{}.Load(db, kind, ids, rules...)
}

// Load reads as Load does, for somebody who sees so far.
func (v Sight) Load(db *gorm.DB, kind models.SubjectKind, ids []int64, rules ...*segment.Segment) (map[int64]segment.Object, error) {
	l := &loader{sight: v, db: db}
	for _, rule := range rules {
		fields, relations := rule.Mentions()
		l.fields, l.relations = append(l.fields, fields...), append(l.relations, relations...)
	}
	found := l.roots(kind, distinct(ids))
	if l.err != nil {
		return nil, fmt.Errorf("load %ss for a rule: %w", kind, l.err)
	}
	return found, nil
}

func (l *loader) roots(kind models.SubjectKind, ids []int64) map[int64]segment.Object {
	switch kind {
	case models.SubjectCustomer:
		return l.rootCustomers(ids)
	case models.SubjectOrder:
		return l.rootOrders(ids)
	case models.SubjectPurchase:
		return l.rootPurchases(ids)
	case models.SubjectPayment:
		return l.rootPayments(ids)
	default:
		l.err = fmt.Errorf("there are no rules about %q", kind)
		return nil
	}
}

// loader stops at its first error.
type loader struct {
	sight     Sight
	db        *gorm.DB
	fields    []string
	relations []string
	err       error
}

func (l *loader) looksAt(fields ...string) bool {
	return slices.ContainsFunc(fields, func(f string) bool { return slices.Contains(l.fields, f) })
}

func (l *loader) follows(relation string) bool { return slices.Contains(l.relations, relation) }

// rows reads the rows of a model whose column is among the ids.
func rows[T any](l *loader, column string, ids []int64) []*T {
	var found []*T
	if l.err == nil && len(ids) > 0 {
		l.err = l.db.Where(column+" IN ?", ids).Find(&found).Error
	}
	return found
}

// seen reads, of such rows, those that hang on orders in sight.
func seen[T any](l *loader, object models.SubjectKind, column string, ids []int64) []*T {
	sql, args := l.sight.Of(object)
	if sql == "" {
		return rows[T](l, column, ids)
	}
	narrow := *l
	narrow.db = l.db.Where(sql, args...)
	found := rows[T](&narrow, column, ids)
	l.err = narrow.err
	return found
}

func (l *loader) customers(ids []int64) map[int64]*segment.Customer {
	found := map[int64]*segment.Customer{}
	for _, row := range rows[models.Customer](l, "id", ids) {
		found[row.ID] = &segment.Customer{Customer: *row}
	}
	if l.looksAt("customer.tags") {
		for _, tag := range rows[models.CustomerTag](l, "customer_id", keys(found)) {
			c := found[tag.CustomerID]
			c.Tags = append(c.Tags, tag.Tag)
		}
	}
	return found
}

func (l *loader) orders(column string, ids []int64) map[int64]*segment.Order {
	found := map[int64]*segment.Order{}
	for _, row := range seen[models.Order](l, models.SubjectOrder, column, ids) {
		found[row.ID] = &segment.Order{Order: *row}
	}
	if l.looksAt("order.tags") {
		for _, tag := range rows[models.OrderTag](l, "order_id", keys(found)) {
			o := found[tag.OrderID]
			o.Tags = append(o.Tags, tag.Tag)
		}
	}
	if l.follows("items") || l.looksAt("order.offer_id", "order.offer_code") {
		l.items(found)
	}
	return found
}

func (l *loader) items(orders map[int64]*segment.Order) {
	items := rows[models.OrderItem](l, "order_id", keys(orders))
	codes := map[int64]string{}
	if l.looksAt("order.offer_code", "item.offer_code") {
		for _, item := range items {
			codes[item.OfferID] = ""
		}
		for _, offer := range rows[models.Offer](l, "id", keys(codes)) {
			codes[offer.ID] = offer.Code
		}
	}
	for _, item := range items {
		order := orders[item.OrderID]
		order.Items = append(order.Items, &segment.Item{OrderItem: *item, OfferCode: codes[item.OfferID]})
	}
}

func (l *loader) purchases(column string, ids []int64) []*segment.Purchase {
	var found []*segment.Purchase
	for _, row := range seen[models.Purchase](l, models.SubjectPurchase, column, ids) {
		found = append(found, &segment.Purchase{Purchase: *row})
	}
	return found
}

func (l *loader) payments(column string, ids []int64) []*segment.Payment {
	var found []*segment.Payment
	for _, row := range seen[models.Payment](l, models.SubjectPayment, column, ids) {
		found = append(found, &segment.Payment{Payment: *row})
	}
	return found
}

func distinct(ids []int64) []int64 {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}

func keys[V any](m map[int64]V) []int64 {
	ids := make([]int64, 0, len(m))
	for id := range m {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
